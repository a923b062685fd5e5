"""What an audit is given: paths on this machine, and addresses in stores of the user's own where that is allowed."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from auditor.cli.exits import USAGE, Ended

if TYPE_CHECKING:
    from auditor.intake import Place


class PlaceArgument(click.ParamType["Place"]):
    """A path, or an address as ``s3://bucket/folder``."""

    name = "path"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> Place:
        """A path, or an address where the text begins as one does."""
        if isinstance(value, str) and "://" in value:
            from auditor.intake.stores import StoreAddress, is_store, store_refusal

            if is_store(value) and not Path(value).exists():
                if refusal := store_refusal(value):
                    self.fail(refusal, param, ctx)  # without the address, which may hold a secret
                return StoreAddress(value)
        return Path(value)


def local(places: tuple[Place, ...]) -> tuple[Path, ...]:
    """The paths on this machine."""
    return tuple(place for place in places if isinstance(place, Path))


def permitted(places: tuple[Place, ...], allowed: bool) -> None:
    """Ends with code 2 where a store would be asked over the network and that was not allowed."""
    asked = sorted(place.name for place in places if not isinstance(place, Path) and not place.is_here)
    if asked and not allowed:
        raise Ended(
            USAGE,
            f"{', '.join(asked)}: a store is asked over the network, which --allow-stores allows; nothing was sent",
        )
