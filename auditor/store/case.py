"""The case file: opening it, and writing what a run reads, one transaction a chunk.

Schema, migrations and search belong to sqlite-utils; bulk rows go through the same connection's ``executemany``, which
is several times faster.  A file under a newer schema than this program knows is refused, never changed.
"""

from __future__ import annotations

import os
import sqlite3
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType

from auditor.document import locator_document, skip_document
from auditor.library import KnownMatch
from auditor.model import DomainRecord, Link, Refusal, Skip
from auditor.store.known_seen import write_known_seen
from auditor.store.rows import FindingRows, PageRows, json_text

SCHEMA_VERSION = 5
DATABASE_VERSION = f"1.{SCHEMA_VERSION}.0"
"""Semantic version of the case file: a table or column that was stated goes only with another major version."""
BESIDE_THE_CASE = ("", "-wal", "-shm", "-journal", ".originals", ".watch-lock", ".known")
"""Endings of a case file's name: itself, what SQLite keeps beside it, originals, lock of the watch list, library."""
KEPT_RUNS = 8
"""Runs whose list of files is kept; what they found stays with the pages."""


class CaseError(Exception):
    """The case file cannot be used; the message says why and what would be right."""


@dataclass(frozen=True, slots=True)
class SavedFileRows:
    """What reading one saved file gave."""

    path: str
    digest: str
    pages: tuple[PageRows, ...]
    refusals: tuple[tuple[str, str], ...]
    """Place inside the file (empty for the file itself) and reason."""


class CaseFile:
    """An open case file."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        self.connection = connection

    def __enter__(self) -> CaseFile:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.connection.close()

    # ------------------------------------------------------------------ a run

    def begin(self, as_of: str, tool: Mapping[str, object], reading: str) -> int:
        """Opens a run and returns its number; runs that never finished are marked as interrupted."""
        with self.connection:
            self.connection.execute("update run set state = 'interrupted' where state = 'running'")
            cursor = self.connection.execute(
                "insert into run (as_of, tool, reading, state) values (?, ?, ?, 'running')",
                (as_of, json_text(tool), reading),
            )
            return int(cursor.lastrowid or 0)

    def known_files(self, reading: str) -> dict[str, int]:
        """Files read under the same rules and versions: digest -> key."""
        return dict(self.connection.execute("select digest, id from saved_file where reading = ?", (reading,)))

    def add(
        self,
        run: int,
        reading: str,
        known: dict[str, int],
        read: Sequence[SavedFileRows],
        unchanged: Sequence[tuple[str, str]],
        refused: Sequence[tuple[str, str]],
    ) -> None:
        """Writes a chunk in one transaction: files read anew, ``(path, digest)`` unchanged, ``(path, reason)`` refused.

        ``known`` is brought up to date.  A file whose digest is already known is only noted as seen.
        """
        with self.connection:
            self.connection.execute("begin immediate")  # keys are counted on, and another run may write this file too
            known.update(self._meanwhile(reading, [file.digest for file in read]))
            fresh = self._add_files(reading, read, known)
            sightings: list[tuple[int, str, int | None, str | None]] = [
                (run, file.path, fresh.get(file.digest) or known[file.digest], None) for file in read
            ]
            sightings += [(run, path, known[digest], None) for path, digest in unchanged]
            sightings += [(run, path, None, reason) for path, reason in refused]
            self.connection.executemany(
                "insert into sighting (run, path, saved_file, reason) values (?, ?, ?, ?)", sightings
            )
        known.update(fresh)

    def _meanwhile(self, reading: str, digests: Sequence[str]) -> dict[str, int]:
        """Those of the files that another run has written since this one began: digest -> key."""
        marks = ", ".join("?" * len(digests))
        return dict(
            self.connection.execute(
                f"select digest, id from saved_file where reading = ? and digest in ({marks})", (reading, *digests)
            )
        )

    def _next(self, table: str, column: str) -> int:
        """The first free key of a table; only one process writes a case file at a time."""
        return int(self.connection.execute(f"select coalesce(max({column}), 0) + 1 from {table}").fetchone()[0])

    def _add_files(self, reading: str, files: Sequence[SavedFileRows], known: Mapping[str, int]) -> dict[str, int]:
        """Rows of files whose digest is not known yet, one statement a table for the whole chunk; their keys."""
        fresh: dict[str, int] = {}
        rows: dict[str, list[tuple[object, ...]]] = {table: [] for table in _COLUMNS}
        file_key, page_key, finding_key = (
            self._next("saved_file", "id"),
            self._next("page", "key"),
            self._next("finding", "key"),
        )
        for file in files:
            if file.digest in known or file.digest in fresh:
                continue
            fresh[file.digest] = file_key
            rows["saved_file"].append((file_key, file.digest, reading))
            rows["refusal"] += [(file_key, member, reason) for member, reason in file.refusals]
            for page in file.pages:
                rows["page"].append((page_key, file_key, *page.page))
                for table, several in (
                    ("profile", (page.profile,) if page.profile else ()),
                    ("experience", page.experience),
                    ("education", page.education),
                    ("message", page.messages),
                    ("picture", (page.picture,) if page.picture else ()),
                    ("domain", page.domains),
                    ("skip", page.skips),
                ):
                    rows[table] += [(page_key, *row) for row in several]
                for found in page.findings:
                    rows["finding"].append((finding_key, page_key, None, *found.finding))
                    rows["evidence"] += [(finding_key, *row) for row in found.evidence]
                    finding_key += 1
                page_key += 1
            file_key += 1
        for table, columns in _COLUMNS.items():
            if rows[table]:
                self.connection.executemany(f"insert into {table} ({columns}) values ({_marks(columns)})", rows[table])
        return fresh

    def _add_findings(self, findings: Iterable[FindingRows], page: int, run: int | None) -> None:
        for rows in findings:
            key = self.connection.execute(
                f"insert into finding ({_FINDING}) values ({_marks(_FINDING)})", (page, run, *rows.finding)
            ).lastrowid
            self.connection.executemany(
                f"insert into evidence ({_EVIDENCE}) values ({_marks(_EVIDENCE)})",
                [(key, *row) for row in rows.evidence],
            )

    def add_records(self, run: int, records: Iterable[DomainRecord]) -> None:
        """Writes the recorded domain answers that the run used."""
        with self.connection:
            self.connection.executemany(
                "insert into domain_record (run, domain, kind, registered, precision, status, asked_at, warnings, at)"
                " values (?, ?, ?, ?, ?, ?, ?, ?, ?)",
                [
                    (
                        run,
                        record.domain,
                        record.kind,
                        record.registered,
                        record.precision,
                        record.status,
                        record.asked_at,
                        json_text(record.warnings),
                        json_text(locator_document(record.at) if record.at else None),
                    )
                    for record in records
                ],
            )

    def add_refused_records(self, run: int, refusals: Iterable[Refusal]) -> None:
        """Notes recorded answers that could not be read."""
        with self.connection:
            self.connection.executemany(
                "insert into sighting (run, path, saved_file, reason) values (?, ?, null, ?)",
                [(run, refusal.path, refusal.reason) for refusal in refusals],
            )

    def sightings(self, run: int) -> Iterator[tuple[str, str | None, str | None]]:
        """Path, digest of the content and reason of refusal of every file of a run, sorted by path."""
        return iter(
            self.connection.execute(
                "select path, digest, sighting.reason from sighting"
                " left join saved_file on saved_file.id = sighting.saved_file where run = ? order by path",
                (run,),
            )
        )

    def discard(self, run: int) -> None:
        """Takes back a run that found nothing changed."""
        with self.connection:
            self.connection.execute("delete from sighting where run = ?", (run,))
            self.connection.execute("delete from run where id = ?", (run,))

    def finish(
        self,
        run: int,
        content: str,
        findings: Mapping[int, Sequence[FindingRows]],
        assessments: Mapping[int, tuple[str, str]],
        links: Sequence[Link],
        crashed: Sequence[Skip],
        known: tuple[Mapping[str, int], Sequence[KnownMatch]] = ({}, ()),
    ) -> None:
        """Writes what was found across the case and closes the run.

        ``findings`` and ``assessments`` (level and JSON) are keyed by page; ``known``: keys of profiles' pages, and the
        known pictures that they show.  All in one transaction: a run is finished as a whole or not at all.
        """
        with self.connection:
            execute = self.connection.execute
            execute(
                "delete from evidence where finding in (select key from finding where run is not null)",
            )
            execute("delete from finding where run is not null")
            execute(
                "update page set level = own_level, assessment = own_assessment"
                " where level <> own_level or assessment <> own_assessment"
            )
            for page in sorted(findings):
                self._add_findings(findings[page], page, run)
            self.connection.executemany(
                "update page set level = ?, assessment = ? where key = ?",
                [(level, text, page) for page, (level, text) in sorted(assessments.items())],
            )
            execute("delete from link")
            self.connection.executemany(
                "insert into link (run, kind, a, b, distance, method, transform, evidence)"
                " values (?, ?, ?, ?, ?, ?, ?, ?)",
                [
                    (
                        run,
                        link.kind,
                        link.a,
                        link.b,
                        link.distance,
                        link.method,
                        link.transform or None,
                        json_text([locator_document(at) for at in link.evidence]),
                    )
                    for link in links
                ],
            )
            write_known_seen(self.connection, run, *known)
            execute(
                "insert into finding_seen (run, id) select distinct ?, finding.id from finding"
                " join page on page.key = finding.page"
                " join sighting on sighting.saved_file = page.saved_file and sighting.run = ?",
                (run, run),
            )
            execute(
                "update run set state = 'finished', content = ?, crashed = ? where id = ?",
                (content, json_text([skip_document(skip) for skip in crashed]), run),
            )
            self._forget(run)

    def _forget(self, run: int) -> None:
        """Lists of files of old runs, and readings that newer rules have replaced, are dropped."""
        execute = self.connection.execute
        oldest = execute("select min(id) from (select id from run order by id desc limit ?)", (KEPT_RUNS,)).fetchone()
        for table in ("sighting", "finding_seen", "domain_record"):
            execute(f"delete from {table} where run < ?", oldest)
        stale = (
            "select old.id from saved_file old join saved_file new on new.digest = old.digest and new.id > old.id"
            " where old.reading <> new.reading"
        )
        if execute(f"select 1 from ({stale}) limit 1").fetchone() is None:
            return
        execute(f"delete from sighting where run <> ? and saved_file in ({stale})", (run,))
        pages = f"select key from page where saved_file in ({stale})"
        execute(f"delete from evidence where finding in (select key from finding where page in ({pages}))")
        own = ("profile", "experience", "education", "message", "picture", "known_seen", "domain", "skip", "finding")
        for table in own:
            execute(f"delete from {table} where page in ({pages})")
        execute(f"delete from refusal where saved_file in ({stale})")
        execute(f"create temp table stale as {stale}")
        execute("delete from page where saved_file in (select id from stale)")
        execute("delete from saved_file where id in (select id from stale)")
        execute("drop table stale")


def _marks(columns: str) -> str:
    return ", ".join("?" * (columns.count(",") + 1))


_FINDING = (
    'page, run, id, "check", rule, rule_version, strength, weight, category, title, message, field, alternatives,'
    ' "references", others, ask'
)
_EVIDENCE = "finding, number, page_sha256, selector, quote, start, before, after"
_COLUMNS = {
    "saved_file": "id, digest, reading",
    "refusal": "saved_file, member, reason",
    "page": "key, saved_file, member, id, sha256, container, page_kind, status, reason, language, url, captured_at,"
    " captured_at_basis, level, assessment, own_level, own_assessment, document",
    "profile": "page, subject, name, headline, location, about, handle, url, connections_or_followers,"
    " account_created, photo_uploaded, avatar_state, features, sketch",
    "experience": 'page, number, title, company, company_url, start, "end", current, location, description',
    "education": 'page, number, school, degree, start, "end"',
    "message": "page, number, sender, sent_at, by_subject, text",
    "picture": "page, sha256, width, height, hashes, low_information, views, thumbnail",
    "domain": "page, name",
    "skip": 'page, "check", reason, crashed',
    "finding": f"key, {_FINDING}",
    "evidence": _EVIDENCE,
}
"""Columns of the tables that a read page fills, in the order in which foreign keys need them."""


def _is_ours(connection: sqlite3.Connection) -> bool:
    """Whether a database is empty or a case file, be its first migration done or cut off."""
    tables = {name for (name,) in connection.execute("select name from sqlite_master where type = 'table'")}
    return not tables or not tables.isdisjoint(("sighting", "_sqlite_migrations"))


def opened_case(file: Path) -> CaseFile:
    """The case file at this path, made where there is none, brought to the newest schema where it is older.

    Readable by its owner only.  Raises :class:`CaseError`.
    """
    connection = None
    try:
        file.parent.mkdir(parents=True, exist_ok=True)
        os.close(os.open(file, os.O_CREAT | os.O_RDWR, 0o600))
        connection = sqlite3.connect(file)
        version = connection.execute("pragma user_version").fetchone()[0]
        if version > SCHEMA_VERSION:
            raise CaseError(f"{file.name} was written by a newer version (schema {version}, known {SCHEMA_VERSION})")
        if not _is_ours(connection):
            raise CaseError(f"{file.name} is a database of something else, not a case file; nothing was changed in it")
        connection.execute("pragma journal_mode = wal")
        connection.execute("pragma synchronous = normal")
        connection.execute("pragma foreign_keys = on")
        if version < SCHEMA_VERSION:
            from sqlite_utils import Database  # slow to import: only where the schema has to change

            from auditor.store.schema import migrations

            migrations.apply(Database(connection))
            connection.execute(f"pragma user_version = {SCHEMA_VERSION}")
            connection.commit()
    except (sqlite3.Error, OSError) as error:
        if connection is not None:
            connection.close()
        raise CaseError(f"the case file {file.name} cannot be used: {error}") from None
    return CaseFile(connection)
