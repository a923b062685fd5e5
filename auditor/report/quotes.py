"""Quotes of a finding in their context: what stands close together in one place is printed as one passage."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from auditor.report.passages import CONTEXT, LINE, NAME, Mark, Piece, pieces, short, shown
from auditor.report.places import Fields, field_at
from auditor.report.view import Context, Document
from auditor.report.words import Words

NO_CONTEXT = Context("", "")
DATA = 48
"""Characters of a picture that stands in the page itself."""
MOST = 4_000
CLIPPED = 60
"""Context of at least so many characters may have been cut in the middle of a word."""


@dataclass(frozen=True, slots=True)
class Passage:
    """Words of a saved file in which one or more quotes are marked, and the place."""

    pieces: tuple[Piece, ...]
    field: str
    where: str
    """``this``, ``other`` or ``record``."""
    page: str
    selector: str


@dataclass(slots=True)
class _Stretch:
    """A stretch of one reading, growing."""

    begin: int
    text: str
    marks: list[Mark]
    number: int
    """Of its first evidence."""

    @property
    def end(self) -> int:
        return self.begin + len(self.text)


def _stretches(places: Sequence[tuple[int, Document, Context]]) -> list[_Stretch]:
    """The quotes of one place with their contexts, joined where they touch; in the order of the place."""
    made: list[_Stretch] = []
    for number, place, context in sorted(places, key=lambda p: (p[1]["start"], p[0])):
        before = context.before[-CONTEXT:]
        quote = place["quote"]
        begin = place["start"] - len(before)
        text = before + quote + context.after[:CONTEXT]
        last = made[-1] if made else None
        if last is None or begin > last.end or last.text[begin - last.begin :] != text[: last.end - begin]:
            last = _Stretch(begin, text, [], number)
            made.append(last)
        else:
            last.text += text[last.end - begin :]
        start = place["start"] - last.begin
        last.marks.append(Mark(start, start + len(quote), 0))
    return made


def _trimmed(stretch: _Stretch) -> _Stretch:
    """The stretch without words that were cut where the context ends."""
    first, last = stretch.marks[0].start, max(mark.end for mark in stretch.marks)
    cut = 0
    if stretch.begin > 0 and first >= CLIPPED:
        cut = stretch.text.find(" ", 0, first) + 1
    end = len(stretch.text)
    if end - last >= CLIPPED and stretch.text[-1:] not in '.!?…"”»)':
        end = stretch.text.rfind(" ", last) if stretch.text.rfind(" ", last) > 0 else end
    lead = "…" if cut else ""
    text = lead + stretch.text[cut:end] + ("…" if end < len(stretch.text) else "")
    shift = len(lead) - cut
    marks = [Mark(mark.start + shift, mark.end + shift, 0) for mark in stretch.marks]
    return _Stretch(stretch.begin, text, marks, stretch.number)


def passages(
    finding: Document,
    document: Document,
    fields: Fields,
    contexts: Mapping[tuple[str, int], Context],
    records: Sequence[Document],
    words: Words,
) -> tuple[Passage, ...]:
    """The passages of a finding, in the order of its evidence."""
    by_place: dict[tuple[str, str], list[tuple[int, Document, Context]]] = {}
    for number, place in enumerate(finding["evidence"]):
        context = contexts.get((finding["id"], number), NO_CONTEXT)
        by_place.setdefault((place["page"], place["selector"]), []).append((number, place, context))
    made: list[tuple[int, Passage]] = []
    for (page, selector), places in by_place.items():
        where = _where(page, document, records)
        field = field_at(page, selector, fields)
        for stretch in _stretches(places):
            stated = field or ("" if stretch.number else _stated(finding))
            made.append(
                (
                    stretch.number,
                    Passage(
                        _pieces(stretch, words),
                        short(words.or_plain("field", stated), NAME) if stated else "",
                        where,
                        page[:12],
                        shown(selector, words, LINE),
                    ),
                )
            )
    return tuple(passage for _, passage in sorted(made, key=lambda numbered: numbered[0]))


def _pieces(stretch: _Stretch, words: Words) -> tuple[Piece, ...]:
    if stretch.text.startswith("data:"):
        return (Piece(short(stretch.text, DATA), True, ()),)
    whole = _trimmed(stretch)
    return tuple(Piece(piece.text, piece.marked, ()) for piece in pieces(whole.text, whole.marks, words, MOST))


def _stated(finding: Document) -> str:
    return str(finding.get("field") or "").split(".")[0].split("[")[0]


def _where(page: str, document: Document, records: Sequence[Document]) -> str:
    if page == document["source"]["sha256"]:
        return "this"
    return "record" if any(r.get("at") and r["at"]["page"] == page for r in records) else "other"
