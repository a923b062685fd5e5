"""A profile on Xing, as it was drawn in 2016 and 2017."""

from __future__ import annotations

import re

from auditor.addresses import profile_address
from auditor.counts import count
from auditor.markup import Document, Part
from auditor.model import Absence, DatedFact, Field, Position, Profile, Study
from auditor.months import DateRange, date_range, partial_date
from auditor.pages.entries import position, study, those
from auditor.pages.reading import absences, finished, language, not_a_profile, picture, source
from auditor.plugin import page_kind

ID = "xing"
_JOBS = "li.work-experience, #work-experience li"
_SCHOOLS = "#education .item-list li, li.educational-background, #educational-background li"
_DATES = ".date-range, .additional.top"
_MEMBERS_ONLY = "#work-experience, #reputation-bar, .header-trigger-personal"
"""Shown to members alone: what such a page leaves out is empty."""
_PARTS = "img.user-image, .masked-company, li.work-experience, .job-company-name, #reputation-bar"
_WORD = re.compile(r"\w")


def _claims(document: Document) -> bool:
    if not any(host == "xing.com" or host.endswith((".xing.com", "xingassets.com")) for host in document.hosts):
        return False
    return any(mark in document.markup for mark in ("user-name", "username", "masked-company")) and _served(document)


def _served(document: Document) -> bool:
    """Whether the page is the site's own: many others carry a button that shares them there."""
    if any(host.endswith("xingassets.com") for host in document.hosts) or document.node.css_first(_PARTS) is not None:
        return True
    title = document.first("head > title")
    addresses = [document.meta.get("og:url"), _content_of(document.first('link[rel="canonical"]'))]
    own = any(field and "xing.com" in field.value.split("?")[0] for field in addresses)
    return own or (title is not None and title.node.text().strip().endswith("XING"))


def _content_of(link: Part | None) -> Field | None:
    return link.attr_field("href") if link else None


@page_kind(ID, claims=_claims)
def xing(document: Document) -> Profile:
    """Xing, 2016-17: the guest's page (microdata, ``li.work-experience``) and the member's (``#work-experience``).

    An employer that guests may not see is masked, and said to be.
    """
    name = document.first('[itemprop="name"].username') or document.first(".user-name")
    if name is None:
        return not_a_profile(document, ID, "shell")
    tag = language(document)
    jobs = [row for row in document.all(_JOBS) if row.first(".job-title, .job-company-name")]
    experience = those(_position(row, tag) for row in jobs)
    education = those(_study(row, tag) for row in document.all(_SCHOOLS))
    masked = document.first(".masked-company") is not None
    photo = document.first("img.user-image")
    contacts = document.first("#reputation-bar .contacts-count, #reputation-bar")
    guest = document.first(_MEMBERS_ONLY) is None
    joined = _joined(document, tag)
    missing: Absence = "hidden" if guest else "empty"
    stated = photo.attr_field("src") if photo else _content(document.first('meta[itemprop="contentUrl"]'))
    return finished(
        Profile(
            source(document, ID),
            "profile",
            name=_field(name),
            headline=_field(document.first('[itemprop="jobTitle"]')),
            location=_field(document.first('[itemprop="addressLocality"], .profile-mini-vcard-city')),
            url=_address(document),
            current_companies=() if any(job.current for job in experience) else _employers(document),
            experience=experience,
            education=education,
            avatar=picture(document, stated, ghost=photo is not None and "nobody" in (photo.attr("src") or "")),
            connections_or_followers=count(contacts.text, tag) if contacts else None,
            account_created=joined.date if joined else None,
            dated=(joined,) if joined else (),
            absent=absences(
                experience=None if experience else "masked" if masked else missing,
                education=None if education else missing,
            ),
        )
    )


def _field(part: Part | None) -> Field | None:
    return part.field() if part else None


def _content(part: Part | None) -> Field | None:
    return part.attr_field("content") if part else None


def _employers(document: Document) -> tuple[Field, ...]:
    """The employer in the small card; one of nothing but dashes is none."""
    named = _field(document.first(".profile-mini-vcard-occupation-organization .company-name"))
    return (named,) if named and _WORD.search(named.value) else ()


def _joined(document: Document, tag: str | None) -> DatedFact | None:
    """The day from which the person is a member."""
    since = _field(document.first("#member-since .title"))
    day = partial_date(since.value.split("/")[0], tag) if since else None
    return DatedFact("account-created", day, since.at) if since and day else None


def _address(document: Document) -> Field | None:
    link = document.first('link[rel="canonical"]')
    for address in (link.attr_field("href") if link else None, document.meta.get("og:url")):
        if address and profile_address(address.value):
            return address
    return None


def _position(row: Part, tag: str | None) -> Position | None:
    heading = _field(row.first(_DATES))
    span = date_range(heading.value, tag) if heading else DateRange()
    employer = row.first(".job-company-name")
    hidden = employer is None or "masked-company" in employer.classes() or employer.first(".masked-company") is not None
    site = row.first("a.company-url, .company-url a")
    return position(
        title=_field(row.first(".job-title")),
        company=None if hidden else _field(employer),
        company_url=site.attr_field("href") if site else None,
        start=span.start,
        end=span.end,
        current=bool(span.current),
        dates=heading.at if heading else None,
        description=_field(row.first(".job-description, .description")),
    )


def _study(row: Part, tag: str | None) -> Study | None:
    """The school by its class, else the entry's heading; what names neither is no entry."""
    heading = _field(row.first(_DATES))
    school = _field(row.first(".school-name, .education-school-name, h3, h4"))
    if school is None:
        return None
    span = date_range(heading.value, tag) if heading else DateRange()
    return study(
        school=school,
        degree=_field(row.first(".degree, .subject, .education-degree")),
        start=span.start,
        end=span.end,
        dates=heading.at if heading else None,
    )
