"""Two companies whose own pages describe them in the same words."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import combinations

from auditor.checks.employers import same_firm
from auditor.checks.founding import company_words
from auditor.domains import company_domain
from auditor.model import Features, Field, Finding, Firm, Records, Reference
from auditor.plugin import CaseFinding, records_check
from auditor.similarity.minhash import comparable

CHECK = "company-text"
ALIKE = 90
"""Percent of two texts that is the same."""
SHORTEST = 150
"""Letters of a text that is compared."""
MOST = 300
"""Company pages that are compared with each other."""
QUOTED = 200
"""Characters of each text that are quoted."""

REFERENCES = (
    Reference(
        "Secretive Chinese network tries to lure fired federal workers, research shows",
        "Reuters in AsiaOne, 25 March 2025",
        "https://asiaone.com/china/secretive-chinese-network-tries-lure-fired-federal-workers-research-shows",
    ),
)
ALTERNATIVES = (
    "The firms belong together: a group, a franchise, a country's branch, a name before and after.",
    "One agency wrote both texts, or both filled in the same template.",
    "One firm copied the other's text; either may be the original.",
)


@records_check(CHECK)
def check(_features: tuple[Features, ...], firms: tuple[Firm, ...], _records: Records) -> Iterator[CaseFinding]:
    """Employer's own page says the same as the page of a firm by another name

    Compares the descriptions on the company pages of a case. Two that are nine tenths the same, under names that share
    no word and with other web sites, are noted weakly on the pages of those who name one of the firms as an employer.
    Texts that name the other firm, short ones, and firms that give one web site make nothing: groups and branches say
    so, and templates are short.
    """
    from rapidfuzz.fuzz import ratio  # only where there are company pages

    pages = [firm for firm in firms if firm.own_page and firm.name and firm.about][:MOST]
    texts = {firm.page: comparable(firm.about.value) for firm in pages if firm.about}
    twins: dict[str, list[Firm]] = {}
    for a, b in combinations([firm for firm in pages if len(texts[firm.page]) >= SHORTEST], 2):
        if _strangers(a, b) and ratio(texts[a.page], texts[b.page], score_cutoff=ALIKE) >= ALIKE:
            twins.setdefault(a.page, []).append(b)
            twins.setdefault(b.page, []).append(a)
    done: set[tuple[str, str]] = set()
    for person in firms:
        for own in () if person.own_page else pages:
            if own.page in twins and (person.page, own.page) not in done and same_firm(person, own):
                done.add((person.page, own.page))
                yield CaseFinding(person.page, _finding(person, own, twins[own.page][0]))


def _strangers(a: Firm, b: Firm) -> bool:
    """Whether nothing on the two pages says that the firms belong together."""
    if a.name is None or b.name is None or a.about is None or b.about is None:
        return False
    words, others = company_words(a.name.value), company_words(b.name.value)
    if set(words) & set(others):
        return False
    if " ".join(others) in a.about.value.casefold() or " ".join(words) in b.about.value.casefold():
        return False
    sites = [company_domain(firm.website.value) if firm.website else None for firm in (a, b)]
    return sites[0] is None or sites[0] != sites[1]


def _quoted(field: Field | None) -> tuple[Field, ...]:
    return (Field(field.value, field.at.narrowed(0, QUOTED)),) if field else ()


def _finding(person: Firm, own: Firm, other: Firm) -> Finding:
    named = own.name.value if own.name else ""
    twin = other.name.value if other.name else ""
    places = [*((person.name,) if person.name else ()), *_quoted(own.about), *_quoted(other.about)]
    return Finding(
        check=CHECK,
        rule="shared-infrastructure",
        strength="weak",
        category="employer front",
        title="Employer's page says the same as another firm's",
        message=f"The page states a job at {named}. The company's own page, saved in this case, describes it in the "
        f"same words as the page of {twin}; neither names the other.",
        evidence=tuple(dict.fromkeys(field.at for field in places)),
        alternatives=ALTERNATIVES,
        references=REFERENCES,
        weight=2,
        field="experience",
        others=(own.page, other.page),
        ask="Ask whether the two firms belong together, and look both up in a company register.",
    )
