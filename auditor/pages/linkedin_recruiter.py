"""LinkedIn's profile as its Recruiter product draws it."""

from __future__ import annotations

from auditor.markup import Document, Part
from auditor.model import Field, Position, Profile, Study
from auditor.months import DateRange, date_range
from auditor.pages.entries import position, study, those, whole
from auditor.pages.linkedin_links import absolute, company_link, outside_links
from auditor.pages.linkedin_marks import on_linkedin
from auditor.pages.reading import absences, finished, language, not_a_profile, picture, source
from auditor.plugin import page_kind

ID = "linkedin-recruiter"


def _claims(document: Document) -> bool:
    return on_linkedin(document) and "lira-profile" in document.markup


@page_kind(ID, claims=_claims)
def linkedin_recruiter(document: Document) -> Profile:
    """LinkedIn Recruiter, 2016-18 (``#lira-profile``).  Fields of the profile are ``searchable``."""
    body = document.first("#lira-profile") or document
    name = _field(body.first(".profile-info h1") or body.first("h1.searchable"))
    if name is None:
        return not_a_profile(document, ID, "shell")
    tag = language(document)
    experience = those(_position(row, tag) for row in body.all("#profile-experience li.position"))
    education = those(_study(row, tag) for row in body.all("#profile-education li") if row.first("h4"))
    about = _field(body.first("#profile-summary .searchable"))
    public = body.first(".public-profile a[href]")
    address = public.attr_field("href") if public else None
    photo = body.first("#topcard img.profile-img, #topcard .profile-picture img, #topcard .profile-photo img")
    return finished(
        Profile(
            source(document, ID),
            "profile",
            name=name,
            headline=_field(body.first(".profile-info .title.searchable, .profile-info .headline")),
            location=_field(body.first(".profile-info .location.searchable")),
            about=about,
            url=absolute(address) if address else None,
            experience=experience,
            education=education,
            links=outside_links(body.all("#topcard .websites a[href]")),
            avatar=picture(document, photo.attr_field("src") if photo else None),
            absent=absences(
                experience=None if experience else "empty",
                education=None if education else "empty",
                about=None if about else "empty",
            ),
        )
    )


def _field(part: Part | None) -> Field | None:
    return part.field() if part else None


def _position(row: Part, tag: str | None) -> Position | None:
    heading = row.first(".date-range")
    span = date_range(heading.text, tag) if heading else DateRange()
    company = row.first("h5 a") or row.first("h5")
    return position(
        title=_field(row.first("h4 a") or row.first("h4")),
        company=_field(company),
        company_url=company_link(row.all("h5 a[href]")),
        start=span.start,
        end=span.end,
        current=bool(span.current),
        dates=whole(heading),
        location=_field(row.first(".location")),
        description=_field(row.first(".description.searchable, .description")),
    )


def _study(row: Part, tag: str | None) -> Study | None:
    heading = row.first(".date-range")
    span = date_range(heading.text, tag) if heading else DateRange()
    return study(
        school=_field(row.first("h4")),
        degree=_field(row.first("h5")),
        start=span.start,
        end=span.end,
        dates=whole(heading),
    )
