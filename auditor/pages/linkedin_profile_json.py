"""The profile data that LinkedIn's pages of 2012 to 2016 carry as comments inside ``code`` elements."""

from __future__ import annotations

from auditor.counts import count, whole
from auditor.markup import Document, Json
from auditor.model import Field, Position, Profile, Study
from auditor.pages.linkedin_links import absolute
from auditor.pages.reading import absences, finished, picture, source
from auditor.pages.schema_org import joined

_MEDIA = "https://media.licdn.com/mpr/mpr/shrink_200_200"
_MOST = 40
"""Blocks that are looked at; real pages have fewer than ten."""


def profile_from_codes(document: Document, kind: str) -> Profile | None:
    """The profile that the page's data state, or ``None`` where they name nobody.

    One of the blocks of a real page may be broken; it is passed over.
    """
    parts = document.all('code[id$="-content"]')[:_MOST]
    contents = [content for part in parts if (data := part.comment_json()) and (content := data.get("content"))]
    basic = _first(contents, "BasicInfo", "basic_info") or _first(contents, "basic_info")
    viewed = _first(contents, "Discovery", "discovery", "viewee") or _first(contents, "discovery", "viewee")
    name = (basic.field("fullname") if basic else None) or (
        joined((viewed.field("firstName"), viewed.field("lastName")), " ") if viewed else None
    )
    if name is None:
        return None
    contact = _first(contents, "ContactInfo", "contact_info")
    photo = _first(contents, "Endorsements", "recosMpr", "viewee")
    picture_path = photo.field("pictureID") if photo else None
    number = _first(contents, "ContactInfo", "distance")
    connections = number.text("numberOfConnections") if number else None
    jobs = _first(contents, "Experience", "positionsMpr") or _first(contents, "TopCard", "positionsMpr")
    schools = _first(contents, "Education", "educationsMpr") or _first(contents, "TopCard", "educationsMpr")
    summary = _first(contents, "Summary", "summary")
    experience = tuple(filter(None, map(_position, jobs.items("positions")))) if jobs else ()
    education = tuple(filter(None, map(_study, schools.items("educations")))) if schools else ()
    return finished(
        Profile(
            source(document, kind),
            "profile",
            name=name,
            headline=_said(basic, "memberHeadline", "headline_highlight") if basic else None,
            location=_said(basic, "location_highlight", "fmt_location") if basic else None,
            about=_said(summary, "summary_lb", "summary") if summary else None,
            url=_url(contents),
            experience=experience,
            education=education,
            links=_each(contact, "websites", "URL"),
            emails=_each(contact, "emails", "email"),
            phones=_each(contact, "phones", "number"),
            avatar=picture(document, Field(_MEDIA + picture_path.value, picture_path.at) if picture_path else None),
            connections_or_followers=count(connections) if connections else None,
            absent=absences(
                experience=None if experience else "empty" if jobs else "not-captured",
                education=None if education else "empty" if schools else "not-captured",
                about="not-captured" if summary is None else None,
                avatar=None if picture_path else "not-captured",
            ),
        )
    )


def _each(contact: Json | None, key: str, inside: str) -> tuple[Field, ...]:
    found = (item.field(inside) for item in contact.items(key)) if contact else ()
    return tuple(field for field in found if field)


def _first(contents: list[Json], *keys: str) -> Json | None:
    return next((found for content in contents if (found := content.get(*keys)) and found.value), None)


def _said(node: Json, *keys: str) -> Field | None:
    """The first of these keys that holds words; tags that mark search hits are read away."""
    return next((field for key in keys if (field := node.field(key, markup=True))), None)


def _url(contents: list[Json]) -> Field | None:
    for content in contents:
        for keys in (("PublicProfile", "public_profile_url"), ("ContactInfo", "contact_info", "publicProfileUrl")):
            if address := content.field(*keys):
                return absolute(address)
    return None


def _position(job: Json) -> Position | None:
    start, end = _date(job, "startDate", "startdate_iso"), _date(job, "endDate", "enddate_iso")
    title = _said(job, "title", "title_highlight")
    company = _said(job, "companyName", "company_name")
    page = job.field("biz_prof") or job.field("biz_prof_v2")
    stated = title or company
    if stated is None:
        return None
    return Position(
        at=stated.at,
        title=title,
        company=company,
        company_url=page and absolute(page),
        start=start,
        end=end,
        current=start is not None and end is None,
        location=_said(job, "fmt_location"),
        description=_said(job, "summary_lb", "summary"),
    )


def _study(school: Json) -> Study | None:
    name = _said(school, "schoolName")
    degree = joined((_said(school, "degree"), _said(school, "fieldOfStudy")), ", ")
    stated = name or degree
    if stated is None:
        return None
    return Study(
        at=stated.at,
        school=name,
        degree=degree,
        start=_date(school, "startDate", "startdate_iso"),
        end=_date(school, "endDate", "enddate_iso"),
    )


def _date(node: Json, key: str, iso: str) -> str | None:
    """``YYYY`` or ``YYYY-MM``: the month only where the data say that it was given."""
    parts = node.get(key)
    year = whole(parts.text("year")) if parts else None
    if parts and year is not None and year <= 9999:
        month = whole(parts.text("month")) or 0
        given = parts.get("isMonthDefined")
        known = 1 <= month <= 12 and (given is None or given.value is True)
        return f"{year:04}-{month:02}" if known else f"{year:04}"
    stated = node.text(iso) or ""
    return (
        stated[:7]
        if len(stated) >= 7 and stated[:4].isdigit()
        else stated[:4] or None
        if stated[:4].isdigit()
        else None
    )
