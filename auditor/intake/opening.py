"""A saved file to its pages: the containers are asked by rank, members of archives in turn."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache

from auditor.containers.signatures import unrecognised
from auditor.model import Page, Refusal
from auditor.plugin import Container, Limits, Saved, discovered


@dataclass(slots=True)
class _Budget:
    """What may still be taken out of one saved file."""

    bytes: int
    members: int

    def spent_on(self, member: Saved) -> bool:
        """Whether the member is more than what is left."""
        self.bytes -= len(member.data) + sum(map(len, member.siblings.values()))
        self.members -= 1
        return self.bytes < 0 or self.members < 0


def pages(file: Saved, limits: Limits) -> Iterator[Page | Refusal]:
    """The pages of a saved file, members of archives included, in the file's order.

    What no container recognises, and what goes beyond the limits, is a refusal that says what it is.
    """
    yield from _pages(file, limits.max_nesting, _Budget(limits.max_unpacked_bytes, limits.max_members))


def _pages(file: Saved, nesting: int, budget: _Budget) -> Iterator[Page | Refusal]:
    if not file.data:
        yield Refusal(file.path, "the file is empty")
        return
    for part in _parts(file):
        if not isinstance(part, Saved):
            yield part
            continue
        if budget.spent_on(part):
            yield Refusal(
                part.path,
                f"the archive unpacks to more than {file.limits.max_unpacked_bytes} bytes or {file.limits.max_members} "
                "members; the rest of it is not read",
            )
            return
        if nesting <= 0:
            yield Refusal(part.path, f"containers inside containers, more than {file.limits.max_nesting} deep")
            continue
        yield from _pages(part, nesting - 1, budget)
        if budget.bytes < 0 or budget.members < 0:
            return


def _parts(file: Saved) -> Iterator[Page | Refusal | Saved]:
    """What the container that recognises the file takes out of it."""
    asked = "a container"
    try:
        for candidate in _containers():
            asked = candidate.id
            if candidate.recognises(file):
                yield from candidate.pages(file)
                return
    except Exception as crash:  # a saved file is an adversary's: a fault in one container must not end a run
        yield Refusal(file.path, f"opening it as {asked} crashed ({type(crash).__name__}); please report it")
        return
    yield Refusal(file.path, unrecognised(file.data))


@cache
def _containers() -> tuple[Container, ...]:
    return tuple(sorted(discovered("auditor.containers", Container), key=lambda one: (one.rank, one.id)))
