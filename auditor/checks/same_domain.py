"""One company domain on the pages of several people."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import combinations

from auditor.model import Features, Link, Locator
from auditor.plugin import case_check

MANY = 12
"""Pages up to which every pair is linked; a domain on more of them is a large firm's: each is linked to the first."""


@case_check("same-domain")
def check(profiles: tuple[Features, ...]) -> Iterator[Link]:
    """One company domain on several pages

    Colleagues share their employer's domain, so this is a link for finding one's way in a case and never a finding.
    Networks, free mail, hosted pages and short links are no company's domain and make no link.
    """
    holders: dict[str, list[tuple[str, tuple[Locator, ...]]]] = {}
    for features in profiles:
        for domain in features.domains:
            places = tuple(contact.at for contact in features.contacts if contact.value == f"domain {domain}")
            holders.setdefault(domain, []).append((features.profile, places))
    for domain in sorted(holders):
        pages = holders[domain]
        pairs = combinations(pages, 2) if len(pages) <= MANY else ((pages[0], other) for other in pages[1:])
        for (a, at_a), (b, at_b) in pairs:
            yield Link("same-domain", a, b, 0, domain, (*at_a, *at_b))
