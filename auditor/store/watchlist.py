"""The watch list in the case file: who is watched, what is known of them, what was reported."""

from __future__ import annotations

import sqlite3
from base64 import b64decode, b64encode
from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass
from typing import Any

import orjson

from auditor.watch import PublicPage, State, state_document, state_from


@dataclass(frozen=True, slots=True)
class Watched:
    """One line of the watch list."""

    id: int
    subject: str
    """Handle or address of the profile, in the form in which pages name it."""
    folder: str
    """Absolute."""
    domains: tuple[str, ...]
    added_at: str
    basis: str
    """Key of what the last look was made from; empty before the first."""
    pictures: tuple[WatchedPicture, ...] = ()
    """Known pictures: is one of them what the profile shows?"""
    public_page: PublicPage | None = None
    """A page that may be asked for again, by whose word."""


@dataclass(frozen=True, slots=True)
class WatchedPicture:
    """A known picture that is watched for; only what it is compared by is kept."""

    name: str
    sha256: str
    views: bytes
    """Descriptor (``auditor.imaging.descriptor``)."""


def watched(connection: sqlite3.Connection) -> list[Watched]:
    """The watch list, in the order it was made."""
    return [
        Watched(
            id, subject, folder, tuple(orjson.loads(domains)), added_at, basis or "", _pictures(pictures), _page(page)
        )
        for id, subject, folder, domains, added_at, basis, pictures, page in connection.execute(
            "select id, subject, folder, domains, added_at, basis, pictures, public_page from watch order by id"
        )
    ]


def _page(text: str | None) -> PublicPage | None:
    return PublicPage(**orjson.loads(text)) if text else None


def set_public_page(connection: sqlite3.Connection, id: int, page: PublicPage) -> None:
    """Keeps which page of a line may be asked for, and what was answered last."""
    with connection:
        connection.execute("update watch set public_page = ? where id = ?", (orjson.dumps(asdict(page)).decode(), id))


def _pictures(text: str | None) -> tuple[WatchedPicture, ...]:
    listed = orjson.loads(text) if text else []
    return tuple(WatchedPicture(one["name"], one["sha256"], b64decode(one["views"])) for one in listed)


def add_watched(
    connection: sqlite3.Connection,
    subject: str,
    folder: str,
    domains: Iterable[str],
    at: str,
    pictures: Iterable[WatchedPicture] = (),
) -> int | None:
    """Adds a line and gives its number; ``None`` where it is there already."""
    listed = [
        {"name": one.name, "sha256": one.sha256, "views": b64encode(one.views).decode()}
        for one in sorted(pictures, key=lambda picture: (picture.name, picture.sha256))
    ]
    with connection:
        cursor = connection.execute(
            "insert or ignore into watch (subject, folder, domains, added_at, pictures) values (?, ?, ?, ?, ?)",
            (subject, folder, orjson.dumps(sorted(set(domains))).decode(), at, orjson.dumps(listed).decode()),
        )
    return int(cursor.lastrowid or 0) if cursor.rowcount else None


def remove_watched(connection: sqlite3.Connection, ids: Sequence[int]) -> None:
    """Removes lines and all that was kept for them."""
    with connection:
        for id in ids:
            connection.execute("delete from watch_report where watch = ?", (id,))
            connection.execute("delete from watch where id = ?", (id,))


def known_state(connection: sqlite3.Connection, id: int) -> State | None:
    """What is known of a watched profile; ``None`` before the first look."""
    (text,) = connection.execute("select state from watch where id = ?", (id,)).fetchone()
    return state_from(orjson.loads(text)) if text else None


def keep_looks(
    connection: sqlite3.Connection, looks: Iterable[tuple[int, str, State, dict[str, Any] | None]], at: str
) -> None:
    """Keeps what looks gave, all or none: line, basis, state, and a report where something changed."""
    with connection:
        for id, basis, state, report in looks:
            text = orjson.dumps(state_document(state)).decode()
            connection.execute("update watch set basis = ?, state = ? where id = ?", (basis, text, id))
            if report is not None:
                connection.execute(
                    "insert into watch_report (watch, made_at, document) values (?, ?, ?)",
                    (id, at, orjson.dumps(report).decode()),
                )


def reports_of(connection: sqlite3.Connection, id: int) -> list[tuple[str, dict[str, Any]]]:
    """What was reported of a watched profile, the newest first."""
    return [
        (at, orjson.loads(text))
        for at, text in connection.execute(
            "select made_at, document from watch_report where watch = ? order by id desc", (id,)
        )
    ]


@dataclass(frozen=True, slots=True)
class Capture:
    """One capture of a run, as far as choosing one needs to know."""

    key: int
    path: str
    """Of the saved file."""
    member: str
    id: str
    status: str
    reason: str | None
    subject: str | None
    url: str | None
    captured_at: str


def captures(connection: sqlite3.Connection, run: int) -> list[Capture]:
    """Every page that a run saw, sorted by path."""
    return [
        Capture(*row)
        for row in connection.execute(
            "select page.key, sighting.path, page.member, page.id, status, page.reason, profile.subject, profile.url,"
            " coalesce(captured_at, '') from sighting join page on page.saved_file = sighting.saved_file"
            " left join profile on profile.page = page.key where sighting.run = ? order by sighting.path, page.key",
            (run,),
        )
    ]


def shared_findings(connection: sqlite3.Connection, run: int) -> dict[int, str]:
    """By page, the ids of the findings that it has together with other pages."""
    return dict(
        connection.execute(
            "select page, group_concat(id) from (select page, id from finding where run = ? order by page, id)"
            " group by page",
            (run,),
        )
    )


def records_about(connection: sqlite3.Connection, run: int) -> dict[str, list[tuple[str, str]]]:
    """What the recorded answers of a run say: by domain, ``(kind, "registered 2019-02-03")``, sorted."""
    found: dict[str, list[tuple[str, str]]] = {}
    for domain, kind, registered, status in connection.execute(
        "select distinct domain, kind, registered, status from domain_record where run = ?"
        " order by domain, kind, registered, status",
        (run,),
    ):
        found.setdefault(domain, []).append((kind, f"{status} {registered}" if registered else status))
    return found


def picture_of(connection: sqlite3.Connection, page: int) -> tuple[str, bytes] | None:
    """SHA-256 and descriptor of the picture that a page shows, where it can be compared."""
    row = connection.execute(
        "select sha256, views from picture where page = ? and low_information is null and views is not null", (page,)
    ).fetchone()
    return (row[0], bytes(row[1])) if row else None


def domains_of(connection: sqlite3.Connection) -> dict[int, list[str]]:
    """The domains that each page names."""
    found: dict[int, list[str]] = {}
    for page, name in connection.execute("select distinct page, name from domain order by page, name"):
        found.setdefault(page, []).append(name)
    return found


def refusals(connection: sqlite3.Connection, run: int) -> dict[str, str]:
    """Reason by path of the files that a run could not read."""
    return dict(connection.execute("select path, reason from sighting where run = ? and reason is not null", (run,)))
