"""Letters of another script among Latin ones, where a name is meant to be read as Latin."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator

from auditor.model import Field, Finding, Locator, Profile, Records, Reference, Skip
from auditor.plugin import profile_check

CHECK = "mixed-letters"
_TWINS = frozenset("АВЕЅІЈКМНОРСТХУаеѕіјорсухһԁԛԝӏΑΒΕΖΗΙΚΜΝΟΡΤΥΧονα")
"""Cyrillic and Greek letters that look like Latin ones in most typefaces."""
_TOKEN = re.compile(r"[^\W\d_]{3,}")
_TURNED = re.compile("[\u202d\u202e\u2066-\u2068]")
_RIGHT_TO_LEFT = re.compile("[\u0590-\u08ff\ufb1d-\ufdff\ufe70-\ufefc]")

REFERENCES = (
    Reference(
        "Unicode Technical Standard #39: Unicode Security Mechanisms, section 5.2: Restriction-Level Detection",
        "Unicode Consortium",
        "https://www.unicode.org/reports/tr39/",
    ),
)
ALTERNATIVES = (
    "The keyboard was set to another language for one letter: people who write in two scripts do this every day.",
    "The text was copied from a document in which a letter had been exchanged.",
    "A converter or a text recogniser put the wrong letter.",
)


@profile_check(CHECK)
def check(profile: Profile, _records: Records) -> Iterable[Finding | Skip]:
    """Look-alike letters of another script inside one word of a name

    Looks at the name and at company names only. A word counts where most of its letters are Latin and the others are
    Cyrillic or Greek letters that look like Latin ones; such a word reads as one name and is found as another. Words in
    one script, names in two scripts side by side, and words that a Cyrillic or Greek keyboard wrote with a Latin letter
    are ordinary. Marks that turn the direction of writing count only in a name without a script that needs them.
    """
    fields = list(_names(profile))
    if not fields:
        yield Skip(CHECK, "the page gives no name and no company")
        return
    seen: set[str] = set()
    for name, field in fields:
        text = field.at.quote
        for start, end in _odd_words(text):
            if text[start:end] not in seen:
                seen.add(text[start:end])
                yield _finding(name, field.at.narrowed(start, end), _named(text[start:end]))
        turned = _TURNED.search(text)
        if turned and not _RIGHT_TO_LEFT.search(text) and text not in seen:
            seen.add(text)
            yield _finding(name, field.at, "a mark that turns the direction of writing")


def _names(profile: Profile) -> Iterator[tuple[str, Field]]:
    if profile.name:
        yield "name", profile.name
    for field in profile.current_companies:
        yield "current_companies", field
    for position in profile.experience:
        if position.company:
            yield "experience", position.company


def _odd_words(text: str) -> Iterator[tuple[int, int]]:
    if text.isascii() or not _TWINS & set(text):
        return
    for match in _TOKEN.finditer(text):
        word = match.group()
        latin = sum(unicodedata.name(letter, "").startswith("LATIN") for letter in word)
        others = [letter for letter in word if letter in _TWINS]
        if others and latin + len(others) == len(word) and latin > len(others):
            yield match.start(), match.end()


def _named(word: str) -> str:
    return ", ".join(f"“{letter}” ({unicodedata.name(letter).lower()})" for letter in word if letter in _TWINS)


def _finding(field: str, at: Locator, what: str) -> Finding:
    return Finding(
        check=CHECK,
        rule="mixed-script-name",
        strength="weak",
        category="persona biography",
        title="A letter of another script inside a name",
        message=f"“{at.quote}” reads as one name but contains {what}: a search for the name does not find it.",
        evidence=(at,),
        alternatives=ALTERNATIVES,
        references=REFERENCES,
        weight=1,
        field=field,
        ask="Search for the name in plain letters as well.",
    )
