"""``auditor match``: is this the same picture, is this a near copy."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from auditor.cli.exits import FINISHED, UNEXPECTED, UNREADABLE, USAGE, Ended
from auditor.cli.options import (
    as_of_option,
    case_option,
    config_option,
    cores,
    format_option,
    jobs_option,
    limits_of,
    settings_of,
    today,
)

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from auditor.engine.matching import HeldPicture

AGAINST = click.option("--against", type=click.Path(path_type=Path), help="File or folder to compare with.")
ALIKE = 80.0
"""Per cent of a text that has to be the same, in order, to be called a near copy."""


@click.group("match")
def COMMAND() -> None:  # noqa: N802
    """Compare a picture or a text with those of a folder of pictures or saved pages, or with the known library."""


@COMMAND.command("image")
@click.argument("queries", nargs=-1, required=True, type=click.Path(path_type=Path), metavar="QUERY...")
@AGAINST
@click.option("--known", is_flag=True, help="Compare with the known library of the case.")
@click.option(
    "--search",
    type=click.Choice(["numpy", "faiss"]),
    default="numpy",
    show_default=True,
    help="What searches under PATH; the answers are the same, faiss has to be installed.",
)
@jobs_option
@format_option("text", "json", "ndjson")
@as_of_option
@case_option
@config_option
def image(
    queries: tuple[Path, ...],
    against: Path | None,
    known: bool,
    search: str,
    jobs: int | None,
    format: str,
    as_of: str | None,
    case_file: Path | None,
    config: Path | None,
) -> int:
    """Print which pictures under PATH or in the known library are the same picture as QUERY, with distance and method.

    QUERY is a picture, or a saved page whose subject's picture is meant. It says the same picture, never the same
    person. Entries of the library are printed with their source; those that have expired are not used.
    """
    from auditor.engine.matching import HeldPicture, pictures
    from auditor.intake import MissingPath

    if against is None and not known:
        raise Ended(USAGE, "nothing to compare with: give --against PATH, --known, or both")
    settings = settings_of(config)
    pixels = settings.limits.picture_megapixels * 1_000_000
    try:
        asked = list(pictures(queries, limits_of(settings), pixels))
        held = list(pictures((against,), limits_of(settings), pixels)) if against else []
    except MissingPath as error:
        raise Ended(USAGE, str(error)) from None
    wanted = [one for one in asked if isinstance(one, HeldPicture)]
    found = _under_path(wanted, [one for one in held if isinstance(one, HeldPicture)], search, jobs or cores())
    if known:
        found += _in_library(wanted, case_file or Path(settings.case.file), as_of or today(), jobs or cores())
    found.sort(key=lambda one: (one["query"], one["distance"], one["match"], one["method"]))
    _print(found, "auditor.match-image/1", format)
    return _told(one for one in [*asked, *held] if not isinstance(one, HeldPicture))


def _under_path(
    wanted: Sequence[HeldPicture], held: Sequence[HeldPicture], search: str, jobs: int
) -> list[dict[str, Any]]:
    from auditor.similarity.faiss_index import FaissIndex, NoFaiss
    from auditor.similarity.pictures import METHOD, PictureIndex

    found: list[dict[str, Any]] = []
    if not held:
        return found
    descriptors = [one.features.views for one in held]
    try:
        index = (FaissIndex if search == "faiss" else PictureIndex)(descriptors, jobs=jobs)
    except NoFaiss as error:
        raise Ended(USAGE, str(error)) from None
    for match in index.matches((number, one.features.views) for number, one in enumerate(wanted)):
        query, other = wanted[match.a], held[match.b]
        same = query.features.sha256 == other.features.sha256
        found.append(
            {
                "query": query.path,
                "match": other.path,
                "distance": 0 if same else match.distance,
                "method": "sha256" if same else METHOD,
                "transform": None if same else match.transform or None,
            }
        )
    return found


def _in_library(wanted: Sequence[HeldPicture], file: Path, day: str, jobs: int) -> list[dict[str, Any]]:
    """What the known library of the case says of the pictures; each line names the entry's source."""
    from auditor.checks.known_picture import seen_in_library
    from auditor.cli.known import told_of_unused
    from auditor.cli.output import existing_case
    from auditor.engine.known import library_of
    from auditor.similarity.effort import allowed

    with existing_case(file) as case, allowed(jobs, lambda _done, _all: None):
        told_of_unused(case.connection, day)
        try:
            library = library_of(case.connection, day)
        except OSError as error:
            raise Ended(UNEXPECTED, f"the library's hashes cannot be kept beside the case file: {error}") from None
        seen = seen_in_library([one.features for one in wanted], library)
    return [
        {
            "query": query.path,
            "match": one.item.name,
            "distance": one.distance,
            "method": one.method,
            "transform": one.transform or None,
            "known": {
                "source": one.item.source,
                "licence": one.item.licence or None,
                "expires_at": one.item.expires_at,
            },
        }
        for query in wanted
        for one in seen.get(query.features.sha256, ())
    ]


@COMMAND.command("text")
@click.argument("file", type=click.Path(path_type=Path), metavar="FILE")
@AGAINST
@format_option("text", "json", "ndjson")
@config_option
def text(file: Path, against: Path | None, format: str, config: Path | None) -> int:
    """Print which texts under PATH are near copies of the text in FILE, a text file or a saved page."""
    from rapidfuzz import fuzz

    from auditor.engine.matching import HeldText, texts
    from auditor.intake import MissingPath
    from auditor.similarity.minhash import comparable

    if against is None:
        raise Ended(USAGE, "nothing to compare with: give --against PATH")
    limits = limits_of(settings_of(config))
    try:
        asked, held = list(texts((file,), limits)), list(texts((against,), limits))
    except MissingPath as error:
        raise Ended(USAGE, str(error)) from None
    found = [
        {
            "query": query.path,
            "match": other.path,
            "distance": round(100 - alike),
            "method": "edit distance of the words, per cent",
            "transform": None,
        }
        for query in asked
        if isinstance(query, HeldText) and (words := comparable(query.text))
        for other in held
        if isinstance(other, HeldText) and (alike := fuzz.ratio(words, comparable(other.text))) >= ALIKE
    ]
    found.sort(key=lambda one: (one["query"], one["distance"], one["match"]))
    _print(found, "auditor.match-text/1", format)
    return _told(one for one in [*asked, *held] if not isinstance(one, HeldText))


def _print(found: list[dict[str, Any]], schema: str, format: str) -> None:
    import orjson

    if format == "json":
        click.echo(orjson.dumps({"schema": schema, "matches": found}))
    for one in found:
        if format == "ndjson":
            click.echo(orjson.dumps(one))
        elif format == "text":
            how = f", {one['transform']}" if one["transform"] else ""
            line = f"{one['query']}  {one['match']}  distance {one['distance']} ({one['method']}{how})"
            click.echo(line + (f"  known library: {_source(one['known'])}" if "known" in one else ""))
    if format == "text" and not found:
        click.echo("Nothing that was compared is the same; what was not compared is named on stderr.")


def _source(known: dict[str, Any]) -> str:
    licence = f", licence: {known['licence']}" if known["licence"] else ""
    return f"{known['source']}{licence}"


def _told(refused: Iterable[Any]) -> int:
    """Names what was not compared; the exit code that it asks for."""
    code = FINISHED
    for refusal in refused:
        click.echo(f"not compared: {refusal.path}: {refusal.reason}", err=True)
        code = UNREADABLE
    return code
