"""Pages saved by SingleFile: one HTML file whose pictures are ``data:`` addresses."""

from __future__ import annotations

from collections.abc import Iterator

from auditor.containers.encoding import decoded_exactly
from auditor.containers.markup_marks import is_markup
from auditor.containers.provenance import markup_page, singlefile_banner
from auditor.model import Page
from auditor.plugin import Saved, container

_BANNER = b"Page saved with SingleFile"
_REACH = 16_384
"""The comment follows the opening ``html`` tag, which may carry a page's worth of attributes."""


def _recognises(saved: Saved) -> bool:
    return _BANNER in saved.data[:_REACH] and is_markup(saved)


@container("singlefile", rank=70, recognises=_recognises)
def singlefile(saved: Saved) -> Iterator[Page]:
    """A page saved by SingleFile as plain HTML; the pictures stay in the page as ``data:`` addresses.

    Address and time come from its comment ``Page saved with SingleFile``.
    """
    text, exact = decoded_exactly(saved.data)
    url, moment = singlefile_banner(text) or (None, None)
    yield markup_page(saved, "singlefile", text, url=url, at=moment, utf8=saved.data if exact else None)
