"""Words of a template that nobody filled in."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from auditor.checks.texts import own_texts
from auditor.model import Field, Finding, Locator, Profile, Records, Reference, Skip
from auditor.plugin import profile_check

CHECK = "left-over"
_WORDS = (
    r"(?:your |the |insert |enter |add )?(?:company|firm|employer|organi[sz]ation|first|last|full|job|position|"
    r"candidate|recipient|client)[ _-](?:name|title|here)|"
    r"your (?:name|company|title|role|field|position|industry|email|phone)|"
    r"(?:insert|enter|add) [a-z ]{1,30}|firmenname|ihre firma|vorname|nachname|name einfügen|nom de l[’']entreprise|"
    r"nombre de la empresa|nome da empresa|nome azienda|公司名称|公司名稱|您的姓名"
)
"""Not "[client]" or "[company]" alone: people who may not name an employer write that."""
_SQUARE = re.compile(rf"\[(?:{_WORDS})\]", re.IGNORECASE)
_CURLY = re.compile(rf"\{{{{?\s?(?:{_WORDS})\s?\}}?\}}", re.IGNORECASE)
_FILLER = re.compile(
    r"lorem ipsum dolor|\binsert (?:name|text|company) here\b|as an? ai language model,? i\b", re.IGNORECASE
)
_FILLER_MARKS = ("lorem ipsum", "insert ", "language model")

REFERENCES = (
    Reference(
        "10 tell-tale signs of fake recruiters on LinkedIn",
        "Hays, citing Symantec, 5 July 2016",
        "https://social.hays.com/2016/07/05/10-tell-tale-signs-of-fake-recruiters-on-linkedin",
    ),
)


@profile_check(CHECK)
def check(profile: Profile, _records: Records) -> Iterable[Finding | Skip]:
    """A place-holder that was left in the text

    Looks for "[Company Name]" and its like, filler text, and an assistant's standing phrase in the headline, the
    self-description, the job descriptions and the subject's messages. It says that a template was used, not who wrote
    the text or how: nothing here judges whether a machine helped.
    """
    fields = list(own_texts(profile))
    if not fields:
        yield Skip(CHECK, "the page holds no text of the subject")
        return
    for name, field in fields:
        places = list(_left_over(field))
        if places:
            yield _finding(name, places)


def _left_over(field: Field) -> Iterator[Locator]:
    text = field.at.quote
    matches: list[re.Match[str]] = []
    if "[" in text:
        matches += _SQUARE.finditer(text)
    if "{" in text:
        matches += _CURLY.finditer(text)
    lowered = text.lower()
    if any(mark in lowered for mark in _FILLER_MARKS):
        matches += _FILLER.finditer(text)
    for match in sorted(matches, key=lambda match: match.start())[:5]:
        yield field.at.narrowed(match.start(), match.end())


def _finding(field: str, places: list[Locator]) -> Finding:
    shown = ", ".join(f"“{place.quote}”" for place in places)
    return Finding(
        check=CHECK,
        rule="left-over-placeholder",
        strength="weak",
        category="timeline/text",
        title="A place-holder was left in the text",
        message=f"The text still has {shown}: a template was not filled in.",
        evidence=tuple(places),
        alternatives=(
            "A template for a career profile, from a school, an employment office or a word processor.",
            "The place-holder is quoted on purpose, by somebody who writes about templates.",
            "The page is not finished.",
        ),
        references=REFERENCES,
        weight=1,
        field=field,
        ask="Look whether the same text, filled in, stands on other pages.",
    )
