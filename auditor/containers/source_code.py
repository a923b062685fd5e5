"""Pages kept as a string in source code, as test suites and scripts keep them."""

from __future__ import annotations

import re
from collections.abc import Iterator

from auditor.containers.encoding import HEAD, decoded, head_text
from auditor.containers.provenance import markup_page, saved_from
from auditor.model import Page, Refusal
from auditor.plugin import Saved, container

_CODE = re.compile(
    r"(?://[^\n]*\n|/\*.*?\*/|\#[^\n]*\n|\"use strict\";?|'use strict';?|\s)*"
    r"(?:export|import|const|let|var|val|def|object|class|package|module|from|final|private|public|static|return|self|"
    r"[A-Za-z_$][\w.$]*\s*(?::\s*\w+\s*)?:?=)",
    re.DOTALL,
)
_OPENS = re.compile(
    r"(?:[=(\[,:+]|\bdefault|\breturn|=>)\s{0,99}(?:html|String\.raw|dedent|raw|[rRfFbBuU]{1,2})?\(?\s{0,99}"
    r"(?P<quote>`|\"\"\"|'''|\"|')\s{0,99}\|?\s{0,99}(?=<[!a-zA-Z])"
)
_MARGIN = re.compile(r"^[^\S\n]*\|", re.MULTILINE)
_ESCAPE = re.compile(r"\\(u\{[0-9a-fA-F]{1,6}\}|u[0-9a-fA-F]{4}|x[0-9a-fA-F]{2}|\r?\n|.)", re.DOTALL)
_PLAIN_ESCAPES = {"n": "\n", "r": "\r", "t": "\t", "b": "\b", "f": "\f", "v": "\v", "0": ""}


def _recognises(saved: Saved) -> bool:
    head = head_text(saved.data)
    return bool(_CODE.match(head) and _OPENS.search(head))


@container("source-code", rank=60, recognises=_recognises)
def source_code(saved: Saved) -> Iterator[Page | Refusal]:
    """A page in a string of source code, JavaScript, Python or Scala (with its margin).

    The page is what stands between the first ``<`` of the string and the last ``>`` of the file.
    """
    text = decoded(saved.data)
    opening = _OPENS.search(text, 0, 2 * HEAD)
    end = text.rfind(">")
    if not opening or end < opening.end():
        yield Refusal(saved.path, "source code in which the string that holds the page has no end")
        return
    markup = _unwrapped(text[opening.end() : end + 1], opening.group("quote"), "|" in opening.group())
    yield markup_page(saved, "source-code", markup, url=saved_from(markup))


def _unwrapped(body: str, quote: str, margin: bool) -> str:
    if margin:
        return _MARGIN.sub("", body)
    # a template literal that escapes nothing was pasted in as it is: its backslashes belong to the page's own scripts
    if quote in ("'", '"') or (quote == "`" and ("\\`" in body or "\\${" in body)):
        return _ESCAPE.sub(_unescaped, body)
    return body


def _unescaped(found: re.Match[str]) -> str:
    escape = found.group(1)
    if escape[0] in "ux" and len(escape) > 1:
        code = int(escape.strip("ux{}"), 16)
        return chr(code) if code <= 0x10FFFF and not 0xD800 <= code <= 0xDFFF else "\ufffd"
    if escape.endswith("\n"):
        return ""
    return _PLAIN_ESCAPES.get(escape, escape)
