"""A pack compiled for matching: one program for each of its languages."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import lru_cache

from auditor.rules.files import BUNDLED, bundled_digest
from auditor.rules.kinds import Clause, Context, Pack, Rule
from auditor.rules.languages import LANGUAGES
from auditor.rules.matching import Group, Groups
from auditor.rules.pack import bundled_pack
from auditor.rules.phrases import Phrase, SameLists, compiled_phrase, single_phrases
from auditor.rules.sieve import Sieve, bits_of
from auditor.rules.stored import stored


@dataclass(frozen=True, slots=True, eq=False)
class Way:
    """A clause, compiled."""

    owner: str
    is_rule: bool
    kind: str
    """Of a context: ``assurance`` or ``about``; of a rule: empty."""
    telling: Group
    """The rarest of the groups that must be in one sentence: only there is anything else looked at."""
    phrases: Group
    together: tuple[Group, ...]
    near: tuple[Group, ...]
    thread: tuple[Group, ...]
    elsewhere: tuple[int, ...]
    """From each of these bits one must be set somewhere in the thread."""
    without: Group | None
    without_near: Group | None
    without_thread: Group | None
    where: str
    first_messages: int
    times: int
    weight: int | None
    alone: bool
    negatable: bool


Told = tuple[tuple[int, ...], int]
"""From each of these bits a sentence must have one, too; then the way with this number may be there."""


@dataclass(frozen=True, slots=True, eq=False)
class Program:
    """The clauses of one language, compiled."""

    sieve: Sieve
    ways: tuple[Way, ...]
    telling: int
    """The bits of which every sentence has one that any way could be told by."""
    told: Mapping[int, tuple[Told, ...]]
    """By the number of each of these bits."""
    negations: Group | None
    affirmations: Group | None
    contrasts: Group | None


@lru_cache(maxsize=64)
def program(pack: Pack, language: str) -> Program:
    """The pack's clauses of one language; kept for as long as the process lives, the bundled pack's for longer."""
    if pack.sha256 == bundled_digest():
        return stored(f"{BUNDLED}-{language}", lambda: _program(pack, language))
    return _program(pack, language)


def stored_programs() -> tuple[Program, ...]:
    """The bundled pack's programs of all its languages, and with it all that is worth keeping at an installation."""
    pack = bundled_pack()
    return tuple(program(pack, language) for language in sorted(languages_in(pack)))


def _program(pack: Pack, language: str) -> Program:
    sieve = Sieve()
    groups = Groups(sieve)
    owners: tuple[Rule | Context, ...] = (*pack.rules, *pack.contexts)
    ways = tuple(
        _way(owner, clause, groups) for owner in owners for clause in owner.clauses if clause.language == language
    )
    negations, affirmations, contrasts = (
        groups.of((compiled_phrase(word, {}, trusted=True) for word in group), everything=False)
        for group in pack.negation.get(language, ((), (), ()))
    )
    told: dict[int, dict[Told, None]] = {}
    for number, way in enumerate(ways):
        company = tuple(group.rarest for group in (way.phrases, *way.together) if group is not way.telling)
        for needle in way.telling.needles:
            for bit in bits_of(needle.rarest):
                told.setdefault(bit, {})[(*needle.others, *company), number] = None
    telling = sum(1 << bit for bit in told)
    by_bit = {bit: tuple(entries) for bit, entries in told.items()}
    return Program(sieve, ways, telling, by_bit, negations, affirmations, contrasts)


@lru_cache(maxsize=16)
def languages_in(pack: Pack) -> frozenset[str]:
    """The languages that the pack has clauses in."""
    owners: tuple[Rule | Context, ...] = (*pack.rules, *pack.contexts)
    return frozenset(clause.language for owner in owners for clause in owner.clauses) & frozenset(LANGUAGES)


def _way(owner: Rule | Context, clause: Clause, groups: Groups) -> Way:
    def group(sources: Iterable[str], everything: bool = False) -> Group | None:
        return groups.of(_phrases(sources, clause), everything=everything)

    def several(sources: Iterable[Iterable[str]], everything: bool = False) -> tuple[Group, ...]:
        return tuple(made for source in sources if (made := group(source, everything)) is not None)

    phrases = group(clause.phrases, everything=True)
    if phrases is None:
        raise ValueError(f"a clause of {owner.id} has no phrases")
    together = several(clause.together, everything=True)
    near, thread = several(clause.near), several(clause.thread)
    return Way(
        owner=owner.id,
        is_rule=isinstance(owner, Rule),
        kind="" if isinstance(owner, Rule) else owner.kind,
        telling=min((phrases, *together), key=lambda group: group.expected),
        phrases=phrases,
        together=together,
        near=near,
        thread=thread,
        elsewhere=tuple(group.rarest for group in (*near, *thread)),
        without=group(clause.without),
        without_near=group(clause.without_near),
        without_thread=group(clause.without_thread),
        where=clause.where,
        first_messages=clause.first_messages,
        times=clause.times,
        weight=clause.weight,
        alone=clause.alone,
        negatable=clause.negatable,
    )


def _phrases(sources: Iterable[str], clause: Clause) -> Iterable[Phrase]:
    lists = SameLists(clause.words)
    for source in sources:
        yield from _phrases_of(source, lists)


@lru_cache(maxsize=16_384)
def _phrases_of(source: str, lists: SameLists) -> tuple[Phrase, ...]:
    return tuple(compiled_phrase(phrase, lists.slots, trusted=True) for phrase in single_phrases(source, lists.slots))
