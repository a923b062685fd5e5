"""Picture bytes as hashes, quality and a small copy; pure, and heavy libraries are loaded only when a picture comes."""

from __future__ import annotations

import hashlib
from types import MappingProxyType

from auditor.imaging.decoding import MAX_PIXELS, Unusable, decoded
from auditor.imaging.file_signs import file_signs
from auditor.model import PictureFeatures

ENCODER = "encoder-v1"
"""Name beside the hashes of what tells an unusual JPEG encoder; not there where the encoder is none."""

__all__ = ["ENCODER", "Unusable", "decoded", "picture_features"]


def picture_features(data: bytes, max_pixels: int = MAX_PIXELS) -> PictureFeatures:
    """All that is kept of a picture file of at most ``max_pixels``, which its header tells before it is unpacked.

    Raises :class:`Unusable` with the reason where the file cannot be compared: broken, cut off, too large, animated.
    """
    from auditor.imaging.descriptor import described
    from auditor.imaging.plainness import too_plain
    from auditor.imaging.standard import standard_hashes
    from auditor.imaging.thumbnail import thumbnail

    picture = decoded(data, max_pixels)
    plain = too_plain(picture.gray)
    encoder = file_signs(data).encoder
    hashes = standard_hashes(picture.gray)
    return PictureFeatures(
        sha256=hashlib.sha256(data).hexdigest(),
        width=picture.width,
        height=picture.height,
        hashes=hashes if not encoder else MappingProxyType({**hashes, ENCODER: encoder}),
        low_information=plain,
        thumbnail=thumbnail(picture.colour),
        views=b"" if plain else described(picture.gray),
    )
