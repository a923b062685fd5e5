"""What is to be known: pictures, texts, domains and hash lists as entries of the library, and the library of a run."""

from __future__ import annotations

import csv
import hashlib
import io
import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from sqlite3 import Connection

from auditor.domains import company_domain
from auditor.engine.matching import HeldPicture, pictures
from auditor.engine.shelf import mapped_views, shelf_of
from auditor.intake import Limits, Place
from auditor.library import Kind, KnownItem, Library, library_digest
from auditor.model import Refusal
from auditor.rules.known import fingerprint, known_toml
from auditor.similarity.pictures import METHOD
from auditor.store.known import StoredItems, known_items, usable

TEXT_METHOD = "shingles-v1"
DOMAIN_METHOD = "domain"
HASH_DIGITS = {"pdq256": 64, "phash64": 16, "dhash64": 16, "phash256": 64, "dhash256": 64, "sha256": 64}
"""Hex digits of each hash that a list may hold."""
_NAMES = {"pdq": "pdq256", "phash": "phash64", "dhash": "dhash64", "sha-256": "sha256"}
_HEX = re.compile(r"(?:0x)?([0-9a-fA-F]{16}|[0-9a-fA-F]{64})")
TEXTS = "known texts"
"""Name of the pack that known texts make."""
MANY = 20_000
"""Pictures from which the window hashes are mapped from a file."""


@dataclass(frozen=True, slots=True)
class Note:
    """What is said of everything that is added together."""

    source: str
    licence: str
    added_at: str
    expires_at: str | None


def known_pictures(
    paths: Sequence[Place], limits: Limits, max_pixels: int, note: Note, thumbnails: bool = True
) -> Iterator[KnownItem | Refusal]:
    """Every picture under the paths; what cannot be compared says why.  ``thumbnails``: small copies are kept too."""
    for held in pictures(paths, limits, max_pixels):
        if isinstance(held, HeldPicture):
            yield KnownItem(
                kind="picture",
                name=held.path,
                method=METHOD,
                value=held.features.views,
                source=note.source,
                licence=note.licence,
                sha256=held.features.sha256,
                hashes=held.features.hashes,
                added_at=note.added_at,
                expires_at=note.expires_at,
                thumbnail=held.features.thumbnail if thumbnails else b"",
            )
        else:
            yield held


def known_text(text: str, publisher: str, title: str, date: str, url: str | None, note: Note) -> KnownItem:
    """A published lure text as a fingerprint.  Raises ``ValueError`` where it is too short to be known again."""
    id = f"known-{hashlib.sha256(text.encode()).hexdigest()[:12]}"
    made = fingerprint(text, id=id, publisher=publisher, title=title, date=date, url=url)
    return KnownItem(
        kind="text",
        name=title,
        method=TEXT_METHOD,
        value=known_toml(made).encode(),
        source=f"{publisher}, {date}" + (f", {url}" if url else ""),
        licence=note.licence,
        added_at=note.added_at,
        expires_at=note.expires_at,
    )


def known_domains(names: Iterable[str], note: Note) -> Iterator[KnownItem | Refusal]:
    """Domains of real firms; what is no company's domain says so."""
    for name in names:
        domain = company_domain(name)
        if domain is None:
            yield Refusal(name, "not a domain that a company could own alone")
        else:
            yield _plain("domain", domain.name, DOMAIN_METHOD, domain.name.encode(), note)


def known_hashes(text: str, name: str, method: str | None, note: Note) -> Iterator[KnownItem | Refusal]:
    """The hashes of a list: one a line, or CSV or TSV with a column of hashes and perhaps one of types.

    ``method`` says what the hashes are where the list does not.  A line without a hash says so, but for headings,
    empty lines and lines that begin with ``#``.
    """
    seen: set[tuple[str, str]] = set()
    lines = text.removeprefix("\ufeff").splitlines()
    delimiter = "\t" if lines and "\t" in lines[0] else ","
    for number, row in enumerate(csv.reader(lines, delimiter=delimiter), 1):
        cells = [cell.strip().strip("'\"") for cell in row]
        if not any(cells) or cells[0].startswith("#"):
            continue
        digits = next((found[1].lower() for cell in cells if (found := _HEX.fullmatch(cell))), None)
        if digits is None:
            if number > 1:
                yield Refusal(f"{name}, line {number}", "no hash of 64 or 256 bits in hexadecimal digits")
            continue
        kind = method or _stated(cells)
        if kind is None:
            yield Refusal(f"{name}, line {number}", "the list does not say which hash this is: say it with --method")
        elif HASH_DIGITS[kind] != len(digits):
            yield Refusal(f"{name}, line {number}", f"{4 * len(digits)} bits; {kind} has {4 * HASH_DIGITS[kind]}")
        elif (kind, digits) not in seen:
            seen.add((kind, digits))
            yield _plain("hash", digits, kind, bytes.fromhex(digits), note)


def hash_list(items: Iterable[KnownItem]) -> Iterator[str]:
    """Hashes of pictures and of lists as lines of CSV, in the form that :func:`known_hashes` and other tools read.

    Wavelet hashes are left out: they are never compared.
    """
    out = io.StringIO()
    write = csv.writer(out, lineterminator="\n").writerow

    def line(*cells: str) -> str:
        out.seek(0)
        out.truncate()
        write([f"'{cell}" if cell[:1] in ("=", "+", "-", "@", "\t", "\r") else cell for cell in cells])
        return out.getvalue()

    other_tools = {name: short for short, name in _NAMES.items() if short == "pdq"}
    yield line("hash_type", "hash", "source", "licence", "expires_at")
    for item in items:
        own = {name.rpartition("-")[0]: digits for name, digits in item.hashes.items()}
        if item.kind == "picture":
            own["sha256"] = item.sha256
        elif item.kind == "hash":
            own = {item.method: item.value.hex()}
        for name in sorted(own):
            if name in HASH_DIGITS and own[name]:
                kind = other_tools.get(name, name)
                yield line(kind, own[name], item.source, item.licence, item.expires_at or "")


def _stated(cells: Sequence[str]) -> str | None:
    for cell in cells:
        word = re.sub(r"^hash_|_ocr$", "", cell.casefold().replace(" ", ""))
        kind = _NAMES.get(word, word)
        if kind in HASH_DIGITS:
            return kind
    return None


def _plain(kind: Kind, name: str, method: str, value: bytes, note: Note) -> KnownItem:
    return KnownItem(kind, name, method, value, note.source, note.licence, "", {}, note.added_at, note.expires_at)


def library_of(connection: Connection, as_of: str, given: Sequence[KnownItem] = (), many: int = MANY) -> Library:
    """The library of a run: what the case file holds and has not expired on the day, and pictures given by hand.

    The window hashes of ``many`` stored pictures and more are kept in a folder beside the case file and mapped.
    Raises ``OSError`` where they cannot be.
    """
    held = usable(connection, METHOD, as_of)
    hashes = tuple(item for _, item in known_items(connection, "hash") if _in_time(item, as_of))
    domains = tuple(item for _, item in known_items(connection, "domain") if _in_time(item, as_of))
    digests = [digest for _, digest in held]
    there = set(digests)
    own = [item for item in given if item.digest not in there]
    stored = StoredItems(connection, [id for id, _ in held])
    views = None
    everything: Sequence[KnownItem] = [*stored, *own] if own or len(held) < many else stored
    if everything is stored:
        file = Path(connection.execute("pragma database_list").fetchone()[2])
        views = mapped_views(stored, library_digest(digests), shelf_of(file))
    digests += [item.digest for item in (*hashes, *domains, *own)]
    return Library(everything, hashes, domains, library_digest(digests), views)


def _in_time(item: KnownItem, as_of: str) -> bool:
    return item.expires_at is None or item.expires_at >= as_of


def texts_pack(connection: Connection, as_of: str) -> dict[str, bytes]:
    """The known texts that have not expired, as the files of a rule pack; empty where there are none."""
    files = {
        f"known/{number}.toml": item.value for number, item in known_items(connection, "text") if _in_time(item, as_of)
    }
    if files:
        files["pack.toml"] = f'name = "{TEXTS}"\nversion = "{len(files)} texts"\n'.encode()
    return files
