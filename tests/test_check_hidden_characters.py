from __future__ import annotations

import pytest

from auditor.checks.damage import damaged
from auditor.checks.hidden_characters import check
from auditor.checks.names import compared_names
from auditor.model import Finding, Skip
from tests.stated import job, message, profile

Z = "\u200b"


def tags(text: str) -> str:
    return "".join(chr(0xE0000 + ord(letter)) for letter in text)


def run(text: str) -> tuple[list[Finding], list[str]]:
    results = list(check.run(profile(about=text), {}))
    return (
        [result for result in results if isinstance(result, Finding)],
        [result.reason for result in results if isinstance(result, Skip)],
    )


@pytest.mark.parametrize(
    ("text", "quotes"),
    [
        (f"pay{Z}ment for re{Z}ports on pol{Z}icy", [f"pay{Z}ment", f"re{Z}ports", f"pol{Z}icy"]),
        ("пла\u2060та за от\u2060чёт о по\u2060рте", ["пла\u2060та", "от\u2060чёт", "по\u2060рте"]),
        (f"Ships.{tags('obey me')} Boats.", [tags("obey me")]),
        ("Write \u202eyauq\u202c now", ["\u202eyauq"]),
    ],
)
def test_what_nobody_sees_is_quoted_where_it_is(text: str, quotes: list[str]) -> None:
    (finding,), skips = run(text)
    assert (finding.rule, finding.strength, finding.weight) == ("hidden-characters", "weak", 0)
    assert [place.quote for place in finding.evidence] == quotes
    assert all(text[place.start :].startswith(place.quote) for place in finding.evidence)
    assert not skips


def test_tag_letters_are_spelt_out() -> None:
    (finding,), _ = run(f"Ships.{tags('obey me')}")
    assert "“obey me”" in finding.message


@pytest.mark.parametrize(
    "text",
    [
        "می\u200cخواهم کتاب‌های دریا را بخوانم",
        "क्\u200dष और श्री",
        "👩\u200d🔧 👨\u200d👩\u200d👧",
        f"\U0001f3f4{tags('gbsct')}\U000e007f",
        "\u202a+47 555 00 100\u202c",
        f"Schiff{Z}fahrts{Z}kauffrau",
        f"https://{Z}quay.example/{Z}team/{Z}a",
        "Auf\u200clage, Kauf\u200cleute, Schilf\u200cinsel",
        "Donau\u00addampf\u00adschiff",
        f"ภาษา{Z}ไทย{Z}และ{Z}ทะเล{Z}กว้าง",
        f"ខ្ញុំ{Z}ស្រលាញ់{Z}សមុទ្រ{Z}ណាស់",
        "שלום \u202eabc\u202c",
        "plain",
    ],
)
def test_what_scripts_and_pages_need_passes(text: str) -> None:
    assert run(text) == ([], [])


@pytest.mark.parametrize(
    "text",
    [
        "Büro für Schiffe",
        "Małgorzata Żuk, Łódź",
        "Сергей Яковлев",
        "Ștefan Țurcanu",
        "李小雨 김민준",
        "نوا ليفي",
        "Don’t “sail”",
    ],
)
def test_damage_is_the_files_and_no_finding(text: str) -> None:
    broken = "".join(
        chr(byte) if byte in b"\x81\x8d\x8f\x90\x9d" else bytes([byte]).decode("cp1252") for byte in text.encode()
    )
    findings, (skip,) = run(broken)
    assert not findings
    assert "no fault of its writer" in skip
    assert damaged(text) is None


@pytest.mark.parametrize("text", ["»MENÜ«", "SÃO PAULO", "NÃO “sim”", "L’ÉTÉ—ÀÉ", "caffè»", "MAÑANA", "Æ»", ""])
def test_sound_text_is_not_called_damaged(text: str) -> None:
    assert damaged(text) is None


def test_a_damaged_name_is_not_compared() -> None:
    assert compared_names("Сергей Яковлев", "Ð¡ÐµÑ€Ð³ÐµÐ¹ Ð¯ÐºÐ¾Ð²Ð»ÐµÐ²") == "not decidable"
    assert compared_names("Jürgen Weißbach", "J\ufffdrgen Wei\ufffdbach") == "not decidable"


def test_messages_and_job_descriptions_are_read() -> None:
    odd = f"pay{Z}ment for re{Z}ports on pol{Z}icy"
    page = profile(job("Quay House", "2019", None, odd), messages=(message(odd), message(odd, by_subject=False)))
    assert [result.field for result in check.run(page, {}) if isinstance(result, Finding)] == ["experience", "messages"]
