"""The queue: which findings are still to be decided, by what, and in which order."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from auditor.model import LEVELS, STRENGTHS
from auditor.report.desk_view import OPEN, STATES
from auditor.serving.case_desk import Sitting
from auditor.store.queue import FindingLine

LONGEST = 200
"""Characters of what is searched for."""
_FIRST = ("look-again", "conflict")


@dataclass(frozen=True, slots=True)
class Chosen:
    """What the queue is filtered by."""

    state: str = "open"
    level: str = ""
    strength: str = ""
    q: str = ""

    @property
    def pairs(self) -> tuple[tuple[str, str], ...]:
        """What differs from the whole queue, as fields of a form."""
        plain = Chosen()
        return tuple(
            (name, value)
            for name in ("state", "level", "strength", "q")
            if (value := getattr(self, name)) != getattr(plain, name)
        )


def chosen(given: Mapping[str, str]) -> Chosen:
    """The filter of a request; what it does not know is taken for not given."""
    state, level, strength = (given.get(name, "") for name in ("state", "level", "strength"))
    return Chosen(
        state if state in STATES else "open",
        level if level in LEVELS else "",
        strength if strength in STRENGTHS else "",
        " ".join(given.get("q", "")[:LONGEST].split()),
    )


def queue(sitting: Sitting, by: Chosen) -> list[FindingLine]:
    """The findings that fit, those to be looked at again first; then by level, profile and strength."""
    words = by.q.casefold().split()
    fit = [line for line in sitting.lines if _fits(line, sitting, by) and _has(line, words)]
    return sorted(fit, key=lambda line: word_of(sitting, line.id) not in _FIRST)


def word_of(sitting: Sitting, finding: str) -> str | None:
    """The word under which a finding stands."""
    standing = sitting.standing(finding)
    return standing.word if standing else None


def is_open(sitting: Sitting, finding: str) -> bool:
    """Whether a finding is still to be decided."""
    return word_of(sitting, finding) in OPEN


def _fits(line: FindingLine, sitting: Sitting, by: Chosen) -> bool:
    if (by.level and line.level != by.level) or (by.strength and line.strength != by.strength):
        return False
    if by.state == "all":
        return True
    return is_open(sitting, line.id) if by.state == "open" else word_of(sitting, line.id) == by.state


def _has(line: FindingLine, words: list[str]) -> bool:
    if not words:
        return True
    text = " ".join((line.name or "", line.headline or "", line.title, line.category, line.quote, line.page)).casefold()
    return all(word in text for word in words)
