"""Dates and counts in the words of many languages."""

from __future__ import annotations

import pytest

from auditor.counts import count
from auditor.month_names import NAMES
from auditor.months import DateRange, date_range, is_dated, partial_date

DATES = [
    ("Mar 2019", None, "2019-03"),
    ("março de 2019", None, "2019-03"),
    ("2019年3月", None, "2019-03"),
    ("2019年3月15日", None, "2019-03-15"),
    ("2019년 3월", None, "2019-03"),
    ("07/2016", None, "2016-07"),
    ("2019", None, "2019"),
    ("2019-03-01T09:00:00Z", None, "2019-03-01"),
    ("12.03.2019", None, "2019-03-12"),
    ("25/03/2019", None, "2019-03-25"),
    ("03/25/2019", None, "2019-03-25"),
    ("2019. márc. 3.", "hu", "2019-03-03"),
    ("2019. 3.", "ko", "2019-03"),
    ("March 15, 2019", None, "2019-03-15"),
    ("15. März 2019", None, "2019-03-15"),
    ("tháng 3 năm 2019", None, "2019-03"),
    ("thg 3 2019", "vi", "2019-03"),
    ("มี.ค. 2562", None, "2019-03"),
    ("มีนาคม 2019", "th", "2019-03"),
    ("٣ مارس ٢٠١٩", None, "2019-03-03"),
    ("كانون الثاني 2019", None, "2019-01"),
    ("ژانویهٔ ۲۰۱۹", "fa", "2019-01"),
    ("जन॰ 2019", "hi", "2019-01"),
    ("जनवरी २०१९", None, "2019-01"),
    ("Σεπ 2019", "el", "2019-09"),
    ("ΙΑΝΟΥΆΡΙΟΣ 2019", None, "2019-01"),
    ("d’abr. de 2019", "ca", "2019-04"),
    ("2019 m. kovas", "lt", "2019-03"),
    ("září 2019", None, "2019-09"),
    ("lipiec 2019", "pl", "2019-07"),
    ("Ağu 2019", "tr", "2019-08"),
    ("sep. 2011", "sv", "2011-09"),
    ("févr. 2020", "fr-FR", "2020-02"),
    ("Temmuz 2014", None, "2014-07"),
    ("грудень 2018", None, "2018-12"),
    ("2015 · Merit", None, "2015"),
    ("Spring 2019", None, "2019"),
]


@pytest.mark.parametrize(("text", "language", "expected"), DATES)
def test_a_date_in_words(text: str, language: str | None, expected: str) -> None:
    assert partial_date(text, language) == expected


@pytest.mark.parametrize(
    ("text", "language", "expected"),
    [
        ("lis 2019", None, "2019"),
        ("lis 2019", "pl", "2019-11"),
        ("lis 2019", "hr", "2019-10"),
        ("listopad 2019", None, "2019"),
        ("listopad 2019", "cs-CZ", "2019-11"),
        ("lip 2019", None, "2019"),
        ("lip 2019", "pl", "2019-07"),
        ("lip 2019", "hr", "2019-06"),
        ("srp 2018", None, "2018"),
        ("srp 2018", "cs", "2018-08"),
        ("srp 2018", "hr", "2018-07"),
        ("03/04/2019", None, "2019"),
        ("1398", "fa", None),
        ("2562", None, None),
        ("2018 - 2020", None, None),
        ("", None, None),
        ("2 yrs 3 mos", None, None),
        ("13/2019", None, "2019"),
        ("31 Feb 2019", None, "2019-02"),
    ],
)
def test_nothing_is_guessed(text: str, language: str | None, expected: str | None) -> None:
    assert partial_date(text, language) == expected


@pytest.mark.parametrize(
    ("text", "language", "expected"),
    [
        ("Mar 2019 – Present · 2 yrs 3 mos", None, DateRange("2019-03", None, True)),
        ("Jul 2021 - Present 2 years 9 months", None, DateRange("2021-07", None, True)),
        ("mar. 2019 - o momento", "pt", DateRange("2019-03", None, True)),
        ("de mar de 2019 até o momento", "pt", DateRange("2019-03", None, True)),
        ("2019年3月 - 至今", None, DateRange("2019-03", None, True)),
        ("2019年3月至今", None, DateRange("2019-03", None, True)),
        ("2019年3月 – 2020年4月 · 1年", None, DateRange("2019-03", "2020-04", False)),
        ("2019. márc. – 2020. ápr.", "hu", DateRange("2019-03", "2020-04", False)),
        ("2019. 3. - 2020. 4.", "ko", DateRange("2019-03", "2020-04", False)),
        ("07/2016 - heute", None, DateRange("2016-07", None, True)),
        ("07/2016 - 03/2018", None, DateRange("2016-07", "2018-03", False)),
        ("2018-2020", None, DateRange("2018", "2020", False)),
        ("2018 – 2018", None, DateRange("2018", "2018", False)),
        ("2018-03 - 2019-04", None, DateRange("2018-03", "2019-04", False)),
        ("2018-03", None, DateRange("2018-03")),
        ("Mar 2019 to Apr 2020", None, DateRange("2019-03", "2020-04", False)),
        ("Apr 2015 – Oct 2017 2 years 7 months", None, DateRange("2015-04", "2017-10", False)),
        ("Jan - Jun 2019", None, DateRange("2019-01", "2019-06", False)),
        ("2019 -", None, DateRange("2019", None, True)),
        ("2019 – wort-das-niemand-kennt", None, DateRange("2019", None, True)),
        ("2019", None, DateRange("2019")),
        ("2019 - 20", None, DateRange("2019")),
        ("14 yrs 2 mos", None, DateRange()),
        ("Full-time", None, DateRange()),
    ],
)
def test_a_range_in_words(text: str, language: str | None, expected: DateRange) -> None:
    assert date_range(text, language) == expected


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("Mar 2019 - Present · 2 yrs", None),
        ("mars 2019 – aujourd’hui", "fr"),
        ("de mar de 2019 até o momento", "pt"),
        ("2019年3月 - 至今 · 2年", None),
        ("tháng 3 năm 2019 - Hiện tại", "vi"),
        ("كانون الثاني 2019 - الحالي", "ar"),
        ("2013 – 2016", None),
        ("2014", None),
    ],
)
def test_a_line_of_dates(text: str, language: str | None) -> None:
    assert is_dated(text, language)


@pytest.mark.parametrize(
    "text", ["Expo 2020 Dubai · Full-time", "Studio 1984", "Full-time", "4 yrs 9 mos", "Team of 2019"]
)
def test_a_name_with_a_year_is_no_line_of_dates(text: str) -> None:
    assert not is_dated(text)


def test_every_language_has_twelve_months_and_finds_them() -> None:
    assert len(NAMES) >= 40
    for language, months in NAMES.items():
        rows = months.split(" | ")
        assert len(rows) == 12
        for number, row in enumerate(rows, 1):
            for form in row.split(","):
                assert partial_date(f"{form} 2019", language) == f"2019-{number:02}", (language, form)


@pytest.mark.parametrize(
    ("text", "language", "expected"),
    [
        ("1,234 followers", None, 1234),
        ("1.2K", None, 1200),
        ("2 mil", None, 2000),
        ("2 mil", "cs", 2_000_000),
        ("500+", None, 500),
        ("500+ connections", None, 500),
        ("Mais de 500 conexões", "pt", 500),
        ("1.234 Follower:innen", "de", 1234),
        ("1 234 abonnés", "fr", 1234),
        ("1\u202f234 abonnés", "fr", 1234),
        ("१,२३४", "hi", 1234),
        ("1,23,456", "en-IN", 123_456),
        ("٣٬٤٥٦ متابع", "ar", 3456),
        ("1.2万人のフォロワー", "ja", 12_000),
        ("12만", "ko", 120_000),
        ("3,4 tys. obserwujących", "pl", 3400),
        ("12,3 тыс.", "ru", 12_300),
        ("1,2 B takipçi", "tr", 1200),
        ("1.5M followers", "en", 1_500_000),
        ("12,345,678 followers", None, 12_345_678),
        ("9名关注者", "zh", 9),
        ("1,234K", None, None),
        ("connections", None, None),
    ],
)
def test_a_count_in_words(text: str, language: str | None, expected: int | None) -> None:
    assert count(text, language) == expected
