"""Whether two strings can be one person's name.  Nothing is said about what kind of name it is."""

from __future__ import annotations

import re
import unicodedata
from functools import cache, lru_cache
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
_SHORT_FORMS = (
    "william bill billy will liam|robert bob bobby rob bert|richard dick rick|edward ted ned eddie|theodore ted theo|"
    "john jack johnny|margaret peggy maggie meg greta|mary molly polly|eleanor helen nell nellie nora|"
    "elizabeth betty bess liz lisa elsa ilse|charles chuck chip|henry harry hank|james jim jimmy|sarah sally|"
    "martha patty|ann anna nancy nina|catherine kathleen kitty katya kasia kaisa|dorothy dolly|susan sukie|"
    "alexander alexandra aleksandr aleksandra oleksandr oleksandra sasha sascha sanja alex lex sandro|"
    "mikhail michael misha mischa|nikolai nikolay nicholas kolya klaus|dmitri dmitry dima mitya|vladimir vova volodya|"
    "evgeny yevgeny zhenya|grigory grisha|pavel pasha|anastasia nastya stasia|ekaterina katya|natalia natasha|"
    "tatiana tanya|jose pepe|francisco paco pancho curro|dolores lola|ignacio nacho|jesus chus chucho|"
    "concepcion concha|guadalupe lupe|eduardo lalo|josef joseph sepp beppo giuseppe|ludwig lutz|gottfried goetz|"
    "friedrich fritz|johannes hannes hans jan|jakub kuba|malgorzata gosia|katarzyna kasia|zofia zosia|"
    "stanislaw staszek|wojciech wojtek|krzysztof krzysiek|istvan pista|jozsef joska|gyorgy gyuri|"
    "georgios giorgos yiorgos|ioannis giannis yannis|konstantinos kostas|emmanuel manolis manuel|dimitrios mitsos|"
    "mehmet memo|mohamed hamada|ibrahim ibo|yusuf joe|joao joca|antonio toni tonho"
)
"""Short forms that share too few letters with the whole name, as they are written over in Latin."""
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


@cache
def _numbers() -> dict[str, frozenset[int]]:
    found: dict[str, set[int]] = {}
    for number, row in enumerate(_SHORT_FORMS.split("|")):
        for word in row.split():
            found.setdefault(word, set()).add(number)
    return {word: frozenset(numbers) for word, numbers in found.items()}


def _short_forms(word: str) -> frozenset[int]:
    """Rows of the table of short forms that hold the word."""
    return _numbers().get(word, frozenset())


def _same(a: str, b: str) -> bool:
    if a == b or (min(len(a), len(b)) == 1 and a[:1] == b[:1]) or _short_forms(a) & _short_forms(b):
        return True
    if min(len(a), len(b)) < 3:
        return False
    if a.startswith(b) or b.startswith(a):
        return True
    from rapidfuzz.fuzz import ratio

    return ratio(a, b) >= ALIKE
