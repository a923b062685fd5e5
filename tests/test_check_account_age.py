from __future__ import annotations

import pytest

from auditor.checks.account_age import check
from auditor.model import DatedFact, Finding, Locator, Message, Profile, Skip
from tests.stated import PAGE, job, message, profile


def fact(kind: str, day: str) -> DatedFact:
    return DatedFact(kind, day, Locator(PAGE, f"json=/{kind}", day, 0))  # type: ignore[arg-type]


MADE = fact("account-created", "2026-02-10")
PHOTO = fact("photo-uploaded", "2026-02-11")
LONG = job("Harbour Lane", "2008-03")


def run(page: Profile) -> tuple[list[Finding], list[str]]:
    results = list(check.run(page, {}))
    return (
        [result for result in results if isinstance(result, Finding)],
        [result.reason for result in results if isinstance(result, Skip)],
    )


def said(day: str) -> tuple[Message, ...]:
    return (message("Your paper impressed us.", f"{day}T10:00:00Z"),)


@pytest.mark.parametrize("day", ["2026-01-31", "2025-12", "2024"])
def test_a_post_before_the_account_is_quoted(day: str) -> None:
    (finding,), _ = run(profile(dated=(MADE, fact("post", day))))
    assert (finding.rule, finding.strength, finding.weight) == ("self-contradiction", "weak", 0)
    assert [place.quote for place in finding.evidence] == [day, "2026-02-10"]


def test_a_message_before_the_account_is_quoted() -> None:
    (finding,), _ = run(profile(dated=(MADE,), messages=said("2026-01-02")))
    assert finding.evidence[0].quote == "Your paper impressed us."
    assert finding.field == "messages"


@pytest.mark.parametrize("day", ["2026-02-08", "2026-02-10", "2026-02", "2026"])
def test_days_that_may_fit_are_no_contradiction(day: str) -> None:
    assert run(profile(dated=(MADE, fact("post", day))))[0] == []


def test_the_owners_messages_are_not_the_accounts() -> None:
    page = profile(dated=(MADE, PHOTO), messages=(message("Hello", "2020-01-01", by_subject=False),))
    assert run(page)[0] == []


def test_account_picture_and_contact_within_a_month_beside_a_long_career() -> None:
    (finding,), _ = run(profile(LONG, dated=(MADE, PHOTO), messages=said("2026-02-20")))
    assert (finding.rule, finding.strength, finding.weight) == ("recent-account", "weak", 0)
    assert [place.quote for place in finding.evidence[:3]] == ["2026-02-10", "2026-02-11", "2008-03 - Present"]


@pytest.mark.parametrize(
    "page",
    [
        profile(LONG, dated=(MADE, fact("photo-uploaded", "2026-02-16")), messages=said("2026-02-20")),
        profile(LONG, dated=(MADE, PHOTO), messages=said("2026-06-20")),
        profile(job("Harbour Lane", "2024-03"), dated=(MADE, PHOTO), messages=said("2026-02-20")),
        profile(LONG, dated=(fact("account-created", "2011-03-01"), PHOTO), messages=said("2026-02-20")),
        profile(LONG, dated=(MADE, PHOTO, fact("photo-uploaded", "2026-02-19")), messages=said("2026-02-20")),
    ],
    ids=[
        "picture some days later",
        "in use for months",
        "short career",
        "old account with a new picture",
        "one of two pictures later",
    ],
)
def test_ordinary_accounts(page: Profile) -> None:
    assert run(page) == ([], [])


@pytest.mark.parametrize(
    ("page", "reason"),
    [
        (profile(LONG), "on which the account was made"),
        (profile(LONG, dated=(MADE,)), "no day of the picture"),
        (profile(LONG, dated=(MADE, PHOTO)), "no day of a contact"),
        (profile(dated=(MADE, PHOTO), messages=said("2026-02-20")), "no dated career"),
    ],
)
def test_what_is_not_decidable_says_why(page: Profile, reason: str) -> None:
    findings, (skip,) = run(page)
    assert not findings
    assert reason in skip
