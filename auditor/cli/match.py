"""``auditor match``: is this the same picture, is this a near copy."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from auditor.cli.exits import FINISHED, UNREADABLE, USAGE, Ended
from auditor.cli.options import config_option, cores, format_option, jobs_option, limits_of, settings_of

if TYPE_CHECKING:
    from collections.abc import Iterable

AGAINST = click.option(
    "--against", required=True, type=click.Path(path_type=Path), help="File or folder to compare with."
)
ALIKE = 80.0
"""Per cent of a text that has to be the same, in order, to be called a near copy."""


@click.group("match")
def COMMAND() -> None:  # noqa: N802
    """Compare a picture or a text with those of a folder of pictures or saved pages."""


@COMMAND.command("image")
@click.argument("queries", nargs=-1, required=True, type=click.Path(path_type=Path), metavar="QUERY...")
@AGAINST
@click.option(
    "--search",
    type=click.Choice(["numpy", "faiss"]),
    default="numpy",
    show_default=True,
    help="What searches; the answers are the same, faiss has to be installed.",
)
@jobs_option
@format_option("text", "json", "ndjson")
@config_option
def image(
    queries: tuple[Path, ...], against: Path, search: str, jobs: int | None, format: str, config: Path | None
) -> int:
    """Print which pictures under PATH are the same picture as QUERY, with distance and method.

    QUERY is a picture, or a saved page whose subject's picture is meant. It says the same picture, never the same
    person.
    """
    from auditor.engine.matching import HeldPicture, pictures
    from auditor.intake import MissingPath
    from auditor.similarity.faiss_index import FaissIndex, NoFaiss
    from auditor.similarity.pictures import METHOD, PictureIndex

    settings = settings_of(config)
    pixels = settings.limits.picture_megapixels * 1_000_000
    try:
        asked = list(pictures(queries, limits_of(settings), pixels))
        held = list(pictures((against,), limits_of(settings), pixels))
    except MissingPath as error:
        raise Ended(USAGE, str(error)) from None
    library = [one for one in held if isinstance(one, HeldPicture)]
    wanted = [one for one in asked if isinstance(one, HeldPicture)]
    found: list[dict[str, Any]] = []
    if library:
        descriptors = [one.features.views for one in library]
        try:
            index = (FaissIndex if search == "faiss" else PictureIndex)(descriptors, jobs=jobs or cores())
        except NoFaiss as error:
            raise Ended(USAGE, str(error)) from None
        for match in index.matches((number, one.features.views) for number, one in enumerate(wanted)):
            query, other = wanted[match.a], library[match.b]
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
    found.sort(key=lambda one: (one["query"], one["distance"], one["match"]))
    _print(found, "auditor.match-image/1", format)
    return _told(one for one in [*asked, *held] if not isinstance(one, HeldPicture))


@COMMAND.command("text")
@click.argument("file", type=click.Path(path_type=Path), metavar="FILE")
@AGAINST
@format_option("text", "json", "ndjson")
@config_option
def text(file: Path, against: Path, format: str, config: Path | None) -> int:
    """Print which texts under PATH are near copies of the text in FILE, a text file or a saved page."""
    from rapidfuzz import fuzz

    from auditor.engine.matching import HeldText, texts
    from auditor.intake import MissingPath
    from auditor.similarity.minhash import comparable

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
            click.echo(f"{one['query']}  {one['match']}  distance {one['distance']} ({one['method']}{how})")
    if format == "text" and not found:
        click.echo("Nothing under the path is the same; what was not compared is named on stderr.")


def _told(refused: Iterable[Any]) -> int:
    """Names what was not compared; the exit code that it asks for."""
    code = FINISHED
    for refusal in refused:
        click.echo(f"not compared: {refusal.path}: {refusal.reason}", err=True)
        code = UNREADABLE
    return code
