"""One finding as the report prints it: what was seen, its quotes in their context, what else explains it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from auditor.report.case_index import CaseIndex
from auditor.report.passages import CONTEXT, LINE, NAME, QUOTE, short, shown
from auditor.report.view import Context, Document, ProfileView
from auditor.report.words import Words

DATA = 48
"""Characters of a picture that stands in the page itself."""
NO_CONTEXT = Context("", "")


@dataclass(frozen=True, slots=True)
class Quote:
    """Words of a saved file, with those around them and the place."""

    before: str
    quote: str
    after: str
    field: str
    where: str
    """``this``, ``other`` or ``record``."""
    page: str
    selector: str


@dataclass(frozen=True, slots=True)
class Published:
    """Who described the pattern."""

    publisher: str
    title: str
    url: str | None


@dataclass(frozen=True, slots=True)
class OtherPage:
    """Another page that takes part."""

    id: str
    name: str
    linked: bool


@dataclass(frozen=True, slots=True)
class Seen:
    """A finding, ready to print."""

    number: int
    title: str
    message: str
    strength: str
    basis: str
    category: str
    patterns: tuple[str, ...]
    direct: bool
    quotes: tuple[Quote, ...]
    alternatives: tuple[str, ...]
    ask: str | None
    sources: tuple[Published, ...]
    others: tuple[OtherPage, ...]
    state: str
    decision: str | None
    decision_reason: str | None


SINGLE = ("name", "headline", "location", "about", "handle", "url")
MANY = ("current_companies", "links", "emails", "phones", "verifications")
PARTS = ("experience", "education", "messages", "dated_facts")


def _holds(at: Document | None, place: Document) -> bool:
    return bool(at) and at["page"] == place["page"] and place["selector"].startswith(at["selector"])  # type: ignore[index]


def _field_at(place: Document, fields: Document) -> str | None:
    """Name of the field that was read at a place."""
    for key in SINGLE:
        if fields[key] and fields[key]["at"]["selector"] == place["selector"]:
            return key
    if _holds(fields["avatar"].get("at"), place):
        return "avatar"
    for key in (*PARTS, *MANY):
        if any(_holds(entry["at"], place) for entry in fields.get(key) or ()):
            return key
    return None


def _quote(place: Document, field: str, context: Context, view: ProfileView, words: Words) -> Quote:
    own = place["page"] == view.document["source"]["sha256"]
    record = any(r.get("at") and r["at"]["page"] == place["page"] for r in view.records)
    before = context.before[-CONTEXT:]
    return Quote(
        shown(before, words),
        short(place["quote"], DATA) if place["quote"].startswith("data:") else shown(place["quote"], words, QUOTE),
        shown(context.after[:CONTEXT], words),
        short(words.or_plain("field", field), NAME) if field else "",
        "this" if own else "record" if record else "other",
        place["page"][:12],
        shown(place["selector"], words, LINE),
    )


def _basis(quotes: tuple[Quote, ...], finding: Document) -> str:
    if any(quote.where == "record" for quote in quotes):
        return "basis.record"
    if finding.get("others") or any(quote.where == "other" for quote in quotes):
        return "basis.pages"
    return "basis.picture" if finding.get("field") == "avatar" else "basis.page"


def _decision(finding: Document, words: Words) -> tuple[str | None, str | None]:
    decision: Mapping[str, object] | None = finding.get("decision")
    if not decision:
        return None, None
    word = decision.get("verdict") or decision.get("decision") or decision.get("state") or "note"
    reason = decision.get("reason") or decision.get("note")
    return shown(words.or_plain("decision", str(word)), words), shown(str(reason), words) if reason else None


def seen(number: int, finding: Document, view: ProfileView, index: CaseIndex, words: Words) -> Seen:
    """The finding with a number of a profile."""
    document = view.document
    stated = (finding.get("field") or "").split(".")[0].split("[")[0]
    quotes = tuple(
        _quote(
            place,
            _field_at(place, document["fields"]) or ("" if at else stated),
            view.contexts.get((finding["id"], at), NO_CONTEXT),
            view,
            words,
        )
        for at, place in enumerate(finding["evidence"])
    )
    decision, reason = _decision(finding, words)
    return Seen(
        number,
        shown(finding["title"], words),
        shown(finding["message"], words, QUOTE),
        finding["strength"],
        words(_basis(quotes, finding)),
        short(finding["category"], NAME),
        tuple(shown(t["title"], words) for t in document["templates"] if finding["id"] in t["because"]),
        finding["id"] in document["direct_requests"],
        quotes,
        tuple(shown(text, words, QUOTE) for text in finding["alternatives"]),
        shown(finding["ask"], words, QUOTE) if finding.get("ask") else None,
        tuple(
            Published(shown(r["publisher"], words), shown(r["title"], words), shown(r["url"], words) or None)
            for r in finding["references"]
        ),
        tuple(
            OtherPage(id, index.names.get(id, id), id in index.names)
            for id in finding.get("others", ())
            if id != document["id"]
        ),
        shown(words.or_plain("state", finding["state"]), words),
        decision,
        reason,
    )
