"""A case on its way to other programs and back: out of a case file as STIX or MISP, and into one from STIX of ours."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from itertools import islice
from pathlib import Path
from typing import Any

import orjson

from auditor.store import chosen
from auditor.store.chosen import Choice, Filter
from auditor.store.handed import case_document, stored_documents
from auditor.store.load import CHUNK

Document = dict[str, Any]

LONGEST_IMPORT = 2**31
"""Bytes of a STIX bundle that are read back at most."""


def pages_of(connection: sqlite3.Connection, choice: Choice) -> Iterator[tuple[Document, Document]]:
    """``PROFILE`` of each page and what the case file keeps besides, by id; a chunk is in memory at a time."""
    every = chosen.documents(connection, choice)
    while several := list(islice(every, CHUNK)):
        stored = stored_documents(connection, [(page, findings) for page, _, findings in several])
        for page, document, _ in several:
            yield document, stored[page.key]


def stix_pieces(
    connection: sqlite3.Connection, run: int, filter: Filter, tlp: str, carry: bool = True
) -> Iterator[bytes]:
    """A run as a STIX bundle, in pieces.  Raises ``ImportError`` where stix2 is not installed."""
    from auditor.exchange.stix import stix_bundle

    choice = chosen.choice(connection, run, filter)
    return stix_bundle(pages_of(connection, choice), case_document(connection, choice), tlp, carry)


def misp_text(connection: sqlite3.Connection, run: int, filter: Filter, tlp: str) -> bytes:
    """A run as a MISP event.  Raises ``ImportError`` where pymisp is not installed."""
    from auditor.exchange.misp import misp_event

    choice = chosen.choice(connection, run, filter)
    event = misp_event(pages_of(connection, choice), case_document(connection, choice), tlp)
    return event.to_json(sort_keys=True, indent=1).encode()


def restore_stix(data: bytes, file: Path) -> tuple[str, int]:
    """Writes the case of a STIX bundle of ours to a case file that is not there yet; its light and number of pages.

    What was written is exported again and held against the bundle: nothing of it may be lost or say anything else.
    Raises ``NotOurs`` and ``ImportError``; what was written until then has to be removed.
    """
    from auditor.exchange.carried import NotOurs, case_from
    from auditor.store.case import opened_case
    from auditor.store.restored import restore

    whole = case_from(data)
    try:
        with opened_case(file) as case:
            run = restore(case, whole)
            again = b"".join(stix_pieces(case.connection, run, Filter(), whole.marking))
    except (OverflowError, sqlite3.IntegrityError) as error:
        raise NotOurs(f"what it carries fits no case file: {error}") from None
    if again != data and (odd := _differing(orjson.loads(data), orjson.loads(again))):
        raise NotOurs(odd)
    return whole.marking, len(whole.pages)


def _differing(given: Document, made: Document) -> str | None:
    """The first object that is not what the case makes of it; the order of objects and keys does not count."""
    ours = {one["id"]: one for one in made["objects"]}
    theirs = {one.get("id"): one for one in given["objects"]}
    if lost := sorted(ours.keys() - theirs.keys()):
        return f"{lost[0]} is missing from it"
    if more := sorted(str(id) for id in theirs.keys() - ours.keys()):
        return f"{more[0][:80]} is none of ours: nothing of it would be kept"
    odd = next((id for id, one in ours.items() if theirs[id] != one), None)
    return odd and f"{odd} was changed, or was written by another version of this program"
