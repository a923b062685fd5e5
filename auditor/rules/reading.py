"""A pack's TOML tables as rules, contexts and templates; every complaint names file and line."""

from __future__ import annotations

from collections import ChainMap
from collections.abc import Mapping

from auditor.model import LEVELS, STRENGTHS, Level, Reference, Strength
from auditor.rules.conditions import CONDITIONS
from auditor.rules.kinds import CATEGORIES, DECIDERS, Clause, Context, Rule, Slots, Template
from auditor.rules.languages import LANGUAGES
from auditor.rules.phrases import compiled_phrase, single_phrases
from auditor.rules.tables import Table


def word_lists(files: Mapping[str, bytes]) -> dict[str, tuple[str, ...]]:
    words: dict[str, tuple[str, ...]] = {}
    for path in sorted(files):
        if path.startswith("words/") and path.endswith(".toml"):
            table = Table.parsed(path, files[path])
            for name in table.values:
                if name in words:
                    raise table.wrong(name, f"the word list {name!r} is defined twice", "choose another name")
                words[name] = table.texts(name, least=1)
    return words


def rule_of(table: Table, words: dict[str, tuple[str, ...]], trusted: bool = False) -> Rule:
    """A rule; the phrases of a ``trusted`` one are not tried out."""
    decided_by = table.choice("decided_by", DECIDERS, "text")
    decider = table.text("decider", "")
    slots = table.table("slots")
    own = {name: slots.texts(name, least=1) for name in slots.values}
    local: Slots = ChainMap(own, words) if own else words
    clauses = tuple(_clause(clause, local, trusted) for clause in table.tables("seen"))
    examples = table.table("examples")
    by_machine = decided_by in ("text", "condition")
    rule = Rule(
        id=table.text("id"),
        version=table.number("version", 1, 10_000),
        title=table.text("title"),
        category=table.choice("category", CATEGORIES),
        weight=table.number("weight", 0, 5),
        strength=_strength(table.choice("strength", STRENGTHS)),
        decided_by=decided_by,
        decider=decider,
        looks_for=table.text("looks_for"),
        message=table.text("message", "" if not by_machine else None),
        ask=table.text("ask"),
        alternatives=table.texts("alternatives", least=1),
        references=tuple(_reference(entry) for entry in table.tables("references", least=1)),
        clauses=clauses,
        unless=table.texts("unless"),
        only_with=table.texts("only_with"),
        weight_alone=table.number("weight_alone", 0, 5, -1) if "weight_alone" in table.values else None,
        weight_with=table.texts("weight_with"),
        floor=_level(table.choice("floor", LEVELS, "none")),
        hits=examples.texts("hit", least=3 if by_machine else 0),
        misses=examples.texts("miss", least=3 if by_machine else 0),
        innocent=examples.texts("innocent", least=1),
        file=table.file,
    )
    examples.closed()
    if decided_by == "text" and not clauses:
        raise table.wrong("decided_by", "a rule decided by text has no [[seen]]", "add one, or say who decides it")
    if decided_by == "condition" and decider not in CONDITIONS:
        raise table.wrong("decider", f"there is no condition {decider!r}", f"known: {', '.join(sorted(CONDITIONS))}")
    if decided_by != "text" and not decider:
        raise table.wrong("decided_by", "nothing says who decides it", 'add decider = "…"')
    return rule


def _strength(word: str) -> Strength:
    return next(strength for strength in STRENGTHS if strength == word)


def _level(word: str) -> Level:
    return next(level for level in LEVELS if level == word)


def _reference(table: Table) -> Reference:
    reference = Reference(table.text("title"), table.text("publisher"), table.text("url", "") or None)
    table.closed()
    return reference


def _tried(value: str, words: Slots) -> str:
    """The phrase, after a trial compilation.  Raises ``InvalidPhrase``."""
    for phrase in single_phrases(value, words):
        compiled_phrase(phrase, words)
    return value


def _clause(table: Table, words: Slots, trusted: bool) -> Clause:
    def phrases(key: str, values: tuple[str, ...]) -> tuple[str, ...]:
        return values if trusted else table.read(key, lambda value: _tried(value, words), values)

    clause = Clause(
        language=table.choice("language", LANGUAGES, "en"),
        reviewed=table.flag("reviewed", table.values.get("language", "en") == "en"),
        words=words,
        phrases=phrases("phrases", table.texts("phrases", least=1)),
        together=tuple(phrases("with", group) for group in table.groups("with")),
        near=tuple(phrases("near", group) for group in table.groups("near")),
        thread=tuple(phrases("thread", group) for group in table.groups("thread")),
        without=phrases("without", table.texts("without")),
        without_near=phrases("without_near", table.texts("without_near")),
        without_thread=phrases("without_thread", table.texts("without_thread")),
        where=table.choice("where", ("any", "message", "profile"), "any"),
        first_messages=table.number("first_messages", 0, 100, 0),
        times=table.number("times", 1, 10, 1),
        weight=table.number("weight", 0, 5, 0) if "weight" in table.values else None,
        alone=table.flag("alone", False),
        negatable=table.flag("negatable", True),
    )
    table.closed()
    return clause


def context_of(table: Table, words: dict[str, tuple[str, ...]], trusted: bool = False) -> Context:
    """A context; the phrases of a ``trusted`` one are not tried out."""
    examples = table.table("examples")
    context = Context(
        id=table.text("id"),
        title=table.text("title"),
        kind=table.choice("kind", ("assurance", "about")),
        points=table.number("points", 1, 10, 1),
        clauses=tuple(_clause(clause, words, trusted) for clause in table.tables("seen", least=1)),
        hits=examples.texts("hit"),
        misses=examples.texts("miss"),
    )
    examples.closed()
    return context


def template_of(table: Table) -> Template:
    return Template(
        id=table.text("id"),
        title=table.text("title"),
        note=table.text("note", ""),
        must=table.groups("must"),
        early_any=table.texts("early_any"),
        early_count=table.number("early_count", 0, 10, 2),
        developed_any=table.texts("developed_any"),
        alone=table.texts("alone"),
        ask=table.texts("ask", least=1),
        ceiling_without=table.number("ceiling_without", 0, 5, 0),
        rank=table.number("rank", 0, 100, 0),
    )
