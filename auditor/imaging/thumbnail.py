"""A small copy of a picture, drawn by us, so that no byte of the saved file reaches a report."""

from __future__ import annotations

import io
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from PIL.Image import Image as Picture

SIDE = 192
QUALITY = 72


def thumbnail(colour: Picture) -> bytes:
    """JPEG, at most ``SIDE`` pixels a side, without metadata; the same bytes for the same pixels."""
    from PIL import Image

    scale = SIDE / max(colour.size)
    if scale < 1:
        width, height = (max(1, round(side * scale)) for side in colour.size)
        colour = colour.resize((width, height), Image.Resampling.BILINEAR)
    out = io.BytesIO()
    colour.save(out, "JPEG", quality=QUALITY)
    return out.getvalue()
