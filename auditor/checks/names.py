"""Whether two strings can be one person's name.  Nothing is said about what kind of name it is."""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache
from typing import Literal

from auditor.checks.damage import damaged

Outcome = Literal["agrees", "differs", "not decidable"]

_WORD = re.compile(r"[^\W\d_]+(?:['’ʼ`][^\W\d_]+)*")
_SOUND = ("LATIN", "CYRILLIC", "GREEK")
"""Scripts between which writing a name over is sound enough to call two names different."""
_PARTICLES = frozenset(
    {
        *(
            "al",
            "af",
            "av",
            "ben",
            "bin",
            "bint",
            "da",
            "das",
            "de",
            "del",
            "della",
            "den",
            "der",
            "di",
            "do",
            "dos",
            "du",
        ),
        *("e", "el", "ibn", "la", "le", "los", "mac", "mc", "of", "op", "san", "st", "ten", "ter", "the", "und", "van"),
        *("vom", "von", "y", "zu", "zum", "zur"),
    }
)
_TITLES = frozenset(
    {
        *(
            "dr",
            "prof",
            "mr",
            "mrs",
            "ms",
            "miss",
            "sir",
            "dame",
            "ing",
            "dipl",
            "mag",
            "phd",
            "msc",
            "bsc",
            "mba",
            "md",
        ),
        *(
            "jr",
            "sr",
            "ii",
            "iii",
            "iv",
            "cpa",
            "cfa",
            "pmp",
            "esq",
            "rn",
            "she",
            "her",
            "he",
            "him",
            "his",
            "they",
            "them",
        ),
    }
)
ALIKE = 66
"""RapidFuzz ratio from which two words may be spellings of one name (Yulia, Iuliia; Mohamed, Muhammad)."""


def compared_names(a: str, b: str) -> Outcome:
    """Whether two strings can be one person's name.  It says nothing else about them.

    ``differs`` only where no word of one can stand for any word of the other, both in scripts that can be compared and
    neither damaged on saving.
    """
    if a.casefold().split() == b.casefold().split():
        return "agrees"
    first, second = _words(a), _words(b)
    if not first or not second or damaged(a) or damaged(b):
        return "not decidable"
    sound_first, sound_second = _sound(first), _sound(second)
    if not sound_first or not sound_second:
        return "agrees" if set(first) & set(second) else "not decidable"
    if _share(sound_first, sound_second):
        return "agrees"
    return "differs" if min(_whole_words(sound_first), _whole_words(sound_second)) > 1 else "not decidable"


def _whole_words(words: tuple[str, ...]) -> int:
    return sum(len(word) > 1 for word in words)


def _words(name: str) -> tuple[str, ...]:
    """Words of the name, nicknames among them; titles are left out, and particles unless there is nothing else."""
    words = [word.casefold() for word in _WORD.findall(unicodedata.normalize("NFKC", name))]
    kept = [word for word in words if word not in _TITLES]
    return tuple([word for word in kept if word not in _PARTICLES] or kept)


def _sound(words: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(over for word in words if (over := _written_over(word)))


@lru_cache(maxsize=4096)
def _written_over(word: str) -> str:
    """The word in plain Latin letters; empty where its script cannot be written over soundly."""
    if word.isascii():
        return word.replace("'", "").replace("`", "")
    scripts = {unicodedata.name(letter, "").split(" ")[0] for letter in word if letter.isalpha()}
    if not scripts <= set(_SOUND):
        return ""
    from anyascii import anyascii

    return re.sub(r"[^a-z]", "", anyascii(word).lower())


def _share(first: tuple[str, ...], second: tuple[str, ...]) -> bool:
    """Whether any word of one can stand for a word of the other, alone or joined with its neighbour."""
    if any(_same(a, b) for a in first for b in second):
        return True
    joined_first, joined_second = "".join(first), "".join(second)
    return any(len(a) > 2 and a in joined_second for a in first) or any(
        len(b) > 2 and b in joined_first for b in second
    )


def _same(a: str, b: str) -> bool:
    if a == b or (min(len(a), len(b)) == 1 and a[:1] == b[:1]):
        return True
    if min(len(a), len(b)) < 3:
        return False
    if a.startswith(b) or b.startswith(a):
        return True
    from rapidfuzz.fuzz import ratio

    return ratio(a, b) >= ALIKE
