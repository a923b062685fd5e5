"""Which saved files are as they were when they were read last, before any worker is started for the others.

Reading a file and hashing it lets other threads run, and nothing is understood of it here: threads of this process do
it at the speed of the hash, where sending names to workers and answers back would cost half as much again.
"""

from __future__ import annotations

from collections.abc import Collection, Generator, Sequence
from concurrent.futures import ThreadPoolExecutor

from auditor.intake import Limits, Unit, content_at

TOGETHER = 32
"""Files that a thread takes at once."""


def contents(
    units: Sequence[Unit], limits: Limits, known: Collection[str], jobs: int
) -> Generator[tuple[Unit, str | None], None, None]:
    """Each unit, in order, with its content where that is known, and with ``None`` where it has to be read.

    Raises nothing of its own; closed early, it waits for no more than the files in hand.
    """

    def looked_at(some: Sequence[Unit]) -> list[str | None]:
        found = [content_at(unit, limits) for unit in some]
        return [content if content in known else None for content in found]

    parts = [units[start : start + TOGETHER] for start in range(0, len(units), TOGETHER)]
    threads = ThreadPoolExecutor(max(1, jobs))
    try:
        for part, found in zip(parts, threads.map(looked_at, parts), strict=True):
            yield from zip(part, found, strict=True)
    finally:
        threads.shutdown(cancel_futures=True)
