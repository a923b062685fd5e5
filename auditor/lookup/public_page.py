"""Asking again for one public page that somebody said they may fetch: politely, conditionally, and never a network's.

robots.txt is obeyed (RFC 9309), nothing on the page is followed, and networks whose terms forbid automated access are
never asked, whoever says they may.
"""

from __future__ import annotations

import hashlib
from base64 import b32encode
from dataclasses import dataclass, replace
from urllib.parse import urlsplit
from urllib.robotparser import RobotFileParser
from uuid import UUID

from auditor.domains import domain_of
from auditor.domains.networks import FORBIDDEN
from auditor.lookup.asking import HEADERS, Asker, Limits, UnansweredError
from auditor.watch import PublicPage

LIMITS = Limits(body=6 * 2**20, whole=60, redirects=0)
_LOOPBACK = ("127.0.0.1", "::1")


@dataclass(frozen=True, slots=True)
class Again:
    """What asking again gave."""

    page: PublicPage
    """With what is needed to ask again."""
    record: bytes | None = None
    """The answer as a WARC file, where it is another one than the last."""
    reason: str | None = None
    """Why there is none; ``None`` where the page is as it was."""


def page_refusal(url: str) -> str | None:
    """Why a page is never asked for, or ``None``."""
    try:
        parts = urlsplit(url)
        host, port = parts.hostname or "", parts.port
    except ValueError:
        return "not an address"
    if parts.username or parts.password or parts.fragment:
        return "an address with a user name or a fragment in it"
    if host in _LOOPBACK and parts.scheme == "http":
        return None
    if parts.scheme != "https" or port not in (None, 443):
        return "only pages at https addresses are asked for"
    domain = domain_of(host)
    if domain is None or not host.rsplit(".", 1)[-1].strip("0123456789"):
        return f"{host} is not a domain"
    if domain.name in FORBIDDEN:
        return f"the terms of {domain.name} forbid it: save the page yourself"
    return None


def asked_again(page: PublicPage, asker: Asker, now: str) -> Again:
    """Asks for a page; ``now`` (RFC 3339 UTC) is written down as the time.  Whatever fails is a reason."""
    if refusal := page_refusal(page.url):
        return Again(page, reason=f"not asked: {refusal}")
    try:
        if not _allowed(page.url, asker):
            return Again(page, reason="not asked: robots.txt forbids it")
        headers = {"Accept": "text/html,application/xhtml+xml"}
        headers |= {"If-None-Match": page.etag} if page.etag else {}
        headers |= {"If-Modified-Since": page.modified} if page.modified else {}
        raw = asker.get(page.url, headers)
    except UnansweredError as error:
        return Again(page, reason=str(error))
    if raw.status == 304:
        return Again(page)
    if raw.status != 200:
        return Again(page, reason=f"the server answered {raw.status}")
    kind = raw.headers.get("content-type", "")
    if "html" not in kind:
        return Again(page, reason=f"an answer of the kind {kind[:60]!r}, no page")
    sha256 = hashlib.sha256(raw.body).hexdigest()
    known = replace(
        page, sha256=sha256, etag=raw.headers.get("etag", ""), modified=raw.headers.get("last-modified", "")
    )
    return Again(known) if sha256 == page.sha256 else Again(known, _record(page.url, raw.body, kind, now, sha256))


def _allowed(url: str, asker: Asker) -> bool:
    """What robots.txt says of a page: none there allows, one that cannot be had forbids (RFC 9309, 2.3.1)."""
    parts = urlsplit(url)
    raw = asker.get(f"{parts.scheme}://{parts.netloc}/robots.txt", {"Accept": "text/plain"})
    if 400 <= raw.status < 500:
        return True
    if raw.status != 200:
        raise UnansweredError(f"not asked: robots.txt could not be had, the server answered {raw.status}")
    rules = RobotFileParser()
    rules.parse(raw.body[: 500 * 1024].decode("utf-8", "replace").splitlines())
    return rules.can_fetch(HEADERS["User-Agent"], url)


def _record(url: str, body: bytes, kind: str, now: str, sha256: str) -> bytes:
    """One response record (WARC 1.1, ISO 28500)."""
    spoken = f"HTTP/1.1 200 OK\r\nContent-Type: {kind}\r\nContent-Length: {len(body)}\r\n\r\n".encode(
        "latin-1", "replace"
    )
    head = (
        "WARC/1.1\r\nWARC-Type: response\r\n"
        f"WARC-Record-ID: <urn:uuid:{UUID(sha256[:32])}>\r\nWARC-Date: {now[:19]}Z\r\nWARC-Target-URI: {url}\r\n"
        f"WARC-Payload-Digest: sha1:{b32encode(hashlib.sha1(body, usedforsecurity=False).digest()).decode()}\r\n"
        f"Content-Type: application/http;msgtype=response\r\nContent-Length: {len(spoken) + len(body)}\r\n\r\n"
    )
    return head.encode("utf-8") + spoken + body + b"\r\n\r\n"
