"""Measures how long saved pages take to be read: ``python -m benchmarks.reading PATH...`` prints one JSON document.

CPU milliseconds a page from the bytes in memory to the profile with all its fields: container, parser, finding out the
kind, the kind's reading.  All files are read in ``--rounds``, twice each, and a file's best time counts: other work on
the machine slows a round, not a file.  The time of a file that holds several pages is shared among them.
"""

from __future__ import annotations

import argparse
import gc
import json
import statistics
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from auditor.intake import Limits, Saved, pages, saved, units
from auditor.markup import Document
from auditor.model import Page
from auditor.pages.reading import read


@dataclass(frozen=True, slots=True)
class Timed:
    """A saved file that holds pages."""

    path: str
    kind: str
    kilobytes: int
    pages: int
    ms: float
    """A page."""


def kinds_of(file: Saved) -> list[str]:
    """Reads a file as ``auditor extract`` does; the kind of each of its pages."""
    found = (read(Document(page)) for page in pages(file, Limits()) if isinstance(page, Page))
    return [profile.source.page_kind or "none" for profile in found]


def timed(paths: Sequence[Path], rounds: int) -> Iterator[Timed]:
    """Every file below the paths that holds a page, with its best time."""
    found = [file for unit in units(paths, Limits()) if isinstance(file := saved(unit, Limits()), Saved)]
    kinds = {file.path: kinds_of(file) for file in found}
    found = [file for file in found if kinds[file.path]]
    best = dict.fromkeys(kinds, float("inf"))
    gc.freeze()  # as in the workers of a run: what is loaded already is not searched for rubbish again
    for _ in range(rounds):
        for file in found:
            for _ in range(2):
                began = time.process_time()
                kinds_of(file)
                best[file.path] = min(best[file.path], time.process_time() - began)
    for file in found:
        count = len(kinds[file.path])
        yield Timed(file.path, kinds[file.path][0], len(file.data) // 1024, count, best[file.path] * 1000 / count)


def summary(files: Sequence[Timed]) -> dict[str, object]:
    """The figures over all files and by page kind, slowest kind first."""
    by_kind: dict[str, list[float]] = {}
    for file in files:
        by_kind.setdefault(file.kind, []).append(file.ms)
    slowest = sorted(files, key=lambda file: -file.ms)[:5]
    return {
        "files": len(files),
        "pages": sum(file.pages for file in files),
        "median_ms": round(statistics.median(file.ms for file in files), 2),
        "slowest": [
            {"kind": file.kind, "kilobytes": file.kilobytes, "ms": round(file.ms, 2), "path": file.path}
            for file in slowest
        ],
        "kinds": {
            kind: {"files": len(times), "median_ms": round(statistics.median(times), 2), "max_ms": round(max(times), 2)}
            for kind, times in sorted(by_kind.items(), key=lambda item: -statistics.median(item[1]))
        },
    }


def main() -> None:
    """Reads the arguments and prints the figures."""
    parser = argparse.ArgumentParser(
        prog="python -m benchmarks.reading", description=__doc__.splitlines()[0] if __doc__ else ""
    )
    parser.add_argument("paths", type=Path, nargs="+", metavar="PATH", help="saved pages: files, folders, archives")
    parser.add_argument("--rounds", type=int, default=5, help="rounds over all files, the best counts (default 5)")
    wanted = parser.parse_args()
    files = list(timed(wanted.paths, wanted.rounds))
    if not files:
        parser.error("no saved page there")
    print(json.dumps(summary(files), indent=2))


if __name__ == "__main__":
    main()
