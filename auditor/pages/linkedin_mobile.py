"""LinkedIn as a member sees it on a small screen (``mwlite``), 2020s."""

from __future__ import annotations

import re

from auditor.addresses import handle
from auditor.counts import count
from auditor.markup import Document, Part
from auditor.model import Absence, Field, Locator, Position, Profile, Study
from auditor.months import DateRange, date_range, is_dated, partial_date
from auditor.pages.linkedin_links import company_link, outside_links
from auditor.pages.linkedin_marks import on_linkedin, page_key
from auditor.pages.reading import absences, finished, language, picture, source, without_button
from auditor.plugin import page_kind

KIND = "linkedin-mobile"

_LOW = "text-color-text-low-emphasis"
_SLUG = re.compile(r"/in/([^/?#&\"]+)")


def _claims(document: Document) -> bool:
    key = page_key(document)
    if not on_linkedin(document) or (key and not key.startswith("p_mwlite_profile")):
        return False
    if key:
        return True
    return document.node.css_first("#profile-picture-container, .basic-profile-section") is not None


@page_kind(KIND, claims=_claims)
def linkedin_mobile(document: Document) -> Profile:
    """LinkedIn, mobile lite.

    The first picture of the file is the viewer's: the subject's is the one in the picture container.  A role stands
    alone in its list item, or several stand in ``role-container`` items under their company.
    """
    tag = language(document)
    card = document.first(".basic-profile-section") or document.first("div:has(> div h1), div:has(> h1)") or document
    url = _own_address(document, card)
    experience, experience_absent = _experience(document, tag)
    education, education_absent = _education(document, tag)
    employer = _field(card, ".member-current-company") or _field(document, ".member-current-company")
    return finished(
        Profile(
            source=source(document, KIND, url.value if url else None),
            status="profile",
            name=_field(card, "h1") or _field(document, "h1.heading-large, h1"),
            headline=_field(card, ".body-small.text-color-text > span") or _field(card, ".body-small.text-color-text"),
            location=_location(card),
            about=_about(document),
            url=url,
            current_companies=(employer,) if employer and not any(p.current for p in experience) else (),
            experience=experience,
            education=education,
            links=outside_links(card.all('a[href*="/redir/redirect"], a[href*="/safety/go"]')),
            avatar=picture(document, _picture_address(document)),
            connections_or_followers=_audience(card, tag),
            account_created=_joined(document, tag),
            absent=absences(experience=experience_absent, education=education_absent),
        )
    )


def _field(part: Part, css: str) -> Field | None:
    found = part.first(css)
    return found.field() if found else None


def _own_address(document: Document, card: Part) -> Field | None:
    stated = [document.meta.get("og:url"), document.meta.get("al:ios:url")]
    if canonical := document.first('link[rel="canonical"]'):
        stated.append(canonical.attr_field("href"))
    known = next((field for field in stated if field and handle(field.value)), None)
    if known:
        return known
    named = 'a[href*="contact-info"], a[href*="recent-activity"], a[href*="/overlay/"], a[href*="/details/"]'
    for link in card.all('a[href*="/in/"]') + document.all(named):
        address = link.attr_field("href")
        if address and (slug := _SLUG.search(address.value)) and slug[1] != "me":
            return Field("https://www.linkedin.com/in/" + slug[1], address.at)
    return None


def _location(card: Part) -> Field | None:
    """The low-emphasis line that is not the employer's; the number of connections may share it."""
    for line in card.all(f"div.body-small.{_LOW}"):
        if line.node.css_first(".member-current-company, .member-current-school, h1") is not None:
            continue
        spans = [span for span in line.all("span") if not {"dot-separator", "whitespace-nowrap"} & set(span.classes())]
        field = next((found for span in spans if (found := span.field())), None) if spans else _own_words(line)
        if field and not field.value[0].isdigit() and not field.value.startswith("·"):
            return field
    return None


def _own_words(line: Part) -> Field | None:
    """What a line says before the parts that stand in it."""
    field = line.field()
    own = " ".join(line.node.text(deep=False).split())
    if field is None or not own or not field.value.startswith(own):
        return field
    return Field(own, field.at.narrowed(0, len(own)))


def _audience(card: Part, tag: str | None) -> int | None:
    spans = [span.text for span in card.all("span.whitespace-nowrap, .connections, .followers")]
    counted = [number for text in spans if (number := count(text, tag)) is not None]
    return counted[-1] if counted else None


def _picture_address(document: Document) -> Field | None:
    image = document.first("#profile-picture-container img")
    if image is None:
        return None
    ghost = image.attr("data-ghost-url")
    shown = [image.attr_field("data-delayed-url"), image.attr_field("src"), image.attr_field("data-ghost-url")]
    real = [field for field in shown if field and field.value != ghost and not field.value.startswith("data:image/gif")]
    return next((field for field in (*real, *shown) if field), None)


def _about(document: Document) -> Field | None:
    for css in (".description", ".truncated-summary", ".whitespace-pre-line"):
        text = document.first(f".about-section {css}") or document.first(f".summary-container {css}")
        if text:
            return without_button(text)
    return None


def _joined(document: Document, tag: str | None) -> str | None:
    """When the account was opened: the first date of the sheet about the profile."""
    sheet = document.first("#about-profile")
    lines = sheet.text.split("\n") if sheet else []
    return next((date for line in lines if (date := partial_date(line, tag))), None)


def _experience(document: Document, tag: str | None) -> tuple[tuple[Position, ...], Absence | None]:
    section = document.first(".experience-container")
    found: list[Position] = []
    for item in section.all("ol > li") if section else ():
        roles = item.all("li.role-container")
        company = _field(item, ".list-item-heading") if roles else None
        found += [_position(role, _Row(role, ".body-small-bold", tag), company, item) for role in roles]
        if not roles and "role-container" not in item.classes():
            found.append(_position(item, _Row(item, ".list-item-heading", tag), None, item))
    kept = tuple(position for position in found if position.title or position.company)
    return kept, None if kept else "not-captured" if section else "empty"


def _education(document: Document, tag: str | None) -> tuple[tuple[Study, ...], Absence | None]:
    section = document.first(".education-container")
    rows = [_Row(item, ".list-item-heading", tag) for item in (section.all("ol > li") if section else ())]
    kept = tuple(
        Study(row.title.at, row.title, row.lines[0] if row.lines else None, row.said.start, row.said.end, row.at)
        for row in rows
        if row.title
    )
    return kept, None if kept else "not-captured" if section else "empty"


class _Row:
    """The lines of one entry: its heading, what stands before the dates, the dates, the place."""

    __slots__ = ("dates", "lines", "place", "said", "text", "title")

    def __init__(self, item: Part, heading: str, tag: str | None) -> None:
        self.title = _field(item, f"{heading} span") or _field(item, heading) or _field(item, ".list-item-heading")
        self.lines: list[Field] = []
        self.dates: Field | None = None
        self.place: Field | None = None
        self.said = DateRange()
        box = item.first(".description")
        self.text = without_button(box) if box else None
        self._classed(item, heading, tag)
        if self.dates is None and not self.lines:
            self._plain(item, tag)

    def _classed(self, item: Part, heading: str, tag: str | None) -> None:
        for line in item.all("div.body-small, div.text-xs, p.body-small"):
            apart = {heading[1:], "description"} & set(line.classes())
            inside = line.all(f"{heading}, .description, div.body-small")
            if apart or any(part.node.mem_id != line.node.mem_id for part in inside):
                continue
            field = line.field()
            if field and self.dates is None and is_dated(field.value, tag):
                self.dates, self.said = field, _range(line, field, tag)
            elif field and self.dates is None:
                self.lines.append(_first_span(line) or field)
            elif field:
                self.place = self.place or _first_span(line) or field

    def _plain(self, item: Part, tag: str | None) -> None:
        """Where no class tells the lines apart, their order does."""
        whole = item.locator()
        start, lines = 0, []
        for text in whole.quote.split("\n"):
            lines.append(Field(text, whole.narrowed(start, start + len(text))))
            start += len(text) + 1
        dated = next((n for n, line in enumerate(lines) if is_dated(line.value, tag)), None)
        if dated is None:
            return
        self.dates, self.said = lines[dated], date_range(lines[dated].value, tag)
        heading = self.title.value if self.title else None
        self.lines = [line for line in lines[:dated] if line.value != heading]
        self.place = next(iter(lines[dated + 1 : dated + 2]), None)

    @property
    def at(self) -> Locator | None:
        """The words from which the dates were read."""
        return self.dates.at if self.dates else None


def _range(line: Part, field: Field, tag: str | None) -> DateRange:
    """Start and end stand in two elements, the duration in a third that may touch the second."""
    parts = [part.text for part in line.all("span.body-small")]
    return date_range(" ".join(parts[:2]) if parts else field.value, tag)


def _first_span(line: Part) -> Field | None:
    """The first of several texts that a drawn dot parts."""
    return _field(line, "span") if line.first(".dot-separator") else None


def _position(item: Part, row: _Row, company: Field | None, outer: Part) -> Position:
    employer = company or (row.lines[0] if row.lines else None)
    stated = row.title or employer
    return Position(
        at=stated.at if stated else item.locator(),
        title=row.title,
        company=employer,
        company_url=company_link(item.all("a[href]") + outer.all("a[href]")),
        start=row.said.start,
        end=row.said.end,
        current=bool(row.said.current),
        dates=row.at,
        location=row.place,
        description=row.text,
    )
