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
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import overload

import numpy as np
from numpy.typing import NDArray
from PIL import Image

from auditor.imaging import decoded
from auditor.imaging.descriptor import GRID_WINDOWS, MIDDLE_PLACES, described, mirror_mask
from auditor.similarity.faiss_index import FaissIndex
from auditor.similarity.pictures import LIKENESS, RADIUS, PictureIndex, query_hashes, window_hashes
from benchmarks.pictures_drawn import drawn
from benchmarks.pictures_transforms import jpeg, transformed

CHANGES = ("combo", "crop 20", "ring+circle", "mirror", "rot5 crop")
CHECKED = 200
"""Pictures, and as many of those that were found, whose bits are counted one by one."""
FEW = 2_000
"""Pictures that are really drawn."""
TURNED = 0.08
"""Share of bits turned in a made hash: then one picture in two thousand comes within the radius of a query by chance,
as among portraits and photos, and besides half of the copies of the query's own picture.
"""


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


def counted_plainly(views: NDArray[np.uint64], query: bytes, place: int) -> bool:
    """Whether a picture lies within the radius of a query: bit by bit, without any of the search's arrays."""
    own = [int(value) for value in views[:, place]]
    grid = [int(value) for value in window_hashes([query])[:, 0]][: len(GRID_WINDOWS)]
    pairs = [(look, hashed) for look in query_hashes(query).tolist() for hashed in own[: len(GRID_WINDOWS) + 1]]
    mirror = int(mirror_mask())
    pairs += [(own[middle], hashed ^ mask) for middle in MIDDLE_PLACES for hashed in grid for mask in (0, mirror)]
    return bool(min((one ^ other).bit_count() for one, other in pairs) <= RADIUS)


def searched(few: Sequence[bytes], size: int, jobs: int, faiss: bool, folder: Path) -> None:
    """Prints the times of queries against a library whose hashes are mapped from a file, as the program has them."""
    np.save(folder / "views.npy", made_views(few, size))
    views = np.load(folder / "views.npy", mmap_mode="r")
    start = time.perf_counter()
    index = (FaissIndex if faiss else PictureIndex)(Repeated(few, size), views, jobs)
    took = time.perf_counter() - start
    print(f"\nlibrary of {size:,} pictures, {jobs} cores, {'faiss' if faiss else 'numpy'}, ready in {took:.2f} s")
    for number, change in enumerate(CHANGES):
        planted = number * 7 + 3
        shown = Image.open(io.BytesIO(picture(planted))).convert("RGB")
        query = described(decoded(transformed(shown, change, "search")).gray)
        start, cpu = time.perf_counter(), time.process_time()
        compared = list(index.compared([(0, query)]))
        took, cpu = time.perf_counter() - start, time.process_time() - cpu
        found = [match.b % len(few) for match in compared if match.likeness >= LIKENESS]
        print(
            f"{change}: {took:.2f} s ({cpu:.2f} s of CPU), {len(compared):,} pairs laid over each other, "
            f"{'found' if planted in found else 'missed'}, peak {memory()} MB"
        )
        near = {match.b for match in compared}
        places = [*range(0, size, size // CHECKED + 1), *sorted(near)[:CHECKED]]
        if any(counted_plainly(views, query, place) != (place in near) for place in places):
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
        f"{compared:,} pairs laid over each other, peak {memory()} MB"
    )


def main(arguments: Sequence[str] | None = None) -> None:
    """Prints the figures."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--library", type=int, action="append", default=[])
    parser.add_argument("--join", type=int, action="append", default=[])
    parser.add_argument("--jobs", type=int, default=2)
    parser.add_argument("--faiss", action="store_true", help="search through faiss")
    options = parser.parse_args(arguments)
    with ProcessPoolExecutor(options.jobs) as workers:
        few = list(workers.map(descriptor, range(FEW), chunksize=32))
    for size in options.join:
        joined(few, size, options.jobs)
    with TemporaryDirectory() as folder:
        for size in options.library:
            searched(few, size, options.jobs, options.faiss, Path(folder))


if __name__ == "__main__":
    main()
