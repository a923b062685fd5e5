"""A profile on X."""

from __future__ import annotations

import re

from auditor.counts import count
from auditor.markup import Document, Json, Part
from auditor.model import Avatar, DatedFact, Field, Profile
from auditor.months import partial_date
from auditor.pages import schema_org
from auditor.pages.reading import absences, finished, language, not_a_profile, picture, source
from auditor.pages.twimg import picture_upload
from auditor.plugin import page_kind

ID = "x"
_TITLE = re.compile(r"^(?:\(\d+\+?\)\s*)?(?P<name>.*?)\s*\(@(?P<handle>\w{1,15})\)")
_APP = re.compile(r"screen_name=(\w{1,15})$")


def _claims(document: Document) -> bool:
    if document.hosts.isdisjoint({"abs.twimg.com", "pbs.twimg.com"}):
        return False
    markup = document.markup
    return "X (formerly Twitter)" in markup or "abs.twimg.com/responsive-web" in markup


@page_kind(ID, claims=_claims)
def x(document: Document) -> Profile:
    """X, 2025: rendered (``data-testid``, JSON-LD ``ProfilePage``) and the answer to crawlers (OpenGraph only).

    JSON-LD counts only when it is about the account that is shown.  The picture's number gives the day of its upload.
    """
    header = document.first('[data-testid="UserName"]')
    app = document.meta.get("al:ios:url") or document.meta.get("al:android:url")
    if header is not None:
        return _rendered(document, header)
    if app and _APP.search(app.value):
        return _crawled(document, app)
    return not_a_profile(document, ID, _what_else(document))


def _rendered(document: Document, header: Part) -> Profile:
    handle = _handle(header)
    person, page = _person(document, handle)
    stated = schema_org.person_name(person) if person else None
    about = schema_org.description(person) if person else None
    created = schema_org.day(page, "dateCreated") if page else None
    joined = document.first('[data-testid="UserJoinDate"]')
    avatar = _avatar(document, person)
    uploaded = picture_upload(avatar)
    made = DatedFact("account-created", created.value, created.at) if created else None
    return finished(
        Profile(
            source(document, ID),
            "profile",
            name=_name(header) or stated,
            name_elsewhere=(stated,) if stated else (),
            location=_field(document.first('[data-testid="UserLocation"]')),
            about=about or _field(document.first('[data-testid="UserDescription"]')),
            handle=handle,
            url=_address(handle),
            links=_links(document, page),
            avatar=avatar,
            photo_uploaded=uploaded.date if uploaded else None,
            connections_or_followers=_followers(document, person),
            account_created=made.date if made else partial_date(joined.text, language(document)) if joined else None,
            dated=tuple(fact for fact in (made, uploaded) if fact),
            verifications=_verified(header),
            absent=absences(experience="not-applicable", education="not-applicable"),
        )
    )


def _crawled(document: Document, app: Field) -> Profile:
    title = document.meta.get("og:title")
    found = _TITLE.match(title.value) if title else None
    own = _APP.search(app.value)
    handle = Field(own[1], app.at.narrowed(own.start(1), own.end(1))) if own else None
    avatar = picture(document, document.meta.get("og:image"))
    uploaded = picture_upload(avatar)
    return finished(
        Profile(
            source(document, ID),
            "profile",
            name=Field(found["name"], title.at.narrowed(*found.span("name"))) if title and found else title,
            about=document.meta.get("og:description") or document.meta.get("description"),
            handle=handle,
            url=document.meta.get("og:url") or _address(handle),
            avatar=avatar,
            photo_uploaded=uploaded.date if uploaded else None,
            dated=(uploaded,) if uploaded else (),
            absent=absences(experience="not-applicable", education="not-applicable"),
        )
    )


def _field(part: Part | None) -> Field | None:
    return part.field() if part else None


def _lines(header: Part) -> list[Field]:
    found, start = [], 0
    for line in header.text.split("\n"):
        if line:
            found.append(Field(line, header.locator(line, start)))
        start += len(line) + 1
    return found


def _name(header: Part) -> Field | None:
    return next((line for line in _lines(header) if not line.value.startswith("@")), None)


def _handle(header: Part) -> Field | None:
    line = next((line for line in _lines(header) if line.value.startswith("@")), None)
    return Field(line.value[1:], line.at.narrowed(1, len(line.value))) if line else None


def _address(handle: Field | None) -> Field | None:
    return Field(f"https://x.com/{handle.value}", handle.at) if handle else None


def _person(document: Document, handle: Field | None) -> tuple[Json | None, Json | None]:
    """The JSON-LD of the account that is shown; what a page visited before left behind is refused."""
    for page, person in schema_org.profile_persons(document.ld_json):
        own = (person.text("additionalName") or "").casefold()
        if handle is None or own == handle.value.casefold():
            return person, page
    return None, None


def _links(document: Document, page: Json | None) -> tuple[Field, ...]:
    """Websites by their own address; the service's short form only where it is all there is."""
    related = schema_org.addresses(page, "relatedLink") if page else ()
    own = tuple(link for link in related if "//t.co/" not in link.value)
    if own:
        return own
    shown = document.first('[data-testid="UserUrl"]')
    text = _field(shown)
    if text and "." in text.value and "…" not in text.value and " " not in text.value:
        return (text,)
    href = shown.attr_field("href") if shown else None
    return related or ((href,) if href else ())


def _avatar(document: Document, person: Json | None) -> Avatar:
    shown = document.first('[data-testid^="UserAvatar-Container"] a[href$="/photo"] img')
    address = shown.attr_field("src") if shown else None
    return picture(document, address or (schema_org.image(person) if person else None))


def _followers(document: Document, person: Json | None) -> int | None:
    if person and (stated := schema_org.followers(person)) is not None:
        return stated
    for ending in ("/verified_followers", "/followers"):
        if link := document.first(f'a[href$="{ending}"]'):
            return count(link.text, language(document))
    return None


def _verified(header: Part) -> tuple[Field, ...]:
    mark = header.first('svg[data-testid="icon-verified"]')
    label = mark.attr_field("aria-label") if mark else None
    return (label,) if label else ()


def _what_else(document: Document) -> str:
    """What a page of the site that shows no account is."""
    address = document.meta.get("og:url")
    if document.first('[data-testid="tweet"]') or (address and "/status/" in address.value):
        return "post"
    if document.first('[data-testid="emptyState"]') or document.first('[data-testid="error-detail"]'):
        return "not-found"
    return "wall" if document.first('[data-testid="loginButton"]') else "shell"
