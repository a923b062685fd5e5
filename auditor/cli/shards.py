"""``auditor shards``: what a cluster has read, asked in place, and loaded into a case file."""

from __future__ import annotations

import sys
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

import click

from auditor.cli.exits import FINISHED, USAGE, Ended
from auditor.cli.options import as_of_option, case_option, config_option, cores, quiet_options, settings_of, today
from auditor.cli.places import PlaceArgument, permitted

if TYPE_CHECKING:
    from auditor.intake import Place


@click.group("shards")
def COMMAND() -> None:  # noqa: N802
    """Ask what a cluster has read where it lies, and load any part of it into a case file."""


_place = click.argument("place", type=PlaceArgument(), metavar="DIR|URL")
_stores = click.option("--allow-stores", is_flag=True, help="Read shards that lie in a store.")


@COMMAND.command("ask")
@_place
@click.argument("question", metavar="SQL")
@_stores
def ask(place: Place, question: str, allow_stores: bool) -> int:
    """Answer a question in SQL (DuckDB) about the table pages, one JSON object a line.

    A line of pages is a page that was read, or a file that gave none; only the columns that are named are read.
    """
    permitted((place,), allow_stores)
    import orjson

    from auditor.cluster.shards import BadShard, Shards
    from auditor.cluster.stored import answers
    from auditor.intake.stores import StoreError

    try:
        for line in answers(Shards(place), question):
            sys.stdout.buffer.write(orjson.dumps(line, default=str) + b"\n")
    except (BadShard, StoreError) as error:
        raise Ended(USAGE, str(error)) from None
    return FINISHED


@COMMAND.command("load")
@_place
@click.option("--where", default="true", metavar="SQL", help="Which pages: a condition on the columns of pages.")
@click.option(
    "--rules", multiple=True, type=click.Path(path_type=Path), help="Folder with a rule pack, as at the audit."
)
@click.option("--records", multiple=True, type=click.Path(path_type=Path), help="Recorded answers, as at the audit.")
@_stores
@case_option
@as_of_option
@config_option
@quiet_options
def load(
    place: Place,
    where: str,
    rules: tuple[Path, ...],
    records: tuple[Path, ...],
    allow_stores: bool,
    case_file: Path | None,
    as_of: str | None,
    config: Path | None,
    quiet: bool,
    no_progress: bool,
) -> int:
    """Load pages of shards into a case file, as a run over their files would, and compare them with each other."""
    permitted((place,), allow_stores)
    from auditor.cli.audit import plan_of
    from auditor.cli.progress import Progress
    from auditor.cluster.shards import BadShard, Shards
    from auditor.cluster.stored import StoredMachines, chosen
    from auditor.engine.planning import Wanted
    from auditor.engine.run import audit
    from auditor.intake.stores import StoreError
    from auditor.store.case import CaseError, opened_case

    settings = settings_of(config)
    plan = plan_of(Wanted((), rules, records, as_of or today(), settings.run.jobs or cores()), settings)
    progress = Progress(not (quiet or no_progress))
    try:
        units = chosen(Shards(place), where)
        with opened_case(case_file or Path(settings.case.file)) as case:
            audit(replace(plan, units=units, machines=StoredMachines(Shards(place))), case, progress)
    except (BadShard, StoreError) as error:
        raise Ended(USAGE, str(error)) from None
    except CaseError as error:
        raise Ended(1, str(error)) from None
    finally:
        progress.close()
    if not quiet:
        click.echo(f"{len(units):,} files loaded")
    return FINISHED
