"""Recorded WHOIS text: whose it is, and since when it is registered.

WHOIS has no format.  Dated lines are found first, then the label before the date is looked up in a table of what
registries call it; blocks about contacts, name servers and registrars do not count.
"""

from __future__ import annotations

import re
from datetime import date

from auditor.lookup.answers import FIRST_YEAR, Answer
from auditor.lookup.whois_labels import CONTACT_MARKS, CREATED, MONTH_FIRST, MONTHS
from auditor.model import Precision

_DATED = re.compile(r"^.*(?<!\d)(?:19[89]\d|20[0-4]\d).*$", re.MULTILINE)
_LABEL = re.compile(
    r"^[\s*#>]*(?:[a-z]\s+)?\[(?P<bracket>[^\]\n]{2,50})\]|^[\s*>]*(?P<plain>[^\d:\n][^:\n]{1,60}?)[\s.]*:"
)
_OPENING = re.compile(
    r"^\s*(?P<words>(?:domain |record )?(?:created|registered|activated)(?: on| since)?)\s+"
    r"(?=[\d]|before|[a-z]{3,9}\b)",
    re.IGNORECASE,
)
_NAME = re.compile(
    r"^[\s*#]*(?:\[?domain(?:[ _-]?name)?\]?(?:\s*\([^)\n]*\))?|nombre de dominio|도메인이름|nazwa domeny)"
    r"[\s.]*[:\]]?:?[ \t]*(?:\n[ \t]+)?(?P<name>[^\s:]+\.[^\s:]+?)\.?\s*$",
    re.IGNORECASE | re.MULTILINE,
)
_IANA = re.compile(r"% IANA WHOIS server.*?^source:\s+IANA\s*$", re.DOTALL | re.MULTILINE | re.IGNORECASE)
_ASKED = re.compile(r"last update of (?:the )?(?:whois )?database:?\s*(\d{4}-\d\d-\d\d)", re.IGNORECASE)
_MISSING = re.compile(
    r"no match|not found|no entries found|no data found|nothing found|no object found|not registered|is free\b|"
    r"status:\s*(?:free|available)|is available for|no such domain|does not exist|no information|not exist|"
    r"domain unknown|available for (?:registration|purchase)|no record|not have an entry|no matching",
    re.IGNORECASE,
)

_ISO = re.compile(r"(\d{4})\s?[-/.]\s?(\d\d?)\s?[-/.]\s?(\d\d?)(?!\d)")
_COMPACT = re.compile(r"(\d{4})(\d\d)(\d\d)(?:\d{6})?(?!\d)")
_DAY_NAMED = re.compile(r"(\d{1,2})(?:st|nd|rd|th)?[\s./-]+([^\W\d_]{3,})\.?[\s,./-]+(\d{4})(?!\d)")
_YEAR_NAMED = re.compile(r"(\d{4})[\s./-]([^\W\d_]{3,})\.?[\s./-](\d{1,2})(?!\d)")
_NAMED_DAY = re.compile(
    r"([^\W\d_]{3,})\.?\s+(\d{1,2})(?:st|nd|rd|th)?,?\s+(?:\d\d:\d\d(?::\d\d)?\s+)?(?:[A-Z]{3,4}\s+)?(\d{4})(?!\d)"
)
_NUMERIC = re.compile(r"(\d{1,2})\s?([-/.])\s?(\d{1,2})\s?\2\s?(\d{4})(?!\d)")
_NAMED_MONTH = re.compile(r"([^\W\d_]{3,})\.?[\s-]+(\d{4})(?!\d)")
_WEEKDAY = re.compile(r"(?:mon|tue|wed|thu|fri|sat|sun)[a-z]*,?\s+", re.IGNORECASE)
_BEFORE = re.compile(r"(?:on or )?(?:before|prior to)\s+", re.IGNORECASE)


def whois_answer(text: str, name: str | None, tld: str | None) -> Answer:
    """The registration date that the text states for its domain; the text has Unix line ends.

    ``tld`` decides the order of day and month where both can be either; without it the domain's own last label does.
    """
    body = _without_preamble(text)
    named = _NAME.search(body)
    domain = named["name"] if named else None
    ending = (tld or (name or domain or "").rsplit(".", 1)[-1]).lstrip(".").casefold().rsplit(".", 1)[-1]
    asked = _ASKED.search(text)
    asked_at = asked[1] if asked else None
    odd = []
    for line in _DATED.finditer(body):
        found = _labelled(line.group())
        if found is None or _in_contact_block(body, line.start()):
            continue
        stated = _day(line.group(), found, ending)
        if stated is None:
            odd.append(line.group().strip()[:60])
            continue
        day, precision, start, end = stated
        return Answer(
            "whois", domain, day, precision, asked_at=asked_at, selector="text",
            quote=line.group()[start:end], start=line.start() + start,
        )  # fmt: skip
    if odd:
        return Answer(
            "whois", domain, status="no-date", warnings=(f"a date that is none: {odd[0]!r}",), asked_at=asked_at
        )
    missing = _MISSING.search(body)
    if missing and named is None:
        return Answer(
            "whois", domain, status="not-found", asked_at=asked_at, selector="text",
            quote=missing.group(), start=missing.start(),
        )  # fmt: skip
    if named is None and ":" not in body:
        return Answer("whois", domain, status="unreadable", warnings=("a text that names no domain and no date",))
    return Answer("whois", domain, status="no-date", asked_at=asked_at)


def _without_preamble(text: str) -> str:
    """The text with the answer of the root registry blanked, offsets kept: it dates the top-level domain."""
    return _IANA.sub(lambda match: re.sub(r"[^\n]", " ", match.group()), text) if "IANA" in text[:200] else text


def _labelled(line: str) -> int | None:
    """Where the value begins, if the line's label means the start of a registration."""
    match = _LABEL.match(line)
    if match:
        label = " ".join((match["bracket"] or match["plain"]).replace(".", " ").casefold().split())
        if label in CREATED:
            return match.end()
    opening = _OPENING.match(line)
    return opening.end() if opening and " ".join(opening["words"].casefold().split()) in CREATED else None


def _in_contact_block(body: str, at: int) -> bool:
    start = body.rfind("\n\n", 0, at)
    block = body[start + 2 if start >= 0 else 0 : at]
    for line in block.split("\n"):
        label = line.strip().split(":", 1)[0].rstrip(".").casefold() if ":" in line else ""
        if label:
            return label in CONTACT_MARKS
    return False


def _day(line: str, start: int, ending: str) -> tuple[str, Precision, int, int] | None:
    """Date, precision, and where it stands in the line."""
    while start < len(line) and not line[start].isalnum():
        start += 1
    before = _BEFORE.match(line, start)
    at = before.end() if before else start
    weekday = _WEEKDAY.match(line, at)
    at = weekday.end() if weekday else at
    found = _written_day(line, at, ending)
    if found is None:
        return None
    day, end = found
    precision: Precision = "not-later-than" if before else "day" if len(day) == 10 else "month"
    return day, precision, start, end


def _written_day(line: str, at: int, ending: str) -> tuple[str, int] | None:
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
        month_first = second > 12 or (first <= 12 and ending in MONTH_FIRST)
        return _made(match, match[4], str(first if month_first else second), str(second if month_first else first))
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
