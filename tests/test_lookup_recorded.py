from __future__ import annotations

import json
import random
from typing import Any

import pytest

from auditor.lookup.recorded import answer_page, parsed_answer, records_from
from auditor.markup import reading_at
from auditor.model import DomainRecord


def rdap(*events: tuple[Any, Any], **more: Any) -> bytes:
    made = [{"eventAction": action, "eventDate": day} for action, day in events]
    return json.dumps({"objectClassName": "domain", "ldhName": "HARBOUR.EXAMPLE", "events": made, **more}).encode()


def read(data: bytes, name: str = "harbour.example.json", kind: str | None = None) -> DomainRecord:
    """The record, after its quote was found again in the file."""
    record = parsed_answer(data, name, kind=kind)
    if record.at is not None:
        reading = reading_at(answer_page(name, data), record.at.selector)
        assert reading is not None
        assert reading[record.at.start : record.at.start + len(record.at.quote)] == record.at.quote
    return record


def test_the_registration_event_is_the_date() -> None:
    record = read(rdap(("expiration", "2027-01-01T00:00:00Z"), ("Registration", "2004-05-06T07:08:09.123Z")))
    assert (record.domain, record.kind, record.registered, record.precision) == (
        "harbour.example",
        "rdap",
        "2004-05-06",
        "day",
    )
    assert record.at is not None
    assert (record.at.selector, record.at.quote) == ("json=/events/1/eventDate", "2004-05-06T07:08:09.123Z")


@pytest.mark.parametrize(
    "action",
    [
        "reregistration",
        "reinstantiation",
        "transfer",
        "last changed",
        "registrar registration",
        "last update of RDAP database",
    ],
)
def test_no_other_event_is_a_registration(action: str) -> None:
    record = read(rdap((action, "2021-05-06T00:00:00Z")))
    assert (record.registered, record.status) == (None, "no-date")


def test_only_the_domains_own_events_count() -> None:
    inner = {"events": [{"eventAction": "registration", "eventDate": "2020-01-01T00:00:00Z"}]}
    record = read(rdap(("last changed", "2021-01-01T00:00:00Z"), entities=[inner], nameservers=[inner]))
    assert record.status == "no-date"


def test_of_two_registrations_the_earlier_one_is_taken_with_a_warning() -> None:
    record = read(rdap(("registration", "2019-01-01"), ("registration", "2011-02-03")))
    assert record.registered == "2011-02-03"
    assert "two registration dates" in record.warnings[0]


@pytest.mark.parametrize(
    "day", [None, "", "soon", "2019-13-40T00:00:00Z", 20190101, "0001-01-01T00:00:00Z", "1970-01-01"]
)
def test_a_missing_or_odd_date_is_no_date(day: object) -> None:
    assert read(rdap(("registration", day))).status == "no-date"


@pytest.mark.parametrize(
    "events", [None, "x", [None], [{}], [{"eventAction": None}], [{"eventAction": "registration"}], {"0": 1}, [[1]]]
)
def test_malformed_events_are_no_date(events: object) -> None:
    data = json.dumps({"objectClassName": "domain", "ldhName": "harbour.example", "events": events}).encode()
    assert read(data).registered is None


def test_an_answer_about_another_name_is_refused() -> None:
    record = read(rdap(("registration", "2004-05-06")), "quay.example.json")
    assert (record.domain, record.status, record.registered) == ("quay.example", "unreadable", None)
    assert "about harbour.example" in record.warnings[0]


def test_not_found_and_other_errors() -> None:
    assert read(b'{"errorCode": 404, "title": "Not Found"}').status == "not-found"
    assert read(b'{"errorCode": 429, "title": "Slow down"}').status == "unreadable"
    assert read(b"").status == "unreadable"
    assert read(
        b'{"auditor-answer": 1, "kind": "rdap", "name": "harbour.example", "status": 404, "body": ""}'
    ).status == ("not-found")


def test_a_kept_answer_is_read_through_its_wrapping() -> None:
    body = rdap(("registration", "2004-05-06T00:00:00Z")).decode()
    kept = {
        "auditor-answer": 1,
        "kind": "rdap",
        "name": "harbour.example",
        "asked_at": "2026-03-01T10:00:00Z",
        "body": body,
    }
    record = read(json.dumps(kept).encode(), "0001.json")
    assert (record.registered, record.asked_at) == ("2004-05-06", "2026-03-01")
    assert record.at is not None
    assert record.at.selector == "json=/body >> json=/events/0/eventDate"


def test_a_registry_floor_is_on_or_before() -> None:
    data = json.dumps(
        {"ldhName": "harbour.ai", "events": [{"eventAction": "registration", "eventDate": "2017-12-16T05:37:20Z"}]}
    ).encode()
    assert read(data, "harbour.ai.json").precision == "not-later-than"


def test_the_first_certificate_that_names_the_domain() -> None:
    rows = [
        {"id": 3, "name_value": "www.harbour.example\nquay.example", "not_before": "2021-01-02T00:00:00"},
        {"id": 2, "name_value": "*.harbour.example", "not_before": "2019-08-08T00:00:00", "serial_number": "aa"},
        {"id": 1, "name_value": "notharbour.example", "not_before": "2009-01-01T00:00:00"},
    ]
    record = read(json.dumps(rows).encode(), "harbour.example.ct.json")
    assert (record.kind, record.registered) == ("ct", "2019-08-08")
    assert read(b"[]", "harbour.example.ct.json").status == "no-date"
    assert read(json.dumps(rows).encode(), "answer.json").status == "unreadable"


def test_certificates_of_one_domain_only_need_no_name() -> None:
    rows = [
        {"name_value": "www.harbour.example\nharbour.example", "not_before": "2021-01-02T00:00:00"},
        {"common_name": "harbour.example", "name_value": "*.harbour.example", "not_before": "2019-08-08T00:00:00"},
    ]
    record = read(json.dumps(rows).encode(), "answer.json")
    assert (record.domain, record.registered) == ("harbour.example", "2019-08-08")


def test_an_answer_that_names_no_domain_is_not_filed_under_its_files_name() -> None:
    data = b"Status: ok\nOwner: x\nCreation Date: 2004-05-06\n"
    assert read(data, "answer.bin").domain == ""
    records, refusals = records_from({"a/answer.txt": data})
    assert records == {}
    assert "names no domain" in refusals[0].reason


def test_the_first_capture_in_rows_and_in_lines() -> None:
    rows = [
        ["urlkey", "timestamp", "original", "mimetype", "statuscode", "digest", "length"],
        ["example,harbour)/", "20060203040506", "http://harbour.example/", "text/html", "200", "A", "1"],
        ["example,harbour)/", "20050203040506", "http://harbour.example/", "text/html", "200", "A", "1"],
    ]
    record = read(json.dumps(rows).encode(), "answer.json")
    assert (record.kind, record.domain, record.registered) == ("wayback", "harbour.example", "2005-02-03")
    text = "example,harbour)/ 20060203040506 http://harbour.example/ text/html 200 A 1\n"
    text += "example,harbour)/ 20040203040506 http://harbour.example/ text/html 200 A 1\n"
    record = read(text.encode(), "answer.txt")
    assert (record.kind, record.domain, record.registered) == ("wayback", "harbour.example", "2004-02-03")


def test_a_web_page_is_no_answer() -> None:
    assert read(b"<html><body>Error 502</body></html>").status == "unreadable"


def test_records_are_sorted_and_refusals_say_why() -> None:
    files = {
        "b/harbour.example.json": rdap(("registration", "2004-05-06")),
        "a/harbour.example.txt": b"Domain Name: HARBOUR.EXAMPLE\r\nCreation Date: 2004-05-06T00:00:00Z\r\n",
        "a/broken.json": b'{"a": ',
        "a/page.html": b"<html>",
    }
    records, refusals = records_from(files)
    assert list(records) == ["harbour.example"]
    assert [record.kind for record in records["harbour.example"]] == ["rdap", "whois"]
    assert [refusal.path for refusal in refusals] == ["a/broken.json", "a/page.html"]
    assert records_from(dict(reversed(files.items()))) == (records, refusals)


def test_no_mutation_of_an_answer_raises() -> None:
    rng = random.Random(7)
    seeds = [
        rdap(("registration", "2004-05-06T00:00:00Z"), ("expiration", "2027-01-01")),
        b'[{"name_value": "harbour.example", "not_before": "2019-08-08T00:00:00"}]',
        b'[["urlkey","timestamp"],["example,harbour)/","20060203040506"]]',
        b"Domain Name: HARBOUR.EXAMPLE\nCreation Date: 2004-05-06T00:00:00Z\n\nperson: x\ncreated: 1999-01-01\n",
    ]
    for _ in range(2_000):
        data = bytearray(rng.choice(seeds))
        for _ in range(rng.randint(1, 6)):
            at = rng.randrange(len(data))
            if rng.random() < 0.5:
                data[at] = rng.randrange(256)
            else:
                del data[at : at + rng.randint(1, 12)]
            data = data or bytearray(b" ")
        read(bytes(data))
