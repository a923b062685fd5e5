"""What the level of a page is made from, read from the case file again."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable

import orjson

from auditor.model import Finding, Locator, Reference


def page_findings(
    connection: sqlite3.Connection, page: int, run: int | None = None, without: frozenset[str] = frozenset()
) -> list[Finding]:
    """The findings that a page's own checks made, as the levels need them; with a run, those across its case too."""
    found = []
    for id, *row in connection.execute(
        'select id, key, "check", rule, strength, category, title, message, alternatives, "references", weight, field,'
        " others, ask from finding where page = ? and (run is null or run = ?) order by key",
        (page, run),
    ):
        if id in without:
            continue
        key, check, rule, strength, category, title, message, alternatives, references, weight, field, others, ask = row
        evidence = tuple(
            Locator(*place)
            for place in connection.execute(
                "select page_sha256, selector, quote, start from evidence where finding = ? order by number", (key,)
            )
        )
        found.append(
            Finding(
                check,
                rule,
                strength,
                category,
                title,
                message,
                evidence,
                tuple(orjson.loads(alternatives)),
                tuple(Reference(**reference) for reference in orjson.loads(references)),
                weight,
                field,
                tuple(orjson.loads(others)),
                ask,
            )
        )
    return found


def pages_with(connection: sqlite3.Connection, run: int, findings: Iterable[str]) -> list[int]:
    """The pages on which a run has one of these findings, sorted."""
    wanted = orjson.dumps(sorted(findings)).decode()
    return [
        page
        for (page,) in connection.execute(
            "select distinct page from finding join page on page.key = finding.page"
            " where finding.id in (select value from json_each(?2)) and (finding.run is null or finding.run = ?1)"
            " and page.saved_file in (select saved_file from sighting where run = ?1) order by page",
            (run, wanted),
        )
    ]


def reports_on_lures(connection: sqlite3.Connection, page: int) -> bool:
    """Whether the page's text was read as a text about lures."""
    (text,) = connection.execute("select own_assessment from page where key = ?", (page,)).fetchone()
    return bool(orjson.loads(text)["about_lures"])
