"""The hashes that other tools exchange: imagehash's, and PDQ."""

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
    """Hex hashes by name: ``pdq256-v1``, ``phash64-v1`` and so on, 64 and 256 bits, sorted by name.

    They are taken from the picture as it is decoded here, a large JPEG at a half, a quarter or an eighth of its size.
    A tool that decodes it whole gets the same pHash and dHash to a bit or two, a PDQ that differs by 10 bits (20 of 80
    photos at most), and a wavelet hash that differs by up to 26 of 256.  The wavelet hash is also taken without
    imagehash's first step, which takes the overall mean away, for speed; on flat drawings, where many values tie with
    the median, that alone changes many bits.  Wavelet hashes are for export and never compared here.
    """
    import imagehash
    from PIL import Image

    from auditor.imaging.pdq import pdq_hash

    common = gray.resize((COMMON, COMMON), Image.Resampling.LANCZOS)
    found = {}
    for side in (8, 16):
        bits = side * side
        found[f"dhash{bits}-{VERSION}"] = imagehash.dhash(gray, side)
        found[f"phash{bits}-{VERSION}"] = imagehash.phash(common if 4 * side == COMMON else gray, side)
        found[f"whash{bits}-{VERSION}"] = imagehash.whash(common, side, COMMON, remove_max_haar_ll=False)
    hashes = {name: str(value) for name, value in found.items()} | {f"pdq256-{VERSION}": pdq_hash(gray)}
    return MappingProxyType({name: hashes[name] for name in sorted(hashes)})
