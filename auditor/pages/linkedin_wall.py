"""LinkedIn pages that show nobody: walls, pages that were not found, shells saved before anything was drawn."""

from __future__ import annotations

import re
from urllib.parse import parse_qsl

from auditor.addresses import handle, parts_of
from auditor.markup import Document
from auditor.model import Field, Profile
from auditor.pages.linkedin_marks import on_linkedin, page_key
from auditor.pages.reading import not_a_profile
from auditor.plugin import page_kind

KIND = "linkedin-wall"

_WALL_KEYS = re.compile(
    r"auth_?wall|homepage-guest|checkpoint|login|cold_?join|signup|registration|captcha|challenge|^uas-", re.I
)
_LOST_KEYS = re.compile(r"not_?found|unavailable|(?:^|[-_])(?:404|error)", re.I)
_WALL_MARKS = (
    "form.join-form, form.authwall-join-form__form, .authwall-join-form, form.login__form, form#captcha-challenge, "
    'form[action*="checkpoint/lg/login-submit"]'
)
_LOST_MARKS = (
    ".page-not-found__headline, .not-found__container, .not-found-404, .profile-unavailable, .pv-profile-unavailable"
)
_SHOWN = (
    ".top-card-layout__title, section#topcard, #top-card, #lira-profile, .profile-overview-content, "
    ".pv-top-card-section, .pv-top-card--list, .pv-top-card, div.pv-profile-card__anchor, div.pv-profile-card-anchor, "
    ".basic-profile-section, [data-test-row-lockup-full-name], "
    '[componentkey*="profile.card.ref"] section, code#top_card-content, .org-top-card, .profile-card'
)
_PART = "main .pvs-entity, main .pvs-list__paged-list-item, main .pvs-list"
"""Entries of one section alone: a profile's own page of its jobs, say."""
_OTHERS = '[class*="search-result"], [class*="entity-result"], .feed-shared-update-v2, [class*="org-page"]'
_JUMP = re.compile(r"authwall\?|/uas/login\?|/checkpoint/")


def _claims(document: Document) -> bool:
    # printed pages have neither forms nor codes to be told by
    if 'data-container="pdf"' in document.markup[:2_000]:
        return False
    return on_linkedin(document) and _served(document) and _reason(document) is not None


def _served(document: Document) -> bool:
    """Whether the page is the site's own: others link to it and show its pictures."""
    if page_key(document):
        return True
    title = document.node.css_first("head > title")
    if title is not None and (words := title.text().strip()):
        return words.startswith("LinkedIn") or words.endswith("LinkedIn")
    if document.node.css_first('meta[http-equiv="refresh"][content*="linkedin.com"]') is not None:
        return True
    return any(host.endswith("licdn.com") for host in document.hosts) and all(map(_own_host, document.hosts))


def _own_host(host: str) -> bool:
    return host.endswith(("linkedin.com", "licdn.com", "w3.org"))


@page_kind(KIND, claims=_claims)
def linkedin_wall(document: Document) -> Profile:
    """LinkedIn page that shows nobody: a wall to sign in at, a page not found, a shell saved before it was drawn.

    A wall keeps the address it would have led to; nothing else on it is about a person.
    """
    return not_a_profile(document, KIND, _reason(document) or "shell", url=_hidden_address(document))


def _reason(document: Document) -> str | None:
    """``wall``, ``not-found``, ``shell``, ``fragment``; ``None`` where the page shows something."""
    key = page_key(document) or ""
    if _WALL_KEYS.search(key):
        return "wall"
    if _LOST_KEYS.search(key):
        return "not-found"
    if key and not key.startswith("public_profile"):
        return None
    node = document.node
    if node.css_first(_SHOWN) is not None:
        return None
    if node.css_first(_LOST_MARKS) is not None:
        return "not-found"
    if key.startswith("public_profile"):
        return "shell"
    if node.css_first(_WALL_MARKS) is not None:
        return "wall"
    if node.css_first(_OTHERS) is not None:
        return None
    if node.css_first('code[id^="bpr-guid-"]') is not None:
        return "fragment" if node.css_first(_PART) is not None else "shell"
    if node.css_first("body h1, body h2, main p, main li") is not None:
        return None
    refresh = node.css_first('meta[http-equiv="refresh"]')
    return "wall" if refresh is not None or _JUMP.search(document.markup, 0, 65_536) else "shell"


def _hidden_address(document: Document) -> Field | None:
    """The profile that the wall stands before."""
    for field in document.all('input[name="session_redirect"], input[name="sessionRedirect"]'):
        found = field.attr_field("value")
        if found and handle(found.value):
            return found
    link = document.first('a[href*="session_redirect="], a[href*="sessionRedirect="]')
    target = link.attr_field("href") if link else None
    parts = parts_of(target.value) if target else None
    for name, value in parse_qsl(parts.query) if parts else ():
        if target and name.lower().replace("_", "") == "sessionredirect" and handle(value):
            return Field(value, target.at)
    return None
