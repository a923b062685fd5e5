"""Recorded answers of a web archive's capture index (CDX), as JSON rows or as lines.

Absence proves nothing, and the first capture may be of a parking page or of a former owner.
"""

from __future__ import annotations

import re
from typing import Any

from auditor.lookup.answers import Answer, Candidate, stamped_day

_LINE = re.compile(r"(?m)^(?P<key>\S+\)\S*) (?P<stamp>\d{14}) \S+ \S+ (?P<code>\S+)")


def recognised(value: Any) -> bool:
    """Whether a JSON value is a capture index: rows, the first of them the names of the columns."""
    return isinstance(value, list) and bool(value) and isinstance(value[0], list) and "timestamp" in value[0]


def recognised_text(text: str) -> bool:
    """Whether a text is a capture index in lines."""
    return _LINE.match(text.lstrip("\ufeff")) is not None


def capture_answer(value: list[Any], root: str = "") -> Answer:
    """The earliest capture of the rows."""
    columns = value[0]
    stamp, key = columns.index("timestamp"), columns.index("urlkey") if "urlkey" in columns else None
    first: Candidate | None = None
    domain = None
    for number, row in enumerate(value[1:], 1):
        if not isinstance(row, list) or len(row) <= stamp or not isinstance(row[stamp], str):
            continue
        day = stamped_day(row[stamp])
        if day and (first is None or day < first.day):
            first = Candidate(day, f"{root}json=/{number}/{stamp}", row[stamp])
            domain = _host(row[key]) if key is not None and len(row) > key and isinstance(row[key], str) else None
    if first is None:
        return Answer("wayback", None, status="no-date", warnings=("no capture in this answer",))
    return Answer("wayback", domain, first.day, selector=first.selector, quote=first.quote)


def capture_text_answer(text: str, root: str = "") -> Answer:
    """The earliest capture of the lines; the text has Unix line ends."""
    first: Candidate | None = None
    domain = None
    for match in _LINE.finditer(text):
        day = stamped_day(match["stamp"])
        if day and (first is None or day < first.day):
            first = Candidate(day, f"{root}text", match["stamp"], match.start("stamp"))
            domain = _host(match["key"])
    if first is None:
        return Answer("wayback", None, status="no-date", warnings=("no capture in this answer",))
    return Answer("wayback", domain, first.day, selector=first.selector, quote=first.quote, start=first.start)


def _host(key: str) -> str | None:
    """Host of a sort-friendly key: ``example,harbour)/about`` is ``harbour.example``."""
    labels = key.split(")", 1)[0].split(":", 1)[0].split(",")
    return ".".join(reversed(labels)) if len(labels) > 1 else None
