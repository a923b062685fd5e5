"""Recorded answers of every kind, broken in thousands of ways: nothing raises, and no other date is read."""

from __future__ import annotations

import json
import random
from collections.abc import Callable
from copy import deepcopy
from dataclasses import dataclass
from typing import Any

import pytest

from auditor.lookup.recorded import answer_page, parsed_answer
from auditor.markup import reading_at
from tests.running import ROOT

OTHER_DATES = ("1998-01-02T00:00:00Z", "2030-05-06", "20240102", "06.05.2031", "2021-02-03 04:05:06", "1-Jan-2027")
JUNK: tuple[Any, ...] = (None, 7, 1.5, True, "", "x", [], {}, [[]], {"events": []}, "\u0000", "ä" * 300)


@dataclass(frozen=True)
class Seed:
    name: str
    file: str
    data: bytes
    right: tuple[str, ...]
    """What the answer states: its date first, then those it states when the ones before are gone."""
    quote: bytes
    """The words that state the date, which a mutation leaves alone; empty where there are none."""


def _seeds() -> list[Seed]:
    found = []
    for folder in sorted((ROOT / "fixtures" / "records").iterdir()):
        (file,) = (path for path in folder.iterdir() if path.name != "expected.json")
        data = file.read_bytes()
        right: list[str] = []
        quotes: list[bytes] = []
        left = data
        while (record := parsed_answer(left, file.name)).registered and record.at:
            right.append(record.registered)
            quotes.append(record.at.quote.encode())
            left = left.replace(quotes[-1], b"0" * len(quotes[-1]))
        found.append(Seed(folder.name, file.name, data, tuple(right), quotes[0] if quotes else b""))
    return found


SEEDS = _seeds()
WHOSE = {
    "rdap-other-name": (b'"ldhName": "quayhouse.example"',),
    "rdap-about-a-server": (b'"nameserver"', b"ns1.harbourlane.example"),
    "whois-date-of-a-contact": (b"\nnic-hdl:     IP1-EX",),
}
"""Words by which an answer says that its date is somebody else's; without all of them nobody could know."""
Mutation = Callable[[random.Random, Seed], bytes]


def _bytes(rng: random.Random, seed: Seed) -> bytes:
    """Bytes changed, left out, put in, doubled or cut, anywhere but in the date."""
    head, quote, tail = seed.data.partition(seed.quote) if seed.quote else (seed.data, b"", b"")
    parts = [bytearray(head), bytearray(tail)]
    for _ in range(rng.randint(1, 6)):
        part = rng.choice(parts)
        if not part:
            continue
        at = rng.randrange(len(part))
        how = rng.randrange(5)
        if how == 0:
            part[at] = rng.randrange(256)
        elif how == 1:
            del part[at : at + rng.randint(1, 12)]
        elif how == 2:
            part[at:at] = rng.choice((b"\x00", b"{", b"]", b'"', b"\n", b"\r\n", b":", b"\xff\xfe", b"  ", b"<", b"\\"))
        elif how == 3:
            part[at:at] = part[at : at + rng.randint(1, 8)]
        elif part is parts[1]:
            del part[at:]
    return bytes(parts[0]) + quote + bytes(parts[1])


def _structure(rng: random.Random, seed: Seed) -> bytes:
    """JSON whose keys, values and rows are dropped, replaced, doubled and shuffled; other dates are put beside."""
    try:
        value = json.loads(seed.data)
        for _ in range(rng.randint(1, 4)):
            _changed(rng, value, seed.quote.decode())
        return json.dumps(value, ensure_ascii=rng.random() < 0.5, indent=rng.choice((None, 1))).encode()
    except (ValueError, RecursionError):
        return _lines(rng, seed)


def _changed(rng: random.Random, value: Any, spared: str) -> None:
    places = [place for place in _containers(value) if place]
    if not places:
        return
    place = rng.choice(places)
    how = rng.randrange(5)
    if isinstance(place, dict):
        key = rng.choice(sorted(place))
        if how == 0:
            del place[key]
        elif how == 1:
            place[key] = deepcopy(rng.choice(JUNK))
        elif how == 2:
            place[f"x_{key}"] = deepcopy(place[key])
        elif how == 3 and isinstance(place[key], str) and place[key] != spared:
            place[key] = place[key].swapcase()
        elif isinstance(place.get("events"), list):
            action = rng.choice(("last changed", "expiration", "transfer", "reregistration", "locked", "Registrations"))
            place["events"].insert(0, {"eventAction": action, "eventDate": rng.choice(OTHER_DATES)})
            place["entities"] = [
                {
                    "events": [{"eventAction": "registration", "eventDate": rng.choice(OTHER_DATES)}],
                    "roles": ["registrant"],
                }
            ]
    elif how == 0:
        rng.shuffle(place)
    elif how == 1:
        place.append(deepcopy(rng.choice(JUNK)))
    elif how == 2:
        place.insert(rng.randrange(len(place) + 1), deepcopy(rng.choice(place)))
    elif how == 3:
        del place[rng.randrange(len(place))]


def _containers(value: Any) -> list[Any]:
    found: list[Any] = []
    if isinstance(value, dict | list):
        found.append(value)
        for inner in value.values() if isinstance(value, dict) else value:
            found += _containers(inner)
    return found


def _lines(rng: random.Random, seed: Seed) -> bytes:
    """Text whose lines are dropped, doubled, indented, spaced; blocks about others and other dates are put beside."""
    lines = seed.data.replace(b"\r\n", b"\n").split(b"\n")
    for _ in range(rng.randint(1, 4)):
        at = rng.randrange(len(lines))
        how = rng.randrange(6)
        if how == 0 and len(lines) > 1:
            del lines[at]
        elif how == 1:
            lines.insert(at, lines[at])
        elif how == 2:
            lines[at] = b" " * rng.randint(1, 8) + lines[at]
        elif how == 3:
            lines[at] += rng.choice((b" ", b"\t", b"\x00", b" \xe9", b" (UTC)"))
        elif how == 4:
            label = rng.choice(
                (b"Updated Date", b"Expiry date", b"changed", b"Last modified on", b"expires", b"Last-update")
            )
            lines.insert(at, label + b": " + rng.choice(OTHER_DATES).encode())
        else:
            lines.insert(at, b"% created by hand " + rng.choice(OTHER_DATES).encode())
    if rng.random() < 0.3:
        block = rng.choice((b"person:  Ines Novak", b"nic-hdl: IN1-EXAMPLE", b"contact: IN1", b"role: desk"))
        lines += [b"", block, b"created: " + rng.choice(OTHER_DATES).encode()]
    return rng.choice((b"\n", b"\r\n")).join(lines)


def _check(rng: random.Random, rounds: int) -> dict[str, int]:
    told = {"right": 0, "none": 0}
    for _ in range(rounds):
        seed, mutate = rng.choice(SEEDS), rng.choice((_bytes, _structure, _lines))
        data = mutate(rng, seed)
        words = WHOSE.get(seed.name, ())
        if words and not any(one in data for one in words):
            continue
        record = parsed_answer(data, seed.file)
        cut = record.precision == "year"
        right = [day[:4] if cut else day for day in seed.right]
        assert record.registered in (*right, None), (seed.name, mutate.__name__, data)
        told["none" if record.registered is None else "right"] += 1
        if record.at is not None:
            reading = reading_at(answer_page(seed.file, data), record.at.selector)
            assert reading is not None, (seed.name, data)
            assert reading[record.at.start : record.at.start + len(record.at.quote)] == record.at.quote
    return told


def test_two_thousand_broken_answers_are_read_right_or_not_at_all() -> None:
    told = _check(random.Random(11), 2_000)
    assert told["right"] > 200
    assert told["none"] > 200


@pytest.mark.slow
@pytest.mark.parametrize("seed", range(5))
def test_ten_thousand_broken_answers_are_read_right_or_not_at_all(seed: int) -> None:
    _check(random.Random(1_000 + seed), 10_000)
