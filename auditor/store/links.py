"""Other case files: opened without a change to them, searched, and linked as one matter."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from auditor.store.case import SCHEMA_VERSION, CaseError


@dataclass(frozen=True, slots=True)
class CaseLink:
    """Another case file that is the same matter."""

    other: str
    """Absolute path."""
    reason: str
    person: str
    linked_at: str
    """RFC 3339 UTC."""
    undone_at: str | None = None


@dataclass(frozen=True, slots=True)
class Found:
    """A page of a case that holds what was looked for."""

    page: str
    """Id."""
    name: str | None
    path: str
    words: str
    """What was found there."""


class OtherVersion(CaseError):
    """A case file that another version of this program has written."""


def reading_case(file: Path) -> sqlite3.Connection:
    """A case file to be read and not changed.

    Raises :class:`CaseError` where it is none, :class:`OtherVersion` where it is one of another version.
    """
    try:
        connection = sqlite3.connect(f"{file.resolve().as_uri()}?mode=ro", uri=True)
        version = connection.execute("pragma user_version").fetchone()[0]
        connection.execute("select 1 from sighting limit 1")
    except sqlite3.Error as error:
        raise CaseError(f"{file} is no case file: {error}") from None
    if version > SCHEMA_VERSION:
        connection.close()
        raise OtherVersion(f"{file} was written by a newer version (schema {version}, known {SCHEMA_VERSION})")
    if version != SCHEMA_VERSION:
        connection.close()
        raise OtherVersion(
            f"{file} has schema {version}, not {SCHEMA_VERSION}: auditor case show --case {file} renews it"
        )
    return connection


def link_case(connection: sqlite3.Connection, link: CaseLink) -> bool:
    """Notes that another case is the same matter; ``False`` where it is noted already."""
    if any(one.other == link.other for one in linked_cases(connection)):
        return False
    with connection:
        connection.execute(
            "insert into case_link (other, reason, person, linked_at) values (?, ?, ?, ?)",
            (link.other, link.reason, link.person, link.linked_at),
        )
    return True


def unlink_case(connection: sqlite3.Connection, other: str, at: str) -> bool:
    """Takes a link back, which stays to be read; ``False`` where there is none."""
    with connection:
        done = connection.execute(
            "update case_link set undone_at = ? where other = ? and undone_at is null", (at, other)
        ).rowcount
    return done > 0


def linked_cases(connection: sqlite3.Connection, everything: bool = False) -> list[CaseLink]:
    """The cases that this one is linked with; with ``everything`` those that were taken back too."""
    return [
        CaseLink(*row)
        for row in connection.execute(
            "select other, reason, person, linked_at, undone_at from case_link"
            " where undone_at is null or ? order by id",
            (everything,),
        )
    ]


def naming_domain(connection: sqlite3.Connection, run: int, domain: str) -> list[Found]:
    """Pages of a run that name a domain, sorted by path."""
    return _found(
        connection,
        "select distinct page.id, profile.name, sighting.path || page.member, domain.name from domain"
        " join page on page.key = domain.page join sighting on sighting.saved_file = page.saved_file"
        " left join profile on profile.page = page.key where sighting.run = ? and domain.name = ? order by 3, 1",
        (run, domain),
    )


def saying(connection: sqlite3.Connection, run: int, words: str) -> list[Found]:
    """Pages of a run on which these words stand one after the other, sorted by path."""
    phrase = '"' + words.replace('"', " ") + '"'
    found: list[Found] = []
    for table in ("profile", "message"):
        found += _found(
            connection,
            f"select distinct page.id, profile.name, sighting.path || page.member,"
            f" snippet({table}_fts, -1, '', '', '…', 48) from {table}_fts"
            f" join {table} as held on held.rowid = {table}_fts.rowid join page on page.key = held.page"
            f" join sighting on sighting.saved_file = page.saved_file left join profile on profile.page = page.key"
            f" where {table}_fts match ? and sighting.run = ? order by 3, 1",
            (phrase, run),
        )
    return sorted(set(found), key=lambda one: (one.path, one.page, one.words))


def _found(connection: sqlite3.Connection, query: str, values: Iterable[object]) -> list[Found]:
    return [Found(*row) for row in connection.execute(query, tuple(values))]
