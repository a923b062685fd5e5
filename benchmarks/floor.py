"""The least that any such program has to do: ``python -m benchmarks.floor PAGES --jobs 2 --case FILE``.

Read, SHA-256, Lexbor parse, text without script and style, NFKC and case-folding, one RE2 set of 300 phrases, one
MinHash sketch, one row in SQLite.  Nothing is understood, located, compared or reported; what a real run costs above
this is its own.
"""

from __future__ import annotations

import argparse
import hashlib
import sqlite3
import unicodedata
from collections.abc import Callable, Iterator
from functools import cache
from multiprocessing import get_context
from pathlib import Path
from typing import Any

import numpy as np
import re2
from selectolax.lexbor import LexborHTMLParser

from benchmarks.phrases import phrases

CHUNK = 8
ROWS = 256
"""Pages a transaction."""
SKETCH = 64
GRAM = 5
TEXT = 10_000
"""Characters that rules and sketch look at."""
PRIME = np.uint64((1 << 61) - 1)

Row = tuple[str, str, int, str, bytes]


def files_below(folder: Path) -> list[Path]:
    """The saved pages of a folder, sorted; pictures beside them are no pages."""
    return sorted(path for path in folder.rglob("*") if path.suffix in (".html", ".htm", ".mhtml"))


@cache
def _set() -> Any:
    options = re2.Options()
    options.max_mem = 256 << 20
    made = re2.Set.SearchSet(options)
    for first, second in phrases():
        made.Add(rf"(?:^|[^\pL\pN_]){first}\s+(?:\S+\s+)?{second}(?:$|[^\pL\pN_])")
    made.Compile()
    return made


@cache
def _numbers() -> tuple[Any, Any]:
    dice = np.random.default_rng(7)
    return tuple(dice.integers(1, 1 << 60, (SKETCH, 1), dtype=np.uint64) for _ in range(2))  # type: ignore[return-value]


def _sketch(text: str) -> bytes:
    data = np.frombuffer(text.encode(), np.uint8).astype(np.uint64)
    if len(data) < GRAM:
        return b""
    grams = np.zeros(len(data) - GRAM + 1, np.uint64)
    for place in range(GRAM):
        grams = grams * np.uint64(257) + data[place : len(data) - GRAM + 1 + place]
    grams = np.unique(grams)[:512]
    times, plus = _numbers()
    return bytes((((grams * times + plus) % PRIME).min(axis=1)).astype(np.uint32).tobytes())


def page_row(path: Path) -> Row:
    """The row of one page."""
    data = path.read_bytes()
    digest = hashlib.sha256(data).hexdigest()
    tree = LexborHTMLParser(data.decode("utf-8", "replace"))
    tree.strip_tags(["script", "style"])
    text = " ".join((tree.body.text(separator=" ") if tree.body else "").split())[:TEXT]
    folded = unicodedata.normalize("NFKC", text).casefold()
    hits = _set().Match(folded) or ()
    title = tree.css_first("title")
    return digest, title.text() if title else "", len(hits), folded, _sketch(folded[:2_000])


def run(folder: Path, case: Path, jobs: int, row: Callable[[Path], Row]) -> int:
    """Every page of a folder into a case file; the number of pages."""
    connection = sqlite3.connect(case)
    connection.execute("pragma journal_mode = wal")
    connection.execute("pragma synchronous = normal")
    connection.execute("create table page (sha256 text, title text, hits integer, text text, sketch blob)")
    files = files_below(folder)
    with get_context("fork").Pool(jobs) as pool:
        for rows in _batches(pool.imap(row, files, CHUNK)):
            with connection:
                connection.executemany("insert into page values (?, ?, ?, ?, ?)", rows)
    connection.close()
    return len(files)


def _batches(rows: Iterator[Row]) -> Iterator[list[Row]]:
    batch: list[Row] = []
    for one in rows:
        batch.append(one)
        if len(batch) == ROWS:
            yield batch
            batch = []
    if batch:
        yield batch


def arguments(what: str) -> argparse.Namespace:
    """The arguments that this program and the naive one share."""
    parser = argparse.ArgumentParser(prog=what)
    parser.add_argument("pages", type=Path, help="folder of saved pages")
    parser.add_argument("--jobs", type=int, default=2, help="processes")
    parser.add_argument("--case", type=Path, required=True, help="SQLite file to write")
    return parser.parse_args()


def main() -> None:
    """Runs the floor."""
    wanted = arguments("python -m benchmarks.floor")
    _set()
    print(run(wanted.pages, wanted.case, wanted.jobs, page_row))


if __name__ == "__main__":
    main()
