"""The hashes that other tools exchange, as imagehash computes them."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import TYPE_CHECKING

from auditor.imaging.decoding import VERSION

if TYPE_CHECKING:
    from PIL.Image import Image as Picture

COMMON = 64
"""Side of the picture from which both wavelet hashes and the larger cosine hash are taken."""


def standard_hashes(gray: Picture) -> Mapping[str, str]:
    """Hex hashes by name: ``phash64-v1`` and so on, 64 and 256 bits, sorted by name.

    The wavelet hash is taken without imagehash's first step, which takes the overall mean away, for speed.  On flat
    drawings many values tie with the median, so that it may differ there in many bits from a hash made elsewhere.
    """
    import imagehash
    from PIL import Image

    common = gray.resize((COMMON, COMMON), Image.Resampling.LANCZOS)
    found = {}
    for side in (8, 16):
        bits = side * side
        found[f"dhash{bits}-{VERSION}"] = imagehash.dhash(gray, side)
        found[f"phash{bits}-{VERSION}"] = imagehash.phash(common if 4 * side == COMMON else gray, side)
        found[f"whash{bits}-{VERSION}"] = imagehash.whash(common, side, COMMON, remove_max_haar_ll=False)
    return MappingProxyType({name: str(found[name]) for name in sorted(found)})
