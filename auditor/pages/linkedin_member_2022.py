"""LinkedIn as a member sees it, 2022 to 2025: anchored cards, random class names, every text twice."""

from __future__ import annotations

import re

from auditor.addresses import handle
from auditor.counts import count, whole
from auditor.dates import day_of_epoch
from auditor.markup import Document, Json, Part
from auditor.model import Absence, Avatar, DatedFact, Field, Locator, Position, Profile, Study
from auditor.months import DateRange, date_range
from auditor.pages.linkedin_links import company_link, outside_links
from auditor.pages.linkedin_marks import has_anchors, on_linkedin
from auditor.pages.reading import (
    absences,
    before_dot,
    behind_scheme,
    finished,
    language,
    picture,
    source,
)
from auditor.plugin import page_kind

KIND = "linkedin-member-2022"

_SPELLINGS = ("pv-profile-card__anchor", "pv-profile-card-anchor")
_ANCHOR = ", ".join(f"div.{spelling}" for spelling in _SPELLINGS)
_ENTITY = '[data-view-name="profile-component-entity"], div.pvs-entity:not([data-view-name])'
_VISIBLE = 'span[aria-hidden="true"]'
_LIST_ITEM = "li.artdeco-list__item, .pvs-entity__sub-components li"
"""Where a release marks no entities."""
_OWN_ROW = ".display-flex.flex-row.justify-space-between"
_CONTACT = 'a[href*="/overlay/contact-info"]'
_SLUG = re.compile(r"/in/([^/?#]+)")
_LATER_CARDS = (
    "licenses_and_certifications skills recommendations courses languages honors_and_awards publications projects "
    "volunteering_experience organizations test_scores patents causes interests"
)
_AFTER_EDUCATION = tuple(_LATER_CARDS.split())


def _claims(document: Document) -> bool:
    return on_linkedin(document) and has_anchors(document) and document.node.css_first(_ANCHOR) is not None


@page_kind(KIND, claims=_claims, rank=11)
def linkedin_member_2022(document: Document) -> Profile:
    """LinkedIn member's view, 2022 to 2025.

    Class names are random, ids are not: a card is the section around its anchor.  Of each doubled text the visible twin
    is taken.  The embedded answers of the web API often belong to a profile opened earlier in the same tab: they count
    only when their slug is the one of the contact link.
    """
    tag = language(document)
    card = document.first("section.artdeco-card:has(h1)") or document.first("main section:has(h1)") or document
    url = _own_address(card, document)
    own = _embedded(document, handle(url.value) if url else None)
    cards = _cards(document)
    experience, experience_absent = _experience(cards, tag)
    education, education_absent = _education(cards, tag)
    contact = document.first("section.pv-contact-info__contact-type")
    contacts = document.all("section.pv-contact-info__contact-type a[href]") if contact else []
    created = _created(own)
    return finished(
        Profile(
            source=source(document, KIND, url.value if url else None),
            status="profile",
            name=_field(card, "h1") or _embedded_name(own),
            name_elsewhere=tuple(filter(None, (_title_name(document), _embedded_name(own)))),
            headline=_field(card, ".text-body-medium.break-words") or (own.field("headline") if own else None),
            location=_field(card, ".text-body-small.inline.t-black--light.break-words"),
            about=_clamped(cards["about"]) if "about" in cards else None,
            url=url,
            current_companies=_shortcut(card) if not any(p.current for p in experience) else (),
            experience=experience,
            education=education,
            links=outside_links(card.all('[class*="top-card--website"] a[href]') + contacts),
            emails=_behind(contacts, "mailto:"),
            phones=_behind(contacts, "tel:"),
            avatar=_avatar(document, card, own),
            connections_or_followers=_audience(card, tag),
            account_created=created.date if created else None,
            dated=(created,) if created else (),
            verifications=_verifications(card, own),
            absent=absences(experience=experience_absent, education=education_absent),
        )
    )


def _field(part: Part, css: str) -> Field | None:
    found = part.first(css)
    return found.field() if found else None


def _own_address(card: Part, document: Document) -> Field | None:
    """The subject's address, from the link to the contact details: the only one that is never the viewer's."""
    for part, css in ((card, _CONTACT), (document, _CONTACT), (card, 'a[href*="/overlay/about-this-profile"]')):
        link = part.first(css)
        found = link.attr_field("href") if link else None
        if found and (slug := _SLUG.search(found.value)):
            return Field("https://www.linkedin.com/in/" + slug[1], found.at)
    return None


def _embedded(document: Document, slug: str | None) -> Json | None:
    """The subject's own entity in the embedded answers; ``None`` where they are about somebody else."""
    for request in document.all('code[id^="datalet-bpr-guid"]') if slug else ():
        words = request.node.text()
        if "vanityName:" not in words and "memberIdentity" not in words:
            continue
        head = request.json()
        body = head.text("body") if head else None
        answer = document.first(f'code[id="{body}"]') if body and body.replace("-", "").isalnum() else None
        root = answer.json() if answer else None
        for entity in root.items("included") if root else ():
            if entity.text("publicIdentifier") == slug and entity.get("objectUrn"):
                return entity
    return None


def _embedded_name(own: Json | None) -> Field | None:
    """First and last name are two strings: the field quotes the last one."""
    if own is None:
        return None
    first, last = own.text("firstName"), own.field("lastName")
    return Field(f"{first} {last.value}", last.at) if first and last else None


def _title_name(document: Document) -> Field | None:
    title = _field(document, "title")
    if title is None or " | LinkedIn" not in title.value:
        return None
    return Field(title.value.split(" | LinkedIn")[0], title.at)


def _avatar(document: Document, card: Part, own: Json | None) -> Avatar:
    image = card.first("img.pv-top-card-profile-picture__image--show, img[class*='pv-top-card-profile-picture__image']")
    image = image or card.first(".pv-top-card__photo img, .profile-photo-edit img, .pv-top-card--photo img")
    shown = (image.attr_field("src") or image.attr_field("data-delayed-url")) if image else None
    ghost = image is not None and "ghost-person" in image.classes()
    found = picture(document, shown, ghost=ghost)
    if found.state in ("placeholder", "none") and (stated := _widest_artifact(own)):
        return picture(document, stated)
    return found


def _widest_artifact(own: Json | None) -> Field | None:
    """The address of the widest rendition that the embedded entity lists, quoting its own half."""
    for name in ("displayImageReferenceResolutionResult", "displayImageReference"):
        image = own.get("profilePicture", name, "vectorImage") if own else None
        root = image.text("rootUrl") if image else None
        sizes = [(whole(item.text("width")) or 0, item) for item in (image.items("artifacts") if image else ())]
        for _, item in sorted(sizes, key=lambda size: -size[0]):
            if root and (rest := item.field("fileIdentifyingUrlPathSegment")):
                return Field(root + rest.value, rest.at)
    return None


def _created(own: Json | None) -> DatedFact | None:
    stamp = own.field("created") if own else None
    moment = whole(stamp.value) if stamp else None
    day = day_of_epoch(moment) if moment is not None else None
    return DatedFact("account-created", day, stamp.at) if stamp and day else None


def _verifications(card: Part, own: Json | None) -> tuple[Field, ...]:
    """What the mark beside the name says.  The link's label alone says it on unverified profiles too."""
    mark = card.first('svg[data-test-icon^="verified"], li-icon[type^="verified"]')
    marked = own.get("showVerificationBadge") if own else None
    if mark is None and not (marked and marked.value is True):
        return ()
    link = card.first('a[href*="/overlay/about-this-profile"]')
    label = link.attr_field("aria-label") if link else None
    label = label or (mark.attr_field("aria-label") if mark else None)
    return (label,) if label else ()


def _audience(card: Part, tag: str | None) -> int | None:
    """Connections, where the card states them, else followers: a list under the name has both, connections last."""
    numbers = [item.text for item in card.all("ul > li.text-body-small")]
    counted = [number for text in numbers if (number := count(text, tag)) is not None]
    return counted[-1] if counted else None


def _shortcut(card: Part) -> tuple[Field, ...]:
    """The employer in the right panel: the first of two buttons, the second is the school; one alone may be either."""
    found = [field for part in card.all("ul > li > button[aria-label] span.text-body-small") if (field := part.field())]
    return tuple(found[:1]) if len(found) == 2 else ()


def _cards(document: Document) -> dict[str, Part]:
    """The section around each anchor, by the anchor's id, in one walk over the page."""
    found: dict[str, Part] = {}
    for anchor in document.node.css(_ANCHOR):
        name, section = anchor.attributes.get("id"), anchor.parent
        if not name or not name.isidentifier() or section is None or section.tag != "section":
            continue
        spelling = next(mark for mark in _SPELLINGS if mark in (anchor.attributes.get("class") or "").split())
        css = f"section:has(> div.{spelling}#{name})"
        if name not in found:
            found[name] = Part(document.page.sha256, section, css)
        elif again := document.first(css):
            found[name] = again  # of several, the one that the selector finds
    return found


def _clamped(part: Part) -> Field | None:
    """A text that the page shows clamped but holds in full; the titles of media and the lists of skills are none."""
    for box in part.all('.t-14.t-normal.t-black [class*="inline-show-more-text"]'):
        text = box.first(_VISIBLE)
        if text and text.first("strong") is None:
            return text.field()
        if text is None and box.first(".visually-hidden") is None and "container" not in " ".join(box.classes()):
            return box.field()
    return None


def _experience(cards: dict[str, Part], tag: str | None) -> tuple[tuple[Position, ...], Absence | None]:
    section = cards.get("experience")
    found: list[Position] = []
    for entity, inner in _outermost(section) if section else ():
        own = _Row(entity, tag)
        roles = [(role, row) for role in inner if (row := _Row(role, tag)).said.start]
        if roles and not own.said.start:
            found += [_position(role, row, own.bold, (role, entity)) for role, row in roles]
        else:
            found.append(_position(entity, own, before_dot(own.line), (entity,)))
    kept = tuple(position for position in found if position.title or position.company)
    return kept, None if kept else _absence(cards, section)


def _education(cards: dict[str, Part], tag: str | None) -> tuple[tuple[Study, ...], Absence | None]:
    section = cards.get("education")
    rows = [_Row(entity, tag) for entity, _ in (_outermost(section) if section else ())]
    kept = tuple(
        Study(row.bold.at, row.bold, row.line, row.said.start, row.said.end, row.dates) for row in rows if row.bold
    )
    return kept, None if kept else _absence(cards, section)


def _absence(cards: dict[str, Part], section: Part | None) -> Absence:
    """Cards load one after another: a missing one is empty only when one that comes after it was loaded."""
    return "empty" if section is None and any(name in cards for name in _AFTER_EDUCATION) else "not-captured"


def _outermost(section: Part) -> list[tuple[Part, list[Part]]]:
    """Entities of a card, each with the entities inside it."""
    inside: set[int] = set()
    found: list[tuple[Part, list[Part]]] = []
    css = _ENTITY if section.first(_ENTITY) else _LIST_ITEM
    for entity in section.all(css):
        if entity.node.mem_id not in inside:
            inner = [part for part in entity.all(css) if part.node.mem_id != entity.node.mem_id]
            inside.update(part.node.mem_id for part in inner)
            found.append((entity, inner))
    return found


class _Row:
    """The lines of an entity itself, without those of the entities inside it."""

    __slots__ = ("bold", "dates", "line", "place", "said")

    def __init__(self, entity: Part, tag: str | None) -> None:
        row = entity.first(_OWN_ROW) or entity
        self.bold: Field | None = None
        self.line: Field | None = None
        self.place: Field | None = None
        self.dates: Locator | None = None
        self.said = DateRange()
        for words in row.all(_VISIBLE):
            around = words.node.parent
            classes = ((around.attributes.get("class") or "") if around else "").split()
            field = words.field() if "t-bold" in classes or "t-normal" in classes else None
            if field is None:
                continue
            light = "t-black--light" in classes
            if "t-bold" in classes:
                self.bold = self.bold or field
            elif light and not self.said.start and (said := date_range(field.value, tag)).start:
                self.said, self.dates = said, field.at
            elif light:
                self.place = self.place or field
            else:
                self.line = self.line or field


def _position(entity: Part, row: _Row, company: Field | None, linked: tuple[Part, ...]) -> Position:
    stated = row.bold or company
    return Position(
        at=stated.at if stated else entity.locator(),
        title=row.bold,
        company=company,
        company_url=company_link(link for part in linked for link in part.all("a[href]")),
        start=row.said.start,
        end=row.said.end,
        current=bool(row.said.start and row.said.current),
        dates=row.dates,
        location=before_dot(row.place),
        description=_clamped(entity),
    )


def _behind(links: list[Part], scheme: str) -> tuple[Field, ...]:
    return behind_scheme(link for link in links if (link.attr("href") or "").startswith(scheme))
