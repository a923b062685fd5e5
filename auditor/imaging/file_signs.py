"""What a picture file says of itself besides its pixels: provenance marks, generators' texts, camera, encoder.

Segments and chunks are walked, nothing is unpacked but short texts, and everything may be missing or made up: platforms
remove most of it, and anybody can write it.
"""

from __future__ import annotations

import hashlib
import re
import struct
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache

LONGEST = 60
"""Characters of a mark that are quoted."""
UNPACKED = 1 << 16
"""Bytes that a packed text may have."""
_XMP = b"http://ns.adobe.com/xap/1.0/\0"
_SOURCE_TYPE = re.compile(rb"(?:compositeWithT|t)rainedAlgorithmicMedia\b")
_SETTINGS = re.compile(r"\bSteps: \d+.{0,80}\bSampler: ", re.DOTALL)
_GENERATORS = re.compile(
    r"Midjourney|DALL[·. -]?E|Stable ?Diffusion|NovelAI|ComfyUI|InvokeAI|Fooocus|Adobe Firefly|Image Creator|"
    r"Made with Google AI|Draw Things|Automatic1111",
    re.IGNORECASE,
)
_KEYS = {
    "parameters": "Automatic1111",
    "prompt": "ComfyUI",
    "workflow": "ComfyUI",
    "sd-metadata": "InvokeAI",
    "invokeai_metadata": "InvokeAI",
    "fooocus_scheme": "Fooocus",
}
"""Names of PNG texts in which generators keep their settings."""
_MAKE, _MODEL, _SOFTWARE, _EXIF_IFD, _COMMENT = 0x010F, 0x0110, 0x0131, 0x8769, 0x9286
_BYTES = (1, 2, 7)
"""Kinds of values that are bytes: as such, ASCII and undefined."""


@dataclass(frozen=True, slots=True)
class FileSigns:
    """What the file says of itself."""

    generators: tuple[str, ...] = ()
    """Marks of a program that makes pictures, in words, each with what is written there."""
    credentials: bool = False
    """Whether it carries a C2PA manifest, whoever signed it."""
    camera: str = ""
    encoder: str = ""
    """16 hex digits over tables, sampling and size of a JPEG; empty where the tables are those of the standard."""


def file_signs(data: bytes) -> FileSigns:
    """The signs of a JPEG, PNG or WebP file; none of other and of broken files."""
    try:
        if data[:2] == b"\xff\xd8":
            return _jpeg(data)
        if data[:8] == b"\x89PNG\r\n\x1a\n":
            return _png(data)
        if data[:4] == b"RIFF" and data[8:12] == b"WEBP":
            return _webp(data)
    except (struct.error, IndexError, ValueError, zlib.error):
        pass
    return FileSigns()


def _jpeg(data: bytes) -> FileSigns:
    marks: list[str] = []
    credentials, camera = False, ""
    tables: list[tuple[int, ...]] = []
    frame = b""
    for marker, body in _segments(data):
        if marker == 0xE1 and body.startswith(b"Exif\0\0"):
            more, camera = _exif(body[6:])
            marks += more
        elif marker == 0xE1 and body.startswith(_XMP):
            marks += _source_type(body)
        elif marker == 0xEB and b"jumb" in body[:64]:
            credentials = True
            marks += _source_type(body)
        elif marker == 0xDB:
            tables += _tables(body)
        elif 0xC0 <= marker <= 0xC2:
            frame = bytes([marker]) + body
    return FileSigns(tuple(dict.fromkeys(marks)), credentials, camera, _encoder(tables, frame))


def _segments(data: bytes) -> Iterator[tuple[int, bytes]]:
    """Marker and body of each segment before the picture itself."""
    at = 2
    while at + 4 <= len(data) and data[at] == 0xFF:
        marker = data[at + 1]
        if marker == 0xFF:
            at += 1
            continue
        if marker == 0xDA:
            return
        length = struct.unpack_from(">H", data, at + 2)[0]
        yield marker, data[at + 4 : at + 2 + length]
        at += 2 + max(2, length)


def _tables(body: bytes) -> Iterator[tuple[int, ...]]:
    at = 0
    while at < len(body):
        wide = body[at] >> 4
        size = 128 if wide else 64
        values = body[at + 1 : at + 1 + size]
        if len(values) < size:
            return
        yield struct.unpack(">64H", values) if wide else tuple(values)
        at += 1 + size


def _encoder(tables: list[tuple[int, ...]], frame: bytes) -> str:
    if not tables or not frame or all(table in _usual_tables() for table in tables):
        return ""
    return hashlib.sha256(repr((tables, frame)).encode()).hexdigest()[:16]


@cache
def _usual_tables() -> frozenset[tuple[int, ...]]:
    """The tables of the JPEG standard at every quality from 1 to 100, as libjpeg scales them, in zigzag order."""
    import io

    from PIL import Image

    found: set[tuple[int, ...]] = set()
    picture = Image.new("RGB", (8, 8))
    for quality in range(1, 101):
        out = io.BytesIO()
        picture.save(out, "JPEG", quality=quality)
        found.update(table for marker, body in _segments(out.getvalue()) if marker == 0xDB for table in _tables(body))
    return frozenset(found)


def _png(data: bytes) -> FileSigns:
    marks: list[str] = []
    credentials, camera = False, ""
    for kind, body in _chunks(data):
        if kind == b"caBX":
            credentials = True
            marks += _source_type(body)
        elif kind == b"eXIf":
            more, camera = _exif(body)
            marks += more
        elif kind in (b"tEXt", b"zTXt", b"iTXt"):
            name, text = _text(kind, body)
            marks += _of_text(name, text)
    return FileSigns(tuple(dict.fromkeys(marks)), credentials, camera)


def _chunks(data: bytes) -> Iterator[tuple[bytes, bytes]]:
    at = 8
    while at + 12 <= len(data):
        length, kind = struct.unpack_from(">I4s", data, at)
        if kind in (b"caBX", b"eXIf", b"tEXt", b"zTXt", b"iTXt"):
            yield kind, data[at + 8 : at + 8 + length]
        at += 12 + length


def _text(kind: bytes, body: bytes) -> tuple[str, bytes]:
    """Name and text of a chunk, as the PNG specification has them."""
    name, _, rest = body.partition(b"\0")
    packed = kind == b"zTXt"
    if kind == b"iTXt":
        packed = rest[:1] == b"\1"
        rest = rest[2:].split(b"\0", 2)[-1]
    elif packed:
        rest = rest[1:]
    return name.decode("latin-1"), zlib.decompressobj().decompress(rest, UNPACKED) if packed else rest[:UNPACKED]


def _of_text(name: str, text: bytes) -> list[str]:
    if name == "XML:com.adobe.xmp":
        return _source_type(text)
    shown = text.decode("utf-8", "replace")
    if maker := _KEYS.get(name.casefold()):
        asked = _SETTINGS.search(shown) if maker == "Automatic1111" else shown.lstrip().startswith("{")
        return [f"a text “{name}”, as {maker} writes it: “{_quoted(shown)}”"] if asked else []
    if name in ("Software", "Source", "Comment", "Description") and (found := _GENERATORS.search(shown)):
        return [f"“{name}: {_quoted(shown[found.start() :])}”"]
    return []


def _webp(data: bytes) -> FileSigns:
    marks: list[str] = []
    credentials, camera = False, ""
    at = 12
    while at + 8 <= len(data):
        kind, length = struct.unpack_from("<4sI", data, at)
        body = data[at + 8 : at + 8 + length]
        if kind == b"EXIF":
            more, camera = _exif(body.removeprefix(b"Exif\0\0"))
            marks += more
        elif kind == b"XMP ":
            marks += _source_type(body)
        elif kind == b"C2PA":
            credentials = True
            marks += _source_type(body)
        at += 8 + length + length % 2
    return FileSigns(tuple(dict.fromkeys(marks)), credentials, camera)


def _source_type(body: bytes) -> list[str]:
    found = _SOURCE_TYPE.search(body)
    return [f"“DigitalSourceType: {found.group().decode()}”"] if found else []


def _exif(body: bytes) -> tuple[list[str], str]:
    """Marks of a generator, and make and model of a camera, from an EXIF block (a TIFF file)."""
    order = {b"II*\0": "<", b"MM\0*": ">"}.get(body[:4])
    if order is None:
        return [], ""
    first = _entries(body, order, struct.unpack_from(f"{order}I", body, 4)[0])
    marks = []
    software = _words(first.get(_SOFTWARE, b""))
    if _GENERATORS.search(software):
        marks.append(f"“Software: {_quoted(software)}”")
    if pointer := first.get(_EXIF_IFD):
        more = _entries(body, order, struct.unpack_from(f"{order}I", pointer)[0])
        comment = more.get(_COMMENT, b"")[8:]
        wide = "utf-16-be" if comment[:1] == b"\0" else "utf-16-le"
        said = comment.decode(wide if b"\0" in comment[:8] else "utf-8", "replace")
        if _SETTINGS.search(said) or _GENERATORS.search(said):
            marks.append(f"a comment “{_quoted(said)}”")
    make, model = _words(first.get(_MAKE, b"")), _words(first.get(_MODEL, b""))
    return marks, _quoted(model if model.startswith(make) else f"{make} {model}".strip())


def _entries(body: bytes, order: str, at: int) -> dict[int, bytes]:
    """Values of a directory's entries by tag; of numbers only the four bytes in place."""
    found = {}
    (count,) = struct.unpack_from(f"{order}H", body, at)
    for number in range(min(count, 200)):
        tag, kind, length, place = struct.unpack_from(f"{order}HHI4s", body, at + 2 + 12 * number)
        if kind in _BYTES and length > 4:
            (place,) = struct.unpack(f"{order}I", place)
            found[tag] = body[place : place + min(length, UNPACKED)]
        else:
            found[tag] = place
    return found


def _words(value: bytes) -> str:
    return value.split(b"\0", 1)[0].decode("utf-8", "replace").strip()


def _quoted(text: str) -> str:
    shown = " ".join("".join(letter if letter.isprintable() else " " for letter in text[: 4 * LONGEST]).split())
    return shown if len(shown) <= LONGEST else shown[: LONGEST - 1] + "…"
