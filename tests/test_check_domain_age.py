from __future__ import annotations

from dataclasses import replace

import pytest

from auditor.checks.domain_age import check
from auditor.checks.founding import resembles
from auditor.model import DomainRecord, Finding, Profile, Skip
from tests.stated import field, job, message, profile, record

FOUNDED = "Founded in 2004, Harbour Lane advises shipping firms. harbourlane.example"


def run(page: Profile, *records: DomainRecord) -> tuple[list[Finding], list[str]]:
    on_file: dict[str, tuple[DomainRecord, ...]] = {}
    for one in records:
        on_file[one.domain] = (*on_file.get(one.domain, ()), one)
    results = list(check.run(page, on_file))
    return (
        [result for result in results if isinstance(result, Finding)],
        [result.reason for result in results if isinstance(result, Skip)],
    )


def test_old_story_on_a_fresh_domain_is_moderate_and_quotes_both_sides() -> None:
    page = profile(job("Harbour Lane", "2019"), about=FOUNDED, captured_at="2026-03-01")
    (finding,), skips = run(page, record("harbourlane.example", "rdap", "2026-01-10"))
    assert not skips
    assert (finding.strength, finding.weight, finding.rule) == ("moderate", 2, "domain-after-claim")
    assert [place.quote for place in finding.evidence][:2] == ["Founded in 2004", "harbourlane.example"]
    assert "2026-01-10" in [place.quote for place in finding.evidence]
    assert "does not" not in finding.title
    assert finding.alternatives


def test_certificate_and_capture_that_agree_make_it_strong() -> None:
    page = profile(job("Harbour Lane", "2019"), about=FOUNDED, captured_at="2026-03-01")
    (finding,), _ = run(
        page,
        record("harbourlane.example", "rdap", "2026-01-10"),
        record("harbourlane.example", "ct", "2026-01-11"),
        record("harbourlane.example", "wayback", "2026-02-01"),
    )
    assert (finding.strength, finding.weight) == ("strong", 3)


def test_first_message_counts_as_first_contact() -> None:
    page = profile(about=FOUNDED, messages=(message("Hello", "2026-02-01T10:00:00Z"),))
    (finding,), _ = run(page, record("harbourlane.example", "rdap", "2026-01-10"))
    assert finding.strength == "moderate"


def test_newer_by_years_but_not_fresh_is_weak() -> None:
    page = profile(about=FOUNDED, captured_at="2026-03-01")
    (finding,), _ = run(page, record("harbourlane.example", "rdap", "2012-05-01"))
    assert (finding.strength, finding.weight) == ("weak", 1)


@pytest.mark.parametrize(
    ("about", "registered"),
    [
        (FOUNDED, "2005-11-01"),
        (FOUNDED, "1999-01-01"),
        (FOUNDED.replace("2004", "1987"), "2026-01-10"),
        (FOUNDED.replace("2004", "1999"), "2026-01-10"),
    ],
)
def test_no_finding_where_it_proves_nothing(about: str, registered: str) -> None:
    page = profile(about=about, captured_at="2026-03-01")
    assert run(page, record("harbourlane.example", "rdap", registered)) == ([], [])


def test_an_older_certificate_means_registered_again() -> None:
    page = profile(about=FOUNDED, captured_at="2026-03-01")
    findings, skips = run(
        page, record("harbourlane.example", "rdap", "2026-01-10"), record("harbourlane.example", "ct", "2019-01-10")
    )
    assert not findings
    assert "registered again" in skips[0]


def test_registered_after_the_page_was_saved_says_nothing() -> None:
    page = profile(about=FOUNDED, captured_at="2021-03-01")
    findings, skips = run(page, record("harbourlane.example", "rdap", "2026-01-10"))
    assert not findings
    assert "after the page was saved" in skips[0]


@pytest.mark.parametrize(
    ("records", "reason"),
    [
        ((), "no recorded answer"),
        ((record("harbourlane.example", "rdap", None, status="no-date"),), "publishes no date"),
        ((record("harbourlane.example", "rdap", None, status="not-found"),), "not registered when it was asked"),
        ((record("harbourlane.example", "ct", "2026-01-01"),), "no registry's answer"),
        ((record("harbourlane.example", "whois", "2017-12-16", precision="not-later-than"),), "does not know more"),
        (
            (
                record(
                    "harbourlane.example", "rdap", "2016-05-06", precision="not-later-than", warnings=("no registry's",)
                ),
            ),
            "on or before 2016-05-06: no registry's",
        ),
    ],
)
def test_what_cannot_be_compared_is_skipped_with_its_reason(records: tuple[DomainRecord, ...], reason: str) -> None:
    findings, skips = run(profile(about=FOUNDED), *records)
    assert not findings
    assert reason in skips[0]


@pytest.mark.parametrize(
    ("link", "reason"),
    [
        ("ines@gmail.com", "free mail"),
        ("https://acme.wixsite.com", "hosted page"),
        ("https://www.linkedin.com/company/acme", "network or platform"),
        ("https://bit.ly/x", "short link"),
    ],
)
def test_no_company_domain(link: str, reason: str) -> None:
    findings, skips = run(profile(links=[link]))
    assert not findings
    assert reason in skips[0]


def test_an_employer_that_is_only_a_search_is_said() -> None:
    searched = replace(
        job("Harbour Lane", "2019"),
        company_url=field("https://www.linkedin.com/search/results/all/?keywords=Harbour+Lane"),
    )
    findings, skips = run(profile(searched))
    assert not findings
    assert skips[0] == "Harbour Lane: the employer's link is only a search, no page vouches for it"


def test_a_page_without_a_domain_or_a_claim_is_skipped() -> None:
    assert run(profile())[1] == ["the page states no domain"]
    assert "does not say since when" in run(profile(links=["https://harbourlane.example"]))[1][0]


def test_a_job_that_ended_before_the_domain() -> None:
    page = profile(job("Harbour Lane", "2009-01", "2012-06", "Wrote for https://harbourlane.example"))
    (finding,), _ = run(page, record("harbourlane.example", "rdap", "2020-01-10"))
    assert finding.strength == "weak"
    traces = (record("harbourlane.example", "ct", "2020-02-01"), record("harbourlane.example", "wayback", "2020-03-01"))
    (finding,), _ = run(page, record("harbourlane.example", "rdap", "2020-01-10"), *traces)
    assert finding.strength == "strong"
    early = (record("harbourlane.example", "ct", "2019-12-01"), record("harbourlane.example", "wayback", "2020-03-01"))
    assert run(page, record("harbourlane.example", "rdap", "2020-01-10"), *early)[0]


def test_dates_that_may_touch_are_no_contradiction() -> None:
    page = profile(job("Harbour Lane", "2009", "2020", "https://harbourlane.example"))
    assert run(page, record("harbourlane.example", "rdap", "2020-12-31")) == ([], [])


def test_a_current_job_at_a_firm_that_moved_its_domain_is_nothing() -> None:
    page = profile(job("Harbour Lane", "2011"), emails=["ines@harbourlane.example"], captured_at="2026-03-01")
    assert run(page, record("harbourlane.example", "rdap", "2022-01-10")) == ([], [])


def test_a_career_that_began_in_a_year_is_no_founding() -> None:
    page = profile(about="Consultant since 2004. See harbourlane.example", captured_at="2026-03-01")
    findings, skips = run(page, record("harbourlane.example", "rdap", "2026-01-10"))
    assert not findings
    assert "does not say since when" in skips[0]


@pytest.mark.parametrize(
    "about",
    [
        "Harbour Lane wurde 2004 gegründet. harbourlane.example",
        "Harbour Lane, gegründet im Jahr 2004: harbourlane.example",
        "Harbour Lane a été fondée en 2004. harbourlane.example",
        "Harbour Lane fue fundada en 2004. harbourlane.example",
        "A Harbour Lane foi fundada em 2004. harbourlane.example",
        "Harbour Lane成立于2004年。harbourlane.example",
        "Harbour Lane (est. 2004), harbourlane.example",
        "Harbour Lane has helped owners since 2004. harbourlane.example",
        "At harbourlane.example since 2004",
        "We were founded in 2004. Harbour Lane, harbourlane.example",
    ],
)
def test_founding_years_in_several_languages(about: str) -> None:
    page = profile(job("Harbour Lane", "2019"), about=about, captured_at="2026-03-01")
    (finding,), _ = run(page, record("harbourlane.example", "rdap", "2026-01-10"))
    assert "2004" in finding.evidence[0].quote


def test_founding_on_a_company_page() -> None:
    page = profile(
        company={"name": field("Harbour Lane"), "founded": field("2004"), "website": field("harbourlane.example")}
    )
    (finding,), _ = run(page, record("harbourlane.example", "rdap", "2026-01-10"))
    assert finding.evidence[0].quote == "2004"


@pytest.mark.parametrize(
    ("label", "company", "same"),
    [
        ("harbourlane", "Harbour Lane Ltd.", True),
        ("harbour-lane", "Harbour Lane Research GmbH", True),
        ("harbourlaneresearch", "Harbour Lane", True),
        ("hlr", "Harbour Lane Research", True),
        ("bücherstube", "Bücherstube", True),
        ("harbour", "Lighthouse", False),
        ("ab", "AB", False),
        ("gmail", "Harbour Lane", False),
    ],
)
def test_a_domain_named_after_its_company(label: str, company: str, same: bool) -> None:
    assert resembles(label, company) is same


def test_a_clients_site_in_a_job_is_a_weaker_tie_than_the_firms_own() -> None:
    page = profile(job("Inkwell Design", "2009-01", "2012-06", "Built https://harbourlane.example"))
    traces = (record("harbourlane.example", "ct", "2020-02-01"), record("harbourlane.example", "wayback", "2020-03-01"))
    (finding,), _ = run(page, record("harbourlane.example", "rdap", "2020-01-10"), *traces)
    assert finding.strength == "weak"
