"""A case as one file: database extract, originals, manifest, report; the same case gives the same bytes.

A bundle that comes in is an adversary's: only names that a bundle has are taken, every original is hashed, and a
database whose schema is not the one this program makes is refused before anything reads from it.
"""

from __future__ import annotations

import hashlib
import os
import re
import sqlite3
import zipfile
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import IO

import orjson

from auditor.custody import object_path
from auditor.engine.keeping import kept_run, list_digests
from auditor.store.case import CaseFile, opened_case
from auditor.store.custody import kept_lists
from auditor.store.originals import CHECKSUMS, HEAD, MANIFEST, STAMPS, Originals

SCHEMA = "auditor.bundle/1"
MAX_BYTES = 64 * 2**30
"""Of everything in a bundle."""
_ORIGINAL = re.compile(r"originals/([0-9a-f]{2})/(\1[0-9a-f]{62})")
_NOTES = tuple(f"originals/{name}" for name in (CHECKSUMS, MANIFEST, HEAD))
_STAMP = re.compile(rf"originals/{STAMPS}/([0-9a-f]{{64}}(?:\.txt|-[0-9a-f]{{16}}\.(?:tsr|ots)))")
_REPORT = re.compile(r"report/(?:profiles/)?[\w.-]+")
_HEAD = "bundle.json"
REDACTED = "redacted.json"
_DATABASE = "case.db"


class BrokenBundle(Exception):
    """A bundle is not what it says; the message says where."""


def extract(case: CaseFile, target: Path) -> None:
    """Writes a copy of the case file without the watch list, free of deleted rows."""
    case.connection.execute("vacuum into ?", (str(target),))
    copy = sqlite3.connect(target, isolation_level=None)
    try:
        copy.execute("pragma journal_mode = delete")
        copy.execute("pragma secure_delete = on")
        copy.execute("delete from watch_report")
        copy.execute("delete from watch")
        copy.execute("vacuum")
        copy.execute("pragma schema_version = 1")  # it counts vacuums: a case that came in would give other bytes
    finally:
        copy.close()


def write_bundle(
    stream: IO[bytes], case: CaseFile, database: Path, originals: Originals, report: Path, version: str
) -> None:
    """Writes a bundle.  Raises :class:`BrokenBundle` where an original is gone or changed."""
    digests = {
        digest
        for name in kept_lists(case.connection)
        for digest in (name, *list_digests(kept_run(originals, name) or {"records": {}, "packs": [], "files": []}))
    }
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_STORED) as bundle:
        _add(bundle, _HEAD, orjson.dumps({"schema": SCHEMA, "version": version, "originals": len(digests)}))
        _add(bundle, _DATABASE, database.read_bytes())
        for name in _NOTES:
            _add(bundle, name, (originals.folder / name.split("/", 1)[1]).read_bytes())
        for name, stamped in originals.stamp_files().items():
            _add(bundle, f"originals/{STAMPS}/{name}", stamped)
        for digest in sorted(digests):
            data = originals.bytes_of(digest)
            if data is None or hashlib.sha256(data).hexdigest() != digest:
                raise BrokenBundle(f"original {digest} is {'gone' if data is None else 'changed'}: see auditor verify")
            _add(bundle, f"originals/{object_path(digest)}", data)
        for file in sorted(report.rglob("*.html")):
            _add(bundle, f"report/{file.relative_to(report).as_posix()}", file.read_bytes())


def write_members(stream: IO[bytes], members: Mapping[str, bytes | Path]) -> None:
    """Writes members, each given by its bytes or its file, as a ZIP that says nothing but them."""
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_STORED) as bundle:
        for name, member in members.items():
            _add(bundle, name, member if isinstance(member, bytes) else member.read_bytes())


def _add(bundle: zipfile.ZipFile, name: str, data: bytes) -> None:
    """A member without a date, for nobody but its owner."""
    member = zipfile.ZipInfo(name, (1980, 1, 1, 0, 0, 0))
    member.create_system = 3
    member.external_attr = 0o600 << 16
    bundle.writestr(member, data)


def unpack(stream: IO[bytes], case_file: Path, originals: Originals) -> int:
    """Unpacks a bundle to a case file that is not there yet; gives the number of originals.

    Raises :class:`BrokenBundle`, ``OSError``; what was unpacked until then has to be removed.
    """
    try:
        with zipfile.ZipFile(stream) as bundle:
            members = bundle.infolist()
            _checked_names([member.filename for member in members])
            if sum(member.file_size for member in members) > MAX_BYTES:
                raise BrokenBundle(f"it holds more than {MAX_BYTES} bytes")
            if any(member.file_size != member.compress_size or member.flag_bits & 1 for member in members):
                raise BrokenBundle("its members are packed or encrypted; those of a bundle are stored")
            head = _json(bundle.read(_HEAD))
            if head.get("schema") != SCHEMA:
                raise BrokenBundle(f"schema {head.get('schema')!r}; right would be {SCHEMA!r}")
            count = 0
            for member in members:
                if found := _ORIGINAL.fullmatch(member.filename):
                    data = bundle.read(member)
                    if hashlib.sha256(data).hexdigest() != found[2]:
                        raise BrokenBundle(f"original {found[2]} was changed")
                    originals.keep(data)
                    count += 1
                elif found := _STAMP.fullmatch(member.filename):
                    originals.take_stamp(found[1], bundle.read(member))
            if count != head.get("originals"):
                raise BrokenBundle(f"it holds {count} originals and says {head.get('originals')}")
            originals.take_notes({name.split("/", 1)[1]: bundle.read(name) for name in _NOTES})
            _write_private(case_file, bundle.read(_DATABASE))
    except (zipfile.BadZipFile, NotImplementedError, EOFError) as error:
        raise BrokenBundle(f"no whole ZIP file: {error}") from None
    _checked_database(case_file)
    return count


def _checked_names(names: list[str]) -> None:
    known = {_HEAD, _DATABASE, *_NOTES}
    if REDACTED in names:
        raise BrokenBundle("it is redacted and brings no originals: unpack it, and open its report and its case.db")
    for name in names:
        if name not in known and not any(form.fullmatch(name) for form in (_ORIGINAL, _STAMP, _REPORT)):
            raise BrokenBundle(f"a bundle has no member {name[:80]!r}")
    if len(set(names)) != len(names):
        raise BrokenBundle("it holds a name twice")
    if missing := sorted(known - set(names)):
        raise BrokenBundle(f"{', '.join(missing)} missing")


def _json(data: bytes) -> dict[str, object]:
    try:
        value = orjson.loads(data)
    except ValueError:
        value = None
    if not isinstance(value, dict):
        raise BrokenBundle(f"{_HEAD} is no JSON object")
    return value


def _write_private(file: Path, data: bytes) -> None:
    with open(os.open(file, os.O_WRONLY | os.O_CREAT | os.O_EXCL | getattr(os, "O_BINARY", 0), 0o600), "wb") as stream:
        stream.write(data)
        stream.flush()
        os.fsync(stream.fileno())


def _checked_database(file: Path) -> None:
    """Refuses a database that is damaged, or that holds a table, view or trigger which a case file does not."""
    blank = file.with_name(f".blank-{os.getpid()}-{file.name}")
    try:
        with opened_case(blank) as made:
            right = _schema(made.connection)
        connection = sqlite3.connect(f"{file.resolve().as_uri()}?mode=ro", uri=True)
        try:
            connection.execute("pragma trusted_schema = off")
            odd = sorted(_schema(connection) ^ right)
            if odd:
                raise BrokenBundle(f"its database is not one of this version: {odd[0][0][:80]} differs")
            damage = connection.execute("pragma integrity_check(1)").fetchone()[0]
            if damage != "ok":
                raise BrokenBundle(f"its database is damaged: {damage}")
        finally:
            connection.close()
    except sqlite3.Error as error:
        raise BrokenBundle(f"its database cannot be read: {error}") from None
    finally:
        remove_case(blank)


def _schema(connection: sqlite3.Connection) -> set[tuple[str, str]]:
    rows: Iterable[tuple[str, str | None]] = connection.execute("select name, sql from sqlite_master")
    return {(name, sql or "") for name, sql in rows}


def remove_case(file: Path) -> None:
    """Removes a case file and what SQLite keeps beside it."""
    for ending in ("", "-wal", "-shm", "-journal"):
        file.with_name(file.name + ending).unlink(missing_ok=True)
