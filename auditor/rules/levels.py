"""What findings add up to: written co-occurrence rules, never a score.

An *early pattern* needs weights of 8 together, three categories and one finding of weight 3.  A *developed pattern*
also needs a request for information of weight 3.  Two categories are enough where a published pattern is complete that
lives in one category alone, as talks with trips do in travel and device traps in tests: measured, three would miss a
third of them and spare no honest text.  A page's biography, picture and network alone count 3 at most.
"""

from __future__ import annotations

from collections.abc import Sequence

from auditor.model import LEVELS, Assessment, Finding, Level, TemplateMatch
from auditor.rules.kinds import Pack, Template

SUM = 8
CATEGORIES = 3
CATEGORIES_OF_A_NARROW_PATTERN = 2
HEAVY = 3
DIRECT = 5
PERSONA_CAP = 3
PERSONA = frozenset({"persona biography", "avatar", "network"})
CONTACT = frozenset({"approach", "offer", "payment", "channel shift", "travel", "information sought", "test task"})
SOUGHT = "information sought"
EVIDENCE = "evidence"


def assess(findings: Sequence[Finding], pack: Pack, about_lures: bool = False) -> Assessment:
    """The level of one profile or thread, the templates that fit, and the requests improper in themselves."""
    weights: dict[str, int] = {}
    category: dict[str, str] = {}
    for finding in findings:
        if finding.category == EVIDENCE:
            continue  # what is wrong with a saved file says nothing about the person on the page
        weights[finding.rule] = max(weights.get(finding.rule, 0), finding.weight)
        category[finding.rule] = finding.category
    if not weights:
        return Assessment("none", about_lures=about_lures)
    templates = sorted(pack.templates, key=lambda item: (item.rank, item.id))
    reached = {template.id: _reached(template, weights, category) for template in templates}
    home = {rule.id: rule.category for rule in pack.rules}
    narrow = any(
        reached[template.id] not in (None, "observation") and _is_narrow(template, home) for template in templates
    )
    level = _level(weights, category, CATEGORIES_OF_A_NARROW_PATTERN if narrow else CATEGORIES)
    floors = (rule.floor for rule in pack.rules if weights.get(rule.id, -1) >= rule.weight)
    level = max([level, *floors], key=LEVELS.index)
    return Assessment(
        level=level,
        templates=tuple(
            _match(template, min(fitting, level, key=LEVELS.index), weights)
            for template in templates
            if (fitting := reached[template.id]) is not None
        ),
        direct_requests=tuple(sorted(rule for rule, weight in weights.items() if weight >= DIRECT)),
        about_lures=about_lures,
    )


def _is_narrow(template: Template, home: dict[str, str]) -> bool:
    """Whether the heart of the pattern lies in one category."""
    return bool(template.must) and len({home.get(rule) for rule in template.must[0]}) == 1


def _level(weights: dict[str, int], category: dict[str, str], categories: int) -> Level:
    persona = sum(weight for rule, weight in weights.items() if category[rule] in PERSONA)
    if not any(category[rule] in CONTACT and weight for rule, weight in weights.items()):
        persona = min(persona, PERSONA_CAP)
    total = persona + sum(weight for rule, weight in weights.items() if category[rule] not in PERSONA)
    counted = {category[rule] for rule, weight in weights.items() if weight}
    if total < SUM or len(counted) < categories or max(weights.values()) < HEAVY:
        return "observation"
    if any(category[rule] == SOUGHT and weight >= HEAVY for rule, weight in weights.items()):
        return "developed-pattern"
    return "early-pattern"


def _reached(template: Template, weights: dict[str, int], category: dict[str, str]) -> Level | None:
    """The level that the template's own rules allow, or ``None`` where it does not fit."""
    enough = any(rule in weights for rule in template.alone)
    if not enough and not all(any(rule in weights for rule in group) for group in template.must):
        return None
    if template.ceiling_without and not any(
        weight >= template.ceiling_without and category[rule] != "persona biography" for rule, weight in weights.items()
    ):
        return "observation"
    if any(rule in weights for rule in template.developed_any):
        return "developed-pattern"
    if sum(rule in weights for rule in template.early_any) >= template.early_count:
        return "early-pattern"
    return "observation"


def _match(template: Template, level: Level, weights: dict[str, int]) -> TemplateMatch:
    groups = (*template.must, template.alone, template.early_any, template.developed_any)
    named = dict.fromkeys(rule for group in groups for rule in group)
    return TemplateMatch(
        id=template.id,
        title=template.title,
        level=level,
        because=tuple(rule for rule in named if rule in weights),
        missing=tuple(rule for rule in named if rule not in weights),
        ask=template.ask,
        note=template.note,
    )
