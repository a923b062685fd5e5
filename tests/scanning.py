"""A text through the lure rules: findings, level, templates."""

from __future__ import annotations

from functools import cache

from auditor.model import Assessment, Finding, Locator
from auditor.rules.examples import example_passages
from auditor.rules.kinds import Pack
from auditor.rules.levels import assess
from auditor.rules.pack import bundled_pack
from auditor.rules.scan import Passage, about_lures, lure_findings

Outcome = tuple[tuple[tuple[str, int], ...], str, bool, tuple[tuple[str, str], ...], tuple[str, ...]]
"""Rules with their weights, level, whether it talks about lures, templates with their levels, direct requests."""


def scanned(passages: tuple[Passage, ...], pack: Pack | None = None) -> tuple[tuple[Finding, ...], Assessment]:
    """What the rules (the bundled ones, unless others are given) see in a thread, and what it adds up to."""
    pack = pack or bundled_pack()
    findings = lure_findings(passages, pack)
    return findings, assess(findings, pack, about_lures(passages, pack))


def messages(*texts: str) -> tuple[Passage, ...]:
    """Messages of the other side, in order."""
    return tuple(Passage("messages", text, Locator("0" * 64, f"message:{n}", text, 0)) for n, text in enumerate(texts))


def about(text: str) -> tuple[Passage, ...]:
    """What a profile says of itself."""
    return (Passage("about", text, Locator("0" * 64, "about", text, 0)),)


def outcome(passages: tuple[Passage, ...]) -> Outcome:
    """Everything about a thread that must not depend on who wrote it."""
    findings, assessment = scanned(passages)
    return (
        tuple((finding.rule, finding.weight) for finding in findings),
        assessment.level,
        assessment.about_lures,
        tuple((template.id, template.level) for template in assessment.templates),
        assessment.direct_requests,
    )


@cache
def outcome_of(text: str) -> Outcome:
    """The same for a text as people write examples: a message, a labelled thread, or ``about: …``."""
    return outcome(example_passages(text))


@cache
def example_texts() -> tuple[str, ...]:
    """Every example of the bundled rules and contexts, once; pages made of bare facts are left out."""
    pack = bundled_pack()
    found = [text for rule in pack.rules for text in (*rule.hits, *rule.misses, *rule.innocent)]
    found += [text for context in pack.contexts for text in (*context.hits, *context.misses)]
    return tuple(dict.fromkeys(text for text in found if not text.startswith("profile: ")))
