"""Which of LinkedIn's pages a document may be, told before it is parsed."""

from __future__ import annotations

import re
from weakref import WeakKeyDictionary

from auditor.markup import OPENING, Document

_KEY = re.compile(
    r"pagekey[\"']?(?:\s+content=\s*[\"']?|-)([\w-]+)|content=[\"']?([\w-]+)[\"']?\s+name=[\"']?pagekey", re.I
)


def on_linkedin(document: Document) -> bool:
    """Whether it is a page that loads from LinkedIn's hosts; a text that merely names them is none."""
    return document.page.media_type == "text/html" and any(
        host.endswith(("licdn.com", "linkedin.com")) for host in document.hosts
    )


_KEYS: WeakKeyDictionary[Document, str | None] = WeakKeyDictionary()
_ANCHORED: WeakKeyDictionary[Document, bool] = WeakKeyDictionary()
"""Asked by every kind, found once a page."""


def page_key(document: Document) -> str | None:
    """The key by which the site itself names this sort of page; pages of 2017 and later members' pages have none."""
    if document not in _KEYS:
        _KEYS[document] = _page_key(document.markup)
    return _KEYS[document]


def _page_key(markup: str) -> str | None:
    for spelling in ("pageKey", "pagekey"):
        at = markup.find(spelling, 0, OPENING)
        # the pattern alone takes longer over a whole opening than the parser does
        if at >= 0 and (found := _KEY.search(markup, max(0, at - 200), at + 200)):
            return found[1] or found[2]
    return None


def early(document: Document, mark: str) -> bool:
    """Whether a mark stands in the first part of the page, where the top card is."""
    return document.markup.find(mark, 0, 4 * OPENING) >= 0


def has_anchors(document: Document) -> bool:
    """Whether the page's cards have the anchors of members' pages since 2022, in either spelling."""
    if document not in _ANCHORED:
        _ANCHORED[document] = _anchored(document.markup)
    return _ANCHORED[document]


def _anchored(markup: str) -> bool:
    at = markup.find("pv-profile-card")
    while at >= 0:
        if markup.startswith(("__anchor", "-anchor"), at + len("pv-profile-card")):
            return True
        at = markup.find("pv-profile-card", at + 1)
    return False
