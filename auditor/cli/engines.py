"""Which engine does the work of an audit: processes of this machine, or a Ray cluster."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

import click

from auditor.cli.exits import USAGE, Ended
from auditor.cli.places import PlaceArgument

if TYPE_CHECKING:
    from auditor.cluster.machines import RayMachines
    from auditor.intake import Place

Command = TypeVar("Command", bound=Callable[..., Any])
SHARDS = ".shards"
"""What is added to the case file's name for the folder of a run's shards, where none is given."""


def engine_options(command: Command) -> Command:
    """``--engine``, ``--address``, ``--shards``."""
    for option in (
        click.option(
            "--shards",
            type=PlaceArgument(),
            metavar="DIR|URL",
            help="Where a cluster's results are kept, so that a later run reads only what is missing; file:// or a "
            "store is written by the machines themselves. [default: beside the case file, until the run is finished]",
        ),
        click.option("--address", metavar="ADDR", help="Address of a Ray cluster. [default: one is started here]"),
        click.option(
            "--engine",
            type=click.Choice(("processes", "ray")),
            default="processes",
            show_default=True,
            help="What reads the pages: processes of this machine, or a cluster.",
        ),
    ):
        command = option(command)
    return command


@contextmanager
def machines(
    engine: str, address: str | None, shards: Place | None, jobs: int, case_file: Path
) -> Iterator[RayMachines | None]:
    """The machines of an engine; ``None`` for processes of this machine.  Ends with code 1 or 2 where it cannot be."""
    if engine == "processes":
        if address or shards:
            raise Ended(USAGE, "--address and --shards belong to --engine ray")
        yield None
        return
    from auditor.cluster.machines import ClusterError, RayMachines, connected
    from auditor.cluster.shards import BadShard, Shards
    from auditor.intake.stores import StoreError

    own = case_file.with_name(case_file.name + SHARDS)
    try:
        with connected(address, jobs) as ray:
            yield RayMachines(ray, Shards(shards or own))
    except StoreError as error:
        raise Ended(USAGE, str(error)) from None
    except (ClusterError, BadShard) as error:
        raise Ended(1, f"{error}; what was done is kept, run the same command again to go on") from None
    if shards is None:
        shutil.rmtree(own, ignore_errors=True)  # they hold what the case file holds, out of reach of its erasure
