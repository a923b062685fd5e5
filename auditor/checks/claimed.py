"""Which domains a page gives as a company's: the only ones that a look-up ever asks about."""

from __future__ import annotations

from auditor.checks.founding import foundings, resembles
from auditor.domains import Stated, domain_of, profile_domains
from auditor.domains.lookalikes import likeness
from auditor.model import Profile

MOST = 100
"""Statements of one page that are looked at; people make a few."""


def claimed_domains(profile: Profile) -> tuple[str, ...]:
    """Registrable names, sorted, that the page gives as a company's.

    A domain is a company's where a job's entry or a company page states it, where it is called like a company of the
    page, where the page says since when its firm is there, or where it looks like one of these.  Never among them: the
    subject's own address, a name called like the subject, free mail, networks, hosted pages, short links.
    """
    stated = [item for item in profile_domains(profile) if item.domain.reason is None][:MOST]
    own = domain_of(profile.url.value) if profile.url else None
    open_to_all = [item for item in stated if not (own and item.domain.name == own.name)]
    companies = companies_of(profile)
    claimed = {item.domain.name: item for item in open_to_all if _is_claimed(profile, item, companies)}
    for item in open_to_all:
        if any(likeness(_parts(one), _parts(item)) for one in claimed.values()):
            claimed.setdefault(item.domain.name, item)
    return tuple(sorted(claimed))


def companies_of(profile: Profile) -> tuple[str, ...]:
    """The companies that a page names, each once."""
    named = [position.company.value for position in profile.experience if position.company]
    named += [field.value for field in profile.current_companies]
    if "name" in profile.company:
        named.append(profile.company["name"].value)
    return tuple(dict.fromkeys(named))


def _is_claimed(profile: Profile, item: Stated, companies: tuple[str, ...]) -> bool:
    if item.position is not None or item.basis in ("company link", "company page"):
        return True
    label = item.domain.label
    if profile.name and resembles(label, profile.name.value):
        return False
    if any(resembles(label, company) for company in companies):
        return True
    return any(True for _ in foundings(profile, None, item.domain.name, None))


def _parts(item: Stated) -> tuple[str, str]:
    return item.domain.label.casefold(), item.domain.name.partition(".")[2]
