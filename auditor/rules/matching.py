"""Finds the phrases of a pack in sentences.  Linear time: only RE2, one set as the first filter.

A set that runs out of memory while matching answers "nothing" instead of failing.  Therefore a sentinel is appended to
every sentence and must always be found; where it is not, the patterns are asked one by one.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from functools import cached_property
from typing import NamedTuple

import re2

from auditor.rules.phrases import Phrase
from auditor.rules.rarity import EVERYDAY, expected

MEMORY = 256 << 20
SENTINEL = "\x02sentinel\x03"
_SENTINEL_TAIL = SENTINEL.encode() + b" "


def _telling(chunks: tuple[str, ...]) -> tuple[str, ...]:
    """The stretches worth looking for: what may be missing is nowhere, and everyday words are in every sentence."""
    certain = [chunk for chunk in chunks if expected(chunk) > 0] or list(chunks)
    rarest = min(certain, key=expected)
    return tuple(chunk for chunk in certain if chunk == rarest or expected(chunk) < EVERYDAY)


def _options(memory: int) -> re2.Options:
    options = re2.Options()
    options.max_mem = memory
    options.never_capture = True
    options.log_errors = False
    return options


class _Gapped(NamedTuple):
    """Phrases with gaps, each with the numbers of its other stretches, by the number of its rarest stretch."""

    keys: frozenset[int]
    phrases: Mapping[int, tuple[tuple[int, frozenset[int]], ...]]


class Matcher:
    """All phrases of a pack, compiled together.

    ``triggers`` are looked for in every sentence, ``others`` only where a trigger has been found.  A phrase without a
    gap is numbered as its only stretch is, so that what the set answers needs no translation; stretches of triggers
    come first, then those of the others, then phrases with gaps.
    """

    def __init__(self, triggers: Iterable[Phrase], others: Iterable[Phrase] = (), memory: int = MEMORY) -> None:
        first = {phrase.pattern: _telling(phrase.chunks) for phrase in triggers}
        second = {phrase.pattern: _telling(phrase.chunks) for phrase in others if phrase.pattern not in first}
        chunks = sorted({chunk for parts in first.values() for chunk in parts})
        known = frozenset(chunks)
        more = sorted({chunk for parts in second.values() for chunk in parts} - known)
        gapped = [sorted(p for p, parts in group.items() if parts != (p,)) for group in (first, second)]
        self.patterns: tuple[str, ...] = (*chunks, SENTINEL, *more, SENTINEL, *gapped[0], *gapped[1])
        self.reruns = 0
        """How often a set gave up and the patterns were asked one by one."""
        self._memory = memory
        self._number = {pattern: n for n, pattern in enumerate(self.patterns)}
        """The sentinel's numbers are never asked for: it only keeps the answers of a set free of translation."""
        self._single: list[re2._Regexp | None] = [None] * len(self.patterns)
        self._split = len(chunks)
        self._chunks = len(chunks) + 1 + len(more)
        self._first = self._by_key(first, gapped[0])
        self._second = self._by_key(second, gapped[1])

    def number(self, phrase: Phrase) -> int:
        """The number of a phrase."""
        return self._number[phrase.pattern]

    def triggers(self, words: bytes) -> frozenset[int]:
        """Numbers of the triggers in a sentence."""
        matched = self._trigger_set.Match(words + _SENTINEL_TAIL)
        present = frozenset(matched or ())
        if self._split not in present:
            present = self._one_by_one(0, self._split, words)
        return self._with_gapped(present, self._first, words)

    def everything(self, words: bytes, triggers: frozenset[int]) -> frozenset[int]:
        """Numbers of all phrases in a sentence, given its triggers."""
        first = self._split + 1
        matched = self._other_set.Match(words + _SENTINEL_TAIL)
        present = frozenset([first + number for number in matched or ()])
        if self._chunks not in present:
            present = self._one_by_one(first, self._chunks, words)
        return self._with_gapped(triggers | present, self._second, words)

    def span(self, number: int, words: bytes) -> tuple[int, int] | None:
        """Where a phrase stands in a sentence, in bytes."""
        match = self._compiled(number).search(words)
        return (match.start(), match.end()) if match is not None else None

    def spans(self, number: int, words: bytes) -> list[tuple[int, int]]:
        """Every place of a phrase in a sentence, in bytes."""
        pattern = self._compiled(number)
        found: list[tuple[int, int]] = []
        at = 0
        while (match := pattern.search(words, at)) is not None:
            found.append((match.start(), match.end()))
            # A boundary is shared by the word before and the word after.
            at = max(match.start() + 1, match.end() - 1)
        return found

    @cached_property
    def _trigger_set(self) -> re2.Set:
        return self._set(self.patterns[: self._split])

    @cached_property
    def _other_set(self) -> re2.Set:
        return self._set(self.patterns[self._split + 1 : self._chunks])

    def _set(self, patterns: Iterable[str]) -> re2.Set:
        found = re2.Set.SearchSet(_options(self._memory))
        for pattern in patterns:
            found.Add(pattern)
        found.Add(" " + SENTINEL + " ")
        found.Compile()
        return found

    def _one_by_one(self, first: int, last: int, words: bytes) -> frozenset[int]:
        """What the set should have answered."""
        self.reruns += 1
        return frozenset(n for n in range(first, last) if self._compiled(n).search(words) is not None)

    def _by_key(self, phrases: Mapping[str, tuple[str, ...]], gapped: list[str]) -> _Gapped:
        found: dict[int, tuple[tuple[int, frozenset[int]], ...]] = {}
        for pattern in gapped:
            key = self._number[min(phrases[pattern], key=expected)]
            others = frozenset(self._number[chunk] for chunk in phrases[pattern]) - {key}
            found[key] = (*found.get(key, ()), (self._number[pattern], others))
        return _Gapped(frozenset(found), found)

    def _with_gapped(self, present: frozenset[int], gapped: _Gapped, words: bytes) -> frozenset[int]:
        whole = [
            number
            for key in present & gapped.keys
            for number, others in gapped.phrases[key]
            if others <= present and self._compiled(number).search(words) is not None
        ]
        return present.union(whole) if whole else present

    def _compiled(self, number: int) -> re2._Regexp:
        compiled = self._single[number]
        if compiled is None:
            compiled = self._single[number] = re2.compile(self.patterns[number].encode(), _options(16 << 20))
        return compiled
