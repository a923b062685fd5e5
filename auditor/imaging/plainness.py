"""Which pictures are too plain to be compared: two of them look alike without being the same."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from PIL.Image import Image as Picture

ONE_SHADE = 6.0
"""Standard deviation in gray levels below which a picture is one shade."""
FEW_SHADES = 4
"""Of 64 shades, how many make up ``MOST`` of a flat drawing.  Photos have ten and more, portraits seventeen."""
MOST = 0.85
EDGE = 4.0
"""Gray levels by which a pixel differs from the middle of its neighbours, at 64 pixels a side, on an edge."""
EDGES = 0.12
"""Share of edges below which there is nothing to compare."""


def too_plain(gray: Picture) -> str | None:
    """Why the picture holds too little to be told from others, or ``None``."""
    import numpy as np
    from PIL import Image

    shades = np.bincount(np.asarray(gray).ravel() >> 2, minlength=64)
    largest = np.cumsum(np.sort(shades)[::-1])
    few = int(np.searchsorted(largest, MOST * largest[-1])) + 1
    small = np.asarray(gray.resize((64, 64), Image.Resampling.BOX), dtype=np.float32)
    spread = float(small.std())
    if spread < ONE_SHADE:
        return f"the picture is nearly one shade (standard deviation {spread:.1f} of 255)"
    if few <= FEW_SHADES:
        flat = "one flat shade fills" if few == 1 else f"{few} flat shades fill"
        return f"{flat} {MOST:.0%} of the picture: a placeholder, initials, a logo or a flat drawing"
    bends = np.abs(np.diff(small, 2, axis=0))[:, 1:-1] + np.abs(np.diff(small, 2, axis=1))[1:-1]
    edges = float((bends > EDGE).mean())
    if edges < EDGES:
        return f"the picture has hardly any detail (edges on {edges:.0%} of its area)"
    return None
