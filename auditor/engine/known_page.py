"""The picture of a page of the case as an entry of the known library."""

from __future__ import annotations

from sqlite3 import Connection

from auditor.engine.known import Note
from auditor.imaging.descriptor import is_current
from auditor.library import KnownItem
from auditor.model import Refusal
from auditor.similarity.pictures import METHOD
from auditor.store.load import SeenPage, case_features, thumbnails


def known_picture_of(connection: Connection, page: SeenPage, note: Note) -> KnownItem | Refusal:
    """The picture that was saved with a page; what cannot be compared says why."""
    for _, features in case_features(connection, [page]):
        picture = features.picture
        if picture is None:
            return Refusal(page.id, "no picture was saved with this page")
        if picture.low_information:
            return Refusal(page.id, f"the picture cannot be told from others: {picture.low_information}")
        if not is_current(picture.views):
            return Refusal(page.id, "the picture was read by another version: audit the page again")
        return KnownItem(
            kind="picture",
            name=page.path,
            method=METHOD,
            value=picture.views,
            source=note.source,
            licence=note.licence,
            sha256=picture.sha256,
            hashes=picture.hashes,
            added_at=note.added_at,
            expires_at=note.expires_at,
            thumbnail=thumbnails(connection, [page.key]).get(page.key) or b"",
        )
    return Refusal(page.id, "the page is no profile")
