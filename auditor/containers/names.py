"""Names of saved files: which are no pages, and how a name is shown."""

from __future__ import annotations

import unicodedata

_IGNORED = frozenset(("thumbs.db", "desktop.ini", "ehthumbs.db", "icon\r", "__macosx"))
_DIRECTIONS = frozenset("\u061c\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069\ufeff")


def ignored(name: str) -> bool:
    """Whether a file or folder of this name is hidden, or the system's own."""
    return name.startswith(".") or name.lower() in _IGNORED


def shown(path: str) -> str:
    """A path that is safe to print: bytes that are no text, control and direction characters become escapes."""
    if path.isascii() and path.isprintable():
        return path
    return "".join(
        character.encode("unicode_escape").decode()
        if unicodedata.category(character) in ("Cc", "Cs", "Zl", "Zp") or character in _DIRECTIONS
        else character
        for character in path
    )
