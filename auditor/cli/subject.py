"""``auditor subject``: what a case holds about a person, for them to have, or to be erased."""

from __future__ import annotations

import sqlite3
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from auditor.cli.exits import FINISHED, INTEGRITY, UNEXPECTED, USAGE, Ended
from auditor.cli.options import case_option, config_option, now, report_option, settings_of

if TYPE_CHECKING:
    from auditor.config import Settings
    from auditor.engine.erasing import Traces
    from auditor.store.case import CaseFile

MASKED = "[words of another person]"


@click.group("subject")
def COMMAND() -> None:  # noqa: N802
    """What the case holds about a person: give it out, or erase it.

    SUBJECT is the profile's address or handle, a page's id, or the exact name that a page states.
    """


@COMMAND.command("export")
@click.argument("subjects", nargs=-1, required=True, metavar="SUBJECT...")
@case_option
@config_option
def export(subjects: tuple[str, ...], case_file: Path | None, config: Path | None) -> int:
    """Print as JSON all that the case holds about SUBJECT; other people's words in it are masked."""
    import orjson

    from auditor.cli.output import existing_case
    from auditor.store.decisions import decision_events
    from auditor.store.load import SeenPage, last_run, profile_documents
    from auditor.store.watchlist import reports_of

    with existing_case(case_file or Path(settings_of(config).case.file)) as case:
        found = _found(case, subjects)
        own = [page for page in found.pages if page.own]
        run = last_run(case.connection)
        pages = [SeenPage(page.key, page.id, page.id, ()) for page in own]
        documents = [document for _, document, _ in profile_documents(case.connection, run or 0, pages)]
        accounts = {page.subject for page in own}
        decided = [event for event in decision_events(case.connection) if event.subject in accounts]
        watched = [
            {"subject": one.subject, "added_at": one.added_at, "reports": reports_of(case.connection, one.id)}
            for one in found.watched
        ]
    for document in documents:
        for message in document["fields"]["messages"]:
            if not message["by_subject"]:
                message.update({"from": None, "text": MASKED})
                message["at"]["quote"] = MASKED
    out = {
        "schema": "auditor.subject/1",
        "profiles": documents,
        "decisions": [
            {"finding": one.finding, "verdict": one.verdict, "reason": one.reason, "decided_at": one.decided_at}
            for one in decided
        ],
        "watched": watched,
    }
    sys.stdout.buffer.write(orjson.dumps(out, option=orjson.OPT_INDENT_2) + b"\n")
    return FINISHED


@COMMAND.command("erase")
@click.argument("subjects", nargs=-1, required=True, metavar="SUBJECT...")
@click.option("--yes", is_flag=True, help="Erase; without it, only say what would be erased.")
@report_option
@case_option
@config_option
def erase(
    subjects: tuple[str, ...], yes: bool, report_folder: Path | None, case_file: Path | None, config: Path | None
) -> int:
    """Erase SUBJECT from database, originals, report and watch list, then search every file for what is left.

    Ends with 4 where a name, handle or address is still found, and says where.
    """
    from auditor.cli.output import existing_case
    from auditor.engine.erasing import erase as erased
    from auditor.engine.erasing import still_there
    from auditor.store.originals import Originals, originals_of

    settings = settings_of(config)
    file = case_file or Path(settings.case.file)
    report = report_folder or Path(settings.report.directory)
    originals = Originals(originals_of(file))
    with existing_case(file) as case:
        found = _found(case, subjects)
        _say(found, yes)
        if not yes:
            return FINISHED
        try:
            erased(case, found, originals, now())
        except (OSError, sqlite3.Error) as error:
            raise Ended(UNEXPECTED, f"erasing stopped: {error}; the same command goes on with it") from None
        _rewrite_report(case, file, report, settings)
    beside = [file.with_name(file.name + ending) for ending in ("", "-wal", "-shm")]
    left = still_there(found.words, [*beside, originals.folder, *report.glob("*.html"), report / "profiles"])
    for place, word in left:
        click.echo(f"still found: {word!r} in {place}")
    if left:
        raise Ended(INTEGRITY, "other pages of the case name them: erase those pages too, by their id or name")
    click.echo("Erased; no name, handle or address of the erased pages is in any file of the case.")
    return FINISHED


def _found(case: CaseFile, subjects: tuple[str, ...]) -> Traces:
    from auditor.engine.erasing import traces

    found = traces(case, subjects)
    if not found.pages and not found.watched:
        raise Ended(USAGE, f"the case holds nothing about {', '.join(subjects)}")
    return found


def _say(found: Traces, yes: bool) -> None:
    for page in found.pages:
        why = "" if page.own else "  (saved in the same file)"
        click.echo(f"{page.id}  {page.name or 'no name stated'}  {page.url or page.subject}{why}")
    for one in found.watched:
        click.echo(f"watch list: {one.subject}")
    if not yes:
        click.echo("Nothing was erased; --yes erases this, the originals and the report's pages of it.")


def _rewrite_report(case: CaseFile, file: Path, report: Path, settings: Settings) -> None:
    """Writes the report anew where there is one, so that nothing of the old one stays."""
    from auditor.cli.report import Destination, report_parts, written_report
    from auditor.store.load import last_run

    parts = report_parts(report)
    for part in parts:
        part.unlink()
    run: Any = last_run(case.connection)
    if parts and run is not None:
        to = Destination(report, settings.report.language, 1)
        written_report(file, case.connection, run, f"erased {now()}", to)
