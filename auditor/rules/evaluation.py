"""Which rules and contexts of a pack a thread satisfies, and with which words."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Literal

from auditor.model import Locator
from auditor.rules.kinds import Pack
from auditor.rules.program import Numbers, Program, Way, Ways, languages_in, program
from auditor.rules.quoting import located, new_clause
from auditor.rules.view import Sentence, View

MOST_PLACES = 3
NEGATION_REACH = 8
"""Words between "never" and what it takes back."""
LIST_REACH = 4
"""Within so many words a comma separates the parts of a list, beyond them it begins something new."""


@dataclass(frozen=True, slots=True)
class Sighting:
    """Where a rule or context was satisfied."""

    places: tuple[Locator, ...]
    weight: int | None = None
    """The highest weight of the clauses that saw it; ``None``: the rule's."""
    alone: bool = False

    def joined(self, other: Sighting | None) -> Sighting:
        """Both together; the other one came first."""
        if other is None:
            return self
        weights = (self.weight, other.weight)
        return Sighting(
            tuple(dict.fromkeys((*other.places, *self.places))),
            None if None in weights else max(weight for weight in weights if weight is not None),
            self.alone or other.alone,
        )


class Lens:
    """A thread seen through the phrases of one language."""

    def __init__(self, view: View, code: Program) -> None:
        self.view = view
        self.code = code
        by_words: dict[bytes, Numbers] = {}
        for sentence in view.sentences:
            if sentence.words not in by_words:
                by_words[sentence.words] = code.matcher.triggers(sentence.words)
        self.triggers = by_words
        self._everything: dict[bytes, Numbers] = {}

    def hits(self, sentence: Sentence) -> Numbers:
        """Numbers of all phrases in a sentence."""
        words = sentence.words
        found = self._everything.get(words)
        if found is None:
            found = self._everything[words] = self.code.matcher.everything(words, self.triggers[words])
        return found

    @cached_property
    def all_hits(self) -> Numbers:
        """Numbers of all phrases anywhere in the thread."""
        return frozenset().union(*map(self.hits, self.view.sentences))

    def seen(self, ways: Ways) -> dict[str, Sighting]:
        """For each owner with a satisfied way: some places, sentence by sentence."""
        found: dict[str, Sighting] = {}
        counted: dict[Way, list[Locator]] = {}
        idle: dict[Way, bool] = {}
        for sentence in self.view.sentences:
            fired = self.triggers[sentence.words] & ways.triggers
            if not fired:
                continue
            for way in dict.fromkeys(way for phrase in sorted(fired) for way in ways.by_phrase[phrase]):
                if idle.get(way) or not self._allowed(way, sentence):
                    continue
                if way not in idle and (way.thread or way.without_thread):
                    idle[way] = self._is_idle(way)
                    if idle[way]:
                        continue
                if way.times > 1:
                    evidence = self._counted(way, sentence, counted.setdefault(way, []))
                else:
                    evidence = self._evidence(way, sentence)
                if evidence:
                    before = found.get(way.owner)
                    found[way.owner] = sighting = Sighting(tuple(evidence), way.weight, way.alone).joined(before)
                    if len(sighting.places) >= MOST_PLACES and sighting.weight is None:
                        idle |= dict.fromkeys(ways.by_owner[way.owner], True)
        return found

    def _is_idle(self, way: Way) -> bool:
        """Whether the rest of the thread forbids the way."""
        hits = self.all_hits
        return any(group.isdisjoint(hits) for group in way.thread) or not way.without_thread.isdisjoint(hits)

    def _allowed(self, way: Way, sentence: Sentence) -> bool:
        message = self.view.messages.get(sentence.passage)
        if (way.where == "message" and message is None) or (way.where == "profile" and message is not None):
            return False
        if way.first_messages and (message is None or message >= way.first_messages):
            return False
        if way.without or way.together:
            hits = self.hits(sentence)
            if way.phrases.isdisjoint(hits) or not way.without.isdisjoint(hits):
                return False
            if any(group.isdisjoint(hits) for group in way.together):
                return False
        if way.near or way.without_near:
            beside = self.view.beside(sentence)
            if any(all(group.isdisjoint(self.hits(other)) for other in beside) for group in way.near):
                return False
            return not way.without_near or all(way.without_near.isdisjoint(self.hits(other)) for other in beside)
        return True

    def _evidence(self, way: Way, sentence: Sentence) -> list[Locator]:
        hits, matcher = self.hits(sentence), self.code.matcher
        spans = [span for phrase in sorted(way.phrases & hits) if (span := self._standing(phrase, way, sentence))]
        if not spans:
            return []
        start, end = min(spans, key=lambda span: (span[0], -span[1]))
        for group in way.together:
            others = [span for phrase in sorted(group & hits) if (span := matcher.span(phrase, sentence.words))]
            if others:
                near = min(others, key=lambda span: (max(span[0] - end, start - span[1], 0), span[0]))
                start, end = min(start, near[0]), max(end, near[1])
        found = [place for place in (located(sentence, start, end, self.view),) if place is not None]
        for group in way.near:
            for other in self.view.beside(sentence):
                here = sorted(group & self.hits(other))
                if here:
                    span = matcher.span(here[0], other.words) if other is not sentence else None
                    place = located(other, *span, self.view) if span else None
                    if place is not None:
                        found.append(place)
                    break
        return found

    def _counted(self, way: Way, sentence: Sentence, kept: list[Locator]) -> list[Locator]:
        """The places so far, once there are enough different wordings; a word twice is one wording."""
        spans = [
            span
            for phrase in sorted(way.phrases & self.hits(sentence))
            for span in self.code.matcher.spans(phrase, sentence.words)
            if not (way.negatable and self._negated(span[0], sentence))
        ]
        last = -1
        for start, end in sorted(spans, key=lambda span: (span[0], -span[1])):
            if start < last:
                continue
            place = located(sentence, start, end, self.view)
            last = end - 1
            if place is not None and all(place.quote.casefold() != other.quote.casefold() for other in kept):
                kept.append(place)
        return list(kept) if len(kept) >= way.times else []

    def _standing(self, phrase: int, way: Way, sentence: Sentence) -> tuple[int, int] | None:
        """Where the phrase stands without being taken back."""
        if not way.negatable or self.hits(sentence).isdisjoint(self.code.negations):
            return self.code.matcher.span(phrase, sentence.words)
        for span in self.code.matcher.spans(phrase, sentence.words):
            if not self._negated(span[0], sentence):
                return span
        return None

    def _negated(self, start: int, sentence: Sentence) -> bool:
        words, hits, code = sentence.words, self.hits(sentence), self.code

        def places(numbers: Numbers) -> Iterable[tuple[int, int]]:
            return (span for number in sorted(numbers & hits) for span in code.matcher.spans(number, words))

        excused = list(places(code.affirmations))
        breaks = [first for first, _ in places(code.contrasts)]
        for first, last in places(code.negations):
            between = words.count(b" ", last, start + 1)
            if last - 1 > start or between > NEGATION_REACH:
                continue
            if any(begin <= first and last <= end for begin, end in excused):
                continue
            if any(last - 1 <= place <= start for place in breaks):
                continue
            if between > LIST_REACH and new_clause(sentence, last, start, self.view):
                continue
            return True
        return False


def lenses(view: View, pack: Pack) -> tuple[Lens, ...]:
    """The thread through each language that it and the pack have."""
    return tuple(Lens(view, program(pack, language)) for language in view.languages if language in languages_in(pack))


def seen(through: tuple[Lens, ...], view: View, owners: Literal["rules", "contexts"]) -> dict[str, Sighting]:
    """For each rule or context that the thread satisfies: the places, in reading order."""
    found: dict[str, Sighting] = {}
    for lens in through:
        for owner, sighting in lens.seen(lens.code.rules if owners == "rules" else lens.code.contexts).items():
            found[owner] = sighting.joined(found.get(owner))
    return {owner: replace(sighting, places=_in_order(sighting.places, view)) for owner, sighting in found.items()}


def _in_order(places: tuple[Locator, ...], view: View) -> tuple[Locator, ...]:
    """In reading order, a place inside another left out."""
    order: dict[tuple[str, str], int] = {}
    for number, passage in enumerate(view.passages):
        order.setdefault((passage.at.page, passage.at.selector), number)

    def key(place: Locator) -> tuple[int, int, int]:
        return (order.get((place.page, place.selector), 0), place.start, -len(place.quote))

    kept: list[Locator] = []
    for place in sorted(places, key=key):
        if not any(
            (other.page, other.selector) == (place.page, place.selector)
            and other.start <= place.start
            and place.start + len(place.quote) <= other.start + len(other.quote)
            for other in kept
        ):
            kept.append(place)
    return tuple(kept[:MOST_PLACES])
