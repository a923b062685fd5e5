"""Options that several commands share, and the settings they make."""

from __future__ import annotations

import datetime
import os
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

import click

from auditor.cli.exits import CONFIGURATION, Ended
from auditor.config import InvalidConfig, Settings, settings_at

if TYPE_CHECKING:
    from auditor.plugin import Limits

Command = TypeVar("Command", bound=Callable[..., Any])

CONFIG = Path("config.toml")


class Day(click.ParamType[str]):
    """``YYYY-MM-DD``."""

    name = "date"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> str:
        """The same text, if it is a day."""
        try:
            return datetime.date.fromisoformat(value).isoformat()
        except ValueError:
            self.fail(f"{value!r} is not a day; right would be 2026-11-24", param, ctx)


def config_option(command: Command) -> Command:
    """``--config FILE``."""
    return click.option(
        "--config", "config", type=click.Path(path_type=Path), help="Settings file. [default: config.toml, if there]"
    )(command)


def case_option(command: Command) -> Command:
    """``--case FILE``."""
    return click.option(
        "--case", "case_file", type=click.Path(path_type=Path), help="Case database. [default: reports/case.db]"
    )(command)


def report_option(command: Command) -> Command:
    """``--report DIR``."""
    return click.option(
        "--report", "report_folder", type=click.Path(path_type=Path), help="Folder of the report. [default: reports/]"
    )(command)


def format_option(*formats: str) -> Callable[[Command], Command]:
    """``--format``, the first one being the default."""
    return click.option(
        "--format",
        "format",
        type=click.Choice(formats),
        default=formats[0],
        show_default=True,
        help="Form of the output.",
    )


def as_of_option(command: Command) -> Command:
    """``--as-of YYYY-MM-DD``."""
    return click.option("--as-of", "as_of", type=Day(), help="Date that the results speak for. [default: today]")(
        command
    )


def jobs_option(command: Command) -> Command:
    """``--jobs N``."""
    return click.option("--jobs", type=click.IntRange(1), help="Worker processes. [default: the cores]")(command)


def quiet_options(command: Command) -> Command:
    """``--quiet`` and ``--no-progress``."""
    command = click.option("--no-progress", is_flag=True, help="No progress on stderr.")(command)
    return click.option("--quiet", is_flag=True, help="Only results and errors.")(command)


def network_options(command: Command) -> Command:
    """``--proxy``, ``--servers``, ``--yes``: how the network is used where it is allowed."""
    for option in (
        click.option("--yes", is_flag=True, help="Do not ask before sending."),
        click.option(
            "--servers",
            metavar="FILE|URL",
            help="List of servers (RFC 9224) instead of the packaged one; an address is asked for it.",
        ),
        click.option(
            "--proxy", metavar="URL", help="Send everything through it, names unresolved: socks5h://127.0.0.1:9050."
        ),
    ):
        command = option(command)
    return command


def kept_answers(records: tuple[Path, ...], settings: Settings) -> Path:
    """The folder of kept answers about domains: the first that is named, else ``records/``."""
    from auditor.engine.planning import kept_answers as kept

    return kept(records, settings)


def settings_of(config: Path | None) -> Settings:
    """The settings of a command.  Ends with code 5 where they cannot be used."""
    if config is None and not CONFIG.is_file():
        return Settings()
    try:
        return settings_at(config or CONFIG)
    except InvalidConfig as error:
        raise Ended(CONFIGURATION, str(error)) from None


def limits_of(settings: Settings) -> Limits:
    """What is refused before it is read."""
    from auditor.engine.planning import limits_of as limits

    return limits(settings)


def today() -> str:
    """The date, asked for here and nowhere else."""
    return datetime.datetime.now(datetime.UTC).date().isoformat()


def now() -> str:
    """The time, RFC 3339 UTC with milliseconds, asked for here and nowhere else."""
    return datetime.datetime.now(datetime.UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")


def cores() -> int:
    """Cores this process may use."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
