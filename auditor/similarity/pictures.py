"""Which pictures are the same picture, however they were cropped, mirrored, framed or saved again.

First every window hash of the library is compared with the query's, exactly, within a radius.  What is left, about
one picture in a thousand by chance, is laid over the query and looked at.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from functools import cache, lru_cache
from itertools import islice
from typing import TYPE_CHECKING

from auditor.imaging.descriptor import (
    GRID_WINDOWS,
    MIDDLE_PLACES,
    VIEWS_BYTES,
    WINDOWS,
    Window,
    had_border,
    mirror_mask,
    patch_of,
    view_hashes,
    views_of,
)
from auditor.similarity.effort import effort
from auditor.similarity.hamming import Groups, least_distances
from auditor.similarity.registration import Overlays, Placements, gray_copies, overlaid

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

METHOD = "views64-v2"
RADIUS = 9
"""Bits of 64 in which the best pair of windows may differ for two pictures to be laid over each other."""
LIKENESS = 0.09
"""Likeness from which two pictures are the same; ``benchmarks/pictures.py`` measures how often strangers reach it."""
COVERED = 0.1
"""Share of strong detail without a counterpart from which one picture is called partly covered."""
SEEDS = 2
"""Window pairs from which the refinement starts."""
TILE = 8192
"""Pictures compared at a time."""
BATCH = 512
"""Pairs that are gathered before they are laid over each other."""
SEEDED = 2048
"""Candidates whose windows are compared in all ways at a time; bounds the memory."""
TOGETHER = 64
"""Queries that share the cores."""
FAT = 64
"""Pictures in a group above which its members are not compared with each other again: a default picture or a logo."""
TURN = 5
"""Degrees by which a query is also turned either way."""
TURNED_WINDOWS: tuple[Window, ...] = tuple(((1 - side) / 2, (1 - side) / 2, side) for side in (0.7, 0.78))


@dataclass(frozen=True, slots=True)
class PictureMatch:
    """Two pictures, by their places in the input, that are one picture."""

    a: int
    """The query."""
    b: int
    """The picture found."""
    distance: int
    """Bits of 64 in which the best pair of windows differs."""
    transform: str
    """What was undone to bring them together, in words; empty where nothing was, or where they are not the same."""
    likeness: float
    """How much of the fine detail agrees, 0 to 1; strangers stay below ``LIKENESS``."""
    turn: complex = 1
    shift: complex = 0
    mirrored: bool = False
    """How the picture found lies on the query, as :class:`auditor.similarity.registration.Placements` puts it."""


@dataclass(frozen=True, slots=True)
class _Look:
    """One way of looking at a query: a window of it, turned and perhaps mirrored."""

    window: Window
    degrees: int
    mirrored: bool


@cache
def _looks() -> tuple[_Look, ...]:
    straight = [WINDOWS[place] for place in MIDDLE_PLACES]
    return tuple(
        _Look(window, degrees, mirrored)
        for degrees, windows in ((0, straight), (TURN, TURNED_WINDOWS), (-TURN, TURNED_WINDOWS))
        for window in windows
        for mirrored in (False, True)
    )


def window_hashes(descriptors: Sequence[bytes]) -> NDArray[np.uint64]:
    """The stored hashes of descriptors, shape ``(windows, pictures)``."""
    import numpy as np

    joined = b"".join(views_of(descriptor) for descriptor in descriptors)
    rows = np.frombuffer(bytearray(joined), dtype=np.uint64).reshape(len(descriptors), VIEWS_BYTES // 8)
    return np.ascontiguousarray(rows.T)


@lru_cache(maxsize=2 * TOGETHER)
def query_hashes(descriptor: bytes) -> NDArray[np.uint64]:
    """The hashes of a query's looks, in the order of :func:`_looks`."""
    import numpy as np
    from PIL import Image

    stored = np.frombuffer(views_of(descriptor), dtype=np.uint64)
    patch = patch_of(descriptor)
    turned = [patch.rotate(degrees, Image.Resampling.BILINEAR) for degrees in (TURN, -TURN)]
    hashes = np.concatenate([stored[list(MIDDLE_PLACES)], *(view_hashes(copy, TURNED_WINDOWS) for copy in turned)])
    return np.stack([hashes, hashes ^ mirror_mask()], axis=1).ravel()


@dataclass(frozen=True, slots=True)
class _Candidates:
    """Pairs that are worth being laid over each other, one row a pair."""

    query: NDArray[np.intp]
    base: NDArray[np.intp]
    distance: NDArray[np.uint8]
    seeds: tuple[Placements, ...]

    def rows(self, rows: Sequence[int]) -> _Candidates:
        """Some of the rows."""
        import numpy as np

        if len(rows) == len(self.query):
            return self
        places = np.array(rows, dtype=np.intp)
        seeds = tuple(seed.rows(places) for seed in self.seeds)
        return _Candidates(self.query[places], self.base[places], self.distance[places], seeds)


class PictureIndex:
    """The window hashes of a library, ready to be searched; its pictures are named by their places in the input."""

    def __init__(self, descriptors: Sequence[bytes], views: NDArray[np.uint64] | None = None, jobs: int = 1) -> None:
        """``views``: the window hashes, shape ``(windows, pictures)``, where they are kept apart, as in a mapped file.

        The descriptors may then be any sequence that reads one when it is asked for.
        """
        self._descriptors = descriptors
        self._views = window_hashes(descriptors) if views is None else views
        self._jobs = jobs
        self._joined = Groups()

    def __len__(self) -> int:
        return len(self._descriptors)

    def matches(self, queries: Iterable[tuple[int, bytes]], later_only: bool = False) -> Iterator[PictureMatch]:
        """The library's pictures that are a query's picture, for numbered queries; by query and place.

        ``later_only``: the queries are the library's own pictures, and each pair is looked at once.  Pairs inside a
        group of more than ``FAT`` are left out: each of its pictures is in some other pair.
        """
        for one in self.compared(queries, later_only):
            if one.likeness >= LIKENESS:
                if later_only:
                    self._joined.join(one.a, one.b)
                yield one

    def compared(self, queries: Iterable[tuple[int, bytes]], later_only: bool = False) -> Iterator[PictureMatch]:
        """Every pair whose windows come within the radius, with its likeness, whether that is enough or not."""
        waiting: list[_Candidates] = []
        asked: dict[int, bytes] = {}
        for (number, query), found in self._searched(iter(queries), later_only):
            if later_only:
                found = found.rows([n for n, base in enumerate(found.base.tolist()) if not self._is_fat(number, base)])
            if len(found.query):
                waiting.append(found)
                asked[number] = query
            if sum(len(one.query) for one in waiting) >= BATCH:
                yield from self._looked_at(waiting, asked)
                waiting, asked = [], {}
        if waiting:
            yield from self._looked_at(waiting, asked)

    def laid_over(self, near: Sequence[tuple[int, NDArray[np.intp]]]) -> Iterator[PictureMatch]:
        """The pairs that are one picture: each picture, by its place, with the given ones; in the order given."""
        waiting = [self._candidates(place, self._descriptors[place], others) for place, others in near]
        if waiting:
            asked = {place: self._descriptors[place] for place, _ in near}
            yield from (one for one in self._looked_at(waiting, asked) if one.likeness >= LIKENESS)

    def _is_fat(self, one: int, other: int) -> bool:
        return self._joined.together(one, other) > FAT

    def _searched(
        self, queries: Iterator[tuple[int, bytes]], later_only: bool
    ) -> Iterator[tuple[tuple[int, bytes], _Candidates]]:
        """Each query with its candidates.  Several queries share the cores; a single one is searched on all of them."""

        def candidates(query: tuple[int, bytes], jobs: int = 1) -> _Candidates:
            first = query[0] + 1 if later_only else 0
            return self._candidates(*query, self.near(query[1], first, jobs))

        while some := list(islice(queries, TOGETHER)):
            if self._jobs > 1 and len(some) > 1:
                with ThreadPoolExecutor(self._jobs) as threads:
                    yield from zip(some, threads.map(candidates, some), strict=True)
            else:
                yield from ((query, candidates(query, self._jobs)) for query in some)

    def near(self, query: bytes, first: int = 0, jobs: int = 1) -> NDArray[np.intp]:
        """Places from ``first`` on whose best pair of windows lies within the radius, in order."""
        import numpy as np

        return first + np.flatnonzero(self.distances(query, first, jobs) <= RADIUS)

    def distances(self, query: bytes, first: int = 0, jobs: int = 1) -> NDArray[np.uint8]:
        """Bits in which the best pair of windows differs, for each picture from place ``first`` on."""
        import numpy as np

        looks = query_hashes(query)
        grid = np.frombuffer(views_of(query), dtype=np.uint64)[: len(GRID_WINDOWS)]
        grid = np.concatenate([grid, grid ^ mirror_mask()])

        def tile(start: int) -> NDArray[np.uint8]:
            views = self._views[:, start : start + TILE]
            forward = least_distances(views[: len(GRID_WINDOWS) + 1], looks)
            return np.minimum(forward, least_distances(views[list(MIDDLE_PLACES)], grid))

        starts = range(first, len(self), TILE)
        if jobs > 1 and len(starts) > 1:
            with ThreadPoolExecutor(jobs) as threads:
                return np.concatenate(list(threads.map(tile, starts)))
        return np.concatenate([np.empty(0, dtype=np.uint8), *map(tile, starts)])

    def _candidates(self, number: int, query: bytes, near: NDArray[np.intp]) -> _Candidates:
        import numpy as np

        looks, grid = query_hashes(query), np.frombuffer(views_of(query), dtype=np.uint64)
        pieces = [
            self._seeds(looks, grid, near[start : start + SEEDED]) for start in range(0, max(1, len(near)), SEEDED)
        ]
        seeds = tuple(Placements.joined([piece[0][rank] for piece in pieces]) for rank in range(SEEDS))
        return _Candidates(np.full(len(near), number), near, np.concatenate([piece[1] for piece in pieces]), seeds)

    def _looked_at(self, waiting: Sequence[_Candidates], asked: Mapping[int, bytes]) -> Iterator[PictureMatch]:
        import numpy as np

        query, base = (np.concatenate([getattr(one, name) for one in waiting]) for name in ("query", "base"))
        distance = np.concatenate([one.distance for one in waiting])
        seeds = [Placements.joined([one.seeds[rank] for one in waiting]) for rank in range(SEEDS)]
        different, places = np.unique(base, return_inverse=True)
        descriptors = [self._descriptors[place] for place in different.tolist()]
        bases = gray_copies(descriptors)
        numbers, rows = np.unique(query, return_inverse=True)
        queries = gray_copies([asked[number] for number in numbers.tolist()])
        laid = overlaid(queries[rows], bases[places], seeds, self._jobs)
        likeness = laid.likeness
        swapped = np.abs(seeds[0].turn) < 1
        there = laid.placements.reversed.where(swapped, laid.placements)
        for row, place in enumerate(places.tolist()):
            a, b = int(query[row]), int(base[row])
            found = ""
            if likeness[row] >= LIKENESS:
                found = transform(laid, row, had_border(asked[a]) != had_border(descriptors[place]))
            turn, shift = complex(there.turn[row]), complex(there.shift[row])
            mirrored = bool(there.mirrored[row])
            yield PictureMatch(a, b, int(distance[row]), found, float(likeness[row]), turn, shift, mirrored)

    def _seeds(
        self, looks: NDArray[np.uint64], grid: NDArray[np.uint64], near: NDArray[np.intp]
    ) -> tuple[tuple[Placements, ...], NDArray[np.uint8]]:
        """Placements of the best window pairs of each place, one for each look; and the least distance."""
        import numpy as np

        library = self._views[:, near]
        forward = np.bitwise_count(library[None, : len(GRID_WINDOWS) + 1] ^ looks[:, None, None])
        middles = library[list(MIDDLE_PLACES)]
        masks = np.array([0, mirror_mask()], dtype=np.uint64)
        views = (grid[: len(GRID_WINDOWS), None] ^ masks).T.ravel()
        backward = np.bitwise_count(middles[:, None] ^ views[None, :, None])
        backward = backward.reshape(len(MIDDLE_PLACES), 2, len(GRID_WINDOWS), -1).reshape(
            2 * len(MIDDLE_PLACES), len(GRID_WINDOWS), -1
        )
        distance = np.concatenate([forward.min(axis=1), backward.min(axis=1)])
        window = np.concatenate([forward.argmin(axis=1), backward.argmin(axis=1)])
        order = np.argsort(distance, axis=0, kind="stable")[:SEEDS]
        table = _ways()
        rows = np.arange(len(near))
        placements = []
        for way in order:
            chosen = table[way, window[way, rows]]
            placements.append(
                Placements(chosen[:, 0].astype(np.complex64), chosen[:, 1].astype(np.complex64), chosen[:, 2].real > 0)
            )
        return tuple(placements), distance[order[0], rows]


@cache
def _ways() -> NDArray[np.complex128]:
    """Turn, shift and whether mirrored, for each way of matching windows and each window; shape ``(ways, windows, 3)``.

    The ways are the looks in their order, then the base's middle windows, each as it is and mirrored.
    """
    import numpy as np

    ways = [_forward(look) for look in _looks()]
    ways += [_backward(place, mirrored) for place in MIDDLE_PLACES for mirrored in (False, True)]
    return np.array([[way(window) for window in WINDOWS[: len(GRID_WINDOWS) + 1]] for way in ways])


_Way = Callable[[Window], tuple[complex, complex, complex]]


def _middle(window: Window) -> complex:
    top, left, side = window
    return complex(left + side / 2 - 0.5, top + side / 2 - 0.5)


def _forward(look: _Look) -> _Way:
    """From a base's window to the placement that brings it under the look."""

    def placed(window: Window) -> tuple[complex, complex, complex]:
        angle = math.radians(look.degrees) * (-1 if look.mirrored else 1)
        turn = look.window[2] / window[2] * complex(math.cos(angle), math.sin(angle))
        return turn, -turn * _middle(window), complex(look.mirrored)

    return placed


def _backward(place: int, mirrored: bool) -> _Way:
    """From a query's window to the placement that brings the base's middle window under it."""

    def placed(window: Window) -> tuple[complex, complex, complex]:
        middle = _middle(window)
        return (
            complex(window[2] / WINDOWS[place][2]),
            complex(-middle.real, middle.imag) if mirrored else middle,
            complex(mirrored),
        )

    return placed


def transform(laid: Overlays, row: int, bordered: bool = False) -> str:
    """What was done to one picture to get the other, in words; empty where nothing was.

    ``bordered``: a plain border was taken off one of the two before.
    """
    turn, shift = complex(laid.placements.turn[row]), complex(laid.placements.shift[row])
    words = ["mirrored"] if laid.placements.mirrored[row] else []
    scale = abs(turn)
    if not 0.97 < scale < 1.03:
        words.append(f"cropped to {min(scale, 1 / scale):.0%}")
    elif abs(shift) > 0.03:
        words.append("shifted")
    degrees = math.degrees(math.atan2(turn.imag, turn.real))
    if abs(degrees) > 1.5:
        words.append(f"turned by {abs(degrees):.0f}°")
    if bordered:
        words.append("a border added")
    if laid.covered[row] > COVERED:
        words.append("partly covered")
    return ", ".join(words)


def picture_matches(descriptors: Sequence[bytes]) -> tuple[PictureMatch, ...]:
    """Pairs of descriptors that show one picture, the earlier place first; sorted.

    All pairs, but of a group of more than ``FAT`` pictures only as many as hold it together and were found on the way.
    As many cores as :func:`auditor.similarity.effort.effort` allows; the result does not depend on them.
    """
    spent = effort()
    if spent.joins is not None:
        return spent.joins.pictures(descriptors)

    def numbered() -> Iterator[tuple[int, bytes]]:
        for place, descriptor in enumerate(descriptors):
            yield place, descriptor
            if len(descriptors) > FAT:
                spent.told(place + 1, len(descriptors))

    return tuple(PictureIndex(descriptors, jobs=spent.jobs).matches(numbered(), later_only=True))
