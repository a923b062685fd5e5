"""More than five hundred people whose pages look odd for ordinary reasons: nothing is found on or between them."""

from __future__ import annotations

from collections import Counter
from functools import cache

from auditor.judging import case_results
from auditor.model import Features, Reading
from tests.crowd import CROWD, ODD, crowd
from tests.people import reading


@cache
def everybody() -> tuple[tuple[str, Reading], ...]:
    return tuple((f"{person.who}: {', '.join(reasons)}", reading(person.page)) for person, reasons in crowd())


def test_there_are_enough_of_them_and_of_every_reason() -> None:
    assert len({made.profile.id for _, made in everybody()}) == CROWD >= 500
    reasons = Counter(reason for _, reasons in crowd() for reason in reasons)
    assert len(reasons) == len(ODD)
    assert min(reasons.values()) >= 40


def test_nothing_is_found_on_any_of_them() -> None:
    found = [(who, finding.check, finding.message) for who, made in everybody() for finding in made.findings]
    assert found == []


def test_nothing_is_found_between_them() -> None:
    features: list[Features] = [made.features for _, made in everybody() if made.features]
    results = case_results(sorted(features, key=lambda one: one.profile))
    assert [(one.finding.check, one.finding.message) for one in results.findings] == []
    assert not results.crashed
