"""Dates in words: "Mar 2019", "março de 2019", "2019年3月", "07/2016" as ``YYYY``, ``YYYY-MM`` or ``YYYY-MM-DD``.

Nothing is guessed.  A short form that means different months in different languages ("lis" is November in Polish and
October in Croatian) needs the page's language, else only the year is taken; "03/04/2019" gives the year alone.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from functools import cache, lru_cache

from auditor.month_names import NAMES


@dataclass(frozen=True, slots=True)
class DateRange:
    """From when to when; dates as precise as the text states them."""

    start: str | None = None
    end: str | None = None
    current: bool | None = None
    """True where the text leaves the end open or says "present", False where it states an end, else ``None``."""


_YEAR = r"(?:1[89]\d\d|20\d\d)"
_ISO = re.compile(rf"(?<!\d)({_YEAR})-(\d\d)(?:-(\d\d))?(?![\d-])")
_EAST = re.compile(rf"({_YEAR})\s*[年년]\s*(\d{{1,2}})\s*[月월](?:\s*(\d{{1,2}})\s*[日일])?")
_VIETNAMESE = re.compile(rf"(?:(\d{{1,2}})\s+)?(?:tháng|thg|th)\.?\s*(\d{{1,2}})(?:\s*,|\s*năm|\s*/)?\s*({_YEAR})")
_MONTH_YEAR = re.compile(rf"(?<![\d./-])(\d{{1,2}})\s*[./-]\s*({_YEAR})(?!\d)")
_YEAR_MONTH = re.compile(rf"(?<!\d)({_YEAR})\s*[./]\s*(\d{{1,2}})(?:\s*[./]\s*(\d{{1,2}}))?(?!\d)")
_DAY_MONTH_YEAR = re.compile(rf"(?<!\d)(\d{{1,2}})\s*([./-])\s*(\d{{1,2}})\s*\2\s*({_YEAR})(?!\d)")
_YEARS = re.compile(rf"(?<!\d)({_YEAR}|2[45]\d\d)(?!\d)")
_TOKEN = re.compile(r"\d+\.?|[^\s\d,/()·–—~〜:;\-]+")
_DURATION = re.compile(r"\s*[·•(（|].*", re.DOTALL)
_DASH = re.compile(r"\s*[–—―−‐‑‒~〜～]\s*|\s+-+\s*|(?<=[\d年月년월.])-+\s*(?!\d\d?(?!\d))|\s+-$|\s*--\s*")
_THAI = re.compile(r"[\u0e00-\u0e7f]")
_PARTICLE = re.compile(r"^(?:d|l)['’](?=\w)")
_PARTICLES = frozenset({"tháng", "تشرين", "كانون", "الأول", "الثاني"})
_YEAR_FIRST = frozenset({"eu", "hu", "ja", "ko", "lt", "zh"})
_ALIASES = {"no": "nb", "nn": "nb", "tl": "fil", "in": "id", "iw": "he"}

_PRESENT = (
    "present|current|currently|now|today|ongoing|heute|aktuell|jetzt|gegenwart|laufend|aujourd'hui|aujourd’hui|présent|"
    "actuel|actuellement|actualidad|la actualidad|presente|actual|actualmente|hoy|o momento|até o momento|"
    "até ao momento|o presente|atual|atualmente|hoje|actualitat|oggi|in corso|heden|nu|obecnie|teraz|do teraz|"
    "současnost|přítomnost|nyní|súčasnosť|nuvarande|i dag|nå|nykyhetki|nyt|jelenleg|jelen|prezent|în prezent|"
    "halen|günümüz|şu anda|настоящее время|по настоящее время|сейчас|наст. время|теперішній час|дотепер|"
    "сьогодні|по теперішній час|σήμερα|έως σήμερα|παρόν|الحالي|الآن|حتى الآن|الحاضر|הווה|היום|כיום|वर्तमान|现在|"
    "現在|至今|目前|今|현재|ปัจจุบัน|hiện tại|hiện nay|nay|saat ini|sekarang|kini|kasalukuyan|اکنون|تاکنون|"
    "বর্তমান|सध्या|ਮੌਜੂਦਾ|ప్రస్తుతం|prítomnosť|danes|trenutno|sadašnjost|тренутно|настояще|досега|praegu|"
    "šobrīd|dabar|đến nay"
)
_OPEN = frozenset(unicodedata.normalize("NFKC", word).casefold() for word in _PRESENT.split("|"))
"""Words for "present", asked only where nothing else says that the end is open."""
_OPEN_WORDS = frozenset(word for said in _OPEN for word in said.split())


def partial_date(text: str, language: str | None = None) -> str | None:
    """The one date that a text states, ``YYYY[-MM[-DD]]``; ``None`` where it states none, or two different years.

    ``language`` is the BCP 47 tag that the page declares, if it does; it only decides forms that need it.
    """
    return _partial_date(text, _primary(language))


def date_range(text: str, language: str | None = None) -> DateRange:
    """Start and end that a text such as "Mar 2019 – Present · 2 yrs" states; a duration after them does not count.

    A single date without a dash is the start.  A dash with words but no date after it leaves the end open: "present"
    need not be understood.
    """
    return _date_range(text, _primary(language))


def is_dated(text: str, language: str | None = None) -> bool:
    """Whether a line begins with a date and nothing else: "Mar 2019 - Present", not "Expo 2020 Dubai"."""
    primary = _primary(language)
    first = _DASH.split(_DURATION.sub("", _folded(text).strip(), count=1))[0]
    tokens = _TOKEN.findall(first)
    others = 0
    for token, following in zip(tokens, [*tokens[1:], ""]):
        if token[0].isdigit() or _month(token, primary) or _month(f"{token} {following}", primary):
            continue
        if len(token.strip(".")) > 3 and token not in _PARTICLES and token not in _OPEN_WORDS:
            return False
        others += 1
    return others <= 5 and len(_YEARS.findall(first)) in (1, 2)


def _primary(language: str | None) -> str | None:
    if not language:
        return None
    tag = language.replace("_", "-").split("-")[0].casefold()
    return _ALIASES.get(tag, tag)


def _folded(text: str) -> str:
    """NFKC, lower case, every decimal digit as 0 to 9, marks of writing direction left out."""
    if text.isascii():
        return text.casefold()
    text = unicodedata.normalize("NFKC", unicodedata.normalize("NFKC", text).casefold())
    return "".join(
        str(unicodedata.decimal(char)) if char.isdecimal() else char
        for char in text
        if unicodedata.category(char) != "Cf" or char == "\u200d"
    )


@lru_cache(maxsize=8192)
def _date_range(text: str, language: str | None) -> DateRange:
    said = _DURATION.sub("", _folded(text).strip(), count=1)
    years = _YEARS.findall(said)
    if not years:
        return DateRange()
    parts = [part for part in _DASH.split(said) if part is not None]
    if len(parts) == 1 and len(years) == 2:
        parts = _halves(said, language)
    if len(parts) == 1:
        return DateRange(_partial_date(said, language), None, True if _says_open(said) else None)
    first, second = parts[0], " ".join(parts[1:])
    start, end = _partial_date(first, language), _partial_date(second, language)
    if start and not end and len(years) == 1:
        # a duration may follow the word for "present"; a number alone is no open end
        words = re.split(r"\d", second, maxsplit=1)
        return DateRange(start, None, True if words[0].strip() or len(words) == 1 else None)
    if end and not start and len(years) == 1:
        # "Mar - Jun 2019": the year stands once, for both
        borrowed = _partial_date(f"{first} {years[0]}", language) if first.strip() else None
        return DateRange(borrowed, end, False)
    return DateRange(start, end, False if end else None)


def _halves(said: str, language: str | None) -> list[str]:
    """Two dates without a dash, parted where the second must begin."""
    first, second = _YEARS.finditer(said)
    named = [token.start() for token in _TOKEN.finditer(said) if _month(token.group(), language)]
    year_first = language in _YEAR_FIRST or bool(re.search(r"[年년]", said)) or bool(named and named[0] > first.end())
    cut = second.start() if year_first else first.end()
    return [said[:cut], said[cut:]]


def _says_open(said: str) -> bool:
    """Whether one date stands beside a word for "present"."""
    words = _YEARS.sub(" ", said)
    words = re.sub(r"\d+\s*[月월日일]?|[年년]", " ", words)
    tokens = [token.strip(".,:;") for token in words.split()]
    return any(" ".join(tokens[at:]) in _OPEN for at in range(len(tokens))) or any(
        token in _OPEN for token in tokens if len(token) > 2 or not token.isascii()
    )


@lru_cache(maxsize=8192)
def _partial_date(text: str, language: str | None) -> str | None:
    said = _DURATION.sub("", _folded(text), count=1)
    years = dict.fromkeys(_YEARS.findall(said))
    if len(years) != 1:
        return None
    year = next(iter(years))
    if int(year) >= 2400:
        # the Buddhist calendar is the only one in use with such years
        if not (_THAI.search(said) or language == "th"):
            return None
        said = said.replace(year, str(int(year) - 543))
        year = str(int(year) - 543)
    return _numeric(said, year) or _worded(said, year, language) or year


def _numeric(said: str, year: str) -> str | None:
    if match := _ISO.search(said):
        return _valid(match[1], match[2], match[3])
    if match := _EAST.search(said):
        return _valid(match[1], match[2], match[3])
    if match := _VIETNAMESE.search(said):
        return _valid(match[3], match[2], match[1])
    if match := _DAY_MONTH_YEAR.search(said):
        first, second = int(match[1]), int(match[3])
        if match[2] == "." or first > 12 or first == second:
            return _valid(match[4], match[3], match[1])
        return _valid(match[4], match[1], match[3]) if second > 12 else year
    if match := _MONTH_YEAR.search(said):
        return _valid(match[2], match[1])
    if (match := _YEAR_MONTH.search(said)) and not re.match(r"\s*[^\W\d]", said[match.end() :]):
        return _valid(match[1], match[2], match[3])
    return None


def _worded(said: str, year: str, language: str | None) -> str | None:
    tokens = _TOKEN.findall(said)
    for at, token in enumerate(tokens):
        following = tokens[at + 1] if at + 1 < len(tokens) else ""
        month = _month(f"{token} {following}", language)
        after = tokens[at + 2] if month and at + 2 < len(tokens) else following
        month = month or _month(token, language)
        if month:
            before = tokens[at - 1] if at else ""
            day = next((near.rstrip(".") for near in (before, after) if re.fullmatch(r"\d{1,2}\.?", near)), None)
            return _valid(year, str(month), day)
    return None


def _month(token: str, language: str | None) -> int | None:
    word = _PARTICLE.sub("", token.replace(".", "").strip("'’׳॰"))
    if not word or word.isdigit():
        return None
    if language and (month := _names(language).get(word)):
        return month
    if language and language not in _YEAR_FIRST and (month := _unique_prefix(word, language)):
        return month
    return _unambiguous().get(word)


@cache
def _names(language: str) -> dict[str, int]:
    """Months of one language by each form of their names."""
    rows = NAMES.get(language, "").split(" | ") if language in NAMES else []
    return {form: number for number, row in enumerate(rows, 1) for form in row.split(",")}


@cache
def _unique_prefix(word: str, language: str) -> int | None:
    """A shortening of at least three letters that fits one month of the language only: releases shorten differently."""
    if len(word) < 3:
        return None
    fits = {number for form, number in _names(language).items() if form.startswith(word)}
    return fits.pop() if len(fits) == 1 else None


@cache
def _unambiguous() -> dict[str, int]:
    """The forms that mean the same month in every language that has them."""
    meanings: dict[str, set[int]] = {}
    for language in sorted(NAMES):
        for form, number in _names(language).items():
            meanings.setdefault(form, set()).add(number)
    return {form: next(iter(numbers)) for form, numbers in meanings.items() if len(numbers) == 1}


def _valid(year: str, month: str, day: str | None = None) -> str:
    """The date as far as it is one."""
    if not 1 <= int(month) <= 12:
        return year
    if day is None or not 1 <= int(day) <= _LAST_DAY[int(month)]:
        return f"{year}-{int(month):02}"
    return f"{year}-{int(month):02}-{int(day):02}"


_LAST_DAY = (0, 31, 29, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31)
