"""What a watch run says, to whom, and that it is known from then on."""

from __future__ import annotations

import os
import sqlite3
import sys
from pathlib import Path
from typing import TYPE_CHECKING

from auditor.cli.exits import UNEXPECTED, Ended
from auditor.cli.options import now

if TYPE_CHECKING:
    from auditor.engine.watching import Look
    from auditor.store.case import CaseFile


def publish(
    made: list[Look], format: str, output: Path | None, command: str | None, only_changes: bool, as_of: str
) -> None:
    """Prints, writes or hands over the digest: text and HTML hold what there is to say, JSON every look."""
    import orjson

    from auditor.engine.watching import look_document
    from auditor.report.digest import digest_html, digest_text

    telling = [look for look in made if look.outcome != "unchanged" or look.unreadable]
    said = [look_document(look) for look in (telling if only_changes or format != "json" else made)]
    if format == "json":
        document = {"schema": "auditor.watch/1", "as_of": as_of, "watched": len(made), "profiles": said}
        data = orjson.dumps(document, option=orjson.OPT_INDENT_2) + b"\n"
    elif format == "html":
        data = digest_html(said, len(made), as_of).encode()
    else:
        data = digest_text(said).encode()
    if command is not None and said:
        _hand_over(command, data)
    if output is None:
        if command is None and (format == "json" or said):
            sys.stdout.buffer.write(data)
            sys.stdout.buffer.flush()
    elif said or not only_changes:
        part = output.with_name(f".part-{os.getpid()}-{output.name}")
        try:
            with open(os.open(part, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "wb") as stream:
                stream.write(data)
            part.replace(output)
        except OSError as error:
            part.unlink(missing_ok=True)
            raise Ended(
                UNEXPECTED, f"{output} cannot be written: {error.strerror}; the next run says it again"
            ) from None


def _hand_over(command: str, data: bytes) -> None:
    """Runs a command, without a shell, with the digest as its input.  Ends with code 1 where it does not take it."""
    import shlex
    import subprocess

    try:
        words = shlex.split(command)
        ended = subprocess.run(words, input=data, check=False).returncode if words else None  # noqa: S603  # it is the user's own
    except (OSError, ValueError) as error:
        raise Ended(UNEXPECTED, f"{command} cannot be run: {error}; the next run says it again") from None
    if ended:
        raise Ended(UNEXPECTED, f"{command} ended with {ended}; the next run says it again")


def acknowledge(case: CaseFile, made: list[Look]) -> None:
    """What was said is kept as known only after it was said: a run that ends before says it again."""
    from auditor.engine.watching import look_document
    from auditor.store.watchlist import keep_looks

    kept = [
        (look.watched.id, look.basis, look.state, look_document(look) if look.outcome == "changed" else None)
        for look in made
        if look.state is not None
    ]
    try:
        keep_looks(case.connection, kept, now())
    except sqlite3.Error as error:
        raise Ended(UNEXPECTED, f"the case file cannot be written: {error}; the next run says it again") from None
