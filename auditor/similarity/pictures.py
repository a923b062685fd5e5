"""Which pictures are the same picture, cropped, mirrored or re-saved."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from auditor.imaging.descriptor import FREQUENCIES, VIEW_BYTES, VIEWS, WINDOWS
from auditor.similarity.hamming import distances, words

METHOD = "views256-v1"
RADIUS = 48
"""Bits of 256 in which the best pair of views may differ."""


@dataclass(frozen=True, slots=True)
class PictureMatch:
    """Two pictures, by their places in the input, that are one picture."""

    a: int
    b: int
    distance: int
    transform: str
    """What was undone to bring them together, in words."""


def picture_matches(views: Sequence[bytes]) -> tuple[PictureMatch, ...]:
    """Every pair of descriptors within the radius, by place."""
    import numpy as np

    found: list[PictureMatch] = []
    rows = [words([v[n : n + VIEW_BYTES] for n in range(0, len(v), VIEW_BYTES)]) for v in views]
    odd = np.zeros((FREQUENCIES, FREQUENCIES), dtype=bool)
    odd[:, 1::2] = True
    flip = np.packbits(odd).view(np.uint64)
    for a, one in enumerate(rows):
        for b in range(a + 1, len(rows)):
            best = (RADIUS + 1, "")
            for mirrored, mask in ((False, np.uint64(0)), (True, flip)):
                for number, view in enumerate(one ^ mask):
                    apart = distances(view, rows[b])
                    place = int(apart.argmin())
                    if apart[place] < best[0]:
                        best = (int(apart[place]), _transform(mirrored, number, place))
            if best[0] <= RADIUS:
                found.append(PictureMatch(a, b, *best))
    return tuple(found)


def _transform(mirrored: bool, a: int, b: int) -> str:
    sizes = [WINDOWS[VIEWS[n][0]][1] for n in (a, b)]
    steps = ["mirrored"] if mirrored else []
    if sizes[0] != sizes[1]:
        steps.append(f"cropped to about {min(sizes) / max(sizes):.0%}")
    return ", ".join(steps)
