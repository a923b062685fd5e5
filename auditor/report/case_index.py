"""What one pass over the overview's rows leaves behind: names, order and the pages that are not profiles."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from auditor.report.passages import LINE, named, shown
from auditor.report.view import Row
from auditor.report.words import Words

ROWS_ON_A_PAGE = 2_000


@dataclass(frozen=True, slots=True)
class NotProfile:
    """A page that could be read and states no profile."""

    path: str
    reason: str
    id: str


@dataclass(frozen=True, slots=True)
class CaseIndex:
    """Names and order of a case's pages; some dozens of bytes a page."""

    names: dict[str, str]
    """As printed, by profile id; only pages that have a page in the report."""
    order: tuple[str, ...]
    """Ids as the overview lists them."""
    others: tuple[NotProfile, ...]
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


def case_index(rows: Iterable[Row], words: Words) -> CaseIndex:
    """The index of a case's rows."""
    names: dict[str, str] = {}
    order: list[str] = []
    others: list[NotProfile] = []
    for row in rows:
        if listed(row):
            names[row.id] = named(row.name, row.path, words)
            order.append(row.id)
        else:
            reason = shown(words.or_plain("reason", row.reason or "unknown"), words)
            others.append(NotProfile(shown(row.path, words, LINE), reason, row.id))
    others.sort(key=lambda other: (other.path, other.id))
    return CaseIndex(names, tuple(order), tuple(others), {id: at for at, id in enumerate(order)})
