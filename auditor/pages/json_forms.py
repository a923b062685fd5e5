"""What a JSON document is, told by how it begins."""

from __future__ import annotations

import re

from auditor.markup import OPENING, Document

_OURS = re.compile(r'\s*\{\s*"(?:kind"\s*:\s*"(?P<kind>thread|linkedin-export)"|(?P<bare>messages)"\s*:\s*\[)')
_LINKEDIN = ("com.linkedin.", "urn:li:", '"positionView"', '"publicIdentifier"', '"public_id"')


def json_form(document: Document) -> str | None:
    """``thread``, ``linkedin-export``, ``linkedin-api``, or ``None`` for other JSON and for what is not JSON."""
    if document.page.media_type != "application/json":
        return None
    head = document.markup[:OPENING]
    if found := _OURS.match(head):
        return found["kind"] or "thread"
    return "linkedin-api" if any(mark in head for mark in _LINKEDIN) else None
