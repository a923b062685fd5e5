"""What a file is by its first bytes: for limits before reading, and for saying why something is no page."""

from __future__ import annotations

import re
import struct
from functools import lru_cache

from auditor.containers.encoding import binary, head_text
from auditor.plugin import Limits

ARCHIVE = (b"PK\x03\x04", b"PK\x05\x06", b"PK\x07\x08", b"\x1f\x8b", b"WARC/")
_DOCUMENTS = (b"%PDF-", b"From: ", b"MIME-Version:", b'{"log"', b"bplist00")
_DOCUMENT_SUFFIXES = (".mht", ".mhtml", ".eml", ".har", ".pdf", ".webarchive")
_SELF_CONTAINED = b"Page saved with SingleFile"
_REACH = 512
_SIGNATURES: tuple[tuple[bytes, int, str], ...] = (
    (b"\x89PNG\r\n\x1a\n", 0, "a PNG picture"),
    (b"\xff\xd8\xff", 0, "a JPEG picture"),
    (b"GIF87a", 0, "a GIF picture"),
    (b"GIF89a", 0, "a GIF picture"),
    (b"WEBP", 8, "a WebP picture"),
    (b"BM", 0, "a BMP picture"),
    (b"II*\0", 0, "a TIFF picture"),
    (b"MM\0*", 0, "a TIFF picture"),
    (b"\0\0\1\0", 0, "an icon"),
    (b"\x00\x00\x00\x0cJXL \r\n\x87\n", 0, "a JPEG XL picture"),
    (b"\x00\x00\x00\x0cjP  \r\n\x87\n", 0, "a JPEG 2000 picture"),
    (b"ftypavif", 4, "an AVIF picture"),
    (b"ftypheic", 4, "a HEIC picture"),
    (b"ftypheix", 4, "a HEIC picture"),
    (b"ftypmif1", 4, "a HEIF picture"),
    (b"ftyp", 4, "a video or sound recording"),
    (b"\x1aE\xdf\xa3", 0, "a video"),
    (b"RIFF", 0, "a video or sound recording"),
    (b"OggS", 0, "a video or sound recording"),
    (b"ID3", 0, "a sound recording"),
    (b"fLaC", 0, "a sound recording"),
    (b"FLV\1", 0, "a video"),
    (b"\0\0\1\xba", 0, "a video"),
    (b"%PDF-", 0, "a PDF document"),
    (b"%!PS", 0, "a PostScript document"),
    (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", 0, "an office document or Outlook message"),
    (b"{\\rtf", 0, "an RTF document"),
    (b"\x7fELF", 0, "an executable"),
    (b"MZ", 0, "an executable"),
    (b"\xca\xfe\xba\xbe", 0, "an executable"),
    (b"\xcf\xfa\xed\xfe", 0, "an executable"),
    (b"\0asm", 0, "an executable"),
    (b"SQLite format 3\0", 0, "an SQLite database"),
    (b"Rar!\x1a\x07", 0, "a RAR archive"),
    (b"7z\xbc\xaf\x27\x1c", 0, "a 7-Zip archive"),
    (b"\xfd7zXZ\0", 0, "an xz archive"),
    (b"\x28\xb5\x2f\xfd", 0, "a Zstandard archive"),
    (b"BZh", 0, "a bzip2 archive"),
    (b"ustar", 257, "a tar archive"),
    (b"PK\x03\x04", 0, "a ZIP archive"),
    (b"PK\x05\x06", 0, "an empty ZIP archive"),
    (b"\x1f\x8b", 0, "a gzip file"),
    (b"wOFF", 0, "a font"),
    (b"wOF2", 0, "a font"),
    (b"OTTO", 0, "a font"),
    (b"\0\1\0\0\0", 0, "a font"),
    (b"bplist00", 0, "a property list"),
    (b"WARC/", 0, "a web archive (WARC)"),
)
_PICTURE = re.compile(r" picture$|^an icon$")
_TEXT_KINDS = (
    (
        re.compile(r"<svg[\s>]|<\?xml[^>]*>\s*(?:<!--.*?-->\s*)?(?:<!DOCTYPE svg[^>]*>\s*)?<svg[\s>]", re.I | re.S),
        "an SVG drawing",
    ),
    (re.compile(r"<\?xml|<rss[\s>]|<feed[\s>]", re.I), "an XML document"),
    (re.compile(r"[\[{]"), "JSON"),
)
_ADVICE = {
    "a RAR archive": "unpack it, or pack it as ZIP",
    "a 7-Zip archive": "unpack it, or pack it as ZIP",
    "an xz archive": "unpack it, or pack it as ZIP",
    "a Zstandard archive": "unpack it, or pack it as ZIP",
    "a bzip2 archive": "unpack it, or pack it as ZIP",
    "a tar archive": "unpack it, or pack it as ZIP",
    "an office document or Outlook message": "save the message as .eml, the document as PDF",
}
_PAGE_FORMS = "right would be a saved page: HTML, MHTML, WARC, HAR, PDF, a data export, or messages as text"
_START_OF_FRAME = frozenset(range(0xC0, 0xD0)) - {0xC4, 0xC8, 0xCC}


def limit_of(head: bytes, name: str, limits: Limits) -> tuple[int, str]:
    """How many bytes of a file are read, by its first bytes and name, and the setting that says so."""
    if head.startswith(ARCHIVE):
        return limits.max_archive_bytes, "max_archive_bytes"
    if head.lstrip().startswith(_DOCUMENTS) or _SELF_CONTAINED in head or name.lower().endswith(_DOCUMENT_SUFFIXES):
        return limits.max_document_bytes, "max_document_bytes"
    return limits.max_file_bytes, "max_file_bytes"


def form_of(data: bytes) -> str | None:
    """What binary format the first bytes are of, in words; ``None`` where they are of none known."""
    return _form_of(data[:_REACH])


@lru_cache(maxsize=8)  # every container asks about the same head
def _form_of(head: bytes) -> str | None:
    return next((words for signature, offset, words in _SIGNATURES if head.startswith(signature, offset)), None)


def is_picture(data: bytes) -> bool:
    """Whether the first bytes are of a picture that could show a person."""
    form = form_of(data)
    return form is not None and form.endswith(" picture")


def unrecognised(data: bytes) -> str:
    """Why this file is no saved page, and what would be right."""
    form = form_of(data)
    if form is not None and _PICTURE.search(form):
        size = dimensions(data)
        if size:
            form = f"{form} of {size[0]} x {size[1]} pixels ({size[0] * size[1] / 1e6:.1f} megapixels)"
        return f"{form}, not a saved page; `auditor match image` compares pictures"
    if form is None:
        if binary(data):
            form = "binary data"
        else:
            head = head_text(data)
            form = next((words for pattern, words in _TEXT_KINDS if pattern.match(head)), "text of an unknown kind")
    return f"{form}, not a saved page; {_ADVICE.get(form, _PAGE_FORMS)}"


def dimensions(data: bytes) -> tuple[int, int] | None:
    """Width and height in pixels as a picture's header states them; nothing is decoded."""
    if data.startswith(b"\x89PNG\r\n\x1a\n") and len(data) >= 24:
        width, height = struct.unpack(">II", data[16:24])
        return width, height
    if data.startswith((b"GIF87a", b"GIF89a")) and len(data) >= 10:
        width, height = struct.unpack("<HH", data[6:10])
        return width, height
    if data.startswith(b"BM") and len(data) >= 26:
        width, height = struct.unpack("<ii", data[18:26])
        return abs(width), abs(height)
    if data.startswith(b"RIFF") and data[8:12] == b"WEBP":
        return _webp_dimensions(data)
    if data.startswith(b"\xff\xd8"):
        return _jpeg_dimensions(data)
    return None


def _webp_dimensions(data: bytes) -> tuple[int, int] | None:
    if len(data) < 30:
        return None
    if data[12:16] == b"VP8X":
        return int.from_bytes(data[24:27], "little") + 1, int.from_bytes(data[27:30], "little") + 1
    if data[12:16] == b"VP8L":
        bits = int.from_bytes(data[21:25], "little")
        return (bits & 0x3FFF) + 1, (bits >> 14 & 0x3FFF) + 1
    width, height = struct.unpack("<HH", data[26:30])
    return width & 0x3FFF, height & 0x3FFF


def _jpeg_dimensions(data: bytes) -> tuple[int, int] | None:
    at = 2
    while at + 9 <= len(data) and data[at] == 0xFF:
        marker = data[at + 1]
        if marker in _START_OF_FRAME:
            height, width = struct.unpack(">HH", data[at + 5 : at + 9])
            return width, height
        if marker == 0xFF:
            at += 1
            continue
        at += 2 + int.from_bytes(data[at + 2 : at + 4], "big")
    return None
