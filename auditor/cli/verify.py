"""``auditor verify``: are the originals, the chain and the findings still what they were?"""

from __future__ import annotations

import tempfile
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING

import click

from auditor.cli.exits import FINISHED, INTEGRITY, UNEXPECTED, USAGE, Ended
from auditor.cli.options import case_option, config_option, cores, format_option, jobs_option, now, settings_of
from auditor.cli.stamp import HEADERS, ROOTS, trusted

if TYPE_CHECKING:
    from auditor.engine.verifying import Verified

PROVES = (
    "This proves that the kept bytes are unchanged since import and give these findings. It does not prove that a page"
    " was genuine when it was saved, nor who saved it."
)


@click.command("verify")
@format_option("text", "json")
@click.option("--no-event", is_flag=True, help="Add no event to the chain of custody.")
@ROOTS
@HEADERS
@case_option
@jobs_option
@config_option
def COMMAND(  # noqa: N802
    format: str,
    no_event: bool,
    roots: tuple[Path, ...],
    headers: tuple[Path, ...],
    case_file: Path | None,
    jobs: int | None,
    config: Path | None,
) -> int:
    """Hash the kept originals again, follow the chain of custody, make every finding again and compare.

    Works on what `audit --keep` kept. Ends with 4 where anything differs, and says what.
    """
    import sqlite3

    import orjson

    from auditor.cli.output import existing_case
    from auditor.custody import chain_faults
    from auditor.engine.keeping import write_notes
    from auditor.engine.planning import tool_of
    from auditor.engine.verifying import verified
    from auditor.store.custody import add_custody, custody_events, has_custody, kept_list, kept_lists
    from auditor.store.load import last_run
    from auditor.store.originals import Originals, originals_of

    settings = settings_of(config)
    file = case_file or Path(settings.case.file)
    originals = Originals(originals_of(file))
    with existing_case(file) as case:
        run = last_run(case.connection)
        if run is None and has_custody(case.connection):
            return _purged(chain_faults(custody_events(case.connection), originals.head()), format)
        if run is None or not kept_lists(case.connection):
            raise Ended(USAGE, f"{file} keeps no originals: auditor audit PATH --keep keeps them")
        if kept_list(case.connection, run) is None:
            raise Ended(USAGE, "the newest run kept no originals: run it again with --keep")
        with tempfile.TemporaryDirectory(prefix="auditor-") as work:
            result = verified(
                case,
                originals,
                run,
                tool_of,
                Path(work),
                jobs or settings.run.jobs or cores(),
                trusted(roots, headers),
            )
        if not result.differences and not no_event:
            try:
                add_custody(case.connection, "verify", f"run {run}", kept_list(case.connection, run) or "", now())
                write_notes(case, originals)
            except (sqlite3.Error, OSError) as error:
                raise Ended(UNEXPECTED, f"verified, but the event could not be written: {error}") from None
    if format == "json":
        document = asdict(result)
        document = {"schema": "auditor.verify/1", "holds": not result.differences, "proves": PROVES, **document}
        click.echo(orjson.dumps(document, option=orjson.OPT_INDENT_2))
    else:
        _say(result)
    return INTEGRITY if result.differences else FINISHED


def _purged(faults: tuple[str, ...], format: str) -> int:
    """Of a case that was purged, the chain alone is left to be followed."""
    import orjson

    if format == "json":
        differences = [{"kind": "custody", "what": "chain", "says": fault} for fault in faults]
        click.echo(orjson.dumps({"schema": "auditor.verify/1", "holds": not faults, "differences": differences}))
    else:
        for fault in faults:
            click.echo(f"custody: chain: {fault}")
        click.echo("The case holds nothing any more; its chain of custody " + ("is broken." if faults else "holds."))
    return INTEGRITY if faults else FINISHED


def _say(result: Verified) -> None:
    for one in result.differences:
        click.echo(f"{one.kind}: {one.what}: {one.says}")
    click.echo(
        f"{result.originals} originals hashed, {result.events} custody events followed,"
        f" {result.findings} findings made again: {len(result.differences) or 'no'}"
        f" difference{'' if len(result.differences) == 1 else 's'}."
    )
    for stamp in result.stamps:
        click.echo(f"time stamp: {stamp.stamp.state}, {stamp.stamp.time or 'time not known'}: {stamp.stamp.says}")
    click.echo(PROVES)
