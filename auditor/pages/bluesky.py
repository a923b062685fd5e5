"""A profile on Bluesky."""

from __future__ import annotations

import re

from auditor.counts import count
from auditor.markup import Document, Json, Part
from auditor.model import DatedFact, Field, Profile
from auditor.pages import schema_org
from auditor.pages.reading import absences, finished, language, not_a_profile, picture, source
from auditor.plugin import page_kind

ID = "bluesky"
_TITLE = re.compile(r"^(?P<name>.*?)\s*\(\s*@(?P<handle>[\w.-]{3,253})\s*\)")


def _claims(document: Document) -> bool:
    return "web-cdn.bsky.app" in document.hosts or (
        "bsky.app" in document.hosts and 'content="Bluesky Social"' in document.markup
    )


@page_kind(ID, claims=_claims)
def bluesky(document: Document) -> Profile:
    """Bluesky, 2026: JSON-LD ``ProfilePage``, OpenGraph, and the rendered header.

    The picture is named by the JSON-LD only; OpenGraph has none.  JSON-LD of another account is refused.
    """
    kind = document.meta.get("og:type")
    title = document.meta.get("og:title")
    header = document.first('[data-testid="profileHeaderDisplayName"]')
    if header is None and (kind is None or kind.value != "profile"):
        return not_a_profile(document, ID, "post" if "/post/" in _where(document) else "shell")
    found = _TITLE.match(title.value) if title else None
    named = Field(found["name"], title.at.narrowed(*found.span("name"))) if title and found else None
    handle = document.meta.get("profile:username") or (
        Field(found["handle"], title.at.narrowed(*found.span("handle"))) if title and found else None
    )
    person, page = _person(document, handle)
    created = schema_org.day(page, "dateCreated") if page else None
    about = (schema_org.description(person) if person else None) or document.meta.get("og:description")
    stated = schema_org.person_name(person) if person else None
    shown = document.first('[data-testid="userAvatarImage"] img') if header else None
    photo = (schema_org.image(person) if person else None) or (shown.attr_field("src") if shown else None)
    return finished(
        Profile(
            source(document, ID),
            "profile",
            name=_field(header) or named or stated or handle,
            name_elsewhere=tuple(name for name in (named, stated) if name),
            about=about,
            handle=handle,
            url=document.meta.get("og:url")
            or (Field(f"https://bsky.app/profile/{handle.value}", handle.at) if handle else None),
            avatar=picture(document, photo),
            connections_or_followers=_followers(document, person),
            account_created=created.value if created else None,
            dated=(DatedFact("account-created", created.value, created.at),) if created else (),
            absent=absences(experience="not-applicable", education="not-applicable"),
        )
    )


def _field(part: Part | None) -> Field | None:
    return part.field() if part else None


def _where(document: Document) -> str:
    address = document.meta.get("og:url")
    return address.value if address else document.page.url or ""


def _person(document: Document, handle: Field | None) -> tuple[Json | None, Json | None]:
    for page, person in schema_org.profile_persons(document.ld_json):
        own = (person.text("alternateName") or "").lstrip("@").casefold()
        if handle is None or not own or own == handle.value.casefold():
            return person, page
    return None, None


def _followers(document: Document, person: Json | None) -> int | None:
    if person and (stated := schema_org.followers(person)) is not None:
        return stated
    link = document.first('[data-testid="profileHeaderFollowersButton"]') or document.first('a[href$="/followers"]')
    return count(link.text, language(document)) if link else None
