"""Rule packs: how a pack's files are read and checked.

A pack is a folder: ``pack.toml`` (name, version), ``rules/`` (one file an indicator, its examples inside),
``templates/`` (which findings together resemble a published pattern), ``contexts/`` (what reassures, and what only
talks about lures), ``words/`` (word lists for phrases) and ``known/`` (fingerprints of published texts).
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import replace
from functools import cache
from typing import TypeVar

from auditor.rules.files import BUNDLED, bundled_files, pack_digest
from auditor.rules.kinds import Clause, Context, Negation, Pack, Rule, Template
from auditor.rules.known import known_text
from auditor.rules.languages import LANGUAGES
from auditor.rules.reading import context_of, rule_of, template_of, word_lists
from auditor.rules.stored import stored
from auditor.rules.tables import InvalidPack, Table

__all__ = ["Clause", "Context", "InvalidPack", "Pack", "Rule", "Template", "bundled_pack", "load_pack", "merged"]

Item = TypeVar("Item")


def load_pack(files: Mapping[str, bytes], name: str) -> Pack:
    """A pack from its files, by path relative to the pack's folder.  Raises :class:`InvalidPack`."""
    if "pack.toml" not in files:
        raise InvalidPack("pack.toml", 1, "the file is missing", 'create it with name = "…" and version = "1"')
    head = Table.parsed("pack.toml", files["pack.toml"])
    title, version = head.text("name", name), head.text("version")
    head.closed()
    trusted = files is bundled_files()
    words = dict(_bundled_words()) if trusted else {**_bundled_words(), **word_lists(files)}
    pack = Pack(
        name=title,
        version=version,
        sha256=pack_digest(files),
        rules=_read(files, "rules/", lambda table: rule_of(table, words, trusted), lambda rule: rule.id),
        templates=_read(files, "templates/", template_of, lambda template: template.id),
        contexts=_read(files, "contexts/", lambda table: context_of(table, words, trusted), lambda context: context.id),
        known=_read(files, "known/", known_text, lambda known: known.id),
        negation={language: _negation(words, language) for language in LANGUAGES},
    )
    return replace(pack, parts=((title, version, pack.sha256),))


def merged(packs: Sequence[Pack]) -> Pack:
    """One pack out of several.  Raises :class:`InvalidPack` where two use an id, or a template names no rule."""
    first = packs[0]
    if len(packs) == 1:
        _checked_names(first)
        return first
    whole = Pack(
        name="+".join(pack.name for pack in packs),
        version="+".join(pack.version for pack in packs),
        sha256=hashlib.sha256("".join(pack.sha256 for pack in packs).encode()).hexdigest(),
        rules=_joined((rule.id, rule, pack.name) for pack in packs for rule in pack.rules),
        templates=_joined((item.id, item, pack.name) for pack in packs for item in pack.templates),
        contexts=_joined((item.id, item, pack.name) for pack in packs for item in pack.contexts),
        known=_joined((item.id, item, pack.name) for pack in packs for item in pack.known),
        negation={language: _negation_of(packs, language) for language in LANGUAGES},
        parts=tuple(part for pack in packs for part in pack.parts),
    )
    _checked_names(whole)
    return whole


def _negation(words: Mapping[str, tuple[str, ...]], language: str) -> Negation:
    """English takes back in every language's program: messages mix."""

    def both(name: str) -> tuple[str, ...]:
        return tuple(dict.fromkeys((*words.get(f"{name}_en", ()), *words.get(f"{name}_{language}", ()))))

    return both("negations"), both("affirmations"), both("contrasts")


def _negation_of(packs: Sequence[Pack], language: str) -> Negation:
    kinds = zip(*(pack.negation[language] for pack in packs), strict=True)
    negations, affirmations, contrasts = (
        tuple(dict.fromkeys(word for group in groups for word in group)) for groups in kinds
    )
    return negations, affirmations, contrasts


@cache
def _bundled_words() -> dict[str, tuple[str, ...]]:
    """Word lists that every pack may use."""
    return word_lists(bundled_files())


@cache
def bundled_pack() -> Pack:
    """The pack that comes with the program."""
    return stored(BUNDLED, lambda: merged([load_pack(bundled_files(), BUNDLED)]))


def _read(
    files: Mapping[str, bytes], folder: str, reader: Callable[[Table], Item], key: Callable[[Item], str]
) -> tuple[Item, ...]:
    found: dict[str, Item] = {}
    for path in sorted(files):
        if path.startswith(folder) and path.endswith(".toml"):
            table = Table.parsed(path, files[path])
            item = reader(table)
            table.closed()
            if key(item) in found:
                raise table.wrong("id", f"the id {key(item)!r} is used twice", "give each file an id of its own")
            found[key(item)] = item
    return tuple(found[id] for id in sorted(found))


def _joined(items: Iterable[tuple[str, Item, str]]) -> tuple[Item, ...]:
    found: dict[str, Item] = {}
    owner: dict[str, str] = {}
    for id, item, name in items:
        if id in found:
            raise InvalidPack(name, 1, f"the id {id!r} is already used by the pack {owner[id]!r}", "choose another id")
        found[id], owner[id] = item, name
    return tuple(found[id] for id in sorted(found))


def _checked_names(pack: Pack) -> None:
    rules = {rule.id for rule in pack.rules}
    contexts = {context.id for context in pack.contexts}
    for rule in pack.rules:
        for name in (*rule.only_with, *rule.weight_with):
            if name not in rules:
                raise InvalidPack(
                    rule.file, 1, f"{rule.id} names a rule that does not exist: {name!r}", "correct the id"
                )
        for name in rule.unless:
            if name not in contexts:
                raise InvalidPack(rule.file, 1, f"{rule.id} names no context: {name!r}", "correct the id")
    for template in pack.templates:
        groups = (*template.must, template.early_any, template.developed_any, template.alone)
        for name in (id for group in groups for id in group):
            if name not in rules:
                file = f"templates/{template.id}.toml"
                raise InvalidPack(file, 1, f"the template names a rule that does not exist: {name!r}", "correct the id")
