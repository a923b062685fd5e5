"""Tables as files: the findings with all that a reader wants beside each, or the tables of the case file themselves."""

from __future__ import annotations

import sqlite3
import zipfile
from collections.abc import Iterator
from typing import IO, TYPE_CHECKING, Any

from auditor.cli.exits import USAGE, Ended

if TYPE_CHECKING:
    from auditor.cli.export import How
    from auditor.exchange.tabular import Columns, Rows
    from auditor.store.chosen import Choice

ALL = "all"
COLUMNS = (
    "profile name handle url path captured_at level finding check rule strength category title quote selector start"
    " message alternatives state decision decided_by decided_at reason"
).split()


def write_tables(how: How, connection: sqlite3.Connection, run: int, stream: IO[bytes]) -> None:
    """Writes the findings, a table, or, as a ZIP of files, every table.  Ends with code 2 where there is no such table.

    Raises ``ImportError`` where the form needs a package that is not installed.
    """
    from auditor.store.chosen import choice
    from auditor.store.tables import rows_of, tables_of, taken

    chosen = choice(connection, run, how.filter)
    if how.table is None:
        columns = [(name, "integer" if name == "start" else "text") for name in COLUMNS]
        _write(how, stream, columns, _findings(connection, chosen))
        return
    tables = tables_of(connection)
    named = [table for table in tables if how.table in (table.name, ALL)]
    if not named:
        raise Ended(USAGE, f"there is no table {how.table}: all, {', '.join(table.name for table in tables)}")
    with taken(connection, chosen):
        if how.table != ALL:
            _write(how, stream, _columns(named[0]), rows_of(connection, named[0], chosen))
            return
        with zipfile.ZipFile(stream, "w", zipfile.ZIP_STORED) as members:
            for table in named:
                member = zipfile.ZipInfo(f"{table.name}.{how.format}", (1980, 1, 1, 0, 0, 0))
                with members.open(member, "w", force_zip64=True) as file:
                    _write(how, file, _columns(table), rows_of(connection, table, chosen))


def _columns(table: Any) -> Columns:
    return [(column.name, column.kind) for column in table.columns]


def _write(how: How, stream: IO[bytes], columns: Columns, rows: Rows) -> None:
    from auditor.exchange.tabular import write_csv, write_ndjson, write_parquet

    if how.format == "parquet":
        write_parquet(stream, columns, rows, plain=how.redact)
    else:
        (write_csv if how.format == "csv" else write_ndjson)(stream, columns, rows)


def _findings(connection: sqlite3.Connection, choice: Choice) -> Iterator[list[Any]]:
    from auditor.store.chosen import documents

    for _, profile, findings in documents(connection, choice):
        for finding in findings:
            yield list(_row(profile, finding.document))


def _row(profile: dict[str, Any], finding: dict[str, Any]) -> Iterator[Any]:
    fields, place, decision = profile["fields"], finding["evidence"][0], finding["decision"] or {}
    yield profile["id"]
    for name in ("name", "handle", "url"):
        yield fields[name]["value"] if fields[name] else None
    yield profile["source"]["path"]
    yield profile["source"]["captured_at"]
    yield profile["level"]
    for name in ("id", "check", "rule", "strength", "category", "title"):
        yield finding[name]
    yield " … ".join(at["quote"] for at in finding["evidence"])
    yield place["selector"]
    yield place["start"]
    yield finding["message"]
    yield " | ".join(finding["alternatives"])
    yield finding["state"]
    for name in ("verdict", "person", "decided_at", "reason"):
        yield decision.get(name)
