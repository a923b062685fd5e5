"""Whole-process figures of the main job: ``python -m benchmarks.whole [--count 1000] [--size 300] [--jobs 2]``.

Writes realistic saved pages, audits them with the report, audits them again unchanged, and asks for help; each as a
process of its own, timed from outside.  Memory is the highest sum over all processes of their proportional share (PSS;
Linux), sampled.  Prints a table in Markdown for ``docs/performance.md``.
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


@dataclass(frozen=True, slots=True)
class Measured:
    """One process and its children."""

    wall: float
    """Seconds."""
    cpu: float
    """Seconds of all processes together."""
    memory: float
    """MiB, highest sum of the proportional shares."""


def _children(pid: int) -> list[int]:
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


def measured(command: list[str], cwd: Path) -> Measured:
    """Runs a command to its end.  Raises ``CalledProcessError`` where it fails."""
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    began = time.monotonic()
    process = subprocess.Popen(command, cwd=cwd, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE)
    peak = 0
    over = threading.Event()

    def sample() -> None:
        nonlocal peak
        while not over.wait(0.1):
            peak = max(peak, sum(_share(pid) for pid in _children(process.pid)))

    watcher = threading.Thread(target=sample)
    watcher.start()
    _, errors = process.communicate()
    wall = time.monotonic() - began
    over.set()
    watcher.join()
    if process.returncode:
        raise subprocess.CalledProcessError(process.returncode, command, stderr=errors)
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    cpu = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
    return Measured(wall, cpu, peak / 1024)


def _processor() -> str:
    try:
        for line in Path("/proc/cpuinfo").read_text().splitlines():
            if line.startswith("model name"):
                return line.split(":", 1)[1].strip()
    except OSError:
        pass
    return platform.processor() or platform.machine()


def main() -> None:
    """Prints the table."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.whole")
    parser.add_argument("--count", type=int, default=1000, help="pages")
    parser.add_argument("--size", type=int, default=300, help="kilobytes a page")
    parser.add_argument("--jobs", type=int, default=2, help="worker processes")
    parser.add_argument("--pictures", type=float, default=0.0, help="share of pages with an embedded picture")
    parser.add_argument("--repeats", type=int, default=3, help="runs of each; the median is printed")
    wanted = parser.parse_args()
    auditor = [sys.executable, "-m", "auditor"]
    print(
        f"{wanted.count} pages of about {wanted.size} KB, {wanted.jobs} jobs, Python {platform.python_version()}, "
        f"{os.cpu_count()} cores, {_processor()}\n"
    )
    print("| what | wall, s | CPU, s | pages/s | memory of all processes, MiB |")
    print("| --- | --- | --- | --- | --- |")
    with tempfile.TemporaryDirectory() as folder:
        root = Path(folder)
        for files in pages(wanted.count, seed=1, kilobytes=wanted.size, pictures=wanted.pictures):
            for path, data in files.items():
                file = root / "pages" / path
                file.parent.mkdir(parents=True, exist_ok=True)
                file.write_bytes(data)
        first, again, helped = [], [], []
        for number in range(wanted.repeats):
            audit = [
                *auditor,
                "audit",
                "pages",
                "--as-of",
                "2026-11-24",
                "--jobs",
                str(wanted.jobs),
                "--no-progress",
                "--case",
                f"case{number}.db",
                "--report",
                f"report{number}",
            ]
            first.append(measured(audit, root))
            again.append(measured(audit, root))
            helped.append(measured([*auditor, "--help"], root))
        for what, runs, count in (
            ("first run, report included", first, wanted.count),
            ("second run, nothing changed", again, wanted.count),
            ("`auditor --help`", helped, 0),
        ):
            one = sorted(runs, key=lambda run: run.wall)[len(runs) // 2]
            rate = f"{count / one.wall:,.0f}" if count else ""
            memory = max(run.memory for run in runs)
            print(f"| {what} | {one.wall:.2f} | {one.cpu:.2f} | {rate} | {memory:.0f} |")


if __name__ == "__main__":
    main()
