"""SingleFile's compressed forms: a ZIP with a manifest, alone or inside a page that unpacks itself."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Mapping
from typing import Any

from auditor.containers.archive import Archive, opened
from auditor.containers.encoding import decoded
from auditor.containers.provenance import iso_date, markup_page, singlefile_banner, web_address
from auditor.containers.signatures import is_picture
from auditor.markup import Unreadable, loaded_json
from auditor.model import Page, Refusal
from auditor.plugin import Saved, container

_HEAD = 4_096
_REACH = 65_536 + 1_024
_MANIFEST = b"manifest.json"


def _recognises(saved: Saved) -> bool:
    head = saved.data[:_HEAD]
    if head.startswith(b"PK\x03\x04"):
        # the first members are the page and the manifest, whatever the archive holds after them
        return _MANIFEST in saved.data[-_REACH:] and b"index.html" in head and b"originalUrl" in _manifest_of(saved)
    return b"<html data-sfz" in head and b"PK\x01\x02" in saved.data[-_REACH:]


def _manifest_of(saved: Saved) -> bytes:
    archive = opened(saved)
    if isinstance(archive, Refusal):
        return b""
    data = next((archive.read(name, saved.limits) for name in archive.members if _is_manifest(name)), b"")
    return data if isinstance(data, bytes) else b""


@container("singlefile-archive", rank=5, recognises=_recognises)
def singlefile_archive(saved: Saved) -> Iterator[Page | Refusal]:
    """A page saved by SingleFile as a self-extracting HTML file or as a ZIP.

    Address and time come from its manifest; the pictures are named as in the page, and by the addresses they had.
    """
    archive = opened(saved)
    if isinstance(archive, Refusal):
        yield Refusal(saved.path, "a page saved by SingleFile whose archive is damaged; save the page again")
        return
    yield from archive.refusals
    manifests = [name for name in archive.members if _is_manifest(name)]
    if not manifests:
        yield Refusal(saved.path, "a page saved by SingleFile without its manifest; save the page again")
    for name in manifests:
        yield from _page(saved, archive, name, alone=len(manifests) == 1)


def _is_manifest(name: str) -> bool:
    """A manifest of a page, not of a frame in it: at the top, or in one folder."""
    return name.rpartition("/")[2] == "manifest.json" and name.count("/") <= 1 and not name.startswith("frames/")


def _page(saved: Saved, archive: Archive, name: str, *, alone: bool) -> Iterator[Page | Refusal]:
    prefix = name[: -len("manifest.json")]
    data = archive.read(name, saved.limits)
    try:
        manifest = loaded_json(decoded(data)) if isinstance(data, bytes) else None
    except Unreadable:
        manifest = None
    if not isinstance(manifest, Mapping):
        yield Refusal(saved.path, "a page saved by SingleFile whose manifest cannot be read")
        return
    index = prefix + str(manifest.get("indexFilename") or "index.html")
    markup = archive.read(index, saved.limits) if index in archive.members else None
    if not isinstance(markup, bytes):
        yield markup or Refusal(saved.path, "a page saved by SingleFile that holds no page")
        return
    text = decoded(markup)
    url, moment = singlefile_banner(text) or (None, None)
    stated, at = manifest.get("originalUrl"), manifest.get("archiveTime")
    member = (
        saved if alone else Saved(archive.path(index), markup, hashlib.sha256(markup).hexdigest(), {}, saved.modified)
    )
    yield markup_page(
        member,
        "singlefile-archive",
        text,
        url=web_address(stated) if isinstance(stated, str) else url,
        at=(iso_date(at) if isinstance(at, str) else None) or moment,
        resources=_pictures(saved, archive, prefix, manifest.get("resources")),
    )


def _pictures(saved: Saved, archive: Archive, prefix: str, addresses: Any) -> dict[str, bytes]:
    found: dict[str, bytes] = {}
    rest = saved.limits.max_folder_bytes
    for name in archive.members:
        if not name.startswith(prefix) or name.lower().endswith((".html", ".json", ".css", ".js", ".woff2", ".woff")):
            continue
        if archive.members[name].file_size > rest:
            continue
        data = archive.read(name, saved.limits)
        if isinstance(data, bytes) and is_picture(data):
            rest -= len(data)
            relative = name[len(prefix) :]
            found[relative] = found[f"./{relative}"] = data
            original = addresses.get(relative) if isinstance(addresses, Mapping) else None
            if isinstance(original, str):
                found.setdefault(original, data)
    return found
