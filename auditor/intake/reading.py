"""One saved file, and the pictures of its folder, within limits; nothing but a regular file is opened for reading."""

from __future__ import annotations

import hashlib
import os
import stat
from collections.abc import Callable
from datetime import UTC, datetime
from io import FileIO
from pathlib import Path

from auditor.containers.folders import NOT_PICTURES, names_in, stem_of
from auditor.containers.signatures import is_picture, limit_of
from auditor.intake.walk import Unit
from auditor.model import Refusal
from auditor.plugin import MIB, Limits, Saved

_HEAD = 4_096
_BLOCK = 256 * 1024
"""Bytes hashed at once: few enough to stay in the processor's cache, enough that threads seldom meet."""
_FLAGS = os.O_RDONLY | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_BINARY", 0) | getattr(os, "O_CLOEXEC", 0)
"""A file may have become a pipe since it was looked at; opening one must not wait for its other end."""


def saved(unit: Unit, limits: Limits, going_on: Callable[[], None] = lambda: None) -> Saved | Refusal:
    """The bytes of a unit, and the pictures of its folder, or why they are not read.

    Nothing but a regular file within the limits is opened for reading.  ``going_on`` is called as often as a piece has
    come from a store.
    """
    if unit.held is not None:
        from auditor.intake.held import saved_in_store

        return saved_in_store(unit.path, unit.held, limits, going_on)
    if unit.refusal is not None:
        return Refusal(unit.path, unit.refusal)
    read = _read(unit.file, limits)
    if isinstance(read, str):
        return Refusal(unit.path, read)
    data, modified = read
    siblings = _pictures_in(unit.folder, data, limits) if unit.folder else {}
    return Saved(
        path=unit.path,
        data=data,
        sha256=hashlib.sha256(data).hexdigest(),
        siblings=siblings,
        modified=modified,
        limits=limits,
    )


def digest(file: Saved) -> str:
    """The key (SHA-256, hex) under which an unchanged page is recognised: its bytes and those of its pictures."""
    if not file.siblings:
        return file.sha256
    whole = hashlib.sha256(file.sha256.encode())
    for path in sorted(file.siblings):
        whole.update(b"\0" + path.encode("utf-8", "surrogateescape") + b"\0")
        whole.update(hashlib.sha256(file.siblings[path]).digest())
    return whole.hexdigest()


def content_of(file: Saved) -> str:
    """The key of all that a reading of the file depends on: its digest, and its date, which is a capture date where
    nothing better is stated.
    """
    return f"{digest(file)} {file.modified}"


def content_at(unit: Unit, limits: Limits) -> str | None:
    """:func:`content_of` of what a unit holds now, of a single file without keeping its bytes.

    ``None`` where the file has to be read to say more: it is refused, too large for an ordinary page, unreadable or in
    a store.
    """
    if unit.refusal is not None or unit.held is not None:
        return None
    if unit.folder is not None:
        file = saved(unit, limits)
        return None if isinstance(file, Refusal) else content_of(file)
    hashed = hashlib.sha256()
    try:
        if not stat.S_ISREG(os.stat(unit.file).st_mode):
            return None
        with open(os.open(unit.file, _FLAGS), "rb", buffering=0) as stream:
            state = os.fstat(stream.fileno())
            if not stat.S_ISREG(state.st_mode) or not 0 < state.st_size <= limits.max_file_bytes:
                return None
            block = memoryview(bytearray(min(_BLOCK, state.st_size)))
            left = state.st_size
            while left > 0 and (count := stream.readinto(block)):
                hashed.update(block[:count])
                left -= count
    except OSError:
        return None
    return f"{hashed.hexdigest()} {_day(state.st_mtime)}"


def _day(seconds: float) -> str:
    return datetime.fromtimestamp(max(0, seconds), UTC).date().isoformat()


def _read(file: Path, limits: Limits) -> tuple[bytes, str] | str:
    """Bytes and date of a regular file, or the reason why it is not read."""
    try:
        before = os.stat(file)
        if not stat.S_ISREG(before.st_mode):
            return _special(before.st_mode)
        if before.st_size == 0:
            return "the file is empty"
        with open(os.open(file, _FLAGS), "rb", buffering=0) as stream:
            state = os.fstat(stream.fileno())
            if not stat.S_ISREG(state.st_mode):
                return _special(state.st_mode)
            head = b""
            limit, what = limits.max_file_bytes, "max_file_bytes"
            if state.st_size > limit:
                head = stream.read(_HEAD) or b""
                limit, what = limit_of(head, file.name, limits)
                if state.st_size > limit:
                    return _too_large(state.st_size, limit, what)
            data = _all(stream, state.st_size, limit, head)
            if len(data) > limit:
                return _too_large(len(data), limit, what)
    except OSError as error:
        return f"the file cannot be read: {_cause(error)}"
    return data, _day(state.st_mtime)


def _all(stream: FileIO, size: int, limit: int, head: bytes) -> bytes:
    """The whole file, or one byte more than the limit where it has grown beyond it."""
    data = head + (stream.read(size + 1 - len(head)) or b"")
    while len(data) <= limit and (more := stream.read(min(MIB, limit + 1 - len(data)))):
        data += more
    return data


def _too_large(size: int, limit: int, what: str) -> str:
    return f"the file has {size} bytes, more than the {limit} that are read of its kind ({what})"


def _special(mode: int) -> str:
    kinds = (
        (stat.S_ISDIR, "a folder that cannot be listed"),
        (stat.S_ISFIFO, "a named pipe"),
        (stat.S_ISSOCK, "a socket"),
        (stat.S_ISCHR, "a device"),
        (stat.S_ISBLK, "a device"),
    )
    return next((words for test, words in kinds if test(mode)), "a special file") + ", not a saved file"


def _cause(error: OSError) -> str:
    """The reason without the path, which must not reach a report."""
    return os.strerror(error.errno).lower() if error.errno is not None else "input error"


def _pictures_in(folder: Path, markup: bytes, limits: Limits) -> dict[str, bytes]:
    """Pictures in the folder saved with a page, by ``folder/name``; in sorted order until a limit is met.

    A folder that is not named after the page may serve several pages: of it only what the page speaks of is read.
    """
    own = stem_of(folder.name) is not None
    named = frozenset() if own else names_in(markup)
    found: dict[str, bytes] = {}
    rest = limits.max_folder_bytes
    for file in _files_in(folder, limits.max_folder_files):
        if os.path.splitext(file.name)[1].lower() in NOT_PICTURES or not (own or os.fsencode(file.name) in named):
            continue
        try:
            state = os.lstat(file)
            if not stat.S_ISREG(state.st_mode) or not 0 < state.st_size <= min(rest, limits.max_file_bytes):
                continue
            with open(os.open(file, _FLAGS), "rb") as stream:
                head = stream.read(32)
                if not is_picture(head):
                    continue
                data = head + stream.read(rest)
        except OSError:
            continue  # a picture that cannot be read is as good as one that was not saved
        if len(data) <= rest:
            rest -= len(data)
            found[file.relative_to(folder.parent).as_posix()] = data
    return found


def _files_in(folder: Path, limit: int) -> list[Path]:
    """At most so many files of a folder and its folders, in sorted order; links are not followed."""
    found: list[Path] = []
    waiting = [folder]
    while waiting and len(found) < limit:
        here = waiting.pop()
        try:
            with os.scandir(here) as entries:
                listed = sorted(entries, key=lambda entry: entry.name)
        except OSError:
            continue
        found += [here / entry.name for entry in listed if entry.is_file(follow_symlinks=False)]
        waiting += [here / entry.name for entry in reversed(listed) if entry.is_dir(follow_symlinks=False)]
    return found[:limit]
