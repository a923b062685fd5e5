"""PDF documents: LinkedIn's "Save to PDF" and pages printed from a browser."""

from __future__ import annotations

import io
import logging
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta, timezone
from html import escape
from typing import Any

from auditor.containers.damage import OVER_DAMAGE
from auditor.containers.pdf_text import Painter, Placed, Run, Shown, resolved
from auditor.containers.provenance import markup_page, rfc3339, web_address
from auditor.model import Page, Refusal
from auditor.plugin import Saved, container

MAX_PAGES = 100
MAX_LINKS = 2_000
_INFO = ("Title", "Author", "Subject", "Creator", "Producer", "CreationDate", "ModDate")
_DATE = re.compile(r"D:(\d{4})(\d{2})(\d{2})(?:(\d{2})(\d{2})(\d{2})?)?(?:([+-])(\d{2})'?(\d{2})?|Z)?")
_LOCKED = "an encrypted PDF; right would be one without a password"
_TAIL = 4_096
_PLAIN = {0xA0: " ", 0xFB00: "ff", 0xFB01: "fi", 0xFB02: "fl", 0xFB03: "ffi", 0xFB04: "ffl", 0xFB05: "st", 0xFB06: "st"}
"""No-break spaces, and ligatures: they are the printing font's, not the page's."""
_MARGIN = 0.05
"""Share of the height in which browsers print the address of the page."""
_PRINTED_ADDRESS = re.compile(r"https?://[^\s\u2026]{4,2000}$")
_SPACES = (" ", "\u00a0")
_SIDE = 0.37
"""Share of the width that a side column takes at most; LinkedIn's takes a third."""


@dataclass(frozen=True, slots=True)
class _Line:
    page: int
    x: float
    y: float
    """From the top."""
    end: float
    size: float
    bold: bool
    text: str


@dataclass(frozen=True, slots=True)
class _Read:
    text: str
    pictures: dict[str, bytes]
    created: str | None
    address: str | None


def _recognises(saved: Saved) -> bool:
    head = saved.data[:1_024]
    return b"%PDF-" in head and not head.lstrip().startswith((b"<", b"{", b"[", b"\x1f\x8b", b"PK"))


@container("pdf", rank=12, recognises=_recognises)
def pdf(saved: Saved) -> Iterator[Page | Refusal]:
    """A PDF with text: LinkedIn's "Save to PDF", a page printed from a browser.

    The page is markup made of its lines in painting order, ``<p data-page data-size data-column data-x data-y>``
    (``data-column`` is ``main`` or ``side``, ``data-bold`` where the font is bold), the addresses of its links
    (``<a href>``, with the words they lie on as ``title``), its photos as resources and its properties as ``meta``.
    """
    from pypdf import PdfReader  # heavy, and few files are PDFs
    from pypdf.errors import DependencyError, PyPdfError

    broken: tuple[type[Exception], ...] = (PyPdfError, DependencyError, *OVER_DAMAGE)
    quiet = logging.getLogger("pypdf")
    if quiet.propagate:
        quiet.addHandler(logging.NullHandler())
        quiet.propagate = False
    try:
        reader = PdfReader(io.BytesIO(saved.data))
        if reader.is_encrypted and not reader.decrypt(""):
            yield Refusal(saved.path, _LOCKED)
            return
        made = _markup(reader)
    except RecursionError:
        yield Refusal(saved.path, "a PDF whose parts contain each other without end")
        return
    except broken as error:
        damaged = f"a damaged PDF ({type(error).__name__}); it may be cut off, save it again"
        yield Refusal(saved.path, _LOCKED if b"/Encrypt" in saved.data[-_TAIL:] else damaged)
        return
    if made is None:
        yield Refusal(saved.path, "a PDF without text, a scan or a picture; save the page as HTML")
        return
    yield markup_page(saved, "pdf", made.text, url=made.address, at=made.created, resources=made.pictures)


def _markup(reader: Any) -> _Read | None:
    painter = Painter()
    lines: list[_Line] = []
    links: list[str] = []
    pictures: dict[str, bytes] = {}
    placed: list[str] = []
    address: str | None = None
    for number, page in enumerate(reader.pages[:MAX_PAGES], 1):
        shown = Shown()
        content, resources = page.get_contents(), resolved(page.get("/Resources"))
        if content is not None and isinstance(resources, Mapping):
            painter.show(content.get_data(), resources, shown)
        box = page.mediabox
        left, top, width = float(box.left), float(box.top), float(box.width)
        of_page = _lines(shown.runs, number, left, top)
        columns = _columns(of_page, width)
        lines += of_page
        placed += [_paragraph(line, column) for line, column in zip(of_page, columns, strict=True)]
        placed += _pictures(shown.pictures, number, top, pictures)
        links += _links(page, number, left, top, shown.runs, MAX_LINKS - len(links))
        if number == 1:
            address = _printed_address(of_page, float(box.height))
    if not any(line.text.strip() for line in lines):
        return None
    info = _properties(reader)
    head = "".join(f'<meta name="{name}" content="{escape(value)}">\n' for name, value in info.items())
    language = _language(reader)
    opening = f'<html data-container="pdf" lang="{escape(language)}">' if language else '<html data-container="pdf">'
    title = escape(info.get("Title", ""))
    body = "\n".join([*placed, *links])
    text = (
        f'<!DOCTYPE html>\n{opening}\n<head>\n<meta charset="utf-8">\n<title>{title}</title>\n{head}</head>\n'
        f"<body>\n{body}\n</body>\n</html>\n"
    )
    return _Read(text.encode("utf-8", "replace").decode(), pictures, _moment(info.get("CreationDate", "")), address)


def _printed_address(lines: Sequence[_Line], height: float) -> str | None:
    """The address that a browser prints in the margin, where it is printed whole."""
    margins = (line.text for line in lines if line.y < _MARGIN * height or line.y > (1 - _MARGIN) * height)
    return next((text for text in margins if _PRINTED_ADDRESS.match(text)), None)


def _lines(runs: Sequence[Run], page: int, left: float, top: float) -> list[_Line]:
    """Runs that stand on one line and touch, joined; in painting order."""
    made: list[list[Run]] = []
    for run in runs:
        if made and _continues(made[-1][-1], run):
            made[-1].append(run)
        elif run.text.strip():
            made.append([run])
    return [_line(group, page, left, top) for group in made]


def _continues(last: Run, run: Run) -> bool:
    reach = max(run.size, last.size)
    if abs(run.y - last.y) >= 0.3 * reach or abs(run.size - last.size) >= 0.5 * reach or run.x <= last.x:
        return False
    if _spaced(last.text, run.text) and run.x - last.x < (0.75 * len(last.text) + 1.0) * reach:
        return True  # no need to look the widths up: a space is there, and the next words are not far
    return -0.5 * reach < run.x - last.end < 1.0 * reach


def _spaced(before: str, after: str) -> bool:
    return before.endswith(_SPACES) or after.startswith(_SPACES)


def _line(runs: list[Run], page: int, left: float, top: float) -> _Line:
    pieces: list[str] = []
    for before, run in zip([None, *runs], runs, strict=False):
        if before is not None and not _spaced(before.text, run.text) and run.x - before.end > 0.15 * run.size:
            pieces.append(" ")
        pieces.append(run.text)
    text = " ".join("".join(pieces).translate(_PLAIN).split())
    first = runs[0]
    # about half a size a character, and a whole one for those of East Asia, is near enough to tell columns apart
    wide = sum(character > "\u2e80" for character in text)
    end = runs[-1].x + (len(text) - len("".join(pieces[:-1])) + wide) * 0.5 * first.size
    return _Line(page, first.x - left, top - first.y, end - left, first.size, first.bold, text)


def _columns(lines: Sequence[_Line], width: float) -> list[str]:
    """``side`` for lines of a narrow column on the left, where nothing runs across its edge; else ``main``."""
    edge = _SIDE * width
    right = [line.x for line in lines if line.x >= 0.3 * width]
    if right:
        edge = min(edge, min(right))
    narrow = [line.x < edge and line.end <= edge + 0.05 * width for line in lines]
    across = sum(line.x < edge < line.end - 0.05 * width for line in lines)
    if not right or across or not any(narrow):
        return ["main"] * len(lines)
    return ["side" if side else "main" for side in narrow]


def _paragraph(line: _Line, column: str) -> str:
    bold = " data-bold" if line.bold else ""
    return (
        f'<p data-page="{line.page}" data-size="{line.size:.1f}" data-column="{column}" data-x="{line.x:.1f}" '
        f'data-y="{line.y:.1f}"{bold}>{escape(line.text, quote=False)}</p>'
    )


def _pictures(placed: Sequence[Placed], page: int, top: float, found: dict[str, bytes]) -> Iterator[str]:
    """The photos of a page: JPEG data stands in a PDF as it stood in the page."""
    for picture in placed[:200]:
        filters = picture.stream.get("/Filter")
        last = filters[-1] if isinstance(filters, list) and filters else filters
        if last not in ("/DCTDecode", "/JPXDecode") or len(found) >= 200:
            continue
        data = picture.stream.get_data()
        if not isinstance(data, bytes) or not data:
            continue
        name = f"pdf:picture-{len(found) + 1}"
        found[name] = data
        y = top - picture.y - picture.height
        yield (
            f'<img src="{name}" data-page="{page}" data-x="{picture.x:.1f}" data-y="{y:.1f}" '
            f'width="{picture.width:.0f}" height="{picture.height:.0f}">'
        )


def _links(page: Any, number: int, left: float, top: float, runs: Sequence[Run], limit: int) -> Iterator[str]:
    annotations = resolved(page.get("/Annots"))
    for annotation in (annotations if isinstance(annotations, list) else [])[: max(0, limit)]:
        link = resolved(annotation)
        action = resolved(link.get("/A")) if isinstance(link, Mapping) else None
        address = resolved(action.get("/URI")) if isinstance(action, Mapping) else None
        if isinstance(address, bytes):
            address = address.decode("utf-8", "replace")
        if not isinstance(address, str) or not (web_address(address) or address.lower().startswith("mailto:")):
            continue
        rectangle = resolved(link.get("/Rect"))
        box = [float(side) for side in rectangle] if isinstance(rectangle, list) else []
        words, x, y = "", 0.0, 0.0
        if len(box) == 4:
            x, y = box[0] - left, top - box[3]
            covered = (run.text for run in runs if box[1] - 2 <= run.y <= box[3] and box[0] - 2 <= run.x < box[2])
            words = " ".join(" ".join(covered).translate(_PLAIN).split())
        yield (
            f'<a href="{escape(address.strip())}" data-page="{number}" data-x="{x:.1f}" data-y="{y:.1f}" '
            f'title="{escape(words)}"></a>'
        )


def _properties(reader: Any) -> dict[str, str]:
    info = reader.metadata
    found: dict[str, str] = {}
    for name in _INFO if info is not None else ():
        value = resolved(info.get(f"/{name}"))
        if isinstance(value, str) and value.strip():
            found[name] = value.strip()
    return found


def _language(reader: Any) -> str | None:
    value = resolved(resolved(reader.trailer["/Root"]).get("/Lang"))
    return value.strip() or None if isinstance(value, str) else None


def _moment(text: str) -> str | None:
    """A PDF date as RFC 3339 UTC, or as a date where it has no time."""
    found = _DATE.match(text)
    if not found:
        return None
    year, month, day, hour, minute, second, sign, hours, minutes = found.groups()
    try:
        if hour is None:
            return datetime(int(year), int(month), int(day), tzinfo=UTC).date().isoformat()
        offset = timedelta(hours=int(hours or 0), minutes=int(minutes or 0))
        zone = timezone(-offset if sign == "-" else offset)
        return rfc3339(datetime(int(year), int(month), int(day), int(hour), int(minute), int(second or 0), tzinfo=zone))
    except (ValueError, OverflowError):
        return None
