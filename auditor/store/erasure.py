"""Taking a person out of the case file: every row about them, and the bytes that deleted rows leave behind."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

import orjson


@dataclass(frozen=True, slots=True)
class SubjectPage:
    """A page about the person, or one that was saved in the same file as such a page."""

    key: int
    saved_file: int
    id: str
    sha256: str
    content: str
    """Digest and date under which the saved file is known."""
    subject: str
    name: str | None
    url: str | None
    own: bool
    """Whether the page is about the person."""


def subject_pages(
    connection: sqlite3.Connection, wanted: Callable[[str, str, str | None, str | None], bool]
) -> list[SubjectPage]:
    """Pages for which ``wanted(page id, subject, name, url)`` holds, and all others of the same saved files."""
    rows = [
        SubjectPage(*[*row, wanted(row[2], row[5], row[6], row[7])])
        for row in connection.execute(
            "select page.key, page.saved_file, page.id, page.sha256, saved_file.digest,"
            " coalesce(profile.subject, page.id), profile.name, coalesce(profile.url, page.url) from page"
            " join saved_file on saved_file.id = page.saved_file left join profile on profile.page = page.key"
            " order by page.key"
        )
    ]
    contents = {row.content for row in rows if row.own}
    return [row for row in rows if row.content in contents]


def erase_pages(
    connection: sqlite3.Connection,
    pages: Sequence[SubjectPage],
    watched: Iterable[int],
    lists: Iterable[tuple[str, str]],
) -> list[int]:
    """Deletes the pages with all that hangs on them; gives the other pages that lose a finding.

    ``watched`` are lines of the watch list; ``lists`` are old and new digests of lists of originals.  All or nothing.
    """
    keys = orjson.dumps([page.key for page in pages]).decode()
    files = orjson.dumps(sorted({page.saved_file for page in pages})).decode()
    hashes = orjson.dumps(sorted({page.sha256 for page in pages})).decode()
    ids = orjson.dumps(sorted({page.id for page in pages})).decode()
    subjects = orjson.dumps(sorted({page.subject for page in pages if page.own})).decode()
    connection.execute("pragma secure_delete = on")
    execute = connection.execute
    with connection:
        gone = (
            "select key from finding where page in (select value from json_each(?1))"
            " or key in (select finding from evidence where page_sha256 in (select value from json_each(?2)))"
            " or exists (select 1 from json_each(finding.others) where value in (select value from json_each(?3)))"
        )
        affected = [
            page
            for (page,) in execute(
                f"select distinct page from finding where key in ({gone})"
                " and page not in (select value from json_each(?1)) order by page",
                (keys, hashes, ids),
            )
        ]
        execute(
            f"delete from decision where finding in (select id from finding where key in ({gone}))"
            " or subject in (select value from json_each(?4))",
            (keys, hashes, ids, subjects),
        )
        execute(
            f"delete from finding_seen where id in (select id from finding where key in ({gone}))", (keys, hashes, ids)
        )
        found = orjson.dumps([key for (key,) in execute(gone, (keys, hashes, ids))]).decode()
        execute("delete from evidence where finding in (select value from json_each(?))", (found,))
        execute("delete from finding where key in (select value from json_each(?))", (found,))
        execute(
            "delete from link where a in (select value from json_each(?1)) or b in (select value from json_each(?1))",
            (ids,),
        )
        for table in ("experience", "education", "message", "picture", "known_seen", "domain", "skip", "profile"):
            execute(f"delete from {table} where page in (select value from json_each(?))", (keys,))
        execute("delete from page where key in (select value from json_each(?))", (keys,))
        for table in ("refusal", "sighting"):
            execute(f"delete from {table} where saved_file in (select value from json_each(?))", (files,))
        execute("delete from saved_file where id in (select value from json_each(?))", (files,))
        for id in watched:
            execute("delete from watch_report where watch = ?", (id,))
            execute("delete from watch where id = ?", (id,))
        for old, new in lists:
            execute("update run set kept = ? where kept = ?", (new, old))
        execute("update run set content = 'erased ' || id")
    return affected


def judge_again(connection: sqlite3.Connection, assessments: Iterable[tuple[int, str, str]]) -> None:
    """Writes level and assessment of pages that have lost a finding."""
    with connection:
        connection.executemany("update page set level = ?2, assessment = ?3 where key = ?1", list(assessments))


def sweep(connection: sqlite3.Connection) -> None:
    """Leaves no byte of deleted rows: search indexes made again, the file written anew, the log emptied."""
    with connection:
        for index in ("profile_fts", "message_fts"):
            connection.execute(f"insert into {index} ({index}) values ('rebuild')")
            connection.execute(f"insert into {index} ({index}) values ('optimize')")
    connection.execute("vacuum")
    connection.execute("pragma wal_checkpoint(truncate)")
