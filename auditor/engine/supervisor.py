"""Worker processes that a page may hang, crash or blow up without harm to the others.

Each worker takes chunks of tasks and answers a chunk at a time.  A kill timer with the default action ends a worker
whose task takes too long (a Python handler would wait for the parser to return); an address-space limit turns greed
into an error.  When a worker dies, the rest of its chunks goes to a new worker; the task it had in hand is tried again,
alone, since a worker may be killed for reasons that are not the task's, and given up with the reason when it ends
workers again and again or once takes too long.  Nothing is lost or counted twice.
"""

from __future__ import annotations

import contextlib
import gc
import multiprocessing
import os
import signal
import sys
from collections import deque
from collections.abc import Callable, Generator, Iterable, Iterator
from dataclasses import dataclass, field
from multiprocessing.connection import Connection, wait
from multiprocessing.context import ForkContext, SpawnContext
from multiprocessing.sharedctypes import RawValue
from typing import Any, Generic, TypeVar

Task = TypeVar("Task")
Result = TypeVar("Result")

CHUNK = 8
"""Tasks sent at once: enough to hide the pipe, few enough to repeat when a worker dies."""
AHEAD = 2
"""Chunks a worker holds at most, the one it works on included."""
WINDOW = 512
"""Tasks that may be finished before the oldest open one; bounds what waits for a slow task."""

PATIENCE = 6
"""Seconds by the clock for each second of the processor that a task may take: a machine that is busy, or asleep, is no
fault of the task."""
TRIES = 5
"""Workers that a task may end before it is given up."""
STARTS = 20
IDLE = -1
"""Place of the task in hand where there is none."""

FORKS = sys.platform == "linux"
"""Forking shares what is already imported; elsewhere a worker starts from nothing."""


@dataclass(frozen=True, slots=True)
class GivenUp:
    """A task whose worker died over it."""

    reason: str


Chunk = list[tuple[int, Task]]
"""Tasks with their numbers."""


@dataclass(slots=True)
class _Worker(Generic[Task]):
    process: Any
    connection: Connection
    at: Any
    """Shared number: place of the task in hand within the chunk, or :data:`IDLE`."""
    chunks: deque[Chunk[Task]] = field(default_factory=deque)


class Supervisor(Generic[Task, Result]):
    """Runs ``work`` over tasks in ``jobs`` processes, results in the order of the tasks.

    ``seconds`` of the processor bound one task, and :data:`PATIENCE` times as many by the clock; ``memory`` (bytes, 0
    for none) bounds the address space that a worker takes beyond what it was started with.
    """

    def __init__(self, work: Callable[[Task], Result], jobs: int, seconds: float, memory: int) -> None:
        self._work = work
        self._jobs = max(1, jobs)
        self._seconds = seconds
        self._memory = memory
        self._context: ForkContext | SpawnContext = (
            multiprocessing.get_context("fork") if FORKS else multiprocessing.get_context("spawn")
        )
        self._workers: list[_Worker[Task]] = []
        self._again: deque[Chunk[Task]] = deque()
        self._ended: dict[int, int] = {}
        """Workers that died over a task, by its number."""
        self._starts_failed = 0
        """Workers that died in a row before they had begun with a task."""
        self._finished: dict[int, tuple[Task, Result | GivenUp]] = {}

    def results(self, tasks: Iterable[Task]) -> Generator[tuple[Task, Result | GivenUp], None, None]:
        """Each task with its result, in the order of the tasks; workers are gone when the iterator is closed."""
        fresh = _chunks(tasks)
        turn = 0
        upcoming: Chunk[Task] | None = next(fresh, None)
        try:
            while True:
                while (self._again or (upcoming and upcoming[0][0] < turn + WINDOW)) and (worker := self._free()):
                    if self._again:
                        self._give(worker, self._again.popleft())
                    elif upcoming:
                        self._give(worker, upcoming)
                        upcoming = next(fresh, None)
                busy = {worker.connection: worker for worker in self._workers if worker.chunks}
                if not busy:
                    return
                for connection in wait(list(busy)):
                    self._take(busy[connection])  # type: ignore[index]  # only our connections were waited for
                while turn in self._finished:
                    yield self._finished.pop(turn)
                    turn += 1
        finally:
            self._end()

    def _free(self) -> _Worker[Task] | None:
        """A worker that can take a chunk: an idle one, else a new one, else one that would run dry."""
        laziest = min(self._workers, key=lambda worker: len(worker.chunks), default=None)
        if laziest and not laziest.chunks:
            return laziest
        if len(self._workers) < self._jobs:
            self._workers.append(self._started())
            return self._workers[-1]
        return laziest if laziest and len(laziest.chunks) < AHEAD else None

    def _started(self) -> _Worker[Task]:
        ours, theirs = self._context.Pipe()
        at = RawValue("q", IDLE)
        # a forked worker holds copies of our ends, and a copy held open would hide that we are gone
        not_its_own = [worker.connection for worker in self._workers] + [ours] if FORKS else []
        process = self._context.Process(
            target=_serve,
            args=(theirs, not_its_own, at, self._work, self._seconds, self._memory),
            daemon=True,
        )
        process.start()
        theirs.close()
        return _Worker(process, ours, at)

    @staticmethod
    def _give(worker: _Worker[Task], chunk: Chunk[Task]) -> None:
        worker.chunks.append(chunk)
        with contextlib.suppress(BrokenPipeError, ConnectionResetError):  # it died: noticed when its answer is due
            worker.connection.send([task for _, task in chunk])

    def _take(self, worker: _Worker[Task]) -> None:
        try:
            results = worker.connection.recv()
        except (EOFError, ConnectionResetError):
            self._bury(worker)
            return
        self._starts_failed = 0
        for (number, task), result in zip(worker.chunks.popleft(), results, strict=True):
            self._finished[number] = (task, result)

    def _bury(self, worker: _Worker[Task]) -> None:
        """A worker died: the task in hand is tried again alone or given up, all else it had goes to another.

        One that died before it had begun with a task says nothing about any; where none gets as far, the tasks have to
        pay for it, or the run would never end.
        """
        self._workers.remove(worker)
        worker.connection.close()
        worker.process.join()
        code = worker.process.exitcode
        chunk = worker.chunks.popleft()
        place = worker.at.value
        if place == IDLE and self._starts_failed < STARTS:
            self._starts_failed += 1
            self._again.extendleft(reversed((chunk, *worker.chunks)))
            return
        number, task = chunk.pop(min(max(place, 0), len(chunk) - 1))
        self._ended[number] = self._ended.get(number, 0) + 1
        alone: Chunk[Task] = []
        if self._too_long(code) or self._ended[number] == TRIES:
            self._finished[number] = (task, GivenUp(self._reason(code)))
        else:
            alone = [(number, task)]
        self._again.extendleft(reversed([rest for rest in (alone, chunk, *worker.chunks) if rest]))

    @staticmethod
    def _too_long(code: int | None) -> bool:
        return hasattr(signal, "SIGALRM") and code in (-signal.SIGALRM, -signal.SIGPROF)

    def _reason(self, code: int | None) -> str:
        if self._too_long(code):
            spent = self._seconds if code == -signal.SIGPROF else self._seconds * PATIENCE
            return f"given up after {spent:g} s: reading it takes too long"
        if code is not None and code < 0:
            return f"reading it ended the worker (signal {-code})"
        return f"reading it ended the worker (exit code {code})"

    def _end(self) -> None:
        for worker in self._workers:
            worker.connection.close()
        for worker in self._workers:
            if worker.chunks:
                worker.process.kill()
            worker.process.join(1)
            if worker.process.is_alive():
                worker.process.kill()
                worker.process.join()
        self._workers.clear()


def _chunks(tasks: Iterable[Task]) -> Iterator[Chunk[Task]]:
    chunk: Chunk[Task] = []
    for numbered in enumerate(tasks):
        chunk.append(numbered)
        if len(chunk) == CHUNK:
            yield chunk
            chunk = []
    if chunk:
        yield chunk


def keep_alive() -> None:
    """Starts the time limit of the task in hand anew: it got somewhere, a page of an archive is read, say."""
    if _limit_of_a_task:
        _set_timers(_limit_of_a_task[0])


def _set_timers(seconds: float) -> None:
    signal.setitimer(signal.ITIMER_PROF, seconds)
    signal.setitimer(signal.ITIMER_REAL, seconds * PATIENCE)


_limit_of_a_task: list[float] = []
"""Seconds; set once in a worker, empty elsewhere."""


def _serve(
    connection: Connection,
    not_its_own: list[Connection],
    at: Any,
    work: Callable[[Any], Any],
    seconds: float,
    memory: int,
) -> None:
    """A worker's life: until the other end of the pipe is gone."""
    for other in not_its_own:
        other.close()
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C goes to all of us; the parent decides
    signal.signal(signal.SIGTERM, signal.SIG_DFL)
    timed = hasattr(signal, "setitimer")
    if timed:
        signal.signal(signal.SIGALRM, signal.SIG_DFL)
        signal.signal(signal.SIGPROF, signal.SIG_DFL)
        _limit_of_a_task.append(seconds)
    _limit(memory)
    gc.freeze()
    with contextlib.suppress(EOFError, BrokenPipeError, ConnectionResetError, KeyboardInterrupt):
        while True:
            tasks = connection.recv()
            results = []
            for number, task in enumerate(tasks):
                at.value = number
                keep_alive()
                results.append(work(task))
            if timed:
                _set_timers(0)
            at.value = IDLE
            connection.send(results)
    os._exit(0)  # what was inherited by forking, an open case file say, is not ours to close


def _limit(memory: int) -> None:
    if not memory:
        return
    try:
        import resource
    except ImportError:  # a system without address-space limits
        return
    _, hard = resource.getrlimit(resource.RLIMIT_AS)
    memory += _inherited()
    allowed = memory if hard == resource.RLIM_INFINITY else min(memory, hard)
    resource.setrlimit(resource.RLIMIT_AS, (allowed, hard))


def _inherited() -> int:
    """Bytes of address space that a worker has before its first task: what it was forked with is not its greed."""
    try:
        with open("/proc/self/statm", encoding="ascii") as statm:
            return int(statm.read().split()[0]) * os.sysconf("SC_PAGE_SIZE")
    except OSError:
        return 0
