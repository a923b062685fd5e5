"""Where the picture begins inside a plain border, and its middle square."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray
    from PIL.Image import Image as Picture

Box = tuple[int, int, int, int]
"""Left, top, right, bottom, in pixels."""

TOLERANCE = 10
"""Gray levels by which saving as JPEG may change a plain border."""
PLAIN = 0.97
"""Share of a line that has the border's shade when the line belongs to it."""
FILLED = 0.6
"""Share of the line behind a border that has another shade: a border ends everywhere at once, a motif does not."""
THIN, THICK = 0.02, 0.3
"""Depth of a border as a share of the side."""


def content_square(gray: Picture) -> tuple[Box, bool]:
    """The middle square of what lies inside a plain border, and whether there was a border.

    A border is plain, ends in a straight line and lies on two opposite sides or all four: a white studio wall or the
    empty paper around a drawing is none.
    """
    import numpy as np

    pixels = np.asarray(gray)
    top, bottom = _depths(pixels)
    left, right = _depths(pixels.T)
    height, width = pixels.shape
    left, top, right, bottom = left, top, width - right, height - bottom
    side = min(right - left, bottom - top)
    x, y = left + (right - left - side) // 2, top + (bottom - top - side) // 2
    return (x, y, x + side, y + side), (right - left, bottom - top) != (width, height)


def _depths(pixels: NDArray[np.uint8]) -> tuple[int, int]:
    """Lines of border at the first and at the last end; zero for both unless both ends have one."""
    first, last = _depth(pixels), _depth(pixels[::-1])
    return (first, last) if first and last else (0, 0)


def _depth(pixels: NDArray[np.uint8]) -> int:
    import numpy as np

    length = len(pixels)
    reach = int(length * THICK)
    shade = float(np.median(pixels[0]))
    same = np.abs(pixels[: reach + 3].astype(np.int16) - shade) <= TOLERANCE
    plain = same.mean(axis=1) >= PLAIN
    depth = int(plain.argmin()) if not plain.all() else len(plain)
    if not length * THIN <= depth <= reach:
        return 0
    behind = float((~same[depth : depth + 3]).mean(axis=1).max())
    return depth + 1 if behind >= FILLED else 0
