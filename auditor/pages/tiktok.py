"""A profile on TikTok."""

from __future__ import annotations

import re

from auditor.counts import count, whole
from auditor.dates import day_of_epoch
from auditor.markup import OPENING, Document, Json
from auditor.model import DatedFact, Field, Profile
from auditor.pages.reading import absences, finished, language, not_a_profile, picture, source
from auditor.plugin import page_kind

ID = "tiktok"
_SCRIPTS = ("__UNIVERSAL_DATA_FOR_REHYDRATION__", "SIGI_STATE")
_OWN = re.compile(r"og:url\"\s+content=\"https://www\.tiktok\.com/@")
_TITLE = re.compile(r"^(?P<name>.+?)\s*\(@(?P<handle>[\w.]{2,24})\)", re.DOTALL)
_ACCOUNT = re.compile(r"tiktok\.com/@[\w.]+/?(?:\?.*)?$")
_COUNTS = re.compile(r"\|\s*[\d.,]+\s?\w?\s+\w+\.\s+(?P<followers>[\d.,]+\s?[A-Z]?)\s+\w+\.")
"""Likes, then followers, in the sentence of OpenGraph."""


def _claims(document: Document) -> bool:
    if not any("tiktok" in host for host in document.hosts):
        return False
    return any(f'id="{name}"' in document.markup for name in _SCRIPTS) or bool(_OWN.search(document.markup, 0, OPENING))


@page_kind(ID, claims=_claims)
def tiktok(document: Document) -> Profile:
    """TikTok, 2023 (``SIGI_STATE``) and 2025 (``webapp.user-detail``).

    The account in the application's context is the viewer's; the subject is the one that the detail answer is about.
    """
    user, stats, exact = _detail(document)
    if user is None:
        return _from_open_graph(document) or not_a_profile(document, ID, _what_else(document))
    handle = user.field("uniqueId")
    created = _created(user)
    site = user.field("bioLink", "link")
    return finished(
        Profile(
            source(document, ID),
            "profile",
            name=user.field("nickname"),
            about=user.field("signature"),
            handle=handle,
            url=_address(document) or (Field(f"https://www.tiktok.com/@{handle.value}", handle.at) if handle else None),
            links=(site,) if site else (),
            avatar=picture(document, user.field("avatarLarger") or user.field("avatarMedium")),
            connections_or_followers=_number(exact, "followerCount") or _number(stats, "followerCount"),
            account_created=created.date if created else None,
            dated=(created,) if created else (),
            absent=absences(experience="not-applicable", education="not-applicable"),
        )
    )


def _from_open_graph(document: Document) -> Profile | None:
    """What an answer to a crawler says; ``None`` where its address is not an account's."""
    address, title = document.meta.get("og:url"), document.meta.get("og:title")
    found = _TITLE.match(title.value) if title else None
    if address is None or title is None or found is None or not _ACCOUNT.search(address.value):
        return None
    described = document.meta.get("og:description") or document.meta.get("description")
    counts = _COUNTS.search(described.value) if described else None
    return finished(
        Profile(
            source(document, ID),
            "profile",
            name=Field(found["name"], title.at.narrowed(*found.span("name"))),
            handle=Field(found["handle"], title.at.narrowed(*found.span("handle"))),
            url=address,
            avatar=picture(document, document.meta.get("og:image")),
            connections_or_followers=count(counts["followers"], language(document)) if counts else None,
            absent=absences(experience="not-applicable", education="not-applicable"),
        )
    )


def _detail(document: Document) -> tuple[Json | None, Json | None, Json | None]:
    """The subject, its rounded and its exact counts."""
    data = _script(document, _SCRIPTS[0])
    answer = data.get("__DEFAULT_SCOPE__", "webapp.user-detail", "userInfo") if data else None
    if answer and (user := answer.get("user")) and user.text("uniqueId"):
        return user, answer.get("stats"), answer.get("statsV2")
    data = _script(document, _SCRIPTS[1])
    users = data.get("UserModule", "users") if data else None
    wanted = data.text("UserPage", "uniqueId") if data else None
    if data and users and isinstance(users.value, dict) and (wanted or len(users.value) == 1):
        key = wanted or next(iter(users.value))
        return users.get(key), data.get("UserModule", "stats", key), None
    return None, None, None


def _script(document: Document, id: str) -> Json | None:
    script = document.first(f"script#{id}")
    return script.json() if script else None


def _number(stats: Json | None, key: str) -> int | None:
    return whole(stats.text(key)) if stats else None


def _created(user: Json) -> DatedFact | None:
    stated = user.field("createTime")
    seconds = whole(stated.value) if stated else None
    day = day_of_epoch(seconds * 1000) if seconds else None
    return DatedFact("account-created", day, stated.at) if stated and day else None


def _address(document: Document) -> Field | None:
    link = document.first('link[rel="canonical"]')
    return (link.attr_field("href") if link else None) or document.meta.get("og:url")


def _what_else(document: Document) -> str:
    data = _script(document, _SCRIPTS[0])
    scope = data.get("__DEFAULT_SCOPE__") if data else None
    if scope and scope.get("webapp.video-detail"):
        return "post"
    answer = scope.get("webapp.user-detail", "statusCode") if scope else None
    return "not-found" if answer and answer.value in (10202, 10221, 10222) else "shell"
