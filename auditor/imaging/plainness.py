"""Which pictures are too plain to be compared: two of them look alike without being the same."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from PIL.Image import Image as Picture


def too_plain(gray: Picture) -> str | None:
    """Why the picture holds too little to be told from others, or ``None``."""
    import numpy as np
    from PIL import Image

    small = np.asarray(gray.resize((64, 64), Image.Resampling.BOX), dtype=np.float32)
    if float(small.std()) < 6.0:
        return f"nearly one shade (standard deviation {small.std():.1f} of 255)"
    steps = np.abs(np.diff(small, axis=0))[:, :-1] + np.abs(np.diff(small, axis=1))[:-1]
    busy = float((steps > 4.0).mean())
    if busy < 0.08:
        return f"few details (edges on {busy:.0%} of the area): a drawing, a logo or a placeholder"
    return None
