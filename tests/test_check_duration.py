from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from auditor.checks.duration import check
from auditor.checks.durations import most_months, stated_duration
from auditor.dates import interval
from auditor.model import Finding, Locator, Position, Profile, Skip
from tests.stated import PAGE, job, profile


def stated(start: str, end: str | None, words: str) -> Position:
    return replace(job("Harbour Lane", start, end), dates=Locator(PAGE, "li .dates", words, 0))


def run(page: Profile) -> tuple[list[Finding], list[str]]:
    results = list(check.run(page, {}))
    return (
        [result for result in results if isinstance(result, Finding)],
        [result.reason for result in results if isinstance(result, Skip)],
    )


@pytest.mark.parametrize(
    ("words", "quote", "months"),
    [
        ("Mar 2019 - May 2022 · 3 yrs 3 mos", "3 yrs 3 mos", (39, 39)),
        ("August 2020 - December 2023 (3 years 5 months)", "3 years 5 months", (41, 41)),
        ("Dec 2020 - Aug 20219 months", "9 months", (9, 9)),
        ("2007 – Present (8 years)", "8 years", (85, 107)),
        ("wrzesień 2008 – wrzesień 2009 (1 rok 1 miesiąc)Dublin", "1 rok 1 miesiąc", (13, 13)),
        ("März 2019–Heute 1 Jahr 3 Monate", "1 Jahr 3 Monate", (15, 15)),
        ("mars 2019 - avr. 2020 · 1 an et 2 mois", "1 an et 2 mois", (14, 14)),
        ("2019年3月 - 2020年4月 · 1年2个月", "1年2个月", (14, 14)),
        ("2019年3月 - 2020年4月 · 1年2ヶ月", "1年2ヶ月", (14, 14)),
        ("2019년 3월 - 2020년 4월 · 1년 2개월", "1년 2개월", (14, 14)),
        ("tháng 3 năm 2019 - hiện tại · 5 năm 2 tháng", "5 năm 2 tháng", (62, 62)),
        ("март 2019 – наст. время 5 лет 2 мес.", "5 лет 2 мес.", (62, 62)),
    ],
)
def test_durations_are_read_in_many_languages(words: str, quote: str, months: tuple[int, int]) -> None:
    said = stated_duration(words)
    assert said is not None
    assert words[said.start : said.end] == quote
    assert (said.least, said.most) == months


@pytest.mark.parametrize(
    "words",
    [
        "Mar 2019 - May 2022",
        "2019年3月 - 2020年4月",
        "tháng 3 năm 2019 - nay",
        "Mar 2019 - Present · less than a year",
        "3 yrs 2 mos",
        "Mar 2019 - May 2022 · 0 mos",
        "Mar 2019 - May 2022, 5 people",
        "",
    ],
)
def test_what_is_no_duration(words: str) -> None:
    assert stated_duration(words) is None


@pytest.mark.parametrize(
    ("start", "end", "months"),
    [
        ("2019-03", "2019-03", 1),
        ("2019-01", "2019-12", 12),
        ("2019", "2019", 12),
        ("2019", "2020", 24),
        ("2019-12-31", "2021-01-01", 14),
        ("2021", "2019", 0),
    ],
)
def test_the_most_months_that_two_dates_allow(start: str, end: str, months: int) -> None:
    assert most_months(interval(start), interval(end)) == months


def test_both_passages_are_quoted() -> None:
    (finding,), _ = run(profile(stated("2019-05", "2020-04", "May 2019 - Apr 2020 · 3 yrs 2 mos")))
    assert (finding.rule, finding.strength) == ("self-contradiction", "weak")
    dates, duration = finding.evidence
    assert (dates.quote, duration.quote, duration.start) == ("May 2019 - Apr 2020", "3 yrs 2 mos", 22)
    assert "longer" in finding.message


@pytest.mark.parametrize(
    ("start", "end", "words"),
    [
        ("2019-05", "2020-04", "May 2019 - Apr 2020 · 1 yr"),
        ("2019-05", "2020-04", "May 2019 - Apr 2020 · 11 mos"),
        ("2019-05", "2020-04", "May 2019 - Apr 2020 · 1 yr 2 mos"),
        ("2019", "2020", "2019 - 2020 · 1 yr"),
        ("2019", "2019", "2019 - 2019 (1 year)"),
        ("2010", "2013", "2010 - 2013 · 4 yrs"),
        ("2010-05", "2020-04", "May 2010 - Apr 2020 · 1 yr 2 mos"),
        ("2020-04", "2019-05", "Apr 2020 - May 2019 · 1 yr 2 mos"),
    ],
)
def test_rounding_and_breaks_are_no_contradiction(start: str, end: str, words: str) -> None:
    assert run(profile(stated(start, end, words)))[0] == []


def test_a_running_job_needs_the_day_of_capture() -> None:
    running = stated("2024-05", None, "May 2024 - Present · 7 yrs 1 mo")
    findings, skips = run(profile(running))
    assert not findings
    assert "does not hold" in skips[0]
    assert run(profile(running, captured_at="2026-03-01", basis="file-date"))[0] == []
    assert len(run(profile(running, captured_at="2026-03-01"))[0]) == 1


def test_a_page_that_was_opened_earlier_states_less() -> None:
    assert run(profile(stated("2019-05", None, "May 2019 - Present · 2 yrs"), captured_at="2026-03-01")) == ([], [])


_DAYS = st.dates(min_value=date(1970, 1, 1), max_value=date(2030, 12, 31))
_SHAPES = st.sampled_from([4, 7, 10])


@given(_DAYS, _DAYS, _SHAPES, _SHAPES)
def test_no_true_duration_is_ever_called_too_long(first: date, second: date, coarse: int, coarser: int) -> None:
    """Whatever the days were, and however coarsely they are stated: both end months counted is the most."""
    start, end = min(first, second), max(first, second)
    months = 12 * (end.year - start.year) + end.month - start.month + 1
    assert months <= most_months(interval(start.isoformat()[:coarse]), interval(end.isoformat()[:coarser]))
