"""The founding year on a company's own page against the clocks of its domain, for those who work there."""

from __future__ import annotations

import re
from collections.abc import Iterator

from auditor.checks.clocks import SOURCES, Clocks, clocks_of, registered_again
from auditor.checks.domain_age import ALTERNATIVES, REFERENCES, RULE, Claim, strength_of
from auditor.checks.employers import same_firm
from auditor.dates import interval
from auditor.domains import company_domain
from auditor.model import Features, Finding, Firm, Records, Strength
from auditor.plugin import CaseFinding, records_check

CHECK = "company-page"
_YEAR = re.compile(r"(?:19[5-9]\d|20\d\d)(?!\d)")


@records_check(CHECK)
def check(_features: tuple[Features, ...], firms: tuple[Firm, ...], records: Records) -> Iterator[CaseFinding]:
    """Company page that gives a founding year older than its domain

    Where the case holds the page of somebody's employer, found by its address on the network or by its whole name, the
    founding year and the website on that page are compared with the recorded answers about the website's domain. The
    same limits hold as for `domain-age`: firms from before 2000, names registered again and registries without a date
    say nothing. The finding belongs to the person's page and quotes the company's.
    """
    pages = [firm for firm in firms if firm.own_page and firm.founded and firm.website]
    for person in firms:
        if person.own_page or person.name is None:
            continue
        for company in pages:
            if same_firm(person, company) and (found := _compared(person, company, records)):
                yield CaseFinding(person.page, found)
                break


def _compared(person: Firm, company: Firm, records: Records) -> Finding | None:
    domain = company_domain(company.website.value) if company.website else None
    year = _YEAR.search(company.founded.value) if company.founded else None
    if domain is None or year is None or company.founded is None:
        return None
    clocks = clocks_of(records.get(domain.name, ()))
    if isinstance(clocks, str) or registered_again(clocks):
        return None
    first = interval(person.in_use) if person.in_use else None
    if first is not None and first.certainly_before(clocks.registered):
        return None
    claim = Claim(interval(year.group()), company.founded.at, "company", "founded")
    strength = strength_of(claim, clocks, first)
    return _finding(person, company, domain.name, clocks, strength, year.group()) if strength else None


def _finding(person: Firm, company: Firm, domain: str, clocks: Clocks, strength: Strength, year: str) -> Finding:
    traces = [f"{SOURCES[record.kind]} {record.registered}" for record in (clocks.registration, *clocks.others)]
    named = person.name.value if person.name else domain
    places = [field.at for field in (person.name, company.founded, company.website) if field]
    places += [record.at for record in (clocks.registration, *clocks.others) if record.at is not None]
    return Finding(
        check=CHECK,
        rule=RULE,
        strength=strength,
        category="employer front",
        title="Domain is younger than the company's story",
        message=f"The page states a job at {named}. The company's own page, saved in this case, says that it was "
        f"founded in {year} and gives {domain}. On file for {domain}: {', '.join(traces)}; nothing older. A "
        "registration date is the start of the current registration, not of the firm.",
        evidence=tuple(dict.fromkeys(places)),
        alternatives=ALTERNATIVES,
        references=REFERENCES,
        weight={"weak": 1, "moderate": 2, "strong": 3}[strength],
        field="experience",
        others=(company.page,),
        ask="Ask which domain the firm used before, and look for it in a company register or a web archive.",
    )
