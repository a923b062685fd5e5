"""Lines of a PDF page with their size and place, and stretches of them as located text."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from math import isfinite

from auditor.markup import Document
from auditor.model import Field, Locator

_BODY = "body"


@dataclass(frozen=True, slots=True)
class Line:
    """One printed line."""

    text: str
    size: float
    """Of the letters, in points."""
    column: str
    page: int
    y: float
    """Distance from the top of the page, in points."""
    start: int
    """Offset of the line in the reading of the whole document."""

    def below(self, other: Line) -> float | None:
        """Distance to a line above on the same page, in points; ``None`` where a page lies between."""
        return self.y - other.y if self.page == other.page else None


class Sheet:
    """All lines of a document in painting order, and the reading they stand in."""

    __slots__ = ("_document", "lines", "reading")

    def __init__(self, document: Document) -> None:
        self._document = document
        body = document.first(_BODY)
        self.reading = body.text if body else ""
        self.lines: tuple[Line, ...] = tuple(self._read())

    def _read(self) -> list[Line]:
        found: list[Line] = []
        start = 0
        for part in self._document.all("p[data-size]"):
            text = part.text
            if not text:
                continue
            start = self.reading.find(text, start)
            if start < 0:
                break
            attributes = part.node.attributes
            found.append(
                Line(
                    text,
                    _number(attributes.get("data-size")),
                    attributes.get("data-column") or "main",
                    int(_number(attributes.get("data-page"))),
                    _number(attributes.get("data-y")),
                    start,
                )
            )
            start += len(text)
        return found

    def place(self, lines: Sequence[Line]) -> Locator:
        """Everything from the first of these lines to the last, with what the pages print between them."""
        first, last = min(lines, key=_start), max(lines, key=_start)
        quote = self.reading[first.start : last.start + len(last.text)]
        return Locator(self._document.page.sha256, _BODY, quote, first.start)

    def field(self, lines: Sequence[Line], between: str = " ") -> Field | None:
        """The words of these lines, without the page's foot and side column where they run over two pages."""
        if not lines:
            return None
        return Field(between.join(line.text for line in lines), self.place(lines))


def _start(line: Line) -> int:
    return line.start


def _number(text: str | None) -> float:
    try:
        number = float(text or 0)
    except ValueError:
        return 0.0
    return number if isfinite(number) else 0.0
