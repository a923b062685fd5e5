"""Whose answers of the web API a member page of 2017 to 2021 carries: the subject's, among the viewer's and others'."""

from __future__ import annotations

from dataclasses import dataclass

from auditor.markup import Document, Json
from auditor.model import Field
from auditor.pages.linkedin_entities import Member, member
from auditor.pages.webapi import Answer, Entities, answers, asked_profile, parsed, subject_ids

_WHOLE = ("profileView", "FullProfileWithEntities", "FullProfile")
"""Parts of a profile that hold jobs and schools, asked for first."""
_NAMED = ("profiles", "WebTopCardCore", "TopCardSupplementary", "MiniProfile")


@dataclass(frozen=True, slots=True)
class Subject:
    """What the page's answers state about its subject."""

    member: Member
    slug: str
    connections: int | None = None
    emails: tuple[Field, ...] = ()
    phones: tuple[Field, ...] = ()
    links: tuple[Field, ...] = ()


def subject_of(document: Document, slug: str | None, name: str | None) -> Subject | None:
    """The subject according to the answers; ``None`` where they are about somebody else or about nobody.

    Data of a profile that was opened earlier in the same tab stay in the page: with the slug or the name that the page
    shows, an answer about another member is refused.
    """
    by_part: dict[str, list[tuple[str, Answer]]] = {}
    for answer in answers(document):
        asked = asked_profile(answer.request)
        if asked:
            by_part.setdefault(asked[1], []).append((asked[0], answer))
    for part in (*_WHOLE, *_NAMED):
        for who, answer in by_part.get(part, []):
            if slug and who.casefold() != slug.casefold() and not who.startswith("ACoA"):
                continue
            found = _member(document, answer, who)
            if found and _is_shown(found, slug, name):
                return _with_network(document, found, who, by_part)
    return None


def _member(document: Document, answer: Answer, who: str) -> Member | None:
    root = parsed(document, answer)
    if root is None:
        return None
    return member(Entities([root]), slug=who, ids=tuple(subject_ids(root)))


def _is_shown(found: Member, slug: str | None, name: str | None) -> bool:
    if slug and found.slug:
        return found.slug.value.casefold() == slug.casefold()
    if name and found.name:
        return set(found.name.value.casefold().split()) <= set(name.casefold().replace(",", " ").split())
    return slug is None and name is None


def _with_network(document: Document, found: Member, who: str, by_part: dict[str, list[tuple[str, Answer]]]) -> Subject:
    slug = found.slug.value if found.slug else who
    connections: int | None = None
    contact: Json | None = None
    for part in ("networkinfo", "profileContactInfo"):
        for asked, answer in by_part.get(part, []):
            if asked.casefold() in (slug.casefold(), who.casefold()) and (root := parsed(document, answer)):
                if part == "networkinfo":
                    connections = connections or _connections(root)
                else:
                    contact = root.get("data")
    return Subject(
        found,
        slug,
        connections,
        emails=_each(contact, "emailAddress", ()),
        phones=_each(contact, "phoneNumbers", ("number",)),
        links=(*found.links, *_each(contact, "websites", ("url",))),
    )


def _connections(root: Json) -> int | None:
    for key in ("connectionsCount", "followersCount"):
        number = root.get("data", key)
        if number and isinstance(number.value, int) and number.value > 0:
            return number.value
    return None


def _each(node: Json | None, key: str, inside: tuple[str, ...]) -> tuple[Field, ...]:
    if node is None:
        return ()
    return tuple(filter(None, (item.field(*inside) for item in node.items(key))))
