"""A calendar day as registries write it: 2004-05-06, 20040506, 06.05.2004, 6th May 2004, Thu May 06 10:00:00 2004 …"""

from __future__ import annotations

import re
from datetime import date

from auditor.lookup.answers import FIRST_YEAR
from auditor.model import Precision

_MONTHS = (
    "jan ene janv",
    "feb fév fev",
    "mar",
    "apr abr avr",
    "may mai",
    "jun juin",
    "jul juil",
    "aug ago aoû",
    "sep",
    "oct okt out",
    "nov",
    "dec dez dic déc",
)
MONTHS = {name: number for number, names in enumerate(_MONTHS, 1) for name in names.split()}
"""Month by the first letters of its name."""

_ISO = re.compile(r"(\d{4})\s?[-/.年]\s?(\d\d?)\s?[-/.月]\s?(\d\d?)(?!\d)")
_COMPACT = re.compile(r"(\d{4})(\d\d)(\d\d)(?:\d{6})?(?!\d)")
_DAY_NAMED = re.compile(r"(\d{1,2})(?:st|nd|rd|th)?[\s./-]+([^\W\d_]{3,})\.?[\s,./-]+(\d{4})(?!\d)")
_YEAR_NAMED = re.compile(r"(\d{4})[\s./-]([^\W\d_]{3,})\.?[\s./-](\d{1,2})(?!\d)")
_NAMED_DAY = re.compile(
    r"([^\W\d_]{3,})\.?[\s-]+(\d{1,2})(?:st|nd|rd|th)?,?[\s-]+"
    r"(?:\d\d:\d\d(?::\d\d)?\s+)?(?:[A-Z]{3,4}\s+)?(\d{4})(?!\d)"
)
_NUMERIC = re.compile(r"(\d{1,2})\s?([-/.])\s?(\d{1,2})\s?\2\s?(\d{4})(?!\d)")
_SHORT_YEAR = re.compile(r"(\d{1,2})([-/.])(\d{1,2}|[A-Za-z]{3})\2(\d\d)(?!\d)")
_NAMED_MONTH = re.compile(r"([^\W\d_]{3,})\.?[\s-]+(\d{4})(?!\d)")
_YEAR = re.compile(r"(\d{4})\.?\s*$")
_WEEKDAY = re.compile(r"(?:mon|tue|wed|thu|fri|sat|sun)[a-z]*,?\s+", re.IGNORECASE)
_BEFORE = re.compile(r"(?:on or )?(?:before|prior to)\s+", re.IGNORECASE)
_HANDLE = re.compile(r"\S*[A-Za-z]\S*\s+(?=\d{8})")
"""A maintainer's handle before a 14-digit time stamp."""


def written_day(
    line: str, start: int, *, month_first: bool, short_years: bool
) -> tuple[str, Precision, int, int] | None:
    """Date, precision, and where it begins and ends in the line; it must stand at ``start``, after marks and spaces.

    ``month_first`` decides dates that can be read both ways; ``short_years`` allows 06/05/04 for 6 May 2004.  "Before"
    a month or a year gives its first day or month, "not later than".
    """
    while start < len(line) and not line[start].isalnum():
        start += 1
    if handle := _HANDLE.match(line, start):
        start = handle.end()
    before = _BEFORE.match(line, start)
    at = before.end() if before else start
    weekday = _WEEKDAY.match(line, at)
    at = weekday.end() if weekday else at
    found = _day_at(line, at, month_first, short_years)
    if found is None and (year := _YEAR.match(line, at)):
        found = _made(year, year[1], "1", "1") if before else (year[1], year.end(1))
    if found is None:
        return None
    day, end = found
    precision: Precision = "day" if len(day) == 10 else "month" if len(day) == 7 else "year"
    return day, "not-later-than" if before else precision, start, end


def _day_at(line: str, at: int, month_first: bool, short_years: bool) -> tuple[str, int] | None:
    if match := _ISO.match(line, at) or _COMPACT.match(line, at):
        return _made(match, match[1], match[2], match[3])
    if match := _DAY_NAMED.match(line, at):
        return _made(match, match[3], match[2], match[1])
    if match := _YEAR_NAMED.match(line, at):
        return _made(match, match[1], match[2], match[3])
    if match := _NAMED_DAY.match(line, at):
        return _made(match, match[3], match[1], match[2])
    if match := _NUMERIC.match(line, at):
        first, second = int(match[1]), int(match[3])
        turned = second > 12 or (first <= 12 and month_first)
        return _made(match, match[4], str(first if turned else second), str(second if turned else first))
    if (match := _SHORT_YEAR.match(line, at)) and (match[3].isalpha() or short_years):
        return _made(match, ("19" if match[4] >= "85" else "20") + match[4], match[3], match[1])
    if match := _NAMED_MONTH.match(line, at):
        return _made(match, match[2], match[1], None)
    return None


def _made(match: re.Match[str], year: str, month: str, day: str | None) -> tuple[str, int] | None:
    number = int(month) if month.isdigit() else MONTHS.get(month.casefold()[:3], MONTHS.get(month.casefold()[:4], 0))
    try:
        found = date(int(year), number, int(day) if day else 1)
    except ValueError:
        return None
    if found.year < FIRST_YEAR:
        return None
    return (found.isoformat() if day else found.isoformat()[:7]), match.end()
