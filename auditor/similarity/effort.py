"""How many cores a comparison may use, and who wants to know how far it is.  No result depends on either."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass


def _nobody(_done: int, _total: int) -> None:
    return None


@dataclass(frozen=True, slots=True)
class Effort:
    """What a comparison may spend."""

    jobs: int = 1
    """Threads."""
    told: Callable[[int, int], None] = _nobody
    """Told how many pictures of how many have been compared."""


ALONE = Effort()
_effort: ContextVar[Effort] = ContextVar("effort", default=ALONE)


def effort() -> Effort:
    """The effort that was allowed around this call; one core where nobody said anything."""
    return _effort.get()


@contextmanager
def allowed(jobs: int, told: Callable[[int, int], None] = _nobody) -> Iterator[None]:
    """Allows an effort to everything that runs inside."""
    before = _effort.set(Effort(jobs, told))
    try:
        yield
    finally:
        _effort.reset(before)
