"""What the readers of recorded answers share: a dated answer with its place, and a calendar day out of a time stamp."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from datetime import date

from auditor.model import DomainRecord, Locator, Precision, RecordKind

_STAMP = re.compile(r"(\d{4})-?(\d\d)-?(\d\d)(?!\d)|(\d{4})(\d\d)(\d\d)\d{6}(?!\d)")
FIRST_YEAR = 1985
"""The oldest registrations of the domain name system are of March 1985."""


@dataclass(frozen=True, slots=True)
class Answer:
    """One answer, before it is known whose it is."""

    kind: RecordKind
    domain: str | None
    """The name that the answer itself gives, as it stands there."""
    registered: str | None = None
    precision: Precision = "day"
    status: str = "registered"
    warnings: tuple[str, ...] = ()
    asked_at: str | None = None
    selector: str = ""
    quote: str = ""
    start: int = 0
    given_by: str | None = None
    """Address under which the server that answered has this answer, as it says itself."""

    def record(self, sha256: str, domain: str) -> DomainRecord:
        """The answer as a record of the file that holds it."""
        at = Locator(sha256, self.selector, self.quote, self.start) if self.quote else None
        return DomainRecord(
            domain, self.kind, self.registered, self.precision, self.status, self.warnings, self.asked_at, at
        )


@dataclass(slots=True)
class Candidate:
    """A date that an answer states, with the way to it."""

    day: str
    selector: str
    quote: str
    start: int = 0
    notes: list[str] = field(default_factory=list)


def stamped_day(text: str) -> str | None:
    """``YYYY-MM-DD`` of an RFC 3339 time, a date or a 14-digit time stamp; ``None`` where no such day can be."""
    match = _STAMP.match(text.strip())
    if match is None:
        return None
    year, month, day = (int(part) for part in match.groups() if part is not None)
    try:
        found = date(year, month, day)
    except ValueError:
        return None
    return found.isoformat() if FIRST_YEAR <= year <= 2099 else None
