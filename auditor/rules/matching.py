"""Finds phrases in text.  Linear time: only RE2.

Two questions.  *Which phrases may be here?* is one pass of one set, over a whole thread and then, if anything may come
of it, over its sentences.  *Where is this phrase?* is asked of the phrase's own pattern, and only where the set's
answers for the whole thread make it matter, which for most phrases and most texts they do not.

A set that runs out of memory while matching answers "nothing" instead of failing.  Therefore a sentinel is appended to
every text and must always be found; where it is not, the patterns are asked one by one.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Set
from functools import cached_property

import re2

from auditor.rules.phrases import Phrase
from auditor.rules.rarity import EVERYDAY, expected

SET_MEMORY = 256 << 20
MEMORY = 16 << 20
SENTINEL = "\x02sentinel\x03"
_SENTINEL_TAIL = SENTINEL.encode() + b" "

Span = tuple[int, int]
Entry = tuple["Needle", frozenset[int]]
"""A needle that may be where a stretch is, and the stretches that it needs besides."""


def _options(memory: int) -> re2.Options:
    options = re2.Options()
    options.max_mem = memory
    options.never_capture = True
    options.log_errors = False
    options.longest_match = True
    return options


class Needle:
    """One pattern to look for."""

    def __init__(self, pattern: str, chunks: tuple[str, ...] = ()) -> None:
        self.pattern = pattern
        self.stretches: tuple[str, ...] = _worthy(chunks) if chunks else ()
        """Patterns that a text with it must have, the rarest first."""
        self.enough: bool = self.stretches == (pattern,)
        """Whether a text that has them has it."""

    @cached_property
    def compiled(self) -> re2._Regexp:
        """The pattern; it is over words with one space between them and one at each end."""
        return re2.compile(self.pattern.encode(), _options(MEMORY))

    def places(self, words: bytes) -> Iterator[Span]:
        """All places in some words, in bytes; a boundary is shared by the word before and the word after."""
        at = 0
        while (match := self.compiled.search(words, at)) is not None:
            yield match.start(), match.end()
            at = max(match.start() + 1, match.end() - 1)


def _worthy(chunks: tuple[str, ...]) -> tuple[str, ...]:
    """The stretches to look for: what may be missing is nowhere, and everyday words are everywhere."""
    certain = [chunk for chunk in chunks if expected(chunk) > 0] or list(chunks)
    rarest = min(certain, key=expected)
    return tuple(dict.fromkeys((rarest, *(chunk for chunk in certain if expected(chunk) < EVERYDAY))))


class Group:
    """Phrases of which one is enough."""

    def __init__(self, needles: tuple[Needle, ...]) -> None:
        self.needles = needles
        self.rarity: float = sum(expected(needle.stretches[0]) for needle in needles)
        """How often one of the phrases may be expected in ordinary text."""

    @cached_property
    def as_one(self) -> Needle:
        """All phrases in one pattern."""
        return Needle("|".join(f"(?:{needle.pattern})" for needle in self.needles))


class Groups:
    """Makes each different group and needle once."""

    def __init__(self) -> None:
        self._needles: dict[str, Needle] = {}
        self._made: dict[tuple[Needle, ...], Group] = {}

    def of(self, phrases: Iterable[Phrase]) -> Group | None:
        """The group of these phrases; ``None`` where there are none."""
        needles = tuple(dict.fromkeys(map(self._needle, phrases)))
        if not needles:
            return None
        if needles not in self._made:
            self._made[needles] = Group(needles)
        return self._made[needles]

    def _needle(self, phrase: Phrase) -> Needle:
        needle = self._needles.get(phrase.pattern)
        if needle is None:
            needle = self._needles[phrase.pattern] = Needle(phrase.pattern, phrase.chunks)
        return needle


class Filter:
    """Says in one pass of a set which needles may be somewhere."""

    def __init__(self, groups: Iterable[Group], memory: int = SET_MEMORY) -> None:
        self.reruns = 0
        """How often the set gave up and the patterns were asked one by one."""
        self._memory = memory
        by_needle: dict[Needle, dict[Group, None]] = {}
        for group in groups:
            for needle in group.needles:
                by_needle.setdefault(needle, {})[group] = None
        self.groups_of: Mapping[Needle, tuple[Group, ...]] = {n: tuple(found) for n, found in by_needle.items()}
        self.stretches: tuple[str, ...] = tuple(sorted({one for needle in by_needle for one in needle.stretches}))
        number = {stretch: n for n, stretch in enumerate(self.stretches)}
        entries: dict[int, list[Entry]] = {}
        for needle in by_needle:
            rarest, *others = needle.stretches
            entries.setdefault(number[rarest], []).append((needle, frozenset(number[other] for other in others)))
        self.entries: Mapping[int, list[Entry]] = entries
        """By the number of a stretch: the needles of which it is the rarest."""

    @cached_property
    def _set(self) -> re2.Set:
        found = re2.Set.SearchSet(_options(self._memory))
        for stretch in self.stretches:
            found.Add(stretch)
        found.Add(" " + SENTINEL + " ")
        found.Compile()
        return found

    @cached_property
    def _one_by_one(self) -> tuple[re2._Regexp, ...]:
        return tuple(re2.compile(stretch.encode(), _options(MEMORY)) for stretch in self.stretches)

    def stretches_in(self, words: bytes) -> list[int]:
        """Numbers of the stretches that some words have, in no particular order; that of the sentinel may be there."""
        matched: list[int] = self._set.Match(words + _SENTINEL_TAIL) or []
        if len(self.stretches) in matched:
            return matched
        self.reruns += 1
        return [number for number, pattern in enumerate(self._one_by_one) if pattern.search(words) is not None]

    def glance(self, words: bytes) -> Glance:
        """What may be in a whole text."""
        return Glance(self, self.stretches_in(words))


class Glance:
    """What may be somewhere in a text, to ask less about each of its sentences."""

    def __init__(self, filter: Filter, matched: list[int]) -> None:
        self._filter = filter
        self._entries = {number: entries for number in matched if (entries := filter.entries.get(number))}
        present = frozenset(matched)
        self.groups: Set[Group] = {
            group
            for entries in self._entries.values()
            for needle, others in entries
            if others <= present
            for group in filter.groups_of[needle]
        }
        """The groups that may be in the text; no other one is in a sentence of it."""

    def keep(self, wanted: Set[Group]) -> None:
        """From here on only these groups are spoken of."""
        groups_of = self._filter.groups_of
        self._entries = {
            number: kept
            for number, entries in self._entries.items()
            if (kept := [entry for entry in entries if not wanted.isdisjoint(groups_of[entry[0]])])
        }

    def needles_in(self, sentence: bytes) -> list[Needle]:
        """The needles that may be in a sentence of the text; no other wanted one is there."""
        matched = self._filter.stretches_in(sentence)
        return [
            needle
            for number in self._entries.keys() & matched
            for needle, others in self._entries[number]
            if not others or others.issubset(matched)
        ]
