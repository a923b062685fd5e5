"""``auditor report``: the HTML report of the newest run."""

from __future__ import annotations

import sqlite3
from pathlib import Path
from typing import TYPE_CHECKING

import click

from auditor.cli.exits import USAGE, Ended
from auditor.cli.options import case_option, config_option, cores, report_option, settings_of

if TYPE_CHECKING:
    from auditor.engine.view import CaseSource
    from auditor.report.html import Edition
    from auditor.store.load import SeenPage

MARK = ".content"
"""File in the report's folder that holds the key of what the report was made from."""
PORTION = 25
"""Profiles printed at once."""
MANY = 6
"""Portions from which worker processes pay."""
PORTION_SECONDS = 300


def written_report(
    case_file: Path, connection: sqlite3.Connection, run: int, content: str, folder: Path, jobs: int
) -> Path:
    """The report's first page; written only where the folder does not hold the report of this very content.

    Pages of profiles that are no longer in the report are removed; nothing else in the folder is touched.
    """
    from auditor.engine.bench import report_key
    from auditor.store.decisions import decisions_key

    index = folder / "index.html"
    mark = folder / MARK
    key = report_key(content + decisions_key(connection))
    if index.is_file() and mark.is_file() and mark.read_text() == key:
        return index
    from auditor.engine.view import case_source
    from auditor.report.html import edition

    (folder / "profiles").mkdir(parents=True, exist_ok=True)
    mark.unlink(missing_ok=True)
    source = case_source(connection, run)
    written = _written_pages(case_file, source, edition(source.view), folder, jobs)
    for file in [*folder.glob("index*.html"), *folder.glob("profiles/p-*.html")]:
        if file.relative_to(folder).as_posix() not in written:
            file.unlink()
    mark.write_text(key)
    return index


Portion = tuple["SeenPage", ...]
"""Profiles printed at once; an empty one stands for the overview."""


def _written_pages(case_file: Path, source: CaseSource, printed: Edition, folder: Path, jobs: int) -> set[str]:
    """Writes all pages, in worker processes where there are many, and gives their names."""
    from auditor.engine.supervisor import FORKS, GivenUp, Supervisor

    portions: list[Portion] = [()]
    portions += [source.profiles[start : start + PORTION] for start in range(0, len(source.profiles), PORTION)]
    if not FORKS or jobs < 2 or len(portions) < MANY:
        return {name for portion in portions for name in _written(portion, source, printed, folder, source.connection)}
    own: list[sqlite3.Connection] = []

    def work(portion: Portion) -> set[str]:
        if not own:  # an open case file must not cross a fork
            own.append(sqlite3.connect(f"{case_file.resolve().as_uri()}?mode=ro", uri=True))
        return _written(portion, source, printed, folder, own[0])

    supervisor: Supervisor[Portion, set[str]] = Supervisor(work, jobs, PORTION_SECONDS, 0)
    names: set[str] = set()
    for _, result in supervisor.results(portions):
        if isinstance(result, GivenUp):
            raise RuntimeError(f"writing the report failed: {result.reason}")
        names |= result
    return names


def _written(
    portion: Portion, source: CaseSource, printed: Edition, folder: Path, connection: sqlite3.Connection
) -> set[str]:
    from auditor.report.html import overview_files, profile_file

    pages = (
        (profile_file(printed, view) for view in source.views(connection, portion))
        if portion
        else overview_files(printed, source.rows(connection))
    )
    names = set()
    for name, data in pages:
        (folder / name).write_bytes(data)
        names.add(name)
    return names


@click.command("report")
@case_option
@report_option
@config_option
def COMMAND(case_file: Path | None, report_folder: Path | None, config: Path | None) -> int:  # noqa: N802
    """Write the HTML report of the newest run again."""
    from auditor.cli.output import existing_case
    from auditor.store.load import last_run, run_document

    settings = settings_of(config)
    file = case_file or Path(settings.case.file)
    with existing_case(file) as case:
        run = last_run(case.connection)
        if run is None:
            raise Ended(USAGE, "the case holds no finished run: start with auditor audit PATH")
        content = run_document(case.connection, run)["content"]
        folder = report_folder or Path(settings.report.directory)
        click.echo(written_report(file, case.connection, run, content, folder, settings.run.jobs or cores()))
    return 0
