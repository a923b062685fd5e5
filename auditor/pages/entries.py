"""Jobs and studies as entries of a list, each placed where it is named and not where its whole block lies.

A block may hold more than the entry: who recommended it, who works there too.  Those are not quoted.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import TypeVar

from auditor.markup import Part
from auditor.model import Field, Locator, Position, Study

Entry = TypeVar("Entry", Position, Study)


def position(
    *,
    title: Field | None,
    company: Field | None,
    dates: Locator | None = None,
    company_url: Field | None = None,
    start: str | None = None,
    end: str | None = None,
    current: bool = False,
    location: Field | None = None,
    description: Field | None = None,
) -> Position | None:
    """The job, or ``None`` where the block states neither title nor employer nor dates."""
    at = _place(title, company, dates)
    if at is None:
        return None
    return Position(at, title, company, company_url, start, end, current, dates, location, description)


def study(
    *,
    school: Field | None,
    degree: Field | None = None,
    dates: Locator | None = None,
    start: str | None = None,
    end: str | None = None,
) -> Study | None:
    """The entry of an education section, or ``None`` where the block states nothing of one."""
    at = _place(school, degree, dates)
    return None if at is None else Study(at, school, degree, start, end, dates)


def _place(first: Field | None, second: Field | None, dates: Locator | None) -> Locator | None:
    named = first or second
    return named.at if named else dates


def those(entries: Iterable[Entry | None]) -> tuple[Entry, ...]:
    """The entries that state something."""
    return tuple(entry for entry in entries if entry is not None)


def whole(part: Part | None) -> Locator | None:
    """The place of everything that a part says; ``None`` where it says nothing."""
    said = part.locator() if part else None
    return said if said and said.quote else None
