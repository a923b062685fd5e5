"""Empty, odd and hostile texts: every check ends at once, says why it did not look, and claims nothing."""

from __future__ import annotations

from dataclasses import replace

import pytest

from auditor.model import Field, Finding, Locator, Profile, Records
from auditor.plugin import ProfileCheck, discovered
from tests.stated import PAGE, field, job, message, profile

CHECKS = discovered("auditor.checks", ProfileCheck)
RECORDS: Records = {}
Z = "\u200b"
TEXTS = {
    "one word": "Recruiter",
    "emoji only": "😀🚢⚓️👩‍🔧🏴‍☠️",
    "100 KB of one letter": "a" * 100_000,
    "100 KB of words": "quay harbour " * 8_000,
    "100 KB of years": "2019 - 2020 " * 8_000,
    "100 KB of numbers and units": "2019 1 yr 2 mos 3 " * 6_000,
    "a long word behind an invisible character": "a" * 100_000 + Z + "b",
    "100 KB of spaces": "I am" + " " * 100_000 + "based in",
    "many openings": "[{[{" * 20_000,
    "many greetings": "Regards,\n" * 10_000,
    "many direction marks": "\u202e" * 50_000,
    "many flags that never end": "\U0001f3f4\U000e0067" * 20_000,
    "many broken letters": "Ã" * 100_000,
    "lone surrogate's stand-in": "\ufffd" * 1_000,
    "right-to-left and Latin": "שלום hello عمر " * 2_000,
}
SILENT = frozenset(TEXTS) - {"many flags that never end", "many direction marks"}


def page(text: str) -> Profile:
    return profile(
        replace(job(text[:300] or "x", "2019", None, text), dates=Locator(PAGE, "li", text, 0)),
        name=text[:200],
        headline=text,
        about=text,
        name_elsewhere=[text[:200]],
        location=field(text[:500]),
        phones=(field(text[:500]),),
        messages=(message(text, "2026-01-01"),),
        captured_at="2026-03-01",
    )


@pytest.mark.parametrize("what", TEXTS)
@pytest.mark.parametrize("check", CHECKS, ids=lambda check: check.id)
def test_no_text_stops_a_check(check: ProfileCheck, what: str) -> None:
    findings = [result for result in check.run(page(TEXTS[what]), RECORDS) if isinstance(result, Finding)]
    assert what not in SILENT or findings == []
    for finding in findings:
        for place in finding.evidence:
            assert TEXTS[what][place.start :].startswith(place.quote) or place.quote in TEXTS[what]


@pytest.mark.parametrize("check", CHECKS, ids=lambda check: check.id)
def test_an_empty_page_is_not_looked_at_and_says_so(check: ProfileCheck) -> None:
    results = list(check.run(profile(), RECORDS))
    assert results
    assert not any(isinstance(result, Finding) for result in results)


@pytest.mark.parametrize("bad", ["", "x", "20-19", "2019-13", "2019-02-31", "0000", "99999-01"])
def test_dates_that_are_none_are_not_compared(bad: str) -> None:
    odd = replace(job("Quay House", "2019", "2020"), start=bad, end=bad)
    for check in CHECKS:
        results = list(check.run(profile(odd, headline="At Quay House", captured_at="2026-03-01"), RECORDS))
        assert not any(isinstance(result, Finding) for result in results), check.id


def test_a_quote_that_is_not_the_value_is_still_quoted_as_it_stands() -> None:
    """A value may have been mended; what is quoted is what the page holds."""
    about = Field("At [Company Name]", Locator(PAGE, "p", "xx At [Company Name]", 0))
    for check in CHECKS:
        for result in check.run(profile(about=about), RECORDS):
            if isinstance(result, Finding):
                place = result.evidence[0]
                assert about.at.quote[place.start : place.start + len(place.quote)] == place.quote
