"""An answer of LinkedIn's web API, saved as a file of its own."""

from __future__ import annotations

from auditor.markup import Document, Json, Unreadable
from auditor.model import Field, Profile
from auditor.pages.json_forms import json_form
from auditor.pages.linkedin_entities import Member, member
from auditor.pages.linkedin_links import SITE
from auditor.pages.linkedin_nested import nested_member
from auditor.pages.reading import absences, finished, not_a_profile, picture, source
from auditor.pages.webapi import Entities, subject_ids
from auditor.plugin import page_kind

ID = "linkedin-api"


def _claims(document: Document) -> bool:
    return json_form(document) == "linkedin-api"


@page_kind(ID, claims=_claims)
def linkedin_api(document: Document) -> Profile:
    """LinkedIn's web API as JSON: a flat list of entities (``data``, ``included``), or parts nested in each other.

    Several profiles may be included; the subject is the one that the answer's own elements name.
    """
    try:
        root = document.root_json()
    except Unreadable:
        return not_a_profile(document, ID, "unknown-data")
    found = _flat(root) if root.get("included") else nested_member(root)
    if isinstance(found, str):
        return not_a_profile(document, ID, found)
    if found is None or found.name is None:
        return not_a_profile(document, ID, "unknown-data")
    slug = found.slug
    return finished(
        Profile(
            source(document, ID),
            "profile",
            name=found.name,
            headline=found.headline,
            location=found.location,
            about=found.about,
            handle=slug,
            url=Field(f"{SITE}/in/{slug.value}", slug.at) if slug else None,
            experience=found.experience,
            education=found.education,
            links=found.links,
            avatar=picture(document, found.photo),
            absent=absences(
                experience=found.experience_absent,
                education=found.education_absent,
                about=None if found.about else "empty",
            ),
        )
    )


def _flat(root: Json) -> Member | str | None:
    """The one member that the answer is about; ``list`` where it is about several."""
    entities = Entities([root])
    profiles = {id for id in subject_ids(root) if "rofile:" in id}
    if len(profiles) > 1:
        return "list"
    found = member(entities, ids=tuple(sorted(profiles)))
    if found is None and len(entities.of_type("Profile")) == 1:
        only = entities.of_type("Profile")[0].text("entityUrn")
        found = member(entities, ids=(only,)) if only else None
    return found
