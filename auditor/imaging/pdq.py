"""PDQ, the 256-bit hash that lists of pictures are exchanged in, after its published description.

Meta, "The TMK+PDQF Video-Hashing Algorithm and the PDQ Image-Hashing Algorithm" (2019): two passes of a box filter
along both axes, every 64th part of the side, the sixteen lowest cosine frequencies but the mean, and which of the 256
coefficients lie above their median.  Conforming programs may differ by ten bits on good pictures.
"""

from __future__ import annotations

from functools import cache, lru_cache
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray
    from PIL.Image import Image as Picture

SMALL = 64
LOWEST = 16


def pdq_hash(gray: Picture) -> str:
    """64 hex digits, the first coefficient in the last bit."""
    import numpy as np

    pixels = np.asarray(gray, dtype=np.float32)
    small = _sampled(_sampled(pixels).T).T
    waves = _waves()
    coefficients = waves @ small @ waves.T
    signs = (coefficients > np.median(coefficients)).ravel()
    return np.packbits(signs[::-1]).tobytes().hex()


def _sampled(pixels: NDArray[np.float32]) -> NDArray[np.float32]:
    """``SMALL`` filtered lines of a picture."""
    places, weights = _taps(len(pixels))
    sampled: NDArray[np.float32] = (pixels[places] * weights[:, :, None]).sum(axis=0)
    return sampled


@cache
def _waves() -> NDArray[np.float32]:
    """The first cosine waves without the mean, shape ``(LOWEST, SMALL)``."""
    import numpy as np

    place = np.arange(SMALL) + 0.5
    waves: NDArray[np.float32] = np.cos(np.pi / SMALL * np.arange(1, LOWEST + 1)[:, None] * place).astype(np.float32)
    return waves


@lru_cache(maxsize=512)
def _taps(length: int) -> tuple[NDArray[np.intp], NDArray[np.float32]]:
    """Which lines make up each of the ``SMALL`` lines and how much of each, shapes ``(lines, SMALL)``."""
    import numpy as np

    window = -(-length // (2 * SMALL))
    before = (window + 2) // 2 - 1
    place = np.arange(length)
    box = (place >= place[:, None] - (window - 1 - before)) & (place <= place[:, None] + before)
    once = box / box.sum(axis=1, keepdims=True)
    chosen = ((np.arange(SMALL) + 0.5) * length / SMALL).astype(np.intp)
    filtered = once[chosen] @ once
    lines = np.argsort(filtered == 0, axis=1, kind="stable")[:, : 2 * window]
    return lines.T, np.take_along_axis(filtered, lines, axis=1).T.astype(np.float32)
