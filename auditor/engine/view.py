"""What a report prints, read from the case file on demand: a chunk of profiles is in memory at a time."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import partial

from auditor.plugin import CaseCheck, ProfileCheck, discovered
from auditor.report.view import (
    MOST_CONNECTIONS,
    CaseView,
    ChangedView,
    ChangesView,
    Context,
    Document,
    KnownView,
    LinkView,
    ProfileView,
    Row,
)
from auditor.review import Standing
from auditor.rules.files import bundled_files, rule_titles
from auditor.store import load
from auditor.store.changes import changes
from auditor.store.decisions import carried_decisions
from auditor.store.known_seen import known_seen
from auditor.store.load import SeenPage
from auditor.store.overview import FoundLine, page_lines

LEVEL_ORDER = {"developed-pattern": 0, "early-pattern": 1, "observation": 2, "none": 3}


@dataclass(frozen=True, slots=True)
class CaseSource:
    """What the views of a run are read from; another process reads with a connection of its own."""

    connection: sqlite3.Connection
    run: int
    profiles: tuple[SeenPage, ...]
    """The pages that are profiles, sorted by id."""
    ordered: tuple[SeenPage, ...]
    """All pages, in the order of the overview."""
    names: Mapping[str, str | None]
    keys: Mapping[str, int]
    links: tuple[Document, ...]
    decided: Mapping[str, Standing]
    view: CaseView

    def views(self, connection: sqlite3.Connection, pages: Sequence[SeenPage]) -> Iterator[ProfileView]:
        """The views of some of the profiles, read through ``connection``."""
        return _profiles(self._case(connection), pages)

    def rows(self, connection: sqlite3.Connection) -> Iterator[Row]:
        """The lines of the overview, read through ``connection``."""
        return _rows(self._case(connection), self.ordered)

    def _case(self, connection: sqlite3.Connection) -> _Case:
        return _Case(connection, self.run, self.names, self.keys, self.links, self.decided)


@dataclass(frozen=True, slots=True)
class _Case:
    connection: sqlite3.Connection
    run: int
    names: Mapping[str, str | None]
    keys: Mapping[str, int]
    links: tuple[Document, ...]
    decided: Mapping[str, Standing]


def case_source(connection: sqlite3.Connection, run: int) -> CaseSource:
    """The source of a finished run's report; the connection must stay open while its view is used."""
    pages = tuple(load.seen_pages(connection, run))
    skipped = tuple(load.skipped(connection, run))
    names = load.names(connection, pages)
    keys = {page.id: page.key for page in pages}
    decided = carried_decisions(connection, run).by_finding
    case = _Case(connection, run, names, keys, tuple(load.links(connection, run)), decided)
    about = load.run_document(connection, run)
    standing = load.standing(connection, pages)
    counts = {
        "pages": len(pages),
        "profiles": sum(1 for page in pages if standing[page.key].status == "profile"),
        "not_profiles": sum(1 for page in pages if standing[page.key].status == "not-a-profile"),
        "skipped": len(skipped),
    }
    for level in LEVEL_ORDER:
        counts[level] = sum(
            1 for page in pages if standing[page.key].level == level and standing[page.key].status == "profile"
        )
    ordered = tuple(
        sorted(
            pages,
            key=lambda page: (
                standing[page.key].status != "profile",
                LEVEL_ORDER[standing[page.key].level],
                -standing[page.key].findings,
                page.id,
            ),
        )
    )
    profiles = tuple(page for page in pages if standing[page.key].status == "profile")
    view = CaseView(
        tool=about["tool"],
        as_of=about["as_of"],
        counts=counts,
        rows=partial(_rows, case, ordered),
        profiles=partial(_profiles, case, profiles),
        links=case.links,
        skipped=skipped,
        checks=_checks(),
        rule_titles=rule_titles(bundled_files()),
        changes=_changes(connection, run),
    )
    return CaseSource(connection, run, profiles, ordered, names, keys, case.links, decided, view)


def _changes(connection: sqlite3.Connection, run: int) -> ChangesView | None:
    found = changes(connection, run)
    if found is None:
        return None
    new, gone = (
        tuple(ChangedView(one.profile, one.name, one.strength, one.title) for one in several)
        for several in (found.new, found.gone)
    )
    return ChangesView(found.since, new, gone, found.new_count, found.gone_count)


def _checks() -> tuple[tuple[str, str], ...]:
    """Id and title of every check, the lure rules among them, sorted by id."""
    found = [(check.id, check.doc) for check in discovered("auditor.checks", ProfileCheck)]
    found += [(check.id, check.doc) for check in discovered("auditor.checks", CaseCheck)]
    found.append(("lure-rules", "Published lure patterns in the subject's own words"))
    return tuple(sorted((id, doc.split("\n", 1)[0].strip().rstrip(".")) for id, doc in found))


def _chunks(pages: Sequence[SeenPage]) -> Iterator[Sequence[SeenPage]]:
    for start in range(0, len(pages), load.CHUNK):
        yield pages[start : start + load.CHUNK]


def _rows(case: _Case, pages: Sequence[SeenPage]) -> Iterator[Row]:
    for chunk in _chunks(pages):
        pictures = load.thumbnails(case.connection, [page.key for page in chunk])
        for line in page_lines(case.connection, case.run, chunk):
            yield Row(
                id=line.page.id,
                name=line.name,
                headline=line.headline,
                path=line.page.path,
                container=line.container,
                page_kind=line.page_kind,
                status=line.status,
                reason=line.reason,
                level=line.level,
                findings=tuple((found.strength, found.title) for found in line.findings),
                templates=line.templates,
                direct_requests=line.direct_requests,
                skips=line.skips,
                decisions=_decisions(case, line.findings),
                thumbnail=pictures.get(line.page.key) or None,
            )


def _decisions(case: _Case, findings: Sequence[FoundLine]) -> dict[str, int]:
    """How many findings stand under each word of review."""
    counts: dict[str, int] = {}
    for finding in findings:
        word = case.decided[finding.id].word if finding.id in case.decided else None
        if word is not None:
            counts[word] = counts.get(word, 0) + 1
    return counts


def _is_picture(link: Document) -> bool:
    return "avatar" in link["kind"]


def _profiles(case: _Case, pages: Sequence[SeenPage]) -> Iterator[ProfileView]:
    links: dict[str, list[tuple[str, Document]]] = {}
    for link in case.links:
        links.setdefault(link["a"], []).append((link["b"], link))
        links.setdefault(link["b"], []).append((link["a"], link))
    for chunk in _chunks(pages):
        others = {other for page in chunk for other, _ in links.get(page.id, [])[:MOST_CONNECTIONS]}
        keys = {page.key for page in chunk} | {case.keys[other] for other in others if other in case.keys}
        pictures = load.thumbnails(case.connection, sorted(keys))
        known = known_seen(case.connection, [page.key for page in chunk])
        compared = {page.key for page in chunk if page.key in known}
        for page in chunk:
            near = links.get(page.id, [])[:MOST_CONNECTIONS]
            showing = [other for other, link in near if _is_picture(link) and other in case.keys]
            compared |= {case.keys[other] for other in (page.id, *showing)} if showing else set()
        views = load.descriptors(case.connection, sorted(compared))
        records = load.domain_records(case.connection, case.run, [page.key for page in chunk])
        for page, document, findings in load.profile_documents(case.connection, case.run, chunk, case.decided):
            yield ProfileView(
                document=document,
                contexts={
                    (finding.document["id"], number): Context(*around)
                    for finding in findings
                    for number, around in enumerate(finding.contexts)
                },
                thumbnail=pictures.get(page.key) or None,
                links=tuple(
                    LinkView(
                        kind=link["kind"],
                        other=other,
                        other_name=case.names.get(other),
                        distance=link["distance"],
                        method=link["method"],
                        transform=link["transform"] or "",
                        evidence=tuple(link["evidence"]),
                        other_thumbnail=pictures.get(case.keys.get(other, -1)) or None,
                        other_views=views.get(case.keys.get(other, -1)) or b"",
                    )
                    for other, link in links.get(page.id, [])
                ),
                records=tuple(records.get(page.key, ())),
                views=views.get(page.key) or b"",
                known=tuple(
                    KnownView(
                        name=one.name,
                        source=one.source,
                        licence=one.licence,
                        added_at=one.added_at,
                        expires_at=one.expires_at,
                        method=one.method,
                        distance=one.distance,
                        transform=one.transform,
                        likeness=one.likeness,
                        thumbnail=one.thumbnail or None,
                        views=one.views or b"",
                    )
                    for one in known.get(page.key, ())
                ),
            )
