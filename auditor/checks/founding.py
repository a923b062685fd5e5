"""Since when a page says a company exists: founding years in running text, in several languages, with their place.

A year counts only where the same sentence names the company, its domain, or speaks for it ("we", "our firm").
Nothing is taken from "since 2004" alone: that is as often the career's beginning as the company's.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import lru_cache

from auditor.dates import Interval, interval
from auditor.model import Field, Locator, Profile

_YEAR = r"(?P<year>(?:19[5-9]\d|20\d\d))(?!\d)"
_FOUNDED = re.compile(
    r"(?:\b(?:founded|established|incorporated|set\s+up|est(?:d|\.)?)\s+(?:back\s+)?(?:in\s+|since\s+)?"
    r"|\bgegründet\s+(?:im\s+jahre?\s+|in\s+|anno\s+)?|\bgegr\.\s+|\bgründungsjahr:?\s+"
    r"|\b(?:fond|cré|établi)ée?s?\s+en\s+|\b(?:fundad|cread|establecid)[ao]\s+en\s+(?:el\s+año\s+)?"
    r"|\b(?:fundad|criad)[ao]\s+em\s+|\bfondat[ao]\s+nel\s+|\bopgericht\s+in\s+|\bgrundad(?:es)?\s+(?:år\s+)?"
    r"|\bzałożon[aey]\s+w\s+|\bоснован[ао]?\s+в\s+|(?:成立于|成立於|创立于|創立於|创办于)\s*)" + _YEAR,
    re.IGNORECASE,
)
_YEAR_FIRST = re.compile(
    r"\b(?:(?:im\s+jahre?\s+)?" + _YEAR + r"\s+gegründet"
    r"|" + _YEAR.replace("year", "year2") + r"\s*(?:年\s*(?:成立|创立|創立|设立|設立|創業|创办)|년\s*(?:에\s*)?설립"
    r"|\s+yılında\s+kuruldu))",
    re.IGNORECASE,
)
_SINCE = re.compile(
    r"\b(?:since|seit|depuis|desde(?:\s+el\s+año)?|sinds|sedan|dal)\s+"
    + _YEAR
    + r"|自\s*"
    + _YEAR.replace("year", "year2"),
    re.IGNORECASE,
)
_SPEAKS_FOR_IT = re.compile(
    r"\b(?:we|our|us|the\s+(?:firm|company|agency|consultancy|institute)|wir|unser\w*|die\s+(?:firma|agentur)|nous|notre|"
    r"nosotros|nuestr[ao]|nossa|nosso|noi|nostr[ao]|мы|наш[ае]?)\b|我们|本公司|当社|弊社",
    re.IGNORECASE,
)
_SENTENCE_END = re.compile(r"[.!?](?=\s+[^\s\da-zß-öø-ÿа-я])|\n|[。！？]")
"""A full stop before a small letter or a digit belongs to an abbreviation ("Ltd. was", "est. 2004")."""
_ANY_YEAR = re.compile(r"(?:19[5-9]|20[0-9])[0-9]")
_WORD = re.compile(r"[^\W_\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af]+|[\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af]+")
"""Scripts without spaces are words of their own beside Latin letters."""
_FORMS = (
    "ag ab and as bv co company corp corporation gmbh group holding inc kft kg limited llc llp ltd nv oy plc pte pty "
    "sa sarl sas sl spa srl the ug"
)
LEGAL_FORMS = frozenset(_FORMS.split())


@dataclass(frozen=True, slots=True)
class Founding:
    """A year in which a company is said to exist already."""

    year: Interval
    at: Locator
    field: str


@lru_cache(maxsize=256)  # several checks ask for the same few names of a page
def company_words(company: str) -> tuple[str, ...]:
    """The words of a company's name without its legal form, case-folded."""
    words = _WORD.findall(company.casefold())
    return tuple([word for word in words if word not in LEGAL_FORMS] or words)


def company_names(company: str) -> tuple[str, ...]:
    """How running text may call the company: all its words, and those without "Ltd", "and", "the"; case-folded."""
    return tuple(dict.fromkeys((" ".join(_WORD.findall(company.casefold())), " ".join(company_words(company)))))


@lru_cache(maxsize=256)
def resembles(label: str, company: str) -> bool:
    """Whether a domain's own label is the company's name: joined, begun, hyphenated, or its initials."""
    from anyascii import anyascii

    words = [anyascii(word).lower() for word in company_words(company)]
    flat = anyascii(label).lower().replace("-", "")
    joined = "".join(words)
    if len(flat) < 3 or not joined:
        return False
    if flat == joined or (len(words) >= 3 and flat == "".join(word[0] for word in words if word)):
        return True
    return min(len(flat), len(joined)) >= 4 and (joined.startswith(flat) or flat.startswith(joined))


def foundings(profile: Profile, company: str | None, domain: str, entry: int | None) -> Iterator[Founding]:
    """What the page says of the founding of the company at ``domain``.

    ``entry`` is the index of the job that states the domain: its description may speak of the firm as "we".
    """
    founded = profile.company.get("founded")
    if founded and (match := re.search(_YEAR, founded.value)):
        yield Founding(interval(match["year"]), founded.at, "company")
    for name, field, own in (
        ("headline", profile.headline, False),
        ("about", profile.about, entry is None),
        ("experience", profile.experience[entry].description if entry is not None else None, True),
    ):
        if field is not None:
            yield from _in_text(field, name, company, domain, own)


def _in_text(field: Field, name: str, company: str | None, domain: str, own: bool) -> Iterator[Founding]:
    for said in _years_said(field.value):
        named = _names(said, company, domain)
        if (said.founded and (named or (own and said.speaks_for_it))) or (named and not said.founded):
            for start, end, year in said.founded or said.since:
                at = field.at.narrowed(start, end) if field.verbatim else field.at
                yield Founding(year, at, name)


@dataclass(frozen=True, slots=True)
class YearsSaid:
    """A sentence that says since when something is there; places are offsets in the whole text."""

    folded: str
    words: tuple[str, ...]
    speaks_for_it: bool
    founded: tuple[tuple[int, int, Interval], ...]
    since: tuple[tuple[int, int, Interval], ...]


@lru_cache(maxsize=256)
def _years_said(text: str) -> tuple[YearsSaid, ...]:
    """The sentences with a founding year, or a "since"; asked again for each company of a page."""
    if not _ANY_YEAR.search(text):
        return ()
    found = []
    for start, end in _sentences(text):
        sentence = text[start:end]
        if not _ANY_YEAR.search(sentence):
            continue
        founded = _places(start, [*_FOUNDED.finditer(sentence), *_YEAR_FIRST.finditer(sentence)])
        since = _places(start, _SINCE.finditer(sentence))
        if founded or since:
            folded = sentence.casefold()
            speaks = _SPEAKS_FOR_IT.search(sentence) is not None
            found.append(YearsSaid(folded, tuple(_WORD.findall(folded)), speaks, founded, since))
    return tuple(found)


def _places(start: int, matches: Iterable[re.Match[str]]) -> tuple[tuple[int, int, Interval], ...]:
    years = ((match, match["year"] or match.groupdict().get("year2")) for match in matches)
    return tuple((start + match.start(), start + match.end(), interval(year)) for match, year in years if year)


def _names(said: YearsSaid, company: str | None, domain: str) -> bool:
    if domain in said.folded or _spells(said.words, domain.split(".", 1)[0].replace("-", "")):
        return True
    words = f" {' '.join(said.words)} "
    return any(name and f" {name} " in words for name in company_names(company or ""))


def _spells(words: tuple[str, ...], label: str) -> bool:
    """Whether words that stand side by side make up a domain's label: "Harbour Lane" and ``harbourlane``."""
    if len(label) < 4:
        return False
    for at in range(len(words)):
        joined = ""
        for word in words[at:]:
            joined += word
            if joined == label:
                return True
            if not label.startswith(joined):
                break
    return False


def _sentences(text: str) -> Iterator[tuple[int, int]]:
    start = 0
    for match in _SENTENCE_END.finditer(text):
        yield start, match.start()
        start = match.end()
    yield start, len(text)
