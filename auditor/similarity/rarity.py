"""How rare a shared passage is among the texts of a case: a phrase of many pages tells nothing about two of them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator

from auditor.similarity.minhash import comparable

WORDS = 4
"""Words in a row that make a phrase; of a script without spaces, letters (twice as many)."""


Phrase = tuple[str, ...]


class Phrases:
    """Counts on how many pages the phrases of some texts stand; all other phrases are never kept."""

    def __init__(self, texts: Iterable[str]) -> None:
        self._wanted = frozenset(phrase for text in texts for phrase in _phrases(_units(text)))
        self._pages: Counter[Phrase] = Counter()

    def count(self, texts: Iterable[str]) -> None:
        """Takes note of all texts of one page, in comparable form."""
        said: set[Phrase] = set()
        for text in texts:
            said.update(self._wanted.intersection(_phrases(_units(text))))
        self._pages.update(said)

    def rare_words(self, text: str, most: int) -> int:
        """Words of a text in no phrase of more than ``most`` pages; without spaces, two letters are a word."""
        units = _units(comparable(text))
        common = [False] * len(units)
        for at, phrase in enumerate(_phrases(units)):
            if self._pages[phrase] > most:
                length = _length(units)
                common[at : at + length] = [True] * length
        rare = common.count(False)
        return rare if _length(units) == WORDS else rare // 2


def _units(text: str) -> list[str]:
    words = text.split()
    return words if len(text) < 20 * max(1, len(words)) else list(text.replace(" ", ""))


def _length(units: list[str]) -> int:
    return WORDS if any(len(unit) > 1 for unit in units) else 2 * WORDS


def _phrases(units: list[str]) -> Iterator[Phrase]:
    return zip(*(units[offset:] for offset in range(_length(units))))
