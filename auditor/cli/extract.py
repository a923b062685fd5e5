"""``auditor extract``: only read, and say what each page states."""

from __future__ import annotations

import sys
from functools import partial
from pathlib import Path
from typing import Any

import click

from auditor.cli.exits import FINISHED, UNREADABLE, USAGE, Ended
from auditor.cli.options import config_option, cores, format_option, jobs_option, limits_of, quiet_options, settings_of


@click.command("extract")
@click.argument("paths", nargs=-1, required=True, type=click.Path(path_type=Path), metavar="PATH...")
@format_option("text", "json", "ndjson")
@click.option("--explain", is_flag=True, help="For every value, the rule of the page kind that found it.")
@jobs_option
@config_option
@quiet_options
def COMMAND(  # noqa: N802
    paths: tuple[Path, ...],
    format: str,
    explain: bool,
    jobs: int | None,
    config: Path | None,
    quiet: bool,
    no_progress: bool,
) -> int:
    """Read saved pages and print what each states, field by field, with its place.

    Nothing is checked, and nothing is written to a case.
    """
    import orjson

    from auditor.cli.progress import Progress
    from auditor.cli.report import own_files
    from auditor.cli.stated_text import stated_lines
    from auditor.engine.extract import given_up, stated
    from auditor.engine.supervisor import GivenUp, Supervisor
    from auditor.intake import MissingPath, Unit, units

    settings = settings_of(config)
    limits = limits_of(settings)
    try:
        found = tuple(units(paths, limits, own_files(Path(settings.case.file), Path(settings.report.directory), paths)))
    except MissingPath as error:
        raise Ended(USAGE, str(error)) from None
    supervisor: Supervisor[Unit, list[dict[str, Any]]] = Supervisor(
        partial(stated, limits=limits, explain=explain),
        min(jobs or settings.run.jobs or cores(), max(1, len(found))),
        settings.run.seconds_per_page,
        settings.run.worker_memory_mib * 2**20,
    )
    progress = Progress(not (quiet or no_progress))
    unreadable = False
    out = sys.stdout.buffer
    if format == "json":
        out.write(b'{"schema":"auditor.extract/1","pages":[')
    separator = b"\n"
    for number, (unit, result) in enumerate(supervisor.results(found)):
        for page in given_up(unit, result.reason) if isinstance(result, GivenUp) else result:
            unreadable = unreadable or page["status"] == "unreadable"
            if format == "text":
                progress.close()
                out.write("\n".join(stated_lines(page)).encode() + b"\n\n")
            else:
                out.write((separator if format == "json" else b"") + orjson.dumps(page))
                out.write(b"\n" if format == "ndjson" else b"")
                separator = b",\n"
        progress(number + 1, len(found))
    progress.close()
    if format == "json":
        out.write(b"]}\n")
    out.flush()
    return UNREADABLE if unreadable else FINISHED
