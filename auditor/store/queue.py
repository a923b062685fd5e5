"""Findings of a run a line each, read column by column: what a queue lists, sorts and searches."""

from __future__ import annotations

import sqlite3
from collections.abc import Sequence
from dataclasses import dataclass

LEVEL_ORDER = {"developed-pattern": 0, "early-pattern": 1, "observation": 2, "none": 3}
STRENGTH_ORDER = {"strong": 0, "moderate": 1, "weak": 2}
QUOTE = 240
"""Characters of a quote that a line keeps."""


@dataclass(frozen=True, slots=True)
class FindingLine:
    """One finding of a run."""

    id: str
    page: str
    """Id of the page on which it stands first."""
    name: str | None
    headline: str | None
    level: str
    strength: str
    category: str
    title: str
    quote: str


def finding_lines(connection: sqlite3.Connection, run: int) -> list[FindingLine]:
    """Every finding of a run once, profiles with the highest level first, then by profile and strength."""
    found = []
    for weight, check, rule, *line in connection.execute(
        'select weight, "check", rule, finding.id, page.id, name, headline, level, strength, category, title,'
        " substr(coalesce(quote, ''), 1, ?2) from finding join page on page.key = finding.page"
        " join profile on profile.page = page.key"
        " left join evidence on evidence.finding = finding.key and evidence.number ="
        " (select min(number) from evidence where finding = finding.key)"
        " where page.saved_file in (select saved_file from sighting where run = ?1)"
        " and (finding.run is null or finding.run = ?1)",
        (run, QUOTE),
    ):
        one = FindingLine(*line)
        order = (LEVEL_ORDER[one.level], one.page, STRENGTH_ORDER[one.strength], -weight, check, rule, one.id)
        found.append((order, one))
    found.sort(key=lambda pair: pair[0])
    return list({one.id: one for _, one in reversed(found)}.values())[::-1]


@dataclass(frozen=True, slots=True)
class SeveralCaptures:
    """A profile of which a run saw several captures."""

    subject: str
    captures: tuple[tuple[str, str, str | None, str | None], ...]
    """Id, path, name and time of capture of each, the oldest first."""


def several_captures(connection: sqlite3.Connection, run: int) -> list[SeveralCaptures]:
    """The profiles with more than one capture, sorted; a page that belongs to no account is a capture of nothing."""
    found: dict[tuple[str, str], dict[str, tuple[str, str, str | None, str | None]]] = {}
    for subject, kind, id, path, name, captured_at in connection.execute(
        "select profile.subject, coalesce(page_kind, ''), page.id, sighting.path || page.member, name, captured_at"
        " from sighting join page on page.saved_file = sighting.saved_file join profile on profile.page = page.key"
        " where sighting.run = ? and profile.subject is not null and profile.subject not like 'p-%'"
        " order by sighting.path, page.key",
        (run,),
    ):
        found.setdefault((subject, kind.partition("-")[0]), {}).setdefault(id, (id, path, name, captured_at))
    made = [(key, _by_time(list(pages.values()))) for key, pages in sorted(found.items()) if len(pages) > 1]
    return [SeveralCaptures(subject, pages) for (subject, _), pages in made]


def _by_time(
    pages: Sequence[tuple[str, str, str | None, str | None]],
) -> tuple[tuple[str, str, str | None, str | None], ...]:
    return tuple(sorted(pages, key=lambda page: (page[3] or "", page[1], page[0])))


def case_state(connection: sqlite3.Connection) -> tuple[int, ...]:
    """Numbers that are others as soon as a run has finished or pages were added or erased; small and quick to read."""
    return tuple(
        connection.execute(
            "select (select coalesce(max(id), -1) from run where state = 'finished'),"
            " (select count(*) from page), (select coalesce(sum(key), 0) from page), (select count(*) from finding)"
        ).fetchone()
    )
