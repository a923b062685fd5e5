from __future__ import annotations

import pytest

from auditor.checks.lookalike_domain import across, check
from auditor.domains.lookalikes import likeness, skeleton
from auditor.model import NO_AVATAR, DomainRecord, Features, Field, Finding, Link, Locator, Skip
from tests.stated import profile, record


def run(mail: str, *records: DomainRecord) -> tuple[list[Finding], list[str]]:
    page = profile(links=["https://harbourlane.example"], emails=[f"desk@{mail}"], captured_at="2026-03-01")
    results = list(check.run(page, {one.domain: (one,) for one in records}))
    return (
        [result for result in results if isinstance(result, Finding)],
        [result.reason for result in results if isinstance(result, Skip)],
    )


OLD = record("harbourlane.example", "rdap", "2003-05-04")


@pytest.mark.parametrize(
    ("a", "b", "how"),
    [
        ("harbourlane", "harbour1ane", "letters that look alike"),
        ("harbourlane", "hаrbourlane", "letters that look alike"),
        ("harmony", "harrnony", "letters that look alike"),
        ("harbourlane", "harborlane", "one letter changed"),
        ("harbourlane", "harbourlnae", "one letter changed"),
        ("harbourlane", "harbourlane-careers", "a word added"),
        ("harbourlane", "jobs-harbourlane", "a word added"),
        ("harbourlane", "harbour-lane", "a hyphen"),
        ("harbourlane", "quayhouse", None),
        ("harbour", "harbor", None),
        ("acme", "acne", None),
    ],
)
def test_likeness(a: str, b: str, how: str | None) -> None:
    assert likeness((a, "example"), (b, "example")) == how
    assert likeness((b, "example"), (a, "example")) == how


def test_another_ending_is_a_likeness() -> None:
    assert likeness(("harbourlane", "com"), ("harbourlane", "co")) == "the same name under another ending"
    assert likeness(("harbourlane", "com"), ("harbourlane", "com")) is None
    assert skeleton("paypa1") == skeleton("paypal")


def test_ages_side_by_side_make_it_strong() -> None:
    (finding,), _ = run("harbour1ane.example", OLD, record("harbour1ane.example", "rdap", "2026-01-10"))
    assert (finding.strength, finding.weight, finding.rule) == ("strong", 4, "lookalike-firm-name")
    assert [place.quote for place in finding.evidence] == [
        "desk@harbour1ane.example",
        "https://harbourlane.example",
        "2003-05-04",
        "2026-01-10",
    ]


@pytest.mark.parametrize(
    ("mail", "registered", "strength"),
    [
        ("harbourlane-careers.example", "2026-01-10", "moderate"),
        ("harbourlane.test", "2026-01-10", "moderate"),
        ("harbour1ane.example", "2004-01-10", "weak"),
        ("harbour1ane.example", None, "weak"),
        ("harbourlane-careers.example", "2010-01-10", None),
        ("harbourlane-careers.example", None, None),
        ("quayhouse.example", "2026-01-10", None),
    ],
)
def test_what_the_ages_leave_of_it(mail: str, registered: str | None, strength: str | None) -> None:
    younger = [record(mail, "rdap", registered)] if registered else []
    findings, _ = run(mail, OLD, *younger)
    assert [finding.strength for finding in findings] == ([strength] if strength else [])


def test_skips_say_why() -> None:
    assert run("gmail.com")[1] == ["the page does not state two company domains that could be compared"]
    assert "no recorded answer" in run("harbour1ane.example", OLD)[1][0]


def test_across_pages_it_is_a_link_with_its_places() -> None:
    def page(number: int, *domains: str) -> Features:
        places = tuple(Field(f"domain {d}", Locator(f"{number:064x}", "a", d, 0)) for d in domains)
        return Features(f"p-{number}", str(number), None, None, NO_AVATAR, None, domains, b"", None, contacts=places)

    pages = (page(1, "harbourlane.example"), page(2, "harbourlane-jobs.example"), page(3, "quayhouse.example"))
    (link,) = across.run(pages)
    assert isinstance(link, Link)
    assert (link.a, link.b, link.kind) == ("p-1", "p-2", "lookalike-domain")
    assert [place.quote for place in link.evidence] == ["harbourlane.example", "harbourlane-jobs.example"]
