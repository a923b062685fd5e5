"""Lays pictures over each other and looks whether they are the same there.

Two windows whose hashes agree say how two pictures might lie on each other.  From there the position is refined until
the brightness steps of both fall together (Gauss-Newton on the inverse composition, Baker and Matthews 2004), first
on a quarter of the pixels, then on all.  A match is judged by the share of the picture whose fine detail agrees:
strangers whose faces, frames and backgrounds fall together agree in the coarse, never in the fine over a large area.

Positions are complex numbers: a point ``w`` of the base lies at ``turn * w + shift`` of the query, both pictures
being the square from -0.5 to 0.5.  The length of ``turn`` is the scale, its angle the turn.
"""

from __future__ import annotations

from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING, Any

from auditor.imaging.descriptor import PATCH, patch_of

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Patches = NDArray[np.float32]
    """Shape ``(pictures, side, side)``."""

TOGETHER = 96
"""Pairs worked on at a time: their arrays stay in the cache."""
CONTRAST_NOISE = 6.0
"""Gray levels below which contrast is not amplified."""
SPREAD = 1 / 16
"""Width of the neighbourhood whose contrast is evened out for the refinement, as a share of the side."""
FINE_SPREAD = 1 / 24
"""Width of what counts as coarse when pictures are judged: shading and outlines that strangers share."""
FINE_NOISE = 2.0
"""Variance of fine detail, in gray levels, that storing a picture adds."""
FAINT = 2.0
"""Contrast of fine detail, in gray levels, at which a neighbourhood counts half."""
REACH = 3
"""The neighbourhood in which detail is compared is ``2 * REACH + 1`` pixels wide."""
AGREES = 0.75
"""Correlation from which a neighbourhood begins to count as the same."""
DIFFERS = 0.3
"""Correlation below which a neighbourhood with strong detail shows something else."""
DISC = 0.33
"""Radius of the disc in the middle, as a share of the side: no ring, frame or banner reaches into it."""
MIDDLE, FREE, MOST_WANTED = 0.64, 0.1, 0.78
"""What is taken from the middle's correlation: at least, the conflict that costs nothing, and at most."""
UNMOVED = 0.74
"""What is taken at least where nothing was cropped, shifted or turned.

Strangers of one alignment lie on each other like that, and behind one ring or circle nothing else tells them apart.
"""
STILL = (0.06, 0.05, 0.04)
"""Logarithm of the scale, turn in radians and shift in sides below which nothing was moved."""
STEPS = (6, 3)
"""Refinements on the coarse and on the fine picture."""
LARGEST_STEP = 0.08
OUTLIER = 0.8
"""Difference of evened contrast from which a pixel counts less: rings, badges and words are no part of the picture."""
HOPELESS = 0.05
"""Agreement below which a pair is given up after the coarse refinement."""


@dataclass(frozen=True, slots=True)
class Placements:
    """How base pictures lie on a query picture, one row a pair."""

    turn: NDArray[np.complex64]
    shift: NDArray[np.complex64]
    mirrored: NDArray[np.bool_]

    def where(self, mask: NDArray[np.bool_], other: Placements) -> Placements:
        """These where the mask holds, the other ones elsewhere."""
        import numpy as np

        return Placements(
            np.where(mask, self.turn, other.turn),
            np.where(mask, self.shift, other.shift),
            np.where(mask, self.mirrored, other.mirrored),
        )

    @property
    def reversed(self) -> Placements:
        """How the query pictures lie on the base pictures."""
        import numpy as np

        turn = np.where(self.mirrored, self.turn.conj(), self.turn)
        shift = np.where(self.mirrored, self.shift.conj(), -self.shift)
        return Placements((1 / turn).astype(np.complex64), (shift / turn).astype(np.complex64), self.mirrored)

    def rows(self, rows: slice | NDArray[np.intp]) -> Placements:
        """Some of the rows."""
        return Placements(self.turn[rows], self.shift[rows], self.mirrored[rows])

    @staticmethod
    def joined(parts: Sequence[Placements]) -> Placements:
        """The rows of all parts."""
        import numpy as np

        return Placements(
            np.concatenate([part.turn for part in parts]),
            np.concatenate([part.shift for part in parts]),
            np.concatenate([part.mirrored for part in parts]),
        )


@dataclass(frozen=True, slots=True)
class Overlays:
    """Query and base pictures laid over each other, one row a pair."""

    placements: Placements
    """The other way round where query and base changed places."""
    agreement: NDArray[np.float32]
    """Share of the base's area whose detail is the same, 0 to 1."""
    middle: NDArray[np.float32]
    """Correlation of the fine detail in the disc in the middle of the base, weighted by its contrast, -1 to 1."""
    conflict: NDArray[np.float32]
    """Of the detail that lies on detail of the other picture, the share that shows something else, 0 to 1."""
    covered: NDArray[np.float32]
    """Of the strong detail of either picture in the overlap, the share that the other one does not have, 0 to 1."""

    @property
    def likeness(self) -> NDArray[np.float32]:
        """How much speaks for one picture: the agreement, and no more than the middle gives reason for.

        Rings, frames, badges and banners lie at the edge.  The more the pictures differ anywhere, the better the
        middle has to agree: strangers of one alignment, in one frame or put together from the same drawn parts never
        agree as one picture does, even after it was saved small.
        """
        import numpy as np

        least = np.where(self._unmoved, UNMOVED, MIDDLE)
        wanted = np.minimum(np.maximum(MIDDLE + np.maximum(self.conflict - FREE, 0), least), MOST_WANTED)
        likeness: NDArray[np.float32] = np.minimum(self.agreement, self.middle - wanted).astype(np.float32)
        return likeness

    @property
    def _unmoved(self) -> NDArray[np.bool_]:
        import numpy as np

        turn, shift = self.placements.turn, self.placements.shift
        scale, angle, way = STILL
        still: NDArray[np.bool_] = (np.abs(np.log(np.abs(turn))) < scale) & (np.abs(np.angle(turn)) < angle)
        return still & (np.abs(shift) < way)

    @staticmethod
    def joined(parts: Sequence[Overlays]) -> Overlays:
        """The rows of all parts."""
        import numpy as np

        def column(name: str) -> NDArray[Any]:
            return np.concatenate([getattr(part, name) for part in parts])

        placements = Placements.joined([part.placements for part in parts])
        return Overlays(placements, *map(column, ("agreement", "middle", "conflict", "covered")))


def gray_copies(descriptors: Sequence[bytes]) -> Patches:
    """The descriptors' gray copies, shape ``(len(descriptors), PATCH, PATCH)``."""
    import numpy as np

    found = np.empty((len(descriptors), PATCH, PATCH), dtype=np.float32)
    for number, descriptor in enumerate(descriptors):
        found[number] = np.asarray(patch_of(descriptor))
    return found


def overlaid(queries: Patches, bases: Patches, seeds: Sequence[Placements], jobs: int = 1) -> Overlays:
    """Each query laid over the base of the same row, from the best of its seeds.

    Each of the ``seeds`` holds one placement for every row.  Rows do not influence each other.  Where a base is a crop
    of its query the two change places, because a crop has detail that the whole has lost.
    """
    import numpy as np

    crops = np.abs(seeds[0].turn) < 1
    seeds = [seed.reversed.where(crops, seed) for seed in seeds]
    there = crops[:, None, None]
    queries, bases = np.where(there, bases, queries), np.where(there, queries, bases)
    pieces = [slice(first, first + TOGETHER) for first in range(0, len(bases), TOGETHER)]

    def piece(rows: slice) -> Overlays:
        return _overlaid(queries[rows], bases[rows], [seed.rows(rows) for seed in seeds])

    if jobs > 1 and len(pieces) > 1:
        with ThreadPoolExecutor(jobs) as threads:
            return Overlays.joined(list(threads.map(piece, pieces)))
    return Overlays.joined([piece(rows) for rows in pieces])


def _overlaid(queries: Patches, bases: Patches, seeds: Sequence[Placements]) -> Overlays:
    import numpy as np

    coarse_queries, coarse = _evened(_halved(queries)), _evened(_halved(bases))
    best, score = _refined(coarse_queries, coarse, seeds[0], STEPS[0])
    for seed in seeds[1:]:
        other, other_score = _refined(coarse_queries, coarse, seed, STEPS[0])
        best, score = other.where(other_score > score, best), np.maximum(score, other_score)
    judged = _judged(queries, bases, best)
    hopeful = np.flatnonzero(judged[0] >= HOPELESS)
    if len(hopeful):
        chosen, beneath = queries[hopeful], bases[hopeful]
        fine, _ = _refined(_evened(chosen), _evened(beneath), best.rows(hopeful), STEPS[1])
        for column, better in zip(judged, _judged(chosen, beneath, fine), strict=True):
            column[hopeful] = better
        best.turn[hopeful], best.shift[hopeful] = fine.turn, fine.shift
    return Overlays(best, *judged)


@cache
def _points(side: int) -> NDArray[np.complex64]:
    import numpy as np

    line = (np.arange(side, dtype=np.float32) + 0.5) / side - 0.5
    points: NDArray[np.complex64] = (line[None, :] + 1j * line[:, None]).astype(np.complex64).ravel()
    return points


@cache
def _blur(side: int, spread: float) -> NDArray[np.float32]:
    import numpy as np

    place = np.arange(side)
    weights = np.exp(-0.5 * ((place[:, None] - place[None, :]) / (spread * side)) ** 2)
    blur: NDArray[np.float32] = (weights / weights.sum(axis=1, keepdims=True)).astype(np.float32)
    return blur


def _halved(patches: Patches) -> Patches:
    half = patches.shape[-1] // 2
    halved: Patches = patches.reshape(len(patches), half, 2, half, 2).mean(axis=(2, 4))
    return halved


def _evened(patches: Patches) -> Patches:
    """Local brightness taken away and local contrast made equal, so that light and filters do not count."""
    import numpy as np

    blur = _blur(patches.shape[-1], SPREAD)
    detail = patches - blur @ patches @ blur.T
    contrast = blur @ (detail * detail) @ blur.T
    evened: Patches = (detail / np.sqrt(contrast + np.float32(CONTRAST_NOISE**2))).astype(np.float32, copy=False)
    return evened


def _detail(patches: Patches) -> Patches:
    """What is left without shading and outlines."""
    import numpy as np

    blur = _blur(patches.shape[-1], FINE_SPREAD)
    detail: Patches = (patches - blur @ patches @ blur.T).astype(np.float32, copy=False)
    return detail


def _facing(queries: Patches, placements: Placements) -> Patches:
    """The queries, mirrored where the placement says so."""
    import numpy as np

    facing: Patches = np.where(placements.mirrored[:, None, None], queries[:, :, ::-1], queries)
    return facing


def _sampled(queries: Patches, placements: Placements, side: int) -> tuple[NDArray[np.float32], NDArray[np.bool_]]:
    """The query's values under each base pixel, and which base pixels lie on the query; shapes ``(pairs, side²)``."""
    import numpy as np

    at = placements.turn[:, None] * _points(side) + placements.shift[:, None]
    across = at.real * side + (side * 0.5 - 0.5)
    down = at.imag * side + (side * 0.5 - 0.5)
    inside = (across >= 0) & (across <= side - 1) & (down >= 0) & (down <= side - 1)
    np.clip(across, 0, side - 1.001, out=across)
    np.clip(down, 0, side - 1.001, out=down)
    left, top = across.astype(np.int32), down.astype(np.int32)
    across -= left
    down -= top
    first = np.arange(len(queries), dtype=np.int32) * (side * side)
    place = top * side + left + first[:, None]
    values = queries.ravel()
    upper, lower = values.take(place), values.take(place + side)
    upper += (values.take(place + 1) - upper) * across
    lower += (values.take(place + side + 1) - lower) * across
    upper += (lower - upper) * down
    return upper, inside


def _refined(
    queries: Patches, bases: Patches, placements: Placements, steps: int
) -> tuple[Placements, NDArray[np.float32]]:
    """Placements after some steps towards the best fit, and how well they fit then, by evened contrast."""
    import numpy as np

    pairs, side, _ = bases.shape
    points = _points(side)
    down, across = (slope.reshape(pairs, -1) * side for slope in np.gradient(bases, axis=(1, 2)))
    slopes = np.stack(
        [across * points.real + down * points.imag, down * points.real - across * points.imag, across, down], axis=1
    )
    flat = bases.reshape(pairs, -1)
    damping = np.eye(4, dtype=np.float32) * np.float32(0.01 * side * side)
    turn, shift = placements.turn, placements.shift
    facing = _facing(queries, placements)
    for _ in range(steps):
        values, inside = _sampled(facing, Placements(turn, shift, placements.mirrored), side)
        error = values - flat
        weighted = slopes * (inside / (1 + (error * np.float32(1 / OUTLIER)) ** 2))[:, None]
        curvature = weighted @ slopes.transpose(0, 2, 1) + damping
        step = np.linalg.solve(curvature, weighted @ error[..., None])[..., 0]
        np.clip(step, -LARGEST_STEP, LARGEST_STEP, out=step)
        turned = turn / (1 + step[:, 0] + 1j * step[:, 1])
        shift = (shift - turned * (step[:, 2] + 1j * step[:, 3])).astype(np.complex64)
        turn = turned.astype(np.complex64)
    found = Placements(turn, shift, placements.mirrored)
    values, inside = _sampled(facing, found, side)
    strength = np.abs(flat)
    fit = np.clip(1 - np.abs(values - flat) / (0.5 * strength + 0.2), 0, 1)
    score: NDArray[np.float32] = (strength * inside * fit).mean(axis=1)
    return found, score


def _judged(queries: Patches, bases: Patches, placements: Placements) -> tuple[NDArray[np.float32], ...]:
    """Agreement, middle, conflict and covered share of each pair, as in :class:`Overlays`."""
    import numpy as np

    side = bases.shape[-1]
    flat = (len(bases), -1)
    values, inside = _sampled(_facing(_detail(queries), placements), placements, side)
    on = inside.reshape(bases.shape).astype(np.float32)
    one, other = values.reshape(bases.shape) * on, _detail(bases) * on
    count = _summed(on) + np.float32(1e-6)
    one_mean, other_mean = _summed(one) / count, _summed(other) / count
    one_variance = np.maximum(_summed(one * one) / count - one_mean * one_mean, 0)
    other_variance = np.maximum(_summed(other * other) / count - other_mean * other_mean, 0)
    together = _summed(one * other) / count - one_mean * other_mean
    noise = np.float32(FINE_NOISE)
    correlation = (together / np.sqrt((one_variance + noise) * (other_variance + noise))).reshape(flat)
    weaker = np.sqrt(np.minimum(one_variance, other_variance)).reshape(flat)
    stronger = np.sqrt(np.maximum(one_variance, other_variance)).reshape(flat)
    common = weaker / (weaker + np.float32(FAINT)) * inside
    same = np.clip((correlation - AGREES) / (1 - AGREES), 0, 1) * common
    differs = correlation < DIFFERS
    disc = np.flatnonzero(np.abs(_points(side)) <= DISC)
    contrast = (np.sqrt(weaker * stronger) * inside)[:, disc]
    strong = np.clip(stronger / np.float32(4 * FAINT) - 1, 0, 1) * inside
    return (
        same.mean(axis=1),
        _share(correlation[:, disc] * contrast, contrast),
        _share(differs * common, common),
        _share(differs * strong, strong),
    )


def _share(part: NDArray[np.float32], whole: NDArray[np.float32]) -> NDArray[np.float32]:
    import numpy as np

    share: NDArray[np.float32] = part.sum(axis=1) / np.maximum(whole.sum(axis=1), 1)
    return share


def _summed(patches: Patches) -> Patches:
    """The sum over each pixel's neighbourhood, cut off at the edges."""
    import numpy as np

    pairs, side, _ = patches.shape
    total = np.zeros((pairs, side + 1, side + 1), dtype=np.float32)
    np.cumsum(np.cumsum(patches, axis=1), axis=2, out=total[:, 1:, 1:])
    place = np.arange(side)
    first, last = np.maximum(place - REACH, 0), np.minimum(place + REACH + 1, side)
    rows = total[:, last] - total[:, first]
    summed: Patches = rows[:, :, last] - rows[:, :, first]
    return summed
