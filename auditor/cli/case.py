"""``auditor case``: what a case is for, by what right, who answers for it, until when."""

from __future__ import annotations

import sqlite3
from dataclasses import asdict
from pathlib import Path

import click

from auditor.cli.exits import FINISHED, UNEXPECTED, USAGE, Ended
from auditor.cli.options import Day, case_option, config_option, format_option, now, settings_of


@click.group("case")
def COMMAND() -> None:  # noqa: N802
    """Say what a case is for and how long it may be kept, and show it again."""


@COMMAND.command("init")
@click.option("--purpose", required=True, help="What the case is for, in a sentence.")
@click.option("--basis", required=True, help="By what right: the legal basis.")
@click.option("--officer", required=True, help="Who answers for it.")
@click.option("--retain-until", required=True, type=Day(), help="Last day on which it may be kept.")
@click.option("--again", is_flag=True, help="Say it anew where it was said already.")
@case_option
@config_option
def init(
    purpose: str,
    basis: str,
    officer: str,
    retain_until: str,
    again: bool,
    case_file: Path | None,
    config: Path | None,
) -> int:
    """Make the case file, or take the one that is there, and say what it is for."""
    from auditor.store.about import About, case_about, set_case_about
    from auditor.store.case import CaseError, opened_case

    file = case_file or Path(settings_of(config).case.file)
    if not (purpose.strip() and basis.strip() and officer.strip()):
        raise Ended(USAGE, "purpose, basis and officer are said in words, not left empty")
    try:
        with opened_case(file) as case:
            if case_about(case.connection) and not again:
                raise Ended(USAGE, f"{file} says already what it is for: --again says it anew")
            set_case_about(case.connection, About(purpose, basis, officer, retain_until, now()))
    except (CaseError, sqlite3.Error) as error:
        raise Ended(UNEXPECTED, str(error)) from None
    click.echo(f"{file}: kept until {retain_until}; auditor purge --due ends it then")
    return FINISHED


@COMMAND.command("show")
@format_option("text", "json")
@case_option
@config_option
def show(format: str, case_file: Path | None, config: Path | None) -> int:
    """Show what the case is for and how much it holds."""
    import orjson

    from auditor.cli.output import existing_case
    from auditor.store.about import case_about, row_counts

    with existing_case(case_file or Path(settings_of(config).case.file)) as case:
        about, counts = case_about(case.connection), row_counts(case.connection)
    if format == "json":
        document = {"schema": "auditor.case/1", "about": asdict(about) if about else None, "rows": counts}
        click.echo(orjson.dumps(document))
        return FINISHED
    if about is None:
        click.echo("Nobody has said what this case is for: auditor case init")
    else:
        click.echo(f"Purpose: {about.purpose}\nBasis: {about.basis}\nOfficer: {about.officer}")
        click.echo(f"Kept until: {about.retain_until}")
    click.echo("Holds: " + (", ".join(f"{number} {table}" for table, number in counts.items()) or "nothing"))
    return FINISHED
