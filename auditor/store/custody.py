"""The chain of custody in the case file: events are added, never changed."""

from __future__ import annotations

import sqlite3
from typing import Any

from auditor.custody import CustodyEvent, Kind, chained
from auditor.store.decisions import decision_rows


def custody_events(connection: sqlite3.Connection) -> list[CustodyEvent]:
    """The chain, from its beginning."""
    return [
        CustodyEvent(*row)
        for row in connection.execute("select id, event, subject, digest, happened_at, chain from custody order by id")
    ]


def has_custody(connection: sqlite3.Connection) -> bool:
    """Whether the case has a chain at all."""
    return connection.execute("select 1 from custody limit 1").fetchone() is not None


def add_custody(
    connection: sqlite3.Connection,
    event: Kind,
    subject: str,
    digest: str,
    happened_at: str,
    kept: tuple[int, str] | None = None,
) -> CustodyEvent:
    """Adds an event, on the disk when this returns; ``kept`` is a run and the digest of its list, written with it."""
    connection.execute("pragma synchronous = full")
    try:
        with connection:
            connection.execute("begin immediate")
            row = connection.execute(
                "select id, event, subject, digest, happened_at, chain from custody order by id desc limit 1"
            ).fetchone()
            made = chained(CustodyEvent(*row) if row else None, event, subject, digest, happened_at)
            connection.execute(
                "insert into custody (id, event, subject, digest, happened_at, chain) values (?, ?, ?, ?, ?, ?)",
                (made.number, made.event, made.subject, made.digest, made.happened_at, made.chain),
            )
            if kept is not None:
                connection.execute("update run set kept = ? where id = ?", (kept[1], kept[0]))
    finally:
        connection.execute("pragma synchronous = normal")
    return made


def kept_list(connection: sqlite3.Connection, run: int) -> str | None:
    """Digest of the list of what was kept for a run; ``None`` where its originals were not kept."""
    found = connection.execute("select kept from run where id = ?", (run,)).fetchone()
    return None if found is None else found[0]


def kept_lists(connection: sqlite3.Connection) -> list[str]:
    """Digests of the lists of all runs whose originals were kept, each once, in order."""
    rows = connection.execute("select kept from run where kept is not null order by id")
    return list(dict.fromkeys(digest for (digest,) in rows))


def capture_dates(connection: sqlite3.Connection, content: str) -> list[dict[str, Any]]:
    """What the pages of a saved file say of when they were captured, with who says so."""
    return [
        {"page": id, "captured_at": at, "basis": basis}
        for id, at, basis in connection.execute(
            "select page.id, captured_at, captured_at_basis from page"
            " join saved_file on saved_file.id = page.saved_file where digest = ? order by page.id, page.key",
            (content,),
        )
    ]


def import_dates(connection: sqlite3.Connection) -> dict[str, str]:
    """When each list of kept files was imported, by its digest."""
    return dict(
        connection.execute("select digest, min(happened_at) from custody where event = 'import' group by digest")
    )


def changed_decisions(connection: sqlite3.Connection) -> list[str]:
    """Ids of decisions whose row no longer says what the id was made from."""
    return sorted(id for id, event in decision_rows(connection) if id != event.id)
