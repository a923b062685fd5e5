"""All pictures compared with each other once it is known which are near: the matches, in the order of a search.

Inside a group of more than ``FAT`` pictures no more pairs are looked at than were before it had grown so large.  What
is looked at is decided here, one picture after the other, whoever looks: here or ahead of time on other machines.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from typing import TYPE_CHECKING

from auditor.similarity.hamming import Groups
from auditor.similarity.pictures import BATCH, FAT, PictureMatch

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

Near = tuple[int, "NDArray[np.intp]"]
"""A picture, and the later ones that it is to be laid over."""
Looking = Callable[[Sequence[Near]], Iterator[PictureMatch]]
"""Lays pictures over each other and gives those pairs that are one picture, in order."""


def without_fat(picture: int, near: NDArray[np.intp], joined: Groups) -> NDArray[np.intp]:
    """The near pictures but for those of its own large group."""
    kept = [place for place, other in enumerate(near.tolist()) if joined.together(picture, other) <= FAT]
    return near if len(kept) == len(near) else near[kept]


def matched(near: Sequence[NDArray[np.intp]], look: Looking, joined: Groups) -> Iterator[PictureMatch]:
    """The pairs that are one picture; ``near`` holds the later near ones of each, ``joined`` grows with them."""
    waiting: list[Near] = []
    for picture, others in enumerate(near):
        if len(others) and len(kept := without_fat(picture, others, joined)):
            waiting.append((picture, kept))
        if sum(len(kept) for _, kept in waiting) >= BATCH:
            yield from _looked_at(waiting, look, joined)
            waiting = []
    if waiting:
        yield from _looked_at(waiting, look, joined)


def _looked_at(waiting: Sequence[Near], look: Looking, joined: Groups) -> Iterator[PictureMatch]:
    for one in look(waiting):
        joined.join(one.a, one.b)
        yield one
