"""Recorded WHOIS text: whose it is, and since when it is registered.

WHOIS has no format.  Dated lines are found first, then the label before the date is looked up in a table of what
registries call it; blocks about contacts, name servers and registrars do not count.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Literal

from auditor.lookup.answers import Answer
from auditor.lookup.whois_days import written_day
from auditor.lookup.whois_labels import CREATED, HANDLE_LABELS, MONTH_FIRST, OTHER_BLOCKS, PERSON_LABELS, SHORT_YEARS

Order = Literal["day", "month"]

_DATED = re.compile(
    r"[0-9][0-9](?:(?<=19)[89][0-9]|(?<=20)[0-4][0-9]|[-/.](?:[0-9][0-9]|[A-Za-z]{3})[-/.][0-9][0-9](?![0-9]))"
)
"""A year, or a day with a short one.  Two digits first: the engine skips to them at once."""
_LABEL = re.compile(
    r"^[\s*#>]*(?:[a-z]\s+)?\[(?P<bracket>[^\]\n]{2,50})\]|^[\s*>]*(?:\d{1,2}[a-z]\.\s*|domain:(?=[a-zA-Z]))?(?P<plain>[^\d:\n][^:\n]{1,60}?)[\s.]*:"
)
_NAME = re.compile(
    r"^[ \t*#]*(?:\[?domain(?:[ _-]?name)?\]?(?:\s*\([^)\n]*\))?|nombre de dominio|도메인이름|nazwa domeny)"
    r"[\s.]*[:\]]?:?[ \t]*(?:\n[ \t]+)?(?P<name>[^\s:]+\.[^\s:]+?)\.?\s*$",
    re.IGNORECASE | re.MULTILINE,
)
_ENDING = re.compile(r"^domain:\s+(?P<name>[^\s.:]+)\s*$", re.MULTILINE)
"""What the root registry answers about: a top-level domain."""
_OF_THE_ROOT = re.compile(r"(?m)^(?:refer:|source:\s+IANA|domain:\s+[^\s.:]+\s*$)")
"""What stands before the domain's own part only where the root registry's answer comes first."""
_IANA = re.compile(
    r"% IANA WHOIS server[^\n]*\n(?:%[^\n]*\n|\s*\n)*(?:refer:[^\n]*\n\s*)?"
    r"domain:\s+[^\s.]+\s*\n.*?^source:\s+IANA\s*$",
    re.DOTALL | re.MULTILINE,
)
_NEXT_SERVER = re.compile(r"(?m)^# [a-z0-9-]+(?:\.[a-z0-9-]+)+[ \t]*$")
"""How a client sets the next server's answer off from the root registry's."""
_ASKED = re.compile(r"ast update of (?:the )?(?:whois )?database:?\s*(\d{4}-\d\d-\d\d)", re.IGNORECASE)
_MISSING = (
    *(
        "no match",
        "not found",
        "no entries found",
        "no data found",
        "nothing found",
        "no object found",
        "not registered",
    ),
    *("is free", "status: free", "status: available", "status:\tavailable", "status: \tavailable", "is available for"),
    *(
        "no such domain",
        "does not exist",
        "no information",
        "not exist",
        "domain unknown",
        "available for registration",
    ),
    *("available for purchase", "no record", "not have an entry", "no matching"),
    *("domain is available", "is available.", "returned 0 objects", "no objects found", "object_not_found"),
)

_ASSIGNED = re.compile(r"\d{8}(?= \(assigned\))", re.IGNORECASE)
"""One registry writes the history of a name as changes, the first of them "(Assigned)"."""
LONGEST = 100_000
"""Characters that are read; a registry's answer has a few thousand."""
LONGEST_BLOCK = 120
"""Lines of a block; whose a date is that stands deeper cannot be said."""
LONGEST_PREAMBLE = 20_000
MOST_ODD = 20
"""Dates that are none, after which no other is looked for."""
FEWEST_LABELS = 3
"""Labelled lines of an answer that names no domain; fewer are a server's complaint."""
_LABELLED_LINE = re.compile(r"(?m)^[ \t]*[^\W\d_][^:\n]{1,40}:[ \t]+\S")
_IN_BRACKETS = re.compile(r"\s*[(\[][^()\[\]]*[)\]]\s*$")
_SEPARATORS = str.maketrans("._-|", "    ")
_OPENING = re.compile(r"[^\d:\n]{3,60}(?=\d)")
_DATE_WORD = re.compile(r"(?<![^\s,])[^\W\d_]{3,9}[.,]?\s*$")


def whois_answer(text: str, name: str | None, tld: str | None) -> Answer:
    """The registration date that the text states for its domain; the text has Unix line ends.

    ``tld`` decides the order of day and month where both can be either; without it the domain's own last label does.
    """
    text = text[:LONGEST]
    body = _without_preamble(text)
    named = _NAME.search(body) or (_ENDING.search(body) if "IANA" in body else None)
    domain = named["name"] if named else None
    ending = (tld or (name or domain or "").rsplit(".", 1)[-1]).lstrip(".").casefold().rsplit(".", 1)[-1]
    told = max(text.find("ast update of"), text.find("AST UPDATE OF"))
    asked = _ASKED.match(text, told) if told >= 0 else None
    asked_at = asked[1] if asked else None
    month_first, short_years = ending in MONTH_FIRST, ending in SHORT_YEARS
    odd = []
    beginning = named.start() if named and _OF_THE_ROOT.search(body, 0, named.start()) else 0
    if name and "." in name and "IANA" in body:  # the root registry repeats the ending, never the name
        repeated = re.search(re.escape(name), body, re.IGNORECASE)
        if repeated is None:
            reason = "the root registry's answer about an ending"
            return Answer("whois", domain, status="unreadable", warnings=(reason,), asked_at=asked_at)
        beginning = max(beginning, body.rfind("\n", 0, repeated.start()) + 1)
    for first, line in _dated_lines(body):
        if first < beginning:
            continue
        found = _labelled(body, first, line)
        if found is None or _about_somebody_else(body, first):
            continue
        value, order = found
        stated = written_day(
            line, value, month_first=order == "month" or (order is None and month_first), short_years=short_years
        )
        if stated is None:
            odd.append(line.strip()[:60])
            if len(odd) == MOST_ODD:
                break
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
    if named is None:
        lowered = body.lower()
        found_at = [(lowered.find(words), words) for words in _MISSING if words in lowered]
        if found_at and len(lowered) == len(body):
            at, words = min(found_at)
            quote = body[at : at + len(words)]
            return Answer(
                "whois", domain, status="not-found", asked_at=asked_at, selector="text", quote=quote, start=at
            )
    if named is None and len(_LABELLED_LINE.findall(body)) < FEWEST_LABELS:
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

    A text that is nothing else stays as it is: then the question was about the top-level domain.  Where another server
    was asked next, the date of the ending is never the name's, even if that server said nothing.
    """
    if "IANA" not in text[:400]:
        return text
    next_server = _NEXT_SERVER.search(text)
    kept = next_server.start() if next_server else 0
    head, tail = text[kept : kept + LONGEST_PREAMBLE], text[kept + LONGEST_PREAMBLE :]
    blanked = _blank(text[:kept]) + _IANA.sub(lambda match: _blank(match.group()), head) + tail
    return blanked if blanked.strip() else text


def _blank(text: str) -> str:
    return re.sub(r"[^\n]", " ", text)


def _labelled(body: str, first: int, line: str) -> tuple[int, Order | None] | None:
    """Where the value begins, if the line's label, or the line before it, means the start of a registration.

    With it the order of day and month that the label itself names, as in "Created (mm/dd/yyyy)".
    """
    match = _LABEL.match(line)
    if match:
        written = match["bracket"] or match["plain"]
        label = _label(written)
        if label in CREATED:
            return match.end(), None
        if (bare := _IN_BRACKETS.sub("", written)) != written and _label(bare) in CREATED:
            return match.end(), "month" if "mm/dd" in label or "mm dd" in label else "day" if label.endswith(
                ")"
            ) else None
        if label == "changed" and (assigned := _ASSIGNED.search(line)):
            return assigned.start(), None
    opening = _OPENING.match(line)
    if opening and (match is None or match.end() > opening.end()):
        words = opening.group()
        for _ in range(3):
            if _label(words) in CREATED:
                return len(words), None
            words = _DATE_WORD.sub("", words)
    before = body[body.rfind("\n", 0, max(0, first - 1)) + 1 : max(0, first - 1)].rstrip()
    if before.endswith(":") and _label(before[:-1]) in CREATED and not (match and match.end() > line.find(":") >= 0):
        return 0, None
    return None


def _label(words: str) -> str:
    return " ".join(words.translate(_SEPARATORS).casefold().split())


def _about_somebody_else(body: str, at: int) -> bool:
    """Whether the lines above, up to an empty one, begin a block about a contact or a server."""
    above = _lines_above(body, at)
    if len(above) == LONGEST_BLOCK:
        return True
    if not above:  # a block that begins with the date goes on with the one before where that is about a contact
        last = len(body[:at].rstrip())
        above = [line for line in _lines_above(body, last + 1) if _label(line.split(":", 1)[0]) in HANDLE_LABELS]
    labels = [_label(line.split(":", 1)[0]) for line in above if ":" in line]
    if not labels:
        return False
    domains = [number for number, label in enumerate(labels) if label.startswith("domain")]
    if labels[0] in OTHER_BLOCKS or (not domains and any(label in PERSON_LABELS for label in labels)):
        return True
    return any(label in HANDLE_LABELS for label in labels[domains[-1] if domains else 0 :])


def _lines_above(body: str, at: int) -> list[str]:
    """The lines from the last empty one, but not more than a block can have, down to the place, which begins a line."""
    end = at - 1
    lines: list[str] = []
    while end > 0 and len(lines) < LONGEST_BLOCK:
        start = body.rfind("\n", 0, end) + 1
        line = body[start:end]
        if not line.strip():
            break
        lines.append(line)
        end = start - 1
    return lines[::-1]
