"""LinkedIn's public profile as guests saw it in 2016 and until 2019."""

from __future__ import annotations

import re

from auditor.counts import count
from auditor.markup import Document, Part
from auditor.model import Avatar, Field, Position, Profile, Study
from auditor.months import partial_date
from auditor.pages.entries import position, study, those, whole
from auditor.pages.linkedin_links import absolute, company_link, outside_links
from auditor.pages.linkedin_marks import early, on_linkedin, page_key
from auditor.pages.reading import absences, finished, picture, source
from auditor.plugin import page_kind

ID = "linkedin-guest-2016"
_TOP = re.compile(r"<section\b[^>]*\bid=[\"']?topcard[\"'\s>]")


def _claims(document: Document) -> bool:
    key = page_key(document)
    if key not in (None, "public_profile_v3_desktop") or (key and not on_linkedin(document)):
        return False
    return early(document, "topcard") and bool(_TOP.search(document.markup))


@page_kind(ID, claims=_claims, rank=70)
def linkedin_guest_2016(document: Document) -> Profile:
    """LinkedIn guest page, 2016 (``public_profile_v3``, ``section#topcard``).

    A job with one ``time`` is current, one with two has ended.  Guests are shown a part of the profile, so a missing
    section may be hidden.
    """
    top = document.first("section#topcard") or document
    experience = those(_position(row, document) for row in document.all("#experience li.position"))
    education = those(_study(row, document) for row in document.all("#education .school"))
    about = document.first("section#summary .description")
    connections = top.first(".member-connections strong") or top.first(".member-connections")
    return finished(
        Profile(
            source(document, ID),
            "profile",
            name=_field(top.first("h1#name") or top.first("#name")),
            headline=_field(top.first("p.headline")),
            location=_field(top.first("#demographics .locality")),
            about=_field(about),
            url=_url(document),
            experience=experience,
            education=education,
            links=outside_links(top.all('a[href*="redir/redirect"]')),
            avatar=_avatar(document, top),
            connections_or_followers=count(connections.text) if connections else None,
            absent=absences(
                experience=None if experience else "hidden",
                education=None if education else "hidden",
                about=None if about else "hidden",
            ),
        )
    )


def _field(part: Part | None) -> Field | None:
    """What a part says; of a text and its translation, which both stand there, the one that is shown."""
    twin = (
        next((twin for twin in part.all(".translated.translation, .original.translation") if twin.text), None)
        if part
        else None
    )
    found = twin or part
    return found.field() if found else None


def _url(document: Document) -> Field | None:
    canonical = document.first('link[rel="canonical"]')
    href = canonical.attr_field("href") if canonical else None
    return absolute(href) if href else document.meta.get("og:url")


def _avatar(document: Document, top: Part) -> Avatar:
    """The photo; a save made before scripts ran has its address in another attribute, or an empty link."""
    shown = top.first(".profile-picture img")
    address = (
        (shown.attr_field("data-delayed-url") or shown.attr_field("src")) if shown else document.meta.get("og:image")
    )
    if address is None or not _is_photo(address.value):
        return picture(document, None, ghost=top.first(".profile-picture a.photo") is not None)
    return picture(document, address)


def _is_photo(address: str) -> bool:
    """Whether a picture is the person's: on LinkedIn's hosts, or saved beside the page; a drawn stand-in is neither."""
    return "ghost" not in address and ("licdn.com" in address or not address.startswith(("http", "data:", "//")))


def _position(row: Part, document: Document) -> Position | None:
    heading = row.first(".date-range")
    start, end = _dates(heading, document)
    company = row.first(".item-subtitle")
    return position(
        title=_field(row.first(".item-title")),
        company=_field(company),
        company_url=company_link(company.all("a[href]")) if company else None,
        start=start,
        end=end,
        current=start is not None and end is None,
        dates=whole(heading),
        location=_field(row.first(".location")),
        description=_field(row.first(".description")),
    )


def _study(row: Part, document: Document) -> Study | None:
    heading = row.first(".date-range")
    start, end = _dates(heading, document)
    return study(
        school=_field(row.first(".item-title")),
        degree=_field(row.first(".item-subtitle")),
        start=start,
        end=end,
        dates=whole(heading),
    )


def _dates(heading: Part | None, document: Document) -> tuple[str | None, str | None]:
    times = [partial_date(time.text, document.language) for time in heading.all("time")] if heading else []
    return (times[0] if times else None), (times[1] if len(times) > 1 else None)
