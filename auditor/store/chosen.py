"""What of a run is handed out: everything, or the pages and findings that a filter leaves."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from auditor.store import load
from auditor.store.load import SeenPage, StoredFinding

Document = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Filter:
    """What a finding has to be to be taken; ``None`` takes all."""

    level: str | None = None
    """Of its page."""
    check: str | None = None
    rule: str | None = None
    state: str | None = None
    decision: str | None = None
    """How it stands after review; ``open`` where nobody said anything."""

    @property
    def narrows(self) -> bool:
        """Whether anything is left out."""
        return self != Filter()

    @property
    def of_findings(self) -> bool:
        """Whether single findings are left out, not only whole pages."""
        return replace(self, level=None).narrows

    def takes(self, level: str, finding: Mapping[str, Any]) -> bool:
        """Whether a finding, on a page of this level, is taken."""
        decision = finding["decision"]
        return (
            self.level in (None, level)
            and self.check in (None, finding["check"])
            and self.rule in (None, finding["rule"])
            and self.state in (None, finding["state"])
            and self.decision in (None, decision["verdict"] if decision else "open")
        )


@dataclass(frozen=True, slots=True)
class Choice:
    """The pages of a run that are taken."""

    run: int
    filter: Filter
    pages: tuple[SeenPage, ...]
    """Sorted by id."""
    findings: frozenset[str] | None
    """Fingerprints of the findings that are taken and of what was decided upon for them; ``None`` for all."""


def choice(connection: sqlite3.Connection, run: int, filter: Filter) -> Choice:
    """What a filter leaves of a run: pages with a finding that is taken; all of a level where only that was asked."""
    pages = load.seen_pages(connection, run)
    if not filter.narrows:
        return Choice(run, filter, tuple(pages), None)
    taken: list[SeenPage] = []
    ids: set[str] = set()
    for page, document, findings in load.profile_documents(connection, run, pages):
        kept = [one.document for one in findings if filter.takes(document["level"], one.document)]
        if kept or (not filter.of_findings and document["level"] == filter.level):
            taken.append(page)
            ids |= {one["id"] for one in kept}
            ids |= {one["decision"]["upon"]["finding"] for one in kept if one["decision"]}
    return Choice(run, filter, tuple(taken), frozenset(ids))


def documents(
    connection: sqlite3.Connection, chosen: Choice, pages: Sequence[SeenPage] | None = None
) -> Iterator[tuple[SeenPage, Document, list[StoredFinding]]]:
    """``PROFILE`` of each page that is taken, with the findings that are, in the order of ``pages`` (by id)."""
    wanted = chosen.pages if pages is None else pages
    for page, document, findings in load.profile_documents(connection, chosen.run, wanted):
        if not chosen.filter.of_findings:
            yield page, document, findings
            continue
        kept = [one for one in findings if chosen.filter.takes(document["level"], one.document)]
        yield page, _narrowed(document, {one.document["id"] for one in kept}), kept


def _narrowed(document: Document, ids: set[str]) -> Document:
    """The page with these findings only; a pattern of which none is left is left out too."""
    templates = [
        {**one, "because": because}
        for one in document["templates"]
        if (because := [id for id in one["because"] if id in ids])
    ]
    return {
        **document,
        "direct_requests": [id for id in document["direct_requests"] if id in ids],
        "findings": [one for one in document["findings"] if one["id"] in ids],
        "templates": templates,
    }


def links(connection: sqlite3.Connection, chosen: Choice) -> list[Document]:
    """The links between pages that are taken."""
    found = load.links(connection, chosen.run)
    if not chosen.filter.narrows:
        return found
    ids = {page.id for page in chosen.pages}
    return [one for one in found if one["a"] in ids and one["b"] in ids]
