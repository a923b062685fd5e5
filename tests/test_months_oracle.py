"""Dates in words, held against dateparser: another maker's tables, made from other sources."""

from __future__ import annotations

import random
from collections.abc import Iterator
from datetime import datetime

import pytest
from dateparser.date import DateDataParser

from auditor.dates import interval
from auditor.month_names import NAMES
from auditor.months import partial_date

DATEPARSER_ERRS = {
    ("hi", "जन"): "takes January's short form for June",
    ("mr", "मे"): "takes a day in May for January and a year",
    ("pa", "ਜੂਨ"): "takes June for January",
    ("th", "มีค"): "takes March's short form for January",
}
SETTINGS = {
    "PREFER_DAY_OF_MONTH": "first",
    "REQUIRE_PARTS": ["month", "year"],
    "RELATIVE_BASE": datetime(2026, 1, 1),  # noqa: DTZ001 (dateparser compares with days that have no zone)
}


def oracle(language: str) -> DateDataParser | None:
    try:
        return DateDataParser(languages=[language], settings=SETTINGS)
    except ValueError:
        return None


ORACLES = {language: made for language in sorted(NAMES) if (made := oracle(language))}


def stated(language: str) -> Iterator[tuple[str, str]]:
    """A form of a month's name, and a date with it: month and year, and the day as well."""
    dice = random.Random(language)
    for row in NAMES[language].split(" | "):
        for form in row.split(",")[:2]:
            year = dice.randint(1995, 2026)
            yield form, f"{form} {year}"
            yield form, f"{dice.randint(1, 28)} {form} {year}"


def test_dateparser_knows_enough_languages() -> None:
    assert len(ORACLES) >= 40


@pytest.mark.parametrize("language", ORACLES)
def test_every_date_that_dateparser_reads_is_read_alike(language: str) -> None:
    read = 0
    for form, text in stated(language):
        theirs = ORACLES[language].get_date_data(text)
        if theirs.date_obj is None or (language, form) in DATEPARSER_ERRS:
            continue
        read += 1
        ours = partial_date(text, language)
        assert ours == theirs.date_obj.strftime("%Y-%m-%d" if theirs.period == "day" else "%Y-%m"), text
        days = interval(ours)
        assert days.first <= theirs.date_obj.date() <= days.last
    assert read >= 20
