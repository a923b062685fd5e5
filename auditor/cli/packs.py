"""The rule packs that a command is given: the bundled one and the folders named after ``--rules``."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

import click

from auditor.cli.exits import CONFIGURATION, USAGE, Ended
from auditor.cli.options import settings_of

if TYPE_CHECKING:
    from auditor.rules.pack import Pack

Command = TypeVar("Command", bound=Callable[..., Any])


def rules_option(command: Command) -> Command:
    """``--rules DIR``, as often as wanted."""
    return click.option(
        "--rules", "rules", type=click.Path(path_type=Path), multiple=True, help="Folder of a further rule pack."
    )(command)


def packs_of(folders: Sequence[Path], config: Path | None) -> Pack:
    """The bundled pack with those of the settings and the command.  Ends with 5 where one cannot be used."""
    from auditor.rules.pack import InvalidPack, bundled_pack, merged

    further = [pack_at(folder) for folder in (*map(Path, settings_of(config).rules.directories), *folders)]
    try:
        return merged([bundled_pack(), *further])
    except InvalidPack as error:
        raise Ended(CONFIGURATION, str(error)) from None


def pack_at(folder: Path) -> Pack:
    """The pack in a folder.  Ends with 2 where there is no folder, with 5 where it holds no usable pack."""
    from auditor.engine.bench import files_below
    from auditor.rules.pack import InvalidPack, load_pack

    if not folder.is_dir():
        raise Ended(USAGE, f"{folder} is not a folder")
    try:
        return load_pack(files_below(folder, (".toml",)), folder.name)
    except InvalidPack as error:
        raise Ended(CONFIGURATION, f"{folder}/{error}") from None
