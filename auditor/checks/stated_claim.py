"""What recorded answers say to a claim that a person brings along: the same table as for what pages state."""

from __future__ import annotations

from dataclasses import dataclass

from auditor.checks.clocks import SOURCES, clocks_of, registered_again
from auditor.checks.domain_age import ALTERNATIVES, FIRST_WEB_YEAR, Claim, strength_of
from auditor.dates import interval
from auditor.model import DomainRecord, Locator, Strength

NO_PLACE = Locator("", "", "", 0)
"""A person's own claim stands on no page."""


@dataclass(frozen=True, slots=True)
class Answered:
    """What is said to a claim."""

    strength: Strength | None
    """How far the clocks speak against it; ``None`` where they do not, or where it was not checked."""
    says: str
    alternatives: tuple[str, ...] = ()


def answered(records: tuple[DomainRecord, ...], kind: str, when: str, first_contact: str | None = None) -> Answered:
    """The answer to a claim of a kind (``founded``, ``ended job``) with its date ``YYYY[-MM[-DD]]``.

    ``first_contact`` is the day on which the firm was first met, ``YYYY-MM-DD``.  Raises ``ValueError`` on other dates.
    """
    claim = Claim(interval(when), NO_PLACE, "", kind)
    first = interval(first_contact) if first_contact else None
    clocks = clocks_of(records)
    if isinstance(clocks, str):
        return Answered(None, f"Not checked: {clocks}.")
    traces = ", ".join(
        f"{SOURCES[record.kind]} {record.registered}" for record in (clocks.registration, *clocks.others)
    )
    if registered_again(clocks):
        return Answered(
            None, f"Not checked: registered again; what is older may belong to somebody else. On file: {traces}."
        )
    if first is not None and first.certainly_before(clocks.registered):
        return Answered(None, f"Not checked: registered after the first contact. On file: {traces}.")
    if claim.when.first.year < FIRST_WEB_YEAR:
        return Answered(None, f"Nothing: firms from before {FIRST_WEB_YEAR} had no reason to have a domain at once.")
    strength = strength_of(claim, clocks, first)
    if strength is None:
        return Answered(None, f"Nothing that speaks against it, which confirms nothing either. On file: {traces}.")
    return Answered(
        strength,
        f"Every trace of the domain is younger. On file: {traces}. It refutes only that this domain was in use before.",
        ALTERNATIVES,
    )
