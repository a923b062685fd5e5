"""Which part of a page a selector lies in, and which field was read there."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from auditor.markup import STEP
from auditor.report.view import Document

SINGLE = ("name", "headline", "location", "about", "handle", "url")
PARTS = (
    *("experience", "education", "messages", "dated_facts"),
    *("current_companies", "links", "emails", "phones", "verifications"),
)

Fields = Mapping[tuple[str, str], str]
"""Field names by page and selector."""


def outwards(selector: str) -> Iterator[str]:
    """The selector, then each part that holds it: ``li >> nth=10 >> p``, ``li >> nth=10``, ``li``."""
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


class Quoted:
    """The quotes of a profile's findings, by the parts of the page that hold them."""

    def __init__(self, findings: Sequence[Document], without: str = "") -> None:
        """``without``: a category whose findings are left out; the others keep their numbers."""
        self._by_part: dict[tuple[str, str], list[tuple[int, Document]]] = {}
        for number, finding in enumerate(findings, 1):
            if without and finding["category"] == without:
                continue
            for place in finding["evidence"]:
                for part in outwards(place["selector"]):
                    self._by_part.setdefault((place["page"], part), []).append((number, place))

    def within(self, at: Document | None) -> Sequence[tuple[int, Document]]:
        """Numbers of findings with the ``LOCATOR`` of a quote in the part at a place, in the findings' order."""
        return self._by_part.get((at["page"], at["selector"]), ()) if at else ()

    def numbers(self, at: Document | None) -> tuple[int, ...]:
        """Numbers of the findings that quote the part at a place."""
        return tuple(dict.fromkeys(number for number, _ in self.within(at)))
