"""``auditor known``: the library of known pictures, picture hashes, texts and domains."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from auditor.cli.exits import FINISHED, UNEXPECTED, UNREADABLE, USAGE, Ended
from auditor.cli.options import (
    Day,
    as_of_option,
    case_option,
    config_option,
    format_option,
    limits_of,
    settings_of,
    today,
)

if TYPE_CHECKING:
    from auditor.engine.known import Note
    from auditor.library import KnownItem
    from auditor.model import Refusal
    from auditor.store.case import CaseFile

HASHES = ("pdq256", "phash64", "phash256", "dhash64", "dhash256", "sha256")
MAX_LIST = 512 * 2**20
"""Bytes of a hash list."""
SHOWN = 3


@click.group("known")
def COMMAND() -> None:  # noqa: N802
    """Keep what is known from elsewhere: stolen and stock pictures, hash lists, published lure texts, firms' domains.

    Entries stand in the case file, each with its source; every audit of the case is held against them. After its last
    day an entry is not used any more.
    """


@COMMAND.command("add")
@click.argument("paths", nargs=-1, type=click.Path(path_type=Path), metavar="[PATH]...")
@click.option("--text", "text", type=click.Path(path_type=Path), help="File with a published lure text.")
@click.option("--publisher", default="", help="Who published the text.")
@click.option("--title", default="", help="Under which title it was published.")
@click.option("--date", default="", help="When it was published.")
@click.option("--url", help="Where it was published.")
@click.option("--domain", "domains", multiple=True, help="Domain of a real firm, for look-alikes.")
@click.option("--domain-list", type=click.Path(path_type=Path), help="File with a firm's domain in each line.")
@click.option("--hash-list", type=click.Path(path_type=Path), help="Hashes of pictures: plain, CSV or TSV.")
@click.option("--method", type=click.Choice(HASHES), help="Which hashes the list holds, where it does not say.")
@click.option("--no-thumbnail", is_flag=True, help="Of pictures keep no small copy in colour for reports.")
@click.option("--source", default="", help="Where it is from: an address, a list, who noted it.")
@click.option("--licence", default="", help="What may be done with it.")
@click.option("--expires", type=Day(), help="Last day on which it is used.")
@case_option
@config_option
def add(
    paths: tuple[Path, ...],
    text: Path | None,
    publisher: str,
    title: str,
    date: str,
    url: str | None,
    domains: tuple[str, ...],
    domain_list: Path | None,
    hash_list: Path | None,
    method: str | None,
    no_thumbnail: bool,
    source: str,
    licence: str,
    expires: str | None,
    case_file: Path | None,
    config: Path | None,
) -> int:
    """Add pictures under PATH, a text, domains or a hash list, with their source.

    Of a text only a fingerprint is kept, of a picture its hashes, a gray copy of 48 pixels a side and a small one in
    colour, which a report shows beside a page's picture.
    """
    from auditor.engine.known import Note
    from auditor.store.known import add_known

    if not (paths or text or domains or domain_list or hash_list):
        raise Ended(USAGE, "nothing to add: give a PATH, --text, --domain, --domain-list or --hash-list")
    if not source.strip() and (paths or domains or domain_list or hash_list):
        raise Ended(USAGE, "--source says where it is from; an entry without one proves nothing")
    note = Note(source.strip(), licence.strip(), today(), expires)
    made = [
        *(_pictures(paths, config, note, not no_thumbnail) if paths else ()),
        *(_text(text, publisher, title, date, url, note) if text else ()),
        *_domains(domains, domain_list, note),
        *(_hashes(hash_list, method, note) if hash_list else ()),
    ]
    items: list[KnownItem] = [one for one in made if hasattr(one, "kind")]
    with _case(case_file, config, make=True) as case:
        try:
            new = add_known(case.connection, items)
        except sqlite3.Error as error:
            raise Ended(UNEXPECTED, f"the case file cannot be written: {error}") from None
    click.echo(f"{new:,} added, {len(items) - new:,} were there already")
    refused: list[Refusal] = [one for one in made if not hasattr(one, "kind")]
    for refusal in refused:
        click.echo(f"not added: {refusal.path}: {refusal.reason}", err=True)
    return UNREADABLE if refused else FINISHED


def _pictures(
    paths: tuple[Path, ...], config: Path | None, note: Note, thumbnails: bool
) -> Iterator[KnownItem | Refusal]:
    from auditor.engine.known import known_pictures
    from auditor.intake import MissingPath

    settings = settings_of(config)
    try:
        pixels = settings.limits.picture_megapixels * 1_000_000
        yield from known_pictures(paths, limits_of(settings), pixels, note, thumbnails)
    except MissingPath as error:
        raise Ended(USAGE, str(error)) from None


def _text(
    file: Path, publisher: str, title: str, date: str, url: str | None, note: Note
) -> Iterator[KnownItem | Refusal]:
    from auditor.engine.known import known_text

    if not (publisher.strip() and title.strip() and date.strip()):
        raise Ended(USAGE, "--text needs --publisher, --title and --date: who published it, under which title, when")
    try:
        yield known_text(_read(file), publisher.strip(), title.strip(), date.strip(), url, note)
    except ValueError as error:
        raise Ended(USAGE, f"{file}: {error}") from None


def _domains(names: tuple[str, ...], file: Path | None, note: Note) -> Iterator[KnownItem | Refusal]:
    from auditor.engine.known import known_domains

    listed = [line.strip() for line in _read(file).splitlines()] if file else []
    yield from known_domains((*names, *(line for line in listed if line and not line.startswith("#"))), note)


def _hashes(file: Path, method: str | None, note: Note) -> Iterator[KnownItem | Refusal]:
    from auditor.engine.known import known_hashes

    yield from known_hashes(_read(file), file.name, method, note)


def _read(file: Path) -> str:
    try:
        with file.open("rb") as stream:
            data = stream.read(MAX_LIST + 1)
    except OSError as error:
        raise Ended(USAGE, f"{file} cannot be read: {error.strerror}") from None
    if len(data) > MAX_LIST:
        raise Ended(USAGE, f"{file} is longer than {MAX_LIST:,} bytes")
    return data.decode("utf-8", "replace")


@COMMAND.command("list")
@click.option("--kind", type=click.Choice(["picture", "hash", "text", "domain"]), help="Only these.")
@click.option("--expired", "only_expired", is_flag=True, help="Only what is not used any more.")
@format_option("text", "json", "ndjson", "csv")
@as_of_option
@case_option
@config_option
def show(
    kind: str | None,
    only_expired: bool,
    format: str,
    as_of: str | None,
    case_file: Path | None,
    config: Path | None,
) -> int:
    """Print the library: number, kind, name, method, source, licence, days; with JSON the hashes too.

    CSV is a list of the hashes of all pictures and lists, which `auditor known add --hash-list` and other tools read.
    """
    import orjson

    from auditor.engine.known import hash_list
    from auditor.store.known import known_items

    day = as_of or today()
    with _case(case_file, config) as case:
        if format == "csv":
            wanted = (
                item
                for _, item in known_items(case.connection)
                if (kind is None or item.kind == kind) and (not only_expired or _is_over(item, day))
            )
            for line in hash_list(wanted):
                click.echo(line, nl=False)
            return FINISHED
        listed = (
            _document(id, item, day)
            for id, item in known_items(case.connection)
            if (kind is None or item.kind == kind) and (not only_expired or _is_over(item, day))
        )
        if format == "json":
            click.echo(orjson.dumps({"schema": "auditor.known/1", "as_of": day, "known": list(listed)}))
            return FINISHED
        number = 0
        for number, one in enumerate(listed, 1):  # noqa: B007  # how many there were is said below
            click.echo(orjson.dumps(one) if format == "ndjson" else _line(one))
    if format == "text" and not number:
        click.echo("The library holds nothing of this.")
    return FINISHED


def _is_over(item: KnownItem, day: str) -> bool:
    return item.expires_at is not None and item.expires_at < day


def _document(id: int, item: KnownItem, day: str) -> dict[str, Any]:
    return {
        "id": id,
        "kind": item.kind,
        "name": item.name,
        "method": item.method,
        "source": item.source,
        "licence": item.licence or None,
        "sha256": item.sha256 or None,
        "hashes": dict(item.hashes),
        "added_at": item.added_at,
        "expires_at": item.expires_at,
        "expired": _is_over(item, day),
    }


def _line(one: dict[str, Any]) -> str:
    until = f", until {one['expires_at']}{' (over: not used)' if one['expired'] else ''}" if one["expires_at"] else ""
    licence = f", licence: {one['licence']}" if one["licence"] else ""
    return f"{one['id']}  {one['kind']}  {one['name']}  {one['source']}{licence}, added {one['added_at']}{until}"


@COMMAND.command("remove")
@click.argument("ids", nargs=-1, type=click.IntRange(1), metavar="[ID]...")
@click.option("--expired", "only_expired", is_flag=True, help="Everything that is not used any more.")
@as_of_option
@case_option
@config_option
def remove(
    ids: tuple[int, ...], only_expired: bool, as_of: str | None, case_file: Path | None, config: Path | None
) -> int:
    """Remove entries by their numbers, for good."""
    from auditor.store.known import known_items, remove_known

    if not ids and not only_expired:
        raise Ended(USAGE, "nothing to remove: give the numbers that auditor known list prints, or --expired")
    day = as_of or today()
    with _case(case_file, config) as case:
        there = {id for id, _ in known_items(case.connection)}
        if missing := [id for id in ids if id not in there]:
            raise Ended(USAGE, f"there is no entry {missing[0]}; auditor known list prints them")
        over = [id for id, item in known_items(case.connection) if _is_over(item, day)] if only_expired else []
        try:
            gone = remove_known(case.connection, sorted({*ids, *over}))
        except sqlite3.Error as error:
            raise Ended(UNEXPECTED, f"the case file cannot be written: {error}") from None
    click.echo(f"{gone:,} removed")
    return FINISHED


def told_of_unused(connection: sqlite3.Connection, day: str) -> None:
    """Says on stderr which entries were not used: their last day is over, or an earlier version described them."""
    from auditor.similarity.pictures import METHOD
    from auditor.store.known import expired, methods

    names = [f"{name} (until {last})" for name, last in expired(connection, day)]
    if names:
        more = f" and {len(names) - SHOWN:,} more" if len(names) > SHOWN else ""
        click.echo(f"auditor: not used, because over: {', '.join(names[:SHOWN])}{more}", err=True)
    old = sum(count for (kind, method), count in methods(connection).items() if kind == "picture" and method != METHOD)
    if old:
        click.echo(f"auditor: {old:,} known pictures were added by an earlier version: add them again", err=True)


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
