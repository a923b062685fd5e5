"""Whether the employer that a page names is the company whose own page the case holds."""

from __future__ import annotations

from auditor.checks.founding import company_words
from auditor.model import Firm

LETTERS = 5
"""Of a company's name, by which alone a page is taken for its own."""


def same_firm(person: Firm, company: Firm) -> bool:
    """By the company's address on the network where both are known, else by the whole name without its legal form."""
    if person.address and company.address:
        return person.address.value.casefold() == company.address.value.casefold()
    if person.name is None or company.name is None:
        return False
    words = company_words(person.name.value)
    return words == company_words(company.name.value) and len("".join(words)) >= LETTERS
