from __future__ import annotations

import pytest

from auditor.checks.timeline import check
from auditor.model import Finding, Profile, Skip
from tests.stated import job, profile, study


def run(page: Profile) -> tuple[list[Finding], list[str]]:
    results = list(check.run(page, {}))
    return (
        [result for result in results if isinstance(result, Finding)],
        [result.reason for result in results if isinstance(result, Skip)],
    )


def test_end_before_beginning_is_found_and_quoted() -> None:
    (finding,), _ = run(profile(job("Harbour Lane", "2019-05", "2017-03")))
    assert (finding.rule, finding.strength, finding.weight) == ("seniority-timeline-mismatch", "moderate", 2)
    assert finding.evidence[0].quote == "2019-05 - 2017-03"


def test_study_that_ends_before_it_begins() -> None:
    (finding,), _ = run(profile(education=(study("2012", "2009"),)))
    assert finding.field == "education"


@pytest.mark.parametrize(
    ("start", "end"), [("2019", "2019-01"), ("2019-05", "2019"), ("2019-05", "2019-05-01"), ("x", "y")]
)
def test_dates_that_may_fit_are_no_finding(start: str, end: str) -> None:
    assert run(profile(job("Harbour Lane", start, end)))[0] == []


def test_a_job_far_after_the_capture() -> None:
    (finding,), skips = run(profile(job("Harbour Lane", "2031-05"), captured_at="2026-03-01T10:00:00Z"))
    assert (finding.strength, finding.weight) == ("weak", 1)
    assert not skips


@pytest.mark.parametrize("basis", ["file-date", "address-expiry", "page", None])
def test_a_file_date_is_no_capture(basis: str | None) -> None:
    findings, skips = run(profile(job("Harbour Lane", "2031-05"), captured_at="2026-03-01", basis=basis))
    assert not findings
    assert "day of capture" in skips[0]


def test_a_post_that_begins_in_some_months_is_ordinary() -> None:
    assert run(profile(job("Harbour Lane", "2026-09"), captured_at="2026-03-01")) == ([], [])


def test_a_job_before_the_company_was_founded() -> None:
    page = profile(job("Harbour Lane", "2006-04"), about="Harbour Lane was founded in 2011 by two brokers.")
    (finding,), _ = run(page)
    assert finding.strength == "moderate"
    assert [place.quote for place in finding.evidence] == ["2006-04 - Present", "founded in 2011"]


@pytest.mark.parametrize("start", ["2010-04", "2010", "2011", "2012-01"])
def test_a_start_up_is_at_work_before_it_is_registered(start: str) -> None:
    page = profile(job("Harbour Lane", start), about="Harbour Lane was founded in 2011 by two brokers.")
    assert run(page)[0] == []


def test_two_founding_years_of_one_company() -> None:
    page = profile(
        job("Harbour Lane", "2019", None, "We were founded in 2004 in Bergen."),
        about="Harbour Lane, established in 2011, advises owners.",
    )
    (finding,), _ = run(page)
    assert (finding.rule, finding.strength) == ("self-contradiction", "weak")
    assert sorted(place.quote for place in finding.evidence) == ["established in 2011", "founded in 2004"]


def test_two_beginnings_at_one_company() -> None:
    page = profile(job("Harbour Lane", "2019-02"), headline="Partner at Harbour Lane since 2012")
    (finding,), _ = run(page)
    assert finding.rule == "self-contradiction"
    assert [place.quote for place in finding.evidence] == ["since 2012", "2019-02 - Present"]


def test_an_earlier_post_at_the_same_company_explains_it() -> None:
    page = profile(
        job("Harbour Lane", "2019-02"),
        job("Harbour Lane Ltd.", "2012-05", "2019-01"),
        headline="At Harbour Lane since 2012",
    )
    assert run(page)[0] == []


@pytest.mark.parametrize(
    "page",
    [
        profile(job("Harbour Lane", "2015"), job("Quay House", "2015"), job("Free University", "2014", "2020")),
        profile(job("Harbour Lane", "2019"), about="Twenty years of experience in shipping, consultant since 1999."),
        profile(job("Harbour Lane", "2001", "2003"), job("Harbour Lane", "2019"), education=(study("2020", "2024"),)),
        profile(job("Harbour Lane", "2010"), education=(study("2018", "2028"),), captured_at="2026-03-01"),
    ],
    ids=["overlapping jobs", "more experience than jobs", "a gap and a late degree", "a degree that is still going on"],
)
def test_ordinary_careers_are_no_finding(page: Profile) -> None:
    assert run(page)[0] == []


def test_a_page_without_dates_is_skipped() -> None:
    assert run(profile(job("Harbour Lane", None))) == ([], ["no dated job or study on the page"])
