"""``auditor review``: what people decide about findings, kept over runs, new captures and new rules."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

import click

from auditor.cli.exits import FINISHED, UNEXPECTED, USAGE, Ended
from auditor.cli.options import case_option, config_option, format_option, now, settings_of

if TYPE_CHECKING:
    from auditor.review import Event
    from auditor.store.case import CaseFile

Command = TypeVar("Command", bound=Callable[..., Any])

LOOK_AGAIN = {
    "words-changed": "the quoted words are others now",
    "rule-changed": "the rule has a new version",
    "page-changed": "the same words stand on a page that was saved again",
}
SAID = {"confirm": "confirmed", "dismiss": "dismissed", "unsure": "left as unsure", "note": "noted", "undo": "undone"}


@click.group("review")
def COMMAND() -> None:  # noqa: N802
    """Confirm, dismiss or note findings; decisions stay with rule, subject and quoted words.

    A dismissed finding stays in the full report and leaves the summary. Where the words or the rule have changed since,
    the finding asks to be looked at again and says what was decided upon.
    """


def _decision_options(command: Command) -> Command:
    for option in (
        config_option,
        case_option,
        click.option("--person", help="Who decides. [default: the name of the account on this machine]"),
        click.argument("ids", nargs=-1, required=True, metavar="ID..."),
    ):
        command = option(command)
    return command


def _reason(required: bool) -> Callable[[Command], Command]:
    return click.option("--reason", required=required, default="", help="Why, in a sentence.")


@COMMAND.command("confirm")
@_decision_options
@_reason(True)
def confirm(ids: tuple[str, ...], reason: str, person: str | None, case_file: Path | None, config: Path | None) -> int:
    """Say that the finding holds; ID is a finding's id or its beginning, several are decided alike."""
    return _decide("confirm", ids, reason, person, case_file, config)


@COMMAND.command("dismiss")
@_decision_options
@_reason(True)
def dismiss(ids: tuple[str, ...], reason: str, person: str | None, case_file: Path | None, config: Path | None) -> int:
    """Put the finding away, for this reason."""
    return _decide("dismiss", ids, reason, person, case_file, config)


@COMMAND.command("unsure")
@_decision_options
@_reason(True)
def unsure(ids: tuple[str, ...], reason: str, person: str | None, case_file: Path | None, config: Path | None) -> int:
    """Say that it was looked at and cannot be decided yet."""
    return _decide("unsure", ids, reason, person, case_file, config)


@COMMAND.command("note")
@_decision_options
@_reason(True)
def note(ids: tuple[str, ...], reason: str, person: str | None, case_file: Path | None, config: Path | None) -> int:
    """Write a note to the finding; a decision is not changed by it."""
    return _decide("note", ids, reason, person, case_file, config)


@COMMAND.command("undo")
@_decision_options
@_reason(False)
def undo(ids: tuple[str, ...], reason: str, person: str | None, case_file: Path | None, config: Path | None) -> int:
    """Take the newest decision or note back; what was before it stands again."""
    return _decide("undo", ids, reason, person, case_file, config)


def _decide(
    verdict: Any, ids: tuple[str, ...], reason: str, person: str | None, case_file: Path | None, config: Path | None
) -> int:
    from auditor.engine.deciding import CannotDecide, Word, events_of
    from auditor.store.decisions import add_decisions, decision_events, present_findings
    from auditor.store.load import last_run

    if verdict != "undo" and not reason.strip():
        raise Ended(USAGE, "a decision without a reason helps nobody: --reason says why, in a sentence")
    with _case(case_file, config) as case:
        run = last_run(case.connection)
        present = present_findings(case.connection, run) if run is not None else []
        word = Word(verdict, reason, person or account(), now())
        try:
            made = events_of(word, ids, decision_events(case.connection), present)
        except CannotDecide as error:
            raise Ended(USAGE, str(error)) from None
        kept(lambda: add_decisions(case.connection, [one.event for one in made]))
        for one in made:
            click.echo(f"{one.event.finding}  {SAID[verdict]} by {one.event.person}: {one.event.title}")
            if one.before is not None and one.before.why and verdict not in ("note", "undo"):
                click.echo(f"  decided before, and looked at again: {LOOK_AGAIN[one.before.why]}")
    return FINISHED


@COMMAND.command("export")
@click.argument("file", type=click.Path(path_type=Path, allow_dash=True), default="-")
@case_option
@config_option
def export(file: Path, case_file: Path | None, config: Path | None) -> int:
    """Write every decision as sorted JSON lines, to FILE or stdout: easy to compare, to keep and to send."""
    from auditor.review import decisions_file
    from auditor.store.decisions import decision_events

    with _case(case_file, config) as case:
        text = decisions_file(decision_events(case.connection))
    if str(file) == "-":
        sys.stdout.write(text)
        return FINISHED
    try:
        with open(
            os.open(file, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "w", encoding="utf-8", newline="\n"
        ) as out:
            out.write(text)
    except OSError as error:
        raise Ended(UNEXPECTED, f"{file} cannot be written: {error.strerror}") from None
    return FINISHED


@COMMAND.command("import")
@click.argument("files", nargs=-1, required=True, type=click.Path(path_type=Path, exists=True, dir_okay=False))
@click.option("--dry-run", is_flag=True, help="Only say what would come in and where reviewers disagree.")
@case_option
@config_option
def import_(files: tuple[Path, ...], dry_run: bool, case_file: Path | None, config: Path | None) -> int:
    """Bring in decisions that `review export` wrote, of one reviewer or of several.

    Nothing is overwritten. Where two people decided differently without knowing of each other, both are shown, and the
    finding counts as open until somebody decides it.
    """
    from auditor.review import InvalidDecisions, conflicts, decisions_from
    from auditor.store.decisions import add_decisions, decision_events

    coming: dict[str, Event] = {}
    for file in files:
        try:
            coming.update((event.id, event) for event in decisions_from(file.read_text(encoding="utf-8")))
        except (InvalidDecisions, UnicodeDecodeError) as error:
            raise Ended(USAGE, f"{file}: {error}") from None
    with _case(case_file, config) as case:
        known = {event.id: event for event in decision_events(case.connection)}
        fresh = sorted(set(coming) - set(known))
        disagree = conflicts({**known, **coming}.values())
        if not dry_run:
            kept(lambda: add_decisions(case.connection, [coming[id] for id in fresh]))
    click.echo(f"{len(fresh)} new, {len(coming) - len(fresh)} known before{', nothing written' if dry_run else ''}.")
    for standing in disagree:
        click.echo(f"Reviewers disagree about {standing.finding}: {standing.decided[0].title}")
        for event in standing.decided:
            click.echo(f"  {event.verdict} by {event.person}, {event.decided_at}: {event.reason}")
    return FINISHED


@COMMAND.command("orphans")
@format_option("text", "json", "ndjson")
@case_option
@config_option
def orphans(format: str, case_file: Path | None, config: Path | None) -> int:
    """List decisions whose finding is not in the newest run; they are kept and come back with it."""
    import orjson

    from auditor.review import decision_document
    from auditor.store.decisions import carried_decisions
    from auditor.store.load import last_run

    with _case(case_file, config) as case:
        run = last_run(case.connection)
        found = carried_decisions(case.connection, run if run is not None else -1).orphans
    listed = []
    for standing in found:
        event = (standing.decided or standing.notes)[-1]
        about = {"finding": standing.finding, "rule": event.rule, "subject": event.subject, "title": event.title}
        listed.append({**about, "decision": decision_document(standing)})
    if format == "json":
        click.echo(orjson.dumps({"schema": "auditor.orphans/1", "orphans": listed}))
    for one in listed:
        if format == "ndjson":
            click.echo(orjson.dumps(one))
        elif format == "text":
            decision = one["decision"]
            assert isinstance(decision, dict)  # noqa: S101  # an orphan without a decision is none
            quotes = " … ".join(decision["upon"]["quotes"])[:80]
            click.echo(f"{one['finding']}  {decision['verdict']} by {decision['person']}: {one['title']}: “{quotes}”")
    return FINISHED


def decision_lines(decision: dict[str, Any]) -> Iterator[str]:
    """A finding's decision in words."""
    if decision["opinions"]:
        yield "Reviewers disagree:"
        for one in decision["opinions"]:
            yield f"  - {one['verdict']} by {one['person']}, {one['decided_at']}: {one['reason']}"
    elif decision["decided"]:
        said = f"{decision['decided']} by {decision['person']}, {decision['decided_at']}: {decision['reason']}"
        if decision["look_again"]:
            upon = "” … “".join(decision["upon"]["quotes"])
            yield f"Look again, {LOOK_AGAIN[decision['look_again']]}. Decided before: {said}"
            yield f"  upon “{upon}”, rule version {decision['upon']['rule_version']}"
        else:
            yield f"Decision: {said}"
    for one in decision["notes"]:
        yield f"Note by {one['person']}, {one['decided_at']}: {one['reason']}"


def _case(case_file: Path | None, config: Path | None) -> CaseFile:
    from auditor.cli.output import existing_case

    return existing_case(case_file or Path(settings_of(config).case.file))


def kept(write: Callable[[], object]) -> None:
    """Writes, or ends with a clear word that nothing was written."""
    import sqlite3

    try:
        write()
    except sqlite3.Error as error:
        raise Ended(UNEXPECTED, f"the case file cannot be written, nothing was decided: {error}") from None


def account() -> str:
    """The name of who runs this, on this machine.  Ends with code 2 where there is none."""
    import getpass

    try:
        return getpass.getuser()
    except (KeyError, OSError):
        raise Ended(USAGE, "this machine has no name for you: say it with --person") from None
