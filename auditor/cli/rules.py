"""``auditor rules``: the rule packs, and their own examples."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from auditor.cli.exits import CONFIGURATION, FINISHED, USAGE, Ended
from auditor.cli.options import config_option, format_option
from auditor.cli.packs import pack_at, packs_of, rules_option

if TYPE_CHECKING:
    from auditor.rules.pack import Rule

DECIDED = {
    "text": "the words of the page or message",
    "condition": "the order or facts of a thread or page",
    "known": "fingerprints of published texts",
    "check": "another check",
    "ask": "nobody but a person",
}

SKELETON = """id = "{id}"
version = 1
title = "What is seen, in a few words"
category = "offer"
weight = 1
strength = "weak"
looks_for = "What must be there, and what must not."
message = "What this message does, in a sentence."
ask = "What a person can check next."
alternatives = ["What else explains it."]

[[references]]
publisher = "Who published the pattern"
title = "Under which title (date)"

[[seen]]
language = "en"
phrases = ["(write|draft) .. report"]
with = ["paid", "{{money}}"]

[examples]
hit = ["Please write a report, it is paid.", "We paid for a draft report.", "Draft a report, paid at once."]
miss = ["We read the report.", "Please write soon.", "The report is not ready."]
innocent = ["Please submit your expense report by Friday."]
"""


@click.group("rules")
def COMMAND() -> None:  # noqa: N802
    """List, show, test and write rule packs."""


@COMMAND.command("list")
@format_option("text", "json", "ndjson")
@rules_option
@config_option
def list_rules(format: str, rules: tuple[Path, ...], config: Path | None) -> int:
    """List every rule with its category and weight."""
    import orjson

    found = [_summary(rule) for rule in packs_of(rules, config).rules]
    if format == "json":
        click.echo(orjson.dumps({"schema": "auditor.rules/1", "rules": found}))
    for rule in found:
        if format == "ndjson":
            click.echo(orjson.dumps(rule))
        elif format == "text":
            click.echo(f"{rule['id']:<30} {rule['weight']}  {rule['category']:<18} {rule['title']}")
    return FINISHED


@COMMAND.command("show")
@click.argument("id")
@format_option("text", "json")
@rules_option
@config_option
def show_rule(id: str, format: str, rules: tuple[Path, ...], config: Path | None) -> int:
    """Show one rule: what it looks for, what else explains it, its examples and sources."""
    import orjson

    pack = packs_of(rules, config)
    rule = pack.rule(id)
    if rule is None:
        raise Ended(USAGE, f"there is no rule {id!r}: auditor rules list names them")
    if format == "json":
        click.echo(orjson.dumps(_whole(rule)))
        return FINISHED
    click.echo(
        f"{rule.title}\n{rule.id}, {rule.category}, weight {rule.weight}, {rule.strength}, version {rule.version}\n"
    )
    click.echo(f"Looks for: {rule.looks_for}\nDecided by: {DECIDED[rule.decided_by]} {rule.decider}".rstrip())
    if rule.languages:
        click.echo(f"Languages: {_languages(rule)}")
    for alternative in rule.alternatives:
        click.echo(f"What else explains it: {alternative}")
    click.echo(f"What to check: {rule.ask}")
    for name, texts in (("Fires on", rule.hits), ("Does not fire on", rule.misses), ("Innocent", rule.innocent)):
        click.echo("".join(f"\n{name}: {text}" for text in texts).lstrip("\n"))
    for source in rule.references:
        click.echo(f"Source: {source.publisher}, {source.title}" + (f", {source.url}" if source.url else ""))
    return FINISHED


@COMMAND.command("test")
@click.argument("folder", required=False, type=click.Path(path_type=Path))
@format_option("text", "json")
def test_rules(folder: Path | None, format: str) -> int:
    """Run the examples of the bundled rules, or of the pack in FOLDER; ends with 5 where one fails."""
    import orjson

    from auditor.rules.examples import example_outcomes
    from auditor.rules.pack import InvalidPack, bundled_pack, merged

    own = pack_at(folder) if folder else None
    try:
        pack = merged([bundled_pack(), own]) if own else bundled_pack()
    except InvalidPack as error:
        raise Ended(CONFIGURATION, str(error)) from None
    rules = own.rules if own else None
    outcomes = list(example_outcomes(pack, rules))
    failed = [outcome for outcome in outcomes if not outcome.passed]
    if format == "json":
        failures = [{"rule": one.owner, "kind": one.kind, "text": one.text, "quotes": one.quotes} for one in failed]
        click.echo(orjson.dumps({"rules": len(rules or pack.rules), "examples": len(outcomes), "failed": failures}))
    else:
        for one in failed:
            seen = "fired on " + ", ".join(f"“{quote}”" for quote in one.quotes) if one.fired else "did not fire"
            click.echo(f"{one.owner}: {one.kind}: {seen}: {one.text}")
        click.echo(f"{len(rules or pack.rules)} rules, {len(outcomes)} examples, {len(failed)} failed.")
    return CONFIGURATION if failed else FINISHED


@COMMAND.command("new")
@click.argument("id")
@click.option("--into", type=click.Path(path_type=Path), default=Path("rules"), show_default=True, help="Pack folder.")
def new_rule(id: str, into: Path) -> int:
    """Write the skeleton of a rule, and of a pack where there is none."""
    if not id.replace("-", "").isalnum() or id != id.lower():
        raise Ended(USAGE, f"{id!r} is no rule id: small letters, digits and '-'")
    target = into / "rules" / f"{id}.toml"
    if target.exists():
        raise Ended(USAGE, f"{target} is there already")
    target.parent.mkdir(parents=True, exist_ok=True)
    head = into / "pack.toml"
    if not head.exists():
        head.write_text(f'name = "{into.resolve().name}"\nversion = "1"\n', encoding="utf-8")
    target.write_text(SKELETON.format(id=id), encoding="utf-8")
    click.echo(f"{target}\nChange it, then: auditor rules test {into}")
    return FINISHED


@COMMAND.command("coverage")
@click.argument("folder", required=False, type=click.Path(path_type=Path))
@format_option("text", "json")
def coverage(folder: Path | None, format: str) -> int:
    """Who decides which indicator, in which languages, of the bundled rules or of the pack in FOLDER."""
    import orjson

    from auditor.rules.pack import bundled_pack

    pack = pack_at(folder) if folder else bundled_pack()
    by = {way: [rule for rule in pack.rules if rule.decided_by == way] for way in DECIDED}
    machine = sum(len(rules) for way, rules in by.items() if way != "ask")
    if format == "json":
        document = {way: [_summary(rule) for rule in rules] for way, rules in by.items()}
        click.echo(orjson.dumps({"decided": machine, "of": len(pack.rules), **document}))
        return FINISHED
    click.echo(f"{machine} of {len(pack.rules)} rules are decided by the program.")
    for way, rules in by.items():
        if rules:
            click.echo(f"\nDecided by {DECIDED[way]} ({len(rules)}):")
        for rule in rules:
            click.echo(f"  {rule.id:<30} {_languages(rule) if rule.clauses else rule.decider}")
    return FINISHED


def _languages(rule: Rule) -> str:
    reviewed = dict.fromkeys(rule.languages, True)
    for clause in rule.clauses:
        reviewed[clause.language] = reviewed[clause.language] and clause.reviewed
    return " ".join(code if reviewed[code] else f"{code}*" for code in rule.languages)


def _summary(rule: Rule) -> dict[str, Any]:
    return {
        "id": rule.id,
        "version": rule.version,
        "title": rule.title,
        "category": rule.category,
        "weight": rule.weight,
        "strength": rule.strength,
        "decided_by": rule.decided_by,
        "decider": rule.decider or None,
        "languages": list(rule.languages),
    }


def _whole(rule: Rule) -> dict[str, Any]:
    return {
        **_summary(rule),
        "looks_for": rule.looks_for,
        "alternatives": list(rule.alternatives),
        "ask": rule.ask,
        "examples": {"hit": list(rule.hits), "miss": list(rule.misses), "innocent": list(rule.innocent)},
        "references": [{"title": r.title, "publisher": r.publisher, "url": r.url} for r in rule.references],
    }
