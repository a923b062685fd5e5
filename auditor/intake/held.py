"""One saved file of a store, and the pictures of its folder, within the same limits as one on disk."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from pathlib import PurePosixPath

from auditor.containers.folders import NOT_PICTURES, names_in, stem_of
from auditor.containers.signatures import is_picture, limit_of
from auditor.intake.stores import HeldFile, read_object
from auditor.intake.walk import Unreached
from auditor.model import Refusal
from auditor.plugin import Limits, Saved

_HEAD = 4_096


def saved_in_store(path: str, file: HeldFile, limits: Limits, going_on: Callable[[], None]) -> Saved | Refusal:
    """The bytes of a saved file and the pictures of its folder, or why they are not read.

    ``path`` is the one that is shown; ``going_on`` is called whenever a piece has come.
    """
    held = file.held
    if held.refusal is not None:
        return Refusal(path, held.refusal)
    if held.size == 0:
        return Refusal(path, "the file is empty")
    limit, what = limits.max_file_bytes, "max_file_bytes"
    if held.size is None or held.size > limit:
        head = read_object(held, _HEAD - 1, going_on)
        if isinstance(head, Unreached):
            return Unreached(path, head.reason)
        limit, what = limit_of(head, held.name, limits)
    if held.size is not None and held.size > limit:
        return Refusal(
            path, f"the file has {held.size} bytes, more than the {limit} that are read of its kind ({what})"
        )
    data = read_object(held, limit, going_on)
    if isinstance(data, Unreached):
        return Unreached(path, data.reason)
    if not data:
        return Refusal(path, "the file is empty")
    if len(data) > limit:
        return Refusal(path, f"the file has more than the {limit} bytes that are read of its kind ({what})")
    pictures = _pictures(file, data, limits, going_on)
    if isinstance(pictures, Unreached):
        return Unreached(path, pictures.reason)
    return Saved(path, data, hashlib.sha256(data).hexdigest(), pictures, held.modified or None, limits)


def _pictures(
    file: HeldFile, markup: bytes, limits: Limits, going_on: Callable[[], None]
) -> dict[str, bytes] | Unreached:
    """Pictures in the folder saved with a page, by ``folder/name``; in sorted order until a limit is met."""
    if not file.beside:
        return {}
    own = stem_of(file.folder) is not None
    named = frozenset() if own else names_in(markup)
    found: dict[str, bytes] = {}
    rest = limits.max_folder_bytes
    for held in file.beside:
        wanted = own or held.name.encode("utf-8", "surrogateescape") in named
        if PurePosixPath(held.name).suffix.lower() in NOT_PICTURES or not wanted or held.refusal is not None:
            continue
        if held.size is not None and not 0 < held.size <= min(rest, limits.max_file_bytes):
            continue
        data = read_object(held, min(rest, limits.max_file_bytes), going_on)
        if isinstance(data, Unreached):
            return data  # a page without its pictures would be read as one that shows none
        if is_picture(data[:32]) and len(data) <= rest:
            rest -= len(data)
            found[held.path] = data
    return found
