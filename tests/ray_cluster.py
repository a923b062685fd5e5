"""A Ray cluster of two nodes on this machine, small saved pages, and a case file's rows for comparison."""

from __future__ import annotations

import os
import secrets
import sqlite3
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from tests.running import ROOT

QUICK = Path(__file__).parent / "quick"
"""Modules that Ray's processes find before those that are installed."""
_TRADES = ("boat builder", "ferry pilot", "net maker", "tide gauge keeper", "dock planner", "harbour archivist")
_TOWNS = ("Kiel", "Nantes", "Bergen", "Aveiro", "Gdynia", "Cork", "Rijeka")
RUN_TABLES = ("run", "sighting", "finding_seen", "sqlite_sequence", "_sqlite_migrations")


def environment() -> dict[str, str]:
    """What a process needs to find the cluster, and to start in time."""
    return {
        "RAY_AUTH_MODE": "token",
        "RAY_AUTH_TOKEN": secrets.token_hex(32),
        "RAY_USAGE_STATS_ENABLED": "0",
        "RAY_worker_niceness": "0",  # on a busy machine the workers would never have their turn
        "RAY_TMPDIR": "/tmp",  # a socket's path has to be short
        "PYTHONPATH": os.pathsep.join((str(QUICK), *filter(None, (os.environ.get("PYTHONPATH"),)))),
    }


@dataclass(frozen=True, slots=True)
class TwoNodes:
    """A running cluster, in a process of its own: what it reads of the environment it reads once."""

    address: str
    environment: dict[str, str]
    process: subprocess.Popen[str]

    def lose_one(self) -> None:
        """Kills the processes of one node."""
        assert self.process.stdin is not None
        assert self.process.stdout is not None
        self.process.stdin.write("lose\n")
        self.process.stdin.flush()
        assert self.process.stdout.readline() == "lost\n"


@contextmanager
def two_nodes() -> Iterator[TwoNodes]:
    """A cluster of two nodes with one core each."""
    made = environment()
    line = [sys.executable, "-W", "ignore", "-m", "tests.ray_cluster"]
    pipes: dict[str, Any] = {"stdin": subprocess.PIPE, "stdout": subprocess.PIPE, "stderr": subprocess.PIPE}
    process = subprocess.Popen(line, cwd=ROOT, env={**os.environ, **made}, text=True, **pipes)
    try:
        assert process.stdout is not None
        address = process.stdout.readline().strip()
        assert address, process.communicate()[1][-2000:]
        yield TwoNodes(address, made, process)
    finally:
        process.communicate(timeout=60)


def _serve() -> None:
    """Starts a cluster, says where it is, loses a node when told to, ends with its input."""
    from ray.cluster_utils import Cluster

    node = {"num_cpus": 1, "object_store_memory": 100 * 2**20, "include_dashboard": False}
    cluster = Cluster(initialize_head=True, head_node_args=node)
    other = cluster.add_node(**node)
    print(cluster.address, flush=True)
    for line in sys.stdin:
        if line == "lose\n":
            cluster.remove_node(other, allow_graceful=False)
            print("lost", flush=True)
    cluster.shutdown()


def small_pages(folder: Path, count: int) -> None:
    """Saved pages of invented people, a few hundred bytes each; some tell one text, some are no pages."""
    for number in range(count):
        trade, town = _TRADES[number % len(_TRADES)], _TOWNS[number % len(_TOWNS)]
        about = f"For {number % 31 + 2} years a {trade} in {town}, yard {number}; berth {number * 7919 % 100003}."
        if number % 500 == 3:
            about = "Our moorings hold every winter storm because we measure each chain twice and write it all down."
        below = folder / f"part-{number % 10}"
        below.mkdir(parents=True, exist_ok=True)
        page = (
            f'<!doctype html><html lang="en"><head><title>Person {number}</title>'
            f'<script type="application/ld+json">{{"@context":"https://schema.org","@type":"ProfilePage","mainEntity":'
            f'{{"@type":"Person","name":"Person Number{number}","jobTitle":"{trade}","description":"{about}",'
            f'"url":"https://people.example/p{number}"}}}}</script></head><body><main><h1>Person Number{number}</h1>'
            f"<p>{about}</p></main></body></html>"
        )
        (below / f"person-{number:05}.html").write_text("" if number % 1000 == 7 else page, encoding="utf-8")


def rows(case: Path) -> list[str]:
    """Every row of a case file, sorted, without the numbers of runs."""
    connection = sqlite3.connect(case)
    found = []
    for (table,) in connection.execute("select name from sqlite_master where type = 'table'").fetchall():
        if table in RUN_TABLES or "_fts" in table:
            continue
        names = [row[1] for row in connection.execute(f"pragma table_info([{table}])") if row[1] != "run"]
        columns = ", ".join(f"[{name}]" for name in names)
        found += [f"{table} {row!r}" for row in connection.execute(f"select {columns} from [{table}]")]
    connection.close()
    return sorted(found)


def waited(until: Callable[[], bool], seconds: float = 300) -> None:
    """Waits until something is so; fails after some time."""
    end = time.monotonic() + seconds
    while not until():
        assert time.monotonic() < end, "it did not come about"
        time.sleep(0.05)


if __name__ == "__main__":
    _serve()
