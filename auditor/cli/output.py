"""What commands print of a case: one JSON document, one object a line, or a summary in words."""

from __future__ import annotations

import sqlite3
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import IO, TYPE_CHECKING, Any

import click
import orjson

from auditor.cli.exits import USAGE, Ended
from auditor.document import SCHEMA
from auditor.store import chosen, load
from auditor.store.case import CaseError, CaseFile, opened_case
from auditor.store.chosen import Filter

if TYPE_CHECKING:
    from auditor.engine.reviewed import Reviewed

EVERYTHING = Filter()

LEVEL_WORDS = {
    "developed-pattern": "developed pattern",
    "early-pattern": "early pattern",
    "observation": "observation",
    "none": "nothing noted",
}


PATTERNS = ("early-pattern", "developed-pattern")

DECISION_WORDS = {
    "confirm": "confirmed",
    "dismiss": "dismissed",
    "unsure": "unsure",
    "note": "noted",
    "look-again": "decided before, look again",
    "conflict": "reviewers disagree",
}


def existing_case(file: Path) -> CaseFile:
    """An existing case file.  Ends with code 2 where there is none."""
    if not file.is_file():
        raise Ended(USAGE, f"there is no case file {file}: make one with auditor audit PATH")
    try:
        return opened_case(file)
    except CaseError as error:
        raise Ended(1, str(error)) from None


@dataclass(frozen=True, slots=True)
class CaseStanding:
    """Counts of a run."""

    pages: int
    profiles: int
    levels: dict[str, int]
    skipped: int
    crashed: bool
    """Some check crashed, on a page or across the case."""


def case_standing(connection: sqlite3.Connection, run: int, reviewed: Reviewed) -> CaseStanding:
    """The counts of a run after review, for its summary and its exit code."""
    pages = load.levels_of(connection, run)
    profiles = [reviewed.levels.get(key, level) for key, status, level in pages if status == "profile"]
    levels = {level: profiles.count(level) for level in LEVEL_WORDS}
    crashed = bool(load.run_document(connection, run)["crashed"]) or load.any_crash(connection, run)
    return CaseStanding(len(pages), len(profiles), levels, len(load.skipped(connection, run)), crashed)


def print_json(
    connection: sqlite3.Connection, run: int, stream: IO[bytes] | None = None, filter: Filter = EVERYTHING
) -> None:
    """What a filter leaves of a run as one JSON document, a profile in memory at a time; to stdout or the stream."""
    about = load.run_document(connection, run)
    choice = chosen.choice(connection, run, filter)
    out = stream or sys.stdout.buffer
    head = {"schema": SCHEMA, "tool": about["tool"], "as_of": about["as_of"]}
    tail = {
        "links": chosen.links(connection, choice),
        "skipped": load.skipped(connection, run),
        "crashed": about["crashed"],
    }
    out.write(orjson.dumps(head)[:-1] + b',"profiles":[')
    for number, (_, document, _) in enumerate(chosen.documents(connection, choice)):
        out.write((b",\n" if number else b"\n") + orjson.dumps(document))
    out.write(b"],\n" + orjson.dumps(tail)[1:] + b"\n")
    out.flush()


def print_ndjson(
    connection: sqlite3.Connection, run: int, stream: IO[bytes] | None = None, filter: Filter = EVERYTHING
) -> None:
    """One profile a line, in the order of the files; to stdout, or to the stream."""
    out = stream or sys.stdout.buffer
    choice = chosen.choice(connection, run, filter)
    pages = sorted(choice.pages, key=lambda page: page.path)
    for _, document, _ in chosen.documents(connection, choice, pages):
        out.write(orjson.dumps(document) + b"\n")
    out.flush()


def print_summary(connection: sqlite3.Connection, run: int, index: Path | None, reviewed: Reviewed) -> None:
    """Counts, the pages above an observation with their strongest findings, what was not read, where the report is.

    What a person dismissed is counted in one line and left to the report.
    """
    standing = case_standing(connection, run, reviewed)
    skipped = load.skipped(connection, run)
    levels = ", ".join(f"{count} {LEVEL_WORDS[level]}" for level, count in standing.levels.items() if count)
    click.echo(f"{_number(standing.pages, 'page')} read, {_number(standing.profiles, 'profile')}: {levels or 'none'}.")
    noted = load.noted_pages(connection, load.seen_pages(connection, run))
    for page, document, found in load.profile_documents(connection, run, noted):
        level = reviewed.levels.get(page.key) or document["level"]
        findings = [finding for finding in found if finding.document["id"] not in reviewed.dismissed]
        if level not in PATTERNS and set(document["direct_requests"]) <= reviewed.dismissed:
            continue
        name = document["fields"]["name"]
        who = name["value"] if name else "no name stated"
        click.echo(f"\n{who}  ({LEVEL_WORDS[level]})  {document['source']['path']}")
        for finding in findings[:4]:
            quote = finding.document["evidence"][0]["quote"]
            said = f"{finding.document['title']}: “{_short(quote)}”{decision_mark(finding.document)}"
            click.echo(f"  {finding.document['strength']:<8}  {said}")
        if len(findings) > 4:
            click.echo(f"            and {len(findings) - 4} more in the report")
    if reviewed.dismissed:
        click.echo(f"\nDismissed by a person: {_number(len(reviewed.dismissed), 'finding')}; the report has them all.")
    if skipped:
        click.echo(f"\nNot read ({len(skipped)}):")
        for refusal in skipped[:20]:
            click.echo(f"  {refusal['path']}: {refusal['reason']}")
        if len(skipped) > 20:
            click.echo(f"  and {len(skipped) - 20} more; the report has them all")
    click.echo(
        "\nA pattern is a reason to ask, never a verdict on a person; each finding prints what else explains it."
    )
    if index is not None:
        click.echo(f"Report: {index}")


def decision_mark(finding: dict[str, Any]) -> str:
    """The decision about a finding in brackets; empty where nobody decided."""
    decision = finding["decision"]
    return f"  [{DECISION_WORDS[decision['verdict']]}]" if decision else ""


def _number(count: int, noun: str) -> str:
    return f"{count:,} {noun}{'' if count == 1 else 's'}"


def _short(text: str) -> str:
    line = " ".join(text.split())
    return line if len(line) <= 90 else line[:89] + "…"
