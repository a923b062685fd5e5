"""Whole-process figures of the main job: ``python -m benchmarks.whole [--count 1000] [--size 300] [--jobs 2]``.

Writes realistic saved pages, audits them with and without the report, audits them again unchanged, audits one alone
and asks for help; with ``--beside`` also runs the least that any program has to do (:mod:`benchmarks.floor`) and a
first attempt (:mod:`benchmarks.naive`, once) over the same pages.  Each is a process of its own, timed from outside,
in turn.  Memory is the highest sum over all processes of their proportional share (PSS; Linux), sampled in a round of
its own, since sampling takes time itself.  Prints a table in Markdown for ``docs/performance.md``.
"""

from __future__ import annotations

import argparse
import os
import platform
import resource
import subprocess
import sys
import tempfile
import threading
import time
from dataclasses import dataclass
from pathlib import Path

from benchmarks.pages import pages

ROOT = Path(__file__).parent.parent


@dataclass(frozen=True, slots=True)
class Measured:
    """One process and its children."""

    wall: float
    """Seconds."""
    cpu: float
    """Seconds of all processes together."""
    memory: float
    """MiB, highest sum of the proportional shares."""


def processes(pid: int) -> list[int]:
    """A process and all its descendants (Linux)."""
    found = [pid]
    for number in found:
        try:
            tasks = os.listdir(f"/proc/{number}/task")
            for task in tasks:
                found += map(int, Path(f"/proc/{number}/task/{task}/children").read_text().split())
        except OSError:
            continue
    return found


def _share(pid: int) -> int:
    """KiB."""
    try:
        for line in Path(f"/proc/{pid}/smaps_rollup").read_text().splitlines():
            if line.startswith("Pss:"):
                return int(line.split()[1])
    except OSError:
        pass
    return 0


def measured(command: list[str], cwd: Path, *, sampled: bool = True) -> Measured:
    """Runs a command to its end; its memory is 0 where it is not ``sampled``.

    Raises ``CalledProcessError`` where it fails.
    """
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    began = time.monotonic()
    process = subprocess.Popen(
        command,
        cwd=cwd,
        env={**os.environ, "PYTHONPATH": str(ROOT), "PYTHONDONTWRITEBYTECODE": ""},  # as users run it
        stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
    )
    peak = 0
    over = threading.Event()

    def sample() -> None:
        nonlocal peak
        while not over.wait(0.1):
            peak = max(peak, sum(_share(pid) for pid in processes(process.pid)))

    watcher = threading.Thread(target=sample)
    if sampled:
        watcher.start()
    _, errors = process.communicate()
    wall = time.monotonic() - began
    over.set()
    if sampled:
        watcher.join()
    if process.returncode:
        raise subprocess.CalledProcessError(process.returncode, command, stderr=errors)
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    cpu = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
    return Measured(wall, cpu, peak / 1024)


def processor() -> str:
    """What the processor calls itself."""
    try:
        for line in Path("/proc/cpuinfo").read_text().splitlines():
            if line.startswith("model name"):
                return line.split(":", 1)[1].strip()
    except OSError:
        pass
    return platform.processor() or platform.machine()


def _write(root: Path, count: int, kilobytes: int, pictures: float) -> None:
    for files in pages(count, seed=1, kilobytes=kilobytes, pictures=pictures):
        for path, data in files.items():
            file = root / "pages" / path
            file.parent.mkdir(parents=True, exist_ok=True)
            file.write_bytes(data)
    one = next((root / "pages").rglob("*.html"))
    (root / "one").mkdir()
    (root / "one" / one.name).write_bytes(one.read_bytes())


def _programs(number: int, jobs: int, beside: bool) -> dict[str, list[str]]:
    """Command line of each program of a round, by what it does."""
    audit = [sys.executable, "-m", "auditor", "audit", "--as-of", "2026-11-24", "--jobs", str(jobs), "--no-progress"]
    whole = [*audit, "pages", "--case", f"case{number}.db", "--report", f"report{number}"]
    made = {
        FIRST: whole,
        AGAIN: whole,
        TEXT: [*audit, "pages", "--case", f"text{number}.db", "--no-report"],
        ONE: [*audit, "one", "--case", f"one{number}.db", "--report", f"one-report{number}"],
        HELP: [sys.executable, "-m", "auditor", "--help"],
    }
    if beside:
        made[FLOOR] = [
            sys.executable,
            "-m",
            "benchmarks.floor",
            "pages",
            "--jobs",
            str(jobs),
            "--case",
            f"f{number}.db",
        ]
        if not number:
            made[NAIVE] = [sys.executable, "-m", "benchmarks.naive", "pages", "--jobs", str(jobs), "--case", "n.db"]
    return made


def _beside(module: str, jobs: int, number: int) -> list[str]:
    case = f"{module}{number}.db"
    return [sys.executable, "-m", f"benchmarks.{module}", "pages", "--jobs", str(jobs), "--case", case]


FIRST = "first run, report included"
AGAIN = "second run, nothing changed"
TEXT = "first run without report"
ONE = "one page, report included"
HELP = "`auditor --help`"
FLOOR = "floor: the least that has to be done"
NAIVE = "naive: common tools in the common way"
MANY = (FIRST, AGAIN, TEXT, FLOOR, NAIVE)


def main() -> None:
    """Prints the table."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.whole")
    parser.add_argument("--count", type=int, default=1000, help="pages")
    parser.add_argument("--size", type=int, default=300, help="kilobytes a page")
    parser.add_argument("--jobs", type=int, default=2, help="worker processes")
    parser.add_argument("--pictures", type=float, default=0.0, help="share of pages with an embedded picture")
    parser.add_argument("--repeats", type=int, default=3, help="rounds; the median is printed")
    parser.add_argument("--beside", action="store_true", help="also the floor and the naive program")
    wanted = parser.parse_args()
    print(
        f"{wanted.count} pages of about {wanted.size} KB, {wanted.pictures:.0%} with a picture, {wanted.jobs} jobs, "
        f"Python {platform.python_version()}, {os.cpu_count()} cores, {processor()}\n"
    )
    runs: dict[str, list[Measured]] = {}
    memory: dict[str, float] = {}
    with tempfile.TemporaryDirectory() as folder:
        root = Path(folder)
        _write(root, wanted.count, wanted.size, wanted.pictures)
        for number in range(wanted.repeats):
            for what, command in _programs(number, wanted.jobs, wanted.beside).items():
                runs.setdefault(what, []).append(measured(command, root, sampled=what == NAIVE))
        for what, command in _programs(wanted.repeats, wanted.jobs, wanted.beside).items():
            memory[what] = measured(command, root).memory
        memory |= {what: several[0].memory for what, several in runs.items() if what not in memory}
    print("| what | wall, s | CPU, s | pages/s | memory of all processes, MiB |")
    print("| --- | --- | --- | --- | --- |")
    for what, several in runs.items():
        one = sorted(several, key=lambda run: run.wall)[len(several) // 2]
        rate = f"{wanted.count / one.wall:,.0f}" if what in MANY else ""
        print(f"| {what} | {one.wall:.2f} | {one.cpu:.2f} | {rate} | {memory[what]:.0f} |")


if __name__ == "__main__":
    main()
