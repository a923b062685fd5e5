"""MHTML: one MIME document that holds a page and its files."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence

from auditor.containers.encoding import decoded
from auditor.containers.mime import Part, headers_of, leaves, media_type, parameter
from auditor.containers.provenance import mail_date, markup_page, web_address
from auditor.containers.resources import addresses_on
from auditor.containers.signatures import is_picture
from auditor.model import Page, Refusal
from auditor.plugin import Saved, container

_HEAD = 16_384
_BEGINS = re.compile(rb"(?:\xef\xbb\xbf)?\s{0,200}[A-Za-z][A-Za-z0-9-]{1,60}:[ \t]")
_OF_MAIL = ("to", "received", "delivered-to", "return-path")
_MARKUP = ("text/html", "application/xhtml+xml")


def _recognises(saved: Saved) -> bool:
    if not _BEGINS.match(saved.data):
        return False
    named = saved.path.lower().endswith((".mht", ".mhtml"))
    read = headers_of(saved.data[:_HEAD])
    if read is None:
        return named
    headers = read[0]
    if not any(name in headers for name in ("content-type", "mime-version")):
        return False
    if "snapshot-content-location" in headers or named:
        return True
    related = media_type(headers) == "multipart/related" or "content-location" in headers
    return related and not any(name in headers for name in _OF_MAIL)


@container("mhtml", rank=50, recognises=_recognises)
def mhtml(saved: Saved) -> Iterator[Page | Refusal]:
    """A page saved as one MHTML file (``.mhtml``, ``.mht``), by Blink and others.

    Address and time come from the headers ``Snapshot-Content-Location`` (or the page part's ``Content-Location``) and
    ``Date``.  Pictures are found by ``Content-Location`` and by ``cid:``.  A file that ends too early is refused where
    the page itself is cut; where only pictures are lost, the page is read and the loss is said.
    """
    read = headers_of(saved.data)
    if read is None:
        yield Refusal(saved.path, "an MHTML file that ends inside its headers; save the page again")
        return
    headers, body_at = read
    parts = list(leaves(headers, saved.data[body_at:], saved.limits.max_members))
    root = _root(headers, parts)
    if root is None:
        what = "is cut off before its page" if parts and not parts[-1].whole else "holds no page"
        yield Refusal(saved.path, f"an MHTML file that {what}; save the page again")
        return
    markup = root.decoded()
    if markup is None or not (root.whole or b"</html>" in markup[-512:].lower()):
        yield Refusal(saved.path, "an MHTML file that is cut off inside its page; save the page again")
        return
    if not markup.strip():
        yield Refusal(saved.path, "an MHTML file whose page is empty; save the page again")
        return
    url = web_address(headers.get("snapshot-content-location", "")) or web_address(
        root.headers.get("content-location", "")
    )
    yield markup_page(
        saved,
        "mhtml",
        decoded(markup, parameter(root.headers.get("content-type"), "charset")),
        url=url,
        at=mail_date(headers.get("date", "")),
        resources=_pictures(parts, url),
    )
    if not parts[-1].whole and parts[-1] is not root:
        yield Refusal(saved.path, "an MHTML file that is cut off after its page: what was saved last is lost")


def _root(headers: Mapping[str, str], parts: Sequence[Part]) -> Part | None:
    """The part that is the page: what ``start`` names, else what has the snapshot's address, else the first markup."""
    pages = [part for part in parts if part.media_type in _MARKUP]
    start = (parameter(headers.get("content-type"), "start") or "").strip("<>")
    address = headers.get("snapshot-content-location", "")
    for part in pages:
        if start and part.headers.get("content-id", "").strip().strip("<>") == start:
            return part
    for part in pages:
        if address and part.headers.get("content-location", "") == address:
            return part
    return pages[0] if pages else None


def _pictures(parts: Sequence[Part], url: str | None) -> dict[str, bytes]:
    found: dict[str, bytes] = {}
    for part in parts:
        if not part.whole or part.media_type.startswith(("text/", "font/", "video/", "audio/")):
            continue
        data = part.decoded()
        if data is None or not is_picture(data):
            continue
        for address in _addresses(part.headers, url):
            found.setdefault(address, data)
    return found


def _addresses(headers: Mapping[str, str], url: str | None) -> Iterator[str]:
    name = headers.get("content-id", "").strip().strip("<>")
    if name:
        yield f"cid:{name}"
    location = headers.get("content-location", "").strip()
    if location:
        yield from addresses_on(url, location)
