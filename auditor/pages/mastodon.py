"""A profile on a Mastodon server."""

from __future__ import annotations

import re

from auditor.counts import count
from auditor.markup import OPENING, Document, Part
from auditor.model import Field, Profile
from auditor.months import partial_date
from auditor.pages.reading import absences, finished, language, not_a_profile, picture, source
from auditor.plugin import page_kind

ID = "mastodon"
_TITLE = re.compile(r"^(?P<name>.*?)\s*\(@(?P<handle>[\w.-]+@[\w.-]+)\)", re.DOTALL)
_COUNTS = re.compile(r"^\s*\d[^·]*·\s*")
_MARKS = ('id="mastodon"', "id='mastodon'", "account__header__content", "public-account-header")


def _claims(document: Document) -> bool:
    return any(document.markup.find(mark, 0, 2 * OPENING) >= 0 for mark in _MARKS)


@page_kind(ID, claims=_claims, rank=70)
def mastodon(document: Document) -> Profile:
    """Mastodon: rendered (``account__header``), the older public page (``public-account-header``), and OpenGraph only.

    Links that the server has checked are verifications.  ``initial-state`` holds the viewer and the server's operator;
    it is not read for the subject.
    """
    kind = document.meta.get("og:type")
    title = document.meta.get("og:title")
    header = document.first(".account__header__tabs__name h1, .public-account-header__tabs__name h1")
    if header is None and (kind is None or kind.value != "profile"):
        return not_a_profile(document, ID, "post" if kind and kind.value == "article" else "shell")
    found = _TITLE.match(title.value) if title else None
    named = Field(found["name"], title.at.narrowed(*found.span("name"))) if title and found and found["name"] else None
    handle = document.meta.get("profile:username") or (
        Field(found["handle"], title.at.narrowed(*found.span("handle"))) if title and found else _acct(header)
    )
    photo = document.first(".account__header .account__avatar img, .public-account-header__bar .avatar img")
    joined = _joined(document)
    return finished(
        Profile(
            source(document, ID),
            "profile",
            name=_shown_name(header) or named,
            name_elsewhere=(named,) if named else (),
            about=_field(document.first(".account__header__bio .account__header__content, .account__header__content"))
            or _bio(document),
            handle=handle,
            url=document.meta.get("og:url"),
            links=_fields(document, ""),
            avatar=picture(document, (photo.attr_field("src") if photo else None) or document.meta.get("og:image")),
            connections_or_followers=_followers(document),
            account_created=partial_date(joined.value, language(document)) if joined else None,
            verifications=_fields(document, ".verified"),
            absent=absences(experience="not-applicable", education="not-applicable"),
        )
    )


def _field(part: Part | None) -> Field | None:
    return part.field() if part else None


def _shown_name(header: Part | None) -> Field | None:
    """The display name; the account's address stands in a smaller part of the same heading."""
    field = _field(header)
    small = header.first("small") if header else None
    if field is None or small is None:
        return field
    name = field.value.removesuffix(small.text).rstrip()
    return Field(name, field.at.narrowed(0, len(name))) if name else None


def _acct(header: Part | None) -> Field | None:
    field = _field(header.first("small") if header else None)
    found = re.search(r"@([\w.-]+@[\w.-]+)", field.value) if field else None
    return Field(found[1], field.at.narrowed(*found.span(1))) if field and found else None


def _bio(document: Document) -> Field | None:
    """The text about the account in OpenGraph, behind the sentence with its counts."""
    described = document.meta.get("og:description") or document.meta.get("description")
    if described is None:
        return None
    start = found.end() if (found := _COUNTS.match(described.value)) else 0
    text = described.value[start:]
    return Field(text, described.at.narrowed(start, len(described.value))) if text else None


def _followers(document: Document) -> int | None:
    """The count of the link to the followers; in OpenGraph it is the last of three in front of the text."""
    link = document.first(
        '.account__header__extra__links a[href$="/followers"], .public-account-header__tabs__tabs a[href$="/followers"]'
    )
    if link:
        return count(link.attr("title") or link.text, language(document))
    described = document.meta.get("og:description")
    counts = _COUNTS.match(described.value) if described else None
    return count(counts[0].rsplit(", ", 1)[-1], language(document)) if counts else None


def _fields(document: Document, css: str) -> tuple[Field, ...]:
    """Links in the table of the account's own facts, each once; those the server has checked are of a class."""
    found: dict[str, Field] = {}
    for row in document.all(f".account__header__fields dl{css} a[href], .account__header__fields dd{css} a[href]"):
        href = row.attr_field("href")
        if href and href.value.startswith("http"):
            found.setdefault(href.value, href)
    return tuple(found.values())


def _joined(document: Document) -> Field | None:
    shown = document.first(".account__header__joined, .account__header__extra__joined time")
    if shown is None:
        return None
    return shown.attr_field("datetime") or shown.field()
