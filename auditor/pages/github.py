"""A profile on GitHub."""

from __future__ import annotations

import re

from auditor.counts import count
from auditor.markup import Document, Part
from auditor.model import Field, Profile
from auditor.pages.reading import absences, finished, language, not_a_profile, picture, source
from auditor.plugin import page_kind

ID = "github"


def _claims(document: Document) -> bool:
    return not document.hosts.isdisjoint({"github.githubassets.com", "assets-cdn.github.com"}) and (
        "profile:username" in document.markup
        or "p-nickname" in document.markup
        or 'content="GitHub"' in document.markup
    )


@page_kind(ID, claims=_claims)
def github(document: Document) -> Profile:
    """GitHub: the card beside a person's repositories (``vcard``, schema.org ``Person``).

    The account in the header and in ``user-login`` is the viewer's.
    """
    handle = _field(document.first(".vcard-username") or document.first('[itemprop="additionalName"]'))
    handle = handle or document.meta.get("profile:username")
    kind = document.meta.get("og:type")
    if handle is None or (kind and kind.value != "profile"):
        return not_a_profile(document, ID, _what_else(document))
    card = document.first('[itemtype$="schema.org/Person"]') or document
    employer = _field(card.first('[itemprop="worksFor"]'))
    photo = card.first('a[itemprop="image"] img, img.avatar-user')
    followers = card.first('a[href*="tab=followers"] .text-bold, a[href*="tab=followers"]') or document.first(
        'nav a[href*="tab=followers"] .Counter'
    )
    plain = _handle(handle)
    return finished(
        Profile(
            source(document, ID),
            "profile",
            name=_field(card.first('.vcard-fullname, [itemprop="name"]')) or plain,
            location=_field(card.first('[itemprop="homeLocation"] .p-label, [itemprop="homeLocation"]')),
            about=_field(card.first(".user-profile-bio")),
            handle=plain,
            url=document.meta.get("og:url") or Field(f"https://github.com/{plain.value}", plain.at),
            current_companies=(employer,) if employer else (),
            links=_hrefs(card, '[itemprop="url"] a[href], [itemprop="social"] a[href]'),
            emails=tuple(filter(None, (_field(part) for part in card.all('[itemprop="email"] a')))),
            avatar=picture(document, photo.attr_field("src") if photo else document.meta.get("og:image")),
            connections_or_followers=count(followers.text, language(document)) if followers else None,
            absent=absences(experience="not-applicable", education="not-applicable"),
        )
    )


def _field(part: Part | None) -> Field | None:
    return part.field() if part else None


def _handle(shown: Field) -> Field:
    """The account's name without the pronouns that stand behind it."""
    found = re.match(r"@?([A-Za-z0-9-]{1,39})", shown.value)
    return Field(found[1], shown.at.narrowed(*found.span(1))) if found else shown


def _hrefs(card: Part, css: str) -> tuple[Field, ...]:
    found = (part.attr_field("href") for part in card.all(css))
    return tuple(href for href in found if href and href.value.startswith("http"))


def _what_else(document: Document) -> str:
    if document.first('[itemtype$="schema.org/Organization"]'):
        return "company"
    return "not-found" if document.first('img[alt*="404"]') else "other-page"
