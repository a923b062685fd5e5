"""Two captures of one profile side by side: what differs is marked where it stands."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from typing import Any

from auditor.alike import same_picture, same_text
from auditor.report.overlay import Pictured, overlay
from auditor.report.passages import Piece, shown
from auditor.report.view import Document, ProfileView
from auditor.report.words import Words
from auditor.watch import State, state_of

Cell = tuple[tuple[Piece, ...], ...] | None
"""Lines of a field; ``None`` where the capture did not hold it."""
TEXT = 4_000
"""Characters of a text that are compared and printed."""
MOST_LINES = 60


@dataclass(frozen=True, slots=True)
class Side:
    """One capture."""

    id: str
    path: str
    when: str


@dataclass(frozen=True, slots=True)
class PairRow:
    """One field in both captures."""

    label: str
    cells: tuple[Cell, Cell]
    differs: bool

    @property
    def comparable(self) -> bool:
        """Whether both captures held the field."""
        return None not in self.cells


@dataclass(frozen=True, slots=True)
class PairPictures:
    """Both pictures, and one laid over the other where that shows something."""

    thumbnails: tuple[bytes | None, bytes | None]
    differ: bool
    comparable: bool
    difference: bytes | None


@dataclass(frozen=True, slots=True)
class Pair:
    """Two captures, ready to print."""

    sides: tuple[Side, Side]
    rows: tuple[PairRow, ...]
    pictures: PairPictures
    findings: tuple[tuple[str, str, str], ...]
    """Of one side only: the capture's time, strength and title."""


def side(document: Document, words: Words) -> Side:
    """A capture by its document."""
    source = document["source"]
    return Side(document["id"], shown(source["path"], words), shown(source["captured_at"], words))


def capture_pair(before: ProfileView, after: ProfileView, words: Words) -> Pair:
    """Two captures of a profile.  Compared is what the watch list compares, and alike."""
    states = [_state(view.document) for view in (before, after)]
    rows = [_texts(name, words(f"field.{name}"), states, words) for name in ("name", "headline", "location", "about")]
    for name, label in (
        ("experience", words("field.experience")),
        ("job descriptions", words("desk.jobs_text")),
        ("education", words("field.education")),
        ("companies", words("field.current_companies")),
        ("links", words("field.links")),
        ("emails", words("field.emails")),
        ("phones", words("field.phones")),
        ("verifications", words("field.verifications")),
    ):
        rows.append(_lists(label, [state.lists.get(name) for state in states], words))
    return Pair(
        (side(before.document, words), side(after.document, words)),
        tuple(row for row in rows if row.cells != (None, None)),
        _pictures(before.thumbnail, after.thumbnail, states),
        _one_sided(before.document, after.document, words),
    )


def _state(document: Document) -> State:
    return state_of(document, document["findings"], {}, "")


def _texts(name: str, label: str, states: Sequence[State], words: Words) -> PairRow:
    first, second = (state.texts[name] for state in states)
    if first is None or second is None:
        return PairRow(label, (_plain(first, words), _plain(second, words)), False)
    if same_text(first, second):
        return PairRow(label, (_plain(first, words), _plain(second, words)), False)
    return PairRow(label, _marked(shown(first, words, TEXT), shown(second, words, TEXT)), True)


def _plain(text: str | None, words: Words) -> Cell:
    if text is None:
        return None
    return ((Piece(shown(text, words, TEXT), False, ()),),) if text else ()


def _marked(first: str, second: str) -> tuple[Cell, Cell]:
    """Both texts, with the words that only one of them has marked."""
    one, other = _words(first), _words(second)
    left: list[Piece] = []
    right: list[Piece] = []
    for kind, a, b, c, d in SequenceMatcher(None, one, other, autojunk=False).get_opcodes():
        for made, part in ((left, one[a:b]), (right, other[c:d])):
            if part:
                made.append(Piece("".join(part), kind != "equal", ()))
    return (tuple(left),) if left else (), (tuple(right),) if right else ()


def _words(text: str) -> list[str]:
    """Words, each with the white space behind it."""
    made: list[str] = []
    for char in text:
        if made and (char.isspace() or not made[-1][-1].isspace()):
            made[-1] += char
        else:
            made.append(char)
    return made


def _lists(label: str, sides: Sequence[tuple[str, ...] | None], words: Words) -> PairRow:
    first, second = sides
    cells = _lines(first, second, words), _lines(second, first, words)
    differs = (
        first is not None and second is not None and any(p.marked for c in cells for line in c or () for p in line)
    )
    return PairRow(label, cells, differs)


def _lines(own: tuple[str, ...] | None, other: tuple[str, ...] | None, words: Words) -> Cell:
    if own is None:
        return None
    made = [
        (Piece(shown(line, words, TEXT), other is not None and not any(same_text(line, o) for o in other), ()),)
        for line in own[:MOST_LINES]
    ]
    if len(own) > MOST_LINES:
        made.append((Piece(words("more", n=len(own) - MOST_LINES), False, ()),))
    return tuple(made)


def _pictures(one: bytes | None, other: bytes | None, states: Sequence[State]) -> PairPictures:
    first, second = (state.picture for state in states)
    comparable = bool(first and second and set(first) == set(second))
    differ = bool(first and second and comparable and not same_picture(first, second))
    laid = overlay(Pictured(one), Pictured(other)) if one and other and one != other else None
    return PairPictures((one, other), differ, comparable, laid.difference if laid else None)


def _one_sided(before: Document, after: Document, words: Words) -> tuple[tuple[str, str, str], ...]:
    """Findings whose rule noted nothing in the other capture's same field."""
    made = []
    for own, other in ((before, after), (after, before)):
        there = {(finding["rule"], finding["field"]) for finding in other["findings"]}
        when = side(own, words).when
        made += [
            (when, finding["strength"], shown(finding["title"], words))
            for finding in _noted(own)
            if (finding["rule"], finding["field"]) not in there
        ]
    return tuple(made)


def _noted(document: Document) -> Sequence[dict[str, Any]]:
    findings: Sequence[dict[str, Any]] = document["findings"]
    return findings
