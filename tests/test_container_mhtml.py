"""MHTML as browsers really write it, and as it arrives when something went wrong."""

from __future__ import annotations

import base64
import hashlib
import quopri
from collections.abc import Sequence

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from auditor.intake import Limits, Saved, pages
from auditor.model import Page, Refusal

PNG = base64.b64decode(
    "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg=="
)
MARKUP = (
    '<!DOCTYPE html><html lang="pl"><head><title>Zofia Jabłońska</title></head><body><h1>Zofia Jabłońska</h1>'
    '<img src="cid:photo-1@mhtml.blink"><img src="https://pages.example/in/p/zofia.png">'
    "<p>a=b 100% — „ok”</p></body></html>"
)
BLINK = "----MultipartBoundary--wPz3fJmhF0Qd5Q7sV9k2b0XcTn1yLr8uEa4oGiHvZx----"


def part(kind: str, body: bytes, *, encoding: str, location: str = "", name: str = "") -> bytes:
    lines = [f"Content-Type: {kind}"]
    if name:
        lines.append(f"Content-ID: <{name}>")
    lines.append(f"Content-Transfer-Encoding: {encoding}")
    if location:
        lines.append(f"Content-Location: {location}")
    if encoding == "base64":
        body = base64.encodebytes(body).replace(b"\n", b"\r\n")
    elif encoding == "quoted-printable":
        body = quopri.encodestring(body).replace(b"\r\n", b"\n").replace(b"\n", b"\r\n")
    return "\r\n".join(lines).encode() + b"\r\n\r\n" + body


def document(parts: Sequence[bytes], boundary: str = BLINK, head: str | None = None) -> bytes:
    if head is None:
        head = (
            "From: <Saved by Blink>\r\nSnapshot-Content-Location: https://pages.example/in/zofia\r\n"
            "Subject: =?utf-8?Q?Zofia=20Jab=C5=82o=C5=84ska?=\r\nDate: Tue, 3 Mar 2026 09:15:00 +0100\r\n"
            "MIME-Version: 1.0\r\nContent-Type: multipart/related;\r\n"
            f'\ttype="text/html";\r\n\tboundary="{boundary}"\r\n\r\n'
        )
    delimiter = f"--{boundary}".encode()
    body = b"".join(delimiter + b"\r\n" + one + b"\r\n" for one in parts)
    return head.encode() + b"\r\n" + body + delimiter + b"--\r\n"


def saved(data: bytes, path: str = "case/zofia.mhtml") -> Saved:
    return Saved(path, data, hashlib.sha256(data).hexdigest(), {}, "2026-04-01", Limits())


def opened(data: bytes, path: str = "case/zofia.mhtml") -> list[Page | Refusal]:
    return list(pages(saved(data, path), Limits()))


HTML = part("text/html", MARKUP.encode(), encoding="quoted-printable", location="https://pages.example/in/zofia")
PICTURE = part("image/png", PNG, encoding="base64", location="https://pages.example/in/p/zofia.png")
CID = part("image/png", PNG, encoding="base64", name="photo-1@mhtml.blink")


def test_blink_states_address_time_and_pictures() -> None:
    data = document([HTML, PICTURE, CID])
    (page,) = opened(data)
    assert isinstance(page, Page)
    assert page.text == MARKUP
    assert page.container == "mhtml"
    assert page.sha256 == hashlib.sha256(data).hexdigest()
    assert page.url == "https://pages.example/in/zofia"
    assert (page.captured_at, page.captured_at_basis) == ("2026-03-03T08:15:00Z", "embedded")
    for address in (
        "https://pages.example/in/p/zofia.png",
        "cid:photo-1@mhtml.blink",
        "/in/p/zofia.png",
        "p/zofia.png",
    ):
        assert page.resources[address] == PNG


@pytest.mark.parametrize("encoding", ["quoted-printable", "base64", "8bit", "binary"])
def test_every_transfer_encoding_gives_the_same_page(encoding: str) -> None:
    html = part(
        "text/html; charset=utf-8", MARKUP.encode(), encoding=encoding, location="https://pages.example/in/zofia"
    )
    (page,) = opened(document([PICTURE, html]))
    assert isinstance(page, Page)
    assert page.text == MARKUP


@pytest.mark.parametrize(
    "boundary",
    ["----=_NextPart_000_0000", "--", "----MultipartBoundary----", "a'b()+_,-./:=?c", "----=_NextPart_000_0000_01DA"],
)
def test_boundaries_of_all_producers(boundary: str) -> None:
    (page,) = opened(document([HTML, PICTURE], boundary))
    assert isinstance(page, Page)
    assert page.text == MARKUP
    assert page.resources["https://pages.example/in/p/zofia.png"] == PNG


def test_a_boundary_that_begins_like_another_is_told_apart() -> None:
    inner = part("text/html", MARKUP.encode(), encoding="base64", location="https://pages.example/in/zofia")
    nested = (
        b'Content-Type: multipart/alternative; boundary="AB"\r\n\r\n'
        b"--AB\r\nContent-Type: text/plain\r\n\r\nplain\r\n--AB\r\n" + inner + b"\r\n--AB--\r\n"
    )
    (page,) = opened(document([nested, PICTURE], "A"))
    assert isinstance(page, Page)
    assert page.text == MARKUP


def test_the_start_parameter_and_the_snapshot_address_choose_the_page() -> None:
    frame = part(
        "text/html", b"<html><body>an advert</body></html>", encoding="8bit", location="cid:frame-1@mhtml.blink"
    )
    (by_address,) = opened(document([frame, HTML]))
    assert isinstance(by_address, Page)
    assert by_address.text == MARKUP
    named = part("text/html", MARKUP.encode(), encoding="base64", name="root@saved")
    head = 'MIME-Version: 1.0\r\nContent-Type: multipart/related; start="<root@saved>"; boundary=XX\r\n\r\n'
    (by_start,) = opened(document([frame, named], "XX", head))
    assert isinstance(by_start, Page)
    assert by_start.text == MARKUP
    assert (by_start.captured_at, by_start.captured_at_basis) == ("2026-04-01", "file-date")


def test_line_ends_declared_charset_and_missing_boundary_are_taken_as_they_come() -> None:
    latin = "<html><body><h1>J\u00f6rg Gr\u00fcn</h1></body></html>"
    html = part(
        "text/html; charset=iso-8859-1", latin.encode("latin-1"), encoding="8bit", location="http://pages.example/j"
    )
    data = document([html]).replace(b"\r\n", b"\n")
    (page,) = opened(data)
    assert isinstance(page, Page)
    assert page.text.strip() == latin
    head = "MIME-Version: 1.0\r\nContent-Type: multipart/related\r\n\r\n"
    (page,) = opened(document([html, PICTURE], "unstated", head), "x.mht")
    assert isinstance(page, Page)
    assert page.text == latin


def test_a_page_alone_without_multipart() -> None:
    head = (
        "MIME-Version: 1.0\r\nContent-Location: https://pages.example/one\r\n"
        "Content-Type: text/html; charset=utf-8\r\n\r\n"
    )
    (page,) = opened(head.encode() + MARKUP.encode())
    assert isinstance(page, Page)
    assert (page.text, page.url) == (MARKUP, "https://pages.example/one")


def test_cut_off_inside_the_page_is_refused() -> None:
    data = document([HTML, PICTURE])
    (refusal,) = opened(data[: data.index(b"</h1>")])
    assert isinstance(refusal, Refusal)
    assert "cut off inside its page" in refusal.reason


def test_cut_off_before_the_page_is_refused() -> None:
    data = document([PICTURE, HTML])
    for end in (data.index(b"text/html\r"), 60):
        (refusal,) = opened(data[:end])
        assert isinstance(refusal, Refusal)
        assert "cut off" in refusal.reason or "inside its headers" in refusal.reason


def test_cut_off_after_the_page_keeps_the_page_and_says_what_is_lost() -> None:
    data = document([HTML, PICTURE, CID])
    page, refusal = opened(data[:-60])
    assert isinstance(page, Page)
    assert "cid:photo-1@mhtml.blink" not in page.resources
    assert isinstance(refusal, Refusal)
    assert "lost" in refusal.reason


def test_without_any_page_it_is_refused() -> None:
    (refusal,) = opened(document([PICTURE]))
    assert isinstance(refusal, Refusal)
    assert "no page" in refusal.reason


def test_only_pictures_become_resources() -> None:
    page = opened(
        document(
            [
                HTML,
                part("text/css", b"body{}", encoding="8bit", location="https://pages.example/a.css"),
                part("image/png", b"not a picture at all", encoding="base64", location="https://pages.example/b.png"),
            ]
        )
    )[0]
    assert isinstance(page, Page)
    assert page.resources == {}


@settings(max_examples=60, deadline=None)
@given(st.integers(0, 100_000), st.integers(0, 255), st.integers(1, 40))
def test_no_mutation_makes_it_raise(at: int, byte: int, length: int) -> None:
    data = bytearray(document([HTML, PICTURE, CID]))
    at %= len(data)
    data[at : at + length] = bytes([byte]) * (length // 2)
    for outcome in opened(bytes(data)):
        assert isinstance(outcome, Page | Refusal)
        if isinstance(outcome, Refusal):
            assert outcome.reason


@settings(max_examples=40, deadline=None)
@given(st.integers(0, 100_000))
def test_cut_anywhere_it_is_a_page_or_a_refusal_with_a_reason(at: int) -> None:
    data = document([HTML, PICTURE, CID])
    cut = data[: at % len(data)]
    outcomes = opened(cut)
    assert outcomes
    assert all(isinstance(one, Page) or one.reason for one in outcomes)
    if any(isinstance(one, Page) for one in outcomes):
        assert outcomes[0].text.rstrip("\r\n") == MARKUP  # type: ignore[union-attr]
