"""What one run found that the one before it had not, and the other way round."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable
from dataclasses import dataclass

from auditor.store.load import baseline, seen_ids

MOST = 200
"""Findings that are named of each kind; the others are counted."""


@dataclass(frozen=True, slots=True)
class Changed:
    """A finding that came or went."""

    profile: str
    """Profile id of its page."""
    name: str | None
    """As the page states it."""
    strength: str
    title: str


@dataclass(frozen=True, slots=True)
class Changes:
    """The difference between two runs."""

    since: str
    """``as_of`` of the earlier run."""
    new: tuple[Changed, ...]
    """Sorted by profile and title; at most :data:`MOST`."""
    gone: tuple[Changed, ...]
    """Likewise; a finding of which the case file holds no more than the id is only counted."""
    new_count: int
    gone_count: int


def changes(connection: sqlite3.Connection, run: int) -> Changes | None:
    """Changes of a finished run since the last one that looked at something else; ``None`` where it is the first."""
    before = baseline(connection, run)
    if before is None:
        return None
    since = connection.execute("select as_of from run where id = ?", (before,)).fetchone()[0]
    then, now = seen_ids(connection, before), seen_ids(connection, run)
    new, gone = sorted(now - then), sorted(then - now)
    return Changes(since, _named(connection, new), _named(connection, gone), len(new), len(gone))


def _named(connection: sqlite3.Connection, ids: Iterable[str]) -> tuple[Changed, ...]:
    found: dict[str, Changed] = {}
    for id in ids:
        row = connection.execute(
            "select page.id, profile.name, strength, title from finding join page on page.key = finding.page"
            " left join profile on profile.page = page.key where finding.id = ? order by page.key desc limit 1",
            (id,),
        ).fetchone()
        if row is not None:
            found[id] = Changed(*row)
            if len(found) == MOST:
                break
    return tuple(sorted(found.values(), key=lambda one: (one.name or "", one.profile, one.title)))
