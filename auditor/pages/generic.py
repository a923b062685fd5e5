"""A page of a site that no other kind knows."""

from __future__ import annotations

from auditor.counts import count
from auditor.markup import Document
from auditor.model import DatedFact, Field, Profile
from auditor.pages import schema_org
from auditor.pages.generic_evidence import company_facts, subject
from auditor.pages.reading import absences, finished, language, not_a_profile, picture, source
from auditor.plugin import page_kind

ID = "generic"
_FOLLOWERS = 'a[href$="/followers"], [class~="followers"], [class*="follower-count"], .stat'


@page_kind(ID, claims=lambda _: True, fallback=True)
def generic(document: Document) -> Profile:
    """Any other page: JSON-LD, microdata, microformats, OpenGraph, headings.

    It would rather say nothing than take the author of an article, a shop or a firm for a person; a page about several
    persons is a list.
    """
    if document.page.media_type != "text/html":
        return not_a_profile(document, ID, "unknown-data")
    card = subject(document)
    if isinstance(card, str):
        return not_a_profile(document, ID, card, company=company_facts(document) if card == "company" else {})
    made = next(
        (
            day
            for page, _ in schema_org.profile_persons(document.ld_json)
            if (day := schema_org.day(page, "dateCreated"))
        ),
        None,
    )
    return finished(
        Profile(
            source(document, ID),
            "profile",
            name=card.name,
            headline=card.headline,
            location=card.location,
            about=card.about,
            handle=card.handle,
            url=_address(document, card.url),
            current_companies=card.employers,
            education=card.schools,
            links=card.links,
            emails=card.emails,
            phones=card.phones,
            avatar=picture(document, card.photo),
            connections_or_followers=card.followers if card.followers is not None else _followers(document),
            account_created=made.value if made else None,
            dated=(DatedFact("account-created", made.value, made.at),) if made else (),
            absent=absences(experience="not-applicable", education=None if card.schools else "not-applicable"),
        )
    )


def _address(document: Document, stated: Field | None) -> Field | None:
    """Where the person's page is: the first whole address of those stated, before one that only says the path."""
    canonical = document.first('link[rel="canonical"]')
    said = (stated, document.meta.get("og:url"), canonical.attr_field("href") if canonical else None)
    return next((url for url in said if url and url.value.startswith("http")), stated)


def _followers(document: Document) -> int | None:
    """A count that is said to be of followers, in a link to them or in a figure of its own."""
    for part in document.all(_FOLLOWERS)[:12]:
        text = part.text
        if len(text) < 60 and ("follower" in text.casefold() or (part.attr("href") or "").endswith("/followers")):
            stated = count(text, language(document))
            if stated is not None:
                return stated
    return None
