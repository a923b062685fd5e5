"""A profile on ResearchGate."""

from __future__ import annotations

import re

from auditor.markup import Document, Json, Part
from auditor.model import Field, Profile
from auditor.pages.reading import absences, finished, not_a_profile, picture, source
from auditor.plugin import page_kind

ID = "researchgate"
_PROFILE = re.compile(r"^(https://www\.researchgate\.net/profile/([^/?#]+))")
_SLUG = re.compile(r"^(?:https://www\.researchgate\.net/)?profile/([^/?#]+)")
_HEADER = ".profile-header__details-container-new, .profile-header__details-container"
_OLDER_HEADER = ".profile-header-details-layout"
_OWN_TABS = 'a[href*="ev=brs_"]'
_STAND_IN = "/images/template/default/"
_INSTITUTION = 'div.gtm-institution-item[class*="v-institution-item"], .profile-affiliation-box'


def _claims(document: Document) -> bool:
    return "www.researchgate.net" in document.hosts and (
        "profile-header" in document.markup or 'content="ResearchGate"' in document.markup
    )


@page_kind(ID, claims=_claims)
def researchgate(document: Document) -> Profile:
    """ResearchGate: the guest's page of 2019-22, the member's page of 2019-22, the header of 2025 (``nova-legacy``).

    Guests get structured data about the person.  The biggest text of a header is the name; the navigation's picture
    is the viewer's.
    """
    person = _person(document)
    if person is not None:
        return _guest_page(document, person)
    if older := document.first(_OLDER_HEADER):
        return _older_member_page(document, older)
    header = document.first(_HEADER)
    name = _field(header.first('[class*="e-text--size-xl"], [class*="e-text--size-xxl"]') if header else None)
    if header is None or name is None:
        return not_a_profile(document, ID, _what_else(document))
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


def _person(document: Document) -> Json | None:
    """The person that a page says it is about, in its own words."""
    kind = document.meta.get("og:type")
    if kind is None or kind.value != "profile":
        return None
    return next((item for item in document.ld_json if item.text("@type") == "Person" and item.text("name")), None)


def _guest_page(document: Document, person: Json) -> Profile:
    address = document.meta.get("og:url") or person.field("url")
    photo = person.field("image", "contentUrl") or document.meta.get("og:image")
    employer, place = _institution(document)
    return finished(
        Profile(
            source(document, ID),
            "profile",
            name=person.field("name"),
            headline=_field(document.first('h1 + div [class*="color-grey-600"]')),
            location=place,
            about=person.field("description"),
            url=address,
            current_companies=(employer,) if employer else (),
            avatar=picture(document, photo, ghost=photo is not None and _STAND_IN in photo.value),
            absent=absences(experience="not-applicable", education="not-applicable"),
        )
    )


def _older_member_page(document: Document, header: Part) -> Profile:
    name = _field(header.first('.profile-header-details-layout__name [class*="e-text"]'))
    if name is None:
        return not_a_profile(document, ID, "shell")
    lines = [item.field() for item in header.all('.profile-header-details-meta-items [class*="e-list__item"]')]
    photo = _field_of(document.first('.profile-header-layout__avatar img[class*="e-avatar__img"]'), "src")
    tab = _field_of(document.first(_OWN_TABS), "href")
    slug = _SLUG.match(tab.value) if tab else None
    employer, place = _institution(document)
    return finished(
        Profile(
            source(document, ID),
            "profile",
            name=name,
            headline=next((line for line in lines if line and not line.value.replace(".", "").isdigit()), None),
            location=place,
            about=_field(document.first('.profile-intro-section [class*="expandable-text__container"] .Linkify')),
            url=Field(f"https://www.researchgate.net/profile/{slug[1]}", tab.at) if tab and slug else None,
            current_companies=(employer,) if employer else (),
            avatar=picture(document, photo, ghost=photo is not None and _STAND_IN in photo.value),
            absent=absences(experience="not-applicable", education="not-applicable"),
        )
    )


def _institution(document: Document) -> tuple[Field | None, Field | None]:
    """The current institution and the place that stands with it."""
    box = document.first(_INSTITUTION)
    if box is None:
        return None, None
    titles = box.all('[class*="info-section-title"]')
    places = box.all('[class*="info-section-list-item"]')
    return (
        _field(box.first('[class*="institution-item__title"]')),
        places[0].field() if titles and places and titles[0].text == "Location" else None,
    )


def _what_else(document: Document) -> str:
    address = document.meta.get("og:url")
    if address and "/institution/" in address.value:
        return "list" if "/members" in address.value else "company"
    return "article" if address and "/publication/" in address.value else "shell"


def _field_of(part: Part | None, name: str) -> Field | None:
    return part.attr_field(name) if part else None


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
