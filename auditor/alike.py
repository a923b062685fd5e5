"""Whether two captures say or show the same, as a person would see it."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping

SAME_PICTURE = 24
"""Bits of 256 by which two savings of one picture may differ."""
CUT = 60
"""Characters from which a text that another one begins with may be the same text, cut."""


def same_picture(a: Mapping[str, str], b: Mapping[str, str]) -> bool:
    """Whether two captures show one picture, as far as can be told; what cannot be compared is not a change."""
    if "sha256" in a and "sha256" in b:
        if a["sha256"] == b["sha256"]:
            return True
        if not a["hash"] or not b["hash"]:
            return False
        return (int(a["hash"], 16) ^ int(b["hash"], 16)).bit_count() <= SAME_PICTURE
    return a["path"] == b["path"] if "path" in a and "path" in b else True


def same_text(a: str, b: str) -> bool:
    """Whether two texts have the same words; one may be cut."""
    first, second = words_of(a), words_of(b)
    if first == second:
        return True
    short, long = sorted((first, second), key=len)
    return len(short) >= CUT and long.startswith(short) and (a if short == first else b).rstrip().endswith(("…", "..."))


def words_of(text: str) -> str:
    """The words of a text, without what stands between them."""
    return " ".join(re.findall(r"[\w@$€£%+-]+", unicodedata.normalize("NFKC", text).casefold()))


def shortened(text: str) -> str:
    """A text on one line, cut where it is long."""
    line = " ".join(text.split())
    return line if len(line) <= 120 else line[:119] + "…"
