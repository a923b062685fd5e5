"""Two small pictures brought together: one laid on the other as they were found to match, and what then differs."""

from __future__ import annotations

import math
from dataclasses import dataclass
from functools import lru_cache
from io import BytesIO
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from PIL.Image import Image as Picture

    from auditor.similarity.pictures import PictureMatch

SIDE = 160
"""Pixels a side of what is drawn here."""
QUALITY = 72
WHOLE = 0.97
"""Share of the side from which nothing is called cropped."""
STRAIGHT = 1.5
"""Degrees below which nothing is called turned."""
BEYOND = 216
"""Gray of the places where only one of the two reaches."""

Box = tuple[int, int, int, int]


@dataclass(frozen=True, slots=True)
class Pictured:
    """A picture as it is kept: a small copy drawn by us, the descriptor, or both."""

    thumbnail: bytes
    """JPEG; empty where only the descriptor's gray copy is there."""
    views: bytes = b""
    """Descriptor; empty where it is to be made of the thumbnail."""


@dataclass(frozen=True, slots=True)
class Overlay:
    """How two pictures were brought together."""

    mirrored: bool
    cropped: int | None
    """0 where the first was cropped, 1 where the second was, ``None`` where neither."""
    share: float
    """Side of the part that was kept, as a share of the whole side."""
    degrees: int
    """By which the second was turned; 0 where it was not."""
    bordered: bool
    """Whether one of the two was taken out of a plain border."""
    aligned: bytes
    """JPEG: the second as it lies on the first."""
    difference: bytes
    """JPEG: white where the two agree, dark where they differ, gray where only one of them reaches."""


def gray_copy(views: bytes) -> bytes:
    """The gray copy of a descriptor as a JPEG large enough to be looked at."""
    from PIL import Image

    from auditor.imaging.descriptor import patch_of

    return _jpeg(patch_of(views).resize((SIDE, SIDE), Image.Resampling.BICUBIC))


@lru_cache(maxsize=512)
def overlay(one: Pictured, other: Pictured) -> Overlay | None:
    """The second picture laid on the first, or ``None`` where they do not agree as one picture does."""
    from auditor.imaging.descriptor import is_current
    from auditor.similarity.pictures import PictureIndex

    first, second = _opened(one), _opened(other)
    if not is_current(first.views) or not is_current(second.views):
        return None
    found = next(PictureIndex([second.views]).matches([(0, first.views)]), None)
    return _laid(first, second, found) if found else None


@dataclass(frozen=True, slots=True)
class _Opened:
    picture: Picture
    box: Box
    """What the descriptor was made of: the middle square inside a plain border."""
    views: bytes


def _opened(kept: Pictured) -> _Opened:
    from PIL import Image

    from auditor.imaging.descriptor import PATCH, described, patch_of
    from auditor.imaging.frame import content_square

    if not kept.thumbnail:
        return _Opened(patch_of(kept.views), (0, 0, PATCH, PATCH), kept.views)
    with Image.open(BytesIO(kept.thumbnail), formats=("JPEG",)) as file:
        picture = file.convert("RGB")
    gray = picture.convert("L")
    return _Opened(picture, content_square(gray)[0], kept.views or described(gray))


def _laid(first: _Opened, second: _Opened, found: PictureMatch) -> Overlay:
    from PIL import Image, ImageChops

    from auditor.imaging.descriptor import had_border

    size, affine, placed = (SIDE, SIDE), Image.Transform.AFFINE, _way(found, second.box)
    there = Image.new("L", second.picture.size, 255).transform(size, affine, placed)
    beyond = (BEYOND,) * len(second.picture.getbands())
    aligned = second.picture.transform(size, affine, placed, Image.Resampling.BILINEAR, fillcolor=beyond)
    beneath = first.picture.convert("L")
    coarse = second.box[2] - second.box[0]
    if coarse < SIDE // 2:  # what the coarser of the two cannot hold is no difference
        beneath = beneath.resize((coarse, coarse), Image.Resampling.BOX, first.box)
        beneath = beneath.resize((SIDE, SIDE), Image.Resampling.BILINEAR)
    else:
        beneath = beneath.resize((SIDE, SIDE), Image.Resampling.BILINEAR, first.box)
    differing = ImageChops.invert(ImageChops.difference(aligned.convert("L"), beneath))
    differing = Image.composite(differing, Image.new("L", differing.size, BEYOND), there)
    scale = abs(found.turn)
    share = min(scale, 1 / scale)
    degrees = math.degrees(math.atan2(found.turn.imag, found.turn.real))
    return Overlay(
        found.mirrored,
        (1 if scale > 1 else 0) if share < WHOLE else None,
        round(share, 2) if share < WHOLE else 1.0,
        round(abs(degrees)) if abs(degrees) > STRAIGHT else 0,
        had_border(first.views) != had_border(second.views),
        _jpeg(aligned),
        _jpeg(differing),
    )


def _way(found: PictureMatch, box: Box) -> tuple[float, float, float, float, float, float]:
    """From a place of the drawing, which shows all of the first picture, to the place of the second that lies there.

    The inverse of the placement, in pixels, as coefficients of an affine map.
    """
    left, top, right, _ = box
    side = right - left
    back = 1 / found.turn
    facing = -1 if found.mirrored else 1
    across, down = back * facing * side / SIDE, back * 1j * side / SIDE
    start = side * (back * (complex(-0.5 * facing, -0.5) - found.shift) + complex(0.5, 0.5)) + complex(left, top)
    return across.real, down.real, start.real, across.imag, down.imag, start.imag


def _jpeg(picture: Picture) -> bytes:
    out = BytesIO()
    picture.save(out, "JPEG", quality=QUALITY)
    return out.getvalue()
