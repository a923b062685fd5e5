"""What findings add up to: written co-occurrence rules, never a score.

An *early pattern* needs weights of 8 together, three categories and one finding of weight 3.  A *developed pattern*
also needs a request for information of weight 3 or another act of weight 4: secrecy towards the employer, money for
each contact or for more sensitive matter, something to be opened or run.  A page's biography, picture and network
alone count 3 at most.

Stricter or wider than the catalogue, each measured on invented texts:

* Paid writing, trips and unnamed firms are ordinary trade.  Without one sign that is more telling, three categories
  are no pattern, four are.
* Where a published pattern is complete, 7 are enough, and 6 in four categories or with a request for information; two
  categories are enough where the pattern lives in one alone, as talks with trips do in travel and device traps in
  tests.
* A request improper in itself beside one other kind of sign makes a pattern at 7, so do a request for information and
  secrecy or money tied to it, and two different device traps.
"""

from __future__ import annotations

from collections.abc import Sequence

from auditor.model import LEVELS, Assessment, Finding, Level, TemplateMatch
from auditor.rules.kinds import Pack, Template

SUM = 8
CATEGORIES = 3
CATEGORIES_OF_A_NARROW_PATTERN = 2
MANY_CATEGORIES = 4
SUM_OF_A_COMPLETE_PATTERN = 7
SUM_OF_A_COMPLETE_BROAD_PATTERN = 6
SUM_BESIDE_A_REQUEST = 7
HEAVY = 3
DIRECT = 5
ACT = 4
PERSONA_CAP = 3
PERSONA = frozenset({"persona biography", "avatar", "network"})
CONTACT = frozenset({"approach", "offer", "payment", "channel shift", "travel", "information sought", "test task"})
SOUGHT = "information sought"
TRAP = "test task"
BINDING = frozenset({"channel shift", "payment"})
"""Where secrecy towards the employer and money for sensitive matter belong."""
EVIDENCE = "evidence"
ABSENCE = "employer front"
"""Of such findings most say what is not stated, and a missing name is no second kind of sign beside a request."""
ORDINARY = frozenset(
    {
        "all-expenses-trip",
        "cv-harvest",
        "disproportionate-pay",
        "excess-flattery",
        "fee-per-report",
        "generic-analyst-advert",
        "lavish-hospitality",
        "paid-expert-call",
        "paid-report-commission",
        "paid-talk-invite",
        "part-time-think-tank-role",
        "policy-collection-list",
        "prestige-publication-invite",
        "prestige-superlatives",
        "scarcity-exclusive",
        "trial-report",
        "uncheckable-employer",
        "unnamed-client",
        "unsolicited-headhunter",
        "vague-come-back-for-details",
    }
)
"""What editors, hosts, agencies and market research do every day."""


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
    level = _level(weights, category, *_complete(reached, pack))
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


def _complete(reached: dict[str, Level | None], pack: Pack) -> tuple[bool, bool]:
    """Whether a published pattern is complete, and whether the heart of one that is lies in one category."""
    home = {rule.id: rule.category for rule in pack.rules}
    complete = [template for template in pack.templates if reached[template.id] not in (None, "observation")]
    narrow = any(template.must and len({home.get(rule) for rule in template.must[0]}) == 1 for template in complete)
    return bool(complete), narrow


def _level(weights: dict[str, int], category: dict[str, str], complete: bool, narrow: bool) -> Level:
    persona = sum(weight for rule, weight in weights.items() if category[rule] in PERSONA)
    if not any(category[rule] in CONTACT and weight for rule, weight in weights.items()):
        persona = min(persona, PERSONA_CAP)
    total = persona + sum(weight for rule, weight in weights.items() if category[rule] not in PERSONA)
    counted = {category[rule] for rule, weight in weights.items() if weight}
    heaviest = max(weights.values())
    needed = CATEGORIES_OF_A_NARROW_PATTERN if narrow else CATEGORIES
    many = len(counted) >= MANY_CATEGORIES
    beside = len(counted - {ABSENCE}) > 1
    asks = any(category[rule] == SOUGHT and weight >= HEAVY for rule, weight in weights.items())
    binds = any(category[rule] in BINDING and weight >= ACT for rule, weight in weights.items())
    traps = sum(category[rule] == TRAP and weight >= DIRECT for rule, weight in weights.items())
    enough = (
        (total >= SUM and len(counted) >= needed and heaviest >= HEAVY)
        or (complete and total >= SUM_OF_A_COMPLETE_PATTERN and len(counted) >= needed)
        or (complete and total >= SUM_OF_A_COMPLETE_BROAD_PATTERN and (many or (asks and len(counted) >= CATEGORIES)))
        or (heaviest >= DIRECT and total >= SUM_BESIDE_A_REQUEST and beside)
        or (asks and binds and beside)
        or traps > 1
    )
    telling = any(weight and rule not in ORDINARY for rule, weight in weights.items())
    if not enough or not (telling or many):
        return "observation"
    acts = any(category[rule] in CONTACT and weight >= ACT for rule, weight in weights.items())
    return "developed-pattern" if asks or acts else "early-pattern"


def _reached(template: Template, weights: dict[str, int], category: dict[str, str]) -> Level | None:
    """The level that the template's own rules allow, or ``None`` where it does not fit."""
    enough = any(rule in weights for rule in template.alone)
    if not enough and not all(any(rule in weights for rule in group) for group in template.must):
        return None
    counted = {category[rule] for rule, weight in weights.items() if weight} - PERSONA
    if (
        template.ceiling_without
        and len(counted) < MANY_CATEGORIES
        and not any(
            weight >= template.ceiling_without and category[rule] != "persona biography"
            for rule, weight in weights.items()
        )
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
