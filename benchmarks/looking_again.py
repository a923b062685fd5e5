"""Looking again at what did not change: ``python -m benchmarks.looking_again [--count 10000] [--watched 1000]``.

Writes saved pages (:mod:`benchmarks.pages`), audits them once, then times the same audit over the unchanged folder.
Then watches profiles, a folder each, looks at them once, saves one of them with another headline, and times the look
that has to find it.  Each is a process of its own, timed from outside, the median of three; memory
is sampled in a round before them.  Prints a table.
"""

from __future__ import annotations

import argparse
import shutil
import sqlite3
import statistics
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

from auditor.store.case import opened_case
from auditor.store.watchlist import add_watched
from benchmarks.pages import pages
from benchmarks.whole import Measured, measured
from fixtures.make import guest
from fixtures.make.crowd import somebody
from fixtures.make.person import Surroundings

ROUNDS = 3
AS_OF = "2026-11-24"
DISTINCT = 500
"""Pages that are really different; the others are the same with another ending, so that each has bytes of its own."""
AUDIT = [sys.executable, "-m", "auditor", "audit", "pages", "--as-of", AS_OF, "--no-report", "--quiet", "--jobs"]
WATCH = [sys.executable, "-m", "auditor", "watch", "run", "--case", "watch.db", "--as-of", AS_OF, "--quiet", "--jobs"]


def _saved(count: int, kilobytes: int) -> Iterator[dict[str, bytes]]:
    made = list(pages(min(count, DISTINCT), seed=1, kilobytes=kilobytes, pictures=0))
    for number in range(count):
        turn, which = divmod(number, len(made))
        yield {
            f"{turn}/{path}": data + (b"\n<!-- %d -->" % number if path.endswith("html") else b"")
            for path, data in made[which].items()
        }


def write_pages(folder: Path, count: int, kilobytes: int) -> None:
    """Writes that many saved pages."""
    for files in _saved(count, kilobytes):
        for path, data in files.items():
            file = folder / path
            file.parent.mkdir(parents=True, exist_ok=True)
            file.write_bytes(data)


def write_watched(folder: Path, count: int) -> None:
    """Writes a folder for each watched profile, and the watch list."""
    with opened_case(folder / "watch.db") as case:
        for number in range(count):
            person = somebody(number)
            place = folder / "watched" / f"{number:05}"
            place.mkdir(parents=True)
            saved = guest.guest_page(person, Surroundings(seed=str(number), captured="2026-01-15"))
            (place / "page.html").write_text(saved.markup, encoding="utf-8")
            add_watched(case.connection, person.slug, str(place), (), "2026-01-16T00:00:00.000Z")


def _again(folder: Path, command: list[str]) -> list[Measured]:
    return [measured(command, folder, sampled=not turn) for turn in range(ROUNDS + 1)]


def _changed(folder: Path, jobs: int) -> list[Measured]:
    """One of the watched pages is saved with another headline before each look; each look must say so."""
    made = []
    page = folder / "watched" / "00007" / "page.html"
    markup = page.read_text(encoding="utf-8")
    headline = somebody(7).headline
    for turn in range(ROUNDS + 1):
        page.write_text(markup.replace(headline, f"{headline}, shipping {turn}"), encoding="utf-8")
        made.append(measured([*WATCH, str(jobs), "--output", "digest.txt"], folder, sampled=not turn))
        said = (folder / "digest.txt").read_text(encoding="utf-8")
        if f"shipping {turn}" not in said or said.count("headline  [") != 1:
            raise AssertionError(f"the one change was not reported alone: {said[:400]}")
    return made


def _row(what: str, found: list[Measured], count: int) -> str:
    sampled, *timed = found
    wall = statistics.median(one.wall for one in timed)
    cpu = statistics.median(one.cpu for one in timed)
    return f"| {what} | {wall:.2f} | {cpu:.2f} | {count / wall:,.0f} | {sampled.memory:.0f} |"


def main() -> None:
    """Measures and prints."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--count", type=int, default=10_000)
    parser.add_argument("--size", type=int, default=300, help="kilobytes a page")
    parser.add_argument("--watched", type=int, default=1_000)
    parser.add_argument("--jobs", type=int, default=2)
    wanted = parser.parse_args()
    folder = Path(tempfile.mkdtemp(prefix="looking-again-"))
    try:
        lines = ["| what | wall, s | CPU, s | a second | MiB |", "| --- | --- | --- | --- | --- |"]
        if wanted.count:
            write_pages(folder / "pages", wanted.count, wanted.size)
            subprocess.run([*AUDIT, str(wanted.jobs)], cwd=folder, check=True)
            found = _again(folder, [*AUDIT, str(wanted.jobs)])
            with sqlite3.connect(folder / "reports" / "case.db") as connection:
                assert connection.execute("select count(*) from run").fetchone() == (1,)
            lines.append(_row(f"{wanted.count:,} unchanged pages of {wanted.size} KB", found, wanted.count))
        if wanted.watched:
            write_watched(folder, wanted.watched)
            subprocess.run([*WATCH, str(wanted.jobs), "--output", "first.txt"], cwd=folder, check=True)
            lines.append(
                _row(f"{wanted.watched:,} watched, none changed", _again(folder, [*WATCH, "2"]), wanted.watched)
            )
            lines.append(
                _row(f"{wanted.watched:,} watched, one changed", _changed(folder, wanted.jobs), wanted.watched)
            )
        print("\n".join(lines))
    finally:
        shutil.rmtree(folder)


if __name__ == "__main__":
    main()
