from __future__ import annotations

import pytest

from auditor.checks.headline import check
from auditor.model import Finding, Profile, Skip
from tests.stated import job, profile

LEFT, NOW = job("Quay House", "2012-05", "2020-04"), job("Harbour Lane", "2020-05")


def run(page: Profile) -> tuple[list[Finding], list[str]]:
    results = list(check.run(page, {}))
    return (
        [result for result in results if isinstance(result, Finding)],
        [result.reason for result in results if isinstance(result, Skip)],
    )


@pytest.mark.parametrize(
    "headline",
    ["Manager at Quay House", "Manager @ Quay House Ltd.", "Leiterin bei Quay House", "Chef chez Quay House | Voile"],
)
def test_a_job_that_has_ended_is_a_note_with_both_passages(headline: str) -> None:
    (finding,), _ = run(profile(LEFT, NOW, headline=headline, captured_at="2026-03-01"))
    assert (finding.rule, finding.strength, finding.weight) == ("self-contradiction", "weak", 0)
    assert finding.evidence[0].quote == headline.split(" |")[0]
    assert finding.evidence[1].quote == "2012-05 - 2020-04"


@pytest.mark.parametrize(
    "headline",
    [
        "Adviser at Harbour Lane",
        "Formerly at Quay House",
        "Ehemalige Leiterin bei Quay House",
        "Alumna, was at Quay House",
        "Quay House",
        "At home in Quay House Lane",
        "Manager at Quay House of Bergen",
        "Open to work",
        "船務経理",
    ],
)
def test_nothing_is_said_of_other_headlines(headline: str) -> None:
    assert run(profile(LEFT, NOW, headline=headline, captured_at="2026-03-01"))[0] == []


def test_an_employer_named_elsewhere_as_current_explains_it() -> None:
    page = profile(
        LEFT, headline="Manager at Quay House", current_companies=["Quay House Group"], captured_at="2026-03-01"
    )
    assert run(page)[0] == []


@pytest.mark.parametrize("end", ["2026", "2026-03", None])
def test_a_job_that_may_go_on_is_no_contradiction(end: str | None) -> None:
    page = profile(job("Quay House", "2012-05", end), NOW, headline="At Quay House", captured_at="2026-03-01")
    assert run(page)[0] == []


@pytest.mark.parametrize(
    ("page", "reason"),
    [
        (profile(LEFT), "no headline"),
        (profile(headline="Manager at Quay House"), "no jobs"),
        (profile(LEFT, headline="Sailing"), "names no company"),
        (profile(LEFT, headline="Manager at Quay House"), "day of capture"),
        (profile(LEFT, headline="Manager at Quay House", absent={"experience": "not-captured"}), "not all jobs"),
    ],
)
def test_what_is_not_decidable_says_why(page: Profile, reason: str) -> None:
    findings, skips = run(page)
    assert not findings
    assert reason in skips[0]
