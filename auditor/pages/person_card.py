"""One person as a part of a page describes them, whatever vocabulary it uses."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from auditor.markup import Json, Part
from auditor.model import Field, Study
from auditor.pages import schema_org

_WRITERS = frozenset("author comment-author byline p-author post-author entry-author".split())
"""Cards of who wrote an article or a comment."""


@dataclass(frozen=True, slots=True)
class PersonCard:
    """What is stated about one person."""

    name: Field | None
    headline: Field | None = None
    location: Field | None = None
    about: Field | None = None
    url: Field | None = None
    photo: Field | None = None
    handle: Field | None = None
    employers: tuple[Field, ...] = ()
    schools: tuple[Study, ...] = ()
    links: tuple[Field, ...] = ()
    emails: tuple[Field, ...] = ()
    phones: tuple[Field, ...] = ()
    followers: int | None = None


def from_json_ld(person: Json) -> PersonCard:
    """A ``Person`` of JSON-LD."""
    account = person.field("alternateName") or person.field("additionalName")
    return PersonCard(
        name=schema_org.person_name(person),
        headline=schema_org.job_title(person),
        location=schema_org.place(person),
        about=schema_org.description(person),
        url=person.field("url"),
        photo=schema_org.image(person),
        handle=_account(account),
        employers=schema_org.employers(person),
        schools=_schools(person),
        links=schema_org.addresses(person, "sameAs"),
        emails=tuple(filter(None, (_without_scheme(person.field("email"), "mailto:"),))),
        phones=tuple(filter(None, (_without_scheme(person.field("telephone"), "tel:"),))),
        followers=schema_org.followers(person),
    )


def _account(stated: Field | None) -> Field | None:
    """An account's name: only what is marked as one, other names are not."""
    if stated is None or not stated.value.startswith("@") or " " in stated.value:
        return None
    return Field(stated.value[1:], stated.at.narrowed(1, len(stated.value)))


def _schools(person: Json) -> tuple[Study, ...]:
    found = []
    for node in person.items("alumniOf"):
        name = node.field() if isinstance(node.value, str) else node.field("name")
        kinds = schema_org.types(node)
        if name and (
            not kinds or any(kind.endswith(("School", "University", "EducationalOrganization")) for kind in kinds)
        ):
            found.append(Study(at=name.at, school=name))
    return tuple(found)


def microdata_persons(root: Part) -> list[PersonCard]:
    """The persons of microdata that stand for themselves; authors and reviewers of other things do not."""
    return [
        _from_microdata(part)
        for part in root.all('[itemscope][itemtype$="schema.org/Person"]:not([itemscope] [itemscope])')
    ]


def _from_microdata(part: Part) -> PersonCard:
    photo = part.first('[itemprop="image"]')
    image = None
    if photo:
        inner = photo if photo.node.tag == "img" else photo.first("img") or photo
        image = inner.attr_field("src") or inner.attr_field("content") or inner.attr_field("href")
    employer = part.first('[itemprop="worksFor"] [itemprop="name"]') or part.first('[itemprop="worksFor"]')
    return PersonCard(
        name=_property(part, "name")
        or schema_org.joined((_property(part, "givenName"), _property(part, "familyName")), " "),
        headline=_property(part, "jobTitle"),
        location=_property(part, "addressLocality") or _property(part, "homeLocation") or _property(part, "address"),
        about=_property(part, "description"),
        url=_address(part.first('[itemprop="url"]')),
        photo=image,
        employers=_named(employer),
        links=_addresses(part.all('[itemprop="sameAs"]')),
        emails=_named(part.first('[itemprop="email"]')),
        phones=_named(part.first('[itemprop="telephone"]')),
    )


def _property(part: Part, name: str) -> Field | None:
    found = part.first(f'[itemprop="{name}"]')
    return (found.attr_field("content") or found.field()) if found else None


def hcard_persons(root: Part) -> list[PersonCard]:
    """The persons of microformats that stand for themselves; an organisation's card and a post's author are none."""
    found = []
    for part in root.all(".h-card:not(.h-entry .h-card), .vcard:not(.hentry .vcard)"):
        if _WRITERS & set(part.classes()):
            continue
        card = _from_hcard(part)
        firm = part.first(".p-org, .org")
        if card.name and not (firm and firm.text == card.name.value):
            found.append(card)
    return found


def _from_hcard(part: Part) -> PersonCard:
    photo = part.first("img.u-photo, img.photo") or part.first(".u-photo img, .photo img")
    return PersonCard(
        name=_field(part.first(".p-name, .fn")),
        headline=_field(part.first(".p-job-title, .p-role, .title, .role")),
        location=_field(part.first(".p-locality, .locality")) or _field(part.first(".p-adr, .adr")),
        about=_field(part.first(".p-note, .e-note, .note")),
        url=_address(part.first("a.u-url, a.url")),
        photo=photo.attr_field("src") if photo else None,
        employers=_named(part.first(".p-org, .org")),
        links=_addresses(part.all('a[rel~="me"]')),
        emails=_emails(part.all("a.u-email, a.email")),
        phones=_named(part.first(".p-tel, .tel")),
    )


def _field(part: Part | None) -> Field | None:
    return part.field() if part else None


def _named(part: Part | None) -> tuple[Field, ...]:
    field = (part.attr_field("content") or part.field()) if part else None
    return (field,) if field else ()


def _address(part: Part | None) -> Field | None:
    href = (part.attr_field("href") or part.attr_field("content")) if part else None
    return href if href and href.value.startswith("http") else None


def _addresses(parts: Iterable[Part]) -> tuple[Field, ...]:
    return tuple(address for part in parts if (address := _address(part)))


def _emails(parts: Iterable[Part]) -> tuple[Field, ...]:
    found = (_without_scheme(part.attr_field("href"), "mailto:") for part in parts)
    return tuple(email for email in found if email and "@" in email.value)


def _without_scheme(field: Field | None, scheme: str) -> Field | None:
    if field is None or not field.value.lower().startswith(scheme):
        return field
    value = field.value[len(scheme) :].split("?")[0]
    return Field(value, field.at.narrowed(len(scheme), len(scheme) + len(value))) if value else None
