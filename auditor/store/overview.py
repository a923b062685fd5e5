"""The lines of an overview, read column by column: no page's document is opened for a table."""

from __future__ import annotations

import sqlite3
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass

import orjson

from auditor.store.load import CHUNK, SeenPage

_BY_STRENGTH = {"strong": 0, "moderate": 1, "weak": 2}


@dataclass(frozen=True, slots=True)
class FoundLine:
    """A finding as a table names it."""

    id: str
    rule: str
    strength: str
    title: str


@dataclass(frozen=True, slots=True)
class PageLine:
    """A page as a table names it."""

    page: SeenPage
    name: str | None
    headline: str | None
    container: str
    page_kind: str | None
    status: str
    reason: str | None
    level: str
    findings: tuple[FoundLine, ...]
    """Strongest first, as everywhere."""
    templates: tuple[str, ...]
    """Titles."""
    direct_requests: int
    skips: tuple[tuple[str, str], ...]
    """Check and reason."""


def page_lines(connection: sqlite3.Connection, run: int, pages: Sequence[SeenPage]) -> Iterator[PageLine]:
    """The line of each page of a run, in the order of ``pages``; a chunk is in memory at a time."""
    for start in range(0, len(pages), CHUNK):
        chunk = pages[start : start + CHUNK]
        keys = [page.key for page in chunk]
        marks = ", ".join("?" * len(keys))
        findings = _findings(connection, run, keys, marks)
        skips: dict[int, list[tuple[str, str]]] = {}
        for key, check, reason in connection.execute(
            f'select page, "check", reason from skip where page in ({marks}) order by page, "check", reason', keys
        ):
            skips.setdefault(key, []).append((check, reason))
        rows = {
            key: rest
            for key, *rest in connection.execute(
                "select key, case when profile.page is null then document ->> '$.fields.name.value' else name end,"
                " case when profile.page is null then document ->> '$.fields.headline.value' else headline end,"
                " container, page_kind, status, reason, level, assessment"
                f" from page left join profile on profile.page = page.key where key in ({marks})",
                keys,
            )
        }
        for page in chunk:
            name, headline, container, page_kind, status, reason, level, assessment = rows[page.key]
            assessed = orjson.loads(assessment)
            own = tuple(findings.get(page.key, ()))
            yield PageLine(
                page,
                name,
                headline,
                container,
                page_kind,
                status,
                reason,
                level,
                own,
                tuple(template["title"] for template in assessed["templates"]),
                _named(assessed["direct_requests"], own),
                tuple(skips.get(page.key, ())),
            )


def _findings(
    connection: sqlite3.Connection, run: int, keys: Sequence[int], marks: str
) -> Mapping[int, Sequence[FoundLine]]:
    found: dict[int, list[tuple[tuple[int, int, str, str, str], FoundLine]]] = {}
    for page, id, check, rule, strength, weight, title in connection.execute(
        'select page, id, "check", rule, strength, weight, title from finding'
        f" where page in ({marks}) and (run is null or run = ?)",
        (*keys, run),
    ):
        order = (_BY_STRENGTH[strength], -weight, check, rule, id)
        found.setdefault(page, []).append((order, FoundLine(id, rule, strength, title)))
    return {page: [line for _, line in sorted(lines, key=lambda one: one[0])] for page, lines in found.items()}


def _named(rules: Collection[str], findings: Sequence[FoundLine]) -> int:
    """How many findings are of these rules."""
    return sum(1 for finding in findings if finding.rule in rules)
