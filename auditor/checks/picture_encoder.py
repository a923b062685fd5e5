"""Picture files of several accounts that one unusual program saved."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import combinations

from auditor.imaging import ENCODER
from auditor.model import Features, Link
from auditor.plugin import case_check

CHECK = "picture-encoder"
MANY = 5
"""Accounts with files of one encoder and size above which it is a network's own."""


@case_check(CHECK)
def picture_encoder(case: tuple[Features, ...]) -> Iterator[Link]:
    """Pictures that one unusual program saved

    JPEG files name their encoder by its quantisation tables. Most are those of the standard, at some quality, and say
    nothing: so were those of all 1,332 portraits and photos of a measurement. Files of two to five accounts that share
    other tables, the same sampling and the same size in pixels went through one pipeline, which may be a network's or
    a phone's own. A link for finding one's way, never a finding.
    """
    groups: dict[str, list[Features]] = {}
    for features in case:
        if features.picture is not None and (encoder := features.picture.hashes.get(ENCODER)):
            groups.setdefault(encoder, []).append(features)
    for encoder in sorted(groups):
        sharing = groups[encoder]
        if not 2 <= len({features.subject for features in sharing}) <= MANY:
            continue
        for one, other in combinations(sharing, 2):
            if one.subject != other.subject and one.picture and other.picture:
                places = tuple(at for features in (one, other) if (at := features.avatar.at))
                size = f"{one.picture.width} × {one.picture.height} pixels"
                yield Link("same-encoder", one.profile, other.profile, 0, f"JPEG tables {encoder}, {size}", places)
