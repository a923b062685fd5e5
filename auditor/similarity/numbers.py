"""Wallets and company numbers in running text, where a check digit or a label says what they are."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterator
from itertools import islice

LONG = 26
"""Characters of the shortest wallet address."""
LEI = 20
"""Characters of a legal entity identifier."""
_TOKEN = re.compile(r"(?<![\w/@.=-])[0-9A-Za-z]{20,90}(?![\w/@=-])")
_BASE58 = {letter: value for value, letter in enumerate("123456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz")}
_BECH32 = {letter: value for value, letter in enumerate("qpzry9x8gf2tvdw0s3jn54khce6mua7l")}
_BECH32_STARTS = ("bc1", "ltc1")
_BECH32_STEPS = (0x3B6A57B2, 0x26508E6D, 0x1EA119FA, 0x3D4233DD, 0x2A1462B3)
_LEI = re.compile(r"[0-9A-Z]{18}[0-9]{2}")
_DIGIT = re.compile(r"\d")
_DIGITS = re.compile(r"\d(?:[ .-]?\d){6,15}(?!\w)")
_LABEL = re.compile(
    r"\b(?:company\s(?:registration\s)?(?:number|no)|registered\s(?:number|no)|registration\s(?:number|no)|"
    r"vat(?:\s(?:number|no|id))?|tax\sid|ust-?id(?:-?nr)?|umsatzsteuer-id|tva|partita\siva|p\.?\s?iva|nif|btw|"
    r"siren|siret|kvk|cvr|org(?:anisations?)?\.?\s?n(?:umme)?r|nip|krs|uid)\.?\s?[:#]?\s?(?P<prefix>[a-z]{0,3})[- ]?$",
    re.IGNORECASE,
)
AROUND = 48
"""Characters before a number in which the word that says what it is must stand."""
MOST = 5
"""Candidates that are looked at in one text."""


def numbers_in(text: str) -> Iterator[tuple[str, int, int]]:
    """``wallet …`` and ``company-number …`` with where they stand in the text, of the first five that could be each.

    A wallet counts only where its own check digits are right (Base58Check; Bech32, BIP 173 and 350), a legal entity
    identifier where those of ISO 17442 are, another company number only behind a word that says so.
    """
    if not _DIGIT.search(text):
        return
    if max(map(len, text.split()), default=0) >= LEI:
        for match in islice(_TOKEN.finditer(text), MOST):
            token = match.group()
            if kind := "wallet" if is_wallet(token) else "company-number" if is_lei(token) else None:
                yield f"{kind} {token}", match.start(), match.end()
    for match in islice(_DIGITS.finditer(text), MOST):
        label = _LABEL.search(text, max(0, match.start() - AROUND), match.start())
        if label:
            plain = re.sub(r"[ .-]", "", label["prefix"] + match.group()).upper()
            yield f"company-number {plain}", label.start("prefix"), match.end()


def is_wallet(token: str) -> bool:
    """Whether the token is a wallet address by its own check digits."""
    if len(token) < LONG:
        return False
    if token.lower().startswith(_BECH32_STARTS):
        return token in (token.lower(), token.upper()) and _bech32(token.lower())
    return len(token) <= 35 and _base58(token)


def _base58(token: str) -> bool:
    """Base58Check: a version, twenty bytes, and four of a double SHA-256."""
    number = 0
    for letter in token:
        if letter not in _BASE58:
            return False
        number = number * 58 + _BASE58[letter]
    if number >= 1 << 200:
        return False
    raw = number.to_bytes(25, "big")
    leading = len(token) - len(token.lstrip("1"))
    if leading != len(raw) - len(raw.lstrip(b"\0")):
        return False
    return hashlib.sha256(hashlib.sha256(raw[:21]).digest()).digest()[:4] == raw[21:]


def _bech32(token: str) -> bool:
    prefix, _, data = token.rpartition("1")
    if len(data) < 14 or any(letter not in _BECH32 for letter in data):
        return False
    values = [ord(letter) >> 5 for letter in prefix] + [0] + [ord(letter) & 31 for letter in prefix]
    check = 1
    for value in (*values, *(_BECH32[letter] for letter in data)):
        top = check >> 25
        check = (check & 0x1FFFFFF) << 5 ^ value
        for bit, step in enumerate(_BECH32_STEPS):
            check ^= step if top >> bit & 1 else 0
    return check in (1, 0x2BC830A3)


def is_lei(token: str) -> bool:
    """Whether the token is a legal entity identifier by its check digits (ISO 17442, modulo 97)."""
    if not _LEI.fullmatch(token) or token.isdigit():
        return False
    return int("".join(str(int(character, 36)) for character in token)) % 97 == 1
