"""Two small pictures brought together: mirrored or cropped until they agree best, and what then differs."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from io import BytesIO
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray
    from PIL.Image import Image as Picture

GRID = 16
FINE = 96
SIDE = 160
STEP = 0.05
LENGTHS = (1.0, 0.95, 0.9, 0.85, 0.8, 0.75, 0.7, 0.65, 0.6)
AGREE = 0.8
"""Correlation from which a drawing of the difference says something."""

Window = tuple[float, float, float]
"""Top, left and length of a square part, as shares of the side."""
WHOLE: Window = (0.0, 0.0, 1.0)


@dataclass(frozen=True, slots=True)
class Overlay:
    """How two pictures were brought together."""

    mirrored: bool
    cropped: int | None
    """0 where the first was cropped, 1 where the second was, ``None`` where neither."""
    share: float
    """Side of the part that was kept, as a share of the whole side."""
    difference: bytes
    """JPEG: white where the two agree, dark where they differ."""


@lru_cache(maxsize=512)
def overlay(one: bytes, other: bytes) -> Overlay | None:
    """The two JPEGs brought together, or ``None`` where they do not agree anywhere near well enough."""
    import numpy as np
    from PIL import Image, ImageChops, ImageOps

    with Image.open(BytesIO(one)) as first, Image.open(BytesIO(other)) as second:
        pictures = [first.convert("L"), second.convert("L")]
    fine = [np.asarray(p.resize((FINE, FINE), Image.Resampling.BOX), dtype=np.float64) for p in pictures]
    best: tuple[float, bool, int, Window] = (-1.0, False, 0, WHOLE)
    for mirrored in (False, True):
        sides = [fine[0], fine[1][:, ::-1] if mirrored else fine[1]]
        for cropped in (0, 1):
            found, window = _best_window(sides[cropped], sides[1 - cropped], _windows())
            found, window = max((found, window), _best_window(sides[cropped], sides[1 - cropped], _around(window)))
            if found > best[0] + 1e-9:
                best = (found, mirrored, cropped, window)
    agreement, mirrored, cropped, window = best
    if agreement < AGREE:
        return None
    if mirrored:
        pictures[1] = ImageOps.mirror(pictures[1])
    kept = _part(pictures[cropped], window)
    whole = pictures[1 - cropped].resize((SIDE, SIDE), Image.Resampling.BILINEAR)
    out = BytesIO()
    ImageOps.invert(ImageChops.difference(kept, whole)).save(out, "JPEG", quality=72)
    return Overlay(mirrored, cropped if window[2] < 1 else None, round(window[2], 2), out.getvalue())


def _part(picture: Picture, window: Window) -> Picture:
    from PIL import Image

    top, left, length = window
    width, height = picture.size
    box = (left * width, top * height, (left + length) * width, (top + length) * height)
    return picture.resize((SIDE, SIDE), Image.Resampling.BILINEAR, box=box)


def _windows() -> list[Window]:
    made = []
    for length in LENGTHS:
        places = [n * STEP for n in range(round((1 - length) / STEP) + 1)]
        made += [(top, left, length) for top in places for left in places]
    return made


def _around(window: Window) -> list[Window]:
    """Windows a little beside one, for a second, finer look."""
    top, left, length = window
    near = (-0.025, -0.0125, 0.0, 0.0125, 0.025)
    return [
        (top + y, left + x, length + z)
        for z in near
        for y in near
        for x in near
        if top + y >= 0 and left + x >= 0 and length + z + max(top + y, left + x) <= 1
    ]


def _best_window(
    cropped: NDArray[np.float64], whole: NDArray[np.float64], windows: list[Window]
) -> tuple[float, Window]:
    """The window of one picture that agrees best with all of the other, and how well."""
    import numpy as np

    steps = (np.arange(GRID) + 0.5) / GRID
    tops, lefts, lengths = (np.array(values)[:, None] for values in zip(*windows, strict=True))
    rows = np.minimum(((tops + lengths * steps) * FINE).astype(int), FINE - 1)
    columns = np.minimum(((lefts + lengths * steps) * FINE).astype(int), FINE - 1)
    parts = cropped[rows[:, :, None], columns[:, None, :]].reshape(len(windows), -1)
    middle = np.minimum((steps * FINE).astype(int), FINE - 1)
    target = whole[middle[:, None], middle[None, :]].reshape(-1)
    parts = parts - parts.mean(axis=1, keepdims=True)
    target = target - target.mean()
    sizes = np.sqrt((parts**2).sum(axis=1) * (target**2).sum())
    scores = (parts @ target) / np.maximum(sizes, 1e-9)
    place = int(scores.argmax())
    return float(scores[place]), windows[place]
