"""Domains of pages that look like a domain of the known library."""

from __future__ import annotations

from collections.abc import Iterator

from auditor.domains import Domain
from auditor.domains.lookalikes import likeness, skeleton, without_added_words
from auditor.library import KnownItem, Library
from auditor.model import Features, Finding, Locator, Reference
from auditor.plugin import CaseFinding, library_check

CHECK = "known-domain"
BY_ITSELF = ("letters that look alike", "one letter changed")
"""Likenesses that are said without knowing the ages; firms own the others themselves as a rule."""
SHARED = 4
"""Letters at the beginning or at the end that two names have in common when one letter of eight was changed."""

ALTERNATIVES = (
    "One firm owns both: a brand, a country's ending, a name before a merger.",
    "A slip of the pen in the address.",
    "Two firms with nearly the same name that have nothing to do with each other.",
)
REFERENCES = (
    Reference(
        "Iranian group posed as job recruiters",
        "Facebook findings in RFE/RL and CyberScoop, 15 July 2021",
        "https://rferl.org/amp/facebook-iran-hacking/31360658.html",
    ),
)


@library_check(CHECK)
def known_domain(case: tuple[Features, ...], library: Library) -> Iterator[CaseFinding]:
    """A domain that looks like one of the known library

    Compares the company domains that pages state with the domains that somebody noted as real firms' own: letters that
    look alike, one letter changed. A weak note, since firms with nearly the same name exist. A page that states the
    known domain too is left to `lookalike-domain`.
    """
    known = {item.name: item for item in library.domains}
    keys: dict[str, list[KnownItem]] = {}
    for item in library.domains:
        for key in _keys(Domain(item.name, "company")):
            keys.setdefault(key, []).append(item)
    for features in case:
        for name in features.domains:
            at = _place(features, name)
            if name in known or at is None or any(other in known for other in features.domains):
                continue
            domain = Domain(name, "company")
            candidates = {item.name: item for key in _keys(domain) for item in keys.get(key, ())}
            for item in (candidates[other] for other in sorted(candidates)):
                how = likeness(_parts(Domain(item.name, "company")), _parts(domain))
                if how in BY_ITSELF:
                    yield CaseFinding(features.profile, _finding(at, name, item, how or ""))
                    break


def _keys(domain: Domain) -> tuple[str, ...]:
    """Two names that look alike have one of these in common."""
    label = domain.label.casefold()
    return skeleton(without_added_words(label)), f"^{label[:SHARED]}", f"{label[-SHARED:]}$"


def _parts(domain: Domain) -> tuple[str, str]:
    return domain.label.casefold(), domain.name.partition(".")[2]


def _place(features: Features, name: str) -> Locator | None:
    places = (contact.at for contact in features.contacts if contact.value == f"domain {name}")
    return next((at for at in places if at.quote), None)


def _finding(at: Locator, name: str, item: KnownItem, how: str) -> Finding:
    return Finding(
        check=CHECK,
        rule="lookalike-firm-name",
        strength="weak",
        category="employer front",
        title="A domain looks like a known firm's",
        message=f"The page states {name}; the known library has {item.shown}: {how}. "
        "Whether one firm owns both cannot be seen here.",
        evidence=(at,),
        alternatives=ALTERNATIVES,
        references=REFERENCES,
        weight=1,
        field="links",
        ask="Ask the firm, over a number from its known site, whether the address is its own.",
    )
