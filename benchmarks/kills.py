"""Kills at random, and the same result: ``python -m benchmarks.kills [--workers 1000] [--parents 200]``.

Workers are killed (SIGKILL) while an audit runs, and whole audits are killed and started again over the same case file;
each time the JSON must equal that of an undisturbed run, byte for byte, and the case file must be whole.  Linux.
"""

from __future__ import annotations

import argparse
import os
import random
import signal
import sqlite3
import subprocess
import sys
import tempfile
import time
from contextlib import suppress
from pathlib import Path
from threading import Thread

from benchmarks.pages import pages
from benchmarks.whole import processes

PAGES = 150
KILOBYTES = 120
A_CASE = 10
"""Kills of the parent over one case file before it may finish."""
PAUSES = 10
"""Kills of workers in the time that an undisturbed run takes, at the mean: more, and nothing would ever be finished."""


class Differs(Exception):
    """A disturbed run did not come out as the undisturbed one."""


def _audit(case: Path, folder: Path) -> list[str]:
    return [
        *(sys.executable, "-m", "auditor", "audit", str(folder), "--case", str(case), "--no-report", "--quiet"),
        *("--as-of", "2026-11-24", "--jobs", "2", "--format", "json"),
    ]


def _finished(case: Path, folder: Path, expected: bytes) -> None:
    done = subprocess.run(_audit(case, folder), capture_output=True, check=True, timeout=600)
    if done.stdout != expected:
        raise Differs(f"{case.name}: the result is another one")
    _whole(case)


def _whole(case: Path) -> None:
    with sqlite3.connect(case) as connection:
        if connection.execute("pragma integrity_check").fetchone() != ("ok",):
            raise Differs(f"{case.name}: the case file is damaged")


def _workers_killed(case: Path, folder: Path, expected: bytes, pause: float, dice: random.Random) -> int:
    """Kills workers of one run as long as it runs, ``pause`` seconds apart; the number of kills that hit."""
    process = subprocess.Popen(_audit(case, folder), stdout=subprocess.PIPE, stderr=subprocess.DEVNULL)
    killed = 0
    reader = _Reader(process)
    while process.poll() is None:
        time.sleep(dice.expovariate(1 / pause))
        workers = [pid for pid in processes(process.pid) if pid != process.pid]
        if workers:
            with suppress(ProcessLookupError):
                os.kill(dice.choice(workers), signal.SIGKILL)
                killed += 1
    if process.returncode or reader.whole() != expected:
        skipped = reader.whole()[-400:].decode(errors="replace")
        raise Differs(f"{case.name}: exit code {process.returncode} after {killed} kills of workers: …{skipped}")
    _whole(case)
    return killed


class _Reader:
    """Reads a process's output beside everything else."""

    def __init__(self, process: subprocess.Popen[bytes]) -> None:
        self._parts: list[bytes] = []
        assert process.stdout is not None
        self._stream = process.stdout
        self._thread = Thread(target=self._read)
        self._thread.start()

    def _read(self) -> None:
        self._parts.append(self._stream.read())

    def whole(self) -> bytes:
        """All that was written."""
        self._thread.join()
        return b"".join(self._parts)


def _parent_killed(case: Path, folder: Path, seconds: float, dice: random.Random) -> bool:
    process = subprocess.Popen(_audit(case, folder), stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    with suppress(subprocess.TimeoutExpired):
        process.wait(dice.uniform(0.1, 0.9) * seconds)
    process.kill()
    return process.wait() == -signal.SIGKILL


def main() -> None:
    """Kills as often as asked and says what came of it; ends with 1 where a result differs."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.kills")
    parser.add_argument("--workers", type=int, default=1000, help="kills of workers")
    parser.add_argument("--parents", type=int, default=200, help="kills of whole runs")
    parser.add_argument("--seed", type=int, default=1)
    wanted = parser.parse_args()
    dice = random.Random(wanted.seed)
    with tempfile.TemporaryDirectory() as home:
        root = Path(home)
        for files in pages(PAGES, seed=wanted.seed, kilobytes=KILOBYTES, pictures=0.3):
            for path, data in files.items():
                (root / "pages" / path).parent.mkdir(parents=True, exist_ok=True)
                (root / "pages" / path).write_bytes(data)
        folder = root / "pages"
        began = time.monotonic()
        expected = subprocess.run(_audit(root / "undisturbed.db", folder), capture_output=True, check=True).stdout
        seconds = time.monotonic() - began
        try:
            workers = runs = 0
            while workers < wanted.workers:
                workers += _workers_killed(root / f"workers{runs}.db", folder, expected, seconds / PAUSES, dice)
                runs += 1
            print(f"{workers} workers killed in {runs} runs: every result is that of the undisturbed run")
            parents = cases = 0
            while parents < wanted.parents:
                case = root / f"parents{cases}.db"
                parents += sum(_parent_killed(case, folder, seconds, dice) for _ in range(A_CASE))
                _finished(case, folder, expected)
                cases += 1
            print(f"{parents} whole runs killed over {cases} case files: every result is that of the undisturbed run")
        except Differs as difference:
            sys.exit(str(difference))


if __name__ == "__main__":
    main()
