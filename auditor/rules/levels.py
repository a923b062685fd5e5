"""What findings add up to: written co-occurrence rules, never a score.

An *early pattern* needs weights of 8 together, three categories and one finding of weight 3.  A *developed pattern*
also needs a request for information of weight 3.  A page's biography, picture and network alone count 3 at most.
"""

from __future__ import annotations

from collections.abc import Sequence

from auditor.model import LEVELS, Assessment, Finding, Level, TemplateMatch
from auditor.rules.kinds import Pack, Template

SUM = 8
CATEGORIES = 3
HEAVY = 3
DIRECT = 5
PERSONA_CAP = 3
PERSONA = frozenset({"persona biography", "avatar", "network"})
CONTACT = frozenset({"approach", "offer", "payment", "channel shift", "travel", "information sought", "test task"})
SOUGHT = "information sought"


def assess(findings: Sequence[Finding], pack: Pack, about_lures: bool = False) -> Assessment:
    """The level of one profile or thread, the templates that fit, and the requests improper in themselves."""
    weights: dict[str, int] = {}
    category: dict[str, str] = {}
    for finding in findings:
        weights[finding.rule] = max(weights.get(finding.rule, 0), finding.weight)
        category[finding.rule] = finding.category
    if not weights:
        return Assessment("none", about_lures=about_lures)
    level = _level(weights, category)
    floors = [rule.floor for rule in pack.rules if rule.id in weights]
    level = max([level, *floors], key=LEVELS.index)
    return Assessment(
        level=level,
        templates=tuple(
            match
            for template in sorted(pack.templates, key=lambda item: (item.rank, item.id))
            if (match := _fit(template, weights, category, level)) is not None
        ),
        direct_requests=tuple(sorted(rule for rule, weight in weights.items() if weight >= DIRECT)),
        about_lures=about_lures,
    )


def _level(weights: dict[str, int], category: dict[str, str]) -> Level:
    persona = sum(weight for rule, weight in weights.items() if category[rule] in PERSONA)
    if not any(category[rule] in CONTACT and weight for rule, weight in weights.items()):
        persona = min(persona, PERSONA_CAP)
    total = persona + sum(weight for rule, weight in weights.items() if category[rule] not in PERSONA)
    counted = {category[rule] for rule, weight in weights.items() if weight}
    if total < SUM or len(counted) < CATEGORIES or max(weights.values()) < HEAVY:
        return "observation"
    if any(category[rule] == SOUGHT and weight >= HEAVY for rule, weight in weights.items()):
        return "developed-pattern"
    return "early-pattern"


def _fit(template: Template, weights: dict[str, int], category: dict[str, str], level: Level) -> TemplateMatch | None:
    groups = template.must[:1] if any(rule in weights for rule in template.alone) else template.must
    if not all(any(rule in weights for rule in group) for group in groups):
        return None
    named = dict.fromkeys(
        rule for group in (*template.must, template.alone, template.early_any, template.developed_any) for rule in group
    )
    reached: Level = "observation"
    if any(rule in weights for rule in template.developed_any):
        reached = "developed-pattern"
    elif sum(rule in weights for rule in template.early_any) >= template.early_count:
        reached = "early-pattern"
    if template.ceiling_without and not any(
        weight >= template.ceiling_without and category[rule] != "persona biography" for rule, weight in weights.items()
    ):
        reached = "observation"
    return TemplateMatch(
        id=template.id,
        title=template.title,
        level=LEVELS[min(LEVELS.index(reached), LEVELS.index(level))],
        because=tuple(rule for rule in named if rule in weights),
        missing=tuple(rule for rule in named if rule not in weights),
        ask=template.ask,
        note=template.note,
    )
