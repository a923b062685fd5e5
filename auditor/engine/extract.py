"""Only reading: what each saved page states, as the lines that ``auditor extract`` prints."""

from __future__ import annotations

import hashlib
from typing import Any

from auditor.document import profile_document, rules_document
from auditor.engine.supervisor import keep_alive
from auditor.intake import Limits, Unit, pages, saved
from auditor.markup import Document, Unreadable
from auditor.model import Page, Refusal


def blob_id(data: bytes) -> str:
    """The id that git gives a file of these bytes (SHA-1 over a header and the bytes)."""
    return hashlib.sha1(b"blob %d\0" % len(data) + data, usedforsecurity=False).hexdigest()


def stated(unit: Unit, limits: Limits, explain: bool = False) -> list[dict[str, Any]]:
    """One object for each page in the saved file; what cannot be read says why.

    With ``explain``, each has ``rules``: where every value and part of one was found.

    ``blob`` is the file's id; of a page inside a file (an archive's member, a thread of an export) it is made the
    same way from the place inside and the text, so that no two lines share one.
    """
    from auditor.judging import crash
    from auditor.pages.reading import read

    file = saved(unit, limits)
    if isinstance(file, Refusal):
        return [_unreadable(unit.path, None, file.reason)]
    blob = blob_id(file.data)
    made: list[dict[str, Any]] = []
    for page in pages(file, limits):
        keep_alive()
        inside = page.path != unit.path
        if not isinstance(page, Page):
            made.append(_unreadable(page.path, None if inside else blob, page.reason))
            continue
        own = blob_id(f"{page.path[len(unit.path) :]}\n{page.text}".encode("utf-8", "replace")) if inside else blob
        try:
            profile = read(Document(page))
            document = profile_document(profile)
            if explain:
                document["rules"] = rules_document(profile)
        except (Unreadable, RecursionError) as error:
            made.append(_unreadable(page.path, own, str(error) or "nested too deep"))
            continue
        except Exception as error:
            made.append(_unreadable(page.path, own, f"reading the page crashed: {crash(error)}"))
            continue
        made.append({"path": page.path, "blob": own, **document})
    return made


def given_up(unit: Unit, reason: str) -> list[dict[str, Any]]:
    """The object of a file whose reading was given up."""
    return [_unreadable(unit.path, None, reason)]


def _unreadable(path: str, blob: str | None, reason: str) -> dict[str, Any]:
    return {
        "path": path,
        "blob": blob,
        "status": "unreadable",
        "reason": reason,
        "source": None,
        "fields": {},
        "absent": {},
    }
