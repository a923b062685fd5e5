"""Two domains on one page, of which one looks like the other."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import combinations, product

from auditor.checks.clocks import Clocks, clocks_of, first_contact
from auditor.dates import Interval
from auditor.domains import Domain, Stated, profile_domains
from auditor.domains.lookalikes import likeness, skeleton, without_added_words
from auditor.model import Features, Finding, Link, Locator, Profile, Records, Reference, Skip, Strength
from auditor.plugin import case_check, profile_check

CHECK = "lookalike-domain"
OLD = 5 * 365
NEW = 365
"""Days before the first contact within which the younger of the two counts as new."""
MANY = 5
"""Pages of each domain that are linked."""
LARGEST_GROUP = 50
MOST = 100
"""Company domains of one page that are compared with each other; people state a few."""
BY_ITSELF = ("letters that look alike", "one letter changed")
"""Likenesses that are said without knowing the ages; firms own the others themselves as a rule."""

REFERENCES = (
    Reference(
        "Iranian group posed as job recruiters",
        "Facebook findings in RFE/RL and CyberScoop, 15 July 2021",
        "https://rferl.org/amp/facebook-iran-hacking/31360658.html",
    ),
    Reference(
        "Employment scams continue to target job seekers",
        "NJCCIC, 28 July 2023",
        "https://njccic-dev.netlify.app/alerts-advisories/employment-scams-continue-to-target-job-seekers",
    ),
)
ALTERNATIVES = (
    "One firm owns both: a site for applicants, a brand, a country's ending, a name before a merger.",
    "A slip of the pen in one of the two addresses.",
    "Two firms with nearly the same name that have nothing to do with each other.",
)


@profile_check(CHECK)
def check(profile: Profile, records: Records) -> Iterable[Finding | Skip]:
    """One domain that looks like another on the same page

    Compares the company domains that the page states, in links, e-mail addresses and text: letters that look alike, one
    letter changed, a word such as "careers" added, another ending. Without recorded answers only the first two are
    mentioned, weakly. With both registrations on file the ages are put side by side: a domain of the last year beside
    one that is five years older and more is the strongest form of this check.
    """
    stated: dict[str, Stated] = {}
    for item in profile_domains(profile):
        if item.domain.reason is None:
            stated.setdefault(item.domain.name, item)
    if len(stated) < 2:
        yield Skip(CHECK, "the page does not state two company domains that could be compared")
        return
    if len(stated) > MOST:
        yield Skip(CHECK, f"the page states {len(stated)} company domains; more than {MOST} are not compared")
        return
    for a, b in combinations(stated.values(), 2):
        how = likeness(_parts(a), _parts(b))
        if how:
            yield from _compared(profile, a, b, how, records)


def _parts(stated: Stated) -> tuple[str, str]:
    return stated.domain.label.casefold(), stated.domain.name.partition(".")[2]


def _compared(profile: Profile, a: Stated, b: Stated, how: str, records: Records) -> Iterator[Finding | Skip]:
    clocks = clocks_of(records.get(a.domain.name, ())), clocks_of(records.get(b.domain.name, ()))
    if isinstance(clocks[0], Clocks) and isinstance(clocks[1], Clocks):
        pairs = sorted(((clocks[0], a), (clocks[1], b)), key=lambda pair: pair[0].registered)
        (older, old), (younger, young) = pairs
        if _new_beside_old(older, younger, first_contact(profile)):
            strength: Strength = "strong" if how in BY_ITSELF else "moderate"
            yield _finding(old, young, how, strength, (older, younger))
        elif how in BY_ITSELF:
            yield _finding(old, young, how, "weak", (older, younger))
        return
    if how in BY_ITSELF:
        yield _finding(a, b, how, "weak", ())
    for stated, found in ((a, clocks[0]), (b, clocks[1])):
        if isinstance(found, str):
            yield Skip(CHECK, f"{stated.domain.name}: {found}; its age was not compared")


def _new_beside_old(older: Clocks, younger: Clocks, first: Interval | None) -> bool:
    if older.registered.days_before(younger.registered) < OLD or first is None:
        return False
    return 0 <= (first.first - younger.registered.first).days <= NEW


def _finding(old: Stated, young: Stated, how: str, strength: Strength, clocks: tuple[Clocks, ...]) -> Finding:
    ages = ""
    if clocks:
        days = [str(one.registration.registered) for one in clocks]
        ages = f" {old.domain.name} was registered on {days[0]}, {young.domain.name} on {days[1]}."
    places = [young.at, old.at, *(one.registration.at for one in clocks if one.registration.at)]
    return Finding(
        check=CHECK,
        rule="lookalike-firm-name",
        strength=strength,
        category="employer front",
        title="One domain looks like another",
        message=f"The page states {young.domain.name} and {old.domain.name}: {how}.{ages} "
        "Whether one firm owns both cannot be seen here.",
        evidence=tuple(places),
        alternatives=ALTERNATIVES,
        references=REFERENCES,
        weight={"weak": 1, "moderate": 3, "strong": 4}[strength],
        field="links",
        ask="Ask the firm, over a number from its older site, whether the other address is its own.",
    )


@case_check(CHECK)
def across(profiles: tuple[Features, ...]) -> Iterator[Link]:
    """Domains that look alike on different pages

    A link for finding one's way, never a finding: firms own several names, and names are alike by chance.
    """
    holders: dict[str, list[Features]] = {}
    for features in profiles:
        for domain in features.domains:
            holders.setdefault(domain, []).append(features)
    for one, other, how in _alike(sorted(holders)):
        for a, b in product(holders[one][:MANY], holders[other][:MANY]):
            if a.profile != b.profile:
                first, second = sorted((a, b), key=lambda features: features.profile)
                places = [place for features in (first, second) for place in _places(features, one, other)]
                yield Link(CHECK, first.profile, second.profile, 1, f"{one} and {other}: {how}", tuple(places))


def _places(features: Features, one: str, other: str) -> list[Locator]:
    named = (f"domain {one}", f"domain {other}")
    return [contact.at for contact in features.contacts if contact.value in named]


def _alike(domains: list[str]) -> Iterator[tuple[str, str, str]]:
    """Pairs that look alike; only names with one skeleton are compared, so that a large case stays fast."""
    groups: dict[str, list[Domain]] = {}
    for name in domains:
        domain = Domain(name, "company")
        groups.setdefault(skeleton(without_added_words(domain.label)), []).append(domain)
    for key in sorted(groups):
        for a, b in combinations(groups[key][:LARGEST_GROUP], 2):
            how = likeness((a.label, a.name.partition(".")[2]), (b.label, b.name.partition(".")[2]))
            if how:
                yield a.name, b.name, how
