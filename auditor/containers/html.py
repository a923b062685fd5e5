"""Saved HTML: the page's source, or its rendered markup, in a file of its own."""

from __future__ import annotations

from collections.abc import Iterator

from auditor.containers.encoding import decoded_exactly
from auditor.containers.markup_marks import is_markup
from auditor.containers.provenance import markup_page, saved_from
from auditor.model import Page
from auditor.plugin import Saved, container


@container("html", rank=90, recognises=is_markup)
def html(saved: Saved) -> Iterator[Page]:
    """A page saved as one HTML file, in any declared or undeclared encoding.

    The address comes from the ``saved from url`` comment, the capture time from the date of the file.
    """
    text, exact = decoded_exactly(saved.data)
    yield markup_page(saved, "html", text, url=saved_from(text), utf8=saved.data if exact else None)
