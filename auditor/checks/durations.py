"""How long something is said to have lasted: "3 yrs 2 mos", "(8 lat 1 mies.)", "1年2个月" as months."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache

from auditor.dates import Interval

_YEAR_WORDS = (
    "yr yrs year years jahr jahre jahren an ans année années año años ano anos anno anni jaar jr år rok roku roky roků "
    "lata lat let év ani god год года лет г рік роки років yıl έτος έτη χρόνια χρόνος vuosi vuotta năm tahun taon "
    "سنة سنوات سنتان שנה שנים वर्ष साल ปี 年 년"
)
_MONTH_WORDS = (
    "mo mos mth mths month months monat monate monaten mois mes meses mês mese mesi maanden maand mnd månad "
    "månader mån måned måneder mdr md miesiąc miesiące miesięcy mies měsíc měsíce měsíců měs hónap lună luni "
    "месяц месяца месяцев мес місяць місяці місяців міс ay μήνας μήνες kuukausi kuukautta kk tháng bulan buwan "
    "شهر أشهر شهور חודש חודשים महीना महीने माह เดือน 个月 個月 箇月 か月 カ月 ヶ月 ヵ月 ケ月 개월"
)
_UNITS = {**dict.fromkeys(_YEAR_WORDS.casefold().split(), 12), **dict.fromkeys(_MONTH_WORDS.casefold().split(), 1)}
_COUNTED = re.compile(r"(\d{1,2})\s?([^\s\d()·•|,.;/–—-]+)\.?")
_BETWEEN = re.compile(r"[\s,&+]*(?:and|und|et|y|e|i|og|och|en|ja|és|și|и|і|ve|και|و)?[\s,]*", re.IGNORECASE)
_YEAR = re.compile(r"(?<!\d)(?:1[89]|20|2[45])\d\d")
"""What follows may stand right behind it: two parts of a page are read without the gap that its style sheet makes."""


@dataclass(frozen=True, slots=True)
class Stated:
    """A duration as stated, with the months it can mean, both included; offsets are in the words that hold it."""

    start: int
    end: int
    least: int
    most: int


@lru_cache(maxsize=4096)
def stated_duration(words: str) -> Stated | None:
    """The duration after the last date in words such as "Mar 2019 - May 2022 · 3 yrs 3 mos"; ``None`` without one.

    Where only years are stated, the months between them were cut off or rounded up: eleven either way.
    """
    years = [found.end() for found in _YEAR.finditer(words)]
    if not years:
        return None
    counted = [found for found in _COUNTED.finditer(words, years[-1]) if found[2].casefold() in _UNITS]
    if not counted:
        return None
    first, last = counted[0], counted[0]
    months = _months(first)
    slack = 11 if _unit(first) == 12 else 0
    for second in counted[1:2] if slack else ():
        if _unit(second) == 1 and int(second[1]) < 12 and _BETWEEN.fullmatch(words, first.end(), second.start()):
            last, slack, months = second, 0, months + _months(second)
    if not months:
        return None
    return Stated(first.start(), last.end(), max(0, months - slack), months + slack)


def _unit(counted: re.Match[str]) -> int:
    return _UNITS[counted[2].casefold()]


def _months(counted: re.Match[str]) -> int:
    return int(counted[1]) * _unit(counted)


def most_months(start: Interval, end: Interval) -> int:
    """Most months that can lie between two dates, the first and the last month counted."""
    return max(0, 12 * (end.last.year - start.first.year) + end.last.month - start.first.month + 1)
