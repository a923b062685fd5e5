"""MIME documents split by hand: several times faster than the standard parser, and it keeps what is broken apart.

Delimiters are compared line by line, because Blink's boundaries end in the dashes that also close a document.
"""

from __future__ import annotations

import binascii
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

MAX_HEADER_BYTES = 256 * 1024
MAX_DEPTH = 8

_BLANK = re.compile(rb"\r?\n[ \t]*\r?\n|\r\r")
_HEADER = re.compile(r"([!-9;-~]+)[ \t]*:[ \t]*(.*)", re.DOTALL)
_FOLD = re.compile(r"(?:\r\n|\n|\r)[ \t]+")
_LINES = re.compile(r"\r\n|\n|\r")
_PARAMETER = re.compile(r""";\s*([a-zA-Z0-9*_-]+)\s*=\s*(?:"((?:[^"\\]|\\.)*)"|([^;\s"]+))""")
_FIRST_LINE = re.compile(rb"--([^\r\n]{1,200}?)[ \t]*\r?\n")


@dataclass(frozen=True, slots=True)
class Part:
    """A leaf of a MIME document: headers by lower-case name, the body as it stands in the file."""

    headers: Mapping[str, str]
    body: bytes
    whole: bool
    """Whether a delimiter follows: the body is all there."""

    @property
    def media_type(self) -> str:
        """Lower case, without parameters; RFC 2045's default where none is stated."""
        return media_type(self.headers)

    def decoded(self) -> bytes | None:
        """The body without its transfer encoding; ``None`` where it cannot be undone."""
        encoding = self.headers.get("content-transfer-encoding", "").strip().lower()
        if encoding == "quoted-printable":
            return binascii.a2b_qp(self.body)
        if encoding == "base64":
            return _from_base64(self.body)
        return self.body


def media_type(headers: Mapping[str, str]) -> str:
    """The media type of a header block, lower case, without parameters."""
    return headers.get("content-type", "text/plain").partition(";")[0].strip().lower()


def parameter(value: str | None, name: str) -> str | None:
    """A parameter of a header's value, e.g. ``boundary`` of a content type."""
    for found in _PARAMETER.finditer(";" + (value or "").partition(";")[2]):
        if found.group(1).lower() == name:
            quoted = found.group(2)
            return re.sub(r"\\(.)", r"\1", quoted) if quoted is not None else found.group(3)
    return None


def headers_of(data: bytes) -> tuple[dict[str, str], int] | None:
    """The header block at the beginning, the first of each name, and where the body starts.

    ``None`` where there is none, or no end of it.
    """
    blank = _BLANK.search(data, 0, MAX_HEADER_BYTES)
    if blank is None:
        return None
    found: dict[str, str] = {}
    block = _FOLD.sub(" ", data[: blank.start()].decode("utf-8", "replace").lstrip("\ufeff\r\n"))
    for line in _LINES.split(block):
        header = _HEADER.match(line)
        if header:
            found.setdefault(header.group(1).lower(), header.group(2).strip())
    return found, blank.end()


def leaves(headers: Mapping[str, str], body: bytes, limit: int) -> Iterator[Part]:
    """The leaf parts of a document in order, nested ones included, at most ``limit`` of them."""
    left = [limit]
    yield from _leaves(headers, body, True, MAX_DEPTH, left)


def _leaves(headers: Mapping[str, str], body: bytes, whole: bool, depth: int, left: list[int]) -> Iterator[Part]:
    if not media_type(headers).startswith("multipart/") or depth == 0:
        if left[0] > 0:
            left[0] -= 1
            yield Part(headers, body, whole)
        return
    boundary = parameter(headers.get("content-type"), "boundary")
    mark = boundary.encode("utf-8", "replace") if boundary else _guessed_boundary(body)
    if mark is None:
        return
    for piece, ended in _pieces(body, b"--" + mark):
        if left[0] <= 0:
            return
        read = _part_headers(piece)
        if read is not None:
            yield from _leaves(read[0], piece[read[1] :], ended and whole, depth - 1, left)
        elif not ended:
            yield Part({}, b"", False)


def _part_headers(piece: bytes) -> tuple[dict[str, str], int] | None:
    if piece.startswith((b"\r\n", b"\n")):  # a part without headers begins with the empty line
        return {}, 2 if piece.startswith(b"\r\n") else 1
    return headers_of(piece)


def _guessed_boundary(body: bytes) -> bytes | None:
    found = _FIRST_LINE.search(body, 0, 4_096)
    return found.group(1) if found else None


def _pieces(body: bytes, delimiter: bytes) -> Iterator[tuple[bytes, bool]]:
    """What stands between delimiter lines, and whether a delimiter ends it."""
    start: int | None = None
    at = body.find(delimiter)
    while at != -1:
        after = at + len(delimiter)
        line_end = body.find(b"\n", after)
        rest = body[after : len(body) if line_end == -1 else min(line_end, after + 200)].strip()
        at_line_start = at == 0 or body[at - 1] in b"\r\n"
        if at_line_start and rest in (b"", b"--"):
            if start is not None:
                yield body[start : _before_line_end(body, at)], True
            if rest == b"--" or line_end == -1:
                return
            start = line_end + 1
        at = body.find(delimiter, after)
    if start is not None:
        last_line = body.rfind(b"\n", start) + 1
        cut_delimiter = last_line > start and delimiter.startswith(body[last_line:].rstrip(b"\r"))
        yield body[start : _before_line_end(body, last_line) if cut_delimiter else len(body)], False


def _before_line_end(body: bytes, at: int) -> int:
    if body[at - 2 : at] == b"\r\n":
        return at - 2
    return at - 1 if at else 0


def _from_base64(body: bytes) -> bytes | None:
    try:
        return binascii.a2b_base64(body)
    except binascii.Error:
        whole = len(body.translate(None, b"\r\n\t =")) // 4 * 4
        clean = body.translate(None, b"\r\n\t =")[:whole]
        try:
            return binascii.a2b_base64(clean)
        except binascii.Error:
            return None
