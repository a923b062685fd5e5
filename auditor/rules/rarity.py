"""How often a phrase may be expected in ordinary text: a rough guess that only decides what is looked for first."""

from __future__ import annotations

from functools import lru_cache

_EVERYDAY = frozenset(
    "the a an of to in and for is you your we our i on with at as be are this that it or will can have has by from not "
    "me my us do what how who which if would could about so please all any no new more good work time use am was were "
    "one der die das und in zu den mit sie ich wir ist nicht ein eine fur auf von le la les de des et un une pour vous "
    "nous est en el los las y que con por para se su o e di il che per non da em os as um uma com nao het van een dat "
    "niet wij u ik na w z i do nie to jest".split()
)
EVERYDAY = 40.0
ORDINARY = 1.0
FOLLOWING = 0.25
"""Each further word makes a phrase so much rarer."""


@lru_cache(maxsize=65_536)
def expected(pattern: str) -> float:
    """The guess for one stretch of RE2 as :mod:`auditor.rules.phrases` writes it."""
    return _Guess(pattern).alternatives()


class _Guess:
    """Reads a pattern from left to right; what it does not know counts as an ordinary word."""

    def __init__(self, pattern: str) -> None:
        self.pattern = pattern
        self.at = 0

    def alternatives(self) -> float:
        """The sum over the alternatives up to the closing bracket or the end."""
        total = self._sequence()
        while self.at < len(self.pattern) and self.pattern[self.at] == "|":
            self.at += 1
            total += self._sequence()
        return total

    def _sequence(self) -> float:
        parts: list[float] = []
        while self.at < len(self.pattern) and self.pattern[self.at] not in "|)":
            if self.pattern.startswith("(?:", self.at):
                self.at += 3
                part = self.alternatives()
                self.at += 1
                if self.pattern[self.at : self.at + 1] in ("?", "{"):
                    self._skip_count()
                    continue
                parts.append(part)
            else:
                word = self._word()
                if word:
                    parts.append(EVERYDAY if word in _EVERYDAY else ORDINARY)
        return min(parts) * FOLLOWING ** (len(parts) - 1) if parts else 0.0

    def _skip_count(self) -> None:
        if self.pattern[self.at] == "?":
            self.at += 1
        else:
            end = self.pattern.find("}", self.at)
            self.at = end + 1 if end >= 0 else len(self.pattern)

    def _word(self) -> str:
        start = self.at
        while self.at < len(self.pattern) and self.pattern[self.at] not in " |()":
            self.at += 2 if self.pattern[self.at] == "\\" else 1
        word = self.pattern[start : self.at]
        while self.at < len(self.pattern) and self.pattern[self.at] in " ":
            self.at += 1
        if self.at == start:
            self.at += 1
        return word
