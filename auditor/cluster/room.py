"""The process beside a cluster's worker in which pages are read.

It is started afresh, so that what the cluster's software holds (threads, sockets, secrets) is out of reach of a page
that takes the parser over; and it has the same kill timer, the same limit of memory and the same quarantine as a run on
one machine, because it runs the same supervisor.
"""

from __future__ import annotations

import os
import socket
import subprocess
import sys
from contextlib import suppress
from dataclasses import dataclass
from functools import partial
from multiprocessing.connection import Connection

from auditor.cluster.chunks import Named, Task
from auditor.cluster.shards import Result, shard
from auditor.engine.bench import BenchSource
from auditor.engine.supervisor import Supervisor
from auditor.engine.work import Refused, Unchanged, answer, rows_of
from auditor.intake import Limits, Saved, content_of, saved
from auditor.model import Refusal


@dataclass(frozen=True, slots=True)
class Settings:
    """All that changes what a page gives, and what it may cost."""

    key: str
    """Of :attr:`BenchSource.key` on the machine that asks."""
    source: BenchSource
    limits: Limits
    seconds: float
    memory: int


@dataclass(frozen=True, slots=True)
class Elsewhere:
    """A file that is not, or not the same, on this machine."""

    path: str


@dataclass(frozen=True, slots=True)
class OtherRules:
    """A machine has another version of the program or of the rules."""

    key: str


@dataclass(frozen=True, slots=True)
class Read:
    """A shard."""

    data: bytes
    passing: bool
    files: int


_START = "import sys; from auditor.cluster.room import main; sys.exit(main(sys.argv[1]))"
Answer = Read | Elsewhere | OtherRules


def read(task: Task, limits: Limits, source: BenchSource) -> Result | Unchanged | Elsewhere:
    """The unit of work, wherever the bytes are."""
    if isinstance(task, Refused):
        return task
    if isinstance(task, Saved):
        return rows_of(task, content_of(task), limits, source)
    if not isinstance(task, Named):
        return answer(task, limits, source, ())
    file = saved(task.unit, limits)
    if isinstance(file, Refusal) or content_of(file) != task.content:
        return Elsewhere(task.unit.path)
    return rows_of(file, task.content, limits, source)


class _Kept(Supervisor[Task, "Result | Unchanged | Elsewhere"]):
    """A supervisor whose worker goes on to the next chunk."""

    def _end(self) -> None:
        self._ended.clear()
        if any(worker.chunks for worker in self._workers):
            super()._end()


def _serve(connection: Connection) -> None:
    settings: Settings = connection.recv()
    if settings.source.key != settings.key:
        connection.send(OtherRules(settings.source.key))
        return
    from auditor.judging import prepared

    prepared(settings.source.bench)
    work = partial(read, limits=settings.limits, source=settings.source)
    supervisor = _Kept(work, 1, settings.seconds, settings.memory)
    while True:
        tasks: tuple[Task, ...] = connection.recv()
        results: list[tuple[str, Result]] = []
        elsewhere = None
        for task, result in supervisor.results(tasks):
            if isinstance(result, Elsewhere):
                elsewhere = result
            elif not isinstance(result, Unchanged):
                results.append((task.unit.path if isinstance(task, Named) else task.path, result))
        connection.send(elsewhere or Read(*shard(results), len(results)))


class Room:
    """The other end: starts the process and gives it chunks."""

    def __init__(self, settings: Settings) -> None:
        ours, theirs = socket.socketpair()
        with theirs:
            command = [sys.executable, "-c", _START, str(theirs.fileno())]
            self._process = subprocess.Popen(  # noqa: S603  # our own module, nothing else
                command, pass_fds=(theirs.fileno(),), stdin=subprocess.DEVNULL, env=_environment()
            )
        self._connection = Connection(ours.detach())
        self._connection.send(settings)

    def read(self, tasks: tuple[Task, ...]) -> Answer:
        """A chunk's shard.  Raises ``EOFError`` or ``OSError`` where the process has died."""
        with suppress(BrokenPipeError, ConnectionResetError):  # it may have said why before it went
            self._connection.send(tasks)
        answered: Answer = self._connection.recv()
        return answered

    def close(self) -> None:
        """Ends the process."""
        self._connection.close()
        self._process.kill()
        self._process.wait()


def _environment() -> dict[str, str]:
    """The environment without the cluster's own: a page has no business with its token."""
    return {name: value for name, value in os.environ.items() if not name.startswith("RAY_")}


def main(descriptor: str) -> int:
    """Serves until the other end is gone."""
    os.umask(0o077)
    os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
    with suppress(EOFError, BrokenPipeError, ConnectionResetError, KeyboardInterrupt):
        _serve(Connection(int(descriptor)))
    return 0
