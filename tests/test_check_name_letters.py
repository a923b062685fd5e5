from __future__ import annotations

import pytest

from auditor.checks.mixed_letters import check
from auditor.model import Finding, Skip
from tests.stated import job, profile


@pytest.mark.parametrize("name", ["Аlexander Weiler", "Ines Nоvak", "Κirsi Laine", "Osei Menѕah"])
def test_a_twin_letter_in_a_latin_word_is_quoted(name: str) -> None:
    (finding,) = check.run(profile(name=name), {})
    assert isinstance(finding, Finding)
    assert (finding.rule, finding.strength, finding.weight) == ("mixed-script-name", "weak", 1)
    assert finding.evidence[0].quote in name
    assert not finding.evidence[0].quote.isascii()


@pytest.mark.parametrize(
    "name",
    [
        "Александр Петров",
        "Александр Petrov",
        "田中 Tanaka カナ",
        "ООО Cевер",
        "Γιώργος Papadopoulos",
        "Sören Øst",
        "IТ-отдел",
        "محمد العلي",
        "\u202bמשה כהן\u202c",
        "Ines Novak 🙂",
        "Nguyễn Thị Minh Khai",
        "ABC-Сервис",
        "Zoë",
    ],
)
def test_ordinary_names_in_one_or_two_scripts_pass(name: str) -> None:
    assert list(check.run(profile(job("Harbour Lane", "2019"), name=name), {})) == []


def test_a_turned_direction_in_a_latin_name_is_seen_and_once_only() -> None:
    (finding,) = check.run(
        profile(job("Quay \u202eesuoH", "2019"), name="Ines Novak", current_companies=["Quay \u202eesuoH"]), {}
    )
    assert isinstance(finding, Finding)
    assert "direction" in finding.message


def test_a_page_without_names_is_skipped() -> None:
    (skip,) = check.run(profile(), {})
    assert isinstance(skip, Skip)
