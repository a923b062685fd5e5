"""A profile on ResearchGate."""

from __future__ import annotations

import re

from auditor.markup import Document, Part
from auditor.model import Field, Profile
from auditor.pages.reading import absences, finished, not_a_profile, picture, source
from auditor.plugin import page_kind

ID = "researchgate"
_PROFILE = re.compile(r"^(https://www\.researchgate\.net/profile/([^/?#]+))")
_HEADER = ".profile-header__details-container-new, .profile-header__details-container"


def _claims(document: Document) -> bool:
    return "www.researchgate.net" in document.hosts and (
        "profile-header" in document.markup or 'content="ResearchGate"' in document.markup
    )


@page_kind(ID, claims=_claims)
def researchgate(document: Document) -> Profile:
    """ResearchGate, 2025 (``nova-legacy``): the profile's header, as visitors and the owner see it.

    The biggest text of the header is the name; the navigation's picture is the viewer's.
    """
    header = document.first(_HEADER)
    name = _field(header.first('[class*="e-text--size-xl"], [class*="e-text--size-xxl"]') if header else None)
    if header is None or name is None:
        return not_a_profile(document, ID, "shell")
    items = header.all('[class*="e-list__item"]')
    address = _address(document)
    photo = header.first('img[class*="e-avatar__img"]')
    employer = _employer(items)
    return finished(
        Profile(
            source(document, ID),
            "profile",
            name=name,
            headline=_field(items[-1]) if items else None,
            location=_location(header, name),
            url=address,
            current_companies=(employer,) if employer else (),
            avatar=picture(document, photo.attr_field("src") if photo else None),
            absent=absences(experience="not-applicable", education="not-applicable"),
        )
    )


def _field(part: Part | None) -> Field | None:
    return part.field() if part else None


def _address(document: Document) -> Field | None:
    """The profile's address out of the links of its own menu."""
    for css in ('link[rel="canonical"]', ".profile-menu a[href]", ".nova-legacy-c-nav a[href]"):
        for link in document.all(css):
            href = link.attr_field("href")
            found = _PROFILE.match(href.value) if href else None
            if href and found:
                return Field(found[1], href.at.narrowed(*found.span(1)))
    return None


def _employer(items: list[Part]) -> Field | None:
    """The institution is a link or stands behind the position, in the last item of the line."""
    link = items[-1].first('a[href*="/institution/"]') if items else None
    return _field(link)


def _location(header: Part, name: Field) -> Field | None:
    """The place: the header's medium text that is neither part of a list nor of the counts."""
    counts = {
        part.text
        for part in header.all(
            ".profile-header-stats-new .nova-legacy-e-text, .profile-header-stats .nova-legacy-e-text"
        )
    }
    for part in header.all('[class*="e-text--size-m"]'):
        text = part.text
        if text and text not in counts and text != name.value and not re.search(r"\d", text):
            return part.field()
    return None
