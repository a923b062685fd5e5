from __future__ import annotations

import json

import pytest

from auditor.lookup.keeping import kept
from auditor.lookup.recorded import parsed_answer

RDAP = json.dumps(
    {
        "objectClassName": "domain",
        "ldhName": "harbour.example",
        "events": [{"eventAction": "registration", "eventDate": "2004-05-06T00:00:00Z"}],
        "entities": [
            {
                "roles": ["registrar"],
                "vcardArray": ["vcard", [["fn", {}, "text", "Names Ltd"], ["tel", {}, "uri", "1"]]],
            },
            {
                "roles": ["registrant"],
                "handle": "INES-NOVAK",
                "entities": [{"roles": ["administrative"], "email": "ines@harbour.example", "port43": "Ines"}],
                "events": [{"eventAction": "registration", "eventActor": "Ines", "eventDate": "1999-01-01T00:00:00Z"}],
                "vcardArray": ["vcard", [["fn", {}, "text", "Ines Novak"]]],
                "remarks": ["Ines"],
            },
            "Ines",
        ],
    }
).encode()
WHOIS = (
    b"domain:      harbour.example\r\nowner:       Ines Novak\r\ne-mail:      ines@harbour.example\r\nstatus: ok\r\n"
    b"created:     2004-05-06\r\nregistrar:   Names Ltd\r\n\r\nperson:      Ines Novak\r\ncreated:     1999-01-01\r\n"
)


@pytest.mark.parametrize("data", [RDAP, WHOIS], ids=["rdap", "whois"])
def test_what_is_kept_reads_the_same_and_names_nobody(data: bytes) -> None:
    record = parsed_answer(data, "answer")
    name, content = kept(data, record, url="https://rdap.example/", asked_at="2026-03-01T00:00:00Z", status=200)
    again = parsed_answer(content, name)
    assert (again.domain, again.kind, again.registered) == (record.domain, record.kind, record.registered)
    assert again.registered == "2004-05-06"
    assert again.asked_at == "2026-03-01"
    assert b"ines" not in content.lower()
    assert b"Names Ltd" in content
    assert name.startswith(f"harbour.example.{record.kind}.")


def test_contacts_are_kept_only_when_asked_for() -> None:
    record = parsed_answer(WHOIS, "answer")
    assert b"Ines Novak" in kept(WHOIS, record, contacts=True)[1]


def test_a_kept_answer_is_kept_as_it_is() -> None:
    record = parsed_answer(RDAP, "answer")
    name, content = kept(RDAP, record)
    assert kept(content, parsed_answer(content, name))[1] == content


def test_a_certificate_for_mail_is_kept_without_its_address() -> None:
    rows = [
        {"common_name": "Ines@harbour.example", "name_value": "ines@harbour.example", "not_before": "2015-01-01"},
        {"name_value": "harbour.example\nines@harbour.example", "not_before": "2019-08-08T00:00:00"},
    ]
    data = json.dumps(rows).encode()
    record = parsed_answer(data, "harbour.example.ct.json")
    name, content = kept(data, record)
    assert b"ines" not in content.lower()
    again = parsed_answer(content, name)
    assert (again.kind, again.registered) == ("ct", "2019-08-08")
