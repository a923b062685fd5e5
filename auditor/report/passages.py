"""Words of a page as the report prints them: cut to a length, marked where quoted, controls written out."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

from auditor.report.words import Words

# Controls that reorder or hide the text around them: shown by their number, so that a quote cannot dress up the report.
_UNSEEN = re.compile(
    "[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u2028\u2029\u202a-\u202e\u2066-\u2069\ud800-\udfff\ufffe\uffff]"
)

NAME = 160
LINE = 400
QUOTE = 1_200
CONTEXT = 240
TEXT = 12_000


def visible(text: str) -> str:
    """The text with its invisible controls written out as ``[U+202E]``; a template prints nothing without it."""
    if text.isprintable():
        return text
    return _UNSEEN.sub(lambda found: f"[U+{ord(found[0]):04X}]", text)


def shown(text: str | None, words: Words, limit: int = LINE) -> str:
    """The text as printed: at most ``limit`` characters, and what was cut is said."""
    if not text:
        return ""
    return text if len(text) <= limit else text[:limit] + words("cut", n=len(text) - limit)


def short(text: str | None, limit: int) -> str:
    """The text in at most ``limit`` characters, on one line, ending in an ellipsis where cut."""
    line = " ".join((text or "")[: limit * 4].split())
    return line if len(line) <= limit else line[: limit - 1].rstrip() + "…"


def named(name: str | None, path: str, words: Words) -> str:
    """The name that a page states; where it states none, the file's."""
    return short(name, NAME) or short(path.rpartition("/")[2], NAME) or words("unnamed")


@dataclass(frozen=True, slots=True)
class Mark:
    """A stretch of a text that a finding quotes."""

    start: int
    end: int
    number: int
    """Of the finding."""


@dataclass(frozen=True, slots=True)
class Piece:
    """A stretch of a text with the same marks throughout."""

    text: str
    marked: bool
    ends: tuple[int, ...]
    """Numbers of the findings whose quote ends here."""


def marks(text: str, at: Mapping[str, Any] | None, places: Iterable[tuple[int, Mapping[str, Any]]]) -> list[Mark]:
    """Where the quotes stand in a text that was read at ``at``; places are the quotes in that part, by finding."""
    if not at:
        return []
    found = []
    for number, place in places:
        quote = place["quote"]
        offset = place["start"] - at["start"]
        if place["selector"] != at["selector"] or text[offset : offset + len(quote)] != quote or offset < 0:
            offset = text.find(quote)
        if offset >= 0 and quote:
            found.append(Mark(offset, offset + len(quote), number))
    return found


def pieces(text: str, marked: Sequence[Mark], words: Words, limit: int = TEXT) -> tuple[Piece, ...]:
    """The text cut where marks begin and end; after ``limit`` characters the rest is only counted."""
    end = min(len(text), limit)
    rest = words("cut", n=len(text) - end) if len(text) > end else ""
    cuts = sorted({0, end, *(m.start for m in marked if m.start < end), *(min(m.end, end) for m in marked)})
    made = []
    for start, stop in pairwise(cuts):
        over = [m for m in marked if m.start <= start and stop <= m.end]
        ends = tuple(sorted({m.number for m in over if min(m.end, end) == stop}))
        made.append(Piece(text[start:stop], bool(over), ends))
    if rest:
        made.append(Piece(rest, False, ()))
    return tuple(made)
