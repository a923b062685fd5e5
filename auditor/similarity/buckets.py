"""Which pictures come within the radius of each other, for all at once: exactly, and far faster than one by one.

Two hashes of 64 bits that differ in at most nine differ, in at least one of five bands of their bits, in at most one
bit (the pigeonhole principle; Norouzi, Punjani, Fleet, "Fast search in Hamming space with multi-index hashing", 2012).
So only hashes are compared whose band is the same or one bit apart.  The buckets of a band can be shared out: each pair
is found wherever one of its bands puts it, and parts put together have every pair.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from auditor.imaging.descriptor import GRID_WINDOWS, MIDDLE_PLACES, mirror_mask
from auditor.similarity.pictures import RADIUS, query_hashes, window_hashes

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Words = NDArray[np.uint64]

BANDS = 5
"""So many that two words within the radius are at most one bit apart in one of them: ``RADIUS < 2 * BANDS``."""
BLOCK = 1 << 17
"""Pairs of words compared at once: their differences stay in the cache."""
HELD = 1 << 21
"""Pairs that are gathered before doubles are taken out."""


@dataclass(frozen=True, slots=True)
class Words64:
    """The hashes that a picture is looked for by and found by; one row a picture."""

    looks: Words
    """Shape ``(pictures, looks)``: ways of looking at a query."""
    views: Words
    """Shape ``(pictures, windows)``: what is stored."""

    @staticmethod
    def of(descriptors: Sequence[bytes]) -> Words64:
        """The hashes of some pictures."""
        import numpy as np

        looks = np.stack([query_hashes(one) for one in descriptors])
        return Words64(looks, np.ascontiguousarray(window_hashes(descriptors).T))

    @staticmethod
    def joined(parts: Sequence[Words64]) -> Words64:
        """The rows of all parts."""
        import numpy as np

        return Words64(np.concatenate([part.looks for part in parts]), np.concatenate([part.views for part in parts]))


def near_pairs(words: Words64, band: int, part: int = 0, parts: int = 1) -> NDArray[np.int64]:
    """Pairs within the radius that one band's buckets show, as ``earlier * pictures + later``; sorted, no doubles.

    ``part`` of ``parts``: the buckets are shared out among so many.  All bands and parts together have every pair.
    """
    import numpy as np

    windows = len(GRID_WINDOWS)
    grid = words.views[:, :windows]
    mirrored = np.concatenate([grid, grid ^ mirror_mask()], axis=1)
    one_way = _found(words.looks, words.views[:, : windows + 1], band, part, parts)
    other_way = _found(mirrored, words.views[:, list(MIDDLE_PLACES)], band, part, parts)
    return np.unique(np.concatenate([one_way, other_way]))


def near_lists(pairs: NDArray[np.int64], count: int) -> list[NDArray[np.intp]]:
    """For each picture the later ones within the radius, in order; ``pairs`` as of :func:`near_pairs`, sorted."""
    import numpy as np

    earlier, later = np.divmod(pairs, count)
    return np.split(later.astype(np.intp), np.searchsorted(earlier, np.arange(1, count)))


def _band(words: Words, band: int) -> NDArray[np.uint32]:
    """Every fifth bit: neighbouring bits are of like waves, and would fill few buckets."""
    import numpy as np

    keys = np.zeros(words.shape, dtype=np.uint32)
    for place, bit in enumerate(range(band, 64, BANDS)):
        keys |= ((words >> np.uint64(bit)) & np.uint64(1)).astype(np.uint32) << np.uint32(place)
    return keys


def _found(queries: Words, bases: Words, band: int, part: int, parts: int) -> NDArray[np.int64]:
    """Pairs of rows, the query's below the base's, of which two words lie within the radius and in near buckets."""
    import numpy as np

    count, width = len(bases), len(range(band, 64, BANDS))
    asked, stored = _Buckets(queries, band, width), _Buckets(bases, band, width)
    found: list[NDArray[np.int64]] = [np.empty(0, dtype=np.int64)]
    held = 0
    for key in range(part, 1 << width, parts):
        words, rows = stored.bucket(key)
        if not len(words):
            continue
        asking_all, askers_all = asked.around(key, width)
        size = max(1, BLOCK // len(words))
        for start in range(0, len(asking_all), size):
            asking, askers = asking_all[start : start + size], askers_all[start : start + size]
            apart = np.bitwise_count(asking[:, None] ^ words[None, :])
            a, b = np.nonzero(apart <= RADIUS)
            if len(a):
                earlier, later = askers[a], rows[b]
                ahead = earlier < later
                found.append(earlier[ahead] * count + later[ahead])
                held += int(ahead.sum())
        if held > HELD:
            found = [np.unique(np.concatenate(found))]
            held = 0
    return np.unique(np.concatenate(found))


class _Buckets:
    """Words by the key of one of their bands."""

    def __init__(self, words: Words, band: int, width: int) -> None:
        import numpy as np

        keys = _band(words, band).ravel()
        order = np.argsort(keys, kind="stable")
        self._words = words.ravel()[order]
        self._rows = (order // words.shape[1]).astype(np.int64)
        self._starts: list[int] = np.searchsorted(keys[order], np.arange((1 << width) + 1)).tolist()

    def bucket(self, key: int) -> tuple[Words, NDArray[np.int64]]:
        """The words of a bucket, and the rows that they are of."""
        start, end = self._starts[key], self._starts[key + 1]
        return self._words[start:end], self._rows[start:end]

    def around(self, key: int, width: int) -> tuple[Words, NDArray[np.int64]]:
        """The same of a bucket and of all whose keys are one bit apart."""
        import numpy as np

        keys = [key, *(key ^ (1 << bit) for bit in range(width))]
        places = [slice(start, end) for one in keys if (start := self._starts[one]) < (end := self._starts[one + 1])]
        if not places:
            return self._words[:0], self._rows[:0]
        return np.concatenate([self._words[one] for one in places]), np.concatenate([self._rows[one] for one in places])
