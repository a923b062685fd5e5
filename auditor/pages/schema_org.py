"""What schema.org data in JSON-LD states about a person."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from auditor.counts import count
from auditor.markup import Json
from auditor.model import Field

_PREFIX = re.compile(r"^(?:https?://schema\.org/|schema:)")


def types(node: Json) -> tuple[str, ...]:
    """The types that a node declares, without the vocabulary's address."""
    declared = node.get("@type")
    if declared is None:
        return ()
    values = declared.value if isinstance(declared.value, list) else [declared.value]
    return tuple(_PREFIX.sub("", value) for value in values if isinstance(value, str))


def is_person(node: Json) -> bool:
    """Whether the node is a person."""
    return "Person" in types(node)


def joined(parts: Iterable[Field | None], between: str) -> Field | None:
    """Several fields as one, placed where the first of them stands."""
    stated = [part for part in parts if part]
    if not stated:
        return None
    return stated[0] if len(stated) == 1 else Field(between.join(part.value for part in stated), stated[0].at)


def person_name(person: Json) -> Field | None:
    """The person's whole name, put together from its parts only where it is not given."""
    return _text(person, "name") or joined((_text(person, "givenName"), _text(person, "familyName")), " ")


def job_title(person: Json) -> Field | None:
    """The person's title; several are one line."""
    return joined((title.field() for title in person.items("jobTitle")), ", ") or _text(person, "hasOccupation", "name")


def description(person: Json) -> Field | None:
    """What the person says about themselves, tags read away."""
    return person.field("description", markup=True)


def place(person: Json) -> Field | None:
    """Where the person is: a place's name, or locality, region and country."""
    for key in ("homeLocation", "address", "workLocation", "location"):
        for node in person.items(key):
            found = _place(node)
            if found:
                return found
    return None


def _place(node: Json) -> Field | None:
    if isinstance(node.value, str):
        return node.field()
    if named := _text(node, "name"):
        return named
    inner = node.get("address")
    if inner and isinstance(inner.value, str):
        return inner.field()
    address = inner or node
    country = _text(address, "addressCountry", "name") or _text(address, "addressCountry")
    return joined((_text(address, "addressLocality"), _text(address, "addressRegion"), country), ", ")


def image(person: Json) -> Field | None:
    """Address of the person's picture, the largest where several are given."""
    for node in person.items("image"):
        if isinstance(node.value, str):
            return node.field()
        for key in ("contentUrl", "url", "thumbnailUrl"):
            if found := _text(node, key):
                return found
    return None


def employers(person: Json) -> tuple[Field, ...]:
    """Names of the organisations that the person works for."""
    found = []
    for node in person.items("worksFor"):
        name = node.field() if isinstance(node.value, str) else _text(node, "name")
        if name:
            found.append(name)
    return tuple(found)


def addresses(person: Json, *keys: str) -> tuple[Field, ...]:
    """Web addresses under these keys, each once."""
    found: dict[str, Field] = {}
    for key in keys:
        for node in person.items(key):
            address = node.field() if isinstance(node.value, str) else _text(node, "url") or _text(node, "@id")
            if address and address.value.startswith(("http://", "https://")):
                found.setdefault(address.value, address)
    return tuple(found.values())


def followers(person: Json) -> int | None:
    """How many follow the person; what the person follows or wrote does not count."""
    for counter in person.items("interactionStatistic"):
        kind = counter.text("interactionType") or counter.text("interactionType", "@type") or ""
        if _PREFIX.sub("", kind).endswith("FollowAction") and (said := counter.text("userInteractionCount")):
            return count(said)
    return None


def day(node: Json, key: str) -> Field | None:
    """The day of an ISO 8601 time: the field's value is ``YYYY-MM-DD``."""
    stated = _text(node, key)
    if stated and re.match(r"\d{4}-\d\d-\d\d(?:[T ]|$)", stated.value):
        return Field(stated.value[:10], stated.at.narrowed(0, 10))
    return None


def profile_persons(nodes: Iterable[Json]) -> Iterator[tuple[Json, Json]]:
    """Pairs of a page node and the person it says it is about."""
    for node in nodes:
        if "ProfilePage" in types(node):
            for key in ("mainEntity", "about"):
                for person in node.items(key):
                    if isinstance(person.value, dict):
                        yield node, person


def _text(node: Json, *keys: str) -> Field | None:
    return node.field(*keys)
