"""Workers may hang, crash and be killed; every task still has exactly one result, in order."""

from __future__ import annotations

import ctypes
import faulthandler
import mmap
import os
import signal
import sys
import time
from pathlib import Path

import pytest

from auditor.engine.supervisor import GivenUp, Supervisor

linux_only = pytest.mark.skipif(sys.platform != "linux", reason="workers are forked on Linux only")


def _square(number: int) -> int:
    return number * number


def _troubled(number: int) -> int | str:
    if number == 3:
        time.sleep(60)
    if number == 7:
        while True:
            pass
    if number == 11:
        faulthandler.disable()  # the crash is meant, its dump would only be noise
        ctypes.string_at(0)
    if number == 20:
        os._exit(7)
    if number == 29:
        try:
            bytearray(1 << 40)
        except MemoryError:
            return "too much memory"
    return number


def test_results_come_in_the_order_of_the_tasks() -> None:
    supervisor: Supervisor[int, int] = Supervisor(_square, 2, 10, 0)
    assert list(supervisor.results(range(1000))) == [(n, n * n) for n in range(1000)]


def test_no_task_no_result() -> None:
    supervisor: Supervisor[int, int] = Supervisor(_square, 2, 10, 0)
    assert list(supervisor.results([])) == []


@linux_only
@pytest.mark.parametrize("jobs", [1, 2], ids=["one worker", "two workers"])
def test_a_bad_task_is_given_up_alone(jobs: int) -> None:
    supervisor: Supervisor[int, int | str] = Supervisor(_troubled, jobs, 0.5, 4 << 30)
    results = dict(supervisor.results(range(64)))
    assert list(results) == list(range(64))
    given_up = {task: result.reason for task, result in results.items() if isinstance(result, GivenUp)}
    assert given_up == {
        3: "given up after 3 s: reading it takes too long",
        7: "given up after 0.5 s: reading it takes too long",
        11: "reading it ended the worker (signal 11)",
        20: "reading it ended the worker (exit code 7)",
    }
    assert results[29] == "too much memory"
    assert all(results[n] == n for n in results if n not in (3, 7, 11, 20, 29))


def _fatal(number: int) -> int:
    if number % 2:
        os.kill(os.getpid(), signal.SIGKILL)
    return number


def _greedy(size: int) -> str:
    try:
        return str(len(bytearray(size)))
    except MemoryError:
        return "too much memory"


@linux_only
def test_what_a_worker_was_forked_with_is_not_its_greed() -> None:
    with mmap.mmap(-1, 3 << 30):  # address space of the parent, never touched
        supervisor: Supervisor[int, str] = Supervisor(_greedy, 1, 10, 1 << 30)
        results = [result for _, result in supervisor.results([1 << 20, 2 << 30])]
    assert results == [str(1 << 20), "too much memory"]


@linux_only
def test_many_deaths_lose_nothing() -> None:
    supervisor: Supervisor[int, int] = Supervisor(_fatal, 2, 5, 0)
    results = list(supervisor.results(range(60)))
    assert [task for task, _ in results] == list(range(60))
    assert [task for task, result in results if isinstance(result, GivenUp)] == list(range(1, 60, 2))


@linux_only
def test_a_worker_that_is_killed_from_outside_costs_no_task(tmp_path: Path) -> None:
    def once(number: int) -> int:
        mark = tmp_path / str(number)
        if number % 3 == 0 and not mark.exists():
            mark.touch()
            os.kill(os.getpid(), signal.SIGKILL)
        return number

    supervisor: Supervisor[int, int] = Supervisor(once, 2, 5, 0)
    assert list(supervisor.results(range(40))) == [(n, n) for n in range(40)]
    assert len(list(tmp_path.iterdir())) == 14


class _Unsendable:
    def __reduce__(self) -> str:
        raise MemoryError


@linux_only
def test_results_that_cannot_be_sent_do_not_go_on_forever() -> None:
    def work(number: int) -> int | _Unsendable:
        return _Unsendable() if number == 2 else number

    supervisor: Supervisor[int, int | _Unsendable] = Supervisor(work, 1, 5, 0)
    results = list(supervisor.results(range(4)))
    assert [task for task, _ in results] == list(range(4))
    assert isinstance(results[2][1], GivenUp)


def test_workers_are_gone_when_the_iterator_is_closed() -> None:
    supervisor: Supervisor[int, int] = Supervisor(_square, 2, 10, 0)
    results = supervisor.results(range(10_000))
    next(results)
    workers = [worker.process for worker in supervisor._workers]
    results.close()
    assert workers
    assert not any(worker.is_alive() for worker in workers)
