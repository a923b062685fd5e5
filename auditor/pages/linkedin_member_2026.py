"""LinkedIn as a member sees it, 2026: server-driven cards, hashed class names, sections that load when scrolled to."""

from __future__ import annotations

import re
from weakref import WeakKeyDictionary

from selectolax.lexbor import LexborNode

from auditor.addresses import handle, unwrapped
from auditor.counts import count
from auditor.markup import Document, Part
from auditor.model import Absence, Avatar, Field, Position, Profile, Study
from auditor.months import DateRange, date_range, is_dated
from auditor.pages.linkedin_links import company_link
from auditor.pages.linkedin_marks import on_linkedin
from auditor.pages.reading import (
    absences,
    before_dot,
    behind_scheme,
    finished,
    language,
    picture,
    source,
    widest,
    without_button,
)
from auditor.plugin import page_kind

KIND = "linkedin-member-2026"

_CARD = "sdui.profile.card.ref"
_CONTACT = 'a[href*="/overlay/contact-info"]'
_SLUG = re.compile(r"/in/([^/?#]+)")
_DEGREE = re.compile(r"[·•]\s*\S")
_PRONOUNS = re.compile(r"[^\W\d_]{1,10}(?:\s*/\s*[^\W\d_]{1,10}){1,3}")
_DOTS = ("·", "•")
_CONTACTS = '[componentkey*="ContactInfo"]'
_ITEM = '[componentkey^="entity-collection-item"]'
_ANCHOR = re.compile(r"profile_[a-z]+_top_anchor_([\w%.-]+)$")
"""A scroll target of a section names the subject even where the link to the contact details leads nowhere."""


def _claims(document: Document) -> bool:
    return on_linkedin(document) and document.says(_CARD) and _topcard(document) is not None


@page_kind(KIND, claims=_claims, rank=12)
def linkedin_member_2026(document: Document) -> Profile:
    """LinkedIn member's view, 2026.

    A card is named by its ``componentkey``; an icon's id tells a company from a school.  The lines of the top card are
    told apart by their order around the connection degree and the link to the contact details.  Experience and
    education load only when scrolled to: a card that is not there was not captured, and says nothing about the person.
    """
    tag = language(document)
    card = _topcard(document) or document
    lines = _Lines(card)
    url = _own_address(card, document)
    experience, experience_absent = _experience(document, tag)
    education, education_absent = _education(document, tag)
    return finished(
        Profile(
            source=source(document, KIND, url.value if url else None),
            status="profile",
            name=_field(card, "h2") or _field(card, "h1"),
            name_elsewhere=_title_name(document),
            headline=lines.headline,
            location=lines.location,
            about=_about(document),
            url=url,
            current_companies=lines.companies if not any(p.current for p in experience) else (),
            experience=experience,
            education=education,
            links=_websites(card, document),
            emails=behind_scheme(_contacts(document, "mailto:")),
            phones=behind_scheme(_contacts(document, "tel:")),
            avatar=_avatar(document, card),
            connections_or_followers=lines.audience(tag),
            verifications=_verifications(card),
            absent=absences(experience=experience_absent, education=education_absent),
        )
    )


_PLACES: WeakKeyDictionary[Document, list[tuple[str, LexborNode]]] = WeakKeyDictionary()
"""Where cards are or would be, found in one walk over the page."""


def _card(document: Document, name: str) -> Part | None:
    if document not in _PLACES:
        found = document.node.css(f'[componentkey*="{_CARD}"]')
        _PLACES[document] = [(node.attributes.get("componentkey") or "", node) for node in found]
    named = [node for key, node in _PLACES[document] if key.endswith(name)]
    css = f'[componentkey*="{_CARD}"][componentkey$="{name}"]'
    for node in named:
        if node.tag == "section":
            return Part(document.page.sha256, node, f"section{css}")
    inner = next((section for node in named if (section := node.css_first("section")) is not None), None)
    return Part(document.page.sha256, inner, f"{css} section") if inner is not None else None


def _topcard(document: Document) -> Part | None:
    return _card(document, "Topcard")


def _field(part: Part, css: str) -> Field | None:
    found = part.first(css)
    return found.field() if found else None


def _own_address(card: Part, document: Document) -> Field | None:
    for part, css in ((card, _CONTACT), (document, _CONTACT), (card, 'a[href*="/in/"]')):
        link = part.first(css)
        found = link.attr_field("href") if link else None
        if found and (slug := _SLUG.search(found.value)):
            return Field("https://www.linkedin.com/in/" + slug[1], found.at)
    for anchor in document.all('[componentkey*="_top_anchor_"]'):
        found = anchor.attr_field("componentkey")
        if found and (slug := _ANCHOR.match(found.value)):
            return Field("https://www.linkedin.com/in/" + slug[1], found.at)
    activity = _card(document, "Activity")
    link = activity.first('a[href*="/recent-activity/"]') if activity else None
    return link.attr_field("href") if link else None


def _title_name(document: Document) -> tuple[Field, ...]:
    title = _field(document, "head > title")
    words = title.value.rpartition(" | LinkedIn")[0] if title else ""
    return (Field(words, title.at.narrowed(0, len(words))),) if title and words else ()


class _Lines:
    """The paragraphs of the top card, told apart by order and icons, without understanding a word."""

    __slots__ = ("_counts", "companies", "headline", "location")

    def __init__(self, card: Part) -> None:
        self.companies = _beside_icon(card, "company-accent")
        schools = _beside_icon(card, "school-accent")
        self.headline: Field | None = None
        self.location: Field | None = None
        named = [field.value for field in (*self.companies, *schools)]
        shortcuts = {*named, " · ".join(named)}
        before: list[Field] = []
        self._counts: list[str] = []
        past_contact = False
        for line in card.all("p"):
            field = line.field()
            if field is None:
                continue
            if line.node.css_first(_CONTACT) is not None or (_is_dot(before) and _is_link(line, field)):
                past_contact = True
            elif _DEGREE.match(field.value) and not past_contact:
                # pronouns stand before the degree, the headline after the last one
                before = []
            elif not past_contact:
                if before or not _PRONOUNS.fullmatch(field.value):
                    before.append(field)
            elif line.node.css_first("strong") is not None:
                # mutual contacts: what follows is no longer about the subject
                break
            elif field.value not in shortcuts:
                self._counts.append(field.value)
        self._sort(before, shortcuts, with_place=past_contact)

    def _sort(self, before: list[Field], shortcuts: set[str], *, with_place: bool) -> None:
        dotted = [number for number, field in enumerate(before) if field.value in _DOTS]
        stated = [field for field in before if field.value not in _DOTS]
        if with_place and dotted and len(stated) > 1:
            self.location = stated.pop()
            if self.location.value in shortcuts:
                self.location = None
        if stated and stated[0].value not in shortcuts:
            self.headline = stated[0]

    def audience(self, tag: str | None) -> int | None:
        """Connections where the card states them, else followers; connections come last."""
        numbers = [text for text in self._counts if any(char.isdigit() for char in text)]
        counted = [number for text in numbers[:2] if (number := count(text, tag)) is not None]
        return counted[-1] if counted else None


def _is_dot(before: list[Field]) -> bool:
    return bool(before) and before[-1].value in _DOTS


def _is_link(line: Part, field: Field) -> bool:
    link = line.first("a")
    return link is not None and link.text == field.value


def _beside_icon(card: Part, icon: str) -> tuple[Field, ...]:
    found = _field(card, f'div:has(> figure > svg[id^="{icon}"]) p')
    return (found,) if found else ()


def _about(document: Document) -> Field | None:
    section = _card(document, "About")
    if section is None:
        return None
    text = section.first('[data-testid="expandable-text-box"]') or section.first("p > span")
    return without_button(text) if text else None


def _avatar(document: Document, card: Part) -> Avatar:
    """The picture in the first person's frame of the card: later frames show mutual contacts."""
    frame = card.first("div[aria-label] > figure") or card.first('figure:has(> svg[id^="person-accent"])')
    image = frame.first("img") if frame else None
    if image is None:
        return picture(document, None, ghost=frame is not None)
    shown, sizes = image.attr_field("src"), image.attr_field("srcset")
    if shown and sizes and shown.value not in document.page.resources and not shown.value.startswith("data:"):
        shown = widest(sizes)
    return picture(document, shown or (widest(sizes) if sizes else None))


def _verifications(card: Part) -> tuple[Field, ...]:
    marks = [mark.attr_field("aria-label") for mark in card.all('svg[id^="verified"]')]
    return tuple(field for field in marks[:1] if field)


def _contacts(document: Document, scheme: str) -> list[Part]:
    """Links of the contact details, which few saves hold; three walks over every other page would be for nothing."""
    return document.all(f'{_CONTACTS} a[href^="{scheme}"]') if document.says("ContactInfo") else []


def _websites(card: Part, document: Document) -> tuple[Field, ...]:
    links = card.all('a[href*="/safety/go"]') + _contacts(document, "http")
    found = [address for link in links if (address := link.attr_field("href"))]
    outside = [Field(unwrapped(field.value), field.at) for field in found]
    return tuple(field for field in outside if not handle(field.value) or "linkedin.com" not in field.value)


def _items(section: Part | None, icon: str) -> list[Part]:
    """Entries of a section; those that are not marked as entries hold one logo each."""
    if section is None:
        return []
    logo = f'figure > svg[id^="{icon}"]'
    return section.all(_ITEM) or section.all(f"div[componentkey]:has({logo}):not(:has(div[componentkey] {logo}))")


def _experience(document: Document, tag: str | None) -> tuple[tuple[Position, ...], Absence | None]:
    section = _card(document, "ExperienceTopLevelSection")
    found: list[Position] = []
    for item in _items(section, "company-accent"):
        roles = [role for role in item.all("ul > li") if role.node.mem_id != item.node.mem_id]
        stated = [(role, row) for role in roles if (row := _Row(role, tag)).said.start]
        own = _Row(item, tag)
        if stated:
            found += [_position(role, row, own.first, item) for role, row in stated]
        else:
            found.append(_position(item, own, before_dot(own.second), item))
    kept = tuple(position for position in found if position.title and position.start)
    return kept, None if kept else "not-captured"


def _education(document: Document, tag: str | None) -> tuple[tuple[Study, ...], Absence | None]:
    section = _card(document, "EducationTopLevelSection")
    rows = [_Row(item, tag) for item in _items(section, "school-accent")]
    kept = tuple(
        Study(row.first.at, row.first, row.second, row.said.start, row.said.end, row.dates.at if row.dates else None)
        for row in rows
        if row.first
    )
    return kept, None if kept else "not-captured"


class _Row:
    """The paragraphs of one entry: name, second line, dates, place."""

    __slots__ = ("dates", "first", "place", "said", "second", "text")

    def __init__(self, item: Part, tag: str | None) -> None:
        self.first: Field | None = None
        self.second: Field | None = None
        self.dates: Field | None = None
        self.place: Field | None = None
        self.said = DateRange()
        box = item.first('[data-testid="expandable-text-box"]')
        self.text = without_button(box) if box else None
        for line in item.all("p"):
            field = line.field()
            if field is None or line.node.css_first('[data-testid="expandable-text-box"]') is not None:
                continue
            if self.first is None:
                self.first = field
            elif self.dates is None and is_dated(field.value, tag):
                self.dates, self.said = field, date_range(field.value, tag)
            elif self.dates is None:
                self.second = self.second or field
            else:
                self.place = self.place or field


def _position(item: Part, row: _Row, company: Field | None, outer: Part) -> Position:
    return Position(
        at=row.first.at if row.first else item.locator(),
        title=row.first,
        company=company,
        company_url=company_link(item.all("a[href]") + outer.all("a[href]")),
        start=row.said.start,
        end=row.said.end,
        current=bool(row.said.current),
        dates=row.dates.at if row.dates else None,
        location=before_dot(row.place),
        description=row.text,
    )
