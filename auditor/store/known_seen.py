"""Entries of the known library that pages show: what a report prints beside a page's own picture."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from auditor.library import KnownMatch


@dataclass(frozen=True, slots=True)
class KnownSeen:
    """An entry of the library that shows a page's picture, as it was when the run ended."""

    page: int
    """Key of the page."""
    name: str
    source: str
    licence: str
    added_at: str
    expires_at: str | None
    method: str
    distance: int
    transform: str
    likeness: float | None
    views: bytes
    """Descriptor of the known picture; empty for an entry that is only a hash."""
    thumbnail: bytes
    """JPEG; empty where none was kept."""


_COLUMNS = "page, name, source, licence, added_at, expires_at, method, distance, transform, likeness, views, thumbnail"


def write_known_seen(
    connection: sqlite3.Connection, run: int, keys: Mapping[str, int], matches: Iterable[KnownMatch]
) -> None:
    """Writes what a run has seen in place of what was there; inside the transaction of the caller.

    ``keys`` gives the key of a profile's page.
    """
    connection.execute("delete from known_seen")
    connection.executemany(
        f"insert into known_seen ({_COLUMNS}, run, digest) values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
        [
            (
                keys[match.profile],
                match.item.name,
                match.item.source,
                match.item.licence,
                match.item.added_at,
                match.item.expires_at,
                match.method,
                match.distance,
                match.transform,
                match.likeness,
                match.item.value if match.item.kind == "picture" else b"",
                match.item.thumbnail,
                run,
                match.item.digest,
            )
            for match in matches
        ],
    )


def known_seen(connection: sqlite3.Connection, keys: Sequence[int]) -> dict[int, list[KnownSeen]]:
    """What these pages show of the library, by key of the page, in the order in which the check gave it."""
    found: dict[int, list[KnownSeen]] = {}
    marks = ", ".join("?" * len(keys))
    query = f"select {_COLUMNS} from known_seen where page in ({marks}) order by id"
    for row in connection.execute(query, tuple(keys)):
        found.setdefault(row[0], []).append(KnownSeen(*row))
    return found
