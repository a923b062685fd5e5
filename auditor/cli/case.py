"""``auditor case``: what a case is for, by what right, until when; and which other cases are the same matter."""

from __future__ import annotations

import sqlite3
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING

import click

from auditor.cli.across import case_files, search, shared
from auditor.cli.case_datasette import datasette
from auditor.cli.exits import FINISHED, UNEXPECTED, UNREADABLE, USAGE, Ended
from auditor.cli.options import Day, case_option, config_option, format_option, now, settings_of

if TYPE_CHECKING:
    from auditor.store.case import CaseFile


@click.group("case")
def COMMAND() -> None:  # noqa: N802
    """Say what a case is for and how long it may be kept; list, link and search several cases."""


COMMAND.add_command(datasette)
COMMAND.add_command(search)
COMMAND.add_command(shared)


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
    from auditor.store.links import linked_cases

    with existing_case(case_file or Path(settings_of(config).case.file)) as case:
        about, counts = case_about(case.connection), row_counts(case.connection)
        links = linked_cases(case.connection, everything=True)
    if format == "json":
        document = {
            "schema": "auditor.case/1",
            "about": asdict(about) if about else None,
            "rows": counts,
            "links": [asdict(link) for link in links],
        }
        click.echo(orjson.dumps(document))
        return FINISHED
    if about is None:
        click.echo("Nobody has said what this case is for: auditor case init")
    else:
        click.echo(f"Purpose: {about.purpose}\nBasis: {about.basis}\nOfficer: {about.officer}")
        click.echo(f"Kept until: {about.retain_until}")
    for link in links:
        undone = f", taken back {link.undone_at}" if link.undone_at else ""
        click.echo(f"Same matter as {link.other}: {link.reason} ({link.person}, {link.linked_at}{undone})")
    click.echo("Holds: " + (", ".join(f"{number} {table}" for table, number in counts.items()) or "nothing"))
    return FINISHED


@COMMAND.command("list")
@click.argument("places", nargs=-1, type=click.Path(path_type=Path, exists=True), metavar="[PATH]...")
@format_option("text", "json")
@config_option
def list_cases(places: tuple[Path, ...], format: str, config: Path | None) -> int:
    """List the case files among PATH and below: what each is for, until when, how much it holds.

    Without PATH, the folder of the case file of the settings is looked through.
    """
    from sqlite3 import Error

    import orjson

    from auditor.store.about import case_about
    from auditor.store.case import CaseError
    from auditor.store.links import linked_cases, reading_case

    folder = Path(settings_of(config).case.file).parent
    listed = []
    odd = False
    for file in case_files(places or ((folder,) if folder.is_dir() else ())):
        try:
            connection = reading_case(file)
        except CaseError as error:
            click.echo(f"auditor: not listed: {error}", err=True)
            odd = True
            continue
        try:
            about = case_about(connection)
            pages, decisions = (
                connection.execute(f"select count(*) from {table}").fetchone()[0] for table in ("page", "decision")
            )
            links = [link.other for link in linked_cases(connection)]
        except Error as error:
            click.echo(f"auditor: not listed: {file} cannot be read: {error}", err=True)
            odd = True
            continue
        finally:
            connection.close()
        listed.append(
            {
                "case": str(file),
                "about": asdict(about) if about else None,
                "pages": pages,
                "decisions": decisions,
                "linked": links,
            }
        )
        if format == "text":
            until = f"kept until {about.retain_until}: {about.purpose}" if about else "nobody has said what it is for"
            same = f"; same matter as {', '.join(links)}" if links else ""
            click.echo(f"{file}  {pages} pages, {decisions} decisions, {until}{same}")
    if format == "json":
        click.echo(orjson.dumps({"schema": "auditor.cases/1", "cases": listed}))
    elif not listed:
        click.echo("There is no case file here.")
    return UNREADABLE if odd else FINISHED


@COMMAND.command("merge")
@click.argument("other", type=click.Path(path_type=Path, exists=True, dir_okay=False))
@click.option("--reason", required=True, help="Why they are one matter, in a sentence.")
@click.option("--person", help="Who says so. [default: the name of the account on this machine]")
@case_option
@config_option
def merge(other: Path, reason: str, person: str | None, case_file: Path | None, config: Path | None) -> int:
    """Link the case with OTHER as one matter: both stay as they are, and are searched together.

    Originals, decisions and chains of custody are not mixed; `case unmerge` takes the link back.
    """
    from auditor.cli.review import account
    from auditor.store.links import CaseLink, link_case

    file = case_file or Path(settings_of(config).case.file)
    if not reason.strip():
        raise Ended(USAGE, "a link without a reason helps nobody: --reason says why, in a sentence")
    if file.absolute() == other.absolute():
        raise Ended(USAGE, f"{file} and {other} are one file")
    who, at = person or account(), now()
    fresh = False
    for one, the_other in ((file, other), (other, file)):
        with _open(one) as case:
            try:
                fresh |= link_case(case.connection, CaseLink(str(the_other.absolute()), reason.strip(), who, at))
            except sqlite3.Error as error:
                raise Ended(UNEXPECTED, f"{one} cannot be written: {error}; the same command goes on") from None
    click.echo(f"{file} and {other} are one matter" + ("" if fresh else ", as was noted before"))
    return FINISHED


@COMMAND.command("unmerge")
@click.argument("other", type=click.Path(path_type=Path))
@case_option
@config_option
def unmerge(other: Path, case_file: Path | None, config: Path | None) -> int:
    """Take the link with OTHER back, in both files; that there was one stays to be read."""
    from auditor.store.links import unlink_case

    file = case_file or Path(settings_of(config).case.file)
    at = now()
    undone = False
    for one, the_other in ((file, other), (other, file)):
        if not one.is_file():  # the other case may be gone: the link to it can still be taken back
            continue
        with _open(one) as case:
            try:
                undone |= unlink_case(case.connection, str(the_other.absolute()), at)
            except sqlite3.Error as error:
                raise Ended(UNEXPECTED, f"{one} cannot be written: {error}; the same command goes on") from None
    if not undone:
        raise Ended(USAGE, f"{file} is not linked with {other}: auditor case show prints its links")
    click.echo(f"{file} and {other} are two matters again")
    return FINISHED


def _open(file: Path) -> CaseFile:
    from auditor.cli.output import existing_case

    return existing_case(file)
