"""WARC records to pages: what was received, when, and whether its digest still holds."""

from __future__ import annotations

import contextlib
import hashlib
import io
import zlib
from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Any

from auditor.containers.damage import OVER_DAMAGE
from auditor.containers.encoding import decoded
from auditor.containers.gzip_file import unpacked
from auditor.containers.mime import parameter
from auditor.containers.names import shown
from auditor.containers.provenance import iso_date, markup_page, web_address
from auditor.containers.resources import used
from auditor.containers.signatures import is_picture
from auditor.model import Doubt, Page, Refusal
from auditor.plugin import MIB, Limits, Saved

ALTERED = "the record's digest does not match its bytes: it was changed after it was recorded, or damaged"
_MARKUP = ("text/html", "application/xhtml+xml")
_CHUNK = 65_536


@dataclass(frozen=True, slots=True)
class _Record:
    url: str
    kind: str
    charset: str | None
    at: str | None
    body: bytes
    doubts: tuple[Doubt, ...] | None


class _Undecodable(ValueError):
    """A body that cannot be had, and why."""


def recorded_pages(
    saved: Saved, container: str, only: frozenset[str] | None = None, doubts: tuple[Doubt, ...] | None = None
) -> Iterator[Page | Refusal]:
    """The pages of a WARC file, each with the pictures that were recorded and that it names.

    With ``only``, just the pages at these addresses.  Without any page, the answers of a web API.  A record whose
    digest does not hold is read and doubted; ``doubts`` are those about the whole file.
    """
    records, refusals = _records(saved)
    yield from refusals
    pages = [record for record in records if record.kind in _MARKUP]
    if only:
        pages = [record for record in pages if record.url in only] or pages
    media = "text/html"
    if not pages:
        pages = [record for record in records if "json" in record.kind]
        media = "application/json"
    if not pages and not refusals:
        yield Refusal(saved.path, "a web archive without pages")
    pictures = {record.url: record.body for record in records if is_picture(record.body)}
    for number, record in enumerate(pages, 1):
        path = f"{saved.path}!/{number:03}-{shown(record.url)[:200]}"
        text = decoded(record.body, record.charset)
        member = Saved(path, b"", hashlib.sha256(record.body).hexdigest(), {}, saved.modified)
        page = markup_page(
            member,
            container,
            text,
            url=web_address(record.url),
            at=record.at,
            resources=used(record.url, text, pictures),
            doubts=doubts if record.doubts is None else (*(doubts or ()), *record.doubts),
        )
        yield page if media == "text/html" else replace(page, media_type="application/json")


def _records(saved: Saved) -> tuple[list[_Record], list[Refusal]]:
    from warcio.exceptions import ArchiveLoadFailed  # heavy, and few files are web archives

    records: list[_Record] = []
    refusals: list[Refusal] = []
    try:
        _collect(saved, saved.data, records, refusals)
    except ArchiveLoadFailed as error:
        if "non-chunked gzip" in str(error) and isinstance(whole := unpacked(saved), bytes):
            records.clear()
            refusals.clear()
            with contextlib.suppress(ArchiveLoadFailed, *OVER_DAMAGE):
                _collect(saved, whole, records, refusals)
        else:
            refusals.append(Refusal(saved.path, f"a damaged web archive: {shown(str(error))[:150]}"))
    except OVER_DAMAGE as error:
        refusals.append(Refusal(saved.path, f"a damaged web archive: {shown(str(error))[:150] or 'it is cut off'}"))
    return records, refusals


def _collect(saved: Saved, data: bytes, records: list[_Record], refusals: list[Refusal]) -> None:
    from warcio.archiveiterator import ArchiveIterator

    rest = saved.limits.max_unpacked_bytes
    # the library writes its complaints to stderr, which is not ours to fill
    with contextlib.redirect_stderr(io.StringIO()):
        for number, record in enumerate(ArchiveIterator(io.BytesIO(data), check_digests=True), 1):
            if number > saved.limits.max_members or rest < 0:
                reason = "a web archive of more records than are read (max_members, max_unpacked_bytes)"
                refusals.append(Refusal(saved.path, f"{reason}; the rest is not read"))
                return
            url = record.rec_headers.get_header("WARC-Target-URI") or ""
            if record.rec_type not in ("response", "resource") or not url.startswith(("http://", "https://")):
                continue
            try:
                made = _record(record, url, saved.limits)
            except _Undecodable as error:
                refusals.append(Refusal(f"{saved.path}!/{shown(url)[:200]}", str(error)))
                continue
            if made:
                rest -= len(made.body)
                records.append(made)


def _record(record: Any, url: str, limits: Limits) -> _Record | None:
    headers = record.http_headers
    stated = headers.get_header("Content-Type") if headers else record.content_type
    kind = (stated or "").partition(";")[0].strip().lower()
    status = headers.get_statuscode() if headers else "200"
    if status.startswith("3") or not (kind in _MARKUP or "json" in kind or kind.startswith("image/")):
        return None
    pieces: list[bytes] = []
    size = 0
    while piece := record.raw_stream.read(_CHUNK):
        pieces.append(piece)
        size += len(piece)
        if size > limits.max_file_bytes:
            raise _Undecodable(f"a record of more than {limits.max_file_bytes} bytes (max_file_bytes)")
    if getattr(record.raw_stream, "limit", 0):
        raise _Undecodable("a record that is cut off")
    body = b"".join(pieces)
    chunked = encoding = ""
    if headers:
        chunked = (headers.get_header("Transfer-Encoding") or "").lower()
        encoding = (headers.get_header("Content-Encoding") or "").strip().lower()
    if "chunked" in chunked:
        body = _dechunked(body)
    body = _decompressed(body, encoding, limits)
    if not body:
        return None
    return _Record(
        url=url.encode("utf-8", "replace").decode(),
        kind=kind,
        charset=parameter(stated, "charset"),
        at=iso_date(record.rec_headers.get_header("WARC-Date") or ""),
        body=body,
        doubts=_doubts(record, chunked),
    )


def _doubts(record: Any, chunked: str) -> tuple[Doubt, ...] | None:
    """A block digest decides; a payload digest does only where programs agree what it is taken of."""
    for part, agreed in (("Block", True), ("Payload", not chunked)):
        stated = record.rec_headers.get_header(f"WARC-{part}-Digest")
        if stated and agreed:
            failed = f"{part.lower()} digest failed"
            altered = any(problem.startswith(failed) for problem in record.digest_checker.problems)
            return (Doubt(ALTERED, f"WARC-{part}-Digest: {shown(stated)[:200]}"),) if altered else ()
    return None


def _dechunked(body: bytes) -> bytes:
    """The body without the chunks of its transfer; as it stands where they were removed when it was recorded."""
    pieces: list[bytes] = []
    at = 0
    while True:
        end = body.find(b"\r\n", at, at + 64)
        if end == -1:
            return b"".join(pieces) if pieces else body
        try:
            size = int(body[at:end].partition(b";")[0].strip(), 16)
        except ValueError:
            return b"".join(pieces) if pieces else body
        if size <= 0:
            return b"".join(pieces)
        pieces.append(body[end + 2 : end + 2 + size])
        at = end + 4 + size


def _decompressed(body: bytes, encoding: str, limits: Limits) -> bytes:
    """The body without its content encoding; as it stands where that was removed when it was recorded."""
    if encoding in ("", "identity"):
        return body
    if encoding in ("gzip", "x-gzip"):
        return _inflated(body, 16 + zlib.MAX_WBITS, limits) if body.startswith(b"\x1f\x8b") else body
    if encoding == "deflate":
        raw = not body or body[0] & 0x0F != 8
        return _inflated(body, -zlib.MAX_WBITS if raw else zlib.MAX_WBITS, limits)
    if encoding == "br":
        return _unbrotlied(body, limits)
    raise _Undecodable(f"a record whose content is encoded as {shown(encoding)[:40]!r}, which is not read")


def _inflated(body: bytes, bits: int, limits: Limits) -> bytes:
    limit = limits.max_file_bytes
    try:
        data = zlib.decompressobj(bits).decompress(body, limit + 1)
    except zlib.error as error:
        raise _Undecodable(f"a record whose compression is damaged: {error}") from None
    return _within(data, body, limits)


def _unbrotlied(body: bytes, limits: Limits) -> bytes:
    import brotli

    stream = brotli.Decompressor()
    pieces: list[bytes] = []
    size = 0
    try:
        piece = stream.process(body, output_buffer_limit=MIB)
        while piece:
            pieces.append(piece)
            size += len(piece)
            if size > limits.max_file_bytes:
                break
            piece = b"" if stream.is_finished() else stream.process(b"", output_buffer_limit=MIB)
    except brotli.error:
        if not pieces:
            return body
        raise _Undecodable("a record whose compression is damaged") from None
    return _within(b"".join(pieces), body, limits)


def _within(data: bytes, packed: bytes, limits: Limits) -> bytes:
    if len(data) > limits.max_file_bytes or (len(data) > MIB and len(data) > len(packed) * limits.max_ratio):
        raise _Undecodable("a record that unpacks to more than allowed (max_file_bytes, max_ratio)")
    return data
