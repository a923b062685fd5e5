"""What a page of an unknown site is about: a person, several, a firm, an article, or nothing that can be told."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping

from auditor.addresses import profile_address
from auditor.markup import Document, Json, Part
from auditor.model import Field
from auditor.pages import schema_org
from auditor.pages.person_card import PersonCard, from_json_ld, hcard_persons, microdata_persons

_OTHER_THINGS: tuple[tuple[str, frozenset[str]], ...] = (
    (
        "article",
        frozenset("Article NewsArticle BlogPosting TechArticle ScholarlyArticle Report LiveBlogPosting".split()),
    ),
    ("product", frozenset("Product ProductGroup Offer Vehicle IndividualProduct".split())),
    ("post", frozenset("DiscussionForumPosting SocialMediaPosting QAPage Question VideoObject".split())),
    (
        "other-page",
        frozenset(
            "JobPosting Event Recipe FAQPage Course Book Movie SoftwareApplication MusicGroup MusicAlbum "
            "MusicRecording MusicPlaylist PodcastSeries PodcastEpisode TVSeries VideoGame".split()
        ),
    ),
)
_FIRMS = frozenset(
    "Organization Corporation LocalBusiness NGO EducationalOrganization CollegeOrUniversity GovernmentOrganization "
    "ProfessionalService OnlineBusiness NewsMediaOrganization EmploymentAgency".split()
)
_OG_THINGS = {"article": "article", "product": "product", "og:product": "product", "book": "other-page"}
_ENCYCLOPAEDIA = "MediaWiki"
"""What writes articles about people, who do not write them."""
_SEGMENT = re.compile(r"\s+[|·•–—\-:«»]\s+|\s*[|·•]\s*")
_WORD = re.compile(r"[^\W\d_][\w'’.-]*")
_PORTRAIT = re.compile(r"avatar|portrait|headshot|profile[-_ ]?(?:pic|photo|image|img)|userpic|author[-_ ]?photo", re.I)
_LOST = re.compile(r"^\s*404\b|\b404\s*(?:not found|error|[-|·])|page not found", re.I)


def subject(document: Document) -> PersonCard | str:
    """The one person that the page is about, or the reason why it shows no such person.

    Structured data decide before anything else, and they must be about the page, not about the author of what it holds.
    Without any, a heading counts as a name only with a portrait of the same name or an account of the same name.
    """
    graph = document.ld_json
    for _, entity in schema_org.profile_persons(graph):
        if schema_org.is_person(entity) or not schema_org.types(entity):
            return from_json_ld(_resolved(entity, graph))
        if _FIRMS & set(schema_org.types(entity)):
            return "company"
    kinds = [kind for node in graph for kind in schema_org.types(node)]
    for reason, things in _OTHER_THINGS:
        if things & set(kinds):
            return reason
    if (made := document.meta.get("generator")) and made.value.startswith(_ENCYCLOPAEDIA):
        return "article"
    kind = document.meta.get("og:type")
    if kind and (other := _OG_THINGS.get(kind.value.split(".")[0].lower())):
        return other
    found = _stated_persons(document, graph)
    if isinstance(found, str):
        return found
    if kind and kind.value.lower() == "profile":
        return _from_open_graph(document, found or _only_person(graph))
    if found:
        return found
    if set(kinds) & _FIRMS:
        return "company"
    return _from_heading(document) or _nothing(document)


def company_facts(document: Document) -> Mapping[str, Field]:
    """What structured data say about the firm whose page it is."""
    for node in document.ld_json:
        if _FIRMS & set(schema_org.types(node)):
            facts = {
                "name": node.field("name") or node.field("legalName"),
                "founded": node.field("foundingDate"),
                "size": node.field("numberOfEmployees", "value") or node.field("numberOfEmployees"),
                "website": node.field("url"),
                "industry": node.field("industry"),
            }
            return {key: value for key, value in facts.items() if value}
    return {}


def _resolved(person: Json, graph: tuple[Json, ...]) -> Json:
    """The node that a bare reference names."""
    id = person.text("@id")
    if id and person.text("name") is None:
        return next((node for node in graph if node.text("@id") == id), person)
    return person


def _stated_persons(document: Document, graph: tuple[Json, ...]) -> PersonCard | str | None:
    """The one person of the structured data by whose name the page is headed; ``list`` where several are described."""
    cards = [from_json_ld(node) for node in graph if schema_org.is_person(node)]
    if not any(card.name for card in cards) and "schema.org/Person" in document.markup:
        cards = microdata_persons(document)
    if not any(card.name for card in cards) and ("h-card" in document.markup or "vcard" in document.markup):
        cards = hcard_persons(document)
    named = {card.name.value.casefold(): card for card in reversed(cards) if card.name}
    if not named:
        return None
    headed = [card for card in named.values() if card.name and _heads(document, card.name.value)]
    if len(headed) == 1:
        return headed[0]
    return "list" if len(named) > 1 else None


def _only_person(graph: tuple[Json, ...]) -> PersonCard | None:
    """The person that the structured data describe, where they describe nobody else."""
    cards = [card for node in graph if schema_org.is_person(node) and (card := from_json_ld(node)).name]
    return cards[0] if len(cards) == 1 else None


def _heads(document: Document, name: str) -> bool:
    """Whether the page is headed by a name: its title or its heading is that, with or without more words."""
    wanted = name.casefold()
    title = document.first("head > title") or document.first("title")
    texts = [part.text for part in document.all("h1")[:5]] + ([title.node.text()] if title else [])
    return any(wanted in " ".join(text.split()).casefold() for text in texts)


def _from_open_graph(document: Document, stated: PersonCard | None) -> PersonCard | str:
    meta = document.meta
    parts = (meta.get("profile:first_name"), meta.get("profile:last_name"))
    title = meta.get("og:title")
    name = schema_org.joined(parts, " ") or (stated.name if stated else None) or (title and _first_segment(title))
    if name is None:
        return "unknown-page"
    username = meta.get("profile:username")
    return PersonCard(
        name=name,
        headline=stated.headline if stated else None,
        location=stated.location if stated else None,
        about=(stated.about if stated else None) or meta.get("og:description") or meta.get("description"),
        url=(stated.url if stated else None) or meta.get("og:url"),
        photo=(stated.photo if stated else None) or meta.get("og:image"),
        handle=username or (stated.handle if stated else None),
        employers=stated.employers if stated else (),
        links=stated.links if stated else (),
        emails=stated.emails if stated else (),
        phones=stated.phones if stated else (),
    )


def _first_segment(title: Field) -> Field:
    """A page's title without what stands behind a dash or bar, which names the site."""
    cut = _SEGMENT.search(title.value)
    text = title.value[: cut.start()] if cut and cut.start() else title.value
    return Field(text, title.at.narrowed(0, len(text)))


def _from_heading(document: Document) -> PersonCard | None:
    """A person by the page's own heading: the title says the same, and a portrait or an account bears the name."""
    heading = document.first("h1")
    name = heading.field() if heading else None
    title = document.first("head > title")
    if heading is None or name is None or title is None:
        return None
    words = _WORD.findall(name.value)
    segments = [part.strip().casefold() for part in _SEGMENT.split(" ".join(title.node.text().split()))]
    if not 1 <= len(words) <= 5 or name.value.casefold() not in segments or "\n" in name.value:
        return None
    portrait = _portrait(document, name.value)
    accounts = _accounts(document, words)
    if portrait is None and (len(words) < 2 or not accounts):
        return None
    described = document.meta.get("description") or document.meta.get("og:description")
    return PersonCard(
        name=name,
        headline=_line_below(document),
        about=_without_name(described, name.value) if described else None,
        url=document.meta.get("og:url") or _canonical(document),
        photo=portrait,
        links=accounts,
    )


def _portrait(document: Document, name: str) -> Field | None:
    """A picture that is called a portrait by its class or address and bears the name."""
    wanted = name.casefold()
    for image in document.all("img[alt]"):
        alt = (image.attr("alt") or "").casefold()
        if wanted not in alt:
            continue
        marks = " ".join((*image.classes(), image.attr("id") or "", image.attr("src") or "", *_classes_above(image)))
        if _PORTRAIT.search(marks):
            return image.attr_field("src") or image.attr_field("data-src")
    return None


def _classes_above(image: Part) -> list[str]:
    above = image.node.parent
    return [(above.attributes.get("class") or ""), above.tag or ""] if above else []


def _accounts(document: Document, words: list[str]) -> tuple[Field, ...]:
    """Links to accounts elsewhere whose names hold a part of the person's name."""
    parts = [_plain(word.casefold().strip(".'’-")) for word in words]
    found = []
    for link in document.all(
        'a[rel~="me"], a[href*="linkedin.com/in/"], a[href*="github.com/"], a[href*="orcid.org/"]'
    ):
        href = link.attr_field("href")
        address = profile_address(href.value) if href else None
        if href and address and _bears(address, parts):
            found.append(Field(address, href.at))
    return tuple(found)


def _plain(word: str) -> str:
    """A word without its accents, as accounts are called."""
    return "".join(char for char in unicodedata.normalize("NFKD", word) if not unicodedata.combining(char))


def _bears(address: str, parts: list[str]) -> bool:
    """Whether an account is called like a person: two words of the name, or the last word with something added.

    An account that is one word and no more is as often a product's or a firm's.
    """
    account = address.casefold().rstrip("/").rpartition("/")[2]
    named = [part for part in parts if len(part) > 2 and part in account]
    return len(named) > 1 or (parts[-1] in named and account != parts[-1])


def _line_below(document: Document) -> Field | None:
    """The first smaller heading behind the page's heading, inside the same block."""
    for css in ("h1 + h2", "h1 + p.tagline", ":has(> h1) + * > h2:only-child"):
        if (part := document.first(css)) and (field := part.field()) and len(field.value) < 200:
            return field
    return None


def _without_name(described: Field, name: str) -> Field:
    """A description without the page's title in front of it."""
    cut = _SEGMENT.match(described.value, len(name)) if described.value.startswith(name) else None
    if not cut:
        return described
    return Field(described.value[cut.end() :], described.at.narrowed(cut.end(), len(described.value)))


def _canonical(document: Document) -> Field | None:
    link = document.first('link[rel="canonical"]')
    return link.attr_field("href") if link else None


def _nothing(document: Document) -> str:
    """Why a page without any sign of a person shows none."""
    title = document.first("title")
    said = " ".join(title.node.text().split()) if title else ""
    if _LOST.search(said):
        return "not-found"
    if document.first('input[type="password"]'):
        return "wall"
    body = document.first("body")
    if body is None or not body.text:
        return "shell"
    if len(document.all('[class*="team-member"], [class*="speaker-card"], [class*="staff-member"]')) > 2:
        return "list"
    return "unknown-page"
