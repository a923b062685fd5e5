"""Recorded RDAP answers (RFC 9083), from a registry or a registrar.

Only the domain's own ``events`` count: nameservers and contacts have a ``registration`` of their own.
``reregistration`` is a renewal at several registries and ``transfer`` a change of registrar: neither is the start of a
registration.
"""

from __future__ import annotations

from typing import Any

from auditor.domains import domain_of
from auditor.lookup.answers import Answer, Candidate, stamped_day

OTHER_REGISTRATIONS = ("registrar registration", "reregistration", "reinstantiation")


def recognised(value: Any) -> bool:
    """Whether a JSON value is an RDAP answer about a domain, or an RDAP error."""
    if not isinstance(value, dict):
        return False
    return (
        "rdapConformance" in value
        or value.get("objectClassName") == "domain"
        or (isinstance(value.get("ldhName"), str) and "events" in value)
        or _is_error(value)
    )


def _is_error(value: dict[str, Any]) -> bool:
    return isinstance(value.get("errorCode"), int) and not isinstance(value.get("errorCode"), bool)


def rdap_answer(value: dict[str, Any], root: str = "") -> Answer:
    """The registration date of the domain, as this answer states it.

    ``root`` goes before each selector.  Two registration dates: the earlier one, with a warning.
    """
    domain = _name(value)
    if _is_error(value):
        code = value["errorCode"]
        status = "not-found" if code == 404 else "unreadable"
        return Answer(
            "rdap",
            domain,
            status=status,
            warnings=(f"the server answered {code}",),
            selector=f"{root}json=/errorCode",
            quote=str(code),
        )
    if value.get("objectClassName", "domain") != "domain":
        return Answer("rdap", domain, status="unreadable", warnings=("an answer about something that is no domain",))
    if "objectClassName" not in value and _below_a_domain(domain):
        return Answer("rdap", domain, status="unreadable", warnings=("an answer about a name below a domain",))
    events = value.get("events")
    candidates: list[Candidate] = []
    warnings: list[str] = []
    asked_at = None
    for number, event in enumerate(events if isinstance(events, list) else ()):
        if not isinstance(event, dict) or not isinstance(event.get("eventAction"), str):
            continue
        action = event["eventAction"].strip().casefold()
        stated = event.get("eventDate")
        day = stamped_day(stated) if isinstance(stated, str) else None
        if action == "registration" and isinstance(stated, str):
            if day is None:
                warnings.append(f"a registration date that is none: {stated[:40]!r}")
            else:
                candidates.append(Candidate(day, f"{root}json=/events/{number}/eventDate", stated))
        elif action in OTHER_REGISTRATIONS:
            warnings.append(f"{action} {day or 'without a date'}: not the start of the registration")
        elif action == "last update of rdap database" and day:
            asked_at = day
    if not candidates:
        return Answer("rdap", domain, status="no-date", warnings=tuple(warnings), asked_at=asked_at)
    first = min(candidates, key=lambda candidate: candidate.day)
    if len({candidate.day for candidate in candidates}) > 1:
        warnings.append("two registration dates: the earlier one is taken")
    return Answer(
        "rdap",
        domain,
        first.day,
        warnings=tuple(warnings),
        asked_at=asked_at,
        selector=first.selector,
        quote=first.quote,
        given_by=_itself(value),
    )


def _itself(value: dict[str, Any]) -> str | None:
    links = value.get("links")
    for link in links if isinstance(links, list) else ():
        if isinstance(link, dict) and link.get("rel") == "self" and isinstance(link.get("href"), str):
            return str(link["href"])
    return None


def _below_a_domain(name: str | None) -> bool:
    found = domain_of(name.removeprefix("www.")) if name else None
    return found is not None and name is not None and found.name != name.casefold().rstrip(".").removeprefix("www.")


def _name(value: dict[str, Any]) -> str | None:
    for key in ("ldhName", "unicodeName"):
        name = value.get(key)
        if isinstance(name, str) and name.strip():
            return name.strip()
    return None
