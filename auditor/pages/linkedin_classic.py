"""LinkedIn's profile of 2014 to 2016: what members saw, and the public page built from the same parts."""

from __future__ import annotations

import re

from auditor.counts import count
from auditor.markup import Document, Part
from auditor.model import Absence, Field, Position, Profile, Study
from auditor.months import partial_date
from auditor.pages.entries import position, study, those, whole
from auditor.pages.linkedin_links import absolute, company_link, outside_links
from auditor.pages.linkedin_marks import early, on_linkedin, page_key
from auditor.pages.linkedin_profile_json import profile_from_codes
from auditor.pages.reading import absences, finished, not_a_profile, picture, source
from auditor.plugin import page_kind

ID = "linkedin-classic"
_KEYS = ("nprofile_v2_public_fs", "nprofile_view_nonself", "nprofile_my_profile")
_TRIMMED = re.compile(r'id=["\']?top-card["\'\s>]')


def _claims(document: Document) -> bool:
    key = page_key(document)
    if key:
        return key in _KEYS and on_linkedin(document)
    return early(document, "profile-overview-content") and bool(_TRIMMED.search(document.markup))


@page_kind(ID, claims=_claims, rank=70)
def linkedin_classic(document: Document) -> Profile:
    """LinkedIn, 2014-16: public (``nprofile_v2_public_fs``), member (``nprofile_view_nonself``) and owner view.

    The class of a job's block says whether it is current.  An owner's view may be saved before it is drawn; then the
    data in the comments of its ``code`` elements are read.  A member's view shows the whole profile, so a missing
    section is empty; the public page shows guests a part of it.
    """
    top = document.first("#top-card")
    name = _field((top or document).first("#name .full-name") or (top or document).first("#name"))
    if top is None or name is None:
        return profile_from_codes(document, ID) or not_a_profile(document, ID, "shell")
    guest = page_key(document) == _KEYS[0]
    gone: Absence = "hidden" if guest else "empty" if document.first("#background") else "not-captured"
    experience = those(_position(row, document) for row in document.all('[id^="experience-"][id$="-view"]'))
    education = those(_study(row, document) for row in document.all('[id^="education-"][id$="-view"]'))
    about = _field(document.first("#background-summary .description") or document.first("#summary-item-view .summary"))
    connections = top.first(".member-connections strong") or top.first(".member-connections")
    shown = top.first(".profile-picture img")
    return finished(
        Profile(
            source(document, ID),
            "profile",
            name=name,
            headline=_field(top.first("#headline .title") or top.first("#headline")),
            location=_field(top.first("#location .locality")),
            about=about,
            url=_url(document, top),
            handle=None,
            experience=experience,
            education=education,
            links=outside_links(
                top.all("#overview-summary-websites a, #website-view a, #website a, #twitter a, #twitter-view a")
            ),
            emails=_contacts(document, "#email-view a, #email a"),
            phones=_contacts(document, "#phone-view li, #phone li"),
            avatar=picture(document, shown.attr_field("src") if shown else None),
            connections_or_followers=count(connections.text) if connections else None,
            absent=absences(
                experience=None if experience else gone,
                education=None if education else gone,
                about=None if about else gone,
            ),
        )
    )


def _field(part: Part | None) -> Field | None:
    return part.field() if part else None


def _url(document: Document, top: Part) -> Field | None:
    for part in (document.first('link[rel="canonical"]'), top.first("a.view-public-profile")):
        href = part.attr_field("href") if part else None
        if href:
            return absolute(href)
    return None


def _contacts(document: Document, css: str) -> tuple[Field, ...]:
    return tuple(filter(None, (part.field() for part in document.all(css))))


def _position(row: Part, document: Document) -> Position | None:
    header = row.first("header") or row
    heading = row.first(".experience-date-locale")
    times = heading.all("time") if heading else []
    outer = row.node.parent
    state = ((outer.attributes.get("class") if outer else None) or "").split()
    current = "current-position" in state or ("past-position" not in state and len(times) == 1)
    names = [part for part in header.all("h5") if "experience-logo" not in part.classes()]
    company = next((part.field() for part in names), None)
    start, end = (_date(times, n, document) for n in (0, 1))
    return position(
        title=_field(header.first("h4")),
        company=company,
        company_url=company_link(a for part in names for a in part.all("a[href]")),
        start=start,
        end=None if current else end,
        current=current,
        dates=whole(heading),
        location=_field(heading.first(".locality") if heading else None),
        description=_field(row.first("p.description")),
    )


def _study(row: Part, document: Document) -> Study | None:
    heading = row.first(".education-date")
    times = heading.all("time") if heading else []
    degree = row.first("header h5")
    return study(
        school=_field(row.first("header h4")),
        degree=_field(degree),
        start=_date(times, 0, document),
        end=_date(times, 1, document),
        dates=whole(heading),
    )


def _date(times: list[Part], number: int, document: Document) -> str | None:
    return partial_date(times[number].text, document.language) if number < len(times) else None
