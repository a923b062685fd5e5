"""Results of LinkedIn's search for people: many persons, none of them the subject."""

from __future__ import annotations

from auditor.markup import Document
from auditor.model import Profile
from auditor.pages.linkedin_marks import on_linkedin, page_key
from auditor.pages.reading import not_a_profile
from auditor.plugin import page_kind

ID = "linkedin-people-search"
_MARKS = (
    "search-result--person",
    "entity-result__",
    "search-entity-result-universal-template",
    "search-results-container",
    'data-sdui-screen="com.linkedin.sdui.flagshipnav.search.',
)
_PROFILE_MARKS = (
    "pv-profile-card__anchor",
    "pv-profile-card-anchor",
    "pv-top-card",
    "sdui.profile.card",
    "data-test-row-lockup-full-name",
)


def _claims(document: Document) -> bool:
    if not on_linkedin(document) or page_key(document):
        return False
    return any(map(document.says, _MARKS)) and not any(map(document.says, _PROFILE_MARKS))


@page_kind(ID, claims=_claims)
def linkedin_people_search(document: Document) -> Profile:
    """LinkedIn's people search, 2017 and later: a list is not merged into one person."""
    return not_a_profile(document, ID, "list")
