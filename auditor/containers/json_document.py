"""JSON: an answer of a site's web API, saved as a file."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace

from auditor.containers.encoding import binary, decoded, head_text
from auditor.containers.provenance import markup_page
from auditor.containers.signatures import form_of
from auditor.model import Page
from auditor.plugin import Saved, container

_STARTS = re.compile(r'\{\s*(?:"|\}|$)|\[\s*[\[{"\]]')


def _recognises(saved: Saved) -> bool:
    if form_of(saved.data) is not None or binary(saved.data) or saved.path.lower().endswith((".txt", ".md", ".log")):
        return False
    return bool(_STARTS.match(head_text(saved.data)))


@container("json", rank=40, recognises=_recognises)
def json_document(saved: Saved) -> Iterator[Page]:
    """A JSON document, such as an answer of a site's web API saved from the browser's network panel."""
    page = markup_page(saved, "json", decoded(saved.data))
    yield replace(page, media_type="application/json")
