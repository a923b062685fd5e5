"""Recorded certificate-transparency answers (the JSON of a log search): the first certificate for a name.

A soft clock: before 2018 a missing certificate means nothing, and ``not_before`` can be dated back.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from auditor.domains import domain_of
from auditor.lookup.answers import Answer, Candidate, stamped_day


def recognised(value: Any) -> bool:
    """Whether a JSON value is a list of certificates."""
    return (
        isinstance(value, list)
        and bool(value)
        and all(isinstance(row, dict) and ("not_before" in row or "entry_timestamp" in row) for row in value[:3])
    )


def certificate_answer(value: list[Any], name: str, root: str = "") -> Answer:
    """The earliest ``not_before`` of a certificate that names the domain or a name below it.

    Rows come twice (precertificate and certificate); for the earliest day that makes no difference.
    """
    first: Candidate | None = None
    for number, row in enumerate(value):
        if not isinstance(row, dict) or not _names(row, name):
            continue
        stated = row.get("not_before")
        day = stamped_day(stated) if isinstance(stated, str) else None
        if day and isinstance(stated, str) and (first is None or day < first.day):
            first = Candidate(day, f"{root}json=/{number}/not_before", stated)
    if first is None:
        return Answer("ct", name, status="no-date", warnings=("no certificate in this answer names the domain",))
    return Answer("ct", name, first.day, selector=first.selector, quote=first.quote)


def only_domain(value: list[Any]) -> str | None:
    """The one registrable domain that every row names, for an answer that does not say what was asked."""
    common: set[str] | None = None
    for row in value:
        if isinstance(row, dict):
            found = {domain.name for host in _hosts(row) if (domain := domain_of(host)) and domain.kind != "not-public"}
            common = found if common is None else common & found
    return common.pop() if common is not None and len(common) == 1 else None


def _names(row: dict[str, Any], name: str) -> bool:
    return any(host == name or host.endswith("." + name) for host in _hosts(row))


def _hosts(row: dict[str, Any]) -> Iterator[str]:
    for key in ("name_value", "common_name"):
        stated = row.get(key)
        for line in stated.split("\n") if isinstance(stated, str) else ():
            yield line.strip().casefold().removeprefix("*.")
