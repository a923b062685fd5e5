"""The beginning of a job beside the founding year on the company's own page in the case."""

from __future__ import annotations

import re
from collections.abc import Iterator

from auditor.checks.employers import same_firm
from auditor.checks.timeline import PREDECESSOR
from auditor.dates import Interval, interval
from auditor.model import Features, Finding, Firm, Records, Reference
from auditor.plugin import CaseFinding, records_check

CHECK = "company-founded"
_YEAR = re.compile(r"(?<!\d)(?:1[89]|20)\d\d(?!\d)")

REFERENCES = (
    Reference(
        "README: LinkedIn red flags",
        "GitHub: xndbogdan/malicious-repositories, 2025",
        "https://github.com/xndbogdan/malicious-repositories",
    ),
)
ALTERNATIVES = (
    "The company was parted from another one, merged or renamed, and its people took their years along.",
    "The year on its page is of the register, of a new owner or of a country's branch.",
    "Another company of the same name is meant.",
)


@records_check(CHECK)
def check(_features: tuple[Features, ...], firms: tuple[Firm, ...], _records: Records) -> Iterator[CaseFinding]:
    """A job at a company whose own page in the case says that it was founded later

    Where the case holds the page of somebody's employer, found by its address on the network or by its whole name, the
    founding year on it is held against the beginning of the job, as intervals, with a year left to predecessors. Firms
    are parted, merged and renamed, and networks move everybody's entries along, so this is a note and never counts
    towards a pattern; what a page says against itself is the timeline check's. It belongs to the person's page and
    quotes both.
    """
    pages = [(firm, year) for firm in firms if firm.own_page and (year := _founded(firm))]
    reported: set[tuple[str, str]] = set()
    for person in firms:
        began = _interval(person.start)
        if person.own_page or began is None or person.dates is None:
            continue
        for company, year in pages:
            if not same_firm(person, company) or began.days_before(year) <= PREDECESSOR:
                continue
            if (person.page, company.page) not in reported:
                reported.add((person.page, company.page))
                yield CaseFinding(person.page, _finding(person, company))


def _founded(firm: Firm) -> Interval | None:
    found = _YEAR.search(firm.founded.value) if firm.founded else None
    return interval(found.group()) if found else None


def _interval(text: str | None) -> Interval | None:
    try:
        return interval(text) if text else None
    except ValueError:
        return None


def _finding(person: Firm, company: Firm) -> Finding:
    if person.dates is None or person.name is None or company.founded is None:
        raise ValueError("neither the job's dates nor the founding year are known")
    return Finding(
        check=CHECK,
        rule="job-before-company",
        strength="weak",
        category="persona biography",
        title="A job at a company whose own page says it was founded later",
        message=f"The page states a job at {person.name.value} that begins in {person.start} "
        f"(“{person.dates.quote[:200]}”); the company's own page gives “{company.founded.at.quote}” as its founding.",
        evidence=(person.dates, company.founded.at),
        alternatives=ALTERNATIVES,
        references=REFERENCES,
        weight=0,
        field="experience",
        others=(company.page,),
        ask="Ask what the company was called before.",
    )
