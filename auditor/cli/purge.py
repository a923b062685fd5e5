"""``auditor purge``: the end of a case whose time is over."""

from __future__ import annotations

import sqlite3
from pathlib import Path

import click

from auditor.cli.exits import FINISHED, UNEXPECTED, USAGE, Ended
from auditor.cli.options import as_of_option, case_option, config_option, now, report_option, settings_of, today


@click.command("purge")
@click.option("--due", is_flag=True, required=True, help="Only where the last day of keeping is over.")
@click.option("--yes", is_flag=True, help="Purge; without it, only say what would go.")
@as_of_option
@report_option
@case_option
@config_option
def COMMAND(  # noqa: N802
    due: bool,
    yes: bool,
    as_of: str | None,
    report_folder: Path | None,
    case_file: Path | None,
    config: Path | None,
) -> int:
    """Empty a case whose last day of keeping is over: database, originals and report.

    What stays is what the case was for, and the chain of custody with a `purge` event: ids and digests only.
    """
    from auditor.cli.output import existing_case
    from auditor.cli.report import MARK, report_parts
    from auditor.engine.keeping import note_head
    from auditor.engine.shelf import clear_shelf
    from auditor.store.about import case_about, empty_case, row_counts
    from auditor.store.custody import add_custody
    from auditor.store.erasure import sweep
    from auditor.store.originals import Originals, originals_of

    assert due  # noqa: S101  # click asks for it
    settings = settings_of(config)
    file = case_file or Path(settings.case.file)
    report = report_folder or Path(settings.report.directory)
    originals = Originals(originals_of(file))
    with existing_case(file) as case:
        about = case_about(case.connection)
        if about is None:
            raise Ended(USAGE, f"{file} does not say how long it may be kept: auditor case init")
        if about.retain_until >= (as_of or today()):
            click.echo(f"{file} may be kept until {about.retain_until}; nothing is due")
            return FINISHED
        pages = report_parts(report)
        for table, number in row_counts(case.connection).items():
            click.echo(f"{number} {table}")
        click.echo(f"{sum(1 for _ in originals.digests())} originals, {len(pages)} files of the report")
        if not yes:
            click.echo("Nothing was purged; --yes purges this.")
            return FINISHED
        try:
            empty_case(case.connection)
            originals.clear()
            clear_shelf(file)
            for page in pages:
                page.unlink()
            (report / MARK).unlink(missing_ok=True)
            sweep(case.connection)
            add_custody(case.connection, "purge", "case", "", now())
            note_head(case, originals)
        except (OSError, sqlite3.Error) as error:
            raise Ended(UNEXPECTED, f"purging stopped: {error}; the same command goes on with it") from None
    click.echo("Purged.")
    return FINISHED
