"""``auditor export``: a case for other programs and other machines."""

from __future__ import annotations

import contextlib
import csv
import io
import os
import sqlite3
import sys
import tempfile
from collections.abc import Iterator
from functools import partial
from pathlib import Path
from typing import IO, TYPE_CHECKING, Any

import click

from auditor.cli.exits import FINISHED, INTEGRITY, UNEXPECTED, USAGE, Ended
from auditor.cli.options import case_option, config_option, cores, now, settings_of

if TYPE_CHECKING:
    from auditor.config import Settings
    from auditor.store.case import CaseFile

COLUMNS = (
    "profile name handle url path captured_at level finding check rule strength category title quote selector start"
    " message alternatives state decision decided_by decided_at reason"
).split()
FORMULA = ("=", "+", "-", "@", "\t", "\r")
"""A cell that begins so would be a formula to a spreadsheet."""


@click.command("export")
@click.option(
    "--format",
    "format",
    type=click.Choice(("json", "ndjson", "csv", "stix", "misp", "bundle")),
    default="json",
    show_default=True,
    help="Form of the output; a bundle is one ZIP with everything.",
)
@click.option(
    "--tlp",
    type=click.Choice(("clear", "green", "amber", "red")),
    default="amber",
    show_default=True,
    help="Traffic light of a STIX bundle or a MISP event.",
)
@click.option("--output", type=click.Path(path_type=Path, dir_okay=False), help="File to write. [default: stdout]")
@click.option("--redact", is_flag=True, help="Pseudonyms for people, boxes for pictures; a bundle without originals.")
@click.option(
    "--hide", "words", multiple=True, metavar="WORD", help="With --redact: a name that the case does not know."
)
@case_option
@config_option
def COMMAND(  # noqa: N802
    format: str,
    tlp: str,
    output: Path | None,
    redact: bool,
    words: tuple[str, ...],
    case_file: Path | None,
    config: Path | None,
) -> int:
    """Write the newest run as JSON, a line each, for STIX 2.1 or MISP platforms, or the case as a bundle.

    A bundle holds originals, database, manifest and report. `auditor import` unpacks it elsewhere, and `auditor verify`
    gives the same findings there. The same case gives the same bytes.

    With --redact, names, accounts, addresses, contacts, file names and pictures are taken out of a copy of the data
    before anything is written, and what was written is searched for them: ends with 4, and writes nothing, where one is
    found. A name that stands in running text only is not known: read the result, and name it with --hide.
    """
    from auditor.cli.output import existing_case
    from auditor.store.load import last_run

    settings = settings_of(config)
    file = case_file or Path(settings.case.file)
    if words and not redact:
        raise Ended(USAGE, "--hide without --redact: nothing would be hidden")
    if format == "bundle" and output is None:
        raise Ended(USAGE, "a bundle goes to a file: --output case.zip")
    with existing_case(file) as case:
        run = last_run(case.connection)
        if run is None:
            raise Ended(USAGE, "the case holds no finished run: start with auditor audit PATH")
        with _written(output) as stream:
            if redact:
                from auditor.cli.redacted import write_redacted

                write_redacted(case, file, run, words, stream, partial(_write, format, tlp, settings))
            elif format == "bundle":
                _bundle(case, file, run, stream, settings)
            else:
                _write(format, tlp, settings, case, run, stream)
        if output is not None and not redact and format != "bundle":
            _note_export(case, file, run, output)
    return FINISHED


def _note_export(case: CaseFile, file: Path, run: int, output: Path) -> None:
    """A case with a chain of custody says what was handed out, once for the same bytes."""
    import hashlib

    from auditor.engine.keeping import note_head
    from auditor.store.custody import add_custody, custody_events
    from auditor.store.originals import Originals, originals_of

    events = custody_events(case.connection)
    said = ("export", f"run {run}", hashlib.sha256(output.read_bytes()).hexdigest())
    if not events or said in {(one.event, one.subject, one.digest) for one in events}:
        return
    try:
        add_custody(case.connection, "export", said[1], said[2], now())
        note_head(case, Originals(originals_of(file)))
    except (sqlite3.Error, OSError) as error:
        raise Ended(UNEXPECTED, f"{output} is written, but the event could not be: {error}") from None


def _write(format: str, tlp: str, settings: Settings, case: CaseFile, run: int, stream: IO[bytes]) -> None:
    """Writes a run in a form; the bundle is that of a redacted case, whose originals stay at home."""
    from auditor.cli.output import print_json, print_ndjson

    if format == "json":
        print_json(case.connection, run, stream)
    elif format == "ndjson":
        print_ndjson(case.connection, run, stream)
    elif format == "csv":
        stream.write(_csv(case, run).encode())
    elif format in ("stix", "misp"):
        _exchange(format, tlp, case, run, stream)
    else:
        from auditor.cli.redacted import write_redacted_bundle

        write_redacted_bundle(case, run, stream, settings.report.language)


def _exchange(format: str, tlp: str, case: CaseFile, run: int, stream: IO[bytes]) -> None:
    """Writes a run for another platform; what nobody decided is a note there, never an indicator."""
    from auditor.store import load

    about = load.run_document(case.connection, run)
    pages = load.seen_pages(case.connection, run)
    profiles = (one for _, one, _ in load.profile_documents(case.connection, run, pages) if one["status"] == "profile")
    links = load.links(case.connection, run)
    try:
        if format == "misp":
            from auditor.exchange.misp import misp_event

            stream.write(misp_event(profiles, links, about["as_of"], tlp).to_json(sort_keys=True, indent=1).encode())
            return
        from auditor.exchange.stix import bundle_id, stix_objects
    except ImportError as error:
        raise Ended(UNEXPECTED, f"{error.name} is not installed: pip install 'persona-auditor[exchange]'") from None
    stream.write(f'{{"type": "bundle", "id": "{bundle_id(about["content"])}", "objects": ['.encode())
    seen: set[str] = set()
    for one in stix_objects(profiles, links, about["as_of"], tlp):
        if one.id not in seen:  # the same address or domain stands on several pages
            stream.write((b",\n" if seen else b"\n") + one.serialize(sort_keys=True).encode())
            seen.add(one.id)
    stream.write(b"]}\n")


@contextlib.contextmanager
def _written(output: Path | None) -> Iterator[IO[bytes]]:
    """The stream to write to; a file is there whole or not at all, for its owner only."""
    if output is None:
        yield sys.stdout.buffer
        sys.stdout.buffer.flush()
        return
    part = output.with_name(f".part-{os.getpid()}-{output.name}")
    try:
        with open(
            os.open(part, os.O_RDWR | os.O_CREAT | os.O_TRUNC | getattr(os, "O_BINARY", 0), 0o600), "w+b"
        ) as file:
            yield file
        part.replace(output)
    except OSError as error:
        raise Ended(UNEXPECTED, f"{output} cannot be written: {error.strerror}") from None
    finally:
        part.unlink(missing_ok=True)


def _csv(case: CaseFile, run: int) -> str:
    from auditor.store import load

    text = io.StringIO()
    table = csv.writer(text, lineterminator="\r\n")
    table.writerow(COLUMNS)
    for _, profile, findings in load.profile_documents(case.connection, run, load.seen_pages(case.connection, run)):
        for finding in findings:
            table.writerow([_cell(value) for value in _row(profile, finding.document)])
    return text.getvalue()


def _row(profile: dict[str, Any], finding: dict[str, Any]) -> Iterator[Any]:
    fields, place, decision = profile["fields"], finding["evidence"][0], finding["decision"] or {}
    yield profile["id"]
    for name in ("name", "handle", "url"):
        yield fields[name]["value"] if fields[name] else None
    yield profile["source"]["path"]
    yield profile["source"]["captured_at"]
    yield profile["level"]
    for name in ("id", "check", "rule", "strength", "category", "title"):
        yield finding[name]
    yield " … ".join(at["quote"] for at in finding["evidence"])
    yield place["selector"]
    yield place["start"]
    yield finding["message"]
    yield " | ".join(finding["alternatives"])
    yield finding["state"]
    for name in ("verdict", "person", "decided_at", "reason"):
        yield decision.get(name)


def _cell(value: Any) -> Any:
    return f"'{value}" if isinstance(value, str) and value.startswith(FORMULA) else value


def _bundle(case: CaseFile, file: Path, run: int, stream: IO[bytes], settings: Settings) -> None:
    from auditor import __version__
    from auditor.cli.report import Destination, written_report
    from auditor.engine.bundling import BrokenBundle, extract, write_bundle
    from auditor.engine.keeping import write_notes
    from auditor.store.custody import add_custody, custody_events, kept_list
    from auditor.store.load import run_document
    from auditor.store.originals import Originals, originals_of

    originals = Originals(originals_of(file))
    name = kept_list(case.connection, run)
    if name is None:
        raise Ended(USAGE, "the newest run kept no originals: run it again with --keep")
    try:
        last = custody_events(case.connection)[-1]
        if (last.event, last.subject, last.digest) != ("export", f"run {run}", name):  # told once, however often asked
            add_custody(case.connection, "export", f"run {run}", name, now())
        write_notes(case, originals)
        with tempfile.TemporaryDirectory(prefix="auditor-") as work:
            database, report = Path(work) / "case.db", Path(work) / "report"
            extract(case, database)
            content = run_document(case.connection, run)["content"]
            to = Destination(report, settings.report.language, settings.run.jobs or cores())
            written_report(file, case.connection, run, content, to)
            write_bundle(stream, case, database, originals, report, __version__)
    except BrokenBundle as error:
        raise Ended(INTEGRITY, str(error)) from None
    except sqlite3.Error as error:
        raise Ended(UNEXPECTED, f"the case file cannot be used: {error}") from None
