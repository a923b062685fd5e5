"""The one way from a picture file to pixels.

Every hash depends on how the pixels were got, so there is one path, and its version is part of each hash's name:
size and frames from the header first; JPEG decoded at the largest power of two that leaves the shorter side at
``WORKING`` pixels or more, other formats reduced by whole boxes to the same range; turned as EXIF says; transparency
over white; luma as ITU-R 601.
"""

from __future__ import annotations

import io
import struct
import warnings
import zlib
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from PIL.Image import Image as Picture

VERSION = "v1"
WORKING = 192
"""Pixels that the shorter side keeps at least, where it has them."""
MAX_BYTES = 32_000_000
MAX_PIXELS = 50_000_000
MAX_SIDE = 20_000
MAX_ASPECT = 8
MIN_SIDE = 16
FORMATS = ("JPEG", "PNG", "GIF", "WEBP", "AVIF", "BMP")

_BROKEN = (
    OSError,
    SyntaxError,  # Pillow's word for a malformed header
    ValueError,
    EOFError,
    TypeError,
    LookupError,
    ArithmeticError,
    RuntimeError,  # the AVIF plugin's word for whatever its library says
    AttributeError,
    MemoryError,
    struct.error,
    zlib.error,
)
_ORIENTATION = 0x0112


class Unusable(ValueError):
    """The file is no picture that can be compared; the message says why."""


@dataclass(frozen=True, slots=True)
class Decoded:
    """A picture's pixels at working size."""

    width: int
    """Pixels of the file, after the EXIF turn."""
    height: int
    colour: Picture
    """Mode ``RGB``."""
    gray: Picture
    """Mode ``L``, same size."""


def decoded(data: bytes, max_pixels: int = MAX_PIXELS) -> Decoded:
    """The pixels of a picture file at working size.  Raises :class:`Unusable`."""
    from PIL import Image, UnidentifiedImageError

    if len(data) > MAX_BYTES:
        raise Unusable(f"the picture file has {len(data):,} bytes (limit {MAX_BYTES:,})")
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # the limits below are stricter and come first
        try:
            with Image.open(io.BytesIO(data), formats=FORMATS) as picture:
                _refuse_size(picture, max_pixels)
                width, height = picture.size
                colour = _working_copy(picture)
                if picture.getexif().get(_ORIENTATION, 1) in (5, 6, 7, 8):
                    width, height = height, width
        except Image.DecompressionBombError:
            raise Unusable(f"the picture unpacks to more than {max_pixels:,} pixels") from None
        except Unusable:
            raise
        except UnidentifiedImageError:
            raise Unusable("not a picture in a known format") from None
        except _BROKEN as error:
            raise Unusable(f"the picture is broken or cut off: {_first_line(error)}") from None
    return Decoded(width, height, colour, colour.convert("L"))


def _first_line(error: BaseException) -> str:
    return (str(error).splitlines() or [""])[0][:120] or type(error).__name__


def _refuse_size(picture: Picture, max_pixels: int) -> None:
    """Looks at the header only: nothing has been unpacked yet."""
    width, height = picture.size
    if width * height > max_pixels or max(width, height) > MAX_SIDE:
        raise Unusable(f"the picture has {width} x {height} pixels (limit {max_pixels:,} in all, {MAX_SIDE:,} a side)")
    if min(width, height) < MIN_SIDE:
        raise Unusable(f"the picture has only {width} x {height} pixels (at least {MIN_SIDE} a side are needed)")
    if max(width, height) > MAX_ASPECT * min(width, height):
        raise Unusable(f"the picture is a strip of {width} x {height} pixels")
    frames = getattr(picture, "n_frames", 1)
    if frames > 1 and picture.format != "MPO":  # a phone's JPEG may carry a second picture; the first one is shown
        raise Unusable(f"the picture is animated ({frames} frames)")


def _working_copy(picture: Picture) -> Picture:
    from PIL import ImageOps

    picture.draft("RGB", (WORKING, WORKING))
    picture.load()
    small = _opaque(picture)
    factor = min(small.size) // WORKING
    if factor > 1:
        small = small.reduce(factor)
    return ImageOps.exif_transpose(small)


def _opaque(picture: Picture) -> Picture:
    """The picture as RGB over white, samples of 16 bits scaled to 8."""
    from PIL import Image

    if picture.mode.startswith(("I", "F")):
        return _eight_bits(picture).convert("RGB")
    if picture.mode in ("RGBA", "LA", "PA", "RGBa", "La") or "transparency" in picture.info:
        layer = picture.convert("RGBA")
        ground = Image.new("RGBA", layer.size, (255, 255, 255, 255))
        return Image.alpha_composite(ground, layer).convert("RGB")
    return picture if picture.mode == "RGB" else picture.convert("RGB")


def _eight_bits(picture: Picture) -> Picture:
    import numpy as np
    from PIL import Image

    samples = np.asarray(picture).astype(np.float64)
    top = 65535.0 if picture.mode.startswith("I") else max(1.0, float(np.nanmax(samples, initial=1.0)))
    return Image.fromarray(np.clip(np.nan_to_num(samples) / top * 255.0 + 0.5, 0, 255).astype(np.uint8))
