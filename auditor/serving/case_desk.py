"""The case as the review page reads it: opened anew for each request, so that another audit is seen at once."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from threading import Lock

from auditor.engine.view import CaseSource, case_source
from auditor.report.html import Edition, edition
from auditor.report.view import ProfileView
from auditor.report.words import Words, catalogue
from auditor.review import Carried, Decidable, Event, Standing, carried
from auditor.store.case import CaseError, opened_case
from auditor.store.decisions import decision_events, present_findings
from auditor.store.load import SeenPage, last_run
from auditor.store.queue import FindingLine, SeveralCaptures, case_state, finding_lines, several_captures


class NoRun(LookupError):
    """The case holds no finished run."""


class NotThere(LookupError):
    """The page or the finding is not in the newest run."""


@dataclass(frozen=True, slots=True)
class _Known:
    """What stays the same until a run finishes or pages are erased."""

    state: tuple[int, ...]
    source: CaseSource
    printed: Edition
    lines: tuple[FindingLine, ...]
    present: tuple[Decidable, ...]
    pages: dict[str, SeenPage]
    several: tuple[SeveralCaptures, ...]


@dataclass(frozen=True, slots=True)
class Sitting:
    """The newest run and all decisions, as of one moment."""

    connection: sqlite3.Connection
    run: int
    source: CaseSource
    printed: Edition
    lines: tuple[FindingLine, ...]
    """Findings that can be decided, in the order of the queue."""
    present: tuple[Decidable, ...]
    events: tuple[Event, ...]
    standings: Carried
    pages: dict[str, SeenPage]
    several: tuple[SeveralCaptures, ...]

    def standing(self, finding: str) -> Standing | None:
        """How a finding stands."""
        return self.standings.by_finding.get(finding)

    def profile(self, id: str) -> ProfileView:
        """One page with its findings.  Raises :class:`NotThere`."""
        page = self.pages.get(id)
        if page is None:
            raise NotThere(id)
        (view,) = self.source.views(self.connection, [page])
        return view

    def line(self, finding: str) -> FindingLine:
        """A finding's line.  Raises :class:`NotThere`."""
        for line in self.lines:
            if line.id == finding:
                return line
        raise NotThere(finding)


class CaseDesk:
    """Opens the case file for one request after the other; what is slow to read is kept between them."""

    def __init__(self, file: Path, language: str, person: str, now: Callable[[], str]) -> None:
        self.file = file
        self.words: Words = catalogue(language)
        self.person = person
        self.now = now
        self._known: _Known | None = None
        self._lock = Lock()

    @contextmanager
    def connection(self, write: bool = False) -> Iterator[sqlite3.Connection]:
        """A connection for one request; unless it is to write, nothing can be changed through it.

        Raises :class:`auditor.store.case.CaseError` where the file is gone or cannot be used.
        """
        if not self.file.is_file():
            raise CaseError(f"the case file {self.file.name} is gone")
        with opened_case(self.file) as case:
            if not write:
                case.connection.execute("pragma query_only = on")
            yield case.connection

    @contextmanager
    def sitting(self) -> Iterator[Sitting]:
        """All that a page needs, from one snapshot of the file.  Raises :class:`NoRun`, ``CaseError``."""
        with self.connection() as connection:
            connection.execute("begin")
            yield self.seated(connection)

    def seated(self, connection: sqlite3.Connection) -> Sitting:
        """The newest run and all decisions, read through a connection.  Raises :class:`NoRun`."""
        run = last_run(connection)
        if run is None:
            raise NoRun
        known = self._what_is_known(connection, run)
        events = decision_events(connection)
        standings = carried(events, known.present)
        source = replace(known.source, connection=connection, decided=standings.by_finding)
        return Sitting(
            connection,
            run,
            source,
            known.printed,
            known.lines,
            known.present,
            tuple(events),
            standings,
            known.pages,
            known.several,
        )

    def _what_is_known(self, connection: sqlite3.Connection, run: int) -> _Known:
        state = case_state(connection)
        with self._lock:
            if self._known is None or self._known.state != state:
                source = case_source(connection, run)
                self._known = _Known(
                    state,
                    source,
                    edition(source.view, self.words.language),
                    tuple(finding_lines(connection, run)),
                    tuple(present_findings(connection, run)),
                    {page.id: page for page in source.ordered},
                    tuple(several_captures(connection, run)),
                )
            return self._known
