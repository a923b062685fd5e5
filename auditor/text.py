"""Text made comparable, with the way back to the untouched words.

Everything here is pure.  A folded text knows, for each of its characters, which characters of the original it stands
for, so that a match found in the folded text is quoted exactly as the page has it.
"""

from __future__ import annotations

import re
import unicodedata
from bisect import bisect_left
from dataclasses import dataclass
from functools import lru_cache

APOSTROPHES = "\u2018\u2019\u201a\u201b\u02bc\u02b9\u00b4\u0060\u2032\uff07"
DOUBLE_QUOTES = "\u201c\u201d\u201e\u201f\u00ab\u00bb\u2033\u301d\u301e\u301f\uff02"
DASHES = "\u2010\u2011\u2012\u2013\u2014\u2015\u2212\ufe58\ufe63\uff0d"
_UNIFIED = {
    **{ord(c): "'" for c in APOSTROPHES},
    **{ord(c): '"' for c in DOUBLE_QUOTES},
    **{ord(c): "-" for c in DASHES},
}
_STROKED = {ord(a): b for a, b in zip("łøđħŧıŀƶ", "lodhtilz")}
"""Letters that Unicode does not take apart although readers type them without the stroke."""

_VOICED = "\u3099\u309a"
"""Marks that make another letter of a Japanese one, not the same letter with an accent."""

_INVISIBLE = re.compile(
    "[\u00ad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180f\u200b-\u200f\u202a-\u202e\u2060-\u206f\ufe00-\ufe0f\ufeff\U000e0000-\U000e0fff]"
)
_NOT_PLAIN = re.compile("[^\x00-\x7f\u4e00-\u9fff\u3041-\u3096\u30a1-\u30fa\u3001\u3002]")
_UNPLAIN = re.compile(
    "[^\u0300-\u036f\u3099\u309a][\u0300-\u036f\u3099\u309a]+|[^\x00-\x7f\u4e00-\u9fff\u3041-\u3096\u30a1-\u30fa\u3001\u3002]"
)
"""Clusters that folding may change by more than case: a letter with its marks, or any sign that is not plain."""


@dataclass(frozen=True, slots=True)
class Folded:
    """A text made comparable."""

    text: str
    origin: str
    starts: tuple[int, ...] | None = None
    """Offset in ``origin`` of each character of ``text``, and the origin's length; ``None`` where they are equal."""

    def span(self, start: int, end: int) -> tuple[int, int]:
        """The piece of ``origin`` for which ``text[start:end]`` stands; whole clusters."""
        if self.starts is None:
            return start, end
        if start >= end:
            place = self.starts[start]
            return place, place
        after = self.starts[end - 1]
        following = end
        while following < len(self.starts) - 1 and self.starts[following] == after:
            following += 1
        return self.starts[start], self.starts[following]

    def quote(self, start: int, end: int) -> str:
        """The untouched words for ``text[start:end]``."""
        first, last = self.span(start, end)
        return self.origin[first:last]

    def place(self, offset: int) -> int:
        """Offset in ``text`` of the first character that stands for ``origin[offset]`` or something after it."""
        return offset if self.starts is None else bisect_left(self.starts, offset)


@lru_cache(maxsize=8192)
def _folded_cluster(cluster: str) -> str:
    visible = _INVISIBLE.sub("", cluster)
    mapped = unicodedata.normalize("NFKC", unicodedata.normalize("NFKC", visible).casefold())
    return mapped.translate(_UNIFIED)


@lru_cache(maxsize=8192)
def _bare_cluster(cluster: str) -> str:
    folded = _folded_cluster(cluster)
    bare = "".join(c for c in unicodedata.normalize("NFD", folded) if c in _VOICED or unicodedata.category(c) != "Mn")
    return unicodedata.normalize("NFC", bare.translate(_STROKED)) if bare else folded


def folded_text(text: str) -> Folded:
    """The text in NFKC and case-folded, invisible characters gone, apostrophes, quotes and dashes unified."""
    return _folded(text, bare=False)


def bare_text(text: str) -> Folded:
    """The folded text without accents, so that *resume* and *résumé* compare equal."""
    return _folded(text, bare=True)


def _folded(text: str, *, bare: bool) -> Folded:
    if text.isascii():
        return Folded(text.lower(), text)
    fold = _bare_cluster if bare else _folded_cluster
    # Nearly every text has only characters that fold to one character each: no map is needed then.
    special = sorted(set(_NOT_PLAIN.findall(text)))
    if all(_folds_alone(character) for character in special):
        quick = text.lower().replace("ς", "σ")
        for character in special:
            quick = quick.replace(character.lower(), fold(character))
        return Folded(quick, text)
    pieces: list[str] = []
    starts: list[int] = []
    at = 0
    for match in _UNPLAIN.finditer(text):
        start, end = match.span()
        pieces.append(text[at:start].lower())
        starts.extend(range(at, start))
        pieces.append(fold(match.group()))
        starts.extend([start] * len(pieces[-1]))
        at = end
    pieces.append(text[at:].lower())
    starts.extend(range(at, len(text) + 1))
    return Folded("".join(pieces), text, tuple(starts))


@lru_cache(maxsize=8192)
def _folds_alone(character: str) -> bool:
    """Whether the character never joins its neighbours, vanishes or grows."""
    return (
        unicodedata.combining(character) == 0
        and len(_folded_cluster(character)) == 1
        and len(_bare_cluster(character)) == 1
    )


CURRENCY_SIGNS = "$£€¥₹₽"
_SEPARATOR = {c: " " for c in range(128) if not (chr(c).isalnum() or chr(c) in "$@")}
_OTHER_SEPARATOR = re.compile(rf"[^\w\s@{CURRENCY_SIGNS}]|_")


def spaced_text(text: str) -> str:
    """Separators as spaces, length kept: words are then what stands between white space, in any script."""
    return text.translate(_SEPARATOR) if text.isascii() else _OTHER_SEPARATOR.sub(" ", text)


def is_unspaced(text: str) -> bool:
    """Whether the text has letters of a script that does not put spaces between words."""
    return _UNSPACED.search(text) is not None


_UNSPACED = re.compile("[\u3041-\u30fa\u3400-\u4dbf\u4e00-\u9fff\u0e01-\u0e3a]")
