"""A profile on Instagram."""

from __future__ import annotations

import re

from auditor.counts import count
from auditor.markup import Document, Json, Part
from auditor.model import Field, Profile
from auditor.pages.reading import absences, finished, language, not_a_profile, picture, source
from auditor.plugin import page_kind

ID = "instagram"
_TITLE = re.compile(r"^(?P<name>.*?)\s*\(\s*@(?P<handle>[\w.]{1,30})\s*\)", re.DOTALL)
_BARE = re.compile(r"^@(?P<handle>[\w.]{1,30})\b")
_QUOTED = re.compile(
    r"Instagram(?:[^\"„«“”「『]{0,12}[\"„«“”「『]|[^:：]{0,12}[:：]\s*['‘’])\s*(?P<bio>.+?)\s*[\"“»”」』'’‘]\s*$",
    re.DOTALL,
)
_COUNTS = re.compile(r"\D{0,24}\d[^-–—]*?\D\d[^-–—]*?\D\d")
"""Three counts before the first dash: followers, followed accounts, posts, with the words before or behind them."""
_NOT_ACCOUNTS = re.compile(r"instagram\.com/(?:[\w.]+/)?(?:p|reel|reels|tv|stories|explore)/")
_PAGE = re.compile(r'"pageID":"(\w+)"')
_SORTS = {"postPage": "post", "reelsTab": "post", "loginPage": "wall", "httpErrorPage": "not-found"}
_LOGIN = re.compile(r"instagram\.com/accounts/(?:login|signup|emailsignup)")


def _claims(document: Document) -> bool:
    if "static.cdninstagram.com" in document.hosts:
        return True
    if "www.instagram.com" in document.hosts and "window._sharedData" in document.markup:
        return True
    # pictures alone are embedded elsewhere too
    return any(host.endswith("cdninstagram.com") for host in document.hosts) and _names_itself(document)


def _names_itself(document: Document) -> bool:
    site = document.meta.get("og:site_name") or document.meta.get("al:ios:app_name")
    address = document.meta.get("og:url") or _canonical(document)
    return (site is not None and site.value == "Instagram") or (
        address is not None and "instagram.com/" in address.value.split("?")[0]
    )


@page_kind(ID, claims=_claims)
def instagram(document: Document) -> Profile:
    """Instagram: 2019-20 (``_sharedData``, or ``__additionalDataLoaded`` when logged in) and 2024 (OpenGraph).

    ``config.viewer`` is the account of who saved the page, never the subject.
    """
    user = _user(document)
    if user is not None:
        return _from_data(document, user)
    address = document.meta.get("og:url") or _canonical(document)
    kind = document.meta.get("og:type")
    title = document.meta.get("og:title") or _title(document)
    found = (_TITLE.match(title.value) or _BARE.match(title.value)) if title else None
    if title is None or found is None or (kind and kind.value != "profile") or _is_post(document, address):
        return not_a_profile(document, ID, _what_else(document, address))
    shown = found.groupdict().get("name")
    described = document.meta.get("description") or document.meta.get("og:description")
    bio = _QUOTED.search(described.value) if described else None
    return finished(
        Profile(
            source(document, ID),
            "profile",
            name=Field(shown, title.at.narrowed(*found.span("name"))) if shown else None,
            about=Field(bio["bio"], described.at.narrowed(*bio.span("bio"))) if bio and described else None,
            handle=Field(found["handle"], title.at.narrowed(*found.span("handle"))),
            url=address,
            avatar=picture(document, document.meta.get("og:image")),
            connections_or_followers=_followers(document, described, found["handle"]),
            absent=absences(experience="not-applicable", education="not-applicable"),
        )
    )


def _user(document: Document) -> Json | None:
    """The account that the page's data are about; it may lie in a second script when the viewer was logged in."""
    if "_sharedData" not in document.markup and "__additionalDataLoaded" not in document.markup:
        return None
    for script in document.all("script:not([src])"):
        head = script.node.text(deep=False)[:60].lstrip()
        if head.startswith("window._sharedData"):
            data = script.object_json()
            page = data.get("entry_data", "ProfilePage", 0) if data else None
        elif head.startswith("window.__additionalDataLoaded"):
            page = script.object_json()
        else:
            continue
        user = page.get("graphql", "user") if page else None
        if user and user.text("username"):
            return user
    return None


def _from_data(document: Document, user: Json) -> Profile:
    followers = user.get("edge_followed_by", "count")
    handle = user.field("username")
    site = user.field("external_url")
    return finished(
        Profile(
            source(document, ID),
            "profile",
            name=user.field("full_name"),
            about=user.field("biography"),
            handle=handle,
            url=Field(f"https://www.instagram.com/{handle.value}/", handle.at) if handle else None,
            links=(site,) if site else (),
            emails=tuple(filter(None, (user.field("business_email"),))),
            phones=tuple(filter(None, (user.field("business_phone_number"),))),
            avatar=picture(document, user.field("profile_pic_url_hd") or user.field("profile_pic_url")),
            connections_or_followers=followers.value if followers and isinstance(followers.value, int) else None,
            absent=absences(experience="not-applicable", education="not-applicable"),
        )
    )


def _title(document: Document) -> Field | None:
    title = document.first("title")
    text = " ".join(title.node.text().split()) if title else ""
    return Field(text, title.locator(text)) if title and text else None


def _followers(document: Document, described: Field | None, handle: str) -> int | None:
    """The count the drawn header states, else the first of the description; one without counts has none."""
    tag = language(document)
    link = document.first('a[href$="/followers/"]') or _drawn_followers(document, handle)
    exact = link.first("span[title]") if link else None
    stated = count((exact.attr("title") if exact else None) or link.text, tag) if link else None
    if stated is None and described and _COUNTS.match(described.value):
        stated = count(described.value, tag)
    return stated


def _drawn_followers(document: Document, handle: str) -> Part | None:
    """The first counted link of the header, where it is the header of this account."""
    header = document.first("main header")
    heading = header.first("h2") if header else None
    if header is None or heading is None or heading.text != handle:
        return None
    return next(
        (
            link
            for link in header.all('a[role="link"]')
            if any(map(str.isdigit, link.text)) and link.first("h2") is None
        ),
        None,
    )


def _canonical(document: Document) -> Field | None:
    link = document.first('link[rel="canonical"]')
    return link.attr_field("href") if link else None


def _is_post(document: Document, address: Field | None) -> bool:
    return bool(_NOT_ACCOUNTS.search(address.value if address else document.page.url or ""))


def _what_else(document: Document, address: Field | None) -> str:
    where = address.value if address else document.page.url or ""
    if _is_post(document, address):
        return "post"
    sort = _PAGE.search(document.markup)
    if sort and (reason := _SORTS.get(sort[1])):
        # an error without a word is a page that was never drawn
        return reason if reason != "not-found" or document.node.css_first("main, h2") else "shell"
    return "wall" if _LOGIN.search(where) or "/accounts/login/" in document.markup else "shell"
