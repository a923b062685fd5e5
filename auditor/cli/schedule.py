"""``auditor watch schedule``: entries that let a machine run `watch run` by itself."""

from __future__ import annotations

import os
import sys
from pathlib import Path

import click

from auditor.cli.exits import FINISHED, USAGE, Ended
from auditor.cli.options import case_option, config_option, settings_of


@click.command("schedule")
@click.option("--at", default="06:15", show_default=True, metavar="HH:MM", help="When, every day.")
@click.option("--output", type=click.Path(path_type=Path), help="File of the digest that the runs write.")
@click.option("--command", metavar="COMMAND", help="Command that the runs give the digest to.")
@case_option
@config_option
def schedule(at: str, output: Path | None, command: str | None, case_file: Path | None, config: Path | None) -> int:
    """Print entries for cron, a systemd timer and the Windows Task Scheduler; nothing is installed."""
    from auditor.report.schedule import schedule_text

    hour, _, minute = at.partition(":")
    if not (hour.isdigit() and minute.isdigit() and int(hour) < 24 and int(minute) < 60):
        raise Ended(USAGE, f"{at!r} is not a time; right would be 06:15")
    words = [sys.executable, "-m", "auditor", "watch", "run", "--only-changes", "--quiet"]
    words += ["--case", os.path.abspath(case_file or Path(settings_of(config).case.file))]
    if config is not None:
        words += ["--config", os.path.abspath(config)]
    if output is not None:
        words += ["--output", os.path.abspath(output)]
    if command is not None:
        words += ["--command", command]
    click.echo(schedule_text(words, os.getcwd(), int(hour), int(minute)), nl=False)
    return FINISHED
