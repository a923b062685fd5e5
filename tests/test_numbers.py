from __future__ import annotations

import hashlib

import pytest

from auditor.similarity.numbers import is_lei, is_wallet, numbers_in

LETTERS = "123456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz"


def wallet(seed: str, version: int = 0) -> str:
    """An address that belongs to nobody: its twenty bytes are a digest of the seed."""
    raw = bytes([version]) + hashlib.sha256(seed.encode()).digest()[:20]
    raw += hashlib.sha256(hashlib.sha256(raw).digest()).digest()[:4]
    number, said = int.from_bytes(raw, "big"), ""
    while number:
        number, rest = divmod(number, 58)
        said = LETTERS[rest] + said
    return "1" * (len(raw) - len(raw.lstrip(b"\0"))) + said


def lei(seed: str) -> str:
    """An identifier that belongs to nobody, with its check digits."""
    begin = hashlib.sha256(seed.encode()).hexdigest()[:18].upper()
    number = int("".join(str(int(character, 36)) for character in begin + "00"))
    return f"{begin}{98 - number % 97:02}"


@pytest.mark.parametrize("version", [0, 5, 48, 65])
def test_a_wallet_is_known_by_its_own_check_digits(version: int) -> None:
    made = wallet("quay", version)
    assert is_wallet(made)
    assert not is_wallet(made[:-1] + ("2" if made[-1] != "2" else "3"))
    assert list(numbers_in(f"Send it to {made}, please")) == [(f"wallet {made}", 11, 11 + len(made))]


@pytest.mark.parametrize(
    ("token", "right"),
    [
        ("bc1qw508d6qejxtdg4y5r3zarvary0c5xw7kv8f3t4", True),  # examples of BIP 173 and BIP 350
        ("BC1QW508D6QEJXTDG4Y5R3ZARVARY0C5XW7KV8F3T4", True),
        ("bc1p0xlxvlhemja6c4dqv22uapctqupfhlxm9h8z3k2e72q4k9hcz7vqzk5jj0", True),
        ("bc1qw508d6qejxtdg4y5r3zarvary0c5xw7kv8f3t5", False),
        ("bc1Qw508d6qejxtdg4y5r3zarvary0c5xw7kv8f3t4", False),
        ("bc1bbbbbbbbbbbbbbbbbbbbbbbbbbbb", False),
        ("D4E03AQMiraXXExample00", False),
        ("a" * 90, False),
        ("1" * 34, False),
    ],
)
def test_tokens_that_are_wallets_and_others(token: str, right: bool) -> None:
    assert is_wallet(token) is right


def test_a_legal_entity_identifier_is_known_by_its_check_digits() -> None:
    made = lei("harbour")
    assert is_lei(made)
    assert not is_lei(made[:-1] + str((int(made[-1]) + 1) % 10))
    assert [value for value, _, _ in numbers_in(f"LEI {made}")] == [f"company-number {made}"]


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("Company No. 0123 4567", "01234567"),
        ("VAT: DE 555 000 111", "DE555000111"),
        ("USt-IdNr. DE555000111", "DE555000111"),
        ("SIREN 555 000 111", "555000111"),
        ("Org.nr: 555 000 111", "555000111"),
        ("KvK 55500011", "55500011"),
    ],
)
def test_a_number_behind_a_word_that_says_so(text: str, number: str) -> None:
    ((value, start, end),) = numbers_in(text)
    assert value == f"company-number {number}"
    assert text[start:end].replace(" ", "") == number


@pytest.mark.parametrize(
    "text",
    [
        "",
        "no numbers here",
        "+47 555 00 100, born 01.02.1980, 100 000 tonnes, 2019 - 2021",
        "company number one in shipping since 1999",
        "https://quay.example/t/D4E03AQMiraXXExample00000000000",
        "sha256 " + "0123456789abcdef" * 4,
        "Donaudampfschifffahrtselektrizitätenhauptbetriebswerk",
    ],
)
def test_texts_without_one(text: str) -> None:
    assert list(numbers_in(text)) == []


def test_hostile_text_ends_at_once() -> None:
    for text in ("1" * 200_000, "vat " * 50_000, "company no. 1 " * 20_000, "A1" * 100_000, f"{wallet('x')} " * 5_000):
        assert len(list(numbers_in(text))) <= 10
