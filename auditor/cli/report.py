"""``auditor report``: the HTML report of the newest run."""

from __future__ import annotations

import sqlite3
from pathlib import Path

import click

from auditor.cli.exits import USAGE, Ended
from auditor.cli.options import case_option, config_option, report_option, settings_of

MARK = ".content"
"""File in the report's folder that holds the key of what the report was made from."""


def written_report(connection: sqlite3.Connection, run: int, content: str, folder: Path) -> Path:
    """The report's first page; written only where the folder does not hold the report of this very content.

    Pages of profiles that are no longer in the report are removed; nothing else in the folder is touched.
    """
    from auditor.engine.bench import report_key

    index = folder / "index.html"
    mark = folder / MARK
    key = report_key(content)
    if index.is_file() and mark.is_file() and mark.read_text() == key:
        return index
    from auditor.engine.view import case_view
    from auditor.report.html import report_files

    folder.mkdir(parents=True, exist_ok=True)
    mark.unlink(missing_ok=True)
    written = set()
    for name, data in report_files(case_view(connection, run)):
        file = folder / name
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_bytes(data)
        written.add(name)
    for file in [*folder.glob("index*.html"), *folder.glob("profiles/p-*.html")]:
        if file.relative_to(folder).as_posix() not in written:
            file.unlink()
    mark.write_text(key)
    return index


@click.command("report")
@case_option
@report_option
@config_option
def COMMAND(case_file: Path | None, report_folder: Path | None, config: Path | None) -> int:  # noqa: N802
    """Write the HTML report of the newest run again."""
    from auditor.cli.output import existing_case
    from auditor.store.load import last_run, run_document

    settings = settings_of(config)
    with existing_case(case_file or Path(settings.case.file)) as case:
        run = last_run(case.connection)
        if run is None:
            raise Ended(USAGE, "the case holds no finished run: start with auditor audit PATH")
        content = run_document(case.connection, run)["content"]
        click.echo(written_report(case.connection, run, content, report_folder or Path(settings.report.directory)))
    return 0
