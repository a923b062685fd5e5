"""One finding as the report prints it: what was seen, its quotes in their context, what else explains it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from auditor.report.case_index import CaseIndex
from auditor.report.passages import NAME, QUOTE, short, shown
from auditor.report.places import Fields
from auditor.report.quotes import Passage, passages
from auditor.report.view import Document, ProfileView
from auditor.report.words import Words

KNOWN_PICTURE = "known-picture"
"""Check that holds pictures against the known library."""


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
    quotes: tuple[Passage, ...]
    alternatives: tuple[str, ...]
    ask: str | None
    sources: tuple[Published, ...]
    others: tuple[OtherPage, ...]
    known: bool
    """Whether the report shows the known picture beside the page's."""
    state: str
    decision: str | None
    decision_reason: str | None


def _basis(quotes: tuple[Passage, ...], finding: Document) -> str:
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


def seen(number: int, finding: Document, view: ProfileView, fields: Fields, index: CaseIndex, words: Words) -> Seen:
    """The finding with a number of a profile."""
    document = view.document
    quotes = passages(finding, document, fields, view.contexts, view.records, words)
    decision, reason = _decision(finding, words)
    return Seen(
        number,
        shown(finding["title"], words),
        shown(finding["message"], words, QUOTE),
        finding["strength"],
        words(_basis(quotes, finding)),
        short(words.or_plain("category", finding["category"].replace(" ", "-").replace("/", "-")), NAME),
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
        bool(view.known) and finding["check"] == KNOWN_PICTURE,
        shown(words.or_plain("state", finding["state"]), words),
        decision,
        reason,
    )
