"""Countries that a page's own words name, so that two of its statements can be compared; nothing is said about any.

Only equality is ever asked.
"""

from __future__ import annotations

import re
from functools import cache

_TABLE = """
49 germany deutschland|43 austria österreich|41 switzerland schweiz suisse svizzera|33 france frankreich|
34 spain españa|351 portugal|31 netherlands nederland niederlande holland|32 belgium belgië belgique|
45 denmark danmark|46 sweden sverige|48 poland polska polen|420 czechia česko czech|421 slovakia slovensko|
36 hungary magyarország|40 romania românia|359 bulgaria българия|30 greece ελλάδα|90 turkey türkiye turkiye|
380 ukraine україна|375 belarus|370 lithuania lietuva|371 latvia latvija|372 estonia eesti|353 ireland éire|
354 iceland ísland|385 croatia hrvatska|381 serbia srbija србија|386 slovenia slovenija|355 albania shqipëria|
373 moldova|374 armenia|994 azerbaijan|972 israel|961 lebanon|962 jordan|966 saudi_arabia|
971 united_arab_emirates|974 qatar|965 kuwait|968 oman|973 bahrain|98 iran|964 iraq|20 egypt مصر|213 algeria|
216 tunisia|234 nigeria|233 ghana|254 kenya|256 uganda|255 tanzania|250 rwanda|251 ethiopia|
27 south_africa|221 senegal|225 côte_d’ivoire ivory_coast|237 cameroon|263 zimbabwe|260 zambia|
258 mozambique|244 angola|52 mexico méxico|55 brazil brasil|54 argentina|56 chile|57 colombia|51 peru perú|
593 ecuador|58 venezuela|591 bolivia|595 paraguay|598 uruguay|506 costa_rica|507 panama panamá|502 guatemala|
53 cuba|91 india bharat|92 pakistan|880 bangladesh|94 sri_lanka|977 nepal|86 china 中国 中國|81 japan 日本|
82 south_korea 한국 대한민국|84 vietnam|66 thailand ไทย|60 malaysia|65 singapore|62 indonesia|63 philippines pilipinas|
855 cambodia|95 myanmar|976 mongolia|998 uzbekistan|996 kyrgyzstan|64 new_zealand aotearoa
"""
"""Calling code and names.  Places that share one, or whose status is disputed, are left out."""
_THERE = r"(?P<{}>[^.;!?|•\n]{{2,60}})"
_OWN_WORDS = re.compile(
    r"(?:^|(?<=[.!|·•\n] )|(?<=\n)|\bi\s+am\s+|\bi['’]m\s+|\bi\s+)(?:currently\s+|now\s+)?"
    rf"(?:based|living|live|residing|reside|settled)\s+in\s+{_THERE.format('en')}"
    rf"|\b(?:wohne|lebe)\s+(?:derzeit\s+)?in\s+{_THERE.format('de')}"
    rf"|\b(?:vivo|resido|moro)\s+(?:en|em|a|in)\s+{_THERE.format('es')}"
    rf"|\bj['’]habite\s+(?:à|en|au)\s+{_THERE.format('fr')}|\bmieszkam\s+w\s+{_THERE.format('pl')}",
    re.IGNORECASE,
)
"""First-person words only: where somebody's clients are based is another matter."""
_SEVERAL = re.compile(
    r"\b(?:and|between|or|und|zwischen|et|entre|y|e|i|also|previously|formerly|until)\b|[/&+]", re.IGNORECASE
)


@cache
def _countries() -> dict[str, str]:
    """Calling code by each name of the table."""
    found = {}
    for row in _TABLE.replace("\n", "").split("|"):
        code, *names = row.split()
        found.update(dict.fromkeys((name.replace("_", " ").casefold() for name in names), code))
    return found


@cache
def _codes() -> frozenset[str]:
    return frozenset(_countries().values())


def country_named(place: str) -> str | None:
    """The country with which the last part of "Town, Region, Country" begins, as its calling code."""
    words = place.rsplit(",", 1)[-1].casefold().replace("'", "’").split()
    words = words[1:] if words[:1] == ["the"] else words
    return next((code for length in (3, 2, 1) if (code := _countries().get(" ".join(words[:length])))), None)


def country_called(number: str) -> str | None:
    """The country of a number with its prefix, as its calling code; ``None`` without a prefix that is one country's."""
    digits = re.sub(r"[^\d+]", "", number)
    digits = "+" + digits[2:] if digits.startswith("00") else digits
    if not digits.startswith("+") or len(digits) < 9:
        return None
    return next((digits[1 : 1 + length] for length in (3, 2) if digits[1 : 1 + length] in _codes()), None)


def own_place(text: str) -> tuple[int, int, str] | None:
    """Where a text says "I am based in …" of one country of the table: offsets of the words, and the calling code."""
    for found in _OWN_WORDS.finditer(text):
        said = found[found.lastgroup or 0]
        if not _SEVERAL.search(said) and (code := country_named(said)):
            return found.start(), found.end(), code
    return None
