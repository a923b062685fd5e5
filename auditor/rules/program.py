"""A pack compiled for matching: one program for each of its languages."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache

from auditor.rules.kinds import Clause, Context, Pack, Rule
from auditor.rules.languages import LANGUAGES
from auditor.rules.matching import Matcher
from auditor.rules.phrases import Phrase, compiled_phrase, single_phrases
from auditor.rules.rarity import expected

Numbers = frozenset[int]


@dataclass(frozen=True, slots=True, eq=False)
class Way:
    """A clause with its phrases as numbers."""

    owner: str
    triggers: Numbers
    phrases: Numbers
    together: tuple[Numbers, ...]
    near: tuple[Numbers, ...]
    thread: tuple[Numbers, ...]
    without: Numbers
    without_near: Numbers
    without_thread: Numbers
    where: str
    first_messages: int
    times: int
    weight: int | None
    alone: bool
    negatable: bool


@dataclass(frozen=True, slots=True, eq=False)
class Ways:
    """The ways of all rules, or of all contexts, by the numbers of their phrases."""

    by_phrase: Mapping[int, tuple[Way, ...]]
    by_owner: Mapping[str, tuple[Way, ...]]
    triggers: Numbers


@dataclass(frozen=True, slots=True, eq=False)
class Program:
    """The clauses of one language, compiled."""

    matcher: Matcher
    rules: Ways
    contexts: Ways
    negations: Numbers
    affirmations: Numbers
    contrasts: Numbers


@lru_cache(maxsize=64)
def program(pack: Pack, language: str) -> Program:
    """The pack's clauses of one language; kept for as long as the process lives."""
    rules = [(rule.id, _read(clause)) for rule in pack.rules for clause in rule.clauses if clause.language == language]
    contexts = [
        (item.id, _read(clause)) for item in pack.contexts for clause in item.clauses if clause.language == language
    ]
    negations, affirmations, contrasts = (
        tuple(compiled_phrase(word, {}, trusted=True) for word in group)
        for group in pack.negation.get(language, ((), (), ()))
    )
    clauses = [clause for _, clause in (*rules, *contexts)]
    matcher = Matcher(
        [phrase for clause in clauses for phrase in clause.triggers],
        [*(phrase for clause in clauses for phrase in clause.company), *negations, *affirmations, *contrasts],
    )

    def numbers(group: Iterable[Phrase]) -> Numbers:
        return frozenset(matcher.number(phrase) for phrase in group)

    def ways(owned: Sequence[tuple[str, _Read]]) -> Ways:
        by_phrase: dict[int, list[Way]] = {}
        by_owner: dict[str, list[Way]] = {}
        for owner, read in owned:
            way = Way(
                owner,
                numbers(read.triggers),
                numbers(read.phrases),
                tuple(map(numbers, read.together)),
                tuple(map(numbers, read.near)),
                tuple(map(numbers, read.thread)),
                numbers(read.without),
                numbers(read.without_near),
                numbers(read.without_thread),
                read.clause.where,
                read.clause.first_messages,
                read.clause.times,
                read.clause.weight,
                read.clause.alone,
                read.clause.negatable,
            )
            by_owner.setdefault(owner, []).append(way)
            for phrase in sorted(way.triggers):
                by_phrase.setdefault(phrase, []).append(way)
        return Ways(
            {phrase: tuple(group) for phrase, group in by_phrase.items()},
            {id: tuple(group) for id, group in by_owner.items()},
            frozenset(by_phrase),
        )

    return Program(matcher, ways(rules), ways(contexts), numbers(negations), numbers(affirmations), numbers(contrasts))


Phrases = tuple[Phrase, ...]


@dataclass(frozen=True, slots=True, eq=False)
class _Read:
    """A clause with its phrases compiled."""

    clause: Clause
    phrases: Phrases
    together: tuple[Phrases, ...]
    near: tuple[Phrases, ...]
    thread: tuple[Phrases, ...]
    without: Phrases
    without_near: Phrases
    without_thread: Phrases

    @property
    def triggers(self) -> Phrases:
        """The rarest of the groups that must be in one sentence: only where it is found is anything else looked at."""
        groups = (self.phrases, *self.together)
        return min(groups, key=lambda group: sum(min(filter(None, map(expected, item.chunks))) for item in group))

    @property
    def company(self) -> Iterable[Phrase]:
        """All phrases."""
        yield from self.phrases
        for groups in (self.together, self.near, self.thread):
            for group in groups:
                yield from group
        yield from self.without
        yield from self.without_near
        yield from self.without_thread


def _read(clause: Clause) -> _Read:
    def compiled(group: tuple[str, ...]) -> Phrases:
        return tuple(
            compiled_phrase(phrase, clause.words, trusted=True)
            for source in group
            for phrase in single_phrases(source, clause.words)
        )

    return _Read(
        clause,
        compiled(clause.phrases),
        tuple(map(compiled, clause.together)),
        tuple(map(compiled, clause.near)),
        tuple(map(compiled, clause.thread)),
        compiled(clause.without),
        compiled(clause.without_near),
        compiled(clause.without_thread),
    )


@lru_cache(maxsize=16)
def languages_in(pack: Pack) -> frozenset[str]:
    """The languages that the pack has clauses in."""
    owners: tuple[Rule | Context, ...] = (*pack.rules, *pack.contexts)
    return frozenset(clause.language for owner in owners for clause in owner.clauses) & frozenset(LANGUAGES)
