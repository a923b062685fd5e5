"""Which of many needs each sentence meets: a bit for each, found word by word.

A word of a text is looked up once and then known: the bits that it may begin, and those that it may end.  Both masks of
neighbouring words together give what stands at a place, so that no pattern is tried where nothing can come of it, and a
text costs the same the first and the hundredth time.  What only a pattern knows (raw RE2, phrases in scripts without
spaces) is asked of one set.

A set that runs out of memory while matching answers "nothing" instead of failing.  Therefore a sentinel is appended to
every text and must always be found; where it is not, the patterns are asked one by one.  So they are where a set is too
large to be made at all.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import cached_property, reduce
from itertools import chain
from operator import and_, or_

import re2

from auditor.rules.wording import Need, Words

SET_MEMORY = 256 << 20
MEMORY = 16 << 20
SENTINEL = "\x02sentinel\x03"
_SENTINEL_TAIL = SENTINEL.encode() + b" "
MOST_WORDS = 200_000
"""Different words remembered; what a text brings beyond them is looked up anew."""


def options(memory: int = MEMORY) -> re2.Options:
    """How every pattern is compiled."""
    made = re2.Options()
    made.max_mem = memory
    made.never_capture = True
    made.log_errors = False
    made.longest_match = True
    return made


def bits_of(mask: int) -> Iterator[int]:
    """The numbers of the bits that are set, the lowest first."""
    while mask:
        lowest = mask & -mask
        yield lowest.bit_length() - 1
        mask ^= lowest


class Sieve:
    """Gives bits to needs, and says which of them are met."""

    def __init__(self, memory: int = SET_MEMORY) -> None:
        self.reruns = 0
        """How often the set gave up and the patterns were asked one by one."""
        self._memory = memory
        self._bits = 0
        self._known: dict[tuple[Words, tuple[tuple[Words, Words], ...]], int] = {}
        self._formers: dict[str, int] = {}
        self._latters: dict[str, int] = {}
        self._singles = 0
        self._stretches: dict[str, int] = {}

    def mask(self, need: Need) -> int:
        """The bits of which one is set wherever the need is met."""
        key = (need.words, need.pairs)
        if key not in self._known:
            mask = 0
            if need.words:
                bit = self._next()
                _give(bit, need.words, self._formers)
                self._singles |= bit
                mask |= bit
            for former, latter in need.pairs:
                bit = self._next()
                _give(bit, former, self._formers)
                _give(bit, latter, self._latters)
                mask |= bit
            self._known[key] = mask
        return self._known[key]

    def _next(self) -> int:
        self._bits += 1
        return 1 << self._bits - 1

    def stretch_mask(self, pattern: str) -> int:
        """The bit of a stretch that only RE2 can find."""
        if pattern not in self._stretches:
            self._stretches[pattern] = self._next()
        return self._stretches[pattern]

    @cached_property
    def _tables(self) -> tuple[_Table, _Table]:
        latters = _Table(self._latters, self._singles)
        return _Table(self._formers, 0), latters

    @cached_property
    def _set(self) -> re2.Set | None:
        found = re2.Set.SearchSet(options(self._memory))
        for stretch in self._stretches:
            found.Add(stretch)
        found.Add(" " + SENTINEL + " ")
        try:
            found.Compile()
        except re2.error:
            return None
        return found

    @cached_property
    def _one_by_one(self) -> tuple[re2._Regexp, ...]:
        return tuple(re2.compile(stretch.encode(), options()) for stretch in self._stretches)

    def met(self, sentences: Sequence[Sequence[str]]) -> list[int]:
        """For each sentence, given by its words, the bits that are met in it."""
        formers, latters = self._tables
        if len(formers) > MOST_WORDS or len(latters) > MOST_WORDS:
            formers.clear()
            latters.clear()
        begun, ended = formers.__getitem__, latters.__getitem__
        alone = (self._singles,)  # a sentence's last word has no neighbour
        # One mask at a time, and no list of them: what is used at once stays in the processor's cache.
        met = [reduce(or_, map(and_, map(begun, words), chain(map(ended, words[1:]), alone)), 0) for words in sentences]
        if self._stretches:
            self._met_stretches(sentences, met)
        return met

    def _met_stretches(self, sentences: Sequence[Sequence[str]], met: list[int]) -> None:
        if self._stretches_in(encoded(list(chain.from_iterable(sentences)))):
            bits = tuple(self._stretches.values())
            for number, sentence in enumerate(sentences):
                for stretch in self._stretches_in(encoded(sentence)):
                    met[number] |= bits[stretch]

    def _stretches_in(self, words: bytes) -> list[int]:
        """Numbers of the stretches that some words have, in no particular order."""
        matched: list[int] = (self._set.Match(words + _SENTINEL_TAIL) or []) if self._set is not None else []
        sentinel = len(self._stretches)
        if sentinel in matched:
            matched.remove(sentinel)
            return matched
        self.reruns += 1
        return [number for number, pattern in enumerate(self._one_by_one) if pattern.search(words) is not None]


def encoded(words: Sequence[str]) -> bytes:
    """Words in UTF-8, one space between them and one at each end."""
    return f" {' '.join(words)} ".encode("utf-8", "replace")


def _give(bit: int, words: Words, masks: dict[str, int]) -> None:
    for word in words:
        masks[word] = masks.get(word, 0) | bit


class _Table(dict[str, int]):
    """For each word its bits; a new word is looked up among the words, beginnings and endings that needs name."""

    def __init__(self, masks: dict[str, int], always: int) -> None:
        super().__init__()
        self._always = always
        self._shared: dict[int, int] = {always: always}
        """Equal masks are one object: fewer of them fit the processor's cache better."""
        self._exact: dict[str, int] = {}
        self._beginnings: dict[str, list[tuple[str, int]]] = {}
        self._others: list[tuple[str, bool, int]] = []
        self._patterns: list[tuple[re2._Regexp, int]] = []
        for word, mask in masks.items():
            if word.startswith("/"):
                self._patterns.append((re2.compile(word.strip("/"), options()), mask))
            elif word.startswith("*"):
                self._others.append((word.strip("*"), word.endswith("*"), mask))
            elif word.endswith("*"):
                self._beginnings.setdefault(word[:2].strip("*"), []).append((word[:-1], mask))
            else:
                self._exact[word] = mask

    def __missing__(self, word: str) -> int:
        mask = self._always | self._exact.get(word, 0)
        for start in (word[:2], word[:1]) if len(word) > 1 else (word,):
            for beginning, begun in self._beginnings.get(start, ()):
                if word.startswith(beginning):
                    mask |= begun
        for piece, inside, having in self._others:
            if piece in word and (inside or word.endswith(piece)):
                mask |= having
        if not word.isalpha():
            for pattern, fitting in self._patterns:
                if pattern.fullmatch(word) is not None:
                    mask |= fitting
        mask = self[word] = self._shared.setdefault(mask, mask)
        return mask
