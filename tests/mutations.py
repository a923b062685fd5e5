"""Damage as it happens to saved files, and as somebody might do it on purpose: the same seed does the same damage."""

from __future__ import annotations

import random
import re
from collections.abc import Callable

Damage = Callable[[bytes, random.Random], bytes]

_TAG = re.compile(rb"</?[a-zA-Z][^<>]{0,400}>")
_JSON = re.compile(rb'[{}\[\]:,"]|\\.|\b(?:true|false|null|\d+)\b')
_ODD = (
    b"null",
    b"[]",
    b"{}",
    b'"',
    b"1e999",
    b"-1",
    b"99999999999999999999",
    b'"\\ud800"',
    b"[[[[",
    b"true",
    b"\\",
    b"",
)
_ENCODINGS = ("utf-16", "utf-16-le", "utf-32", "latin-1", "cp1252", "gb18030", "shift_jis", "koi8-r", "cp037", "utf-7")


def flipped(data: bytes, dice: random.Random) -> bytes:
    """A few bytes become others."""
    changed = bytearray(data)
    for _ in range(dice.choice((1, 3, 20))):
        changed[dice.randrange(len(changed))] ^= 1 << dice.randrange(8)
    return bytes(changed)


def cut(data: bytes, dice: random.Random) -> bytes:
    """The end, the beginning or a middle part is missing."""
    a, b = sorted((dice.randrange(len(data)), dice.randrange(len(data))))
    return dice.choice((data[:a], data[b:], data[:a] + data[b:]))


def without_tags(data: bytes, dice: random.Random) -> bytes:
    """Tags are left out, renamed or lose their attributes."""
    share = dice.choice((0.02, 0.2, 0.6))

    def changed(found: re.Match[bytes]) -> bytes:
        if dice.random() > share:
            return found.group()
        return dice.choice((b"", b"<i>", b"<div>", found.group().split()[0].rstrip(b">") + b">"))

    return _TAG.sub(changed, data)


def damaged_json(data: bytes, dice: random.Random) -> bytes:
    """Marks and values of JSON are exchanged for others, left out or doubled."""
    share = dice.choice((0.001, 0.02, 0.2))
    return _JSON.sub(lambda found: dice.choice(_ODD) if dice.random() < share else found.group(), data)


def repeated(data: bytes, dice: random.Random) -> bytes:
    """A part comes again somewhere, once or many times."""
    a, b = sorted((dice.randrange(len(data)), dice.randrange(len(data))))
    at = dice.randrange(len(data))
    return data[:at] + data[a : min(b, a + 5_000)] * dice.choice((1, 2, 30)) + data[at:]


def recoded(data: bytes, dice: random.Random) -> bytes:
    """The text is written in another encoding than it says, or in two one after the other."""
    text = data.decode(dice.choice(("utf-8", "latin-1")), "replace")
    return text.encode(dice.choice(_ENCODINGS), "replace")


def inserted(data: bytes, dice: random.Random) -> bytes:
    """Something that does not belong there: NUL, half a character, markup, a reference to nothing."""
    put = dice.choice(
        (
            bytes(9),
            b"\xed\xa0\x80",
            b"\xff\xfe",
            b"<!--",
            b"]]>",
            b"<script>",
            b"&#55296;",
            b"\r",
            b"\xe2\x80\xae",
            b"<p " * 50,
        )
    )
    at = dice.randrange(len(data))
    return data[:at] + put + data[at:]


DAMAGES: tuple[Damage, ...] = (flipped, cut, without_tags, damaged_json, repeated, recoded, inserted)


def mutated(data: bytes, seed: str) -> bytes:
    """The bytes after one to three damages."""
    dice = random.Random(seed)
    for _ in range(dice.choice((1, 1, 2, 3))):
        if data:
            data = dice.choice(DAMAGES)(data, dice)
    return data
