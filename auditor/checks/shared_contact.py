"""One private contact on the pages of people with different names."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import combinations

from auditor.checks.names import compared_names
from auditor.domains import domain_of
from auditor.model import Features, Field, Finding, Link, Reference
from auditor.plugin import CaseFinding, case_check

CHECK = "shared-contact"
MANY = 12
"""Pages above which a contact is a switchboard or a platform's, and each page is linked to the first only."""
NAMED_OTHERS = 20

REFERENCES = (
    Reference(
        "Trial set to begin for accused Chinese spy who prosecutors say recruited GE Aviation employee",
        "Cincinnati Enquirer, 18 October 2021",
        "https://www.cincinnati.com/story/news/crime/2021/10/18/trial-begins-accused-chinese-spy-ge-aviation-case/8440907002/",
    ),
)
ALTERNATIVES = (
    "A mailbox, desk phone or messenger account that colleagues, a family or a club share.",
    "One person under two names: a name at work and a name at home, a pen name, a former name.",
    "An assistant or an agency answers for both.",
    "A cause, a club or an exchange for which both give the same account.",
    "One page copied the other's contact; either may be the original.",
)


@case_check(CHECK)
def check(profiles: tuple[Features, ...]) -> Iterator[CaseFinding | Link]:
    """One private e-mail address, phone, messenger account or wallet under different names

    Every contact that two pages share is a link, a company number too. A finding is made only where it is a free-mail
    address, a phone number with its country's prefix, a messenger account or a wallet whose check digits are right, the
    pages share no company domain, and the names share no part: an English name beside one in another script is "not
    decidable" and makes none. A contact on more than twelve pages is somebody's switchboard and only links them.
    """
    holders: dict[str, list[tuple[Features, Field]]] = {}
    for features in profiles:
        for contact in features.contacts:
            if not contact.value.startswith("domain "):
                holders.setdefault(contact.value, []).append((features, contact))
    shared: dict[tuple[str, str], list[tuple[Features, Field]]] = {}
    for value in sorted(holders):
        pages = holders[value]
        many = len(pages) > MANY
        for (a, at_a), (b, at_b) in ((pages[0], other) for other in pages[1:]) if many else combinations(pages, 2):
            yield Link("same-contact", a.profile, b.profile, 0, value, (at_a.at, at_b.at))
            if not many and _private(value) and _strangers(a, b):
                shared.setdefault((a.profile, value), [(a, at_a)]).append((b, at_b))
                shared.setdefault((b.profile, value), [(b, at_b)]).append((a, at_a))
    for key in sorted(shared):
        yield CaseFinding(key[0], _finding(key[1], shared[key]))


def _private(value: str) -> bool:
    kind, _, contact = value.partition(" ")
    if kind == "e-mail":
        domain = domain_of(contact)
        return domain is not None and domain.kind == "free-mail"
    return kind in ("phone", "messenger", "wallet")


def _strangers(a: Features, b: Features) -> bool:
    if a.subject == b.subject or a.name is None or b.name is None or set(a.domains) & set(b.domains):
        return False
    return compared_names(a.name, b.name) == "differs"


def _finding(value: str, pages: list[tuple[Features, Field]]) -> Finding:
    (_, own), *others = pages
    names = ", ".join(f"“{features.name}”" for features, _ in others[:NAMED_OTHERS])
    kind, _, contact = value.partition(" ")
    return Finding(
        check=CHECK,
        rule="alias-variants",
        strength="moderate",
        category="timeline/text",
        title="One private contact under different names",
        message=f"The {kind} {contact} of this page stands on the page of {names} as well. "
        "Who uses it cannot be seen here.",
        evidence=(own.at, *(field.at for _, field in others[:NAMED_OTHERS])),
        alternatives=ALTERNATIVES,
        references=REFERENCES,
        weight=4,
        field={"e-mail": "emails", "phone": "phones", "messenger": "links"}.get(kind, ""),
        others=tuple(sorted(features.profile for features, _ in others[:NAMED_OTHERS])),
        ask="Ask each of them whose contact it is, over another channel.",
    )
