"""Days on which a registry's database began: unrelated names share them, so they say "on or before".

State of October 2026, from recorded answers about unrelated names.
"""

from __future__ import annotations

from dataclasses import replace

from auditor.model import DomainRecord

FLOORS: dict[str, tuple[str, ...]] = {
    "ai": ("2017-12-16",),
    "us": ("2002-04-18",),
    "ac.uk": ("2003-11-07",),
    "tw": ("1997-05-01",),
    "co.th": ("1999-01-17",),
    "ac.th": ("1999-01-17",),
    "cat": ("2006-02-14",),
    "fr": ("1994-12-31", "1995-01-01"),
    "re": ("1994-12-31", "1995-01-01"),
    "pm": ("1994-12-31", "1995-01-01"),
    "yt": ("1994-12-31", "1995-01-01"),
    "tf": ("1994-12-31", "1995-01-01"),
    "wf": ("1994-12-31", "1995-01-01"),
}


def floored(record: DomainRecord) -> DomainRecord:
    """The record, its date marked "not later than" where it is the registry's own first day."""
    if record.registered is None or record.kind not in ("rdap", "whois"):
        return record
    suffix = record.domain
    while suffix:
        suffix = suffix.partition(".")[2]
        if record.registered in FLOORS.get(suffix, ()):
            warning = f"the first day of the .{suffix} database: the name may be older"
            return replace(record, precision="not-later-than", warnings=(*record.warnings, warning))
    return record
