"""``auditor extract``: only read, and say what each page states."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from functools import partial
from pathlib import Path
from typing import Any

import click

from auditor.cli.exits import FINISHED, UNREADABLE, USAGE, Ended
from auditor.cli.options import config_option, cores, format_option, jobs_option, limits_of, quiet_options, settings_of

LISTS = ("current_companies", "experience", "education", "links", "emails", "phones", "messages", "verifications")


@click.command("extract")
@click.argument("paths", nargs=-1, required=True, type=click.Path(path_type=Path), metavar="PATH...")
@format_option("text", "json", "ndjson")
@click.option("--explain", is_flag=True, help="With text: for every value, the rule of the page kind that found it.")
@jobs_option
@config_option
@quiet_options
def COMMAND(  # noqa: N802
    paths: tuple[Path, ...],
    format: str,
    explain: bool,
    jobs: int | None,
    config: Path | None,
    quiet: bool,
    no_progress: bool,
) -> int:
    """Read saved pages and print what each states, field by field, with its place.

    Nothing is checked, and nothing is written to a case.
    """
    import orjson

    from auditor.cli.progress import Progress
    from auditor.engine.extract import given_up, stated
    from auditor.engine.supervisor import GivenUp, Supervisor
    from auditor.intake import MissingPath, Unit, units

    settings = settings_of(config)
    limits = limits_of(settings)
    try:
        found = tuple(units(paths, limits))
    except MissingPath as error:
        raise Ended(USAGE, str(error)) from None
    supervisor: Supervisor[Unit, list[dict[str, Any]]] = Supervisor(
        partial(stated, limits=limits),
        min(jobs or settings.run.jobs or cores(), max(1, len(found))),
        settings.run.seconds_per_page,
        settings.run.worker_memory_mib * 2**20,
    )
    progress = Progress(not (quiet or no_progress))
    unreadable = False
    out = sys.stdout.buffer
    if format == "json":
        out.write(b'{"schema":"auditor.extract/1","pages":[')
    separator = b"\n"
    for number, (unit, result) in enumerate(supervisor.results(found)):
        for page in given_up(unit, result.reason) if isinstance(result, GivenUp) else result:
            unreadable = unreadable or page["status"] == "unreadable"
            if format == "text":
                progress.close()
                out.write("\n".join(_lines(page, explain)).encode() + b"\n\n")
            else:
                out.write((separator if format == "json" else b"") + orjson.dumps(page))
                out.write(b"\n" if format == "ndjson" else b"")
                separator = b",\n"
        progress(number + 1, len(found))
    progress.close()
    if format == "json":
        out.write(b"]}\n")
    out.flush()
    return UNREADABLE if unreadable else FINISHED


def _lines(page: dict[str, Any], explain: bool) -> Iterator[str]:
    yield page["path"]
    kind = (page["source"] or {}).get("page_kind")
    yield (
        f"  {page['status']}"
        + (f" ({page['reason']})" if page["reason"] else "")
        + (f", read as {kind}" if kind else "")
    )
    fields = page["fields"]
    for name, value in fields.items():
        if name == "avatar":
            yield _line("avatar", f"{value['state']} {value['url'] or ''}".strip(), value["at"], explain)
        elif isinstance(value, dict) and "value" in value:
            yield _line(name, value["value"], value["at"], explain)
        elif name in LISTS:
            for item in value:
                yield _line(name, _item(item), item["at"], explain)
        elif isinstance(value, str | int):
            yield _line(name, str(value), None, explain)
    for doubt in (page["source"] or {}).get("doubts") or ():
        yield _line("doubt", doubt["value"], doubt["at"], explain)
    for section, absence in page["absent"].items():
        yield f"  {section}: {absence}"


def _item(item: dict[str, Any]) -> str:
    if "value" in item:
        return str(item["value"])
    if "text" in item:
        return f"{item['from'] or '?'}: {item['text']}"
    dates = " to ".join(
        part for part in (item["start"], item["end"] or ("now" if item.get("current") else None)) if part
    )
    what = [item.get("title") or item.get("degree"), item.get("company") or item.get("school"), dates]
    return ", ".join(part for part in what if part)


def _line(name: str, value: str, at: dict[str, Any] | None, explain: bool) -> str:
    text = f"  {name}: " + value.replace("\n", "\n    ")
    return f"{text}\n      found at {at['selector']}" if explain and at else text
