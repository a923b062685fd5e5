"""LinkedIn's pages since 2020, read from invented pages with the structure of real ones."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from auditor.model import Page
from auditor.pages.reading import claimants, read
from tests.locating import located, misplaced, stated
from tests.page_folders import PAGES, folders, name, opened, told

KINDS = (
    "linkedin-company",
    "linkedin-guest-2020",
    "linkedin-member-2022",
    "linkedin-member-2026",
    "linkedin-mobile",
    "linkedin-wall",
)
EVERY = pytest.mark.parametrize("folder", folders(*KINDS), ids=name)


@EVERY
def test_a_page_states_what_is_expected_of_it(folder: Path, accepted: Callable[[Path, str | bytes], None]) -> None:
    profile = read(opened(folder))
    assert profile.source.page_kind == folder.parent.name
    accepted(folder / "expected.json", told(profile))


@EVERY
def test_every_place_holds_its_quote(folder: Path) -> None:
    page = opened(folder)
    assert misplaced(page, read(page)) == []


@EVERY
def test_one_kind_claims_the_page(folder: Path) -> None:
    assert claimants(opened(folder)) == (folder.parent.name,)


@EVERY
def test_viewer_and_bystanders_are_nowhere(folder: Path) -> None:
    """The viewer is Vesper Saverly on every page that has one; the others are people the page happens to show."""
    profile = read(opened(folder))
    words = " ".join([at.quote for _, at in located(profile)] + [field.value for _, field in stated(profile)])
    for stranger in ("saverly", "Viewer", "eastmarsh", "Tobin", "Bystander", "Mutual", "Staff"):
        assert stranger.lower() not in words.lower()


def test_each_kind_has_pages() -> None:
    assert [kind for kind in KINDS if not folders(kind)] == []
    assert len(list(PAGES.glob("linkedin-*/*/expected.json"))) >= len(folders(*KINDS))


def test_answers_about_another_member_are_left_alone() -> None:
    profile = read(opened(PAGES / "linkedin-member-2022" / "answers-about-somebody-else"))
    assert profile.handle is not None
    assert profile.handle.value == "falk-rentzing-example"
    assert profile.account_created is None
    assert profile.avatar.state == "placeholder"


def test_a_card_that_was_not_loaded_is_not_called_empty() -> None:
    unloaded = read(opened(PAGES / "linkedin-member-2022" / "saved-before-the-cards-loaded"))
    loaded = read(opened(PAGES / "linkedin-member-2022" / "photo-only-in-the-answers"))
    scrolled = read(opened(PAGES / "linkedin-member-2026" / "top-card-only"))
    assert dict(unloaded.absent) == {"experience": "not-captured", "education": "not-captured"}
    assert dict(loaded.absent) == {"experience": "empty", "education": "empty"}
    assert dict(scrolled.absent) == {"experience": "not-captured", "education": "not-captured"}


def test_what_is_masked_is_never_a_value() -> None:
    profile = read(opened(PAGES / "linkedin-guest-2020" / "masked-in-2026"))
    assert dict(profile.absent) == {"experience": "masked", "education": "masked"}
    assert all("*" not in field.value for _, field in stated(profile))
    assert [company.value for company in profile.current_companies] == ["Fenwater Museum"]


def test_an_employer_that_is_only_searched_for_keeps_the_search() -> None:
    profile = read(opened(PAGES / "linkedin-member-2022" / "grouped-roles-and-contact-details"))
    addresses = [p.company_url.value for p in profile.experience if p.company_url]
    assert addresses[0] == "https://www.linkedin.com/company/1406"
    assert addresses[-1] == "https://www.linkedin.com/search/results/all/?keywords=Ashgrove+Survey"


def test_a_label_without_a_mark_is_no_verification() -> None:
    marked = read(opened(PAGES / "linkedin-member-2022" / "grouped-roles-and-contact-details"))
    unmarked = read(opened(PAGES / "linkedin-member-2022" / "photo-only-in-the-answers"))
    assert [field.value for field in marked.verifications] == ["Leocadia has verifications"]
    assert unmarked.verifications == ()


def test_a_picture_saved_with_the_page_is_taken_from_there() -> None:
    page = opened(PAGES / "linkedin-guest-2020" / "grouped-roles-and-websites")
    address = read(page).avatar.url
    assert address is not None
    local = "./Marisol_files/1643017689481(1)"
    saved = Page(
        page.sha256,
        page.path,
        "complete",
        page.text.replace(address.replace("&", "&amp;"), local),
        resources={local: b"x" * 900},
    )
    avatar = read(saved).avatar
    assert (avatar.state, avatar.data) == ("embedded", b"x" * 900)
    assert read(saved).photo_uploaded == "2022-01-24"


def test_a_page_of_nobody_is_unknown_and_one_that_cannot_be_parsed_unreadable() -> None:
    plain = read(Page("0" * 64, "a.html", "html", "<html><body><p>Opening hours</p></body></html>"))
    assert plain.status == "not-a-profile"
    attributes = " ".join(f"a{number}=1" for number in range(3_000))
    hostile = read(Page("0" * 64, "b.html", "html", f'<link href="https://static.licdn.com/"><p {attributes}>'))
    assert hostile.status == "unreadable"
    assert "attributes" in (hostile.reason or "")


@pytest.mark.parametrize(
    "text",
    [
        '<html><body><p>see <a href="https://www.linkedin.com/in/somebody-example">me</a></p></body></html>',
        '<html><head><title>Ferrow Glass</title></head><body class="error404"><a href="https://www.linkedin.com/company/1">in</a>'
        '<img src="https://media.licdn.com/dms/image/x"></body></html>',
        "",
    ],
)
def test_a_page_that_only_links_to_the_site_is_not_its_page(text: str) -> None:
    assert not [kind for kind in claimants(Page("0" * 64, "c.html", "html", text)) if kind.startswith("linkedin")]


def test_no_page_is_claimed_twice() -> None:
    pages = [opened(path.parent) for path in sorted(PAGES.glob("*/*/page.html"))]
    assert [page.path for page in pages if len(claimants(page)) > 1] == []


@pytest.mark.parametrize("missing", ["h1", "section", "main", "ul", "time"])
@EVERY
def test_a_broken_page_still_ends_in_an_answer(folder: Path, missing: str) -> None:
    page = opened(folder)
    broken = Page(page.sha256, page.path, page.container, page.text.replace(f"<{missing}", "<i"))
    profile = read(broken)
    assert profile.status in ("profile", "not-a-profile")
    assert misplaced(broken, profile) == []
