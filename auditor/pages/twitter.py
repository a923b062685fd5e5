"""A profile on Twitter as it was drawn until 2020."""

from __future__ import annotations

from auditor.counts import count, whole
from auditor.markup import Document, Part
from auditor.model import Field, Profile
from auditor.months import partial_date
from auditor.pages.reading import absences, finished, language, not_a_profile, picture, source
from auditor.pages.twimg import picture_upload
from auditor.plugin import page_kind

ID = "twitter"


def _claims(document: Document) -> bool:
    return not document.hosts.isdisjoint({"abs.twimg.com", "pbs.twimg.com"}) and "ProfileHeaderCard" in document.markup


@page_kind(ID, claims=_claims)
def twitter(document: Document) -> Profile:
    """Twitter, until 2020 (``ProfileHeaderCard``).  A post was laid over its author's profile; it is no profile."""
    if document.first(".permalink-tweet"):
        return not_a_profile(document, ID, "post")
    card = document.first(".ProfileHeaderCard") or document
    photo = document.first("img.ProfileAvatar-image")
    joined = card.first(".ProfileHeaderCard-joinDateText")
    site = card.first(".ProfileHeaderCard-urlText a")
    handle = _field(card.first(".ProfileHeaderCard-screenname b, .ProfileHeaderCard-screenname .u-linkComplex-target"))
    mark = _field(card.first(".ProfileHeaderCard-badges .Icon--verified"))
    address = (site.attr_field("title") or site.attr_field("href")) if site else None
    avatar = picture(document, photo.attr_field("src") if photo else None)
    uploaded = picture_upload(avatar)
    return finished(
        Profile(
            source(document, ID),
            "profile",
            name=_field(card.first(".ProfileHeaderCard-nameLink")),
            location=_field(card.first(".ProfileHeaderCard-locationText")),
            about=_field(card.first(".ProfileHeaderCard-bio")),
            handle=handle,
            url=Field(f"https://twitter.com/{handle.value}", handle.at) if handle else None,
            links=(address,) if address else (),
            avatar=avatar,
            photo_uploaded=uploaded.date if uploaded else None,
            connections_or_followers=_followers(document),
            account_created=_joined(joined, language(document)) if joined else None,
            dated=(uploaded,) if uploaded else (),
            verifications=(mark,) if mark else (),
            absent=absences(experience="not-applicable", education="not-applicable"),
        )
    )


def _field(part: Part | None) -> Field | None:
    return part.field() if part else None


def _joined(part: Part, tag: str | None) -> str | None:
    """The day in the hint behind the time of day, else the month that is shown."""
    for hint in (part.attr("title"), part.attr("data-original-title")):
        if hint and (day := partial_date(hint.rpartition(" - ")[2], tag)):
            return day
    return partial_date(part.text, tag)


def _followers(document: Document) -> int | None:
    shown = document.first(".ProfileNav-item--followers .ProfileNav-value")
    if shown is None:
        return None
    exact = whole(shown.attr("data-count"))
    return count(shown.text, language(document)) if exact is None else exact
