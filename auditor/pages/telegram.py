"""A person's, group's or channel's card on t.me."""

from __future__ import annotations

import re

from auditor.counts import count
from auditor.markup import Document, Part
from auditor.model import Field, Profile
from auditor.pages.reading import absences, finished, language, not_a_profile, picture, source
from auditor.plugin import page_kind

ID = "telegram"
_DOMAIN = re.compile(r"[?&]domain=(\w{4,32})(?:&|$)")


def _claims(document: Document) -> bool:
    return "telegram.org" in document.hosts and ("tgme_" in document.markup)


@page_kind(ID, claims=_claims)
def telegram(document: Document) -> Profile:
    """Telegram: the card of a user, group or channel (``tgme_page``) and a channel's preview (``tgme_channel_info``).

    A post names its author and nothing else about anybody: it is no profile.
    """
    preview = document.first(".tgme_channel_info")
    title = document.first(".tgme_channel_info_header_title") if preview else document.first(".tgme_page_title")
    app = document.meta.get("al:ios:url") or document.meta.get("al:android:url")
    if title is None:
        post = document.first(".tgme_widget_message") or (app and "post=" in app.value)
        return not_a_profile(document, ID, "post" if post else "not-found")
    found = _DOMAIN.search(app.value) if app else None
    handle = Field(found[1], app.at.narrowed(*found.span(1))) if app and found else _at_name(document)
    extra = document.first(".tgme_page_extra")
    counter = document.first(".tgme_channel_info_counter .counter_value") if preview else extra
    about = document.first(".tgme_channel_info_description" if preview else ".tgme_page_description")
    photo = document.first("img.tgme_page_photo_image") or document.first(".tgme_page_photo_image img")
    shown = counter.text if counter else ""
    return finished(
        Profile(
            source(document, ID),
            "profile",
            name=_field(title),
            about=_field(about),
            handle=handle,
            url=Field(f"https://t.me/{handle.value}", handle.at) if handle else None,
            avatar=picture(document, photo.attr_field("src") if photo else None),
            connections_or_followers=None if shown.startswith("@") else count(shown, language(document)),
            verifications=_verified(title),
            absent=absences(experience="not-applicable", education="not-applicable"),
        )
    )


def _field(part: Part | None) -> Field | None:
    return part.field() if part else None


def _at_name(document: Document) -> Field | None:
    """A user's card shows the account's name where a group's shows the number of members."""
    for css in (".tgme_page_extra", ".tgme_channel_info_header_username"):
        field = _field(document.first(css))
        found = re.fullmatch(r"@(\w{4,32})", field.value) if field else None
        if field and found:
            return Field(found[1], field.at.narrowed(*found.span(1)))
    return None


def _verified(title: Part) -> tuple[Field, ...]:
    mark = title.first(".verified-icon")
    label = mark.field() if mark else None
    return (label,) if label else ()
