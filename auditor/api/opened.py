"""A case file, opened: typed objects of its newest run, a chunk of pages in memory at a time."""

from __future__ import annotations

from collections.abc import Iterator
from os import PathLike
from pathlib import Path
from types import TracebackType
from typing import Literal

from auditor.contract.typed import page_from, typed
from auditor.contract.types import Finding, Link, Page, Picture, Record, Skip
from auditor.model import Level, Refusal
from auditor.store import chosen, load
from auditor.store.case import CaseError, CaseFile, opened_case
from auditor.store.chosen import Filter
from auditor.store.handed import recorded_answers

State = Literal["new", "continuing"]
Standing = Literal["open", "confirm", "dismiss", "unsure", "note", "look-again", "conflict"]


class NoCase(Exception):
    """There is no case that can be read; the message says why and what would be right."""


class Case:
    """The newest finished run of a case.  To be closed, or used with ``with``."""

    def __init__(self, case: CaseFile, run: int, file: Path) -> None:
        self._case = case
        self._run = run
        self.file = file
        """The case file."""
        self._about = load.run_document(case.connection, run)

    def __enter__(self) -> Case:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def close(self) -> None:
        """Closes the case file."""
        self._case.connection.close()

    @property
    def as_of(self) -> str:
        """``YYYY-MM-DD``: the date that the results speak for."""
        return str(self._about["as_of"])

    @property
    def rules(self) -> tuple[tuple[str, str, str], ...]:
        """Name, version and SHA-256 of each rule pack that the run judged by."""
        return tuple((one["pack"], one["version"], one["sha256"]) for one in self._about["tool"]["rules"])

    def pages(self, *, level: Level | None = None) -> Iterator[Page]:
        """Every page, or those at a level, by id: profiles, and what was no profile, with the reason."""
        return self._pages(Filter(level=level))

    def _pages(self, filter: Filter) -> Iterator[Page]:
        choice = chosen.choice(self._case.connection, self._run, filter)
        for _, document, _ in chosen.documents(self._case.connection, choice):
            yield page_from(document)

    def page(self, id: str) -> Page:
        """The page of this id.  Raises ``KeyError``."""
        seen = [one for one in load.seen_pages(self._case.connection, self._run) if one.id == id]
        for _, document, _ in load.profile_documents(self._case.connection, self._run, seen):
            return page_from(document)
        raise KeyError(id)

    def findings(
        self,
        *,
        level: Level | None = None,
        check: str | None = None,
        rule: str | None = None,
        state: State | None = None,
        decision: Standing | None = None,
    ) -> Iterator[Finding]:
        """Findings, by page and then strongest first; a page's level, not a finding's, is what ``level`` asks for."""
        for page in self._pages(Filter(level, check, rule, state, decision)):
            yield from page.findings

    def pictures(self) -> Iterator[Picture]:
        """The subject's picture of each profile that has one, saved or not, by page."""
        for page in self.pages():
            if page.status == "profile" and page.fields.avatar.state != "none":
                yield page.fields.avatar

    def links(self) -> Iterator[Link]:
        """What pages share, in the order in which it was found."""
        for link in load.links(self._case.connection, self._run):
            yield typed(Link, link)

    def skips(self) -> Iterator[Skip]:
        """What was not looked at: on each page, then across the case.  Silence never means clean."""
        for page in self.pages():
            yield from page.skips
        for skip in self._about["crashed"]:
            yield typed(Skip, skip)

    def refusals(self) -> Iterator[Refusal]:
        """Files that could not be read, by path."""
        for refusal in load.skipped(self._case.connection, self._run):
            yield typed(Refusal, refusal)

    def records(self) -> Iterator[Record]:
        """The recorded answers about domains that the run used."""
        for record in recorded_answers(self._case.connection, self._run):
            yield typed(Record, record)


def open_case(file: str | PathLike[str]) -> Case:
    """The newest finished run of a case file.  Raises :class:`NoCase`."""
    path = Path(file)
    if not path.is_file():
        raise NoCase(f"there is no case file {path}: make one with auditor.audit")
    try:
        case = opened_case(path)
    except CaseError as error:
        raise NoCase(str(error)) from None
    run = load.last_run(case.connection)
    if run is None:
        case.connection.close()
        raise NoCase(f"{path} holds no finished run: make one with auditor.audit")
    return Case(case, run, path)
