"""Finds phrases in text.  Linear time: only RE2, and only where the words that a phrase needs are.

Two questions.  *Which phrases may be in this sentence?* is answered by :mod:`auditor.rules.sieve` for all of them at
once.  *Where is this phrase?* is asked of the phrase's own pattern, and only where the answer matters.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from functools import cached_property

import re2

from auditor.rules.phrases import Phrase
from auditor.rules.sieve import Sieve, bits_of, options
from auditor.rules.wording import one_of

Span = tuple[int, int]
MOST = 5
"""So many needs of one phrase are looked for, the rarest ones."""


class Needle:
    """One pattern to look for."""

    def __init__(self, phrase: Phrase, sieve: Sieve, everything: bool) -> None:
        self.pattern = phrase.pattern
        if phrase.needs:
            all_needs = (one for need in phrase.needs for one in (need, *need.also))
            needs = sorted(all_needs, key=lambda need: need.expected)
            masks = [sieve.mask(need) for need in needs[: MOST if everything else 1]]
            self.expected: float = needs[0].expected
            self.is_all: bool = phrase.is_all
            """Whether a sentence that meets its needs has it."""
        else:
            chunks = sorted(phrase.chunks, key=_alternatives)
            masks = [sieve.stretch_mask(chunk) for chunk in chunks]
            self.expected = _alternatives(chunks[0])
            self.is_all = False  # a stretch may have been found in the sentinel
        self.rarest: int = masks[0]
        """The bits of which a sentence with it has one."""
        self.others: tuple[int, ...] = tuple(dict.fromkeys(masks[1:]))
        """From each of these bits it has one, too."""

    @cached_property
    def compiled(self) -> re2._Regexp:
        """The pattern; it is over words with one space between them and one at each end."""
        return re2.compile(self.pattern.encode(), options())

    def places(self, words: bytes) -> Iterator[Span]:
        """All places in some words, in bytes; a boundary is shared by the word before and the word after."""
        at = 0
        while (match := self.compiled.search(words, at)) is not None:
            yield match.span()
            at = max(match.start() + 1, match.end() - 1)


def _alternatives(chunk: str) -> float:
    return 1.0 + chunk.count("|")


class Group:
    """Phrases of which one is enough."""

    def __init__(self, needles: tuple[Needle, ...]) -> None:
        self.needles = needles
        self.expected: float = sum(needle.expected for needle in needles)
        """How often one of the phrases may be expected in ordinary text."""
        self.rarest = 0
        """The bits of which a sentence with one of the phrases has one."""
        self.enough = 0
        """The bits with any of which a sentence has one of the phrases."""
        by_bit: dict[int, list[Needle]] = {}
        for needle in needles:
            self.rarest |= needle.rarest
            if needle.is_all and not needle.others:
                self.enough |= needle.rarest
            for bit in bits_of(needle.rarest):
                by_bit.setdefault(bit, []).append(needle)
        self._by_bit = by_bit

    def possible(self, met: int) -> list[Needle]:
        """The phrases that may be in a sentence which meets these needs, in no particular order."""
        found = [
            needle
            for bit in bits_of(met & self.rarest)
            for needle in self._by_bit[bit]
            if all(met & other for other in needle.others)
        ]
        return list(dict.fromkeys(found)) if len(found) > 1 else found


class Groups:
    """Makes each different group and needle once."""

    def __init__(self, sieve: Sieve) -> None:
        self._sieve = sieve
        self._needles: dict[tuple[str, bool], Needle] = {}
        self._made: dict[tuple[Needle, ...], Group] = {}

    def of(self, phrases: Iterable[Phrase], *, everything: bool) -> Group | None:
        """The group of these phrases, sifted by everything that they need or by the rarest only.

        ``None`` where there are no phrases.
        """
        needles = tuple(dict.fromkeys(self._needle(phrase, everything) for phrase in _single_words_as_one(phrases)))
        if not needles:
            return None
        if needles not in self._made:
            self._made[needles] = Group(needles)
        return self._made[needles]

    def _needle(self, phrase: Phrase, everything: bool) -> Needle:
        key = (phrase.pattern, everything and len(phrase.needs) + sum(len(need.also) for need in phrase.needs) > 1)
        needle = self._needles.get(key)
        if needle is None:
            needle = self._needles[key] = Needle(phrase, self._sieve, everything)
        return needle


def _single_words_as_one(phrases: Iterable[Phrase]) -> Iterator[Phrase]:
    """Phrases of a single word come as one: a group is told by one bit of them all."""
    words: dict[str, Phrase] = {}
    for phrase in phrases:
        if phrase.is_all and phrase.needs[0].is_word:
            words[phrase.pattern] = phrase
        else:
            yield phrase
    if words:
        pattern = " (?:" + "|".join(one.removeprefix(" ") for one in words) + ")"
        need = one_of(frozenset().union(*(phrase.needs[0].words for phrase in words.values())))
        yield Phrase(pattern, (), pattern, (need,), need.is_all)
