"""Company domain against the company's story: recorded answers only, nothing is asked."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date

from auditor.checks.clocks import SOURCES, Clocks, clocks_of, first_contact, registered_again
from auditor.checks.founding import Founding, foundings, resembles
from auditor.dates import Interval, interval
from auditor.domains import Stated, profile_domains
from auditor.model import DomainRecord, Finding, Locator, Position, Profile, Records, Reference, Skip, Strength
from auditor.plugin import profile_check

RULE = "domain-after-claim"
FIRST_WEB_YEAR = 2000
"""Firms founded before it had no reason to have a domain at once."""
NEWER = 2 * 365
MANY_YEARS = 5 * 365
FRESH = 90
MOST = 100
"""Domains of one page that are looked at; people state a few."""

REFERENCES = (
    Reference(
        "Secretive Chinese network tries to lure fired federal workers, research shows",
        "Reuters in AsiaOne, 25 March 2025",
        "https://asiaone.com/china/secretive-chinese-network-tries-lure-fired-federal-workers-research-shows",
    ),
    Reference(
        "JSON Responses for the Registration Data Access Protocol (RFC 9083), section 4.5: events",
        "RFC Editor, June 2021",
        "https://www.rfc-editor.org/rfc/rfc9083",
    ),
)
ALTERNATIVES = (
    "The firm changed its name or its domain, or moved from another ending such as a country's.",
    "The domain lapsed and was registered again: the date is the start of the current registration, not of the firm.",
    "The firm is older than its web site, or was taken over by another one.",
    "Whoever keeps the profile entered today's address for a firm that had another one then.",
)


@dataclass(frozen=True, slots=True)
class Claim:
    """The page uses the company, or works for it, at a time."""

    when: Interval
    at: Locator
    field: str
    kind: str
    """``founded``, ``ended job`` or ``current job``."""
    own: bool = True
    """Whether the very entry that makes the claim states the domain, as its company's."""


@profile_check("domain-age")
def check(profile: Profile, records: Records) -> Iterable[Finding | Skip]:
    """Company domain registered after the profile says the company was there

    Compares the founding years and job dates that the page states with recorded answers about the company's domain:
    registration (RDAP, WHOIS), first certificate, first capture. A registration date is the start of the current
    unbroken registration. It can refute that the domain was in use before; it cannot confirm anything, and an old date
    is cheap. So the check speaks only where every trace is younger than the claim. Firms from before 2000, dates that
    are a registry's own first day, registries that publish none, free mail, hosted pages and names without a recorded
    answer are "not checked", never suspicious.
    """
    stated = profile_domains(profile)
    searched = sorted({p.company.value for p in profile.experience if p.company and _only_a_search(p)})
    if searched:
        yield Skip("domain-age", f"{', '.join(searched)}: the employer's link is only a search, no page vouches for it")
    if not stated:
        yield Skip("domain-age", "the page states no domain")
    done: set[str] = set()
    for item in stated:
        domain = item.domain
        if domain.name in done:
            continue
        if len(done) == MOST:
            yield Skip("domain-age", f"the page states more than {MOST} domains; the others were not looked at")
            break
        done.add(domain.name)
        if domain.reason is not None:
            yield Skip("domain-age", f"{domain.name}: {domain.reason}")
            continue
        claims = _claims(profile, [other for other in stated if other.domain == domain])
        if not claims:
            yield Skip("domain-age", f"{domain.name}: the page does not say since when the company was there")
            continue
        yield from _compared(profile, item, claims, records.get(domain.name, ()))


def _only_a_search(position: Position) -> bool:
    return position.company_url is not None and "/search/" in position.company_url.value


def _claims(profile: Profile, stated: list[Stated]) -> list[Claim]:
    domain = stated[0].domain
    entries = {item.position for item in stated if item.position is not None}
    linked = {item.position for item in stated if item.basis == "company link"}
    named = profile.company.get("name")
    companies: list[str | None] = [named.value if named else None]
    claims: list[Claim] = []
    for number, position in enumerate(profile.experience):
        company = position.company.value if position.company else None
        alike = company is not None and resembles(domain.label, company)
        if number not in entries and not alike:
            continue
        own = number in linked or (number in entries and alike)  # a client's site stands in an entry too
        companies.append(company)
        claims += _founded(foundings(profile, company, domain.name, number))
        if position.dates is None or position.start is None:
            continue
        if position.end and not position.current:
            claims.append(Claim(interval(position.end), position.dates, "experience", "ended job", own))
        elif position.current:
            claims.append(Claim(interval(position.start), position.dates, "experience", "current job", own))
    companies += [field.value for field in profile.current_companies if resembles(domain.label, field.value)]
    for company in dict.fromkeys(companies):
        claims += _founded(foundings(profile, company, domain.name, None))
    return list({(claim.at, claim.kind): claim for claim in claims}.values())


def _founded(found: Iterable[Founding]) -> Iterator[Claim]:
    return (Claim(founding.year, founding.at, founding.field, "founded") for founding in found)


def _compared(
    profile: Profile, stated: Stated, claims: list[Claim], records: tuple[DomainRecord, ...]
) -> Iterator[Finding | Skip]:
    name = stated.domain.name
    clocks = clocks_of(records)
    if isinstance(clocks, str):
        yield Skip("domain-age", f"{name}: {clocks}")
        return
    first = first_contact(profile)
    if first is not None and first.certainly_before(clocks.registered):
        yield Skip("domain-age", f"{name}: registered after the page was saved; nothing is known of the time before")
        return
    if registered_again(clocks):
        yield Skip("domain-age", f"{name}: registered again; traces from before may belong to somebody else")
        return
    graded = [(strength, claim) for claim in claims if (strength := strength_of(claim, clocks, first)) is not None]
    if not graded:
        return
    order = ("strong", "moderate", "weak")
    strength, claim = min(graded, key=lambda pair: (order.index(pair[0]), claims.index(pair[1])))
    others = [other for _, other in graded if other is not claim]
    yield _finding(stated, clocks, strength, claim, others)


def strength_of(claim: Claim, clocks: Clocks, first: Interval | None) -> Strength | None:
    """How far the clocks speak against a claim; ``None`` where they do not, or where it cannot be said."""
    if claim.when.first < date(FIRST_WEB_YEAR, 1, 1):
        return None
    gap = claim.when.days_before(clocks.registered)
    both = clocks.certificate is not None and clocks.capture is not None
    if claim.kind == "ended job":
        if not claim.when.certainly_before(clocks.registered):
            return None
        later = all(claim.when.certainly_before(interval(record.registered or "")) for record in clocks.others)
        if not later:
            return None
        if claim.own and clocks.others:
            return "strong" if both else "moderate"
        return "weak"
    fresh = first is not None and 0 <= (first.first - clocks.registered.first).days <= FRESH
    if fresh and gap >= MANY_YEARS:
        if claim.kind == "current job":
            return "weak"
        return "strong" if both else "moderate"
    return "weak" if claim.kind == "founded" and gap > NEWER else None


def _finding(stated: Stated, clocks: Clocks, strength: Strength, claim: Claim, others: list[Claim]) -> Finding:
    name, registration = stated.domain.name, clocks.registration
    said = {
        "founded": f"says that the company was there in {claim.when.first.year}",
        "ended job": f"states a job at the company that had ended by {claim.when.last.isoformat()}",
        "current job": f"states a job at the company since {claim.when.first.year}",
    }[claim.kind]
    traces = [f"{SOURCES[record.kind]} {record.registered}" for record in (registration, *clocks.others)]
    message = (
        f"The page {said} (“{claim.at.quote}”), and gives {name} as its domain. On file for {name}: "
        f"{', '.join(traces)}; nothing older. A registration date is the start of the current registration, not "
        "of the firm: what it refutes is only that this domain was in use before."
    )
    places = [claim.at, stated.at, *(other.at for other in others)]
    places += [record.at for record in (registration, *clocks.others) if record.at is not None]
    return Finding(
        check="domain-age",
        rule=RULE,
        strength=strength,
        category="employer front",
        title="Domain is younger than the company's story",
        message=message,
        evidence=tuple(dict.fromkeys(places)),
        alternatives=ALTERNATIVES,
        references=REFERENCES,
        weight={"weak": 1, "moderate": 2, "strong": 3}[strength],
        field=claim.field,
        ask="Ask which domain the firm used before, and look for it in a company register or a web archive.",
    )
