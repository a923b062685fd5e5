"""Redacted exports: a copy of the case is redacted and rendered, and what was rendered is searched for what is gone."""

from __future__ import annotations

import hashlib
import sqlite3
import tempfile
from collections.abc import Callable
from pathlib import Path
from typing import IO

import click

from auditor.cli.exits import INTEGRITY, UNEXPECTED, Ended
from auditor.cli.options import now
from auditor.store.case import CaseFile

Write = Callable[[CaseFile, int, IO[bytes]], None]
"""Writes a run of a case to a stream."""


def write_redacted(
    case: CaseFile, file: Path, run: int, words: tuple[str, ...], stream: IO[bytes], write: Write
) -> None:
    """Writes a redacted run; nothing reaches the stream before it was searched.  Ends with code 4 or 1."""
    from auditor.engine.bundling import extract
    from auditor.engine.keeping import note_head
    from auditor.redaction import Redactor, counted, found_in
    from auditor.store.case import opened_case
    from auditor.store.custody import add_custody, has_custody
    from auditor.store.originals import Originals, originals_of
    from auditor.store.redacted import case_secrets, pseudonym_key, redact, texts_of

    try:
        secrets = case_secrets(case.connection, words)
        redactor = Redactor(pseudonym_key(case.connection), secrets)
        with tempfile.TemporaryDirectory(prefix="auditor-") as work:
            copy, made = Path(work) / "case.db", Path(work) / "made"
            extract(case, copy)
            with opened_case(copy) as redacted:
                redact(redacted.connection, redactor)
                left = {text for text in texts_of(redacted.connection) if redactor.names_in(text)}
                with made.open("w+b") as rendered:
                    write(redacted, run, rendered)
            data = made.read_bytes()
        found = (*sorted(left)[:3], *found_in(data, secrets))
        if found:
            raise Ended(INTEGRITY, f"still found, so nothing was written: {', '.join(map(repr, found[:5]))}")
        if has_custody(case.connection):
            add_custody(case.connection, "redact", f"run {run}", hashlib.sha256(data).hexdigest(), now())
            note_head(case, Originals(originals_of(file)))
    except sqlite3.Error as error:
        raise Ended(UNEXPECTED, f"the case file cannot be used: {error}") from None
    stream.write(data)
    taken = ", ".join(f"{number} {name}" for name, number in counted(secrets).items())
    click.echo(f"auditor: looked for and not found in what was written: {taken or 'nothing was known'}", err=True)


def write_redacted_bundle(case: CaseFile, run: int, stream: IO[bytes], language: str) -> None:
    """Database and report of a redacted case as one ZIP: the same case gives the same bytes."""
    from auditor.cli.report import Destination, written_report
    from auditor.engine.bundling import REDACTED, extract, write_members

    with tempfile.TemporaryDirectory(prefix="auditor-") as work:
        database, report = Path(work) / "case.db", Path(work) / "report"
        extract(case, database)
        written_report(database, case.connection, run, f"redacted {run}", Destination(report, language, 1))
        pages = {f"report/{page.relative_to(report).as_posix()}": page for page in sorted(report.rglob("*.html"))}
        write_members(stream, {REDACTED: b'{"schema":"auditor.redacted/1"}', "case.db": database, **pages})
