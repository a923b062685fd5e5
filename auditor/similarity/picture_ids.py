"""What the address of a linked picture says about which picture it is, without asking anybody for it."""

from __future__ import annotations

import re

_STORED = (
    re.compile(r"//media[^/]*\.licdn\.com/dms/image/(?:v2/)?([A-Za-z0-9_-]{8,})/profile-displayphoto"),
    re.compile(r"//[^/]*\.licdn\.com/mpr/mpr/(?:[a-z]+_\d+_\d+/)?((?:p/\d/)?[A-Za-z0-9/_-]{12,}\.(?:jpg|png))"),
    re.compile(r"//pbs\.twimg\.com/profile_images/(\d+/[A-Za-z0-9_-]+?)(?:_(?:normal|bigger|mini|\d+x\d+))?\.\w+"),
    re.compile(r"//profile-images\.xing\.com/images/([0-9a-f]{16,}(?:-\d+)?)"),
)


def picture_id(url: str) -> str | None:
    """The stored picture that a network's address names, whatever size it asks for; ``None`` where none is known.

    Two addresses with one id show one stored picture.  Two ids may still show the same picture, uploaded twice.
    """
    for pattern in _STORED:
        if found := pattern.search(url):
            return found.group(1)
    return None
