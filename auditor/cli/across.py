"""``auditor case search`` and ``shared``: one question to several case files."""

from __future__ import annotations

import contextlib
from collections.abc import Iterator
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING

import click

from auditor.cli.exits import FINISHED, UNREADABLE, USAGE, Ended
from auditor.cli.options import case_option, config_option, format_option, settings_of

if TYPE_CHECKING:
    from auditor.engine.across import Match, OpenCase
    from auditor.model import PictureFeatures

AMONG = click.option(
    "--among",
    "others",
    multiple=True,
    type=click.Path(path_type=Path, exists=True),
    help="A further case file, or a folder of them. [default: the cases that this one is linked with]",
)


@click.command("search")
@click.option("--picture", type=click.Path(path_type=Path, exists=True, dir_okay=False), help="A picture file.")
@click.option("--text", metavar="WORDS", help="Words, or @FILE for a text.")
@click.option("--domain", metavar="NAME", help="A domain.")
@AMONG
@format_option("text", "json", "ndjson")
@case_option
@config_option
def search(
    picture: Path | None,
    text: str | None,
    domain: str | None,
    others: tuple[Path, ...],
    format: str,
    case_file: Path | None,
    config: Path | None,
) -> int:
    """Search several cases for a picture, a text or a domain.

    It finds the same picture, never the same person; no case file is changed.
    """
    import orjson

    from auditor.domains import domain_of
    from auditor.engine.across import pages_naming, pictures_like, texts_like

    if not (picture or text or domain):
        raise Ended(USAGE, "nothing to search for: --picture FILE, --text WORDS or --domain NAME")
    named = domain_of(domain) if domain else None
    if domain and named is None:
        raise Ended(USAGE, f"{domain!r} is not a domain; right would be harbour.example")
    asked = picture_at(picture, settings_of(config).limits.picture_megapixels) if picture else None
    words = _words(text) if text else ""
    found: list[Match] = []
    with _cases(others, case_file, config) as (cases, whole):
        found += pictures_like(asked, cases) if asked else []
        found += texts_like(words, cases) if words else []
        found += pages_naming(named.name, cases) if named else []
    if format == "json":
        click.echo(orjson.dumps({"schema": "auditor.search/1", "matches": [asdict(one) for one in found]}))
    for one in found:
        if format == "ndjson":
            click.echo(orjson.dumps(asdict(one)))
        elif format == "text":
            how = f"distance {one.distance}, {one.method}" + (f": {one.says}" if one.says else "")
            click.echo(f"{one.case}  {one.page}  {one.name or 'no name stated'}  {one.path}  same {one.kind} ({how})")
    if format == "text" and not found:
        click.echo("None of these cases holds it.")
    return FINISHED if whole else UNREADABLE


@click.command("shared")
@AMONG
@format_option("text", "json")
@case_option
@config_option
def shared(others: tuple[Path, ...], format: str, case_file: Path | None, config: Path | None) -> int:
    """Print what pages of different cases have in common: pictures, near copies of texts, domains, contacts."""
    import orjson

    from auditor.engine.across import shared as found_in_common

    with _cases(others, case_file, config) as (cases, whole):
        if len(cases) < 2:
            raise Ended(USAGE, "one case alone: --among FILE names another, auditor case merge links one")
        found = found_in_common(cases)
    if format == "json":
        click.echo(orjson.dumps({"schema": "auditor.shared/1", "shared": [asdict(one) for one in found]}))
        return FINISHED if whole else UNREADABLE
    for one in found:
        click.echo(f"{one.kind} (distance {one.distance}, {one.method}){': ' + one.says if one.says else ''}")
        for place in (one.a, one.b):
            click.echo(f"  {place.case}  {place.page}  {place.name or 'no name stated'}  {place.path}")
    if not found:
        click.echo("These cases have nothing in common that is looked for.")
    return FINISHED if whole else UNREADABLE


@contextlib.contextmanager
def _cases(
    others: tuple[Path, ...], case_file: Path | None, config: Path | None
) -> Iterator[tuple[list[OpenCase], bool]]:
    """The case, and those beside it, open for reading; whether every named one could be opened."""
    from auditor.engine.across import OpenCase
    from auditor.store.case import CaseError
    from auditor.store.links import linked_cases, reading_case
    from auditor.store.load import last_run

    file = (case_file or Path(settings_of(config).case.file)).absolute()
    with contextlib.ExitStack() as stack:
        opened: dict[Path, OpenCase] = {}
        whole = True
        waiting = [*([file] if file.is_file() else []), *case_files(others)]
        while waiting:
            one = waiting.pop(0)
            if one in opened:
                continue
            try:
                connection = reading_case(one)
            except CaseError as error:
                click.echo(f"auditor: not searched: {error}", err=True)
                whole = False
                continue
            stack.callback(connection.close)
            run = last_run(connection)
            if run is not None:
                opened[one] = OpenCase(one, connection, run)
            if one == file and not others:
                waiting += [Path(link.other) for link in linked_cases(connection)]
        if not opened:
            raise Ended(USAGE, f"no case with a finished run: {file} is none, name some with --among")
        yield list(opened.values()), whole


def case_files(places: tuple[Path, ...]) -> list[Path]:
    """Case files among the named files and below the named folders, absolute, sorted, each once."""
    from auditor.store.case import CaseError
    from auditor.store.links import OtherVersion, reading_case

    found: set[Path] = set()
    for place in places:
        if place.is_file():
            found.add(place.absolute())
            continue
        for file in place.rglob("*.db"):
            try:
                reading_case(file).close()
            except OtherVersion:
                pass  # whoever opens it says so
            except CaseError:
                continue
            found.add(file.absolute())
    return sorted(found)


def picture_at(file: Path, megapixels: int) -> PictureFeatures:
    """A picture file in comparable form.  Ends with code 2 where it cannot be compared."""
    from auditor.imaging import picture_features
    from auditor.imaging.decoding import Unusable

    try:
        features = picture_features(file.read_bytes(), megapixels * 1_000_000)
    except Unusable as error:
        raise Ended(USAGE, f"{file}: {error}") from None
    if features.low_information:
        raise Ended(USAGE, f"{file} cannot be told from others: {features.low_information}")
    return features


def _words(text: str) -> str:
    if not text.startswith("@"):
        return text
    try:
        return Path(text[1:]).read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise Ended(USAGE, f"{text[1:]} cannot be read: {error}") from None
