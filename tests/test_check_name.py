from __future__ import annotations

import pytest

from auditor.checks.name_agreement import check
from auditor.checks.names import compared_names
from auditor.model import Finding, Skip
from tests.stated import profile


@pytest.mark.parametrize(
    ("a", "b"),
    [
        ("Mara Lindqvist", "Mara L."),
        ("M. L.", "Mara Lindqvist"),
        ("Lindqvist, Mara", "Mara Lindqvist"),
        ("Александр Петров", "Aleksandr Petrov"),
        ("Юлия Иванова", "Yulia Ivanova"),
        ("Γιώργος Παπαδόπουλος", "Giorgos Papadopoulos"),
        ("Sören Østby", "Soren Ostby"),
        ("Kim Min-jun", "Minjun Kim"),
        ("Dr. Jan van den Berg", "J. van den Berg, PhD"),
        ("Anna Kowalska", "Anna Nowak"),
        ("María del Carmen Ruiz Soto", "Carmen Ruiz"),
        ("Nguyễn Thị Minh Khai", "Minh Khai Nguyen"),
        ("William (Bill) Adams", "Bill Adams"),
        ("김민준", "김민준 (Minjun Kim)"),
        ("李小龙", "李小龙"),
        ("Mohamed Salah", "Muhammad Salah"),
        ("O'Brien Niamh", "Niamh OBrien"),
    ],
)
def test_one_name_in_two_spellings_agrees(a: str, b: str) -> None:
    assert compared_names(a, b) == compared_names(b, a) == "agrees"


@pytest.mark.parametrize(
    ("a", "b"), [("Robert Weiler", "Ines Novak"), ("Олег Сидоров", "Maria Lopez"), ("Ann Lee", "Bo Xu")]
)
def test_names_that_share_nothing_differ(a: str, b: str) -> None:
    assert compared_names(a, b) == compared_names(b, a) == "differs"


@pytest.mark.parametrize(
    ("a", "b"),
    [
        ("李小龙", "Xiaolong Li"),
        ("محمد العلي", "Mohammed Ali"),
        ("Mara", "Ines Novak"),
        ("", "Ines Novak"),
        ("X", "Ines Novak"),
    ],
)
def test_what_cannot_be_compared_soundly_is_not_decidable(a: str, b: str) -> None:
    assert compared_names(a, b) == compared_names(b, a) == "not decidable"


def test_two_names_on_one_page_are_quoted() -> None:
    (finding,) = check.run(
        profile(name="Robert Weiler", name_elsewhere=["Robert Weiler", "Ines Novak", "Ines Novak"]), {}
    )
    assert isinstance(finding, Finding)
    assert (finding.rule, finding.strength, finding.weight) == ("self-contradiction", "weak", 1)
    assert [place.quote for place in finding.evidence] == ["Robert Weiler", "Ines Novak"]


@pytest.mark.parametrize(
    ("page", "reason"),
    [
        (profile(), "no name"),
        (profile(name="Ines Novak"), "only one part"),
        (profile(name="Ines Novak", name_elsewhere=["x y " * 30]), "only one part"),
        (profile(name="李小龙", name_elsewhere=["Bruce Lee"]), "cannot be compared soundly"),
    ],
)
def test_skips_say_why(page: object, reason: str) -> None:
    (skip,) = check.run(page, {})  # type: ignore[arg-type]
    assert isinstance(skip, Skip)
    assert reason in skip.reason


def test_names_that_agree_say_nothing() -> None:
    assert list(check.run(profile(name="Ines Novak", name_elsewhere=["Ines N.", "Novak Ines"]), {})) == []
