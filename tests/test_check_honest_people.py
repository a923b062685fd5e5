"""Honest people of many naming systems and careers: none of these checks has anything to say of them."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from auditor.checks import (
    domain_age,
    lookalike_domain,
    mixed_letters,
    name_agreement,
    shared_contact,
    timeline,
)
from auditor.model import Features, Finding, Position, Profile, Skip
from auditor.plugin import CaseFinding
from auditor.similarity.contacts import contacts_of
from tests.stated import job, profile, record, study

NAMES: dict[str, tuple[str, str]] = {
    "English": ("Harriet Marlowe", "Harriet M."),
    "Irish": ("Niamh Ó Briain", "Niamh O Briain"),
    "German": ("Jürgen Weißbach", "Juergen Weissbach"),
    "Dutch": ("Joost van der Laan", "Laan, Joost van der"),
    "Swedish": ("Åsa Öhrn", "Asa Ohrn"),
    "Danish": ("Søren Bæk", "Soren Baek"),
    "Icelandic": ("Björk Þórsdóttir", "Bjork Thorsdottir"),
    "Polish": ("Małgorzata Żuk", "Malgorzata Zuk"),
    "Czech": ("Jiřina Dvořáková", "Jirina Dvorakova"),
    "Hungarian": ("Szabó Ágnes", "Agnes Szabo"),
    "Romanian": ("Ștefan Țurcanu", "Stefan Turcanu"),
    "Turkish": ("İpek Işık", "Ipek Isik"),
    "Greek": ("Γιώργος Αλεξίου", "Giorgos Alexiou"),
    "Russian": ("Сергей Юрьевич Яковлев", "Sergei Yakovlev"),
    "Ukrainian": ("Олександра Гриценко", "Oleksandra Hrytsenko"),
    "Serbian": ("Ђорђе Јовановић", "Djordje Jovanovic"),
    "Spanish": ("María del Carmen Ruiz Soto", "Carmen Ruiz"),
    "Portuguese": ("João da Silva e Souza", "Joao Souza"),
    "Catalan": ("Núria Puig i Mas", "Nuria Puig"),
    "Arabic": ("عمر الحداد", "Omar Al Haddad"),
    "Hebrew": ("נועה לוי", "Noa Levi"),
    "Chinese": ("林小雨", "Xiaoyu Lin"),
    "Chinese with an English name": ("Emily Lin (林小雨)", "Lin Xiaoyu"),
    "Korean": ("김민준", "Minjun Kim"),
    "Korean in Latin": ("Kim Min-jun", "Minjun Kim"),
    "Japanese": ("田中 陽子", "Yoko Tanaka"),
    "Vietnamese": ("Nguyễn Thị Minh Khai", "Minh Khai Nguyen"),
    "Indonesian, one name": ("Suharti", "Suharti"),
    "Tamil": ("R. Balasubramaniam", "Ramaswamy Balasubramaniam"),
    "Malay": ("Nur Aisyah binti Hamid", "Nur Aisyah Hamid"),
    "Yoruba": ("Ọláwálé Adébáyọ̀", "Olawale Adebayo"),
    "Married": ("Anna Nowak", "Anna Kowalska"),
}

CAREERS: dict[str, tuple[Position, ...]] = {
    "migrant": (
        job("Krankenhaus Nord", "2019-04"),
        job("Hospital del Sur", "2012", "2018"),
        job("City Clinic", "2005", "2011"),
    ),
    "carer": (job("Village School", "2021-09"), job("Village School", "2004", "2010")),
    "veteran": (job("Harbour Office", "2020-01"), job("Navy", "1996", "2019-12")),
    "academic": (job("North University", "2015"), job("South University", "2015"), job("Institute", "2009", "2016")),
    "founder": (
        job("Harbour Lane", "2010-03", None, "We were founded in 2010 and own two boats."),
        job("Bank", "2001", "2010"),
    ),
    "gig worker": tuple(job(f"Client {n}", f"20{10 + n}", f"20{10 + n}") for n in range(8)),
    "returner": (job("Library", "2023-02"), job("Library", "2003", "2009")),
    "student": (job("Quay House", "2025-09"),),
}

ABOUT = (
    "Working in {0} since 2004, at the bench since 1999. 20 years of experience.",
    "Seit 2004 im Beruf, {0}, drei Kinder, zwei Sprachen.",
    "Depuis 2004 dans le métier. {0}. Établie à Nantes.",
    "Desde 2004 en el oficio: {0}. Fundé mi taller con mi hermana.",
    "从2004年开始从事{0}。喜欢徒步。",
    "{0} с 2004 года. Люблю лодки и тишину.",
    "Since 2004 I have been with small firms; {0}.",
    "2004年から{0}。週末は釣り。",
)


def people() -> Iterator[tuple[str, Profile]]:
    for number, (culture, (name, elsewhere)) in enumerate(NAMES.items()):
        for turn, (career, jobs) in enumerate(CAREERS.items()):
            about = ABOUT[(number + turn) % len(ABOUT)].format(f"{career} {culture} {number}-{turn}")
            handle = f"h{number}x{turn}"
            yield (
                f"{culture}, {career}",
                profile(
                    *jobs,
                    name=name,
                    name_elsewhere=[elsewhere],
                    about=about,
                    emails=[f"{handle}@gmail.com", f"{handle}@harbourlane.example"],
                    links=["https://www.harbourlane.example"],
                    education=(study("2016", "2020"), study("1994", "1999")),
                    captured_at="2026-03-01",
                ),
            )


PEOPLE = dict(people())
CHECKS = (domain_age.check, lookalike_domain.check, mixed_letters.check, name_agreement.check, timeline.check)
RECORDS = {"harbourlane.example": (record("harbourlane.example", "rdap", "2012-05-06"),)}


def test_there_are_enough_of_them() -> None:
    assert len(PEOPLE) >= 240


@pytest.mark.parametrize("check", CHECKS, ids=lambda check: check.id)
def test_no_finding_on_any_of_them(check: object) -> None:
    found = [
        (who, result.message)
        for who, page in PEOPLE.items()
        for result in check.run(page, RECORDS)  # type: ignore[attr-defined]
        if isinstance(result, Finding)
    ]
    assert found == []


def test_what_is_not_decidable_does_not_depend_on_the_career() -> None:
    """The same name gives the same outcome whatever else is on the page."""
    for culture in NAMES:
        outcomes = {
            tuple(type(result) for result in name_agreement.check.run(PEOPLE[f"{culture}, {career}"], {}))
            for career in CAREERS
        }
        assert len(outcomes) == 1
        assert outcomes <= {(), (Skip,)}


def test_no_finding_between_colleagues() -> None:
    pages = tuple(
        Features(
            profile=f"p-{number:016x}",
            subject=who,
            name=page.name.value if page.name else None,
            url=None,
            avatar=page.avatar,
            picture=None,
            domains=("harbourlane.example",),
            sketch=b"",
            about=page.about,
            contacts=contacts_of(page),
        )
        for number, (who, page) in enumerate(PEOPLE.items())
    )
    found = [result for result in shared_contact.check.run(pages) if isinstance(result, CaseFinding)]
    assert found == []
