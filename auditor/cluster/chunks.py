"""Files in chunks, each with a key: the same files under the same rules have the same key, on every machine.

Where a chunk ends is told from the names of its files, so that a file which comes or goes changes one chunk only.
"""

from __future__ import annotations

import hashlib
import zlib
from collections.abc import Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import asdict, dataclass
from functools import partial

import orjson

from auditor.cluster.shards import SCHEMA
from auditor.engine.work import Refused
from auditor.intake import Limits, Saved, Unit, Unreached, content_at, content_of, saved
from auditor.model import Refusal

ENDS = 64
"""One name in so many ends a chunk."""
MOST = 128
"""Files in a chunk."""
MOST_BYTES = 64 * 2**20
"""Bytes in a chunk of several files, as far as they are known."""


@dataclass(frozen=True, slots=True)
class Named:
    """A file by its path: read by a machine that finds the same content there."""

    unit: Unit
    content: str


Task = Named | Unit | Saved | Refused
"""By its path, in a store, by its bytes, or not to be read at all."""


@dataclass(frozen=True, slots=True)
class Chunk:
    """Files that are read together."""

    key: str
    units: tuple[Unit, ...]
    tasks: tuple[Task, ...]


def chunks(units: Iterable[Unit], limits: Limits, reading: str, jobs: int) -> Iterator[Chunk]:
    """The files in their order.  ``reading`` is the key of the rules; ``jobs`` threads look at what files hold."""
    settings = orjson.dumps([SCHEMA, reading, sorted(asdict(limits).items())])
    with ThreadPoolExecutor(jobs) as threads:
        for together in _together(units):
            tasks = threads.map(partial(_task, limits=limits), together)
            yield _chunk(list(zip(together, tasks, strict=True)), settings)


def _together(units: Iterable[Unit]) -> Iterator[list[Unit]]:
    """Files that are read together, whatever else is: names and sizes decide."""
    together: list[Unit] = []
    size = 0
    for unit in units:
        bytes_here = _size(unit)
        if together and size + bytes_here > MOST_BYTES:
            yield together
            together, size = [], 0
        together.append(unit)
        size += bytes_here
        if len(together) == MOST or zlib.crc32(unit.path.encode("utf-8", "surrogateescape")) % ENDS == 0:
            yield together
            together, size = [], 0
    if together:
        yield together


def _chunk(together: list[tuple[Unit, Task]], settings: bytes) -> Chunk:
    hashed = hashlib.sha256(settings)
    for unit, task in together:
        for part in (unit.path, _stamp(task)):
            written = part.encode("utf-8", "surrogateescape")
            hashed.update(len(written).to_bytes(4, "big") + written)
    return Chunk(hashed.hexdigest()[:32], tuple(unit for unit, _ in together), tuple(task for _, task in together))


def _stamp(task: Task) -> str:
    if isinstance(task, Unit):
        held = task.held
        return " ".join(one.stamp for one in (held.held, *held.beside)) if held else str(task.refusal)
    if isinstance(task, Refused):
        return task.reason
    return task.content if isinstance(task, Named) else content_of(task)


def _size(unit: Unit) -> int:
    if unit.held is not None:
        return unit.held.held.size or 0
    try:
        return unit.file.stat().st_size
    except OSError:
        return 0


def _task(unit: Unit, limits: Limits) -> Task:
    if unit.held is not None:
        return unit
    content = content_at(unit, limits)
    if content is None:
        file = saved(unit, limits)
        if isinstance(file, Refusal):
            return Refused(unit.path, file.reason, isinstance(file, Unreached))
        content = content_of(file)
    return Named(unit, content)


def sent(chunk: Chunk, limits: Limits) -> tuple[Task, ...]:
    """The tasks of a chunk with the bytes of its files, for a machine that does not see them."""
    tasks: list[Task] = []
    for task in chunk.tasks:
        if isinstance(task, Named):
            file = saved(task.unit, limits)
            if isinstance(file, Refusal):
                tasks.append(Refused(task.unit.path, file.reason, passing=True))
            elif content_of(file) != task.content:
                tasks.append(Refused(task.unit.path, "the file was changed while the audit ran", passing=True))
            else:
                tasks.append(file)
        else:
            tasks.append(task)
    return tuple(tasks)
