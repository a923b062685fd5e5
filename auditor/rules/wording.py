"""What a text must have for a piece of a phrase to be there: single words, or two words side by side.

Cheap to look for, and never missing where the phrase is: a sentence without it needs no pattern.  A word is written as
in a phrase: ``report``, ``consult*``, ``*less``, ``*log*``; ``#eur`` is digits with that right behind them.
"""

from __future__ import annotations

from collections.abc import Iterable
from functools import lru_cache
from itertools import pairwise
from math import inf
from typing import NamedTuple

Words = frozenset[str]
Pair = tuple[Words, Words]
"""One of the former, and right after it one of the latter."""

_EVERYDAY = frozenset(
    "the a an of to in and for is you your we our i on with at as be are this that it or will can have has by from not "
    "me my us do what how who which if would could about so please all any no new more good work time use am was were "
    "one der die das und in zu den mit sie ich wir ist nicht ein eine fur auf von le la les de des et un une pour vous "
    "nous est en el los las y que con por para se su o e di il che per non da em os as um uma com nao het van een dat "
    "niet wij u ik na w z i do nie to jest s t m re ve ll d their they he she its but there than then".split()
)
_COMMON = frozenset(
    "ability access activit address also any application area available background base based been before best "
    "between both bring build business call case change check city class client code communit compan complet "
    "condition contact content control course create current customer data date day days department design detail "
    "develop direct director document each email employ end engineer every experience file financ find first "
    "following follow form free full general get give go government great group had health help her here high his "
    "home hour how html http https include including industr information international into issue job jobs just "
    "keep know knowledge language last learn level life like line link list local look made make manag manager "
    "many market material may member month most must name national need needs network next number off office "
    "online only open operat order organi other others out over page part people perform person phone place plan "
    "point policy position possible present private process product profile program project provide public "
    "quality read reference related report require required requirement requirements research result review role "
    "run sales say school secur see select send serve service set should show site skill skills software some "
    "source staff start state still study such support system take team tech test text they through two type "
    "under university up update used user using value very via visit want was way web website week well were when "
    "where while why within without world write year years".split()
)
"""Words, or how words begin, that are in most longer texts."""
EVERYDAY = 40.0
COMMON = 8.0
"""Times that such words may be expected in so much text as has another word once."""
OFTEN = 500.0
"""Words of that expectation together are everywhere."""
MOST_PAIRS = 3
"""More pairs of one piece are looked for as one: any of the former beside any of the latter."""
ALSO = 3
"""So many neighbours of one piece are looked for besides the rarest."""
_NONE: Words = frozenset()


class Need(NamedTuple):
    """What must be in a text that has the piece."""

    words: Words = _NONE
    """One of these, or ..."""
    pairs: tuple[Pair, ...] = ()
    """... one of these; nothing in both: nothing is known."""
    expected: float = inf
    """How often that is so in ordinary text: a rough guess that only decides what is looked for first."""
    first: Words | None = None
    """Words with which the piece may begin; ``None``: any."""
    last: Words | None = None
    may_miss: bool = False
    """Whether nothing at all is a case of the piece."""
    is_word: bool = False
    """Whether the piece is one of ``words``."""
    is_all: bool = False
    """Whether a text that has what is needed has the piece."""
    also: tuple[Need, ...] = ()
    """What must be there besides."""


ANY_WORD = Need()


@lru_cache(maxsize=65_536)
def one_of(words: Words) -> Need:
    """The piece that is one of some words."""
    return Need(words, (), _expected(words), words, words, is_word=True, is_all=True)


@lru_cache(maxsize=65_536)
def _expected(words: Words) -> float:
    return sum(map(_frequency, words))


@lru_cache(maxsize=65_536)
def _frequency(word: str) -> float:
    if word in _EVERYDAY:
        return EVERYDAY
    return COMMON if word.strip("*") in _COMMON or word[0].isdigit() else 1.0


def maybe(need: Need) -> Need:
    """The piece, or nothing."""
    return need._replace(may_miss=True, is_word=False, is_all=False)


def either(needs: list[Need]) -> Need:
    """One of some pieces."""
    if len(needs) == 1:
        return needs[0]
    if all(need.is_word for need in needs):
        return one_of(_united(need.words for need in needs))
    known = all(need.words or need.pairs for need in needs)
    pairs = tuple(dict.fromkeys(pair for need in needs for pair in need.pairs)) if known else ()
    exact = len(pairs) <= MOST_PAIRS and all(need.is_all for need in needs)
    if len(pairs) > MOST_PAIRS:
        pairs = ((_united(first for first, _ in pairs), _united(last for _, last in pairs)),)
    return Need(
        words=_united(need.words for need in needs) if known else _NONE,
        pairs=pairs,
        expected=sum(need.expected for need in needs) if known else inf,
        first=_all_known(need.first for need in needs),
        last=_all_known(need.last for need in needs),
        may_miss=any(need.may_miss for need in needs),
        is_all=exact,
    )


def in_order(needs: list[Need]) -> Need:
    """Some pieces, one right after the other."""
    if len(needs) == 1:
        return needs[0]
    if len(needs) == 2 and needs[0].is_word and needs[1].is_word:
        former, latter = needs[0].words, needs[1].words
        return Need(_NONE, ((former, latter),), _together(former, latter), former, latter, is_all=True)
    certain = [n for n, need in enumerate(needs) if not need.may_miss]
    begin = certain[0] + 1 if certain else len(needs)
    end = certain[-1] if certain else 0
    best = min((needs[n] for n in certain), key=_expectation, default=ANY_WORD)
    exact = len(certain) == 1 and best.is_all
    beside: list[Need] = []
    for n, following in pairwise(certain):
        before, after = needs[n].last, _all_known(need.first for need in needs[n + 1 : following + 1])
        if before is not None and after is not None:
            beside.append(Need(_NONE, ((before, after),), _together(before, after)))
            words = needs[n].is_word and needs[following].is_word
            exact = words and len(certain) == 2 and following == n + 1
    beside.sort(key=_expectation)
    if beside and (beside[0].expected < best.expected or not best.pairs):
        best = beside.pop(0)
    return best._replace(
        first=_all_known(need.first for need in needs[:begin]),
        last=_all_known(need.last for need in needs[end:]),
        may_miss=not certain,
        is_word=False,
        is_all=exact,
        also=(*best.also, *beside)[:ALSO],
    )


def _together(former: Words, latter: Words) -> float:
    one, other = _expected(former), _expected(latter)
    return min(one, other, one * other / OFTEN)


def _expectation(need: Need) -> float:
    return need.expected


def _united(sets: Iterable[Words]) -> Words:
    return _NONE.union(*sets)


def _all_known(sets: Iterable[Words | None]) -> Words | None:
    known: list[Words] = []
    for one in sets:
        if one is None:
            return None
        known.append(one)
    return known[0] if len(known) == 1 else _united(known)


class Piece(NamedTuple):
    """A piece of a phrase: its RE2, and what a text with it must have."""

    pattern: str
    need: Need


def one_piece(pieces: list[Piece]) -> Piece:
    """Some pieces, one right after the other."""
    if len(pieces) == 1:
        return pieces[0]
    return Piece("".join(piece.pattern for piece in pieces), in_order([piece.need for piece in pieces]))


def any_of(pieces: list[Piece]) -> Piece:
    """One of some pieces."""
    return Piece("(?:" + "|".join(piece.pattern for piece in pieces) + ")", either([piece.need for piece in pieces]))
