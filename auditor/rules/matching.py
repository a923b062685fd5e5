"""Finds the phrases of a pack in sentences.  Linear time: only RE2, one set as the first filter.

A set that runs out of memory while matching answers "nothing" instead of failing.  Therefore a sentinel is appended to
every sentence and must always be found; where it is not, the patterns are asked one by one.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from functools import cached_property

import re2

from auditor.rules.phrases import Phrase

MEMORY = 256 << 20
SENTINEL = "\x02sentinel\x03"
_SENTINEL_TAIL = SENTINEL.encode() + b" "


def _options(memory: int) -> re2.Options:
    options = re2.Options()
    options.max_mem = memory
    options.never_capture = True
    options.log_errors = False
    return options


@dataclass(eq=False)
class Matcher:
    """All phrases of a pack, compiled together."""

    phrases: tuple[Phrase, ...]
    memory: int = MEMORY
    _single: dict[str, re2._Regexp] = field(default_factory=dict)
    reruns: int = 0
    """How often the set gave up and the patterns were asked one by one."""

    def __post_init__(self) -> None:
        self.chunks: list[str] = sorted({chunk for phrase in self.phrases for chunk in phrase.chunks})
        number = {chunk: n for n, chunk in enumerate(self.chunks)}
        self._alone: list[tuple[int, ...]] = [() for _ in self.chunks]
        self._joined: list[tuple[tuple[int, tuple[int, ...]], ...]] = [() for _ in self.chunks]
        for n, phrase in enumerate(self.phrases):
            parts = tuple(number[chunk] for chunk in phrase.chunks)
            # The longest stretch is the rarest guess, so the others are asked least often.
            key = max(parts, key=lambda part: len(self.chunks[part]))
            if len(parts) == 1:
                self._alone[key] += (n,)
            else:
                self._joined[key] += ((n, parts),)

    @cached_property
    def _set(self) -> re2.Set:
        found = re2.Set.SearchSet(_options(self.memory))
        for chunk in self.chunks:
            found.Add(chunk)
        found.Add(" " + SENTINEL + " ")
        found.Compile()
        return found

    def hits(self, words: bytes) -> frozenset[int]:
        """Numbers of the phrases in a sentence."""
        matched = self._set.Match(words + _SENTINEL_TAIL)
        if not matched or (matched[-1] != len(self.chunks) and len(self.chunks) not in matched):
            self.reruns += 1
            matched = [n for n, chunk in enumerate(self.chunks) if self._compiled(chunk).search(words) is not None]
        elif len(matched) == 1:
            return frozenset()
        found: set[int] = set()
        present: set[int] | None = None
        for chunk in matched:
            if chunk == len(self.chunks):
                continue
            found.update(self._alone[chunk])
            for n, parts in self._joined[chunk]:
                if present is None:
                    present = set(matched)
                if present.issuperset(parts) and self._compiled(self.phrases[n].pattern).search(words) is not None:
                    found.add(n)
        return frozenset(found)

    def span(self, phrase: int, words: bytes) -> tuple[int, int] | None:
        """Where a phrase stands in a sentence, in bytes."""
        match = self._compiled(self.phrases[phrase].pattern).search(words)
        return (match.start(), match.end()) if match is not None else None

    def spans(self, phrase: int, words: bytes) -> list[tuple[int, int]]:
        """Every place of a phrase in a sentence, in bytes."""
        pattern = self._compiled(self.phrases[phrase].pattern)
        found: list[tuple[int, int]] = []
        at = 0
        while (match := pattern.search(words, at)) is not None:
            found.append((match.start(), match.end()))
            # A boundary is shared by the word before and the word after.
            at = max(match.start() + 1, match.end() - 1)
        return found

    def _compiled(self, pattern: str) -> re2._Regexp:
        compiled = self._single.get(pattern)
        if compiled is None:
            compiled = self._single[pattern] = re2.compile(pattern.encode(), _options(16 << 20))
        return compiled


def numbered(phrases: Iterable[Phrase]) -> tuple[tuple[Phrase, ...], dict[str, int]]:
    """Each different phrase once, and the number of each pattern."""
    kept: list[Phrase] = []
    number: dict[str, int] = {}
    for phrase in phrases:
        if phrase.pattern not in number:
            number[phrase.pattern] = len(kept)
            kept.append(phrase)
    return tuple(kept), number
