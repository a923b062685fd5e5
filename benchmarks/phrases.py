"""Three hundred pairs of words that stand for rules, the same for the floor and for the naive program."""

from __future__ import annotations

from functools import cache
from itertools import product

VERBS = "write send share prepare deliver draft review discuss arrange provide collect translate".split()
THINGS = (
    "report analysis paper summary brief article insight note overview assessment invitation ticket budget draft list"
    " contact colleague introduction interview programme exchange internship conference fee payment"
).split()


@cache
def phrases() -> tuple[tuple[str, str], ...]:
    """First and second word of each phrase; one word may stand between them."""
    return tuple(product(VERBS, THINGS))
