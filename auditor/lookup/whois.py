"""Recorded WHOIS text: whose it is, and since when it is registered.

WHOIS has no format.  Dated lines are found first, then the label before the date is looked up in a table of what
registries call it; blocks about contacts, name servers and registrars do not count.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date

from auditor.lookup.answers import FIRST_YEAR, Answer
from auditor.lookup.whois_labels import CREATED, MONTH_FIRST, MONTHS, OTHER_BLOCKS, PERSON_LABELS, SHORT_YEARS
from auditor.model import Precision

_DATED = re.compile(r"(?<!\d)(?:19[89]\d|20[0-4]\d)|(?<!\d)\d\d[-/.](?:\d\d|[A-Za-z]{3})[-/.]\d\d(?!\d)")
_LABEL = re.compile(
    r"^[\s*#>]*(?:[a-z]\s+)?\[(?P<bracket>[^\]\n]{2,50})\]|^[\s*>]*(?:\d{1,2}[a-z]\.\s*)?(?P<plain>[^\d:\n][^:\n]{1,60}?)[\s.]*:"
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
_IANA = re.compile(
    r"% IANA WHOIS server[^\n]*\n(?:%[^\n]*\n|\s*\n)*(?:refer:[^\n]*\n\s*)?"
    r"domain:\s+[^\s.]+\s*\n.*?^source:\s+IANA\s*$",
    re.DOTALL | re.MULTILINE,
)
_ASKED = re.compile(r"last update of (?:the )?(?:whois )?database:?\s*(\d{4}-\d\d-\d\d)", re.IGNORECASE)
_MISSING = re.compile(
    r"no match|not found|no entries found|no data found|nothing found|no object found|not registered|is free\b|"
    r"status:\s*(?:free|available)|is available for|no such domain|does not exist|no information|not exist|"
    r"domain unknown|available for (?:registration|purchase)|no record|not have an entry|no matching",
    re.IGNORECASE,
)

_ASSIGNED = re.compile(r"\d{8}(?= \(assigned\))", re.IGNORECASE)
"""One registry writes the history of a name as changes, the first of them "(Assigned)"."""
_HANDLE = re.compile(r"\S*[A-Za-z]\S*\s+(?=\d{8})")
_ISO = re.compile(r"(\d{4})\s?[-/.]\s?(\d\d?)\s?[-/.]\s?(\d\d?)(?!\d)")
_COMPACT = re.compile(r"(\d{4})(\d\d)(\d\d)(?:\d{6})?(?!\d)")
_DAY_NAMED = re.compile(r"(\d{1,2})(?:st|nd|rd|th)?[\s./-]+([^\W\d_]{3,})\.?[\s,./-]+(\d{4})(?!\d)")
_YEAR_NAMED = re.compile(r"(\d{4})[\s./-]([^\W\d_]{3,})\.?[\s./-](\d{1,2})(?!\d)")
_NAMED_DAY = re.compile(
    r"([^\W\d_]{3,})\.?\s+(\d{1,2})(?:st|nd|rd|th)?,?\s+(?:\d\d:\d\d(?::\d\d)?\s+)?(?:[A-Z]{3,4}\s+)?(\d{4})(?!\d)"
)
_NUMERIC = re.compile(r"(\d{1,2})\s?([-/.])\s?(\d{1,2})\s?\2\s?(\d{4})(?!\d)")
_SHORT_YEAR = re.compile(r"(\d{1,2})([-/.])(\d{1,2}|[A-Za-z]{3})\2(\d\d)(?!\d)")
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
    asked = _ASKED.search(text) if "database" in text else None
    asked_at = asked[1] if asked else None
    odd = []
    for first, line in _dated_lines(body):
        found = _labelled(body, first, line)
        if found is None or _about_somebody_else(body, first):
            continue
        stated = _day(line, found, ending)
        if stated is None:
            odd.append(line.strip()[:60])
            continue
        day, precision, start, end = stated
        return Answer(
            "whois",
            domain,
            day,
            precision,
            asked_at=asked_at,
            selector="text",
            quote=line[start:end],
            start=first + start,
        )
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


def _dated_lines(body: str) -> Iterator[tuple[int, str]]:
    """Lines that hold a year, with their offset."""
    last = -1
    for match in _DATED.finditer(body):
        if match.start() > last:
            first = body.rfind("\n", 0, match.start()) + 1
            last = body.find("\n", match.end())
            last = len(body) if last < 0 else last
            yield first, body[first:last]


def _without_preamble(text: str) -> str:
    """The text with the root registry's answer about a top-level domain blanked, offsets kept.

    A text that is nothing else stays as it is: then the question was about the top-level domain.
    """
    if "IANA" not in text[:400]:
        return text
    blanked = _IANA.sub(lambda match: re.sub(r"[^\n]", " ", match.group()), text)
    return blanked if _DATED.search(blanked) or _NAME.search(blanked) else text


def _labelled(body: str, first: int, line: str) -> int | None:
    """Where the value begins in a line, if its label, or the line before it, means the start of a registration."""
    match = _LABEL.match(line)
    if match:
        label = _label(match["bracket"] or match["plain"])
        if label in CREATED:
            return match.end()
        if label == "changed" and (assigned := _ASSIGNED.search(line)):
            return assigned.start()
    opening = _OPENING.match(line)
    if opening and _label(opening["words"]) in CREATED:
        return opening.end()
    if match is None or ":" in match.group():
        before = body[body.rfind("\n", 0, max(0, first - 1)) + 1 : max(0, first - 1)].rstrip()
        if before.endswith(":") and _label(before[:-1]) in CREATED:
            return 0
    return None


def _label(words: str) -> str:
    return " ".join(words.translate(_SEPARATORS).casefold().split())


_SEPARATORS = str.maketrans("._-", "   ")


def _about_somebody_else(body: str, at: int) -> bool:
    """Whether the lines above, up to an empty one, begin a block about a contact or a server."""
    start = body.rfind("\n\n", 0, at)
    labels = [
        _label(line.split(":", 1)[0]) for line in body[start + 2 if start >= 0 else 0 : at].split("\n") if ":" in line
    ]
    if not labels:
        return False
    about_domain = any(label.startswith("domain") for label in labels)
    return labels[0] in OTHER_BLOCKS or (not about_domain and any(label in PERSON_LABELS for label in labels))


def _day(line: str, start: int, ending: str) -> tuple[str, Precision, int, int] | None:
    """Date, precision, and where it stands in the line."""
    while start < len(line) and not line[start].isalnum():
        start += 1
    if handle := _HANDLE.match(line, start):
        start = handle.end()
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
    if (match := _SHORT_YEAR.match(line, at)) and (match[3].isalpha() or ending in SHORT_YEARS):
        return _made(match, ("19" if match[4] >= "85" else "20") + match[4], match[3], match[1])
    if line[at - 7 : at].casefold().strip() == "before" and (match := re.compile(r"\d{4}\b").match(line, at)):
        return f"{match.group()}-01-01", match.end()
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
