"""LinkedIn's profile as its Recruiter product draws it since 2020: random class names, attributes left from tests."""

from __future__ import annotations

from auditor.counts import count
from auditor.markup import Document, Part
from auditor.model import Absence, Field, Position, Profile, Study
from auditor.months import date_range
from auditor.pages.entries import position, study, those
from auditor.pages.linkedin_links import company_link
from auditor.pages.linkedin_marks import on_linkedin
from auditor.pages.reading import (
    absences,
    before_dot,
    behind_scheme,
    finished,
    language,
    not_a_profile,
    picture,
    source,
)
from auditor.plugin import page_kind

ID = "linkedin-recruiter-2020"
_MARK = "data-test-row-lockup-full-name"
_ROOT = "#profile-container, [data-test-profile-container], [data-live-test-profile-container]"
_ALONE = "[data-test-position-list-container]"
_GROUP = "[data-test-group-position-list-container]"
_ROLE = "[data-test-grouped-position-entity-metadata-container]"


def _claims(document: Document) -> bool:
    return on_linkedin(document) and _MARK in document.markup and document.node.css_first(f"[{_MARK}]") is not None


@page_kind(ID, claims=_claims)
def linkedin_recruiter_2020(document: Document) -> Profile:
    """LinkedIn Recruiter, 2020 to 2025.

    Attributes named ``data-test-...`` tell the parts; a role stands alone or in the group of its employer.  A page of
    candidates without an opened profile is a list.
    """
    root = document.first(_ROOT)
    card = root or document
    name = _field(card, f"[{_MARK}]")
    if name is None or (root is None and len(document.all(f"[{_MARK}]")) > 1):
        return not_a_profile(document, ID, "list" if name else "shell")
    tag = language(document)
    link = card.first("a[data-test-personal-info-profile-link]")
    photo = card.first("img[data-test-lockup-image]")
    counted = card.first("[data-test-topcard-condensed-lockup-connection-count]")
    loaded = card.first("[data-test-profile-background-card]") is not None
    experience = _experience(card, tag)
    education = those(_study(item, tag) for item in card.all("[data-test-education-item]"))
    about = _field(card, "[data-test-summary-card-text]")
    contacts = card.all("[data-test-contact-email] a[href], [data-test-contact-phone-component] a[href]")
    missing: Absence = "empty" if loaded else "not-captured"
    return finished(
        Profile(
            source(document, ID),
            "profile",
            name=name,
            headline=_field(card, "[data-test-row-lockup-headline]"),
            location=_behind_dot(_field(card, "[data-test-row-lockup-location]")),
            about=about,
            url=link.attr_field("href") if link else None,
            experience=experience,
            education=education,
            emails=behind_scheme(part for part in contacts if (part.attr("href") or "").startswith("mailto:")),
            phones=behind_scheme(part for part in contacts if (part.attr("href") or "").startswith("tel:")),
            avatar=picture(document, photo.attr_field("src") if photo else None),
            connections_or_followers=count(counted.text, tag) if counted else None,
            absent=absences(
                experience=None if experience else missing,
                education=None if education else missing,
                about=None if about else missing,
            ),
        )
    )


def _field(part: Part, css: str) -> Field | None:
    found = part.first(css)
    return found.field() if found else None


def _behind_dot(line: Field | None) -> Field | None:
    """What stands behind the dot that parts it from the line before."""
    if line is None:
        return None
    words = line.value.lstrip("·• ")
    start = len(line.value) - len(words)
    return Field(words, line.at.narrowed(start, len(line.value))) if words else None


def _experience(card: Part, tag: str | None) -> tuple[Position, ...]:
    found: list[Position | None] = []
    for item in card.all(f"{_ALONE}, {_GROUP}"):
        employer = _employer(item)
        rows = item.all(_ROLE) or [item]
        found += [_position(row, employer, item, tag) for row in rows]
    return those(found)


def _employer(item: Part) -> Field | None:
    """The employer, without the type of employment behind it."""
    for css in ("a[data-test-position-entity-company-link]", "[data-test-grouped-position-entity-company-link]"):
        if found := _field(item, css):
            return found
    return before_dot(
        _field(item, "[data-test-position-entity-company-name], [data-test-grouped-position-entity-company-name]")
    )


def _said(row: Part, what: str) -> Part | None:
    return row.first(f"[data-test-position-entity-{what}], [data-test-grouped-position-entity-{what}]")


def _position(row: Part, employer: Field | None, item: Part, tag: str | None) -> Position | None:
    title, place, text = (_said(row, what) for what in ("title", "location", "description"))
    start, end, current, dates = _dates(_said(row, "date-range"), tag)
    return position(
        title=title.field() if title else None,
        company=employer,
        company_url=company_link(item.all("a[href]")),
        start=start,
        end=end,
        current=current,
        dates=dates.at if dates else None,
        location=place.field() if place else None,
        description=text.field() if text else None,
    )


def _dates(line: Part | None, tag: str | None) -> tuple[str | None, str | None, bool, Field | None]:
    """Start, end and whether it lasts: one date with more words behind it is a start without an end."""
    field = line.field() if line else None
    if line is None or field is None:
        return None, None, False, None
    span = date_range(field.value, tag)
    times = line.all("time")
    lasts = bool(span.current) or (len(times) == 1 and len(field.value) > len(times[0].text) and not span.end)
    return span.start, span.end, lasts, field


def _study(item: Part, tag: str | None) -> Study | None:
    start, end, _, dates = _dates(item.first("[data-test-education-entity-dates]"), tag)
    return study(
        school=_field(item, "[data-test-education-entity-school-name]"),
        degree=_field(item, "[data-test-education-entity-degree-name]")
        or _field(item, "[data-test-education-entity-field-of-study]"),
        start=start,
        end=end,
        dates=dates.at if dates else None,
    )
