"""Text that was damaged when it was saved or converted: the file's fault, never the person's."""

from __future__ import annotations

import re

_MARKS = (
    "\u0152\u0153\u0160\u0161\u0178\u017d\u017e\u0192\u02c6\u02dc\u2013\u2014\u2018-\u201a"
    "\u201c-\u201e\u2020-\u2022\u2026\u2030\u2039\u203a\u20ac\u2122"
)
"""What windows-1252 puts on the places 80 to 9F."""
_RUN = re.compile(rf"[\u0080-\u00ff{_MARKS}]{{2,}}")


def damaged(text: str) -> str | None:
    """The first damaged piece of a text with a few characters around it; ``None`` where there is none.

    A piece counts that is UTF-8 read as windows-1252: its bytes make up other letters.  One piece alone counts only
    where it is long or begins as no language does ("»MENÜ«" has such bytes by chance).  The replacement character that
    decoders put for what they could not read always counts.
    """
    if text.isascii():
        return None
    place = text.find("\ufffd")
    pieces = [] if place >= 0 else [run for run in _RUN.finditer(text) if _other_letters(run.group())]
    if place < 0 and pieces and (len(pieces) > 1 or len(pieces[0].group()) > 2 or pieces[0].group()[0] in "ÃÂ"):
        place = pieces[0].start()
    return text[max(0, place - 12) : place + 14].strip() if place >= 0 else None


def _other_letters(run: str) -> bool:
    raw = bytearray()
    for character in run:
        try:
            raw += character.encode("cp1252")
        except UnicodeEncodeError:
            raw += character.encode("latin-1")
    try:
        return len(raw.decode("utf-8")) < len(run)
    except UnicodeDecodeError:
        return False
