"""What recorded answers say of one domain, and since when a page is known to be in use."""

from __future__ import annotations

from dataclasses import dataclass

from auditor.dates import Interval, interval
from auditor.model import DomainRecord, Profile

OLDER_TRACE = 60
"""Days by which a certificate or a capture must come before the registration to tell of an earlier one."""

SOURCES = {
    "rdap": "registered (RDAP)",
    "whois": "registered (WHOIS)",
    "ct": "first certificate",
    "wayback": "first capture",
}


@dataclass(frozen=True, slots=True)
class Clocks:
    """What the recorded answers say of one domain; the three are never merged into one age."""

    registration: DomainRecord
    certificate: DomainRecord | None
    capture: DomainRecord | None

    @property
    def registered(self) -> Interval:
        return interval(self.registration.registered or "")

    @property
    def others(self) -> tuple[DomainRecord, ...]:
        return tuple(record for record in (self.certificate, self.capture) if record is not None)


def clocks_of(records: tuple[DomainRecord, ...]) -> Clocks | str:
    """The clocks that the records give, or why there is no registration date to compare with."""
    if not records:
        return "no recorded answer on file"
    registry = [record for record in records if record.kind in ("rdap", "whois")]
    dated = sorted((record for record in registry if record.registered), key=lambda record: record.registered or "")
    if not dated:
        if any(record.status == "not-found" for record in registry):
            return "not registered when it was asked, which does not say that it never was"
        if registry:
            return "the registry publishes no date"
        return "no registry's answer on file"
    if dated[0].precision == "not-later-than":
        known = dated[0].warnings[-1] if dated[0].warnings else "the registry does not know more"
        return f"registered on or before {dated[0].registered}: {known}"
    return Clocks(dated[0], _first(records, "ct"), _first(records, "wayback"))


def _first(records: tuple[DomainRecord, ...], kind: str) -> DomainRecord | None:
    dated = [record for record in records if record.kind == kind and record.registered]
    return min(dated, key=lambda record: record.registered or "", default=None)


def registered_again(clocks: Clocks) -> bool:
    """Whether a certificate or a capture tells of an earlier registration, perhaps somebody else's."""
    return any(
        interval(record.registered or "").days_before(clocks.registered) > OLDER_TRACE for record in clocks.others
    )


def first_contact(profile: Profile) -> Interval | None:
    """The first day on which the profile is known to have been in use: a message, a post, else its capture.

    A file's date is none: files are copied.
    """
    days = [message.sent_at for message in profile.messages if message.by_subject and message.sent_at]
    days += [fact.date for fact in profile.dated if fact.kind == "post"]
    if not days and profile.source.captured_at and profile.source.captured_at_basis in ("embedded", "page"):
        days.append(profile.source.captured_at)
    found = []
    for day in days:
        try:
            found.append(interval(day[:10]))
        except ValueError:
            continue
    return min(found, default=None)
