"""The day on which a profile picture came to X, out of its address."""

from __future__ import annotations

import re
from datetime import UTC, datetime

from auditor.model import Avatar, DatedFact

_UPLOAD = re.compile(r"pbs\.twimg\.com/profile_images/(\d{16,19})/")
_EPOCH = 1_288_834_974_657
"""Milliseconds: the service's own start of time, added to the upper bits of its ids."""
_COUNTED = "378800000"
"""Ids of 2013 that begin so were counted on, they hold no time."""


def picture_upload(avatar: Avatar) -> DatedFact | None:
    """When the picture was uploaded: the number in its address holds the time."""
    found = _UPLOAD.search(avatar.url or "")
    if not found or not avatar.at or found[1].startswith(_COUNTED):
        return None
    start = avatar.at.quote.find(found[1])
    moment = datetime.fromtimestamp(((int(found[1]) >> 22) + _EPOCH) / 1000, UTC)
    if start < 0 or moment.year > 2099:
        return None
    return DatedFact("photo-uploaded", moment.date().isoformat(), avatar.at.narrowed(start, start + len(found[1])))
