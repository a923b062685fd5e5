"""Every table of the case file as rows: of the newest run, of the pages and findings that are taken."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any, Literal

from auditor.store import chosen
from auditor.store.chosen import Choice

Kind = Literal["text", "integer", "real", "blob"]
Row = tuple[Any, ...]

INSIDE = frozenset({"_sqlite_migrations", "pseudonym_key"})
"""What no export holds: the log of migrations, and the secret that pseudonyms are made with."""
DECIDED = ("profile", "state", "verdict", "decided", "person", "decided_at", "reason")
"""What a finding has besides its own columns: the page's id, and how it stands after review."""
_KINDS: dict[str, Kind] = {"INTEGER": "integer", "FLOAT": "real", "REAL": "real", "BLOB": "blob"}
_KEYS = {
    "finding": "(select key from taken_finding)",
    "page": "(select key from taken_page)",
    "saved_file": "(select id from taken_file)",
}
"""Rows that are taken, by the table that a foreign key leads to; the first that a table has decides."""


@dataclass(frozen=True, slots=True)
class Column:
    """A column of a table."""

    name: str
    kind: Kind


@dataclass(frozen=True, slots=True)
class Table:
    """A table as it is handed out."""

    name: str
    columns: tuple[Column, ...]


def tables_of(connection: sqlite3.Connection) -> tuple[Table, ...]:
    """Every table of a case file that is handed out, by name."""
    found = connection.execute("select name from sqlite_master where type = 'table' order by name")
    names = [name for (name,) in found if "_fts" not in name and not name.startswith("sqlite_")]
    return tuple(Table(name, _columns(connection, name)) for name in names if name not in INSIDE)


def _columns(connection: sqlite3.Connection, table: str) -> tuple[Column, ...]:
    own = tuple(
        Column(name, _KINDS.get(declared.upper(), "text"))
        for _, name, declared, *_ in connection.execute(f"pragma table_info({table})")
    )
    return (*own, *(Column(name, "text") for name in DECIDED)) if table == "finding" else own


@contextmanager
def taken(connection: sqlite3.Connection, choice: Choice) -> Iterator[None]:
    """What is taken stands beside the case file while tables are read; nothing of it is written to the file."""
    execute = connection.execute
    execute("create temp table taken_page (key integer primary key)")
    execute("create temp table taken_file (id integer primary key)")
    execute(f"create temp table taken_finding (key integer primary key, {', '.join(DECIDED)})")
    try:
        for page, _, findings in chosen.documents(connection, choice):
            execute("insert into taken_page values (?)", (page.key,))
            for id, values in {one.document["id"]: _standing(page.id, one.document) for one in findings}.items():
                execute(
                    "insert into taken_finding select key, ?, ?, ?, ?, ?, ?, ? from finding"
                    " where page = ? and id = ? and (run is null or run = ?)",
                    (*values, page.key, id, choice.run),
                )
        if choice.filter.narrows:
            execute("insert into taken_file select distinct saved_file from page join taken_page using (key)")
        else:
            execute(
                "insert into taken_file select distinct saved_file from sighting"
                " where run = ? and saved_file is not null",
                (choice.run,),
            )
        yield
    finally:
        connection.rollback()
        for name in ("taken_finding", "taken_file", "taken_page"):
            execute(f"drop table if exists {name}")


def _standing(page: str, finding: dict[str, Any]) -> Row:
    decision = finding["decision"] or {}
    said = (decision.get(name) for name in ("verdict", "decided", "person", "decided_at", "reason"))
    return (page, finding["state"], *said)


def rows_of(connection: sqlite3.Connection, table: Table, choice: Choice) -> Iterator[Row]:
    """The rows of a table in the order of their keys.  To be read inside :func:`taken`."""
    if table.name == "finding":
        own = [column for column in table.columns if column.name not in DECIDED]
        return connection.execute(
            f"select {_listed(own, 'finding.')}, {', '.join(f'taken_finding.{name}' for name in DECIDED)}"
            " from finding join taken_finding on taken_finding.key = finding.key order by finding.key"
        )
    where, values = _scope(connection, table.name, choice)
    return _read(connection, table, where, values, choice)


def _read(
    connection: sqlite3.Connection, table: Table, where: str, values: tuple[Any, ...], choice: Choice
) -> Iterator[Row]:
    rows = connection.execute(f'select {_listed(table.columns)} from "{table.name}" {where} order by rowid', values)
    if table.name != "decision" or choice.findings is None:
        return rows
    at = [column.name for column in table.columns].index("finding")
    wanted = choice.findings
    return (row for row in rows if row[at] in wanted)


def _listed(columns: tuple[Column, ...] | list[Column], prefix: str = "") -> str:
    return ", ".join(f'{prefix}"{column.name}"' for column in columns)


def _scope(connection: sqlite3.Connection, table: str, choice: Choice) -> tuple[str, tuple[Any, ...]]:
    """Which rows of a table belong to what is taken; all of them where it is about the case as a whole."""
    if table == "page":
        return "where key in (select key from taken_page)", ()
    if table == "saved_file":
        return f"where id in {_KEYS['saved_file']}", ()
    if table == "run":
        return "where id = ?", (choice.run,)
    leads = {to: column for _, _, to, column, *_ in connection.execute(f"pragma foreign_key_list({table})")}
    for to, keys in _KEYS.items():
        if to in leads and table != "sighting":
            return f'where "{leads[to]}" in {keys}', ()
    if "run" in leads:
        narrowed = f" and (saved_file is null or saved_file in {_KEYS['saved_file']})" if table == "sighting" else ""
        return f'where "{leads["run"]}" = ?{narrowed}', (choice.run,)
    return "", ()
