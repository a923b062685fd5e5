"""How many cores a comparison may use, and who wants to know how far it is.  No result depends on either."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from auditor.similarity.pictures import PictureMatch


def _nobody(_done: int, _total: int) -> None:
    return None


class Joins(Protocol):
    """Compares all with all elsewhere, with the very results that comparing here has."""

    def pictures(self, descriptors: Sequence[bytes]) -> tuple[PictureMatch, ...]:
        """As :func:`auditor.similarity.pictures.picture_matches`."""

    def texts(self, sketches: Sequence[bytes]) -> Iterator[tuple[int, int]]:
        """As :func:`auditor.similarity.minhash.candidates`."""


@dataclass(frozen=True, slots=True)
class Effort:
    """What a comparison may spend."""

    jobs: int = 1
    """Threads."""
    told: Callable[[int, int], None] = _nobody
    """Told how many pictures of how many have been compared."""
    joins: Joins | None = None
    """Who compares instead; ``None`` for this process."""


ALONE = Effort()
_effort: ContextVar[Effort] = ContextVar("effort", default=ALONE)


def effort() -> Effort:
    """The effort that was allowed around this call; one core where nobody said anything."""
    return _effort.get()


@contextmanager
def allowed(jobs: int, told: Callable[[int, int], None] = _nobody, joins: Joins | None = None) -> Iterator[None]:
    """Allows an effort to everything that runs inside."""
    before = _effort.set(Effort(jobs, told, joins))
    try:
        yield
    finally:
        _effort.reset(before)
