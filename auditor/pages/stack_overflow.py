"""A user's page on Stack Overflow and its sister sites."""

from __future__ import annotations

import re

from auditor.addresses import profile_address
from auditor.markup import Document, Part
from auditor.model import DatedFact, Field, Profile
from auditor.pages.reading import absences, finished, not_a_profile, picture, source
from auditor.plugin import page_kind

ID = "stack-overflow"
_USER = re.compile(r"/users/(\d+)(?:/|$)")
_DAY = re.compile(r"(\d{4}-\d\d-\d\d)[ T]\d\d:\d\d")


def _claims(document: Document) -> bool:
    return "cdn.sstatic.net" in document.hosts and "/users/" in document.markup


@page_kind(ID, claims=_claims)
def stack_overflow(document: Document) -> Profile:
    """Stack Overflow and sister sites: a user's page of 2021 and later (``#mainbar-full``), and before (``user-card``).

    The day an account was made stands in the title of the words that say how long it has been a member.
    """
    address = _address(document)
    number = _USER.search(address.value) if address else None
    card = document.first("#mainbar-full") or document.first("#user-card") or document.first(".user-card")
    name = _field(card.first(".fs-headline2") or card.first(".user-card-name") if card else None)
    if address is None or number is None or card is None or name is None:
        return not_a_profile(document, ID, "other-page")
    photo = card.first(".js-usermini-avatar-container img, .s-avatar img, [class^=gravatar-wrapper-1] img, .avatar img")
    created = _created(card)
    place = card.first(".iconLocation")
    return finished(
        Profile(
            source(document, ID),
            "profile",
            name=name,
            headline=_field(card.first(".current-position") or card.first(".fs-title")),
            location=_beside(place, card),
            about=_field(card.first(".js-about-me-content") or card.first(".bio")),
            handle=Field(number[1], address.at.narrowed(*number.span(1)))
            if address.verbatim
            else Field(number[1], address.at),
            url=address,
            links=_links(card),
            avatar=picture(document, photo.attr_field("src") if photo else None),
            account_created=created.date if created else None,
            dated=(created,) if created else (),
            absent=absences(experience="not-applicable", education="not-applicable"),
        )
    )


def _field(part: Part | None) -> Field | None:
    return part.field() if part else None


def _address(document: Document) -> Field | None:
    link = document.first('link[rel="canonical"]')
    href = (link.attr_field("href") if link else None) or document.meta.get("og:url")
    return href if href and (profile_address(href.value) or _USER.search(href.value)) else None


def _created(card: Part) -> DatedFact | None:
    for part in card.all("li span[title]"):
        title = part.attr_field("title")
        found = _DAY.match(title.value) if title else None
        if title and found:
            return DatedFact("account-created", found[1], title.at.narrowed(*found.span(1)))
    return None


def _beside(icon: Part | None, card: Part) -> Field | None:
    """The place stands in the list item of its icon."""
    if icon is None:
        return None
    for item in card.all("li"):
        if item.first(".iconLocation"):
            return item.field()
    return None


def _links(card: Part) -> tuple[Field, ...]:
    found = (part.attr_field("href") for part in card.all('a[rel~="me"]'))
    return tuple(href for href in found if href and href.value.startswith("http"))
