from __future__ import annotations

import pytest

from auditor.lookup.recorded import answer_page, parsed_answer
from auditor.markup import reading_at
from auditor.model import DomainRecord

HARBOUR = "Domain Name: HARBOUR.EXAMPLE\n"


def read(text: str, tld: str = "example") -> DomainRecord:
    data = text.encode()
    record = parsed_answer(data, "answer.txt", tld, "whois")
    if record.at is not None:
        reading = reading_at(answer_page("answer.txt", data), record.at.selector)
        assert reading is not None
        assert reading[record.at.start :].startswith(record.at.quote)
    return record


@pytest.mark.parametrize(
    ("line", "day"),
    [
        ("Creation Date: 2004-05-06T07:08:09Z", "2004-05-06"),
        ("   Created On:06-May-2004 04:00:00 UTC", "2004-05-06"),
        ("created:      20040506 #123456", "2004-05-06"),
        ("created:      0-HANDLE 20040506000000", "2004-05-06"),
        ("created............: 6.5.2004 00:00:00", "2004-05-06"),
        ("Registered:   Thu May 6 2004", "2004-05-06"),
        ("Record created: Thu May  6 09:42:42 2004", "2004-05-06"),
        ("Domain Registration Date:      Thu May 06 07:50:40 GMT 2004", "2004-05-06"),
        ("Registered on 6th May 2004 at 00:00:00.000", "2004-05-06"),
        ("Record created on 2004-05-06 (YYYY-MM-DD)", "2004-05-06"),
        ("[Created on]                    2004/05/06", "2004-05-06"),
        ("[登録年月日]                     2004/05/06", "2004-05-06"),
        ("등록일                      : 2004. 05. 06.", "2004-05-06"),
        ("c [Record Created]              6-MAY-2004", "2004-05-06"),
        ("Created on..............: 2004-May-06.", "2004-05-06"),
        ("Domain record activated:    06-May-2004", "2004-05-06"),
        ("registration: 6-May-2004", "2004-05-06"),
        ("1b. registrationdate     : 2004-05-06", "2004-05-06"),
        ("domain_dateregistered: 2004-05-06T00:00:00+12:00", "2004-05-06"),
        ("changed:      desk AT names.example 20040506 (Assigned)", "2004-05-06"),
        ("Entry created:\n\tThursday 6th May 2004", "2004-05-06"),
        ("First registration date:\n2004-05-06", "2004-05-06"),
        ("Fecha de Creacion: 2004-05-06 15:21:32", "2004-05-06"),
        ("Created (JJ/MM/AAAA) : 06/05/2004", "2004-05-06"),
        ("Created (mm/dd/yyyy): 05/06/2004", "2004-05-06"),
        ("Registration Date   2004-05-06", "2004-05-06"),
        ("domain:Created:20040506", "2004-05-06"),
        ("Created on: 06-May-04", "2004-05-06"),
        ("Registered on: 2004年05月06日", "2004-05-06"),
    ],
)
def test_days_as_registries_write_them(line: str, day: str) -> None:
    record = read(f"{HARBOUR}Status: ok\n{line}\nExpires: 2030-01-01\n")
    assert (record.domain, record.registered, record.precision) == ("harbour.example", day, "day")


@pytest.mark.parametrize(
    ("tld", "day"), [("hk", "2004-05-06"), ("fr", "2004-05-06"), ("us", "2004-06-05"), ("tk", "2004-06-05")]
)
def test_the_ending_decides_the_order_of_day_and_month(tld: str, day: str) -> None:
    assert read(f"Domain Name: harbour.{tld}\nCreated: 06/05/2004\n", tld).registered == day
    assert read(f"Domain Name: harbour.{tld}\nCreated: 31/05/2004\n", tld).registered == "2004-05-31"
    assert read(f"Domain Name: harbour.{tld}\nCreated: 05/31/2004\n", tld).registered == "2004-05-31"


@pytest.mark.parametrize(
    ("line", "registered", "precision"),
    [
        ("Registered on: before Aug-1996", "1996-08", "not-later-than"),
        ("Registered on: Before 2001", "2001-01-01", "not-later-than"),
        ("Registered: Aug-1999", "1999-08", "month"),
        ("Registered: 1999", "1999", "year"),
    ],
)
def test_precision_is_kept(line: str, registered: str, precision: str) -> None:
    record = read(HARBOUR + line + "\n")
    assert (record.registered, record.precision) == (registered, precision)


@pytest.mark.parametrize(
    "text",
    [
        "domain: harbour.example\nchanged: 2019-01-01\nexpires: 2030-01-01\n",
        "domain: harbour.example\n\nperson: Ines Novak\ncreated: 1999-01-01\n",
        "domain: harbour.example\n\ncontact: HL-1\nname: Harbour Lane\ncreated: 31.12.1999\n",
        "domain: harbour.example\n\nname: Ines\nnic-hdl: IN1\ncreated: 31.12.1999\n",
        "domain: harbour.example\n\nnsset: HL-NS\ncreated: 31.12.1999\n",
        "Domain Name: harbour.example\nUpdated Date: 2019-01-01\nLast Update of Database: 2026-01-01\n",
        "Copyright 1999-2026 Names Ltd. Registered in 1999 in Bergen.\n" + HARBOUR,
        "domain: harbour.example\ncreated: soon, 2004 perhaps\n",
        "domain: harbour.example\ncreated: 1970-01-01\n",
    ],
    ids=["change", "person", "contact", "handle", "servers", "update", "prose", "odd", "epoch"],
)
def test_no_other_date_is_taken(text: str) -> None:
    record = read(text)
    assert (record.registered, record.status) == (None, "no-date")


def test_the_root_registrys_preamble_is_cut() -> None:
    preamble = (
        "% IANA WHOIS server\n% for more information on IANA, visit http://www.iana.org\n\n"
        "refer: whois.names.example\n\ndomain:       EXAMPLE\n\norganisation: Names\n\n"
        "created:      1985-01-01\nsource:       IANA\n\n# whois.names.example\n\n"
    )
    assert read(preamble + HARBOUR + "Creation Date: 2004-05-06\n").registered == "2004-05-06"
    assert read(preamble + HARBOUR).registered is None


def test_an_answer_about_an_ending_is_not_taken_for_a_name() -> None:
    text = b"domain:       COM\ncreated:      1985-01-01\nsource:       IANA\n"
    record = parsed_answer(text, "harbour.com.txt", "com", "whois")
    assert (record.status, record.registered) == ("unreadable", None)


@pytest.mark.parametrize("text", ["No match for HARBOUR.EXAMPLE.\n", "% No entries found.\n", "Status: free\n"])
def test_not_found(text: str) -> None:
    assert read(text).status == "not-found"


def test_when_it_was_asked() -> None:
    record = read(HARBOUR + "Creation Date: 2004-05-06\n>>> Last update of whois database: 2026-03-01T10:00:00Z <<<\n")
    assert record.asked_at == "2026-03-01"


def test_two_clocks_of_one_registry_and_its_registrar_keep_the_registrys() -> None:
    text = HARBOUR + "Creation Date: 1997-09-15T04:00:00Z\n\n" + HARBOUR + "Creation Date: 2002-10-02T00:00:00Z\n"
    assert read(text).registered == "1997-09-15"


def test_latin_1_and_windows_line_ends() -> None:
    data = "Domain Name: harbour.example\r\nOwner: Sørensen\r\nCreation Date: 2004-05-06\r\n".encode("latin-1")
    record = parsed_answer(data, "harbour.example.txt")
    assert record.registered == "2004-05-06"
    assert record.at is not None
    reading = reading_at(answer_page("x", data), "text")
    assert reading is not None
    assert reading[record.at.start :].startswith("2004-05-06")


def test_an_endings_date_is_never_taken_where_another_server_was_asked_next() -> None:
    root = "% IANA WHOIS server\n\nrefer: whois.names.example\n\ndomain: EXAMPLE\n\ncreated: 1985-01-01\nsource: IANA\n"
    assert read(root).registered == "1985-01-01"
    assert read(root + "\n# whois.names.example\n\n").registered is None
    assert read(root + "\n# whois.names.example\n\n-7: %Invalid pattern\n").registered is None
    assert read(root.replace("source: IANA", "") + "\n# whois.names.example\n\nBusy\n").registered is None
