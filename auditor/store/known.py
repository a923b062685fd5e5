"""The known library in the case file."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Iterator, Sequence
from typing import Any, overload

import orjson

from auditor.library import Kind, KnownItem
from auditor.store.rows import json_text

CHUNK = 500
"""Rows read or written at once."""
_COLUMNS = "kind, name, method, value, source, licence, sha256, hashes, added_at, expires_at, thumbnail"


def add_known(connection: sqlite3.Connection, items: Iterable[KnownItem]) -> int:
    """Adds entries that are not there yet, all or none; gives how many were new."""
    before = connection.total_changes
    with connection:
        connection.executemany(
            f"insert or ignore into known ({_COLUMNS}, digest) values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
            (
                (
                    item.kind,
                    item.name,
                    item.method,
                    item.value,
                    item.source,
                    item.licence,
                    item.sha256 or None,
                    json_text(dict(item.hashes)),
                    item.added_at,
                    item.expires_at,
                    item.thumbnail or None,
                    item.digest,
                )
                for item in items
            ),
        )
    return connection.total_changes - before


def remove_known(connection: sqlite3.Connection, ids: Sequence[int]) -> int:
    """Removes entries for good, with what pages show of them, all or none; gives how many were there."""
    connection.execute("pragma secure_delete = on")
    with connection:
        connection.executemany(
            "delete from known_seen where digest = (select digest from known where id = ?)", [(id,) for id in ids]
        )
        before = connection.total_changes
        connection.executemany("delete from known where id = ?", [(id,) for id in ids])
        return connection.total_changes - before


def known_items(connection: sqlite3.Connection, kind: Kind | None = None) -> Iterator[tuple[int, KnownItem]]:
    """Number and entry, in the order in which they were added."""
    where, values = ("where kind = ?", (kind,)) if kind else ("", ())
    return (
        (row[0], _item(row[1:]))
        for row in connection.execute(f"select id, {_COLUMNS} from known {where} order by id", values)
    )


def expired(connection: sqlite3.Connection, as_of: str) -> list[tuple[str, str]]:
    """Name and last day of the entries that are not used any more, the oldest first."""
    return list(
        connection.execute("select name, expires_at from known where expires_at < ? order by expires_at, id", (as_of,))
    )


def usable(connection: sqlite3.Connection, method: str, as_of: str) -> list[tuple[int, str]]:
    """Number and digest of the entries made by a method that have not expired, in the order of their numbers."""
    return list(
        connection.execute(
            "select id, digest from known where method = ? and (expires_at is null or expires_at >= ?) order by id",
            (method, as_of),
        )
    )


def methods(connection: sqlite3.Connection) -> dict[tuple[Kind, str], int]:
    """How many entries of a kind were made by which method."""
    rows = connection.execute("select kind, method, count(*) from known group by kind, method order by kind, method")
    return {(kind, method): count for kind, method, count in rows}


class StoredItems(Sequence[KnownItem]):
    """Entries by their numbers, read when they are asked for."""

    def __init__(self, connection: sqlite3.Connection, ids: Sequence[int]) -> None:
        self._connection = connection
        self._ids = ids

    def __len__(self) -> int:
        return len(self._ids)

    @overload
    def __getitem__(self, place: int) -> KnownItem: ...
    @overload
    def __getitem__(self, place: slice) -> Sequence[KnownItem]: ...
    def __getitem__(self, place: int | slice) -> KnownItem | Sequence[KnownItem]:
        if isinstance(place, slice):
            return StoredItems(self._connection, self._ids[place])
        row = self._connection.execute(f"select {_COLUMNS} from known where id = ?", (self._ids[place],)).fetchone()
        return _item(row)

    def __iter__(self) -> Iterator[KnownItem]:
        for start in range(0, len(self._ids), CHUNK):
            some = self._ids[start : start + CHUNK]
            marks = ", ".join("?" * len(some))
            rows = {
                row[0]: row[1:]
                for row in self._connection.execute(f"select id, {_COLUMNS} from known where id in ({marks})", some)
            }
            yield from (_item(rows[id]) for id in some)


def _item(row: tuple[Any, ...]) -> KnownItem:
    kind, name, method, value, source, licence, sha256, hashes, added_at, expires_at, thumbnail = row
    return KnownItem(
        kind=kind,
        name=name or "",
        method=method or "",
        value=value or b"",
        source=source or "",
        licence=licence or "",
        sha256=sha256 or "",
        hashes=orjson.loads(hashes) if hashes else {},
        added_at=added_at or "",
        expires_at=expires_at,
        thumbnail=thumbnail or b"",
    )


def known_count(connection: sqlite3.Connection) -> int:
    """How many entries there are."""
    return int(connection.execute("select count(*) from known").fetchone()[0])


def known_slice(connection: sqlite3.Connection, start: int, count: int) -> list[tuple[int, KnownItem]]:
    """Number and entry of some, in the order in which they were added."""
    return [
        (row[0], _item(row[1:]))
        for row in connection.execute(f"select id, {_COLUMNS} from known order by id limit ? offset ?", (count, start))
    ]
