"""Our own descriptor: the signs of the cosine coefficients of many windows, and a small gray copy to register.

One hash of the whole picture fails as soon as the picture is cropped; the same hash of many windows does not.  The
windows overlap so closely that some window of a cropped, framed or turned copy shows nearly what one of these shows.
Most window pairs that agree are chance, so the gray copy lets :mod:`auditor.similarity.registration` lay the two
pictures over each other and look.

The coefficients are sums of whole numbers small enough for a double, so that no order of summation and no processor
changes a bit.
"""

from __future__ import annotations

import io
from functools import cache
from typing import TYPE_CHECKING

from auditor.imaging.frame import content_square

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray
    from PIL.Image import Image as Picture

    Pixels = NDArray[np.float32]

VERSION = b"\x02"
GRID = 96
"""Side of the gray picture from which the windows are taken."""
PATCH = 48
"""Side of the gray copy."""
STEPS = (16, 20, 25, 32, 40)
"""Quantiser of the gray copy's JPEG, the same for all frequencies: fine detail is what tells strangers apart.

The first that keeps the copy within ``PATCH_BYTES``, or the last.
"""
PATCH_BYTES = 900
FREQUENCIES = 9
BITS = 64
Window = tuple[float, float, float]
"""Top, left and side of a square window, as shares of the picture's side."""


def _centred(side: float) -> Window:
    return ((1 - side) / 2, (1 - side) / 2, side)


MIDDLES = (0.56, 0.61, 0.7, 0.78, 0.875)
"""Sides of the windows in the middle: a copy's middle is nearly always left of a crop, a ring, a circle or a badge."""
_STARTS = tuple(0.05 + number / 30 for number in range(7))
GRID_WINDOWS: tuple[Window, ...] = tuple((top, left, 0.7) for top in _STARTS for left in _STARTS)
WINDOWS: tuple[Window, ...] = (*GRID_WINDOWS, *(_centred(side) for side in MIDDLES if side != 0.7))
"""The windows whose hashes are stored, in their order."""
MIDDLE_PLACES = tuple(24 if side == 0.7 else len(GRID_WINDOWS) + (0, 1, 1, 2, 3)[n] for n, side in enumerate(MIDDLES))
"""Places in ``WINDOWS`` of the windows in the middle, in the order of ``MIDDLES``."""
VIEWS_BYTES = len(WINDOWS) * BITS // 8
_HEAD = 2


def described(gray: Picture) -> bytes:
    """The descriptor: a version byte, a byte that is 1 where a border was taken off, eight bytes for each of
    ``WINDOWS``, and the gray copy as JPEG.
    """
    from PIL import Image

    box, bordered = content_square(gray)
    grid = gray.resize((GRID, GRID), Image.Resampling.BOX, box)
    patch = gray.resize((PATCH, PATCH), Image.Resampling.BOX, box)
    return VERSION + bytes([bordered]) + view_hashes(grid, WINDOWS).tobytes() + _small_jpeg(patch)


def _small_jpeg(patch: Picture) -> bytes:
    data = b""
    for step in STEPS:
        out = io.BytesIO()
        patch.save(out, "JPEG", qtables=[[step] * 64], optimize=True)
        data = out.getvalue()
        if len(data) <= PATCH_BYTES:
            break
    return data


def view_hashes(gray: Picture, windows: tuple[Window, ...]) -> NDArray[np.uint64]:
    """One 64-bit hash for each window of a square gray picture, shape ``(len(windows),)``."""
    import numpy as np

    pixels = np.asarray(gray, dtype=np.float64) - 128.0
    rows, columns = _waves(windows, len(pixels))
    tops, lefts = rows[1], columns[1]
    coefficients = (rows[0] @ pixels)[tops] @ columns[0].transpose(0, 2, 1)[lefts]
    down, across = _frequencies()
    signs = np.ascontiguousarray(coefficients[:, down, across] > 0)
    return np.packbits(signs, axis=1).view(np.uint64)[:, 0]


@cache
def mirror_mask() -> np.uint64:
    """Bits that change when a picture is mirrored: those of the waves that are odd from left to right."""
    import numpy as np

    _, across = _frequencies()
    mask: np.uint64 = np.packbits(across % 2 == 1).view(np.uint64)[0]
    return mask


@cache
def _frequencies() -> tuple[NDArray[np.intp], NDArray[np.intp]]:
    """Rows and columns of the 64 lowest coefficients, without the mean."""
    import numpy as np

    both = [(y, x) for y in range(FREQUENCIES) for x in range(FREQUENCIES) if y or x]
    both.sort(key=lambda place: (place[0] ** 2 + place[1] ** 2, place))
    chosen = np.array(both[:BITS])
    return chosen[:, 0], chosen[:, 1]


_Waves = tuple["NDArray[np.float64]", "NDArray[np.intp]"]


@cache
def _waves(windows: tuple[Window, ...], side: int) -> tuple[_Waves, _Waves]:
    """For rows and for columns: the different one-dimensional windows' waves, and which of them each window uses.

    Waves have shape ``(different windows, FREQUENCIES, side)`` and hold whole numbers.  Window by window, because the
    matrix library starts threads for larger products than these.
    """
    import numpy as np

    edges = np.arange(side + 1) / side

    def of(spans: list[tuple[float, float]]) -> _Waves:
        different = sorted(set(spans))
        waves = []
        for start, length in different:
            inside = np.clip((edges - start) / length, 0.0, 1.0)
            integrals = [inside, *(np.sin(np.pi * k * inside) / (np.pi * k) for k in range(1, FREQUENCIES))]
            waves.append(np.rint(np.diff(np.array(integrals), axis=1) * side * 2**12))
        return np.array(waves), np.array([different.index(span) for span in spans])

    return of([(top, side_) for top, _, side_ in windows]), of([(left, side_) for _, left, side_ in windows])


def is_current(descriptor: bytes) -> bool:
    """Whether the descriptor is of this version, so that it can be compared with others of it."""
    return descriptor[:1] == VERSION and len(descriptor) > _HEAD + VIEWS_BYTES


def views_of(descriptor: bytes) -> bytes:
    """The stored hashes, ``VIEWS_BYTES`` long.  Raises ``ValueError`` for a descriptor of another version."""
    if not is_current(descriptor):
        raise ValueError(f"not a picture descriptor of version {VERSION[0]}")
    return descriptor[_HEAD : _HEAD + VIEWS_BYTES]


def had_border(descriptor: bytes) -> bool:
    """Whether a plain border was taken off before the picture was described."""
    return descriptor[1] == 1


def patch_of(descriptor: bytes) -> Picture:
    """The stored gray copy."""
    from PIL import Image

    patch = Image.open(io.BytesIO(descriptor[_HEAD + VIEWS_BYTES :]), formats=("JPEG",))
    patch.load()
    return patch
