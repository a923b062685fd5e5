"""What pages share, found by the machines of a cluster: the very pairs that one process finds, in the same order.

Only the likeness of a pair may differ, by a millionth: how many pairs are worked on together decides the order of sums.

Buckets are shared out, so that each pair is found where its bucket lies.  Pictures that are near are laid over each
other ahead of their turn; which of them count is decided here, one after the other, as one process would.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from auditor.similarity.buckets import BANDS, Words64, near_lists, near_pairs
from auditor.similarity.hamming import Groups
from auditor.similarity.minhash import PERMUTATIONS, ROWS, banded
from auditor.similarity.pairing import Near, matched, without_fat
from auditor.similarity.pictures import PictureIndex, PictureMatch

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

FEW = 2_000
"""Pictures for which looking at each by itself costs less than buckets do."""
DESCRIBED = 2_000
"""Pictures whose hashes are made in one task."""
PARTS = 4
"""Tasks for each band of picture hashes."""
LAID = 1_024
"""Pairs of pictures laid over each other in one task."""
TEXTS_A_PART = 500_000
"""Texts for each part of a band's buckets."""


def laid_over(descriptors: list[bytes], places: NDArray[np.intp], near: list[Near]) -> list[PictureMatch]:
    """The pairs that are one picture.  ``near`` counts among all pictures, of which those at ``places`` are given."""
    import numpy as np

    index = PictureIndex(descriptors)
    here = [(int(np.searchsorted(places, one)), np.searchsorted(places, others)) for one, others in near]
    return [replace(one, a=int(places[one.a]), b=int(places[one.b])) for one in index.laid_over(here)]


class RayJoins:
    """Joins on the workers of a connected cluster."""

    def __init__(self, ray: Any, cores: int) -> None:
        self._ray = ray
        self._ahead = 2 * cores

    def texts(self, sketches: Sequence[bytes]) -> Iterator[tuple[int, int]]:
        """As :func:`auditor.similarity.minhash.candidates`."""
        import numpy as np

        present = [number for number, one in enumerate(sketches) if one]
        if len(present) < 2:
            return
        table = np.frombuffer(b"".join([sketches[number] for number in present]), dtype="<u4")
        held = self._ray.put(table.reshape(len(present), PERMUTATIONS))
        parts = 1 + len(present) // TEXTS_A_PART
        work = [(held, band, part, parts) for band in range(PERMUTATIONS // ROWS) for part in range(parts)]
        pairs = np.unique(np.concatenate(list(self._all(banded, work))))
        for a, b in zip(*(side.tolist() for side in np.divmod(pairs, len(present))), strict=True):
            yield present[a], present[b]

    def pictures(self, descriptors: Sequence[bytes]) -> tuple[PictureMatch, ...]:
        """As :func:`auditor.similarity.pictures.picture_matches`."""
        import numpy as np

        if len(descriptors) < FEW:
            return tuple(PictureIndex(descriptors).matches(enumerate(descriptors), later_only=True))
        slices = [list(descriptors[start : start + DESCRIBED]) for start in range(0, len(descriptors), DESCRIBED)]
        words = self._ray.put(Words64.joined(list(self._all(Words64.of, [(some,) for some in slices]))))
        work = [(words, band, part, PARTS) for band in range(BANDS) for part in range(PARTS)]
        pairs = np.unique(np.concatenate(list(self._all(near_pairs, work))))
        near = near_lists(pairs, len(descriptors))
        joined = Groups()
        laid = _Laid(self._ray, descriptors, near, joined, self._ahead)
        return tuple(matched(near, laid.look, joined))

    def _all(self, work: Any, tasks: Sequence[tuple[Any, ...]]) -> Iterator[Any]:
        """Results in the order of the tasks, a bounded number of which is under way."""
        task = self._ray.remote(num_cpus=1, max_retries=20)(work)
        waiting: deque[Any] = deque()
        for arguments in tasks:
            waiting.append(task.remote(*arguments))
            if len(waiting) > self._ahead:
                yield self._ray.get(waiting.popleft())
        while waiting:
            yield self._ray.get(waiting.popleft())


class _Laid:
    """Near pictures, laid over each other by workers some way ahead of their turn."""

    def __init__(
        self, ray: Any, descriptors: Sequence[bytes], near: Sequence[NDArray[np.intp]], joined: Groups, ahead: int
    ) -> None:
        self._ray = ray
        self._task = ray.remote(num_cpus=1, max_retries=20)(laid_over)
        self._descriptors = descriptors
        self._near = near
        self._joined = joined
        self._ahead = ahead
        self._next = 0
        self._under_way: deque[tuple[int, Any]] = deque()
        """Last picture of each task that was begun, and its results."""
        self._through = -1
        """Last picture whose results are here."""
        self._found: dict[int, list[PictureMatch]] = {}

    def look(self, waiting: Sequence[Near]) -> Iterator[PictureMatch]:
        """The pairs that are one picture; what was looked at in vain, since a group had grown fat, is left out."""
        last = waiting[-1][0]
        while self._through < last:
            while len(self._under_way) < self._ahead and self._begun():
                pass
            self._through, results = self._under_way.popleft()
            for one in self._ray.get(results):
                self._found.setdefault(one.a, []).append(one)
        for picture, others in waiting:
            wanted = set(others.tolist())
            yield from (one for one in self._found.pop(picture, ()) if one.b in wanted)

    def _begun(self) -> bool:
        """Begins one more task; whether there was anything left."""
        import numpy as np

        some: list[Near] = []
        pairs = 0
        while self._next < len(self._near) and pairs < LAID:
            others = without_fat(self._next, self._near[self._next], self._joined)
            if len(others):
                some.append((self._next, others))
                pairs += len(others)
            self._next += 1
        if self._next == len(self._near) and not some and self._under_way:
            return False
        places = np.unique(np.concatenate([np.array([one for one, _ in some], dtype=np.intp), *(o for _, o in some)]))
        descriptors = [self._descriptors[place] for place in places.tolist()]
        self._under_way.append((self._next - 1, self._task.remote(descriptors, places, some)))
        return self._next < len(self._near)
