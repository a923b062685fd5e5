"""Measures picture search at scale: ``python -m benchmarks.pictures_search [--library 1000000] [--join 20000]``.

A library of the given size is made from the descriptors of drawn pictures by turning some of each hash's bits, so that
it has their skew; real pictures are planted in it and looked for after a change.  Then a smaller library is joined with
itself.  Prints seconds, memory and what was found; the answer is checked against a plain count of bits on a part.
"""

from __future__ import annotations

import argparse
import io
import resource
import sys
import time
from collections.abc import Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from typing import overload

import numpy as np
from numpy.typing import NDArray
from PIL import Image

from auditor.imaging import decoded
from auditor.imaging.descriptor import described
from auditor.similarity.pictures import LIKENESS, RADIUS, PictureIndex, window_hashes
from benchmarks.pictures_drawn import drawn
from benchmarks.pictures_transforms import jpeg, transformed

CHANGES = ("combo", "crop 20", "ring+circle", "mirror", "rot5 crop")
FEW = 2_000
"""Pictures that are really drawn."""
TURNED = 0.17
"""Share of bits turned in a made hash: strangers' hashes then differ as much as those of real strangers."""


class Repeated(Sequence[bytes]):
    """The descriptors of a few pictures, over and over, as if they were many."""

    def __init__(self, few: Sequence[bytes], size: int) -> None:
        self._few = few
        self._size = size

    def __len__(self) -> int:
        return self._size

    @overload
    def __getitem__(self, place: int) -> bytes: ...
    @overload
    def __getitem__(self, place: slice) -> Sequence[bytes]: ...
    def __getitem__(self, place: int | slice) -> bytes | Sequence[bytes]:
        if isinstance(place, slice):
            return [self[number] for number in range(*place.indices(self._size))]
        return self._few[place % len(self._few)]


def picture(number: int) -> bytes:
    """A drawn picture as JPEG."""
    return jpeg(drawn(number, "search")[1], 90)


def descriptor(number: int) -> bytes:
    """Of a drawn picture."""
    return described(decoded(picture(number)).gray)


def made_views(few: Sequence[bytes], size: int) -> NDArray[np.uint64]:
    """Window hashes of a library: those of the few, then copies of them with the same bits turned in every window."""
    chance = np.random.default_rng(1)
    own = window_hashes(few)
    views = np.empty((len(own), size), dtype=np.uint64)
    views[:, : len(few)] = own
    for first in range(len(few), size, len(few)):
        width = min(len(few), size - first)
        bits = chance.random((width, 64)) < TURNED
        views[:, first : first + width] = own[:, :width] ^ np.packbits(bits, axis=1).view(np.uint64)[:, 0]
    return views


def memory() -> int:
    """Peak of this process, in MB."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024


def searched(few: Sequence[bytes], size: int, jobs: int) -> None:
    """Prints the times of queries against a library."""
    views = made_views(few, size)
    index = PictureIndex(Repeated(few, size), views, jobs)
    print(f"\nlibrary of {size:,} pictures, {jobs} cores, peak so far {memory()} MB")
    for number, change in enumerate(CHANGES):
        planted = number * 7 + 3
        shown = Image.open(io.BytesIO(picture(planted))).convert("RGB")
        query = described(decoded(transformed(shown, change, "search")).gray)
        start, cpu = time.perf_counter(), time.process_time()
        compared = list(index.compared([(0, query)]))
        took, cpu = time.perf_counter() - start, time.process_time() - cpu
        found = [match.b % len(few) for match in compared if match.likeness >= LIKENESS]
        print(
            f"{change}: {took:.2f} s ({cpu:.2f} s of CPU), {len(compared):,} pairs looked at, "
            f"{'found' if planted in found else 'missed'}, peak {memory()} MB"
        )
        part = PictureIndex(Repeated(few, 5_000), views[:, :5_000])
        near = {match.b for match in compared if match.b < 5_000}
        counted = set(np.flatnonzero(part.distances(query) <= RADIUS).tolist())
        if near != counted:
            sys.exit("the search is not exact")


def joined(few: Sequence[bytes], size: int, jobs: int) -> None:
    """Prints the time of a join of a library with itself."""
    start, cpu = time.perf_counter(), time.process_time()
    progress = max(1, size // 20)

    def told(done: int) -> None:
        if done % progress == 0:
            print(f"\r{done:,} of {size:,}", end="", file=sys.stderr)

    library = Repeated(few, size)
    index = PictureIndex(library, made_views(few, size), jobs)

    def numbered() -> Iterator[tuple[int, bytes]]:
        for place in range(size):
            yield place, library[place]
            told(place)

    compared = sum(1 for _ in index.compared(numbered(), later_only=True))
    took, cpu = time.perf_counter() - start, time.process_time() - cpu
    print(
        f"\n{size:,} pictures joined with each other on {jobs} cores: {took:.1f} s ({cpu:.1f} s of CPU), "
        f"{compared:,} pairs looked at, peak {memory()} MB"
    )


def main(arguments: Sequence[str] | None = None) -> None:
    """Prints the figures."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--library", type=int, action="append", default=[])
    parser.add_argument("--join", type=int, action="append", default=[])
    parser.add_argument("--jobs", type=int, default=2)
    options = parser.parse_args(arguments)
    with ProcessPoolExecutor(options.jobs) as workers:
        few = list(workers.map(descriptor, range(FEW), chunksize=32))
    for size in options.join:
        joined(few, size, options.jobs)
    for size in options.library:
        searched(few, size, options.jobs)


if __name__ == "__main__":
    main()
