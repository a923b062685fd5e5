"""PDF documents: lines with their size and column, links, properties; and what is broken in them."""

from __future__ import annotations

import hashlib
import io
import re
import time
import zlib
from html import unescape

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pypdf import PdfWriter

from auditor.containers.pdf_text import Painter, Shown
from auditor.intake import Limits, Saved, pages
from auditor.markup import Document
from auditor.model import Page, Refusal
from fixtures.containers.pdf import Link, Text, document

LIMITS = Limits()
JPEG = b"\xff\xd8\xff\xe0\x00\x10JFIF" + bytes(40) + b"\xff\xd9"
ADDRESS = "https://net.example/in/ida?lipi=urn&x=1"
SIDE = [Text(21.6, 737, 13, "Contact"), Text(21.6, 718, 10.5, "ida@museum.example"), Text(21.6, 693, 11, "net/in/ida")]
MAIN = [
    Text(223.6, 726, 26, "Ida Brandt"),
    Text(223.6, 705, 12, "Curator & <writer> at Harbour Museum"),
    Text(223.6, 652, 15.75, "Experience"),
    Text(223.6, 626, 12, "Łódź – 日本 „Museum“"),
]
FOOT = [Text(384, 14, 9, "Page 1 of 2")]


def opened(data: bytes) -> Page | Refusal:
    (outcome,) = pages(Saved("cv.pdf", data, hashlib.sha256(data).hexdigest(), {}, "2026-04-01", LIMITS), LIMITS)
    return outcome


def page_of(data: bytes) -> Page:
    outcome = opened(data)
    assert isinstance(outcome, Page), outcome
    return outcome


def lines(page: Page) -> list[tuple[str, str, str, str]]:
    found = re.findall(
        r'<p data-page="(\d+)" data-size="([\d.]+)" data-column="(\w+)" data-x="[\d.]+" data-y="[\d.]+"[^>]*>(.*?)</p>',
        page.text,
    )
    return [(number, size, column, unescape(text)) for number, size, column, text in found]


def test_lines_have_their_page_size_and_column() -> None:
    page = page_of(document([SIDE + MAIN + FOOT, [Text(223.6, 700, 10.5, "More of it")]]))
    assert lines(page) == [
        ("1", "13.0", "side", "Contact"),
        ("1", "10.5", "side", "ida@museum.example"),
        ("1", "11.0", "side", "net/in/ida"),
        ("1", "26.0", "main", "Ida Brandt"),
        ("1", "12.0", "main", "Curator & <writer> at Harbour Museum"),
        ("1", "15.8", "main", "Experience"),
        ("1", "12.0", "main", "Łódź – 日本 „Museum“"),
        ("1", "9.0", "main", "Page 1 of 2"),
        ("2", "10.5", "main", "More of it"),
    ]
    assert page.container == "pdf"
    assert page.media_type == "text/html"


def test_markup_can_be_read_by_selectors() -> None:
    page = page_of(document([SIDE + MAIN], links=[Link((21, 690, 120, 705), ADDRESS)], info={"Author": "Net"}))
    read = Document(page)
    assert read.meta["Author"].value == "Net"
    assert read.language == "en"
    name = read.first('p[data-size="26.0"]')
    assert name is not None
    assert name.text == "Ida Brandt"
    link = read.first("a[href]")
    assert link is not None
    assert link.attr("href") == ADDRESS
    assert link.attr("title") == "net/in/ida"


def test_one_column_is_all_main() -> None:
    printed = [
        Text(40, 700, 12, "Ida Brandt is a curator " * 4),
        Text(40, 680, 12, "short"),
        Text(320, 660, 12, "right"),
    ]
    assert {column for _, _, column, _ in lines(page_of(document([printed])))} == {"main"}


@pytest.mark.parametrize("date", ["D:20260303091500+01'00'", "D:20260303081500Z", "D:20260303081500"])
def test_the_date_of_creation_is_the_capture_time(date: str) -> None:
    page = page_of(document([MAIN], info={"CreationDate": date, "Title": "Resume"}))
    assert (page.captured_at, page.captured_at_basis) == ("2026-03-03T08:15:00Z", "embedded")
    page = page_of(document([MAIN], info={"CreationDate": "yesterday"}))
    assert (page.captured_at, page.captured_at_basis) == ("2026-04-01", "file-date")


def test_simple_fonts_are_read_by_their_encoding() -> None:
    assert lines(page_of(document([[Text(40, 700, 12, "Grüße (aus) Köln – 5 €")]], composite=False))) == [
        ("1", "12.0", "main", "Grüße (aus) Köln – 5 €")
    ]
    differing = document([[Text(40, 700, 12, "\x01\xf3dka \x02")]], composite=False)
    assert lines(page_of(differing))[0][3] == "\u0141\xf3dka \u0142"


def test_runs_on_one_line_are_joined_with_the_spaces_that_are_seen() -> None:
    content = [Text(40, 700, 10, "Danish"), Text(76, 700, 10, "(native)"), Text(300, 700, 10, "far away")]
    assert [text for *_, text in lines(page_of(document([content])))] == ["Danish (native)", "far away"]
    touching = [Text(40, 700, 10, "Jab"), Text(55.5, 700, 10, "\u0142"), Text(60.5, 700, 10, "o\u0144ska")]
    assert [text for *_, text in lines(page_of(document([touching])))] == ["Jab\u0142o\u0144ska"]


def test_photos_are_resources_and_stand_in_the_markup() -> None:
    page = page_of(document([MAIN], photo=JPEG))
    assert page.resources == {"pdf:picture-1": JPEG}
    assert '<img src="pdf:picture-1" data-page="1"' in page.text


def test_only_web_and_mail_addresses_are_links() -> None:
    links = [
        Link((0, 0, 9, 9), address) for address in ("javascript:alert(1)", "mailto:ida@m.example", "file:///etc", "x")
    ]
    assert re.findall(r'<a href="([^"]*)"', page_of(document([MAIN], links=links)).text) == ["mailto:ida@m.example"]


def test_text_on_the_page_cannot_become_markup() -> None:
    hostile = '<script>alert("x")</script><p data-size="26.0">'
    page = page_of(document([[Text(40, 700, 12, hostile)]], info={"Title": '"><h1>x</h1>'}))
    assert "<script>" not in page.text
    assert "<h1>" not in page.text
    assert lines(page)[0][3] == hostile


# what is broken


def test_a_pdf_without_text_says_what_would_be_right() -> None:
    outcome = opened(document([[]]))
    assert isinstance(outcome, Refusal)
    assert "without text" in outcome.reason


def locked(password: str) -> bytes:
    writer = PdfWriter(clone_from=io.BytesIO(document([MAIN])))
    writer.encrypt(password, "owner", algorithm="RC4-128")
    out = io.BytesIO()
    writer.write(out)
    return out.getvalue()


def test_a_pdf_that_asks_for_a_password_is_refused_and_one_that_does_not_is_read() -> None:
    assert "Ida Brandt" in page_of(locked("")).text
    outcome = opened(locked("secret"))
    assert isinstance(outcome, Refusal)
    assert "encrypted" in outcome.reason
    unknown = document([MAIN]).replace(b"/Root 1 0 R", b"/Root 1 0 R /Encrypt << /Filter /Standard /V 9 /R 9 >>")
    outcome = opened(unknown)
    assert isinstance(outcome, Refusal)
    assert "encrypted" in outcome.reason


def test_every_cut_is_a_page_or_a_refusal(capfd: pytest.CaptureFixture[str]) -> None:
    data = document([SIDE + MAIN, MAIN], links=[Link((0, 0, 9, 9), ADDRESS)], info={"Title": "x"}, photo=JPEG)
    for at in range(10, len(data), 97):
        outcome = opened(data[:at])
        assert isinstance(outcome, Page) or "crashed" not in outcome.reason
    shown = capfd.readouterr()
    assert shown.out == shown.err == ""


@settings(max_examples=80, deadline=None)
@given(st.integers(0, 1 << 16), st.binary(max_size=12), st.integers(0, 30))
def test_every_mutation_is_a_page_or_a_refusal(at: int, put: bytes, taken: int) -> None:
    data = document([SIDE + MAIN], links=[Link((0, 0, 9, 9), ADDRESS)], photo=JPEG)
    at %= len(data)
    outcome = opened(data[:at] + put + data[at + taken :])
    assert isinstance(outcome, Page) or "crashed" not in outcome.reason


def test_forms_that_contain_themselves_end() -> None:
    body = zlib.compress(b"/Im1 Do " * 50)
    form = (
        b"<< /Type /XObject /Subtype /Form /BBox [0 0 9 9] /Resources << /XObject << /Im1 6 0 R >> >> "
        b"/Filter /FlateDecode /Length %d >>\nstream\n%s\nendstream" % (len(body), body)
    )
    data = document([MAIN], photo=JPEG)
    start = data.index(b"6 0 obj\n") + 8
    end = data.index(b"\nendobj", start)
    began = time.process_time()
    outcome = opened(data[:start] + form + data[end:])
    assert time.process_time() - began < 3.0
    assert isinstance(outcome, Page) or outcome.reason


def test_a_stream_that_unpacks_to_very_much_is_stopped() -> None:
    body = zlib.compress(b"q Q " * (30 << 20), 9)
    bomb = b"<< /Filter /FlateDecode /Length %d >>\nstream\n%s\nendstream" % (len(body), body)
    data = document([MAIN])
    start = data.index(b"10 0 obj\n") + 9
    end = data.index(b"\nendobj", start)
    began = time.process_time()
    outcome = opened(data[:start] + bomb + data[end:])
    assert time.process_time() - began < 3.0
    assert isinstance(outcome, Refusal)


@pytest.mark.parametrize(
    "content",
    [
        b"(" * 100_000,
        b"(a(b" * 50_000,
        b"<" * 100_000,
        b"[" * 100_000 + b"TJ",
        b"q " * 100_000,
        b"BI ID " + b"x" * 100_000,
        b"\\(" * 100_000,
        b"/" * 100_000,
        b"1 " * 100_000 + b"Tm",
        b"Q Q ET TJ Tj Td T* ' \" cm Do Tf",
        b"nan nan nan inf inf inf Tm 1e999 0 0 1 0 0 cm (x) Tj",
    ],
)
def test_hostile_content_is_followed_in_time(content: bytes) -> None:
    began = time.process_time()
    Painter().show(content, {}, Shown())
    assert time.process_time() - began < 1.5
