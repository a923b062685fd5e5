"""A page or profile on Facebook, as seen logged out."""

from __future__ import annotations

import re
from collections.abc import Iterator

from auditor.addresses import plain_address
from auditor.counts import count
from auditor.markup import OPENING, Document, Json
from auditor.model import Field, Profile
from auditor.pages.reading import absences, finished, language, not_a_profile, picture, source
from auditor.plugin import page_kind

ID = "facebook"
_TAIL = re.compile(r"(?:\s+[|·-]\s+(?:Facebook|Home|Startseite|Accueil|Inicio|Início|Strona główna))+\s*$")
_COUNTS = re.compile(
    r"\.\s+(?P<counts>\d[\d.,\s\u00a0\u202f]*\s?\w{0,9}[^.]*(?:\.\d[^.]*)*)\.(?:\s+(?P<bio>\S.*))?$", re.DOTALL
)
_POST = re.compile(
    r"facebook\.com/(?:[^/]+/(?:posts|videos|photos)/|permalink|groups/|events/|watch|story\.php|photo|reel/)"
)
_HOSTS = frozenset(("www.facebook.com", "m.facebook.com", "mbasic.facebook.com"))
_OWN = re.compile(r"og:url\"\s+content=\"https://(?:www|m|mbasic)\.facebook\.com/")
_ACCOUNT = re.compile(
    r"facebook\.com/(?:profile\.php\?id=\d+|people/[^/]+/\d+|pages/[^/]+/\d+|pages/category/[^/]+/[^/]+|[\w.-]+)/?$"
)
"""An account's own address; every account's page calls itself a video since its pictures move."""
_DOORS = re.compile(r"facebook\.com/(?:login|checkpoint|r\.php|reg|unsupportedbrowser)\b")
_DEEP = 60


def _claims(document: Document) -> bool:
    if "static.xx.fbcdn.net" in document.hosts:
        return True
    if not document.hosts.isdisjoint(_HOSTS) and _OWN.search(document.markup, 0, OPENING):
        return True
    return "www.facebook.com" in document.hosts and "fb://" in document.markup and "og:title" in document.markup


@page_kind(ID, claims=_claims)
def facebook(document: Document) -> Profile:
    """Facebook, 2022-23, logged out: OpenGraph, and ``profile_header_renderer`` in the page's data where it is there.

    One sentence of OpenGraph holds name, place, likes and the text about the page; it is taken apart, never guessed at.
    Who looks at the page (``CurrentUserInitialData``, ``viewer``) is not read.
    """
    header = _header(document)
    title = document.meta.get("og:title")
    address = document.meta.get("og:url") or _canonical(document)
    if address and _DOORS.search(address.value):
        return not_a_profile(document, ID, "wall")
    if header is None and (title is None or _is_post(document, address)):
        return not_a_profile(document, ID, "post" if title else _what_else(document))
    name = (header.field("name") if header else None) or (_without_tail(title) if title else None)
    described = document.meta.get("og:description") or document.meta.get("description")
    name = _without_town(name, described)
    place, counts, bio = _sentence(described, name.value if name else "")
    return finished(
        Profile(
            source(document, ID),
            "profile",
            name=name,
            location=place,
            about=bio,
            url=address or (header.field("url") if header else None),
            avatar=picture(document, (_photo(header) if header else None) or document.meta.get("og:image")),
            connections_or_followers=(_followers(header, document) if header else None)
            or (count(counts.value, language(document)) if counts else None),
            absent=absences(experience="not-applicable", education="not-applicable"),
        )
    )


def _header(document: Document) -> Json | None:
    """The account that the profile's header draws."""
    if "profile_header_renderer" not in document.markup:
        return None
    for script in document.all('script[type="application/json"]'):
        if "profile_header_renderer" in script.node.text(deep=False):
            data = script.json()
            for renderer in _under(data, "profile_header_renderer") if data else ():
                user = renderer.get("user")
                if user and user.text("name"):
                    return user
    return None


def _under(data: Json, key: str) -> Iterator[Json]:
    """Values under a key, wherever it stands."""
    waiting: list[tuple[Json, int]] = [(data, 0)]
    while waiting:
        node, depth = waiting.pop()
        if isinstance(node.value, dict):
            if (found := node.get(key)) is not None:
                yield found
            below = [child for name in node.value if (child := node.get(name))]
        elif isinstance(node.value, list):
            below = node.items()
        else:
            continue
        if depth < _DEEP:
            waiting += [(child, depth + 1) for child in reversed(below) if isinstance(child.value, dict | list)]


def _photo(user: Json) -> Field | None:
    for key in ("profilePicLarge", "profile_picture", "profilePicMedium", "profilePic160"):
        if address := user.field(key, "uri"):
            return address
    return None


def _followers(user: Json, document: Document) -> int | None:
    """The count that leads to the list of followers; what the page itself follows does not count."""
    for item in user.items("profile_social_context", "content"):
        if "followers" in (item.text("uri") or "") and (said := item.text("text", "text")):
            return count(said, language(document))
    return None


def _without_tail(title: Field) -> Field:
    text = _TAIL.sub("", title.value)
    return Field(text, title.at.narrowed(0, len(text))) if text else title


def _without_town(name: Field | None, described: Field | None) -> Field | None:
    """The title without the town behind a bar, where the description names the account without it."""
    head = name.value.rpartition(" | ")[0] if name else ""
    if name is None or described is None or not head or not described.value.startswith((head + ",", head + ".")):
        return name
    return Field(head, name.at.narrowed(0, len(head)))


def _sentence(described: Field | None, name: str) -> tuple[Field | None, Field | None, Field | None]:
    """Place, counts and text of "Name, place. Counts. Text"; what does not have this form states none of them."""
    if described is None or not name or not described.value.startswith(name):
        return None, None, None
    found = _COUNTS.search(described.value, len(name))
    if not found:
        return None, None, None
    place = described.value[len(name) : found.start()]
    start = len(name) + len(place) - len(place.lstrip(", "))
    where = Field(place.strip(", "), described.at.narrowed(start, found.start())) if place.startswith(",") else None
    bio = Field(found["bio"], described.at.narrowed(*found.span("bio"))) if found["bio"] else None
    return where, Field(found["counts"], described.at.narrowed(*found.span("counts"))), bio


def _canonical(document: Document) -> Field | None:
    link = document.first('link[rel="canonical"]')
    return link.attr_field("href") if link else None


def _is_post(document: Document, address: Field | None) -> bool:
    if address and _POST.search(plain_address(address.value)):
        return True
    kind = document.meta.get("og:type")
    if kind is None or kind.value.split(".")[0] not in ("article", "video", "music"):
        return False
    return kind.value != "video.other" or address is None or not _ACCOUNT.search(plain_address(address.value))


def _what_else(document: Document) -> str:
    return "wall" if document.first('form[action*="/login"], #login_form') else "shell"
