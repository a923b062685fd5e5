"""``auditor report``: the report of the newest run, as pages or as one file."""

from __future__ import annotations

import os
import sqlite3
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import IO, TYPE_CHECKING

import click

from auditor.cli.exits import FINISHED, UNEXPECTED, USAGE, Ended
from auditor.cli.options import case_option, config_option, cores, format_option, report_option, settings_of

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
FORMS = ("md", "txt", "json", "pdf")
"""Forms beside HTML; each is one file in the report's folder."""


@dataclass(frozen=True, slots=True)
class Destination:
    """Where a report goes, and how it is written."""

    folder: Path
    language: str
    jobs: int


def written_report(case_file: Path, connection: sqlite3.Connection, run: int, content: str, to: Destination) -> Path:
    """The report's first page; written only where the folder does not hold the report of this very content.

    Pages of profiles that are no longer in the report are removed; nothing else in the folder is touched.
    Raises ``ValueError`` for a language that there are no sentences in.
    """
    from auditor.engine.bench import report_key
    from auditor.store.decisions import decisions_key

    folder = to.folder
    index = folder / "index.html"
    mark = folder / MARK
    key = report_key(content + decisions_key(connection), to.language)
    if index.is_file() and mark.is_file() and mark.read_text() == key:
        return index
    from auditor.engine.view import case_source
    from auditor.report.html import edition

    source = case_source(connection, run)
    printed = edition(source.view, to.language)
    (folder / "profiles").mkdir(parents=True, exist_ok=True)
    mark.unlink(missing_ok=True)
    written = _written_pages(case_file, source, printed, folder, to.jobs)
    for file in _pages(folder):
        if file.relative_to(folder).as_posix() not in written:
            file.unlink()
    mark.write_text(key)
    return index


def _pages(folder: Path) -> list[Path]:
    return [*folder.glob("index*.html"), *folder.glob("profiles/p-*.html")]


def report_parts(folder: Path) -> list[Path]:
    """Everything that makes up the report in a folder, in all its forms; empty where the folder holds none."""
    if not (folder / MARK).is_file():
        return []
    return [*_pages(folder), *(file for form in FORMS if (file := folder / f"report.{form}").is_file())]


def own_files(case_file: Path, report: Path, paths: Sequence[Path]) -> tuple[Path, ...]:
    """What this program wrote of the case inside the given paths: nobody saved it, and no audit is to read it."""
    from auditor.store.case import BESIDE_THE_CASE

    roots = [os.path.realpath(path) for path in paths]

    def inside(path: Path) -> bool:
        return any(os.path.realpath(path).startswith(root.rstrip(os.sep) + os.sep) for root in roots)

    own = report_parts(report) if inside(report / MARK) else []
    if inside(case_file):
        own += [case_file.with_name(case_file.name + ending) for ending in BESIDE_THE_CASE]
    return tuple(own)


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
@format_option("html", *FORMS)
@click.option("--language", help="Language of the report's own sentences: en, de, es or fr.  [default: of config.toml]")
@config_option
def COMMAND(  # noqa: N802
    case_file: Path | None, report_folder: Path | None, format: str, language: str | None, config: Path | None
) -> int:
    """Write the report of the newest run again, in HTML or as one file in another form.

    A PDF is printed by the Chromium of this machine, which is found by name or named by the variable CHROMIUM.
    """
    from auditor.cli.output import existing_case
    from auditor.store.load import last_run, run_document

    settings = settings_of(config)
    file = case_file or Path(settings.case.file)
    folder = report_folder or Path(settings.report.directory)
    to = Destination(folder, language or settings.report.language, settings.run.jobs or cores())
    with existing_case(file) as case:
        run = last_run(case.connection)
        if run is None:
            raise Ended(USAGE, "the case holds no finished run: start with auditor audit PATH")
        content = run_document(case.connection, run)["content"]
        try:
            index = written_report(file, case.connection, run, content, to)
            click.echo(index if format == "html" else _written_form(format, case.connection, run, to))
        except ValueError as error:
            raise Ended(USAGE, str(error)) from None
    return FINISHED


def _written_form(form: str, connection: sqlite3.Connection, run: int, to: Destination) -> Path:
    """The report as one file beside its pages; a file that could not be finished is not left behind."""
    target = to.folder / f"report.{form}"
    part = target.with_name(target.name + ".part")
    try:
        with open(os.open(part, os.O_CREAT | os.O_WRONLY | os.O_TRUNC, 0o600), "wb") as stream:
            _write_form(form, connection, run, to, stream)
        part.replace(target)
    except OSError as error:
        raise Ended(UNEXPECTED, f"{target} cannot be written: {error.strerror or error}") from None
    finally:
        part.unlink(missing_ok=True)
    return target


def _write_form(form: str, connection: sqlite3.Connection, run: int, to: Destination, stream: IO[bytes]) -> None:
    if form == "json":
        from auditor.cli.output import print_json

        print_json(connection, run, stream)
        return
    from auditor.engine.view import case_source
    from auditor.report.html import edition

    source = case_source(connection, run)
    printed = edition(source.view, to.language)
    if form == "pdf":
        from auditor.engine.paper import NoBrowser, write_paper
        from auditor.report.case_index import part_path
        from auditor.report.html import profile_path

        pages = [part_path(part) for part in range(printed.index.parts)]
        pages += [profile_path(id) for id in printed.index.order]
        try:
            write_paper([to.folder / page for page in pages], source.view.as_of, stream)
        except NoBrowser as error:
            raise Ended(UNEXPECTED, str(error)) from None
        return
    from auditor.report.plain import plain_report

    for part in plain_report(printed, form):
        stream.write(part.encode())
