"""The lure rules over the texts of one profile or one thread."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from functools import cached_property, lru_cache

from auditor.model import Field, Finding, Locator, Profile
from auditor.rules.conditions import CONDITIONS
from auditor.rules.evaluation import Lens, Sighting, contexts_seen, lenses, rules_seen
from auditor.rules.kinds import Pack, Rule
from auditor.rules.known import marks_of, reuses
from auditor.rules.quoting import quoted
from auditor.rules.view import NO_FACTS, Facts, Passage, View
from auditor.rules.voice import speaks_to_anybody, speaks_to_reader

__all__ = ["NO_FACTS", "Facts", "Passage", "about_lures", "facts", "lure_findings", "passages"]

CHECK = "lure-rules"
KNOWN_RULE = "published-lure-text"
ORDINARY = "ordinary"
"""In place of a template: the published text is prose such as honest firms write of themselves, copied for the lure."""
BOILERPLATE = 1
"""Weight of its reuse."""
ABOUT_POINTS = 3
ABOUT_POINTS_TO_NOBODY = 2
"""Where no sentence speaks to the reader for the writer."""
TOLD = 1
"""Most that a finding weighs in a text that speaks to nobody."""


def passages(profile: Profile) -> tuple[Passage, ...]:
    """The texts of a profile in reading order: headline, about, positions, then its messages with who wrote them."""
    found: list[Passage] = []

    def add(name: str, value: Field | None) -> None:
        if value is not None:
            found.append(Passage(name, value.value, value.at))

    add("headline", profile.headline)
    add("about", profile.about)
    for position in profile.experience:
        add("experience", position.title)
        add("experience", position.description)
    found += [
        Passage("messages", message.text, message.at, message.by_subject, message.sent_at)
        for message in profile.messages
    ]
    return tuple(found)


def facts(profile: Profile) -> Facts:
    """What the rules may know beside the texts."""
    return Facts(profile)


def about_lures(passages: Sequence[Passage], pack: Pack) -> bool:
    """Whether the text reports on lures: news, guidance, court papers, a warning to colleagues."""
    return _look(tuple(passages), pack).about


def lure_findings(passages: Sequence[Passage], pack: Pack, facts: Facts = NO_FACTS) -> tuple[Finding, ...]:
    """What the rules see in the other side's words, sorted by rule; empty for a text about lures."""
    look = _look(tuple(passages), pack)
    found = _settled(_sightings(look.view, look.through, pack, facts), look.through, pack)
    if not found or look.about:
        return ()
    findings = tuple(_finding(rule, found[rule.id], found, look.view) for rule in pack.rules if rule.id in found)
    if look.view.messages and not speaks_to_anybody(look.view):
        return tuple(replace(finding, weight=min(finding.weight, TOLD)) for finding in findings)
    return findings


class _Look:
    """One thread under one pack."""

    def __init__(self, passages: tuple[Passage, ...], pack: Pack) -> None:
        self.pack = pack
        self.view = View(passages)
        self.through: tuple[Lens, ...] = lenses(self.view, pack)

    @cached_property
    def about(self) -> bool:
        said = contexts_seen(self.through, "about")
        points = sum(context.points for context in self.pack.contexts if context.id in said)
        return points >= ABOUT_POINTS or (points >= ABOUT_POINTS_TO_NOBODY and not speaks_to_reader(self.view))


_look = lru_cache(maxsize=2)(_Look)
"""Both questions about a thread need the same, one right after the other."""


def _sightings(view: View, through: tuple[Lens, ...], pack: Pack, facts: Facts) -> dict[str, Sighting]:
    """What was seen by rule, before the rules look at each other."""
    found = rules_seen(through, view)
    if pack.rule(KNOWN_RULE) is not None and (repeated := _repeated(view, pack)) is not None:
        found[KNOWN_RULE] = repeated
    for rule in pack.rules:
        if rule.decided_by == "condition" and rule.id not in found:
            places = CONDITIONS[rule.decider](view, {id: sighting.places for id, sighting in found.items()}, facts)
            if places:
                found[rule.id] = Sighting(places)
    return found


def _settled(found: dict[str, Sighting], through: tuple[Lens, ...], pack: Pack) -> dict[str, Sighting]:
    """Without what an assurance in the same thread takes back, and without what says nothing on its own."""
    said = contexts_seen(through, "assurance") if found else frozenset()
    kept = {
        rule.id: found[rule.id]
        for rule in pack.rules
        if rule.id in found and not any(context in said for context in rule.unless)
    }
    while True:
        lonely = [
            rule.id
            for rule in pack.rules
            if rule.only_with
            and rule.id in kept
            and not kept[rule.id].alone
            and not any(other in kept for other in rule.only_with)
        ]
        if not lonely:
            return kept
        for id in lonely:
            del kept[id]


def _repeated(view: View, pack: Pack) -> Sighting | None:
    """The words that repeat a published lure text nearly verbatim; of ordinary prose they weigh little."""
    places: list[Locator] = []
    telling = False
    asked = _asked_marks(pack)
    for index, passage in enumerate(view.passages):
        words = view.listed[index]
        for reuse in sorted(reuses(words, pack.known, asked), key=lambda reuse: reuse.known.template == ORDINARY):
            start, end = _stretch(view.spaced[index], words, reuse.first, reuse.last)
            place = quoted(passage, *view.bare[index].span(start, end))
            if place is not None:
                places.append(place)
                telling = telling or reuse.known.template != ORDINARY
                break
    return Sighting(tuple(places[:3]), None if telling else BOILERPLATE) if places else None


@lru_cache(maxsize=16)
def _asked_marks(pack: Pack) -> frozenset[int]:
    return marks_of(pack.known)


def _stretch(flat: str, words: list[str], first: int, last: int) -> tuple[int, int]:
    at = start = end = 0
    for number, word in enumerate(words[:last]):
        at = flat.find(word, at)
        if number == first:
            start = at
        at += len(word)
        end = at
    return start, end


def _finding(rule: Rule, sighting: Sighting, seen_by_rule: Mapping[str, Sighting], view: View) -> Finding:
    weight, evidence = rule.weight, sighting.places
    if rule.weight_alone is not None and not any(other in seen_by_rule for other in rule.weight_with):
        weight = rule.weight_alone
    if sighting.weight is not None and not any(other in seen_by_rule for other in rule.only_with):
        weight = min(weight, sighting.weight)
    return Finding(
        check=CHECK,
        rule=rule.id,
        strength=rule.strength,
        category=rule.category,
        title=rule.title,
        message=rule.message,
        evidence=evidence,
        alternatives=rule.alternatives,
        references=rule.references,
        weight=weight,
        field=_field_of(evidence[0], view),
        ask=rule.ask,
    )


def _field_of(place: Locator, view: View) -> str:
    index = view.passage_of(place)
    return view.passages[index].field if index is not None else "name"
