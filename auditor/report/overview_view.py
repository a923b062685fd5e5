"""Lines of the overview, ready to print."""

from __future__ import annotations

from dataclasses import dataclass

from auditor.model import LEVELS
from auditor.report.case_index import CaseIndex
from auditor.report.network import measured
from auditor.report.passages import LINE, named, short, shown
from auditor.report.view import ChangesView, Document, Row
from auditor.report.words import Words

STRONGEST = 3
UNSEEN = 2
HEADLINE = 140


@dataclass(frozen=True, slots=True)
class OverviewRow:
    """One profile in the overview."""

    id: str
    name: str
    stated: bool
    """Whether the name is the page's own."""
    headline: str
    path: str
    form: str
    """Container and page kind."""
    level: str
    rank: int
    count: int
    strongest: tuple[tuple[str, str], ...]
    left: int
    templates: tuple[str, ...]
    direct: int
    skips: int
    reasons: tuple[str, ...]
    decisions: str
    thumbnail: bytes | None


@dataclass(frozen=True, slots=True)
class Shared:
    """A connection between two pages."""

    a: str
    a_name: str | None
    b: str
    b_name: str | None
    kind: str
    distance: int | None
    """``None`` where the two share something whole, such as a domain."""
    method: str


@dataclass(frozen=True, slots=True)
class ChangeRow:
    """A page with the findings that came and went."""

    profile: str
    name: str
    linked: bool
    new: tuple[tuple[str, str], ...]
    """Strength and title."""
    gone: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class ChangesShown:
    """What is different since the last run, a line a page."""

    since: str
    new_count: int
    gone_count: int
    rows: tuple[ChangeRow, ...]
    unnamed: int
    """Findings that are counted above and not listed."""


def changes_shown(changes: ChangesView, index: CaseIndex, words: Words) -> ChangesShown:
    """The changes, grouped by page: pages of the report first, in its order."""
    by_page: dict[str, dict[str, list[tuple[str, str]]]] = {}
    names: dict[str, str | None] = {}
    for kind, several in (("new", changes.new), ("gone", changes.gone)):
        for one in several:
            names[one.profile] = one.name
            lines = by_page.setdefault(one.profile, {"new": [], "gone": []})
            lines[kind].append((one.strength, short(one.title, HEADLINE)))
    ordered = sorted(by_page, key=lambda id: (index.positions.get(id, len(index.order)), id))
    rows = tuple(
        ChangeRow(
            id,
            index.names.get(id) or named(names[id], id, words),
            id in index.names,
            tuple(by_page[id]["new"]),
            tuple(by_page[id]["gone"]),
        )
        for id in ordered
    )
    listed = len(changes.new) + len(changes.gone)
    unnamed = changes.new_count + changes.gone_count - listed
    return ChangesShown(changes.since, changes.new_count, changes.gone_count, rows, unnamed)


def overview_row(row: Row, words: Words) -> OverviewRow:
    """A row, cut to what fits a table."""
    strongest = tuple(dict.fromkeys(row.findings))
    reasons = tuple(dict.fromkeys(short(reason, 120) for _, reason in row.skips))
    decisions = [
        f"{words.number(number)} {words.or_plain('decision', word)}"
        for word, number in sorted(row.decisions.items())
        if number
    ]
    return OverviewRow(
        row.id,
        named(row.name, row.path, words),
        bool(row.name),
        short(row.headline, HEADLINE),
        shown(row.path, words, LINE),
        " · ".join(short(part, 60) for part in (row.container, row.page_kind) if part),
        row.level,
        LEVELS.index(row.level),
        len(row.findings),
        tuple((strength, short(title, HEADLINE)) for strength, title in strongest[:STRONGEST]),
        max(0, len(row.findings) - STRONGEST),
        tuple(short(title, HEADLINE) for title in row.templates),
        row.direct_requests,
        len(row.skips),
        reasons[:UNSEEN],
        words.listed(decisions),
        row.thumbnail,
    )


def shared(link: Document, index: CaseIndex, words: Words) -> Shared:
    """A link between two pages, with their names where they have a page."""
    return Shared(
        link["a"],
        index.names.get(link["a"]),
        link["b"],
        index.names.get(link["b"]),
        shown(words.or_plain("connection", link["kind"]), words),
        link["distance"] if measured(link["kind"]) else None,
        shown(link["method"], words),
    )
