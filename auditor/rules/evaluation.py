"""Which rules and contexts of a pack a thread satisfies, and with which words."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import reduce
from operator import or_

from auditor.model import Locator
from auditor.rules.kinds import Pack
from auditor.rules.matching import Group, Needle, Span
from auditor.rules.program import Program, Told, Way, languages_in, program
from auditor.rules.quoting import located, new_clause
from auditor.rules.sieve import bits_of
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
        self._spans: dict[tuple[Needle, bytes], Span | None] = {}
        self._met = code.sieve.met([sentence.listed for sentence in view.sentences])
        """For each sentence the bits of the needs that it meets."""
        self._all: int = reduce(or_, self._met, 0)
        self._anywhere: dict[Group, bool] = {}
        self._where = self._candidates()
        """For each way that may be satisfied, by its number, the numbers of the sentences where it may be."""

    def _candidates(self) -> dict[int, list[int]]:
        found: dict[int, list[int]] = {}
        told = self._told()
        telling = sum(1 << bit for bit in told)
        for number, met in enumerate(self._met):
            for bit in bits_of(met & telling):
                for others, way in told[bit]:
                    for other in others:
                        if not met & other:
                            break
                    else:
                        where = found.setdefault(way, [])
                        if not where or where[-1] != number:
                            where.append(number)
        return found

    def _told(self) -> dict[int, list[Told]]:
        """What the program can be told by, without that of which the thread lacks something."""
        here, ways, is_sent = self._all, self.code.ways, bool(self.view.messages)
        found: dict[int, list[Told]] = {}
        for bit in bits_of(here & self.code.telling):
            entries: list[Told] = []
            for entry in self.code.told[bit]:
                others, number = entry
                way = ways[number]
                if (is_sent or way.where != "message") and all(here & mask for mask in (*others, *way.elsewhere)):
                    entries.append(entry)
            if entries:
                found[bit] = entries
        return found

    def has(self, group: Group, sentence: Sentence) -> bool:
        """Whether a sentence has one of the group's phrases."""
        met = self._met[sentence.number]
        if not met & group.rarest:
            return False
        return bool(met & group.enough) or any(
            needle.is_all or self._span(needle, sentence) is not None for needle in group.possible(met)
        )

    def span(self, group: Group, sentence: Sentence) -> Span | None:
        """The first and then longest place of a group's phrases in a sentence, in bytes."""
        spans = (self._span(needle, sentence) for needle in group.possible(self._met[sentence.number]))
        return min((span for span in spans if span is not None), key=_first_and_longest, default=None)

    def places(self, group: Group, sentence: Sentence) -> Iterator[Span]:
        """All places of a group's phrases in a sentence, in bytes, from left to right, none inside another."""
        possible = group.possible(self._met[sentence.number])
        found = [place for needle in possible for place in needle.places(sentence.words)]
        end = 0
        for place in sorted(found, key=_first_and_longest):
            if place[0] >= end - 1:
                yield place
                end = place[1]

    def _span(self, needle: Needle, sentence: Sentence) -> Span | None:
        key = (needle, sentence.words)
        if key not in self._spans:
            self._spans[key] = next(needle.places(sentence.words), None)
        return self._spans[key]

    def anywhere(self, group: Group) -> bool:
        """Whether the thread has one of the group's phrases."""
        if not self._all & group.rarest:
            return False
        if group not in self._anywhere:
            self._anywhere[group] = any(self.has(group, sentence) for sentence in self.view.sentences)
        return self._anywhere[group]

    def seen(self, wanted: Callable[[Way], bool], most: int = MOST_PLACES) -> dict[str, Sighting]:
        """For each owner with a satisfied way among the wanted ones: up to so many places a way, in order."""
        found: dict[str, Sighting] = {}
        for number in sorted(self._where):
            way = self.code.ways[number]
            if wanted(way) and (places := self._places(way, self._where[number], most)):
                found[way.owner] = Sighting(tuple(places), way.weight, way.alone).joined(found.get(way.owner))
        return found

    def _places(self, way: Way, where: Sequence[int], most: int) -> list[Locator]:
        places: list[Locator] = []
        counted: dict[bytes, Locator] = {}
        looked = False
        for number in where:
            sentence = self.view.sentences[number]
            if not self._allowed(way, sentence):
                continue
            if not looked and self._is_idle(way):
                return []
            looked = True
            if way.times > 1:
                places = self._counted(way, sentence, counted)
            else:
                places += self._evidence(way, sentence)
            if len(places) >= most:
                break
        return places[:most]

    def _is_idle(self, way: Way) -> bool:
        """Whether the rest of the thread forbids the way."""
        if way.without_thread is not None and self.anywhere(way.without_thread):
            return True
        return not all(self.anywhere(group) for group in way.thread)

    def _allowed(self, way: Way, sentence: Sentence) -> bool:
        message = self.view.messages.get(sentence.passage)
        if (way.where == "message" and message is None) or (way.where == "profile" and message is not None):
            return False
        if way.first_messages and (message is None or message >= way.first_messages):
            return False
        beside = self.view.beside(sentence) if way.near or way.without_near is not None else []
        for group in way.near:
            if not any(self._met[other.number] & group.rarest for other in beside):
                return False
        if not self.has(way.phrases, sentence):
            return False
        if any(not self.has(group, sentence) for group in way.together):
            return False
        if way.without is not None and self.has(way.without, sentence):
            return False
        if any(not any(self.has(group, other) for other in beside) for group in way.near):
            return False
        return way.without_near is None or not any(self.has(way.without_near, other) for other in beside)

    def _evidence(self, way: Way, sentence: Sentence) -> list[Locator]:
        span = self._standing(way, sentence)
        if span is None:
            return []
        start, end = span
        for group in way.together:
            other = _nearest(self.places(group, sentence), start, end)
            start, end = min(start, other[0]), max(end, other[1])
        found = [place for place in (located(sentence, start, end, self.view),) if place is not None]
        for group in way.near:
            for beside in self.view.beside(sentence):
                span = self.span(group, beside)
                if span is not None:
                    place = located(beside, *span, self.view) if beside is not sentence else None
                    if place is not None:
                        found.append(place)
                    break
        return found

    def _counted(self, way: Way, sentence: Sentence, kept: dict[bytes, Locator]) -> list[Locator]:
        """The places so far, once there are enough different wordings; a word twice is one wording."""
        for start, end in self.places(way.phrases, sentence):
            wording = sentence.words[start:end]
            if wording in kept or (way.negatable and self._negated(start, sentence)):
                continue
            place = located(sentence, start, end, self.view)
            if place is not None:
                kept[wording] = place
        return list(kept.values()) if len(kept) >= way.times else []

    def _standing(self, way: Way, sentence: Sentence) -> Span | None:
        """Where the phrases stand without being taken back."""
        negations = self.code.negations
        if not way.negatable or negations is None or not self.has(negations, sentence):
            return self.span(way.phrases, sentence)
        for span in self.places(way.phrases, sentence):
            if not self._negated(span[0], sentence):
                return span
        return None

    def _negated(self, start: int, sentence: Sentence) -> bool:
        words, code = sentence.words, self.code

        def places(group: Group | None) -> Iterable[Span]:
            return self.places(group, sentence) if group is not None else ()

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


def _first_and_longest(span: Span) -> tuple[int, int]:
    return span[0], -span[1]


def _nearest(places: Iterable[Span], start: int, end: int) -> Span:
    return min(places, key=lambda place: (max(place[0] - end, start - place[1], 0), place[0]))


def lenses(view: View, pack: Pack) -> tuple[Lens, ...]:
    """The thread through each language that it and the pack have."""
    return tuple(Lens(view, program(pack, language)) for language in view.languages if language in languages_in(pack))


def rules_seen(through: tuple[Lens, ...], view: View) -> dict[str, Sighting]:
    """For each rule that the thread satisfies by its words: the places, in reading order."""
    found: dict[str, Sighting] = {}
    for lens in through:
        for owner, sighting in lens.seen(lambda way: way.is_rule).items():
            found[owner] = sighting.joined(found.get(owner))
    return {owner: replace(sighting, places=_in_order(sighting.places, view)) for owner, sighting in found.items()}


def contexts_seen(through: tuple[Lens, ...], kind: str) -> frozenset[str]:
    """The contexts of a kind (``assurance`` or ``about``) that the thread has."""
    return frozenset(owner for lens in through for owner in lens.seen(lambda way: way.kind == kind, most=1))


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
