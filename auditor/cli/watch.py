"""``auditor watch``: profiles that are looked at again, and reported only where something changed."""

from __future__ import annotations

import contextlib
import os
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import click

from auditor.cli.exits import FINISHED, GATE, UNEXPECTED, UNREADABLE, USAGE, Ended, worst
from auditor.cli.options import (
    as_of_option,
    case_option,
    config_option,
    cores,
    format_option,
    jobs_option,
    kept_answers,
    network_options,
    now,
    quiet_options,
    settings_of,
    today,
)
from auditor.cli.public_pages import fetch, may_be_fetched
from auditor.cli.saying import acknowledge, publish
from auditor.cli.schedule import schedule

if TYPE_CHECKING:
    from auditor.config import Settings
    from auditor.engine.run import Plan
    from auditor.engine.watching import Look
    from auditor.model import DomainRecord
    from auditor.store.case import CaseFile
    from auditor.store.watchlist import Watched, WatchedPicture


@click.group("watch")
def COMMAND() -> None:  # noqa: N802
    """Look at profiles again when new captures of them arrive, and say what changed and why.

    You save the page again into the profile's folder; nothing is fetched unless you name a page that you may fetch. A
    page saved twice with other counters, advertisements or order of entries is no change.
    """


COMMAND.add_command(schedule)


@COMMAND.command("add")
@click.argument("subject")
@click.argument("folder", type=click.Path(path_type=Path, file_okay=False))
@click.option("--domain", "domains", multiple=True, help="Domain of a firm of theirs, whose record is watched too.")
@click.option(
    "--picture",
    "pictures",
    multiple=True,
    type=click.Path(path_type=Path, exists=True, dir_okay=False),
    help="Known picture: it is said when the profile shows it, or shows it no longer.",
)
@click.option("--page", metavar="URL", help="A public page that you may fetch, for `watch run --fetch-pages`.")
@click.option("--right", metavar="TEXT", help="With --page: why you may fetch it, in a sentence.")
@case_option
@config_option
def add(
    subject: str,
    folder: Path,
    domains: tuple[str, ...],
    pictures: tuple[Path, ...],
    page: str | None,
    right: str | None,
    case_file: Path | None,
    config: Path | None,
) -> int:
    """Watch the profile SUBJECT (its address or handle), whose captures are saved into FOLDER."""
    from auditor.domains import domain_of
    from auditor.store.watchlist import add_watched, set_public_page

    named = []
    for name in domains:
        domain = domain_of(name)
        if domain is None:
            raise Ended(USAGE, f"{name!r} is not a domain; right would be harbour.example")
        named.append(domain.name)
    if not subject.strip():
        raise Ended(USAGE, "the subject is empty: right would be an address or a handle")
    public = may_be_fetched(page, right)
    known = [_known_picture(file, settings_of(config)) for file in pictures]
    with _case(case_file, config, make=True) as case:
        added = add_watched(case.connection, subject.strip(), os.path.abspath(folder), named, now(), known)
        if added is not None and public is not None:
            set_public_page(case.connection, added, public)
    if added is None:
        click.echo("auditor: watched already", err=True)
    else:
        click.echo(f"{added}  {subject.strip()}  {os.path.abspath(folder)}")
    return FINISHED


def _known_picture(file: Path, settings: Settings) -> WatchedPicture:
    from auditor.cli.across import picture_at
    from auditor.store.watchlist import WatchedPicture

    features = picture_at(file, settings.limits.picture_megapixels)
    return WatchedPicture(file.name, features.sha256, features.views)


@COMMAND.command("remove")
@click.argument("subjects", nargs=-1, required=True, metavar="SUBJECT...")
@case_option
@config_option
def remove(subjects: tuple[str, ...], case_file: Path | None, config: Path | None) -> int:
    """Stop watching; SUBJECT is an address, a handle or the number that `watch list` prints."""
    from auditor.store.watchlist import remove_watched

    with _case(case_file, config) as case:
        found = [item for subject in subjects for item in _named(case, subject)]
        remove_watched(case.connection, [item.id for item in found])
    for item in found:
        click.echo(f"{item.id}  {item.subject}  no longer watched")
    return FINISHED


def _named(case: CaseFile, subject: str) -> list[Watched]:
    from auditor.store.watchlist import watched
    from auditor.watch import is_of

    found = [one for one in watched(case.connection) if str(one.id) == subject or is_of(subject, one.subject, None)]
    if not found:
        raise Ended(USAGE, f"{subject} is not watched: auditor watch list prints who is")
    return found


@COMMAND.command("list")
@format_option("text", "json", "ndjson")
@case_option
@config_option
def list_watched(format: str, case_file: Path | None, config: Path | None) -> int:
    """List who is watched, and when something changed last."""
    import orjson

    from auditor.store.watchlist import reports_of, watched

    listed = []
    with _case(case_file, config) as case:
        for item in watched(case.connection):
            reports = reports_of(case.connection, item.id)
            listed.append(
                {
                    "id": item.id,
                    "subject": item.subject,
                    "folder": item.folder,
                    "domains": list(item.domains),
                    "pictures": [picture.name for picture in item.pictures],
                    "page": item.public_page.url if item.public_page else None,
                    "right": item.public_page.right if item.public_page else None,
                    "added_at": item.added_at,
                    "looked_at": bool(item.basis),
                    "changed_at": reports[0][0] if reports else None,
                }
            )
    if format == "json":
        click.echo(orjson.dumps({"schema": "auditor.watchlist/1", "watched": listed}))
    for one in listed:
        if format == "ndjson":
            click.echo(orjson.dumps(one))
        elif format == "text":
            last = f"changed {one['changed_at']}" if one["changed_at"] else "no change yet"
            click.echo(
                f"{one['id']}  {one['subject']}  {one['folder']}  {last if one['looked_at'] else 'not looked at'}"
            )
    return FINISHED


@COMMAND.command("diff")
@click.argument("subject")
@click.option("--all", "everything", is_flag=True, help="Every report, not only the newest.")
@format_option("text", "json")
@case_option
@config_option
def diff(subject: str, everything: bool, format: str, case_file: Path | None, config: Path | None) -> int:
    """Show again what changed about SUBJECT."""
    import orjson

    from auditor.report.digest import digest_text
    from auditor.store.watchlist import reports_of

    with _case(case_file, config) as case:
        reports = [one for item in _named(case, subject) for one in reports_of(case.connection, item.id)]
    shown = [{"made_at": at, **document} for at, document in (reports if everything else reports[:1])]
    if format == "json":
        click.echo(orjson.dumps({"schema": "auditor.watch/1", "profiles": shown}))
        return FINISHED
    for one in shown:
        click.echo(f"{one['made_at']}\n{digest_text([one])}")
    if not shown:
        click.echo("auditor: nothing has changed since the first look", err=True)
    return FINISHED


@COMMAND.command("run")
@click.option("--only-changes", is_flag=True, help="Leave out what did not change; write no digest without a change.")
@click.option("--fail-on-change", is_flag=True, help="Exit with 10 where something changed.")
@click.option(
    "--output", type=click.Path(path_type=Path, dir_okay=False), help="File of the digest, instead of stdout."
)
@click.option(
    "--command", metavar="COMMAND", help="Give the digest to a command on its standard input, where there is one."
)
@click.option("--rules", "rules", multiple=True, type=click.Path(path_type=Path), help="Folder with a rule pack.")
@click.option("--records", multiple=True, type=click.Path(path_type=Path), help="Folder with recorded domain answers.")
@click.option("--allow-network", is_flag=True, help="Ask the registries again about watched domains that are stale.")
@click.option(
    "--fetch-pages", is_flag=True, help="With --allow-network: ask for the pages that `watch add --page` named."
)
@network_options
@format_option("text", "json", "html")
@as_of_option
@jobs_option
@case_option
@config_option
@quiet_options
def run(
    only_changes: bool,
    fail_on_change: bool,
    output: Path | None,
    command: str | None,
    rules: tuple[Path, ...],
    records: tuple[Path, ...],
    allow_network: bool,
    fetch_pages: bool,
    proxy: str | None,
    servers: str | None,
    yes: bool,
    format: str,
    as_of: str | None,
    jobs: int | None,
    case_file: Path | None,
    config: Path | None,
    quiet: bool,
    no_progress: bool,
) -> int:
    """Look at every watched profile once; says nothing where nothing changed.  Made for cron and timers."""
    from auditor.store.watchlist import watched

    settings = settings_of(config)
    if proxy and not allow_network:
        raise Ended(USAGE, "--proxy without --allow-network: nothing would be sent")
    if fetch_pages and not allow_network:
        raise Ended(USAGE, "--fetch-pages without --allow-network: nothing would be fetched")
    file = case_file or Path(settings.case.file)
    with _case(case_file, config) as case, _alone(file):
        items = watched(case.connection)
        fetched = fetch(items, case, proxy) if fetch_pages else True
        missing = {item.id: "the folder is not there" for item in items if not os.path.isdir(item.folder)}
        asked = _refreshed(items, records, settings, proxy, servers, yes) if allow_network else True
        folders = tuple(Path(item.folder) for item in items if item.id not in missing)
        made = _looked(
            items, missing, case, file, settings, folders, rules, records, as_of, jobs, not (quiet or no_progress)
        )
        publish(made, format, output, command, only_changes, as_of or today())
        acknowledge(case, made)
    codes = (
        []
        if asked and fetched and not any(look.outcome == "error" or look.unreadable for look in made)
        else [UNREADABLE]
    )
    if fail_on_change and any(look.outcome == "changed" for look in made):
        codes.append(GATE)
    return worst(codes)


def _looked(
    items: list[Watched],
    missing: dict[int, str],
    case: CaseFile,
    file: Path,
    settings: Settings,
    folders: tuple[Path, ...],
    rules: tuple[Path, ...],
    records: tuple[Path, ...],
    as_of: str | None,
    jobs: int | None,
    progress: bool,
) -> list[Look]:
    from auditor.cli.audit import held_against, note_opening, plan_of
    from auditor.cli.progress import Progress
    from auditor.cli.report import own_files
    from auditor.engine.planning import Wanted
    from auditor.engine.run import audit
    from auditor.engine.watching import looks
    from auditor.intake import known_folders

    own = own_files(file, Path(settings.report.directory), folders)
    plan: Plan = plan_of(
        Wanted(folders, rules, records, as_of or today(), jobs or settings.run.jobs or cores(), own), settings
    )
    plan = held_against(plan, case, settings, known_folders(folders), told=False)
    shown = Progress(progress)
    try:
        outcome = audit(plan, case, shown)
    finally:
        shown.close()
    if not outcome.repeated:
        note_opening(case, outcome, file)
    return looks(items, missing, plan, outcome, case)


def _refreshed(
    items: list[Watched],
    records: tuple[Path, ...],
    settings: Settings,
    proxy: str | None,
    servers: str | None,
    yes: bool,
) -> bool:
    """Asks again about watched domains whose kept answer is stale; whether all of them were answered."""
    from auditor.cli.asking import Asking, ask
    from auditor.cli.domain import files_of

    target = kept_answers(records, settings)
    names = sorted({name for item in items for name in item.domains})
    return ask(names, Asking(target, proxy, servers, yes=yes), files_of(target), _say)


def _say(record: DomainRecord) -> None:
    click.echo(f"{record.domain}: {record.registered or record.status} ({record.kind})", err=True)


@contextlib.contextmanager
def _alone(file: Path) -> Iterator[None]:
    """No two runs over one case at once; the lock goes with the process, however it ends."""
    lock = file.with_name(file.name + ".watch-lock")
    with open(os.open(lock, os.O_RDWR | os.O_CREAT, 0o600), "r+b") as stream:
        try:
            if sys.platform == "win32":
                import msvcrt

                msvcrt.locking(stream.fileno(), msvcrt.LK_NBLCK, 1)
            else:
                import fcntl

                fcntl.flock(stream, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            raise Ended(UNEXPECTED, "another watch run over this case is going on; this one did nothing") from None
        yield


def _case(case_file: Path | None, config: Path | None, make: bool = False) -> CaseFile:
    from auditor.cli.output import existing_case
    from auditor.store.case import CaseError, opened_case

    file = case_file or Path(settings_of(config).case.file)
    if not make:
        return existing_case(file)
    try:
        return opened_case(file)
    except CaseError as error:
        raise Ended(UNEXPECTED, str(error)) from None
