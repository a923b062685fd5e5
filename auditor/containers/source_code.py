"""Pages kept as a string in source code, as test suites and scripts keep them."""

from __future__ import annotations

import re
from collections.abc import Iterator

from auditor.containers.encoding import HEAD, decoded_exactly, narrow
from auditor.containers.provenance import markup_page, saved_from
from auditor.model import Page, Refusal
from auditor.plugin import Saved, container

_CODE = re.compile(
    rb"(?://[^\n]*\n|/\*.*?\*/|\#[^\n]*\n|\"use strict\";?|'use strict';?|\s)*"
    rb"(?:export|import|const|let|var|val|def|object|class|package|module|from|final|private|public|static|return|self|"
    rb"[A-Za-z_$][\w.$]*\s*(?::\s*\w+\s*)?:?=)",
    re.DOTALL,
)
_OPENS = re.compile(
    rb"(?:[=(\[,:+]|\bdefault|\breturn|=>)\s{0,99}(?:html|String\.raw|dedent|raw|[rRfFbBuU]{1,2})?\(?\s{0,99}"
    rb"(?P<quote>`|\"\"\"|'''|\"|')\s{0,99}\|?\s{0,99}(?=<[!a-zA-Z])"
)
_MARGIN = re.compile(rb"^[^\S\n]*\|", re.MULTILINE)
_ESCAPE = re.compile(rb"\\(u\{[0-9a-fA-F]{1,6}\}|u[0-9a-fA-F]{4}|x[0-9a-fA-F]{2}|\r?\n|.)", re.DOTALL)
_HALVES = re.compile(rb"\xed[\xa0-\xaf][\x80-\xbf](?:\xed[\xb0-\xbf][\x80-\xbf])?|\xed[\xb0-\xbf][\x80-\xbf]")
_PLAIN_ESCAPES = {b"n": b"\n", b"r": b"\r", b"t": b"\t", b"b": b"\b", b"f": b"\f", b"v": b"\v", b"0": b""}


def _recognises(saved: Saved) -> bool:
    head = narrow(saved.data[:HEAD]).lstrip()
    return bool(_CODE.match(head) and _OPENS.search(head))


@container("source-code", rank=60, recognises=_recognises)
def source_code(saved: Saved) -> Iterator[Page | Refusal]:
    """A page in a string of source code, JavaScript, Python or Scala (with its margin).

    The page is what stands between the first ``<`` of the string and the last ``>`` of the file.
    """
    data = narrow(saved.data)
    opening = _OPENS.search(data, 0, 2 * HEAD)
    end = data.rfind(b">")
    if not opening or end < opening.end():
        yield Refusal(saved.path, "source code in which the string that holds the page has no end")
        return
    body = _unwrapped(data[opening.end() : end + 1], opening.group("quote"), b"|" in opening.group())
    markup, exact = decoded_exactly(body)
    yield markup_page(saved, "source-code", markup, url=saved_from(markup), utf8=body if exact else None)


def _unwrapped(body: bytes, quote: bytes, margin: bool) -> bytes:
    if margin:
        return _MARGIN.sub(b"", body)
    # a template literal that escapes nothing was pasted in as it is: its backslashes belong to the page's own scripts
    if quote in (b"'", b'"') or (quote == b"`" and (_escaped(body, b"`") or _escaped(body, b"${"))):
        return _joined_pairs(_ESCAPE.sub(_unescaped, body))
    return body


def _escaped(body: bytes, mark: bytes) -> bool:
    """Whether the mark stands anywhere behind a backslash; one character, and a rare one, is found much faster."""
    first = mark[:1]
    at = body.find(first)
    while at >= 0:
        if body[at - 1 : at] == b"\\" and body.startswith(mark, at):
            return True
        at = body.find(first, at + 1)
    return False


def _unescaped(found: re.Match[bytes]) -> bytes:
    escape = found.group(1)
    if escape[:1] in (b"u", b"x") and len(escape) > 1:
        code = int(escape.strip(b"ux{}"), 16)
        return chr(code).encode("utf-8", "surrogatepass") if code <= 0x10FFFF else b"\xef\xbf\xbd"
    if escape.endswith(b"\n"):
        return b""
    return _PLAIN_ESCAPES.get(escape, escape)


def _joined_pairs(body: bytes) -> bytes:
    """Characters beyond the first plane, which source code writes as two halves, made whole."""
    return _HALVES.sub(_joined, body) if b"\xed" in body else body


def _joined(found: re.Match[bytes]) -> bytes:
    halves = found.group().decode("utf-8", "surrogatepass")
    return halves.encode("utf-16", "surrogatepass").decode("utf-16", "replace").encode()
