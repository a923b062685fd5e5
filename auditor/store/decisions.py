"""What people decided, in the case file: events are added and never changed."""

from __future__ import annotations

import hashlib
import sqlite3
from collections.abc import Iterable

import orjson

from auditor.document import normalised_quote
from auditor.review import Carried, Decidable, Event, carried

LONGEST_QUOTE = 400
"""Characters; of a longer quote (a picture inside an address) the beginning and a digest are kept."""

_COLUMNS = "id, finding, verdict, reason, person, decided_at, rule, rule_version, subject, field, title, quotes, upon"


def decision_events(connection: sqlite3.Connection) -> list[Event]:
    """Every event of the case, sorted by finding and time."""
    return [event for _, event in decision_rows(connection)]


def decision_rows(connection: sqlite3.Connection) -> list[tuple[str, Event]]:
    """Every event with the id under which it is stored, sorted by finding and time."""
    return [
        (id, Event(*[*plain, tuple(orjson.loads(quotes)), tuple(orjson.loads(upon))]))
        for id, *plain, quotes, upon in connection.execute(
            f"select {_COLUMNS} from decision order by finding, decided_at, id"
        )
    ]


def add_decisions(connection: sqlite3.Connection, events: Iterable[Event]) -> int:
    """Adds events that are not there yet and gives their number.  They are on the disk when this returns."""
    before = connection.total_changes
    connection.execute("pragma synchronous = full")
    try:
        with connection:
            connection.executemany(
                f"insert or ignore into decision ({_COLUMNS}) values ({', '.join('?' * 13)})",
                [
                    (
                        event.id,
                        event.finding,
                        event.verdict,
                        event.reason,
                        event.person,
                        event.decided_at,
                        event.rule,
                        event.rule_version,
                        event.subject,
                        event.field,
                        event.title,
                        orjson.dumps(event.quotes).decode(),
                        orjson.dumps(event.upon).decode(),
                    )
                    for event in events
                ],
            )
    finally:
        connection.execute("pragma synchronous = normal")
    return connection.total_changes - before


def present_findings(connection: sqlite3.Connection, run: int) -> list[Decidable]:
    """The findings of a run as decisions know them, each fingerprint once, sorted."""
    found: dict[str, tuple[str, int, str, str, str]] = {}
    quotes: dict[str, set[str]] = {}
    for id, rule, version, subject, field, title, quote in connection.execute(
        "select finding.id, rule, rule_version, subject, field, title, quote from finding"
        " join profile on profile.page = finding.page join page on page.key = finding.page"
        " join evidence on evidence.finding = finding.key"
        " where page.saved_file in (select saved_file from sighting where run = ?1)"
        " and (finding.run is null or finding.run = ?1)",
        (run,),
    ):
        found[id] = (rule, version, subject, field, title)
        quotes.setdefault(id, set()).add(_kept(normalised_quote(quote)))
    return [
        Decidable(id, rule, version, subject, field, title, tuple(sorted(quotes[id])))
        for id, (rule, version, subject, field, title) in sorted(found.items())
    ]


def _kept(quote: str) -> str:
    if len(quote) <= LONGEST_QUOTE:
        return quote
    return f"{quote[:80]}… sha256 {hashlib.sha256(quote.encode('utf-8', 'surrogatepass')).hexdigest()}"


def carried_decisions(connection: sqlite3.Connection, run: int) -> Carried:
    """The case's decisions held against the findings of a run; nothing is read where nobody has decided."""
    events = decision_events(connection)
    return carried(events, present_findings(connection, run)) if events else Carried({}, ())


def decisions_key(connection: sqlite3.Connection) -> str:
    """Key of everything that was decided; empty where nothing was."""
    ids = [id for (id,) in connection.execute("select id from decision order by id")]
    return hashlib.sha256("\n".join(ids).encode()).hexdigest()[:16] if ids else ""
