"""The examples inside a pack, run: every hit must fire its rule, every miss and innocent text must not."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import get_args

from auditor.model import Absence, Field, Finding, Locator, Profile, Source
from auditor.rules.evaluation import contexts_seen, lenses
from auditor.rules.kinds import Context, Pack, Rule
from auditor.rules.scan import Passage, facts, lure_findings, passages
from auditor.rules.threads import thread_messages
from auditor.rules.view import View

PAGE = "0" * 64
_KEY = re.compile(r'(\w+)=(?:"([^"]*)"|(\S+))')


@dataclass(frozen=True, slots=True)
class Outcome:
    """One example and what came of it."""

    owner: str
    kind: str
    """``hit``, ``miss`` or ``innocent``."""
    text: str
    fired: bool
    quotes: tuple[str, ...] = ()

    @property
    def passed(self) -> bool:
        """Whether the rule did what the example says."""
        return self.fired == (self.kind == "hit")


def example_outcomes(pack: Pack, rules: tuple[Rule, ...] | None = None) -> Iterator[Outcome]:
    """Every example of the rules (all, if none are given) and of the contexts that they may name."""
    for rule in pack.rules if rules is None else rules:
        for kind, texts in (("hit", rule.hits), ("miss", rule.misses), ("innocent", rule.innocent)):
            for text in texts:
                found = [finding for finding in _findings(text, pack) if finding.rule == rule.id]
                quotes = tuple(place.quote for finding in found for place in finding.evidence)
                yield Outcome(rule.id, kind, text, bool(found), quotes)
    for context in pack.contexts if rules is None else ():
        for kind, texts in (("hit", context.hits), ("miss", context.misses)):
            for text in texts:
                yield Outcome(context.id, kind, text, _says(text, context, pack))


def example_passages(text: str) -> tuple[Passage, ...]:
    """An example as passages: ``about: …`` and ``headline: …`` are a profile's fields, everything else is messages."""
    for name in ("about", "headline", "experience"):
        if text.startswith(f"{name}: "):
            words = text[len(name) + 2 :]
            return (Passage(name, words, Locator(PAGE, name, words, 0)),)
    return tuple(
        Passage("messages", message.text, message.at, message.by_subject, message.sent_at)
        for message in thread_messages(text, PAGE)
    )


def _findings(text: str, pack: Pack) -> tuple[Finding, ...]:
    if text.startswith("profile: "):
        profile = _profile(text)
        return lure_findings(passages(profile), pack, facts(profile))
    return lure_findings(example_passages(text), pack)


def _profile(text: str) -> Profile:
    """A profile from ``profile: headline="…" connections=600 experience=empty education=not-captured``."""
    values = {key: quoted or plain for key, quoted, plain in _KEY.findall(text)}
    absent: dict[str, Absence] = {
        key: word for key in ("experience", "education") for word in get_args(Absence) if values.get(key) == word
    }

    def field(key: str) -> Field | None:
        return Field(values[key], Locator(PAGE, key, values[key], 0)) if key in values else None

    return Profile(
        source=Source("example.html", PAGE, "html", None, None),
        status="profile",
        name=field("name"),
        headline=field("headline"),
        about=field("about"),
        connections_or_followers=int(values["connections"]) if "connections" in values else None,
        absent=absent,
    )


def _says(text: str, context: Context, pack: Pack) -> bool:
    return context.id in contexts_seen(lenses(View(example_passages(text)), pack), context.kind)
