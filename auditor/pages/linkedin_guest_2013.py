"""LinkedIn's public profile as guests saw it until 2014."""

from __future__ import annotations

import re

from auditor.counts import count
from auditor.markup import Document, Part
from auditor.model import DatedFact, Field, Locator, Position, Profile, Study
from auditor.pages.entries import position, study, those, whole
from auditor.pages.linkedin_links import company_link, outside_links
from auditor.pages.linkedin_marks import on_linkedin, page_key
from auditor.pages.reading import absences, finished, picture, source
from auditor.plugin import page_kind

ID = "linkedin-guest-2013"
_VANITY = re.compile(r"nppvan_(?:%2F|/)?(?:in(?:%2F|/))?([^&%/\"\s]+)")
_ISO = re.compile(r"\d{4}-\d\d-\d\d")


def _claims(document: Document) -> bool:
    return on_linkedin(document) and page_key(document) == "nprofile-public-success"


@page_kind(ID, claims=_claims)
def linkedin_guest_2013(document: Document) -> Profile:
    """LinkedIn guest page, 2013 (``nprofile-public-success``, hResume).

    Dates are read from ``abbr[title]``; a job is current where it has ``dtstamp`` in place of ``dtend``.  Guests are
    shown a part of the profile, so a missing section may be hidden.
    """
    top = document.first(".profile-header") or document
    experience = those(_position(row) for row in document.all("#profile-experience .position"))
    education = those(_study(row) for row in document.all("#profile-education .position"))
    shown = top.first("#profile-picture img.photo")
    about = document.first("#profile-summary .description") or document.first("#profile-summary .content")
    connections = document.first(".overview-connections strong")
    return finished(
        Profile(
            source(document, ID),
            "profile",
            name=_field(top.first("#name .full-name") or top.first("#name")),
            headline=_field(top.first(".headline-title")),
            location=_field(top.first("#headline .locality")),
            about=_field(about),
            url=_url(document),
            experience=experience,
            education=education,
            links=outside_links(document.all('#overview a[href*="redir/redirect"]')),
            avatar=picture(document, shown.attr_field("src") if shown else None),
            connections_or_followers=count(connections.text) if connections else None,
            dated=_made(document),
            absent=absences(
                experience=None if experience else "hidden",
                education=None if education else "hidden",
                about=None if about else "hidden",
            ),
        )
    )


def _made(document: Document) -> tuple[DatedFact, ...]:
    """The day the page was made: running jobs are dated up to it."""
    stamp = document.first("#profile-experience abbr.dtstamp")
    day = stamp.attr_field("title") if stamp else None
    return (DatedFact("captured", day.value, day.at),) if day and _ISO.fullmatch(day.value) else ()


def _field(part: Part | None) -> Field | None:
    return part.field() if part else None


def _url(document: Document) -> Field | None:
    """The page's address: where it is not stated, the name in the trail of visited pages that starts with this one."""
    if canonical := document.first('link[rel="canonical"]'):
        return canonical.attr_field("href")
    trail = document.meta.get("lnkd-track-error")
    found = _VANITY.search(trail.value) if trail else None
    if not trail or not found:
        return None
    return Field(f"https://www.linkedin.com/in/{found[1]}", trail.at.narrowed(found.start(1), found.end(1)))


def _position(row: Part) -> Position | None:
    start, end, dates = _period(row)
    return position(
        title=_field(row.first(".postitle .title")),
        company=_field(row.first(".org.summary")),
        company_url=company_link(row.all(".postitle a.company-profile-public")),
        start=start,
        end=end,
        current=row.first("abbr.dtstamp") is not None and end is None,
        dates=dates,
        location=_field(row.first(".period .location")),
        description=_field(row.first("p.description")),
    )


def _study(row: Part) -> Study | None:
    start, end, dates = _period(row)
    return study(
        school=_field(row.first(".summary.fn.org") or row.first("h3")),
        degree=_field(row.first(".details-education")),
        start=start,
        end=end,
        dates=dates,
    )


def _period(row: Part) -> tuple[str | None, str | None, Locator | None]:
    period = row.first(".period")
    return _day(row.first("abbr.dtstart")), _day(row.first("abbr.dtend")), whole(period)


def _day(part: Part | None) -> str | None:
    """The date of an ``abbr``, only as precise as the words it shows: a bare year is a year."""
    if part is None:
        return None
    title, shown = part.attr("title") or "", part.text
    if not _ISO.match(title):
        return None
    return title[:4] if shown.strip().isdigit() else title[:7]
