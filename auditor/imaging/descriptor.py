"""Our own descriptor: the cosine coefficients' signs of many windows of a picture.

A single hash of the whole picture fails as soon as the picture is cropped; the same hash of twenty windows does not.
"""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray
    from PIL.Image import Image as Picture

GRID = 96
FREQUENCIES = 16
WINDOWS = ((0.0, 1.0), (0.0, 0.9), (0.05, 0.9), (0.1, 0.9), (0.0, 0.8), (0.1, 0.8), (0.2, 0.8), (0.15, 0.7))
"""Start and length of the one-dimensional windows, as shares of the side."""
VIEWS = (
    (0, 0),
    *((y, x) for y in (1, 2, 3) for x in (1, 2, 3)),
    *((y, x) for y in (4, 5, 6) for x in (4, 5, 6)),
    (7, 7),
)
"""Row and column window of each view."""
VIEW_BYTES = FREQUENCIES * FREQUENCIES // 8


def described(gray: Picture) -> bytes:
    """The descriptor: ``VIEW_BYTES`` for each of ``VIEWS``."""
    import numpy as np
    from PIL import Image

    pixels = np.asarray(gray.resize((GRID, GRID), Image.Resampling.BOX), dtype=np.float32)
    operator = _operator()
    rows, columns = np.array(VIEWS).T
    waves = (operator @ pixels)[rows] @ operator.transpose(0, 2, 1)[columns]
    bits = (waves > 0).reshape(len(VIEWS), -1)
    bits[:, 0] = False  # the mean brightness says nothing
    return np.packbits(bits, axis=1).tobytes()


@cache
def _operator() -> NDArray[np.float32]:
    """Each window's cosine waves, integrated over each pixel of the grid: ``(windows, frequencies, GRID)``.

    Window by window, because the matrix library starts threads for larger products than these.
    """
    import numpy as np

    edges = np.arange(GRID + 1) / GRID
    windows = []
    for start, length in WINDOWS:
        inside = np.clip((edges - start) / length, 0.0, 1.0)
        waves = [inside, *(np.sin(np.pi * k * inside) / (np.pi * k) for k in range(1, FREQUENCIES))]
        windows.append(np.diff(np.array(waves), axis=1))
    return np.array(windows, dtype=np.float32)
