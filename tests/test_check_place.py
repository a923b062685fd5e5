from __future__ import annotations

import pytest

from auditor.checks.place import check
from auditor.checks.places import country_called, country_named, own_place
from auditor.model import Finding, Profile, Skip
from tests.stated import field, profile

WARSAW = "I am based in Warsaw, Poland. Two boats."


def page(about: str, *phones: str, location: str | None = "Malmö, Sweden") -> Profile:
    return profile(
        about=about,
        location=field(location, "address") if location else None,
        phones=tuple(field(number, f"phone{n}") for n, number in enumerate(phones)),
    )


def run(page: Profile) -> tuple[list[Finding], list[str]]:
    results = list(check.run(page, {}))
    return (
        [result for result in results if isinstance(result, Finding)],
        [result.reason for result in results if isinstance(result, Skip)],
    )


def test_two_statements_that_agree_on_another_place_are_a_note() -> None:
    (finding,), _ = run(page(WARSAW, "+48 555 001 002"))
    assert (finding.rule, finding.strength, finding.weight) == ("location-contradiction", "weak", 0)
    quotes = [place.quote for place in finding.evidence]
    assert quotes == ["I am based in Warsaw, Poland", "+48 555 001 002", "Malmö, Sweden"]


@pytest.mark.parametrize(
    ("about", "phones"),
    [
        ("Grew up in Poland, at home in Sweden.", ["+48 555 001 002"]),
        (WARSAW, ["+46 555 001 002"]),
        (WARSAW, ["+48 555 001 002", "+46 555 001 002"]),
        (WARSAW, ["+49 555 001 002"]),
        (WARSAW, []),
        (WARSAW, ["+1 555 010 0142"]),
        ("Our clients are based in Warsaw, Poland.", ["+48 555 001 002"]),
        ("I live in Malmö, Sweden. I am based in Warsaw, Poland.", ["+48 555 001 002"]),
        ("I live in Malmö, Sweden and Warsaw, Poland.", ["+48 555 001 002"]),
    ],
    ids=[
        "migrant with a kept number",
        "number of the stated place",
        "numbers of both",
        "two other countries",
        "no number",
        "shared prefix",
        "clients elsewhere",
        "another sentence names the stated place",
        "two homes",
    ],
)
def test_one_statement_alone_says_nothing(about: str, phones: list[str]) -> None:
    assert run(page(about, *phones))[0] == []


@pytest.mark.parametrize("location", [None, "Greater Stockholm Metropolitan Area", "Santa Fe, New Mexico", "Remote"])
def test_a_place_without_a_country_is_not_decidable(location: str | None) -> None:
    findings, (skip,) = run(page(WARSAW, "+48 555 001 002", location=location))
    assert not findings
    assert "whose country it names" in skip


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("Ich wohne in Wien, Österreich.", "wohne in Wien, Österreich"),
        ("Broker | Based in Lisbon, Portugal | Boats", "Based in Lisbon, Portugal "),
        ("Vivo en Lima, Perú.", "Vivo en Lima, Perú"),
        ("J’habite à Gand, Belgique", "J’habite à Gand, Belgique"),
        ("Living in Poland since 2019", "Living in Poland since 2019"),
    ],
)
def test_first_person_places_are_read_in_some_languages(text: str, words: str) -> None:
    found = own_place(text)
    assert found is not None
    assert text[found[0] : found[1]] == words


def test_names_and_prefixes_that_several_places_share_are_left_out() -> None:
    assert country_named("Atlanta, Georgia") is None
    assert country_named("Lebanon, Pennsylvania") is None
    assert country_named("Durban, South Africa") == "27"
    assert [country_called(n) for n in ("+1 555 010 0142", "+44 555 010 014", "+852 5550 1001", "555 010 014")] == [
        None
    ] * 4
    assert country_called("0048 555 001 002") == "48"
