"""Characters that nobody sees, in texts whose script does not need them; and texts that were damaged on saving."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from auditor.checks.damage import damaged
from auditor.checks.texts import own_texts
from auditor.model import Field, Finding, Locator, Profile, Records, Reference, Skip
from auditor.plugin import profile_check

CHECK = "hidden-characters"
RULE = "hidden-characters"
_ANY = re.compile("[\u180e\u200b\u200d\u202d\u202e\u2060-\u2064\ufeff\U000e0000-\U000e007f]")
_LETTER = "[A-Za-z\u00c0-\u024f\u0370-\u052f]"
"""Latin, Greek and Cyrillic: scripts in which no letter needs an invisible neighbour."""
_INSIDE = re.compile(rf"(?<={_LETTER})[\u180e\u200b\u200d\u2060-\u2064\ufeff]+(?={_LETTER})")
_BEFORE = re.compile(rf"{_LETTER}*\Z")
LONGEST = 30
"""Letters of a word that are quoted on each side."""
_AFTER = re.compile(rf"{_LETTER}{{0,{LONGEST}}}")
_TURNED = re.compile("[\u202d\u202e][^\u202c\n]+")
_FLAG = re.compile("\U0001f3f4[\U000e0020-\U000e007e]+\U000e007f")
_TAGS = re.compile("[\U000e0000-\U000e007f]+")
_RIGHT_TO_LEFT = re.compile("[\u0590-\u08ff\ufb1d-\ufdff\ufe70-\ufefc]")
OFTEN = 3
"""Words taken apart in one text; once or twice is a line break that a web page allowed."""
SHOWN = 5

REFERENCES = (
    Reference(
        "Unicode Technical Standard #39: Unicode Security Mechanisms, section 3.1: General Security Profile",
        "Unicode Consortium",
        "https://www.unicode.org/reports/tr39/",
    ),
    Reference(
        "Unicode Technical Report #36: Unicode Security Considerations, section 2.5: Bidirectional Text Spoofing",
        "Unicode Consortium",
        "https://www.unicode.org/reports/tr36/",
    ),
)
ALTERNATIVES = (
    "The text was pasted from a web page or a word processor that marks where a line may break.",
    "A publishing tool, a translation service or a copy protection put them in; the writer never saw them.",
    "The text was converted from another format.",
)


@dataclass(frozen=True, slots=True)
class _Seen:
    what: str
    places: tuple[Locator, ...]


@profile_check(CHECK)
def check(profile: Profile, _records: Records) -> Iterable[Finding | Skip]:
    """Invisible characters where the script does not need them

    Three things are noted in the headline, the self-description, the job descriptions and the subject's messages: three
    or more Latin, Greek or Cyrillic words with a zero-width character inside, so that a search does not find them;
    letters of the invisible tag alphabet outside a flag, with what they spell; and an override of the writing direction
    in a text without a right-to-left script. Joiners in Persian, Hindi and emoji, non-joiners anywhere, direction marks
    and embeddings, soft hyphens and breaks between words are ordinary. Text that was damaged on saving is reported as
    the file's damage, as not looked at. A note: it never counts towards a pattern.
    """
    texts = list(own_texts(profile))
    if profile.name and (piece := damaged(profile.name.value)):
        yield _damage("name", piece)
    if not texts:
        yield Skip(CHECK, "the page holds no text of the subject")
        return
    for name, field in texts:
        text = field.at.quote
        if text.isascii():
            continue
        if piece := damaged(text):
            yield _damage(name, piece)
        elif _ANY.search(text):
            for seen in _hidden(field):
                yield _finding(name, seen)


def _damage(field: str, piece: str) -> Skip:
    return Skip(
        CHECK, f"{field}: “{piece}” was damaged when the page was saved or converted, by no fault of its writer"
    )


def _hidden(field: Field) -> Iterator[_Seen]:
    text, at = field.at.quote, field.at
    words = {_word(text, *found.span()): None for found in _INSIDE.finditer(text)}
    if len(words) >= OFTEN:
        shown = tuple(at.narrowed(*word) for word in list(words)[:SHOWN])
        yield _Seen(f"{len(words)} words have a zero-width character inside", shown)
    flags = {place for flag in _FLAG.finditer(text) for place in range(*flag.span())}
    for found in _TAGS.finditer(text):
        if found.start() not in flags:
            spelt = "".join(chr(ord(c) - 0xE0000) for c in found.group() if 0x20 <= ord(c) - 0xE0000 < 0x7F)
            yield _Seen(f"invisible tag letters spell “{spelt[:200]}”", (at.narrowed(*found.span()),))
            break
    turned = _TURNED.search(text)
    if turned and not _RIGHT_TO_LEFT.search(text):
        yield _Seen("an override turns the direction of writing", (at.narrowed(*turned.span()),))


def _word(text: str, start: int, end: int) -> tuple[int, int]:
    """The word around an invisible character."""
    before = _BEFORE.search(text, max(0, start - LONGEST), start)
    after = _AFTER.match(text, end)
    return before.start() if before else start, after.end() if after else end


def _finding(field: str, seen: _Seen) -> Finding:
    return Finding(
        check=CHECK,
        rule=RULE,
        strength="weak",
        category="timeline/text",
        title="Invisible characters in the text",
        message=f"In this text {seen.what}; a reader does not see it, and a search for the words does not find them.",
        evidence=seen.places,
        alternatives=ALTERNATIVES,
        references=REFERENCES,
        weight=0,
        field=field,
        ask="Copy the text into an editor that shows all characters.",
    )
