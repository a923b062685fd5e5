"""WACZ: a ZIP of web archives with a list of the pages that were visited."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Mapping

from auditor.containers.archive import Archive, opened
from auditor.containers.encoding import decoded
from auditor.containers.web_records import recorded_pages
from auditor.markup import Unreadable, loaded_json
from auditor.model import Doubt, Page, Refusal
from auditor.plugin import Saved, container

_REACH = 1 << 16
_PACKAGE = "datapackage.json"


def _recognises(saved: Saved) -> bool:
    return saved.data.startswith(b"PK\x03\x04") and any(
        _PACKAGE.encode() in end for end in (saved.data[:_REACH], saved.data[-_REACH:])
    )


@container("wacz", rank=15, recognises=_recognises)
def wacz(saved: Saved) -> Iterator[Page | Refusal]:
    """A web archive collection (``.wacz``): the pages of its page list, from the web archives inside.

    The hashes in its ``datapackage.json`` are checked as well as the digests of the records.
    """
    archive = opened(saved)
    if isinstance(archive, Refusal):
        yield archive
        return
    yield from archive.refusals
    visited = frozenset(_visited(saved, archive))
    hashes = dict(_hashes(saved, archive))
    found = False
    for name in archive.members:
        if not name.startswith("archive/") or not name.endswith((".warc", ".warc.gz")):
            continue
        found = True
        data = archive.read(name, saved.limits)
        if isinstance(data, Refusal):
            yield data
            continue
        sha256 = hashlib.sha256(data).hexdigest()
        doubts: tuple[Doubt, ...] | None = None if name not in hashes else ()
        if hashes.get(name, sha256) != sha256:
            reason = f"the hash of {name} in {_PACKAGE} does not match its bytes: it was changed, or damaged"
            doubts = (Doubt(reason, f"{name}: sha256:{hashes[name]}"),)
        member = Saved(archive.path(name), data, sha256, {}, saved.modified, saved.limits)
        yield from recorded_pages(member, "wacz", visited, doubts)
    if not found:
        yield Refusal(saved.path, "a WACZ file without web archives inside")


def _visited(saved: Saved, archive: Archive) -> Iterator[str]:
    """Addresses in the page lists."""
    for name in archive.members:
        if not name.startswith("pages/") or not name.endswith(".jsonl"):
            continue
        data = archive.read(name, saved.limits)
        for line in decoded(data).splitlines() if isinstance(data, bytes) else ():
            try:
                page = loaded_json(line)
            except Unreadable:
                continue
            if isinstance(page, Mapping) and isinstance(page.get("url"), str):
                yield page["url"]


def _hashes(saved: Saved, archive: Archive) -> Iterator[tuple[str, str]]:
    """SHA-256 by member, as the package states them."""
    data = archive.read(_PACKAGE, saved.limits) if _PACKAGE in archive.members else None
    try:
        package = loaded_json(decoded(data)) if isinstance(data, bytes) else None
    except Unreadable:
        return
    resources = package.get("resources") if isinstance(package, Mapping) else None
    for resource in resources if isinstance(resources, list) else ():
        if isinstance(resource, Mapping):
            path, stated = resource.get("path"), resource.get("hash")
            if isinstance(path, str) and isinstance(stated, str) and stated.startswith("sha256:"):
                yield path, stated.removeprefix("sha256:").lower()
