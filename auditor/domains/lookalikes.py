"""Names that look like another name: exchanged letters, one slip, a word about jobs added, another ending."""

from __future__ import annotations

import re

_LETTERS = (
    ("авсԁеһіјкӏмпоԛрѕтиѵхуԝ", "abcdehijkimnoqpstuvxyw"),
    ("αβγεικνορτυχω", "abyeiknoptuxw"),
    ("0135678lı-", "oiesgtbii\0"),
)
_TWINS = {ord(odd): None if plain == "\0" else plain for odds, plains in _LETTERS for odd, plain in zip(odds, plains)}
_PAIRS = (("rn", "m"), ("vv", "w"), ("cl", "d"))
_HIRING = (
    "apply|assessment|careers|career|hiring|hr|interviews|interview|jobs|job|onboarding|portal|recruitment|recruiting|"
    "recruiter|recruit|talents|talent|team|vacancies|work|hq|official|group"
)
"""Longest first: the engine takes the first that fits."""
_ADDED = re.compile(rf"(?:^(?:{_HIRING})-?|-?(?:{_HIRING})$)")


def skeleton(label: str) -> str:
    """The label with letters and digits that look alike made one; labels that look alike have one skeleton."""
    text = label.casefold()
    for pair, one in _PAIRS:
        text = text.replace(pair, one)
    return text.translate(_TWINS)


def without_added_words(label: str) -> str:
    """The label without a word about jobs at either end: ``harbourlane`` of ``harbourlane-careers``."""
    bare = _ADDED.sub("", label.casefold(), count=1)
    return bare if len(bare) >= 4 else label.casefold()


def likeness(a: tuple[str, str], b: tuple[str, str]) -> str | None:
    """How the second name resembles the first, or ``None``; a name is its label (as Unicode) and its ending."""
    (label, ending), (other, other_ending) = a, b
    if len(label) < 5 or len(other) < 5:
        return None
    if label == other:
        return "the same name under another ending" if ending != other_ending else None
    if skeleton(label) == skeleton(other):
        return "letters that look alike" if label.replace("-", "") != other.replace("-", "") else "a hyphen"
    if without_added_words(other) == label or without_added_words(label) == other:
        return "a word added"
    if min(len(label), len(other)) >= 8 and _one_slip(label, other):
        return "one letter changed"
    return None


def _one_slip(a: str, b: str) -> bool:
    """Whether one letter was changed, left out, added or exchanged with its neighbour."""
    if abs(len(a) - len(b)) > 1:
        return False
    start = 0
    while start < min(len(a), len(b)) and a[start] == b[start]:
        start += 1
    rest_a, rest_b = a[start:], b[start:]
    if rest_a[1:] == rest_b[1:] or rest_a[1:] == rest_b or rest_a == rest_b[1:]:
        return True
    return rest_a[:2] == rest_b[:2][::-1] and rest_a[2:] == rest_b[2:]
