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

from collections.abc import Iterator, Mapping, Sequence
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
        self._named: dict[str, tuple[int, int]] = {}
        """For each word that a need names: the bits that it may begin, and those that it may end."""
        self._singles = 0
        self._stretches: dict[str, int] = {}

    def mask(self, need: Need) -> int:
        """The bits of which one is set wherever the need is met."""
        key = (need.words, need.pairs)
        if key not in self._known:
            mask = 0
            if need.words:
                bit = self._next()
                self._give(need.words, bit, 0)
                self._singles |= bit
                mask |= bit
            for former, latter in need.pairs:
                bit = self._next()
                self._give(former, bit, 0)
                self._give(latter, 0, bit)
                mask |= bit
            self._known[key] = mask
        return self._known[key]

    def _give(self, words: Words, begun: int, ended: int) -> None:
        for word in words:
            former, latter = self._named.get(word, (0, 0))
            self._named[word] = (former | begun, latter | ended)

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
        found = _Lookup(self._named, self._singles)
        return found.formers, found.latters

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
        if len(formers) > MOST_WORDS:
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


class _Lookup:
    """Looks a word up among the words, beginnings and endings that needs name."""

    def __init__(self, named: Mapping[str, tuple[int, int]], always: int) -> None:
        self.formers = _Table(self)
        self.latters = _Table(self)
        self._always = always
        self._shared: dict[int, int] = {always: always}
        """Equal masks are one object: fewer of them fit the processor's cache better."""
        self._exact: dict[str, tuple[int, int]] = {}
        self._beginnings: dict[str, list[tuple[str, int, int]]] = {}
        self._others: list[tuple[str, bool, int, int]] = []
        for word, (former, latter) in named.items():
            if word.startswith("*"):
                self._others.append((word.strip("*"), word.endswith("*"), former, latter))
            elif word.endswith("*"):
                self._beginnings.setdefault(word[:2].strip("*"), []).append((word[:-1], former, latter))
            else:
                self._exact[word] = (former, latter)

    def look(self, word: str) -> None:
        """Enters the word in both tables."""
        former, latter = self._exact.get(word, (0, 0))
        unit = word.lstrip("0123456789")
        for form in (word,) if len(unit) == len(word) else (word, "#" + unit):
            if form is not word and form in self._exact:
                former, latter = former | self._exact[form][0], latter | self._exact[form][1]
            for start in (form[:2], form[:1]) if len(form) > 1 else (form,):
                for beginning, begun, ended in self._beginnings.get(start, ()):
                    if form.startswith(beginning):
                        former, latter = former | begun, latter | ended
        for piece, inside, begun, ended in self._others:
            if piece in word and (inside or word.endswith(piece)):
                former, latter = former | begun, latter | ended
        latter |= self._always
        self.formers[word] = self._shared.setdefault(former, former)
        self.latters[word] = self._shared.setdefault(latter, latter)


class _Table(dict[str, int]):
    """For each word its bits; a new word is looked up."""

    def __init__(self, lookup: _Lookup) -> None:
        super().__init__()
        self._lookup = lookup

    def __missing__(self, word: str) -> int:
        self._lookup.look(word)
        return self[word]
