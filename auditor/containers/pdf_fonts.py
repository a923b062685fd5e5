"""PDF fonts as far as text needs them: which characters a code stands for, and how wide it is."""

from __future__ import annotations

import re
import struct
from collections.abc import Mapping, Sequence
from typing import Any

MAX_CODES = 70_000
_SECTION = re.compile(rb"begin(bfchar|bfrange|codespacerange)(.*?)end(?:bfchar|bfrange|codespacerange)", re.DOTALL)
_PAIR = re.compile(rb"<\s*([0-9a-fA-F\s]+?)\s*>\s*<\s*([0-9a-fA-F\s]*?)\s*>")
_RANGE = re.compile(
    rb"<\s*([0-9a-fA-F]+)\s*>\s*<\s*([0-9a-fA-F]+)\s*>\s*(?:<\s*([0-9a-fA-F\s]+?)\s*>|\[([^\]]*)\])", re.DOTALL
)
_HEX = re.compile(rb"<\s*([0-9a-fA-F\s]*?)\s*>")
_WIDTHS = re.compile(rb"/W\s*+\[((?:[-+\d.\s]++|\[[-+\d.\s]*+\])*+)\]")
_DEFAULT = re.compile(rb"/DW\s+(\d{1,6}(?:\.\d{0,6})?)\b")
_NUMBER = re.compile(rb"[\[\]]|[-+]?(?:\d+\.?\d*|\.\d+)")
_UNI = re.compile(r"/uni([0-9A-F]{4})|/u([0-9A-F]{4,6})")
_DEFAULT_WIDTH = 500.0


class Font:
    """How to read a string that is shown in this font.

    Widths are read when they are asked for: their tables are the largest part of many documents, and few need them.
    """

    __slots__ = ("_characters", "_source", "_widths", "bold", "bytes_per_code")

    def __init__(self, characters: Mapping[int, str], bytes_per_code: int, bold: bool, source: Any) -> None:
        self._characters = characters
        self._source = source
        self._widths: tuple[dict[int, float], float] | None = None
        self.bytes_per_code = bytes_per_code
        self.bold = bold

    def text(self, data: bytes) -> str:
        """The characters of a string."""
        characters = self._characters
        return "".join([characters.get(code, "") for code in self._codes(data)])

    def width(self, data: bytes) -> float:
        """The width of a string in thousandths of the size."""
        if self._widths is None:
            self._widths = _widths(self._source)
        widths, default = self._widths
        return sum([widths.get(code, default) for code in self._codes(data)])

    def count(self, data: bytes) -> int:
        """The number of codes in a string."""
        return len(data) // self.bytes_per_code

    def _codes(self, data: bytes) -> Sequence[int]:
        if self.bytes_per_code == 1:
            return data
        return struct.unpack(f">{len(data) // 2}H", data[: len(data) // 2 * 2])


NO_FONT = Font({}, 1, False, {})


def font_of(font: Any) -> Font:
    """A font dictionary read; what is broken in it costs its characters, not the page."""
    bold = "bold" in str(font.get("/BaseFont", "")).lower()
    characters, stated_bytes = _to_unicode(font)
    if font.get("/Subtype") == "/Type0":
        return Font(characters, stated_bytes or 2, bold, font)
    return Font(characters or _simple_encoding(font), 1, bold, font)


def _widths(font: Any) -> tuple[dict[int, float], float]:
    if font.get("/Subtype") == "/Type0":
        return _composite_widths(font)
    return _simple_widths(font), _DEFAULT_WIDTH


def _to_unicode(font: Any) -> tuple[dict[int, str], int | None]:
    stream = font.get("/ToUnicode")
    stream = stream.get_object() if stream is not None else None
    if stream is None or not hasattr(stream, "get_data"):
        return {}, None
    found: dict[int, str] = {}
    width: int | None = None
    for section in _SECTION.finditer(stream.get_data()):
        kind, body = section.group(1), section.group(2)
        if kind == b"codespacerange":
            first = _HEX.search(body)
            width = 1 if first and len(first.group(1)) == 2 else 2
        elif kind == b"bfchar":
            for code, text in _PAIR.findall(body):
                found[_number(code)] = _utf16(text)
        else:
            _add_ranges(body, found)
        if len(found) > MAX_CODES:
            break
    return found, width


def _add_ranges(body: bytes, found: dict[int, str]) -> None:
    for first, last, start, listed in _RANGE.findall(body):
        low = _number(first)
        high = min(_number(last), low + 0xFFFF)
        if len(found) + high - low > MAX_CODES:
            return
        if listed:
            for code, text in zip(range(low, high + 1), _HEX.findall(listed), strict=False):
                found[code] = _utf16(text)
            continue
        text = _utf16(start)
        if text:
            head, tail = text[:-1], ord(text[-1])
            for code in range(low, high + 1):
                point = tail + code - low
                if point <= 0x10FFFF and not 0xD800 <= point <= 0xDFFF:
                    found[code] = head + chr(point)


def _number(digits: bytes) -> int:
    return int(b"".join(digits.split())[:8] or b"0", 16)


def _utf16(digits: bytes) -> str:
    clean = b"".join(digits.split())
    if len(clean) % 2:
        clean += b"0"
    raw = bytes.fromhex(clean.decode("ascii"))
    if len(raw) == 1:
        return chr(raw[0])
    text = raw.decode("utf-16-be", "ignore")
    return text.replace("\0", "")


def _simple_encoding(font: Any) -> dict[int, str]:
    encoding = font.get("/Encoding")
    encoding = encoding.get_object() if encoding is not None else None
    base = encoding.get("/BaseEncoding") if isinstance(encoding, Mapping) else encoding
    codec = "mac_roman" if base == "/MacRomanEncoding" else "cp1252"
    found = {code: bytes([code]).decode(codec, "ignore") for code in range(32, 256)}
    differences = encoding.get("/Differences") if isinstance(encoding, Mapping) else None
    if isinstance(differences, list):
        from pypdf._codecs.adobe_glyphs import adobe_glyphs  # the list Adobe publishes; the library has no door to it

        code = 0
        for item in differences[:2_000]:
            if isinstance(item, int | float):
                code = int(item)
            else:
                found[code] = adobe_glyphs.get(str(item)) or _named(str(item))
                code += 1
    return found


def _named(glyph: str) -> str:
    found = _UNI.match(glyph)
    if not found:
        return ""
    point = int(found.group(1) or found.group(2), 16)
    return chr(point) if point <= 0x10FFFF and not 0xD800 <= point <= 0xDFFF else ""


def _simple_widths(font: Any) -> dict[int, float]:
    widths, first = font.get("/Widths"), font.get("/FirstChar")
    widths = widths.get_object() if widths is not None else None
    if not isinstance(widths, list) or not isinstance(first, int | float):
        return {}
    return {int(first) + n: _float(width) for n, width in enumerate(widths[:512])}


def _composite_widths(font: Any) -> tuple[dict[int, float], float]:
    below = font.get("/DescendantFonts")
    below = below.get_object() if below is not None else None
    reference = list.__getitem__(below, 0) if isinstance(below, list) and below else None
    default, items = _plain_widths(reference) or _read_widths(reference)
    found: dict[int, float] = {}
    at = 0
    while at + 1 < len(items) and len(found) < MAX_CODES:
        first, second = items[at], items[at + 1]
        if not isinstance(first, int | float):
            break
        if isinstance(second, list):
            found.update((int(first) + n, _float(width)) for n, width in enumerate(second))
            at += 2
        elif at + 2 < len(items) and isinstance(second, int | float):
            last = min(int(second), int(first) + 0xFFFF)
            found.update(dict.fromkeys(range(int(first), last + 1), _float(items[at + 2])))
            at += 3
        else:
            break
    return found, default


def _read_widths(reference: Any) -> tuple[float, list[Any]]:
    child = reference.get_object() if reference is not None else None
    if not isinstance(child, Mapping):
        return 1_000.0, []
    listed = child.get("/W")
    listed = listed.get_object() if listed is not None else None
    items = [item.get_object() if hasattr(item, "get_object") else item for item in listed or ()]
    return _float(child.get("/DW", 1_000)), items


def _plain_widths(reference: Any) -> tuple[float, list[Any]] | None:
    """Default and items of a table of widths, from the bytes of the font's own object; ``None`` where it is elsewhere.

    The library reads a table number by number, which may take longer than all the rest of a document.
    """
    document: Any = getattr(reference, "pdf", None)
    at = document.xref.get(reference.generation, {}).get(reference.idnum) if hasattr(document, "xref") else None
    if not isinstance(at, int):
        return None
    data = document.stream.getvalue()
    table = _WIDTHS.search(data, at, data.find(b"endobj", at))
    if table is None or data[at : at + 20].split()[:1] != [b"%d" % reference.idnum]:
        return None
    default = _DEFAULT.search(data, at, table.start()) or _DEFAULT.search(data, table.end(), data.find(b"endobj", at))
    items: list[Any] = []
    inner: list[Any] | None = None
    for token in _NUMBER.findall(table.group(1)):
        if token == b"[":
            inner = []
            items.append(inner)
        elif token == b"]":
            inner = None
        else:
            (items if inner is None else inner).append(float(token))
    return (float(default.group(1)) if default else 1_000.0), items


def _float(value: Any) -> float:
    try:
        return float(value)
    except (TypeError, ValueError):
        return _DEFAULT_WIDTH
