"""Saved bytes as text: what browsers, mail programs and people leave behind, declared or not.

The order: byte order mark, declared multi-byte encodings that hold, strict UTF-8, UTF-16 without a mark, what the page
or its container declares, UTF-8 with a few broken characters, windows-1252.  Strict UTF-8 comes before the declaration
because browsers save pages as UTF-8 and leave an old declaration standing, and because text of another encoding is
practically never valid UTF-8.  Text that was double-encoded before it was saved is left as it is: it is evidence.
"""

from __future__ import annotations

import codecs
import re
from functools import lru_cache

HEAD = 4_096
"""How far a declaration is looked for, in bytes."""

_META = re.compile(rb"""<meta[^>]{0,200}?charset\s*=\s*["']?\s*([a-zA-Z0-9_:.-]{2,40})""", re.IGNORECASE)
_XML = re.compile(rb"""^\s*<\?xml[^>]{0,100}?encoding\s*=\s*["']([a-zA-Z0-9_:.-]{2,40})["']""", re.IGNORECASE)
_MARKS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
_WIDE_MARKS = tuple(mark for mark, encoding in _MARKS if encoding != "utf-8")
_LABELS = {
    "dos-874": "cp874",
    "iso-8859-8-i": "iso8859-8",
    "logical": "iso8859-8",
    "unicode-1-1-utf-8": "utf-8",
    "windows-874": "cp874",
    "x-cp1250": "cp1250",
    "x-cp1251": "cp1251",
    "x-cp1252": "cp1252",
    "x-euc-jp": "euc_jp",
    "x-gbk": "gb18030",
    "x-mac-cyrillic": "mac-cyrillic",
    "x-mac-roman": "mac-roman",
    "x-sjis": "cp932",
    "x-x-big5": "big5hkscs",
}
"""Labels of the Encoding Standard (WHATWG) that Python does not know."""
_AS_BROWSERS_READ = {
    "ascii": "cp1252",
    "iso8859-1": "cp1252",
    "iso8859-9": "cp1254",
    "iso8859-11": "cp874",
    "tis-620": "cp874",
    "gb2312": "gb18030",
    "gbk": "gb18030",
    "shift_jis": "cp932",
    "euc_kr": "cp949",
    "big5": "big5hkscs",
}
_MULTI_BYTE = frozenset(["gb18030", "cp932", "cp949", "big5hkscs", "euc_jp", "iso2022_jp"])
# codecs that read text only: Python also has rot13, zlib and the like under names that a page could declare
_READABLE = (
    frozenset(f"cp{number}" for number in (866, 874, 1250, 1251, 1252, 1253, 1254, 1255, 1256, 1257, 1258))
    | frozenset(f"iso8859-{number}" for number in (2, 3, 4, 5, 6, 7, 8, 10, 13, 14, 15, 16))
    | frozenset(["koi8-r", "koi8-u", "mac-roman", "mac-cyrillic", "utf-8"])
    | _MULTI_BYTE
)
_CONTROLS = bytes(byte for byte in range(32) if byte not in b"\t\n\r\f\x1b")


def decoded(data: bytes, declared: str | None = None) -> str:
    """The text of a saved document, without byte order mark and NUL characters.

    ``declared`` is the encoding that the container states (a header); what the document says itself comes after it.
    """
    return decoded_exactly(data, declared)[0]


def decoded_exactly(data: bytes, declared: str | None = None) -> tuple[str, bool]:
    """The text of :func:`decoded`, and whether the bytes are just that text in UTF-8, nothing left out."""
    text, exact = _decoded(data, declared)
    if text.startswith("\ufeff"):
        text, exact = text[1:], False
    return (text.replace("\0", ""), False) if b"\0" in data else (text, exact)


def narrow(data: bytes) -> bytes:
    """The same text in an encoding that keeps ASCII as it is, without byte order mark."""
    if data.startswith(_WIDE_MARKS) or _wide(data) is not None:
        return decoded(data).encode()
    return data.removeprefix(codecs.BOM_UTF8)


def _decoded(data: bytes, declared: str | None) -> tuple[str, bool]:
    for mark, encoding in _MARKS:
        if data.startswith(mark):
            return data.decode(encoding, "replace"), False
    stated = known_encoding(declared) or declared_encoding(data)
    if stated in _MULTI_BYTE:
        try:
            return data.decode(stated), False
        except UnicodeDecodeError:
            pass
    if (wide := _wide(data)) is not None:
        return data.decode(wide, "replace"), False
    try:
        return data.decode(), True
    except UnicodeDecodeError:
        return _mended(data, stated), False


def _mended(data: bytes, stated: str | None) -> str:
    """The text of bytes that are not UTF-8 throughout."""
    if stated not in (None, "utf-8") and _holds(data, stated):
        return data.decode(stated or "utf-8")
    lenient = data.decode(errors="replace")
    broken = lenient.count("\ufffd")
    if stated == "utf-8" or broken * 4 < sum(character > "\x7f" for character in lenient):
        return lenient
    if stated is not None and stated != "utf-8":
        return data.decode(stated, "replace")
    return _western(data)


def known_encoding(label: str | None) -> str | None:
    """The codec that browsers use for a label, or ``None`` where they know none."""
    if not label:
        return None
    label = label.strip().strip("\"'").lower()
    try:
        name = _LABELS.get(label) or codecs.lookup(label).name
    except (LookupError, ValueError):
        return None
    if name.startswith(("utf-16", "utf-32")):
        return "utf-8"  # a declaration that can be read byte by byte is not in UTF-16
    name = _AS_BROWSERS_READ.get(name, name)
    return name if name in _READABLE else None


def declared_encoding(data: bytes) -> str | None:
    """The codec that the first bytes of a document declare, or ``None``."""
    head = data[:HEAD]
    found = _META.search(head) or _XML.match(head)
    return known_encoding(found.group(1).decode("ascii")) if found else None


def binary(data: bytes) -> bool:
    """Whether the first bytes look like no text in any encoding."""
    return _binary(data[:HEAD])


@lru_cache(maxsize=8)
def _binary(head: bytes) -> bool:
    if not head or head.startswith(tuple(mark for mark, _ in _MARKS)) or _wide(head) is not None:
        return False
    controls = len(head) - len(head.translate(None, _CONTROLS))
    return controls * 50 > len(head)


def head_text(data: bytes) -> str:
    """The first bytes as text, good enough to look for ASCII marks."""
    return _head_text(data[:HEAD])


@lru_cache(maxsize=8)  # every container asks about the same head
def _head_text(head: bytes) -> str:
    return decoded(head).lstrip()


def _wide(data: bytes) -> str | None:
    head = data[:512]
    if len(head) < 4 or b"\0" not in head:
        return None
    even, odd = head[0::2], head[1::2]
    nulls_even, nulls_odd = even.count(0), odd.count(0)
    if nulls_odd * 2 > len(odd) and nulls_even * 10 < len(even):
        return "utf-16-le"
    if nulls_even * 2 > len(even) and nulls_odd * 10 < len(odd):
        return "utf-16-be"
    return None


def _holds(data: bytes, encoding: str | None) -> bool:
    try:
        data.decode(encoding or "utf-8")
    except UnicodeDecodeError:
        return False
    return True


def _western(data: bytes) -> str:
    try:
        return data.decode("cp1252")
    except UnicodeDecodeError:
        # the five bytes that windows-1252 leaves open are control characters to browsers
        return "".join(
            piece if piece != "\ufffd" else chr(data[at]) for at, piece in enumerate(data.decode("cp1252", "replace"))
        )
