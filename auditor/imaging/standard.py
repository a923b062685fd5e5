"""The hashes that other tools exchange, as imagehash computes them."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import TYPE_CHECKING

from auditor.imaging.decoding import VERSION

if TYPE_CHECKING:
    from PIL.Image import Image as Picture

WAVELET_SCALE = 64
"""Side in pixels at which the wavelet hashes are taken: its block means do not change above it."""


def standard_hashes(gray: Picture) -> Mapping[str, str]:
    """Hex hashes by name: ``phash64-v1`` and so on, 64 and 256 bits, sorted by name.

    The Haar wavelet's low band is a block mean, so taking the overall mean away first (imagehash's default) moves
    every value and the median alike and cannot change a bit; it is left out for speed.
    """
    import imagehash

    found = {}
    for side in (8, 16):
        bits = side * side
        found[f"dhash{bits}-{VERSION}"] = str(imagehash.dhash(gray, side))
        found[f"phash{bits}-{VERSION}"] = str(imagehash.phash(gray, side))
        wavelet = imagehash.whash(gray, side, image_scale=WAVELET_SCALE, remove_max_haar_ll=False)
        found[f"whash{bits}-{VERSION}"] = str(wavelet)
    return MappingProxyType(dict(sorted(found.items())))
