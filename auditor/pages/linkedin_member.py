"""What is common to LinkedIn's member pages of 2017 to 2021: data first, then what is drawn."""

from __future__ import annotations

import re
from dataclasses import dataclass

from auditor.counts import count
from auditor.markup import Document, Part
from auditor.model import Absence, Avatar, Field, Position, Profile, Study
from auditor.pages.linkedin_links import SITE
from auditor.pages.linkedin_member_codes import Subject, subject_of
from auditor.pages.linkedin_member_dom import positions, studies
from auditor.pages.reading import absences, finished, language, not_a_profile, picture, source

_SLUG = re.compile(r"/in/([^/?#]+)/(?:detail|overlay|edit)/")


@dataclass(frozen=True, slots=True)
class Shown:
    """What the page draws of its subject."""

    top: Part
    name: Field | None
    headline: Field | None
    location: Field | None
    about: Field | None
    photo: Field | None
    ghost: bool
    connections: Part | None


def member_profile(document: Document, kind: str, shown: Shown) -> Profile:
    """The profile of a member page; ``shell`` where neither its data nor its drawing names anybody."""
    slug = _slug(document, shown.top)
    told = subject_of(document, slug.value if slug else None, shown.name.value if shown.name else None)
    member = told.member if told else None
    name = shown.name or (member.name if member else None)
    if name is None:
        return not_a_profile(document, kind, "shell")
    experience, no_experience = _experience(document, told)
    education, no_education = _education(document, told)
    about = (member.about if member else None) or shown.about
    connections = count(shown.connections.text, language(document)) if shown.connections else None
    handle = slug or (member.slug if member else None)
    return finished(
        Profile(
            source(document, kind),
            "profile",
            name=name,
            headline=shown.headline or (member.headline if member else None),
            location=shown.location or (member.location if member else None),
            about=about,
            handle=handle,
            url=Field(f"{SITE}/in/{handle.value}", handle.at) if handle else None,
            experience=experience,
            education=education,
            links=told.links if told else (),
            emails=told.emails if told else (),
            phones=told.phones if told else (),
            avatar=_avatar(document, shown, member.photo if member else None),
            connections_or_followers=connections or (told.connections if told else None),
            absent=absences(
                experience=no_experience,
                education=no_education,
                about=None if about else "empty" if member else "not-captured",
            ),
        )
    )


def _slug(document: Document, top: Part) -> Field | None:
    """The subject's name in addresses, from links in the profile's own parts."""
    for part in (top, document.first("#experience-section"), document.first("#education-section")):
        for link in part.all('a[href*="/in/"]') if part else ():
            href = link.attr_field("href")
            found = _SLUG.search(href.value) if href else None
            if href and found:
                return Field(found[1], href.at.narrowed(found.start(1), found.end(1)))
    return None


def _experience(document: Document, told: Subject | None) -> tuple[tuple[Position, ...], Absence | None]:
    stated = told.member.experience if told else ()
    drawn = () if stated else positions(document)
    if stated or drawn:
        return stated or drawn, None
    return (), (told.member.experience_absent if told else None) or "not-captured"


def _education(document: Document, told: Subject | None) -> tuple[tuple[Study, ...], Absence | None]:
    stated = told.member.education if told else ()
    drawn = () if stated else studies(document)
    if stated or drawn:
        return stated or drawn, None
    return (), (told.member.education_absent if told else None) or "not-captured"


def _avatar(document: Document, shown: Shown, stated: Field | None) -> Avatar:
    """A photo saved with the page before its widest address; a stand-in that is drawn may only mean "not loaded"."""
    drawn = picture(document, shown.photo, ghost=shown.ghost)
    if drawn.state == "embedded" or stated is None:
        return drawn
    return picture(document, stated)
