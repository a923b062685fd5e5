"""LinkedIn's profile as members saw it from 2017 to 2019."""

from __future__ import annotations

import re

from auditor.markup import Document, Part
from auditor.model import Field, Profile
from auditor.pages.linkedin_marks import has_anchors, on_linkedin, page_key
from auditor.pages.linkedin_member import Shown, member_profile
from auditor.pages.linkedin_member_dom import unclamped
from auditor.plugin import page_kind

ID = "linkedin-member-2017"
_STYLE = re.compile(r"background-image:\s*url\(\s*[\"']?([^\"')]+)")


def _claims(document: Document) -> bool:
    if not on_linkedin(document) or page_key(document):
        return False
    return document.says("pv-top-card-section__") and not has_anchors(document)


@page_kind(ID, claims=_claims, rank=13)
def linkedin_member_2017(document: Document) -> Profile:
    """LinkedIn member page, 2017-19 (``pv-top-card-section``, ``profileView`` answers).

    The answers of the web API are read first, picked by their request; what is drawn is read where they are missing or
    about somebody else.  The photo is a background picture.
    """
    top = document.first(".pv-top-card-section") or document
    photo = top.first(".pv-top-card-section__photo, .profile-photo-edit__preview")
    return member_profile(
        document,
        ID,
        Shown(
            top=top,
            name=_field(top.first(".pv-top-card-section__name")),
            headline=_field(top.first(".pv-top-card-section__headline")),
            location=_field(top.first(".pv-top-card-section__location")),
            about=unclamped(top.first(".pv-top-card-section__summary-text")),
            photo=_background(photo),
            ghost=photo is not None and "ghost-person" in photo.classes(),
            connections=top.first(".pv-top-card-v2-section__connections")
            or top.first(".pv-top-card-section__connections"),
        ),
    )


def _field(part: Part | None) -> Field | None:
    return part.field() if part else None


def _background(photo: Part | None) -> Field | None:
    style = photo.attr_field("style") if photo else None
    found = _STYLE.search(style.value) if style else None
    if style and found:
        return Field(found[1], style.at.narrowed(found.start(1), found.end(1)))
    shown = (photo if photo.node.tag == "img" else photo.first("img")) if photo else None
    return shown.attr_field("src") if shown else None
