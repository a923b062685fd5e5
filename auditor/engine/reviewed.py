"""What a case comes to once a person has put findings away: levels without what was dismissed."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from auditor.store.decisions import carried_decisions
from auditor.store.judged import page_findings, pages_with, reports_on_lures

if TYPE_CHECKING:
    from auditor.rules.pack import Pack


@dataclass(frozen=True, slots=True)
class Reviewed:
    """What people put away, and which levels are left; the level that the findings make stays beside it."""

    dismissed: frozenset[str] = frozenset()
    """Ids of findings that are dismissed, and about which nothing asks to look again."""
    levels: dict[int, str] = field(default_factory=dict)
    """Level without them, by page; only of pages with a dismissed finding."""


def reviewed(connection: sqlite3.Connection, run: int, pack: Callable[[], Pack]) -> Reviewed:
    """The standing of a run after review; the rules are asked for only where something was dismissed."""
    decided = carried_decisions(connection, run).by_finding
    dismissed = frozenset(id for id, standing in decided.items() if standing.word == "dismiss")
    if not dismissed:
        return Reviewed()
    from auditor.rules.levels import assess

    levels: dict[int, str] = {}
    for page in pages_with(connection, run, dismissed):
        left = page_findings(connection, page, run, dismissed)
        levels[page] = assess(left, pack(), about_lures=reports_on_lures(connection, page)).level
    return Reviewed(dismissed, levels)
