"""What page kinds refuse, and where they take a value from when a page has it twice."""

from __future__ import annotations

import json

import pytest

from auditor.markup import Document
from auditor.model import Avatar, Locator, Page, Profile
from auditor.pages.linkedin_marks import on_linkedin, page_key
from auditor.pages.reading import claimants, read
from auditor.pages.twimg import picture_upload
from tests.locating import misplaced
from tests.page_folders import PAGES, opened


def page_of(kind: str, what: str) -> Page:
    return opened(PAGES / kind / what)


def profile_of(kind: str, what: str) -> Profile:
    return read(page_of(kind, what))


def saved(text: str, media_type: str = "text/html") -> Page:
    return Page("0" * 64, "page", "html", text, media_type)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("kind", "what"),
    [
        ("linkedin-member-2017", "answers-of-another-profile"),
        ("linkedin-member-2020", "answers-of-another-profile"),
        ("x", "data-of-another-account"),
        ("bluesky", "data-of-another-account"),
    ],
)
def test_data_of_another_account_are_refused(kind: str, what: str) -> None:
    profile = profile_of(kind, what)
    assert profile.status == "profile"
    assert profile.account_created in (None, "2012-08")
    assert "Other words" not in (profile.about.value if profile.about else "")
    assert all(job.company is None or "Bystander" not in job.company.value for job in profile.experience)


def test_an_answer_that_lists_nothing_says_empty_and_no_answer_says_not_captured() -> None:
    assert dict(profile_of("linkedin-member-2017", "answers-say-empty").absent) == {
        "experience": "empty",
        "education": "empty",
    }
    assert dict(profile_of("linkedin-member-2017", "fragment-without-answers").absent) == {
        "experience": "not-captured",
        "education": "not-captured",
    }
    assert dict(profile_of("linkedin-guest-2013", "sparse").absent) == {
        "experience": "hidden",
        "education": "hidden",
        "about": "hidden",
    }


def test_a_stand_in_is_drawn_where_the_photo_was_not_loaded_but_is_known() -> None:
    avatar = profile_of("linkedin-member-2020", "answers-with-groups").avatar
    assert avatar.state == "linked"
    assert "shrink_800_800" in (avatar.url or "")


@pytest.mark.parametrize(
    ("kind", "what", "address"),
    [
        (
            "linkedin-member-2020",
            "answers-of-another-profile",
            "https://media-exp1.licdn.com/dms/image/C5103AQInventedTwo/profile-displayphoto-shrink_200_200/0/"
            "1516355320783?e=1613606400&v=beta&t=Invented200",
        ),
        ("x", "rendered", "https://pbs.twimg.com/profile_images/1581679886267301888/Invented_400x400.jpg"),
        ("google-scholar", "profile-portuguese", "./_Ines Marlow__files/citations(4)"),
        ("researchgate", "owner-view", "./ResearchGate_files/Ines-Marlow(1).jpg"),
    ],
)
def test_a_picture_saved_with_the_page_is_taken_from_there(kind: str, what: str, address: str) -> None:
    page = page_of(kind, what)
    with_folder = Page(
        page.sha256, page.path, "complete", page.text, resources={address: b"x" * 900, "viewer.jpg": b"y" * 900}
    )
    avatar = read(with_folder).avatar
    assert (avatar.state, avatar.data) == ("embedded", b"x" * 900)


def test_a_picture_number_holds_the_day_unless_it_was_counted() -> None:
    def uploaded(number: str) -> str | None:
        url = f"https://pbs.twimg.com/profile_images/{number}/a.jpg"
        fact = picture_upload(Avatar("linked", url, Locator("0" * 64, "img >> @src", url, 0)))
        return fact.date if fact else None

    assert uploaded("1581679886267301888") == "2022-10-16"
    assert uploaded("378800000112233445") is None
    assert uploaded("3044090580") is None


def test_words_about_a_place_make_no_dialogue() -> None:
    page = saved("Job offer\nLocation: Port Emmer\nSalary: 900 a day\nMe: nobody", "text/plain")
    assert [message.text for message in read(page).messages] == [page.text]


def test_the_turns_of_a_dialogue_with_me_are_told_apart() -> None:
    page = saved("me: hello?\nMarius Vole: Dear Sir,\nlook here: https://chat.example\n", "text/plain")
    messages = read(page).messages
    assert [(message.sender, message.by_subject) for message in messages] == [("me", False), ("Marius Vole", True)]
    assert misplaced(page, read(page)) == []


def test_a_thread_that_quotes_data_is_still_a_thread() -> None:
    text = json.dumps({"kind": "thread", "messages": [{"from": "A", "sent_at": None, "text": "see urn:li:member:1"}]})
    page = saved(text, "application/json")
    assert claimants(page) == ("message-thread",)
    assert [message.text for message in read(page).messages] == ["see urn:li:member:1"]


@pytest.mark.parametrize(
    "text", ["", "{", '{"kind": "thread", "messages": 3}', '{"data": "urn:li:x"', "[1, 2]", "null"]
)
def test_broken_json_ends_in_an_answer(text: str) -> None:
    assert read(saved(text, "application/json")).status == "not-a-profile"


def test_a_text_that_names_linkedin_is_no_page_of_it() -> None:
    text = "Look: https://www.linkedin.com/in/orla-vantaan-example"
    assert not on_linkedin(Document(saved(text, "text/plain")))
    assert on_linkedin(Document(saved(f"<a href='{text[6:]}'>")))


def test_the_page_key_is_found_however_it_is_written() -> None:
    for markup in (
        '<meta name="pageKey" content="nprofile-public-success">',
        '<meta content="nprofile-public-success" name="pageKey">',
        '<body class="en" id="pagekey-nprofile-public-success">',
    ):
        assert page_key(Document(saved(markup))) == "nprofile-public-success"
    assert page_key(Document(saved("<body>"))) is None


def test_a_description_over_two_pages_is_quoted_with_what_is_printed_between() -> None:
    page = page_of("linkedin-pdf", "two-pages-and-grouped-roles")
    survey = read(page).experience[2]
    assert survey.location is not None
    assert survey.location.value == "Lower Inlet"
    assert survey.at.quote.startswith("Survey Hand\n2012 - 2019 (7 years)\n")
    assert survey.at.quote.endswith("Sounding lines.")


def test_years_alone_stay_years() -> None:
    jobs = profile_of("linkedin-guest-2013", "whole").experience
    assert (jobs[1].start, jobs[1].end) == ("2005", "2008")
    assert profile_of("linkedin-classic", "owner-undrawn").experience[1].start == "2001"


def test_who_recommended_somebody_is_not_in_the_place_of_the_job() -> None:
    for job in profile_of("linkedin-classic", "guest-2015").experience:
        assert "\n" not in job.at.quote


def test_an_author_of_a_page_is_not_its_subject() -> None:
    for what in ("article-with-author", "article-in-open-graph-only", "shop", "blog-of-somebody", "firm"):
        profile = profile_of("generic", what)
        assert (profile.status, profile.name) == ("not-a-profile", None)


def test_the_facts_of_a_firm_are_kept() -> None:
    firm = profile_of("generic", "firm")
    assert {key: field.value for key, field in firm.company.items()} == {
        "name": "Quaystone Works",
        "founded": "2004",
        "size": "120",
        "website": "https://quaystone.example/",
    }


def test_a_meta_without_content_does_not_move_the_place_of_the_next() -> None:
    page = saved(
        '<meta property="og:title"><meta property="og:title" content=" "><meta property="og:title" content="Kite">'
    )
    title = Document(page).meta["og:title"]
    assert title.value == "Kite"
    assert misplaced(page, title) == []
