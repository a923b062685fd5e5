"""Every wrapping of a page is opened by the container made for it, and gives the same page."""

from __future__ import annotations

import hashlib
import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from auditor.intake import Limits, Saved, pages
from auditor.model import Page, Refusal
from auditor.plugin import Container, discovered
from fixtures.containers.wrappings import ENCODINGS, NAME, PHOTO, URL, Wrapping, wrappings

LIMITS = Limits()
ALL = tuple(wrappings())
WITH_PICTURES = tuple(
    wrapping
    for wrapping in ALL
    if wrapping.container in ("complete", "mhtml", "warc", "wacz", "har", "singlefile-archive", "webarchive")
)
WORDS = {f"html-{declared}": words for declared, _, words in ENCODINGS}
STATE_THEIR_ADDRESS = ("mhtml", "warc", "wacz", "har", "singlefile", "singlefile-archive", "webarchive")


def saved(path: str, data: bytes, siblings: tuple[tuple[str, bytes], ...] = ()) -> Saved:
    return Saved(path, data, hashlib.sha256(data).hexdigest(), dict(siblings), "2026-04-01", LIMITS)


def opened(wrapping: Wrapping) -> list[Page | Refusal]:
    return list(pages(saved(f"case/{wrapping.file}", wrapping.data, wrapping.siblings), LIMITS))


def test_there_are_sixty_wrappings_and_more() -> None:
    assert len(ALL) >= 60
    assert len({wrapping.id for wrapping in ALL}) == len(ALL)


@pytest.mark.parametrize("wrapping", ALL, ids=[wrapping.id for wrapping in ALL])
def test_every_wrapping_gives_the_page(wrapping: Wrapping) -> None:
    (page,) = opened(wrapping)
    assert isinstance(page, Page), page
    assert page.container == wrapping.container
    assert f"<h1>{NAME}</h1>" in page.text
    assert page.text.lstrip().startswith("<")
    assert page.text.rstrip().endswith(">")
    assert "\0" not in page.text
    assert "\ufffd" not in page.text
    if wrapping.id in WORDS:
        assert WORDS[wrapping.id] in page.text
    elif "Museum" in page.text:
        assert "Mathematik, Museum &amp; Messe" in page.text or wrapping.id in ("source-code-escaped", "html-with-nuls")
    if wrapping.dated:
        assert (page.captured_at, page.captured_at_basis) == ("2026-03-03T08:15:00Z", "embedded")
    else:
        assert page.captured_at_basis == "file-date"
    if wrapping.container in STATE_THEIR_ADDRESS or wrapping.id == "html-saved-from":
        assert page.url == URL


@pytest.mark.parametrize("wrapping", WITH_PICTURES, ids=[wrapping.id for wrapping in WITH_PICTURES])
def test_a_picture_that_was_saved_is_found_under_the_address_in_the_page(wrapping: Wrapping) -> None:
    (page,) = opened(wrapping)
    assert isinstance(page, Page)
    address = page.text.partition('src="')[2].partition('"')[0].replace("&amp;", "&")
    assert page.resources[address] == PHOTO


def test_the_words_of_escaped_source_code_are_unescaped() -> None:
    (wrapping,) = (one for one in ALL if one.id == "source-code-escaped")
    (page,) = opened(wrapping)
    assert isinstance(page, Page)
    assert "`Museum` ${x}" in page.text


def test_escapes_of_source_code_become_the_characters_they_stand_for() -> None:
    body = r'var x = "<html>\u0141\x41\n\u{1F600} \ud83d\ude00 \"q\" \udc00</html>";'
    (page,) = pages(saved("x.js", body.encode()), LIMITS)
    assert isinstance(page, Page)
    assert page.text == '<html>\u0141A\n\U0001f600 \U0001f600 "q" \ufffd</html>'


def test_one_page_has_the_hash_of_its_file_and_a_member_that_of_its_bytes() -> None:
    for wrapping in ALL:
        (page,) = opened(wrapping)
        assert isinstance(page, Page)
        own = hashlib.sha256(wrapping.data).hexdigest()
        if "!/" in page.path:
            assert page.sha256 != own
            assert page.path.startswith(f"case/{wrapping.file}!/")
        else:
            assert page.sha256 == own
            assert page.path == f"case/{wrapping.file}"


def test_containers_are_documented_and_asked_in_a_fixed_order() -> None:
    containers: tuple[Container, ...] = discovered("auditor.containers", Container)
    assert len({container.rank for container in containers}) == len(containers)
    for container in containers:
        assert len(container.doc) > 60, container.id
    opened_by = {wrapping.container for wrapping in ALL}
    other = {
        "zip",
        "gzip",
        "pdf",
        "json",
        "e-mail",
        "text",
        "chat-text",
        "chat-json",
        "linkedin-csv",
        "linkedin-export",
    }
    assert {container.id for container in containers} == opened_by | other


def test_recognising_costs_nothing_however_large_the_file() -> None:
    containers: tuple[Container, ...] = discovered("auditor.containers", Container)
    for start in (b"<html>", b"{", b"From: x\r\n", b"a,b\n", b"PK\x03\x04", b"\x1f\x8b", b" " * 100, b"const x = `"):
        file = saved("big.html", start + b" " * 20_000_000)
        began = time.process_time()
        for container in containers:
            container.recognises(file)
        assert time.process_time() - began < 0.1, start


@settings(max_examples=150, deadline=None)
@given(st.sampled_from(ALL), st.integers(0, 1 << 20), st.binary(max_size=12), st.integers(0, 40))
def test_a_mutated_wrapping_is_a_page_or_a_refusal_with_a_reason(
    wrapping: Wrapping, at: int, put: bytes, taken: int
) -> None:
    at %= len(wrapping.data)
    data = wrapping.data[:at] + put + wrapping.data[at + taken :]
    _sound(list(pages(saved(wrapping.file, data, wrapping.siblings), LIMITS)))


@settings(max_examples=100, deadline=None)
@given(st.sampled_from(ALL), st.integers(0, 1 << 20))
def test_a_cut_wrapping_is_a_page_or_a_refusal_with_a_reason(wrapping: Wrapping, at: int) -> None:
    data = wrapping.data[: at % len(wrapping.data)]
    _sound(list(pages(saved(wrapping.file, data, wrapping.siblings), LIMITS)))


@pytest.mark.slow
@settings(max_examples=10_000, deadline=None)
@given(
    st.sampled_from(ALL),
    st.lists(st.tuples(st.integers(0, 1 << 20), st.binary(max_size=30), st.integers(0, 200)), min_size=1, max_size=6),
)
def test_ten_thousand_mutations(wrapping: Wrapping, edits: list[tuple[int, bytes, int]]) -> None:
    data = wrapping.data
    for at, put, taken in edits:
        at %= max(1, len(data))
        data = data[:at] + put + data[at + taken :]
    _sound(list(pages(saved(wrapping.file, data, wrapping.siblings), LIMITS)))


def test_a_fault_in_a_container_is_told_and_ends_nothing() -> None:
    data = b"PK\x03\x04" + bytes(60)
    (refusal,) = pages(Saved("a.zip", data, "", {}, None, None), LIMITS)  # type: ignore[arg-type]  # the fault
    assert refusal == Refusal("a.zip", "opening it as zip crashed (AttributeError); please report it")


def _sound(outcomes: list[Page | Refusal]) -> None:
    assert outcomes
    for outcome in outcomes:
        if isinstance(outcome, Refusal):
            assert outcome.reason
            assert "crashed" not in outcome.reason
            outcome.reason.encode("utf-8")
        else:
            outcome.text.encode("utf-8")
            assert "\0" not in outcome.text
        outcome.path.encode("utf-8")
        assert outcome.path.splitlines() == [outcome.path]
