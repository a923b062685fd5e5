"""Answers made to keep a reader busy: read within a second of processor time, or given up with a reason."""

from __future__ import annotations

import time

import pytest

from auditor.lookup.recorded import MAX_ANSWER, parsed_answer

HOSTILE = {
    "one block of a person's dates": "person: x\n" + "created: 2004-01-01\n" * 100_000,
    "dates that are none": "created: 2004-99-99\n" * 100_000,
    "blanks before a date": " " * 2_000_000 + "created: 2004-01-01",
    "colons": "a:" * 1_000_000,
    "dots behind a label": "created" + "." * 1_500_000 + ": 2004-01-01",
    "digits": "2004" * 500_000,
    "a preamble without an end": "% IANA WHOIS server\n" + "% x\n" * 300_000 + "domain: x\n",
    "many preambles": ("% IANA WHOIS server\n" + "domain: x\n") * 60_000,
    "names on the next line": "domain name:\n   " * 100_000,
    "words without a label": "x " * 900_000 + "2004",
    "brackets": "[" * 1_000_000,
    "keys": '{"a":' * 400_000,
    "half a capture": "a,b)/ 2004" * 150_000,
    "blocks of handles": ("nic-hdl: x\n\n" + "created: 2004-01-01\n\n") * 60_000,
    "events": '{"ldhName":"a.example","events":['
    + ",".join(['{"eventAction":"registration","eventDate":"2004-05-06"}'] * 40_000)
    + "]}",
    "empty lines": "\n" * 1_500_000 + "created: 2004-05-06",
}


@pytest.mark.parametrize("what", HOSTILE)
def test_a_hostile_answer_costs_no_more_than_a_second(what: str) -> None:
    data = HOSTILE[what].encode()
    assert len(data) < MAX_ANSWER
    began = time.process_time()
    record = parsed_answer(data, "harbour.example.txt")
    assert time.process_time() - began < 1.5
    assert record.registered is None
    assert record.status in ("unreadable", "no-date")
