"""Exact search among bit strings by Hamming distance, and the groups that pairs make.

Plain counting of differing bits over packed words.  At the radii that pictures need (a seventh of the bits, for any of
hundreds of pairs of windows) no tree or multi-index is both exact and faster.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Words = NDArray[np.uint64]
    """64-bit hashes."""


def least_distances(tables: Words, hashes: Words) -> NDArray[np.uint8]:
    """For each item, the fewest bits in which any of its hashes differs from any of the given ones.

    ``tables`` has shape ``(hashes an item, items)``, so that the inner loops run over neighbouring memory; ``hashes``
    has shape ``(n,)``.  With nothing to compare, the distance is 64.
    """
    import numpy as np

    least = np.full(tables.shape[1], 64, dtype=np.uint8)
    for one in hashes:
        np.minimum(least, np.bitwise_count(tables ^ one).min(axis=0, initial=64), out=least)
    return least


def packed(hashes: Sequence[bytes]) -> NDArray[np.uint8]:
    """Hashes of one length, one row each."""
    import numpy as np

    return np.frombuffer(b"".join(hashes), dtype=np.uint8).reshape(len(hashes), -1)


def bits_apart(table: NDArray[np.uint8], one: bytes) -> NDArray[np.uint32]:
    """Bits in which each row of a table of :func:`packed` hashes differs from one; of its length, or all of them."""
    import numpy as np

    if len(one) != table.shape[1]:
        return np.full(len(table), 8 * table.shape[1], dtype=np.uint32)
    apart: NDArray[np.uint32] = np.bitwise_count(table ^ np.frombuffer(one, dtype=np.uint8)).sum(1, dtype=np.uint32)
    return apart


class Groups:
    """Numbers that are joined by pairs, directly or through others, and how many hang together."""

    def __init__(self) -> None:
        self._parent: dict[int, int] = {}
        self._size: dict[int, int] = {}

    def join(self, one: int, other: int) -> None:
        """Puts the groups of two numbers together."""
        a, b = sorted((self._root(one), self._root(other)))
        if a != b:
            self._parent[b] = a
            self._size[a] += self._size[b]

    def together(self, one: int, other: int) -> int:
        """Size of the group that holds both; 0 where they are in two."""
        root = self._root(one)
        return self._size[root] if root == self._root(other) else 0

    @property
    def members(self) -> tuple[tuple[int, ...], ...]:
        """Each group and all groups in ascending order."""
        found: dict[int, list[int]] = {}
        for number in sorted(self._parent):
            found.setdefault(self._root(number), []).append(number)
        return tuple(tuple(group) for group in found.values())

    def _root(self, number: int) -> int:
        if number not in self._parent:
            self._parent[number], self._size[number] = number, 1
        while self._parent[number] != number:
            self._parent[number] = self._parent[self._parent[number]]
            number = self._parent[number]
        return number


def groups(pairs: Iterable[tuple[int, int]]) -> tuple[tuple[int, ...], ...]:
    """Numbers joined by pairs, directly or through others; each group and all groups in ascending order."""
    found = Groups()
    for one, other in pairs:
        found.join(one, other)
    return found.members
