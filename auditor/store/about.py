"""Why a case is kept, and for how long; and the end of it, when that time is over."""

from __future__ import annotations

import sqlite3
from dataclasses import asdict, dataclass

KEPT_AT_THE_END = frozenset({"case_about", "custody", "_sqlite_migrations"})
"""Tables that a purge leaves: what the case was for, and what happened to it."""


@dataclass(frozen=True, slots=True)
class About:
    """What data-protection law wants to be known of a case before anything is read into it."""

    purpose: str
    basis: str
    """Legal basis."""
    officer: str
    """Who answers for it."""
    retain_until: str
    """``YYYY-MM-DD``: the last day on which the case may be kept."""
    opened_at: str
    """RFC 3339 UTC."""


def case_about(connection: sqlite3.Connection) -> About | None:
    """What was said of the case; ``None`` where nothing was."""
    row = connection.execute(
        "select purpose, basis, officer, retain_until, opened_at from case_about where id = 1"
    ).fetchone()
    return About(*row) if row else None


def set_case_about(connection: sqlite3.Connection, about: About) -> None:
    """Says what the case is for, in place of what was said before."""
    with connection:
        connection.execute(
            "insert or replace into case_about (id, purpose, basis, officer, retain_until, opened_at)"
            " values (1, :purpose, :basis, :officer, :retain_until, :opened_at)",
            asdict(about),
        )


def row_counts(connection: sqlite3.Connection) -> dict[str, int]:
    """Rows by table, of what a purge would empty; empty tables are left out."""
    counts = {}
    for table in _emptied(connection):
        (number,) = connection.execute(f'select count(*) from "{table}"').fetchone()
        if number:
            counts[table] = int(number)
    return counts


def empty_case(connection: sqlite3.Connection) -> None:
    """Deletes every row but those of the tables that a purge leaves, all or nothing."""
    connection.execute("pragma secure_delete = on")
    with connection:
        connection.execute("begin immediate")
        connection.execute("pragma defer_foreign_keys = on")  # holds to the end of the transaction only
        for table in _emptied(connection):
            connection.execute(f'delete from "{table}"')


def _emptied(connection: sqlite3.Connection) -> list[str]:
    """Tables of the case; those of the search indexes follow through their triggers."""
    rows = connection.execute(
        "select name from sqlite_master where type = 'table' and name not like 'sqlite_%' and name not like '%\\_fts%'"
        " escape '\\' order by name"
    )
    return [name for (name,) in rows if name not in KEPT_AT_THE_END]
