"""LinkedIn pages of a company, a school or a showcase: nobody's profile, but facts about an employer."""

from __future__ import annotations

from auditor.addresses import company_address, unwrapped
from auditor.markup import Document, Json, Part
from auditor.model import Field, Profile
from auditor.pages.linkedin_marks import early, on_linkedin, page_key
from auditor.pages.reading import not_a_profile
from auditor.plugin import page_kind

KIND = "linkedin-company"

_FACTS = {
    "industry": "about-us__industry",
    "size": "about-us__size",
    "founded": "about-us__foundedOn",
    "headquarters": "about-us__headquarters",
    "type": "about-us__organizationType",
}
_KEYS = ("d_org_guest", "d_showcase_guest", "d_school_guest", "company_", "biz_", "p_mwlite_company", "p_mwlite_org")


def _claims(document: Document) -> bool:
    if not on_linkedin(document):
        return False
    key = page_key(document)
    if key:
        return key.startswith(_KEYS)
    stated = document.meta.get("og:url") if early(document, "og:url") else None
    known = company_address(stated.value) if stated else None
    return bool(known and known[1] != "search") or early(document, "org-top-card")


@page_kind(KIND, claims=_claims)
def linkedin_company(document: Document) -> Profile:
    """LinkedIn page of an organisation: name, founding year, size, website and industry are kept, no person is made."""
    organisation = next((item for item in document.ld_json if item.text("@type") == "Organization"), None)
    facts: dict[str, Field | None] = {
        "name": _name(document, organisation),
        "website": _website(document, organisation),
        "followers": _followers(document),
        "employees": organisation.field("numberOfEmployees", "value") if organisation else None,
        "about": _about(document, organisation),
    }
    for fact, test_id in _FACTS.items():
        facts[fact] = _field(document, f'[data-test-id="{test_id}"] dd')
    return not_a_profile(
        document,
        KIND,
        "company",
        url=_own_address(document),
        company={name: field for name, field in sorted(facts.items()) if field},
    )


def _field(part: Part, css: str) -> Field | None:
    found = part.first(css)
    return found.field() if found else None


def _own_address(document: Document) -> Field | None:
    stated = [document.meta.get("og:url"), document.meta.get("al:ios:url")]
    if canonical := document.first('link[rel="canonical"]'):
        stated.append(canonical.attr_field("href"))
    for field in stated:
        known = company_address(field.value) if field else None
        if field and known and known[1] != "search":
            return Field(known[0], field.at)
    return None


def _name(document: Document, organisation: Json | None) -> Field | None:
    found = organisation.field("name") if organisation else None
    return found or _field(document, ".top-card-layout__title, .org-top-card h1, .org-top-card-summary__title")


def _website(document: Document, organisation: Json | None) -> Field | None:
    link = document.first(
        '[data-test-id="about-us__website"] a[href], .org-top-card-primary-actions a[href*="redirect"]'
    )
    found = link.attr_field("href") if link else None
    if found:
        return Field(unwrapped(found.value), found.at)
    return organisation.field("sameAs") if organisation else None


def _about(document: Document, organisation: Json | None) -> Field | None:
    found = _field(document, '[data-test-id="about-us__description"]')
    return found or (organisation.field("description", markup=True) if organisation else None)


def _followers(document: Document) -> Field | None:
    """The place, if any, and the number of followers stand in one line, the number behind the dot."""
    line = document.first(".top-card-layout__first-subline")
    field = line.field() if line else None
    digits = [at for at, char in enumerate(field.value) if char.isdigit()] if field else []
    if field is None or not digits:
        return None
    start = field.value.rfind(" ", 0, digits[-1]) + 1 if digits else 0
    return Field(field.value[start:], field.at.narrowed(start, len(field.value)))
