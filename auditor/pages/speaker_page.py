"""A speaker's page on the site of a conference."""

from __future__ import annotations

from auditor.markup import OPENING, Document, Part
from auditor.model import Field, Profile
from auditor.pages.reading import absences, finished, not_a_profile, picture, source
from auditor.plugin import page_kind

ID = "speaker-page"
_SESSIONIZE = "c-s-speaker-info__name"
_TALKS = ('class="sessions"', "presentation/", "/talks/", "/session/", "/sessions/", 'id="speaker"')
_HEADINGS = ":is(h1,h2,h3):has(~ .bio)"


def _claims(document: Document) -> bool:
    markup = document.markup
    if document.page.media_type != "text/html":
        return False
    if document.says(_SESSIONIZE):
        return True
    if markup.find("bio", 0, 4 * OPENING) < 0 or document.node.css_first(".bio") is None:
        return False
    if not any(mark in markup for mark in _TALKS):
        return False
    heading, kind = document.first(_HEADINGS), document.meta.get("og:type")
    return heading is not None and (kind is None or kind.value != "article")


@page_kind(ID, claims=_claims, rank=80)
def speaker_page(document: Document) -> Profile:
    """Conference site: the heading above the one ``.bio`` of the page, which stands beside the speaker's talks.

    A page with several of them is a list of speakers.  The picture is the first in the block; often there is none.
    """
    if document.first(f".{_SESSIONIZE}"):
        return _sessionize(document)
    texts, headings = document.all(".bio"), document.all(_HEADINGS)
    if len(texts) != 1 or not headings:
        return not_a_profile(document, ID, "list" if len(texts) > 1 else "unknown-page")
    bio, name = texts[0], headings[-1]
    photo = document.first(":has(> .bio) img")
    return finished(
        Profile(
            source(document, ID),
            "profile",
            name=name.field(),
            about=bio.field(),
            links=_links(bio.all("a[href]")),
            avatar=picture(document, photo.attr_field("src") if photo else None),
            absent=absences(experience="not-applicable", education="not-applicable"),
        )
    )


def _sessionize(document: Document) -> Profile:
    name = document.first(f".{_SESSIONIZE}")
    photo = document.first(".c-s-speaker-info__avatar img")
    canonical = document.first('link[rel="canonical"]')
    return finished(
        Profile(
            source(document, ID),
            "profile",
            name=name.field() if name else None,
            headline=_field(document.first(".c-s-speaker-info__tagline")),
            location=_field(document.first(".c-s-speaker-info__location")),
            about=_field(document.first(".c-s-speaker-info__bio")),
            url=(canonical.attr_field("href") if canonical else None) or document.meta.get("og:url"),
            links=_links(document.all(".c-s-links a[href]")),
            avatar=picture(document, photo.attr_field("src") if photo else None),
            absent=absences(experience="not-applicable", education="not-applicable"),
        )
    )


def _field(part: Part | None) -> Field | None:
    return part.field() if part else None


def _links(parts: list[Part]) -> tuple[Field, ...]:
    hrefs = (part.attr_field("href") for part in parts)
    return tuple(href for href in hrefs if href and href.value.startswith("http"))
