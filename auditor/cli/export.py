"""``auditor export``: a case for other programs and other machines."""

from __future__ import annotations

import contextlib
import os
import sqlite3
import sys
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import IO, TYPE_CHECKING

import click

from auditor.cli.exits import FINISHED, INTEGRITY, UNEXPECTED, USAGE, Ended
from auditor.cli.findings import DECISIONS, LEVELS
from auditor.cli.options import case_option, config_option, cores, now, settings_of
from auditor.contract.case import LIGHTS

if TYPE_CHECKING:
    from auditor.config import Settings
    from auditor.store.case import CaseFile
    from auditor.store.chosen import Filter

TABULAR = ("csv", "ndjson", "parquet")
ALL = "all"


@dataclass(frozen=True, slots=True)
class How:
    """How a run is written."""

    format: str
    table: str | None
    light: str
    carry: bool
    """Whether a STIX bundle holds what can be imported again."""
    redact: bool
    filter: Filter
    settings: Settings


@click.command("export")
@click.option(
    "--format",
    "format",
    type=click.Choice(("json", "ndjson", "csv", "parquet", "stix", "misp", "bundle")),
    default="json",
    show_default=True,
    help="Form of the output; a bundle is one ZIP with everything.",
)
@click.option(
    "--table",
    metavar="NAME",
    help="With csv, ndjson or parquet: one table of the case file, or all, each a file in the folder --output.",
)
@click.option(
    "--tlp",
    type=click.Choice(LIGHTS),
    help="Traffic light of a STIX bundle or a MISP event. [default: the one the case came in under, else amber]",
)
@click.option("--lean", is_flag=True, help="STIX without what auditor import reads: notes and what they refer to.")
@click.option("--level", type=click.Choice(LEVELS), help="Only profiles at this level.")
@click.option("--check", help="Only findings of this check.")
@click.option("--rule", help="Only findings of this rule.")
@click.option("--state", type=click.Choice(("new", "continuing")), help="Only findings in this state.")
@click.option("--decision", type=click.Choice(DECISIONS), help="Only findings with this standing after review.")
@click.option("--new", "only_new", is_flag=True, help="The same as --state new.")
@click.option("--output", type=click.Path(path_type=Path), help="File to write. [default: stdout]")
@click.option("--redact", is_flag=True, help="Pseudonyms for people, boxes for pictures; a bundle without originals.")
@click.option(
    "--hide", "words", multiple=True, metavar="WORD", help="With --redact: a name that the case does not know."
)
@case_option
@config_option
def COMMAND(  # noqa: N802
    format: str,
    table: str | None,
    tlp: str | None,
    lean: bool,
    level: str | None,
    check: str | None,
    rule: str | None,
    state: str | None,
    decision: str | None,
    only_new: bool,
    output: Path | None,
    redact: bool,
    words: tuple[str, ...],
    case_file: Path | None,
    config: Path | None,
) -> int:
    """Write the newest run as JSON, tables, for STIX 2.1 or MISP platforms, or the case as a bundle.

    A bundle holds originals, database, manifest and report. `auditor import` unpacks it elsewhere, and `auditor verify`
    gives the same findings there; it reads a STIX bundle back too. The same case gives the same bytes.

    csv and parquet are the findings, one a row; ndjson the profiles, one a line; --table NAME a table of the case file.
    Filters leave out findings, and pages that none is left of. What people decided stands beside each finding.

    With --redact, names, accounts, addresses, contacts, file names and pictures are taken out of a copy of the data
    before anything is written, and what was written is searched for them: ends with 4, and writes nothing, where one is
    found. A name that stands in running text only is not known: read the result, and name it with --hide.
    """
    from auditor.cli.output import existing_case
    from auditor.store.chosen import Filter
    from auditor.store.load import last_run

    settings = settings_of(config)
    file = case_file or Path(settings.case.file)
    wanted = Filter(level, check, rule, "new" if only_new else state, decision)
    _usable(format, table, output, redact, words, wanted.narrows)
    with existing_case(file) as case:
        run = last_run(case.connection)
        if run is None:
            raise Ended(USAGE, "the case holds no finished run: start with auditor audit PATH")
        how = How(format, table, light(case, tlp), not lean, redact, wanted, settings)
        with _written(output, folder=table == ALL) as stream:
            if redact:
                from auditor.cli.redacted import write_redacted

                write_redacted(case, file, run, words, stream, partial(_write, how))
            elif format == "bundle":
                _bundle(case, file, run, stream, settings)
            else:
                _write(how, case, run, stream)
        if output is not None and not redact and format != "bundle":
            _note_export(case, file, run, output)
    return FINISHED


def _usable(
    format: str, table: str | None, output: Path | None, redact: bool, words: tuple[str, ...], narrows: bool
) -> None:
    """Ends with code 2 where what was asked for does not go together."""
    if words and not redact:
        raise Ended(USAGE, "--hide without --redact: nothing would be hidden")
    if table and format not in TABULAR:
        raise Ended(USAGE, f"--table is for {', '.join(TABULAR)}: {format} is one document")
    if format == "bundle" and output is None:
        raise Ended(USAGE, "a bundle goes to a file: --output case.zip")
    if format == "bundle" and narrows:
        raise Ended(USAGE, "a bundle is the whole case: leave the filters out, or export another form")
    if table == ALL and output is None:
        raise Ended(USAGE, "all tables go to a folder: --output tables")
    if output is not None and (output.exists() if table == ALL else output.is_dir()):
        raise Ended(USAGE, f"{output} is there already" if table == ALL else f"{output} is a folder")


def light(case: CaseFile, asked: str | None) -> str:
    """The traffic light of what is handed on.  Ends with code 2 where the case came in under a stricter one."""
    from auditor.store.handed import marking_of

    came = marking_of(case.connection)
    if asked and came and LIGHTS.index(asked) < LIGHTS.index(came):
        raise Ended(USAGE, f"the case came in under {came}: whoever marked it may lower it, --tlp {asked} does not")
    return asked or came or "amber"


def _note_export(case: CaseFile, file: Path, run: int, output: Path) -> None:
    """A case with a chain of custody says what was handed out, once for the same bytes."""
    from auditor.engine.keeping import note_head
    from auditor.store.custody import add_custody, custody_events
    from auditor.store.originals import Originals, originals_of

    events = custody_events(case.connection)
    said = ("export", f"run {run}", _digest(output))
    if not events or said in {(one.event, one.subject, one.digest) for one in events}:
        return
    try:
        add_custody(case.connection, "export", said[1], said[2], now())
        note_head(case, Originals(originals_of(file)))
    except (sqlite3.Error, OSError) as error:
        raise Ended(UNEXPECTED, f"{output} is written, but the event could not be: {error}") from None


def _digest(output: Path) -> str:
    """SHA-256 of a file, or of the names and files of a folder."""
    import hashlib

    if output.is_file():
        return hashlib.sha256(output.read_bytes()).hexdigest()
    files = sorted(output.iterdir())
    told = "".join(f"{hashlib.sha256(file.read_bytes()).hexdigest()}  {file.name}\n" for file in files)
    return hashlib.sha256(told.encode()).hexdigest()


def _write(how: How, case: CaseFile, run: int, stream: IO[bytes]) -> None:
    """Writes a run in a form; the bundle is that of a redacted case, whose originals stay at home."""
    from auditor.cli.output import print_json, print_ndjson
    from auditor.engine.handing import misp_text, stix_pieces

    try:
        if how.format == "json":
            print_json(case.connection, run, stream, how.filter)
        elif how.format in TABULAR and (how.table or how.format != "ndjson"):
            from auditor.cli.tabular import write_tables

            write_tables(how, case.connection, run, stream)
        elif how.format == "ndjson":
            print_ndjson(case.connection, run, stream, how.filter)
        elif how.format == "stix":
            stream.writelines(stix_pieces(case.connection, run, how.filter, how.light, how.carry))
        elif how.format == "misp":
            stream.write(misp_text(case.connection, run, how.filter, how.light))
        else:
            from auditor.cli.redacted import write_redacted_bundle

            write_redacted_bundle(case, run, stream, how.settings.report.language)
    except ImportError as error:
        extra = "parquet" if how.format == "parquet" else "exchange"
        raise Ended(UNEXPECTED, f"{error.name} is not installed: pip install 'persona-auditor[{extra}]'") from None


@contextlib.contextmanager
def _written(output: Path | None, folder: bool) -> Iterator[IO[bytes]]:
    """The stream to write to; a file is there whole or not at all, for its owner only.

    For a folder, the stream takes a ZIP, whose members are the folder's files.
    """
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
            if folder:
                _unpack(file, output)
        if not folder:
            part.replace(output)
    except OSError as error:
        raise Ended(UNEXPECTED, f"{output} cannot be written: {error.strerror}") from None
    finally:
        part.unlink(missing_ok=True)


def _unpack(stream: IO[bytes], folder: Path) -> None:
    import shutil
    import zipfile

    part = folder.with_name(f".parts-{os.getpid()}-{folder.name}")
    try:
        part.mkdir(mode=0o700)
        with zipfile.ZipFile(stream) as members:
            members.extractall(part)
        part.replace(folder)
    finally:
        shutil.rmtree(part, ignore_errors=True)


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
