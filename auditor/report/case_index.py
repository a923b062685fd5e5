"""What one pass over the overview's rows leaves behind: names, order and the pages that are not profiles."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from auditor.model import LEVELS
from auditor.report.passages import LINE, named, short, shown
from auditor.report.view import Row
from auditor.report.words import Words

ROWS_ON_A_PAGE = 500
TITLES = 3
HEADLINE = 90


@dataclass(frozen=True, slots=True)
class NotProfile:
    """A page that could be read and states no profile."""

    path: str
    reason: str
    id: str


Entry = tuple[str, str, str, str, int, int, str]
"""Id, name, headline, path, level by its rank, number of findings, titles of the strongest."""


@dataclass(frozen=True, slots=True)
class CaseIndex:
    """Names and order of a case's pages; some hundreds of bytes a page."""

    names: dict[str, str]
    """As printed, by profile id; only pages that have a page in the report."""
    order: tuple[str, ...]
    """Ids as the overview lists them."""
    others: tuple[NotProfile, ...]
    entries: tuple[Entry, ...]
    """What the search of an overview in several parts looks through, in the order of the overview."""
    positions: dict[str, int]

    @property
    def parts(self) -> int:
        """How many pages the overview has."""
        return max(1, -(-len(self.order) // ROWS_ON_A_PAGE))

    def overview_of(self, id: str) -> str:
        """The overview page that lists a profile."""
        return part_path(self.positions.get(id, 0) // ROWS_ON_A_PAGE)

    def neighbours(self, id: str) -> tuple[str | None, str | None]:
        """The profiles listed before and after one."""
        at = self.positions.get(id)
        if at is None:
            return None, None
        return (self.order[at - 1] if at else None, self.order[at + 1] if at + 1 < len(self.order) else None)


def part_path(part: int) -> str:
    """File name of an overview page; the first is 0."""
    return f"index-{part + 1}.html" if part else "index.html"


def listed(row: Row) -> bool:
    """Whether a row belongs to the overview's table: a profile, or anything in which something was found."""
    return row.status == "profile" or bool(row.findings)


def _entry(row: Row, name: str) -> Entry:
    titles = dict.fromkeys(title for _, title in row.findings)
    found = "; ".join(short(title, HEADLINE) for title in list(titles)[:TITLES])
    level = LEVELS.index(row.level)
    return row.id, name, short(row.headline, HEADLINE), short(row.path, LINE), level, len(row.findings), found


def case_index(rows: Iterable[Row], words: Words) -> CaseIndex:
    """The index of a case's rows."""
    names: dict[str, str] = {}
    order: list[str] = []
    others: list[NotProfile] = []
    entries: list[Entry] = []
    for row in rows:
        if listed(row):
            names[row.id] = named(row.name, row.path, words)
            order.append(row.id)
            entries.append(_entry(row, names[row.id]))
        else:
            reason = shown(words.or_plain("reason", row.reason or "unknown"), words)
            others.append(NotProfile(shown(row.path, words, LINE), reason, row.id))
    others.sort(key=lambda other: (other.path, other.id))
    return CaseIndex(names, tuple(order), tuple(others), tuple(entries), {id: at for at, id in enumerate(order)})
