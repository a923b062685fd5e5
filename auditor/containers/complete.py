"""A page saved complete: an HTML file and the folder of its files."""

from __future__ import annotations

from collections.abc import Iterator

from auditor.containers.encoding import decoded_exactly
from auditor.containers.folders import pictures
from auditor.containers.markup_marks import is_markup
from auditor.containers.provenance import markup_page, saved_from
from auditor.model import Page
from auditor.plugin import Saved, container


def _recognises(saved: Saved) -> bool:
    return bool(saved.siblings) and is_markup(saved)


@container("complete", rank=80, recognises=_recognises)
def complete(saved: Saved) -> Iterator[Page]:
    """A page saved as "Webpage, complete": ``X.html`` beside a folder ``X_files``.

    The folder's ending is in the browser's language (``X-Dateien``, ``X_fichiers``).  Pictures of the folder are the
    page's resources, under every spelling in which the page may refer to them.
    """
    text, exact = decoded_exactly(saved.data)
    shown = pictures(saved.siblings)
    yield markup_page(
        saved, "complete", text, url=saved_from(text), resources=shown, utf8=saved.data if exact else None
    )
