"""Partial dates as intervals: "2019" is January to December 2019.

A contradiction between dates must hold for every day inside their intervals; what is not certain is not claimed.
"""

from __future__ import annotations

from calendar import monthrange
from dataclasses import dataclass
from datetime import date, timedelta
from functools import lru_cache


@dataclass(frozen=True, slots=True, order=True)
class Interval:
    """All days that a partial date may mean, both ends included."""

    first: date
    last: date

    def certainly_before(self, other: Interval) -> bool:
        """Every day of this one lies before every day of the other."""
        return self.last < other.first

    def days_before(self, other: Interval) -> int:
        """Days that certainly lie between this one's last and the other's first day; 0 where they may touch."""
        return max(0, (other.first - self.last).days)


@lru_cache(maxsize=8192)
def interval(text: str) -> Interval:
    """The interval of ``YYYY``, ``YYYY-MM`` or ``YYYY-MM-DD`` (a time after it does not count).

    Raises ``ValueError`` where it is none of them.
    """
    parts = [int(part) for part in text[:10].split("-")]
    if len(parts) == 1 and len(text) == 4:
        return Interval(date(parts[0], 1, 1), date(parts[0], 12, 31))
    if len(parts) == 2 and len(text) == 7:
        return Interval(date(parts[0], parts[1], 1), date(parts[0], parts[1], monthrange(parts[0], parts[1])[1]))
    if len(parts) == 3:
        day = date(parts[0], parts[1], parts[2])
        return Interval(day, day)
    raise ValueError(f"not a date: {text!r}; right would be YYYY, YYYY-MM or YYYY-MM-DD")


def day_of_epoch(milliseconds: int) -> str | None:
    """UTC day of an epoch time in milliseconds, or ``None`` outside 2003 to 2099 (then it is something else)."""
    day = date(1970, 1, 1) + timedelta(days=milliseconds // 86_400_000) if 0 <= milliseconds < 10**14 else None
    return day.isoformat() if day and 2003 <= day.year <= 2099 else None
