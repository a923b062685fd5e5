"""LinkedIn's profile as members saw it in 2020 and 2021."""

from __future__ import annotations

from auditor.markup import Document, Part
from auditor.model import Field, Profile
from auditor.pages.linkedin_marks import has_anchors, on_linkedin, page_key
from auditor.pages.linkedin_member import Shown, member_profile
from auditor.pages.linkedin_member_dom import unclamped
from auditor.plugin import page_kind

ID = "linkedin-member-2020"


def _claims(document: Document) -> bool:
    if not on_linkedin(document) or page_key(document):
        return False
    if not document.says("pv-top-card--list") or document.says("pv-top-card-section__"):
        return False
    return not has_anchors(document)


@page_kind(ID, claims=_claims, rank=13)
def linkedin_member_2020(document: Document) -> Profile:
    """LinkedIn member page, 2020-21 (``pv-top-card--list``, ``FullProfile`` answers).

    The answers of the web API are read first, picked by their request; what is drawn is read where they are missing or
    about somebody else.  The name is a list item: the page's only ``h1`` is the site's own name.
    """
    top = document.first(".pv-top-card") or document
    bullets = top.first(".pv-top-card--list-bullet")
    photo = top.first("img.pv-top-card__photo") or top.first(
        ".pv-top-card__photo-wrapper img, img.profile-photo-edit__preview"
    )
    return member_profile(
        document,
        ID,
        Shown(
            top=top,
            name=_field(top.first(".pv-top-card--list li")),
            headline=_field(top.first("h2")),
            location=_field(bullets.first("li") if bullets else None),
            about=unclamped(document.first(".pv-about__summary-text")),
            photo=(photo.attr_field("src") or photo.attr_field("data-delayed-url")) if photo else None,
            ghost=photo is not None and "ghost-person" in photo.classes(),
            connections=bullets.first("li:nth-child(2) span") if bullets else None,
        ),
    )


def _field(part: Part | None) -> Field | None:
    return part.field() if part else None
