"""``auditor findings``: what the newest run found, filtered, shown and explained."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import click

from auditor.cli.exits import USAGE, Ended
from auditor.cli.options import case_option, config_option, format_option, settings_of

DECISIONS = ("open", "confirm", "dismiss", "unsure", "note", "look-again", "conflict")
LEVELS = ("observation", "early-pattern", "developed-pattern")


@click.group("findings")
def COMMAND() -> None:  # noqa: N802
    """List, show and explain what the newest run found."""


def _found(
    case_file: Path | None, config: Path | None
) -> Iterator[tuple[sqlite3.Connection, dict[str, Any], dict[str, Any], tuple[tuple[str, str], ...]]]:
    """Each finding of the newest run with its profile and the words around its quotes."""
    from auditor.cli.output import existing_case
    from auditor.store import load

    with existing_case(case_file or Path(settings_of(config).case.file)) as case:
        run = load.last_run(case.connection)
        if run is None:
            raise Ended(USAGE, "the case holds no finished run: start with auditor audit PATH")
        pages = load.seen_pages(case.connection, run)
        for _, profile, findings in load.profile_documents(case.connection, run, pages):
            for finding in findings:
                yield case.connection, profile, finding.document, finding.contexts


@COMMAND.command("list")
@click.option("--level", type=click.Choice(LEVELS), help="Only of profiles at this level.")
@click.option("--check", help="Only of this check.")
@click.option("--rule", help="Only of this rule.")
@click.option("--state", type=click.Choice(("new", "continuing")), help="Only in this state.")
@click.option("--decision", type=click.Choice(DECISIONS), help="Only with this standing after review.")
@click.option("--new", "only_new", is_flag=True, help="The same as --state new.")
@format_option("text", "json", "ndjson")
@case_option
@config_option
def list_findings(
    level: str | None,
    check: str | None,
    rule: str | None,
    state: str | None,
    decision: str | None,
    only_new: bool,
    format: str,
    case_file: Path | None,
    config: Path | None,
) -> int:
    """List findings, one a line."""
    import orjson

    from auditor.cli.output import decision_mark

    state = "new" if only_new else state
    chosen = []
    for _, profile, finding, _ in _found(case_file, config):
        if (
            (level is None or profile["level"] == level)
            and (check is None or finding["check"] == check)
            and (rule is None or finding["rule"] == rule)
            and (state is None or finding["state"] == state)
            and (decision is None or (finding["decision"] or {"verdict": "open"})["verdict"] == decision)
        ):
            chosen.append({"profile": profile["id"], "level": profile["level"], **finding})
    if format == "json":
        click.echo(orjson.dumps({"schema": "auditor.findings/1", "findings": chosen}))
    for finding in chosen:
        if format == "ndjson":
            click.echo(orjson.dumps(finding))
        elif format == "text":
            quote = " ".join(finding["evidence"][0]["quote"].split())[:80]
            said = f"{finding['title']}: “{quote}”{decision_mark(finding)}"
            click.echo(f"{finding['id']}  {finding['profile']}  {finding['strength']:<8}  {said}")
    return 0


@COMMAND.command("show")
@click.argument("id")
@case_option
@config_option
def show(id: str, case_file: Path | None, config: Path | None) -> int:
    """Print one finding as JSON; ID is a finding's id or its beginning."""
    import orjson

    profile, finding, _ = _one(id, case_file, config)
    click.echo(orjson.dumps({"profile": profile["id"], **finding}, option=orjson.OPT_INDENT_2))
    return 0


@COMMAND.command("explain")
@click.argument("id")
@case_option
@config_option
def explain(id: str, case_file: Path | None, config: Path | None) -> int:
    """Say in words what was seen, why it counts, what else explains it and what to check."""
    profile, finding, contexts = _one(id, case_file, config)
    name = profile["fields"]["name"]
    click.echo(f"{finding['title']}  ({finding['strength']}, {finding['category']})")
    click.echo(f"on the page of {name['value'] if name else profile['id']}, {profile['source']['path']}\n")
    for place, (before, after) in zip(finding["evidence"], contexts, strict=True):
        click.echo(f"  …{_tail(before)}[{place['quote']}]{_head(after)}…")
        click.echo(f"    at {place['selector']}, character {place['start']}, page {place['page'][:12]}")
    click.echo(f"\nWhy it is noted: {finding['message']}")
    click.echo(f"Rule: {finding['rule']} (check {finding['check']})")
    click.echo("What else explains it:")
    for alternative in finding["alternatives"]:
        click.echo(f"  - {alternative}")
    if finding["ask"]:
        click.echo(f"What to check next: {finding['ask']}")
    if decision := finding["decision"]:
        from auditor.cli.review import decision_lines

        click.echo("\n".join(decision_lines(decision)))
    for reference in finding["references"]:
        click.echo(
            f"Source: {reference['publisher']}, {reference['title']}"
            + (f", {reference['url']}" if reference["url"] else "")
        )
    return 0


def _one(
    id: str, case_file: Path | None, config: Path | None
) -> tuple[dict[str, Any], dict[str, Any], tuple[tuple[str, str], ...]]:
    found: dict[str, tuple[dict[str, Any], dict[str, Any], tuple[tuple[str, str], ...]]] = {}
    for _, profile, finding, contexts in _found(case_file, config):
        if finding["id"].startswith(id):
            found.setdefault(finding["id"], (profile, finding, contexts))
    if not found:
        raise Ended(USAGE, f"no finding {id} in the newest run: auditor findings list prints them")
    if id not in found and len(found) > 1:
        raise Ended(USAGE, f"{id} is the beginning of {len(found)} findings: {', '.join(sorted(found)[:5])}")
    return found.get(id) or next(iter(found.values()))


def _tail(text: str) -> str:
    return text.replace("\n", " ")[-80:]


def _head(text: str) -> str:
    return text.replace("\n", " ")[:80]
