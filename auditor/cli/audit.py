"""``auditor audit``: the main job."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from auditor.cli.engines import engine_options, machines
from auditor.cli.exits import CONFIGURATION, GATE, UNREADABLE, USAGE, Ended, worst
from auditor.cli.options import (
    as_of_option,
    case_option,
    config_option,
    cores,
    format_option,
    jobs_option,
    kept_answers,
    network_options,
    quiet_options,
    report_option,
    settings_of,
    today,
)
from auditor.cli.places import PlaceArgument, local, permitted

if TYPE_CHECKING:
    from auditor.config import Settings
    from auditor.engine.planning import Wanted
    from auditor.engine.run import Outcome, Plan
    from auditor.intake import Place
    from auditor.model import DomainRecord
    from auditor.store.case import CaseFile

LEVELS = ("observation", "early-pattern", "developed-pattern")


@click.command("audit")
@click.argument("paths", nargs=-1, required=True, type=PlaceArgument(), metavar="PATH...")
@case_option
@report_option
@click.option("--no-report", is_flag=True, help="Write no HTML report.")
@click.option("--rules", "rules", multiple=True, type=click.Path(path_type=Path), help="Folder with a rule pack.")
@click.option(
    "--records",
    multiple=True,
    type=click.Path(path_type=Path),
    help="Folder with recorded answers about domains. A folder named records inside PATH is used too.",
)
@click.option(
    "--known",
    multiple=True,
    type=click.Path(path_type=Path),
    help="Folder of known pictures, held against the pages like those of auditor known. A folder named known inside "
    "PATH is used too.",
)
@click.option("--keep", is_flag=True, help="Keep read-only copies of what was read beside the case file.")
@click.option("--fail-on", type=click.Choice(LEVELS), help="Exit with 10 where a page is at this level or above.")
@click.option("--allow-network", is_flag=True, help="Ask the registries about company domains that the pages claim.")
@click.option("--allow-stores", is_flag=True, help="Read from the stores that PATH names, and ask them only.")
@engine_options
@network_options
@format_option("text", "json", "ndjson")
@as_of_option
@jobs_option
@config_option
@quiet_options
@click.option("-v", "verbose", is_flag=True, help="Say more on stderr.")
def COMMAND(  # noqa: N802  # the name by which the group finds it
    paths: tuple[Place, ...],
    case_file: Path | None,
    report_folder: Path | None,
    no_report: bool,
    rules: tuple[Path, ...],
    records: tuple[Path, ...],
    known: tuple[Path, ...],
    keep: bool,
    fail_on: str | None,
    allow_network: bool,
    allow_stores: bool,
    engine: str,
    address: str | None,
    shards: Place | None,
    proxy: str | None,
    servers: str | None,
    yes: bool,
    format: str,
    as_of: str | None,
    jobs: int | None,
    config: Path | None,
    quiet: bool,
    no_progress: bool,
    verbose: bool,
) -> int:
    """Read saved pages, run every check, write the case database and the report.

    PATH is a saved page, a message thread, an archive of them, or a folder that is walked through; with --allow-stores
    it may be an address in a store of your own (s3://, gs://, https://), which is walked and read in the same way.
    Nothing is sent anywhere else unless --allow-network is given: then registries are asked about the company domains
    that the pages claim, after the list of names and of those who will see them was shown and agreed to.
    """
    from auditor.cli.progress import Progress
    from auditor.cli.report import own_files
    from auditor.engine.planning import Wanted
    from auditor.engine.run import audit
    from auditor.intake import known_folders
    from auditor.store.case import CaseError, opened_case

    settings = settings_of(config)
    file = case_file or Path(settings.case.file)
    folder = report_folder or Path(settings.report.directory)
    permitted((*paths, shards) if shards else paths, allow_stores)
    own = own_files(file, folder, local(paths))
    wanted = Wanted(paths, rules, records, as_of or today(), jobs or settings.run.jobs or cores(), own)
    plan = plan_of(wanted, settings)
    answered = True
    if allow_network:
        answered = _looked_up(plan, wanted, settings, proxy, servers, yes, not (quiet or no_progress))
        plan = plan_of(wanted, settings)
    elif proxy:
        raise Ended(USAGE, "--proxy without --allow-network: nothing would be sent")
    try:
        case = opened_case(file)
    except CaseError as error:
        raise Ended(1, str(error)) from None
    with case:
        plan = held_against(plan, case, settings, (*known, *known_folders(paths)), not quiet)
        progress, comparing = (Progress(not (quiet or no_progress), unit) for unit in ("pages", "pictures compared"))
        try:
            with machines(engine, address, shards, wanted.jobs, file) as others:
                outcome = audit(replace(plan, comparing=comparing, machines=others), case, progress)
        finally:
            progress.close()
            comparing.close()
        if keep:
            _keep(plan, case, outcome, file, quiet)
        elif not outcome.repeated:
            note_opening(case, outcome, file)
        if verbose and outcome.repeated:
            click.echo("auditor: nothing has changed since the last run", err=True)
        index = None
        if not no_report:
            from auditor.cli.report import Destination, written_report

            report = Destination(folder, settings.report.language, wanted.jobs)
            index = written_report(file, case.connection, outcome.run, outcome.content, report)
        code = _print(case.connection, outcome, plan, format, index, fail_on, quiet)
        return code if answered else worst([code, UNREADABLE])


def _looked_up(
    plan: Plan,
    wanted: Wanted,
    settings: Settings,
    proxy: str | None,
    servers: str | None,
    yes: bool,
    progress: bool,
) -> bool:
    """Asks about the company domains that the pages claim and keeps the answers; whether all were answered."""
    from auditor.cli.asking import Asking, ask
    from auditor.cli.progress import Progress
    from auditor.engine.lookups import claimed_by

    shown = Progress(progress)
    names = claimed_by(plan.units, plan.limits, wanted.jobs, plan.seconds_per_page, plan.worker_memory, shown)
    shown.close()
    if not names:
        click.echo("auditor: the pages claim no company domain; nothing was sent", err=True)
    asking = Asking(kept_answers(wanted.records, settings), proxy, servers, yes=yes)
    return ask(names, asking, dict(plan.source.records), _say)


def _say(record: DomainRecord) -> None:
    click.echo(f"{record.domain}: {record.registered or record.status} ({record.kind})", err=True)


def plan_of(wanted: Wanted, settings: Settings) -> Plan:
    """The plan of a run.  Ends with code 2 or 5 where a path is missing or a pack is wrong."""
    from auditor.engine.planning import NoFolder, planned
    from auditor.intake import MissingPath
    from auditor.rules.tables import InvalidPack

    try:
        return planned(wanted, settings)
    except (MissingPath, NoFolder) as error:
        raise Ended(USAGE, str(error)) from None
    except InvalidPack as error:
        raise Ended(CONFIGURATION, str(error)) from None


def held_against(
    plan: Plan, case: CaseFile, settings: Settings, folders: tuple[Place, ...] = (), told: bool = True
) -> Plan:
    """The plan with the case's known library and the pictures of folders.  Ends with code 2 where one is missing."""
    from auditor.store.known import methods

    if not folders and not methods(case.connection):
        return plan
    from auditor.cli.known import told_of_unused
    from auditor.engine import planning
    from auditor.intake import MissingPath

    def unused(path: str, reason: str) -> None:
        if told:
            click.echo(f"auditor: not held against: {path}: {reason}", err=True)

    try:
        made = planning.held_against(plan, case, settings, folders, unused)
    except (MissingPath, OSError) as error:
        raise Ended(USAGE, str(error)) from None
    if told:
        told_of_unused(case.connection, plan.as_of)
    return made


def _keep(plan: Plan, case: CaseFile, outcome: Outcome, file: Path, quiet: bool) -> None:
    from sqlite3 import Error

    from auditor.cli.options import now
    from auditor.engine.keeping import keep
    from auditor.store.originals import Originals, originals_of

    folder = originals_of(file)
    try:
        kept = keep(plan, case, outcome.run, Originals(folder), now())
    except (OSError, Error) as error:
        raise Ended(1, f"the originals cannot be kept: {error}; the audit itself is in the case file") from None
    for path in kept.changed:
        click.echo(f"auditor: {path} changed after it was read; it is not kept, audit it again", err=True)
    if not quiet and kept.head is not None:
        click.echo(f"auditor: {kept.files} originals in {folder}, custody event {kept.head.number}", err=True)
        click.echo(f"auditor: note this elsewhere, it holds them all: {kept.head.chain}", err=True)


def note_opening(case: CaseFile, outcome: Outcome, file: Path) -> None:
    """A case with a chain of custody says of every run that changed it."""
    from auditor.store.custody import add_custody, has_custody

    if has_custody(case.connection):
        from auditor.cli.options import now
        from auditor.engine.keeping import note_head
        from auditor.store.originals import Originals, originals_of

        add_custody(case.connection, "open", f"run {outcome.run}", "", now())
        note_head(case, Originals(originals_of(file)))


def _print(
    connection: Any, outcome: Outcome, plan: Plan, format: str, index: Path | None, fail_on: str | None, quiet: bool
) -> int:
    from auditor.cli.output import case_standing, print_json, print_ndjson, print_summary
    from auditor.engine.reviewed import reviewed

    after = reviewed(connection, outcome.run, lambda: plan.source.pack)
    standing = case_standing(connection, outcome.run, after)
    if format == "json":
        print_json(connection, outcome.run)
    elif format == "ndjson":
        print_ndjson(connection, outcome.run)
    elif not quiet:
        print_summary(connection, outcome.run, index, after)
    codes = [UNREADABLE] if standing.skipped or standing.crashed else []
    if fail_on and any(standing.levels.get(level) for level in LEVELS[LEVELS.index(fail_on) :]):
        codes.append(GATE)
    return worst(codes)
