"""Page kinds other than LinkedIn's recent ones, read from invented pages with the structure of real ones."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from auditor.model import Page
from auditor.pages.reading import claimants, read
from auditor.plugin import PageKind, discovered
from tests.locating import located, misplaced, stated
from tests.page_folders import PAGES, folders, name, opened, told

KINDS = (
    "bluesky",
    "facebook",
    "generic",
    "github",
    "google-scholar",
    "instagram",
    "linkedin-api",
    "linkedin-classic",
    "linkedin-export",
    "linkedin-guest-2013",
    "linkedin-guest-2016",
    "linkedin-member-2017",
    "linkedin-member-2020",
    "linkedin-pdf",
    "linkedin-people-search",
    "linkedin-recruiter",
    "linkedin-recruiter-2020",
    "mastodon",
    "message-thread",
    "researchgate",
    "speaker-page",
    "stack-overflow",
    "telegram",
    "tiktok",
    "twitter",
    "x",
    "xing",
)
EVERY = pytest.mark.parametrize("folder", folders(*KINDS), ids=name)


def page_of(kind: str, what: str) -> Page:
    return opened(PAGES / kind / what)


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
    fallback = folder.parent.name == "generic"
    assert claimants(opened(folder)) == (() if fallback else (folder.parent.name,))


@EVERY
def test_viewer_and_bystanders_are_nowhere(folder: Path) -> None:
    """The viewer is Vesper Saverly on every page that has one; all others are called Bystander, Staff or Viewer."""
    profile = read(opened(folder))
    words = " ".join([at.quote for _, at in located(profile)] + [field.value for _, field in stated(profile)])
    for stranger in ("saverly", "vesper", "bystander", "staff", "viewer"):
        assert stranger not in words.lower()
    assert "viewer" not in (profile.avatar.url or "").lower()


@pytest.mark.parametrize("missing", ["h1", "section", "div", "ul", "time", "script", "code", "meta", "p"])
@EVERY
def test_a_broken_page_still_ends_in_an_answer(folder: Path, missing: str) -> None:
    page = opened(folder)
    broken = Page(page.sha256, page.path, page.container, page.text.replace(f"<{missing}", "<i"), page.media_type)
    profile = read(broken)
    assert profile.status in ("profile", "not-a-profile")
    assert misplaced(broken, profile) == []


@EVERY
def test_a_page_cut_short_still_ends_in_an_answer(folder: Path) -> None:
    page = opened(folder)
    for part in (3, 2):
        cut = Page(
            page.sha256, page.path, page.container, page.text[: len(page.text) // part * (part - 1)], page.media_type
        )
        assert misplaced(cut, read(cut)) == []


def test_every_kind_of_the_house_has_a_page() -> None:
    kinds = {kind.id for kind in discovered("auditor.pages", PageKind)}
    assert sorted(kind for kind in kinds if not folders(kind)) == []


def test_no_page_of_a_kind_is_claimed_by_another() -> None:
    wrong = {}
    for folder in folders(*(path.name for path in sorted(PAGES.iterdir()))):
        expected = () if folder.parent.name == "generic" else (folder.parent.name,)
        if (claimed := claimants(opened(folder))) != expected:
            wrong[name(folder)] = claimed
    assert wrong == {}


def test_an_answer_of_a_web_api_is_not_the_page_of_a_site_it_names() -> None:
    named = '{"publicIdentifier": "ines-example", "site": "https://www.researchgate.net/profile-header"}'
    page = Page("0" * 64, "a.json", "json", named, "application/json")
    assert claimants(page) == ("linkedin-api",)
    assert claimants(Page("0" * 64, "a.txt", "text", named, "text/plain")) == ("message-thread",)
