"""Domains of different firms that were registered within minutes of each other."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

from auditor.domains import Domain
from auditor.domains.lookalikes import likeness, without_added_words
from auditor.model import DomainRecord, Features, Field, Firm, Link, Locator, Records
from auditor.plugin import records_check

CHECK = "registered-together"
APART = timedelta(minutes=10)
MOST = 500
"""Pairs of names that are linked, the earliest first; in a case that has more, it is chance."""
MANY = 12
"""Pages of each domain that are linked."""

_MOMENT = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d")


@records_check(CHECK)
def check(features: tuple[Features, ...], _firms: tuple[Firm, ...], records: Records) -> Iterator[Link]:
    """Domains of different firms registered within minutes of each other

    Compares the times in the registries' answers about company domains that different people's pages state. Two names
    that are not alike and were registered within ten minutes are linked: one hand may have made both. It is a link for
    finding one's way and never a finding: firms own several names, designers register for several clients, and large
    registrars register many names in every minute. Answers that give a day without its time make no link.
    """
    stated = _stated(features)
    moments = sorted(
        (moment, name, number)
        for name in stated
        for number, record in enumerate(records.get(name, ()))
        if record.kind in ("rdap", "whois") and (moment := _moment(record))
    )
    seen: set[tuple[str, str]] = set()
    for place, (moment, name, number) in enumerate(moments):
        for later, other, other_number in moments[place + 1 :]:
            if later - moment > APART or len(seen) == MOST:
                break
            a, b = sorted((name, other))
            if a != b and (a, b) not in seen and not _alike(a, b):
                seen.add((a, b))
                told = [records[name][number].at, records[other][other_number].at]
                yield from _links(a, b, stated, tuple(at for at in told if at))


Pages = list[tuple[Features, Field]]


def _stated(features: tuple[Features, ...]) -> dict[str, Pages]:
    found: dict[str, Pages] = {}
    for one in features:
        for contact in one.contacts:
            kind, _, name = contact.value.partition(" ")
            if kind == "domain" and contact.at.quote:
                found.setdefault(name, []).append((one, contact))
    return found


def _moment(record: DomainRecord) -> datetime | None:
    """The time of the registration, where the answer gives one; midnight is a day without its time."""
    stated = _MOMENT.search(record.at.quote) if record.at and record.precision == "day" else None
    if stated is None:
        return None
    moment = datetime.fromisoformat(stated.group()).replace(tzinfo=UTC)
    return moment if (moment.hour, moment.minute, moment.second) != (0, 0, 0) else None


def _alike(a: str, b: str) -> bool:
    one, other = Domain(a, "company"), Domain(b, "company")
    bare, other_bare = without_added_words(one.label), without_added_words(other.label)
    if bare in other_bare or other_bare in bare:
        return True
    return likeness((one.label, a.partition(".")[2]), (other.label, b.partition(".")[2])) is not None


def _links(a: str, b: str, stated: dict[str, Pages], told: tuple[Locator, ...]) -> Iterator[Link]:
    """Links between the pages of two names, unless one person states both."""
    if {one.subject for one, _ in stated[a]} & {one.subject for one, _ in stated[b]}:
        return
    for one, at in stated[a][:MANY]:
        for other, other_at in stated[b][:MANY]:
            (first, place), (second, other_place) = sorted(
                ((one.profile, at.at), (other.profile, other_at.at)), key=lambda side: side[0]
            )
            yield Link(CHECK, first, second, 0, f"{a}, {b}", (place, other_place, *told))
