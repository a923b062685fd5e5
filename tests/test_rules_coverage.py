"""What the pack says of itself: enough examples, sources, and no check named that is not there."""

from __future__ import annotations

import pytest

from auditor.plugin import CaseCheck, LibraryCheck, ProfileCheck, discovered
from auditor.rules.kinds import Rule
from auditor.rules.pack import bundled_pack

RULES = bundled_pack().rules
CHECKS = {
    *(check.id for check in discovered("auditor.checks", ProfileCheck)),
    *(check.id for check in discovered("auditor.checks", CaseCheck)),
    *(check.id for check in discovered("auditor.checks", LibraryCheck)),
}


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.id)
def test_a_rule_is_complete(rule: Rule) -> None:
    assert rule.alternatives
    assert rule.references
    assert all(reference.publisher and reference.title for reference in rule.references)
    if rule.decided_by in ("text", "condition"):
        assert len(rule.hits) >= 3
        assert len(rule.misses) >= 3
        assert rule.innocent


@pytest.mark.parametrize("rule", [rule for rule in RULES if rule.decided_by == "check"], ids=lambda rule: rule.id)
def test_a_rule_of_a_check_names_one_that_is_there(rule: Rule) -> None:
    assert rule.decider in CHECKS


def test_most_indicators_are_decided_by_the_machine() -> None:
    assert sum(rule.decided_by != "ask" for rule in RULES) >= 60
    assert all(rule.decider for rule in RULES if rule.decided_by == "ask")
