"""What a rule, a context, a template and a pack are."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from auditor.model import Level, Reference, Strength
from auditor.rules.known import KnownText
from auditor.rules.languages import LANGUAGES

CATEGORIES = (
    "approach",
    "offer",
    "payment",
    "channel shift",
    "travel",
    "information sought",
    "persona biography",
    "employer front",
    "avatar",
    "timeline/text",
    "network",
    "test task",
)
DECIDERS = ("text", "condition", "known", "check", "ask")
Negation = tuple[tuple[str, ...], tuple[str, ...], tuple[str, ...]]
"""Words that take back what follows; idioms with such a word that take nothing back; words that end its reach."""
Slots = Mapping[str, tuple[str, ...]]


@dataclass(frozen=True, slots=True, eq=False)
class Clause:
    """One way in which a behaviour shows: phrases in a sentence, the company they need and the company that spoils."""

    language: str
    reviewed: bool
    words: Slots
    """Word lists that the phrases may name."""
    phrases: tuple[str, ...]
    """Any of them."""
    together: tuple[tuple[str, ...], ...] = ()
    """From each group one in the same sentence."""
    near: tuple[tuple[str, ...], ...] = ()
    """From each group one in the same sentence or the one before or after it."""
    thread: tuple[tuple[str, ...], ...] = ()
    """From each group one anywhere in the thread."""
    without: tuple[str, ...] = ()
    """None of them in the same sentence."""
    without_near: tuple[str, ...] = ()
    without_thread: tuple[str, ...] = ()
    where: str = "any"
    """``message``, ``profile`` or ``any``."""
    first_messages: int = 0
    """Only within so many first messages of the other side; 0: anywhere."""
    times: int = 1
    """So many different wordings must be there, anywhere in the thread."""
    weight: int | None = None
    """Of what only this clause has seen, where it is less than the rule's."""
    alone: bool = False
    """Said even if none of the rule's ``only_with`` fired."""
    negatable: bool = True
    """Whether "never", "do not" before the phrase takes it back."""


@dataclass(frozen=True, slots=True, eq=False)
class Rule:
    """One indicator."""

    id: str
    version: int
    title: str
    category: str
    weight: int
    strength: Strength
    decided_by: str
    """``text`` (clauses), ``condition`` (a named function), ``known`` (fingerprints), ``check`` (another check's
    finding), ``ask`` (nobody but a person)."""
    decider: str
    """Name of the condition or check; for ``ask``, why no machine decides it."""
    looks_for: str
    message: str
    ask: str
    alternatives: tuple[str, ...]
    references: tuple[Reference, ...]
    clauses: tuple[Clause, ...] = ()
    unless: tuple[str, ...] = ()
    """Contexts that take the finding back."""
    only_with: tuple[str, ...] = ()
    """Said only if one of these rules fired in the same thread."""
    weight_alone: int | None = None
    """Weight where none of ``weight_with`` fired."""
    weight_with: tuple[str, ...] = ()
    floor: Level = "none"
    """The lowest level of a thread in which it fired."""
    hits: tuple[str, ...] = ()
    misses: tuple[str, ...] = ()
    innocent: tuple[str, ...] = ()
    file: str = ""

    @property
    def languages(self) -> tuple[str, ...]:
        """Languages of its clauses, in the house's order."""
        return tuple(code for code in LANGUAGES if any(clause.language == code for clause in self.clauses))


@dataclass(frozen=True, slots=True, eq=False)
class Context:
    """Something a thread says that reassures, or that shows it only talks about lures."""

    id: str
    title: str
    kind: str
    """``assurance`` or ``about``."""
    points: int
    """Of an ``about`` context: how much it counts."""
    clauses: tuple[Clause, ...]
    hits: tuple[str, ...] = ()
    misses: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, eq=False)
class Template:
    """A published pattern: which findings must come together."""

    id: str
    title: str
    note: str
    must: tuple[tuple[str, ...], ...]
    """From each group one rule."""
    early_any: tuple[str, ...] = ()
    early_count: int = 2
    developed_any: tuple[str, ...] = ()
    alone: tuple[str, ...] = ()
    """One of these is enough."""
    ask: tuple[str, ...] = ()
    ceiling_without: int = 0
    """Stays an observation without a finding of at least this weight outside persona biography, or four categories
    outside the persona; 0: no such rule."""
    rank: int = 0


@dataclass(frozen=True, slots=True, eq=False)
class Pack:
    """Everything a scan needs to know."""

    name: str
    version: str
    sha256: str
    rules: tuple[Rule, ...]
    """Sorted by id."""
    templates: tuple[Template, ...]
    contexts: tuple[Context, ...]
    known: tuple[KnownText, ...]
    negation: Mapping[str, Negation] = field(default_factory=dict)
    """For each language."""
    parts: tuple[tuple[str, str, str], ...] = field(default=())
    """Name, version and SHA-256 of each pack that was merged into it."""

    def rule(self, id: str) -> Rule | None:
        """The rule with this id."""
        return next((rule for rule in self.rules if rule.id == id), None)
