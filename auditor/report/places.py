"""Which part of a page a selector lies in, and which field was read there."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from auditor.markup import STEP
from auditor.report.view import Document

SINGLE = ("name", "headline", "location", "about", "handle", "url")
PARTS = (
    *("experience", "education", "messages", "dated_facts"),
    *("current_companies", "links", "emails", "phones", "verifications"),
)

Fields = Mapping[tuple[str, str], str]
"""Field names by page and selector."""


def inside(selector: str, part: str) -> bool:
    """Whether a selector names a part or something in it: ``li >> nth=1`` does not hold ``li >> nth=10``."""
    return selector.startswith(part) and (len(selector) == len(part) or selector.startswith((STEP, "/"), len(part)))


def outwards(selector: str) -> Iterator[str]:
    """The selector, then each part that holds it."""
    while selector:
        yield selector
        rest, found, last = selector.rpartition(STEP)
        if last.startswith("json=/") and last.count("/") > 1:
            selector = selector.rpartition("/")[0]
        else:
            selector = rest if found else ""


def field_places(fields: Document) -> Fields:
    """Where each field of a profile was read; what is stated first keeps its place."""
    made: dict[tuple[str, str], str] = {}
    for key in SINGLE:
        if fields[key]:
            made.setdefault((fields[key]["at"]["page"], fields[key]["at"]["selector"]), key)
    avatar = fields["avatar"].get("at")
    if avatar:
        made.setdefault((avatar["page"], avatar["selector"]), "avatar")
    for key in PARTS:
        for entry in fields.get(key) or ():
            made.setdefault((entry["at"]["page"], entry["at"]["selector"]), key)
    return made


def field_at(page: str, selector: str, fields: Fields) -> str | None:
    """The field that was read at a place or around it."""
    return next((fields[page, part] for part in outwards(selector) if (page, part) in fields), None)
