"""The machines of a Ray cluster, doing the work of a run: one function per page, results in the order of the files.

Workers read chunks and make shards; a shard that is there already is not made again, so that a machine that is lost, or
a run that is started again, costs only what is missing.  What a machine cannot see is sent to it.
"""

from __future__ import annotations

import os
import sys
from collections import deque
from collections.abc import Container, Iterator, Sequence
from contextlib import contextmanager, redirect_stdout, suppress
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from auditor.cluster.chunks import Chunk, chunks, sent
from auditor.cluster.joins import RayJoins
from auditor.cluster.room import Elsewhere, OtherRules, Read, Room, Settings
from auditor.cluster.shards import Shards, results_in
from auditor.engine.supervisor import GivenUp
from auditor.engine.work import Refused

if TYPE_CHECKING:
    from auditor.engine.run import Plan, Results
    from auditor.intake import Unit
    from auditor.similarity.effort import Joins
    from auditor.store.case import SavedFileRows

AHEAD = 3
"""Chunks under way for each core: enough that none waits for the next one."""
AGAIN = 20
"""Times that a chunk is given to another worker after machines were lost."""
LOCAL_STORE = 512 * 2**20
"""Bytes of shared memory of a cluster that is started on this machine alone."""


class ClusterError(Exception):
    """The cluster cannot be used; the message says why."""


@dataclass(frozen=True, slots=True)
class Made:
    """What a worker says of a chunk: the shard's bytes, or its name where the worker has written it."""

    data: bytes | None
    name: str
    passing: bool


_rooms: dict[str, Room] = {}
"""The room of this worker, by the rules it was started for."""


def _room(settings: Settings) -> Room:
    if settings.key not in _rooms:
        for room in _rooms.values():
            room.close()
        _rooms.clear()
        _rooms[settings.key] = Room(settings)
    return _rooms[settings.key]


def made(key: str, tasks: tuple[Any, ...], settings: Settings, shards: Shards | None) -> Made | Elsewhere | OtherRules:
    """What a worker does with a chunk.  ``shards``: where it writes itself."""
    for last in (False, True):
        try:
            answered = _room(settings).read(tasks)
            break
        except (EOFError, OSError):  # the process ended: of no page, those have processes of their own
            _rooms.pop(settings.key).close()
            if last:
                raise
    if not isinstance(answered, Read):
        return answered
    if shards is None:
        return Made(answered.data, "", answered.passing)
    return Made(None, shards.write(key, answered.data, answered.passing), answered.passing)


@dataclass(slots=True)
class _Order:
    """A chunk whose turn has not come yet, and the name of its shard once it is there."""

    chunk: Chunk
    name: str = ""


class RayMachines:
    """A connected cluster, and where its shards lie."""

    def __init__(self, ray: Any, shards: Shards) -> None:
        self._ray = ray
        self._shards = shards
        self.cores = max(1, int(ray.cluster_resources().get("CPU", 1)))
        self.joins: Joins | None = RayJoins(ray, self.cores)
        self.kept = 0
        """Chunks of the last run whose shards were there already."""

    def results(self, units: Sequence[Unit], plan: Plan) -> Results:
        """Each unit with its result, in the order of the units.  Raises :class:`ClusterError`, ``StoreError``."""
        settings = Settings(
            plan.source.key, replace(plan.source), plan.limits, plan.seconds_per_page, plan.worker_memory
        )
        work = _Work(self._ray, self._shards, settings)
        there = self._shards.there()
        wanted = {unit.path for unit in units}
        waiting: deque[_Order] = deque()
        names: list[str] = []
        whole = True
        self.kept = 0
        try:
            for chunk in chunks(plan.units, plan.limits, settings.key, plan.jobs):
                order = _Order(chunk, there.get(chunk.key, ""))
                if not order.name and not any(unit.path in wanted for unit in chunk.units):
                    whole = False  # all of it is in the case file, which never was in shards
                    continue
                waiting.append(order)
                if order.name:
                    self.kept += 1
                else:
                    work.begin(order)
                while len(work.under_way) >= AHEAD * self.cores:
                    work.take()
                yield from self._ready(waiting, wanted, names)
            while waiting:
                if not waiting[0].name:
                    work.take()
                yield from self._ready(waiting, wanted, names)
            if whole:
                self._shards.note(names, settings.key)
        finally:
            work.end()

    def _ready(
        self, waiting: deque[_Order], wanted: Container[str], names: list[str]
    ) -> Iterator[tuple[Unit, SavedFileRows | Refused | GivenUp]]:
        while waiting and waiting[0].name:
            order = waiting.popleft()
            names.append(order.name)
            if not any(unit.path in wanted for unit in order.chunk.units):
                continue
            results = results_in(self._shards.read(order.name))
            for unit, (path, result) in zip(order.chunk.units, results, strict=True):
                if path != unit.path:
                    raise ClusterError(f"shard {order.name} holds {path} where {unit.path} was read")
                if path in wanted:
                    yield unit, result


class _Work:
    """The chunks that workers have in hand."""

    def __init__(self, ray: Any, shards: Shards, settings: Settings) -> None:
        self._ray = ray
        self._shards = shards
        self._settings = ray.put(settings)
        self._limits = settings.limits
        self._task = ray.remote(num_cpus=1, max_retries=AGAIN)(made)
        self._send = False
        """Whether some machine does not see the files of this one, so that their bytes are sent from now on."""
        self.under_way: dict[Any, _Order] = {}

    def begin(self, order: _Order, send: bool = False) -> None:
        """Gives a chunk to the workers."""
        tasks = sent(order.chunk, self._limits) if send or self._send else order.chunk.tasks
        own = self._shards if self._shards.shared else None
        self.under_way[self._task.remote(order.chunk.key, tasks, self._settings, own)] = order

    def take(self) -> None:
        """Waits for a chunk and puts its shard where it belongs."""
        done, _ = self._ray.wait(list(self.under_way), num_returns=1)
        for reference in done:
            order = self.under_way.pop(reference)
            try:
                answered: Made | Elsewhere | OtherRules = self._ray.get(reference)
            except self._ray.exceptions.RayError as error:
                raise ClusterError(f"a chunk was given up after {AGAIN} tries: {str(error).splitlines()[0]}") from None
            if isinstance(answered, OtherRules):
                raise ClusterError("a machine of the cluster has another version of the program or of its rules")
            if isinstance(answered, Elsewhere):
                self._send = True
                self.begin(order)
            elif answered.data is None:
                order.name = answered.name
            else:
                order.name = self._shards.write(order.chunk.key, answered.data, answered.passing)

    def end(self) -> None:
        """Takes back what is under way."""
        for reference in self.under_way:
            with suppress(Exception):
                self._ray.cancel(reference)


@contextmanager
def connected(address: str | None, jobs: int) -> Iterator[Any]:
    """Ray, connected to the cluster at an address, or to one of ``jobs`` cores that is started on this machine alone.

    What Ray prints goes to stderr: stdout is for results.  Raises :class:`ClusterError`.
    """
    with _stdout_kept():
        yield from _connected(address, jobs)


@contextmanager
def _stdout_kept() -> Iterator[None]:
    sys.stdout.flush()
    kept = os.dup(1)
    os.dup2(2, 1)
    try:
        with redirect_stdout(sys.stderr):
            yield
    finally:
        os.dup2(kept, 1)
        os.close(kept)


def _connected(address: str | None, jobs: int) -> Iterator[Any]:
    os.environ["RAY_USAGE_STATS_ENABLED"] = "0"  # nothing is told to anybody
    os.environ.setdefault("RAY_AUTH_MODE", "token")
    os.environ.setdefault("RAY_ACCEL_ENV_VAR_OVERRIDE_ON_ZERO", "0")
    try:
        import ray
    except ImportError:
        raise ClusterError(
            "the engine ray needs a library of its own: pip install 'persona-auditor[cluster]'"
        ) from None
    quiet: dict[str, Any] = {"log_to_driver": False, "logging_level": "ERROR", "configure_logging": False}
    try:
        if address is None:
            ray.init(
                address="local",
                num_cpus=jobs,
                include_dashboard=False,
                object_store_memory=LOCAL_STORE,
                _node_ip_address="127.0.0.1",
                **quiet,
            )
        else:
            ray.init(address=address, **quiet)
    except Exception as error:  # what it raises is not said anywhere
        raise ClusterError(f"the cluster cannot be reached: {str(error).splitlines()[0][:300]}") from None
    try:
        yield ray
    finally:
        ray.shutdown()
