"""A pack that cannot be used is refused: which file, which line, what is wrong, what would be right."""

from __future__ import annotations

import pytest

from auditor.rules.pack import bundled_pack, load_pack, merged
from auditor.rules.tables import InvalidPack

HEAD = b'name = "own"\nversion = "1"\n'
RULE = """id = "own-rule"
version = 1
title = "Asks for a drawing"
category = "offer"
weight = 1
strength = "weak"
looks_for = "A drawing is asked for."
message = "The message asks for a drawing."
ask = "Ask what the drawing is for."
alternatives = ["An order."]

[[references]]
publisher = "A publisher"
title = "A title"

[slots]
thing = ["drawing", "sketch*"]

[[seen]]
phrases = ["send me .. {thing}"]

[examples]
hit = ["Send me a drawing.", "Please send me the sketch.", "Send me sketches."]
miss = ["We drew it.", "A sketch.", "Send it."]
innocent = ["Send us your order."]
"""
PHRASE = '"send me .. {thing}"'
PHRASE_LINE = 20


def refused(rule: str | bytes, more: dict[str, bytes] | None = None) -> InvalidPack:
    """The complaint about a pack with this rule."""
    data = rule.encode() if isinstance(rule, str) else rule
    with pytest.raises(InvalidPack) as refusal:
        load_pack({"pack.toml": HEAD, "rules/own-rule.toml": data, **(more or {})}, "own")
    return refusal.value


def test_the_rule_itself_is_accepted() -> None:
    pack = load_pack({"pack.toml": HEAD, "rules/own-rule.toml": RULE.encode()}, "own")
    assert [rule.id for rule in pack.rules] == ["own-rule"]


@pytest.mark.parametrize(
    ("phrase", "reason"),
    [
        ("/ report.{0,80}money /", "a gap of 80 is too wide"),
        ("/ report.*money /", "too wide to be fast"),
        ("/ report [a-z ]{2,}money /", "too wide to be fast"),
        ("/ (?:[a-z]{2000}) /", "RE2 refuses it"),
        ("/ (?:(?:(?:[a-z]{50} ){50}){50}) /", "a count, and counts inside each other together"),
        (r"/ (?:\\pL{50} ){12} /", "too large to be fast"),
        ("/ (?=report) /", "look-around"),
        (r"/ (a)\\1 /", "back-references"),
        ("/ (report /", "RE2 refuses it"),
        ("/[a-z]?/", "it matches nothing at all"),
        ("//", "a raw pattern begins and ends"),
        ("send {nothing}", "there is no word list {nothing}: known are"),
        ("send {thing", "'{' is never closed"),
        ("send (me|us", "'(' is never closed"),
        ("send (me|) that", "an alternative is empty"),
        ("send me)", "has nothing to belong to"),
        ("send ..", "a gap stands between words"),
        ("send .. .. me", "two gaps stand side by side"),
        ("send (a .. b)? me", "a gap cannot stand inside"),
        ("a*", "would match too many words"),
        ("se*nd", "'*' stands at its beginning or end only"),
        ("!!!", "is not a word"),
        ("send " * 1000, "longer than 4000 characters"),
        (" ".join(["(x .. y|z .. w)"] * 12), "it stands for more than 600 phrases"),
    ],
)
def test_a_bad_or_slow_phrase_is_refused(phrase: str, reason: str) -> None:
    error = refused(RULE.replace(PHRASE, f'"{phrase}"'))
    assert (error.file, error.line) == ("rules/own-rule.toml", PHRASE_LINE)
    assert reason in f"{error.reason}; {error.remedy}"
    assert str(error).startswith(f"rules/own-rule.toml:{PHRASE_LINE}: ")


@pytest.mark.parametrize(
    ("old", "new", "line", "reason"),
    [
        ("weight = 1", "weight = 9", 5, "'weight' is not a whole number from 0 to 5"),
        ("weight = 1", "wieght = 1", 1, "'weight' is missing"),
        ('ask = "', 'colour = "blue"\nask = "', 9, "unknown key 'colour'"),
        ("phrases = [", "phrasing = []\nphrases = [", PHRASE_LINE, "unknown key 'phrasing'"),
        ("innocent = [", "guilty = []\ninnocent = [", 25, "unknown key 'guilty'"),
        ('category = "offer"', 'category = "looks"', 4, "'category' is 'looks'"),
        ('strength = "weak"', 'strength = "certain"', 6, "'strength' is 'certain'"),
        ('alternatives = ["An order."]', "alternatives = []", 10, "'alternatives' has 0 entries"),
        ('"Send me a drawing.", ', "", 23, "'hit' has 2 entries"),
        ('"We drew it.", ', "", 24, "'miss' has 2 entries"),
        ('innocent = ["Send us your order."]', "", 22, "'innocent' has 0 entries"),
        ('[[references]]\npublisher = "A publisher"\ntitle = "A title"\n', "", 1, "there is no [[references]]"),
        ('publisher = "A publisher"', 'publisher = ""', 13, "'publisher' is not a text"),
        ('[[seen]]\nphrases = ["send me .. {thing}"]\n', "", 1, "a rule decided by text has no [[seen]]"),
        ("weight = 1\n", 'weight = 1\ndecided_by = "condition"\ndecider = "no_such"\n', 7, "there is no condition"),
        ('thing = ["drawing", "sketch*"]', 'thing = ["{thing}"]', 20, "contains itself"),
        ('id = "own-rule"', 'id = "own-rule', 1, "not TOML"),
    ],
)
def test_a_bad_table_is_refused(old: str, new: str, line: int, reason: str) -> None:
    changed = RULE.replace(old, new, 1)
    assert changed != RULE
    error = refused(changed)
    assert reason in error.reason or reason in error.remedy
    assert (error.file, error.line) == ("rules/own-rule.toml", line)
    assert error.remedy


def test_what_is_not_utf8_is_refused_with_its_line() -> None:
    error = refused(RULE.encode().replace(b"A title", b"A t\xeftle"))
    assert (error.line, error.reason) == (14, "not UTF-8")


def test_an_id_used_twice_is_refused() -> None:
    error = refused(RULE, {"rules/own-second.toml": RULE.encode()})
    assert (error.file, error.line) == ("rules/own-second.toml", 1)
    assert "is used twice" in error.reason


def test_an_id_of_another_pack_is_refused() -> None:
    taken = bundled_pack().rules[0].id
    own = load_pack({"pack.toml": HEAD, "rules/x.toml": RULE.replace("own-rule", taken).encode()}, "own")
    with pytest.raises(InvalidPack, match="already used by the pack"):
        merged([bundled_pack(), own])


def test_a_rule_that_names_no_other_is_refused() -> None:
    rule = RULE.replace("\n[[references]]", 'only_with = ["no-such-rule"]\n\n[[references]]')
    own = load_pack({"pack.toml": HEAD, "rules/own-rule.toml": rule.encode()}, "own")
    with pytest.raises(InvalidPack, match="names a rule that does not exist"):
        merged([own])


@pytest.mark.parametrize("files", [{}, {"pack.toml": b'name = "own"\n'}, {"pack.toml": HEAD + b"colour = 1\n"}])
def test_a_pack_without_a_proper_head_is_refused(files: dict[str, bytes]) -> None:
    with pytest.raises(InvalidPack, match=r"pack\.toml:"):
        load_pack(files, "own")


def test_a_word_list_defined_twice_is_refused() -> None:
    lists = {"words/a.toml": b'things = ["x1"]\n', "words/b.toml": b'other = ["y"]\nthings = ["x2"]\n'}
    error = refused(RULE, lists)
    assert (error.file, error.line) == ("words/b.toml", 2)
