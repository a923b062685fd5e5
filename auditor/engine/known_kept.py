"""The library of a run as bytes, kept with its originals, and back."""

from __future__ import annotations

from base64 import b64decode, b64encode
from dataclasses import fields
from typing import Any

import orjson

from auditor.library import EMPTY, KnownItem, Library, library_digest


def library_bytes(library: Library) -> bytes:
    """One JSON object a line and entry, all that a finding depends on; nothing for an empty library."""
    items = (*library.pictures, *library.hashes, *library.domains)
    return b"".join(orjson.dumps(_line(item), option=orjson.OPT_SORT_KEYS) + b"\n" for item in items)


def _line(item: KnownItem) -> dict[str, Any]:
    line = {field.name: getattr(item, field.name) for field in fields(item) if field.name != "thumbnail"}
    return {**line, "value": b64encode(item.value).decode(), "hashes": dict(item.hashes)}


def library_from(data: bytes) -> Library:
    """The library again."""
    items = [KnownItem(**{**line, "value": b64decode(line["value"])}) for line in map(orjson.loads, data.splitlines())]
    if not items:
        return EMPTY
    return Library(
        [item for item in items if item.kind == "picture"],
        tuple(item for item in items if item.kind == "hash"),
        tuple(item for item in items if item.kind == "domain"),
        library_digest([item.digest for item in items]),
    )
