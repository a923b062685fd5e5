"""Archives and recordings that mean harm, or came to it: what is sound in them is read, the rest is named."""

from __future__ import annotations

import gzip
import hashlib
import io
import json
import stat
import struct
import time
import zipfile
import zlib

import brotli
import pytest

from auditor.intake import Limits, Saved, pages
from auditor.markup import reading_at
from auditor.model import Page, Refusal
from fixtures.containers.wrappings import (
    INFO,
    PHOTO,
    PHOTO_URL,
    URL,
    entry,
    har,
    markup,
    record,
    wacz,
    warc,
    zipped,
)

PAGE = markup().encode()
KIND = "text/html; charset=utf-8"


def opened(path: str, data: bytes, limits: Limits | None = None) -> list[Page | Refusal]:
    limits = limits or Limits()
    return list(pages(Saved(path, data, hashlib.sha256(data).hexdigest(), {}, None, limits), limits))


def reasons(outcomes: list[Page | Refusal]) -> dict[str, str]:
    return {one.path: one.reason for one in outcomes if isinstance(one, Refusal)}


def texts(outcomes: list[Page | Refusal]) -> list[str]:
    return [one.path for one in outcomes if isinstance(one, Page)]


def entry_of(name: str, mode: int = 0) -> zipfile.ZipInfo:
    info = zipfile.ZipInfo(name, (2026, 3, 4, 10, 0, 0))
    info.external_attr = mode << 16
    return info


@pytest.mark.parametrize(
    "name",
    ["../out.html", "a/../../out.html", "/etc/out.html", "C:/out.html", "..\\out.html", "\\\\host\\share\\out.html"],
)
def test_a_name_that_leads_out_is_refused_and_its_neighbour_read(name: str) -> None:
    outcomes = opened("a.zip", zipped({name: PAGE, "good.html": PAGE}))
    assert texts(outcomes) == ["a.zip!/good.html"]
    assert "leads out of the archive" in "".join(reasons(outcomes).values())


def test_links_and_special_files_are_refused() -> None:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        archive.writestr(entry_of("link.html", stat.S_IFLNK | 0o777), "/etc/passwd")
        archive.writestr(entry_of("pipe.html", stat.S_IFIFO | 0o644), "")
        archive.writestr(entry_of("good.html", stat.S_IFREG | 0o644), PAGE)
    outcomes = opened("a.zip", out.getvalue())
    assert texts(outcomes) == ["a.zip!/good.html"]
    assert reasons(outcomes) == {
        "a.zip!/link.html": "a link; not unpacked",
        "a.zip!/pipe.html": "a special file; not unpacked",
    }


def test_a_name_that_stands_twice_is_refused() -> None:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        archive.writestr(entry_of("a.html"), PAGE)
        with pytest.warns(UserWarning, match="Duplicate name"):
            archive.writestr(entry_of("a.html"), b"<html>another</html>")
        archive.writestr(entry_of("b.html"), PAGE)
    outcomes = opened("a.zip", out.getvalue())
    assert texts(outcomes) == ["a.zip!/b.html"]
    assert "stands twice" in reasons(outcomes)["a.zip!/a.html"]


def test_members_that_share_bytes_are_refused() -> None:
    """The construction behind the densest bombs: many directory entries for one packed member."""
    data = zipped({f"{number}.html": b"<html>" + bytes([65 + number]) * 30 for number in range(3)})
    first = data.index(b"PK\x01\x02")
    end = data.index(b"PK\x05\x06")
    directory = bytearray(data[first:end])
    at = directory.index(b"PK\x01\x02", 4)
    # the second entry points at the first member
    struct.pack_into("<I", directory, at + 42, 0)
    outcomes = opened("a.zip", data[:first] + bytes(directory) + data[end:])
    assert texts(outcomes) == ["a.zip!/2.html"]
    assert "shares its bytes" in reasons(outcomes)["a.zip!/0.html"]


def test_a_bomb_is_refused_at_once() -> None:
    data = zipped({"bomb.html": bytes(80 << 20), "good.html": PAGE})
    began = time.process_time()
    outcomes = opened("a.zip", data)
    assert time.process_time() - began < 1.0
    assert texts(outcomes) == ["a.zip!/good.html"]
    assert "max_ratio" in reasons(outcomes)["a.zip!/bomb.html"]


def test_a_bomb_that_lies_about_its_size_is_stopped() -> None:
    data = bytearray(zipped({"bomb.html": b"<html>" + bytes(30 << 20)}))
    for mark, offset in ((b"PK\x03\x04", 22), (b"PK\x01\x02", 24)):
        struct.pack_into("<I", data, data.index(mark) + offset, 1_000)
    outcomes = opened("a.zip", bytes(data))
    assert texts(outcomes) == []
    assert "damaged" in reasons(outcomes)["a.zip!/bomb.html"]


def test_archives_inside_archives_end_somewhere() -> None:
    data = PAGE
    name = "page.html"
    for number in range(6):
        data = zipped({name: data})
        name = f"{number}.zip"
    outcomes = opened("a.zip", data)
    assert texts(outcomes) == []
    assert "more than 3 deep" in "".join(reasons(outcomes).values())


def test_everything_together_stays_within_what_may_be_unpacked() -> None:
    members = {f"{number:02}.html": PAGE for number in range(20)}
    outcomes = opened("a.zip", zipped(members), Limits(max_unpacked_bytes=5 * len(PAGE) + 10))
    assert len(texts(outcomes)) == 5
    assert "the rest of it is not read" in reasons(outcomes)["a.zip!/05.html"]
    outcomes = opened("a.zip", zipped(members), Limits(max_members=10))
    assert texts(outcomes) == []
    assert "more than 10" in reasons(outcomes)["a.zip"]


def test_a_million_entries_are_not_even_listed() -> None:
    data = zipped({"a.html": PAGE}) + b"PK\x01\x02" * 200_000
    assert "more than 20000 members" in reasons(opened("a.zip", data))["a.zip"]


def test_a_damaged_member_does_not_lose_its_neighbours() -> None:
    data = bytearray(zipped({"a.html": PAGE, "b.html": PAGE, "c.html": PAGE}))
    at = data.index(b"b.html") + 20
    data[at : at + 8] = b"\xff" * 8
    outcomes = opened("a.zip", bytes(data))
    assert texts(outcomes) == ["a.zip!/a.html", "a.zip!/c.html"]
    assert "damaged member" in reasons(outcomes)["a.zip!/b.html"]


def test_an_encrypted_member_is_refused() -> None:
    data = bytearray(zipped({"a.html": PAGE, "b.html": PAGE}))
    for mark, offset in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        data[data.index(mark) + offset] |= 1
    outcomes = opened("a.zip", bytes(data))
    assert texts(outcomes) == ["a.zip!/b.html"]
    assert "encrypted" in reasons(outcomes)["a.zip!/a.html"]


def test_a_cut_archive_says_so() -> None:
    data = zipped({"a.html": PAGE, "b.html": PAGE})
    assert "copy it again" in reasons(opened("a.zip", data[:-40]))["a.zip"]


@pytest.mark.parametrize(
    ("members", "words"),
    [
        ({"[Content_Types].xml": b"<x/>", "word/document.xml": b"<x/>"}, "a Word document"),
        ({"[Content_Types].xml": b"<x/>", "xl/workbook.xml": b"<x/>"}, "an Excel workbook"),
        ({"mimetype": b"application/vnd.oasis", "META-INF/manifest.xml": b"<x/>"}, "an OpenDocument file"),
        ({"mimetype": b"application/epub+zip", "META-INF/container.xml": b"<x/>"}, "an e-book"),
    ],
)
def test_office_documents_are_named(members: dict[str, bytes], words: str) -> None:
    assert reasons(opened("a.zip", zipped(members)))["a.zip"].startswith(words)


def test_hidden_members_are_no_pages_and_names_are_safe_to_print() -> None:
    outcomes = opened("a.zip", zipped({"__MACOSX/._a.html": b"x", ".DS_Store": b"x", "a\n\x1b[31m.html": PAGE}))
    assert texts(outcomes) == ["a.zip!/a\\n\\x1b[31m.html"]


def test_pictures_of_a_page_are_its_own_and_stray_ones_are_named() -> None:
    members = {
        "one/page.html": markup(photo="page_files/p.png").encode(),
        "one/page_files/p.png": PHOTO,
        "one/page_files/style.css": b"x",
        "two/page.html": markup(photo="../stray.png").encode(),
        "stray.png": PHOTO,
    }
    outcomes = opened("a.zip", zipped(members))
    assert texts(outcomes) == ["a.zip!/one/page.html", "a.zip!/two/page.html"]
    assert list(reasons(outcomes)) == ["a.zip!/stray.png"]
    first = outcomes[0]
    assert isinstance(first, Page)
    assert first.captured_at == "2026-03-04"
    assert first.resources["./page_files/p.png"] == PHOTO


# gzip


def test_a_gzip_bomb_is_stopped() -> None:
    data = gzip.compress(bytes(80 << 20), 6, mtime=0)
    began = time.process_time()
    assert "max_ratio" in reasons(opened("a.html.gz", data))["a.html.gz"]
    assert time.process_time() - began < 1.0


def test_a_gzip_file_that_is_cut_says_so() -> None:
    data = gzip.compress(PAGE * 50, mtime=0)
    assert "damaged gzip" in reasons(opened("a.html.gz", data[:-30]))["a.html.gz"]


# web archives


def test_a_record_that_was_changed_is_read_doubted_and_told() -> None:
    changed = record(KIND, URL, PAGE).replace(b"Museum", b"Muzeum")
    (page,) = opened("a.warc", b"".join(warc(changed)))
    assert isinstance(page, Page)
    assert page.path == f"a.warc!/001-{URL}"
    assert "Muzeum" in page.text
    (doubt,) = page.doubts or ()
    assert "digest does not match" in doubt.reason
    assert doubt.quote.startswith("WARC-Block-Digest: sha256:")
    assert reading_at(page, "container") == doubt.quote


def test_a_record_without_digest_is_neither_doubted_nor_vouched_for() -> None:
    bare = b"\r\n".join(line for line in record(KIND, URL, PAGE).split(b"\r\n") if not line.startswith(b"WARC-Block"))
    (bare_page,) = opened("a.warc", bare)
    (sealed_page,) = opened("b.warc", record(KIND, URL, PAGE))
    assert isinstance(bare_page, Page)
    assert isinstance(sealed_page, Page)
    assert bare_page.doubts is None
    assert sealed_page.doubts == ()


def test_a_payload_digest_counts_where_it_is_the_only_one() -> None:
    plain = record(KIND, URL, PAGE)
    payload = "sha1:AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA"
    only = b"\r\n".join(
        f"WARC-Payload-Digest: {payload}".encode() if line.startswith(b"WARC-Block-Digest") else line
        for line in plain.split(b"\r\n")
    )
    (page,) = opened("a.warc", only)
    assert isinstance(page, Page)
    assert [doubt.quote for doubt in page.doubts or ()] == [f"WARC-Payload-Digest: {payload}"]
    # programs differ in what they take it of when the transfer was chunked: no alarm
    body = b"%x\r\n%s\r\n0\r\n\r\n" % (len(PAGE), PAGE)
    chunked = record(KIND, URL, body, "Transfer-Encoding: chunked\r\n")
    only = b"\r\n".join(
        f"WARC-Payload-Digest: {payload}".encode() if line.startswith(b"WARC-Block-Digest") else line
        for line in chunked.split(b"\r\n")
    )
    (page,) = opened("a.warc", only)
    assert isinstance(page, Page)
    assert not page.doubts


def test_a_package_that_does_not_match_its_archive_is_told() -> None:
    members = b"".join(gzip.compress(one, mtime=0) for one in warc(record(KIND, URL, PAGE)))
    (page,) = opened("a.wacz", wacz(members, sha256="0" * 64))
    assert isinstance(page, Page)
    (doubt,) = page.doubts or ()
    assert "was changed, or damaged" in doubt.reason
    assert doubt.quote == "archive/data.warc.gz: sha256:" + "0" * 64


def test_only_the_pages_that_were_visited_are_read_from_a_wacz() -> None:
    frame = record("text/html", "https://adverts.example/", b"<html><body>Buy</body></html>")
    members = b"".join(gzip.compress(one, mtime=0) for one in [*warc(record(KIND, URL, PAGE)), frame])
    outcomes = opened("a.wacz", wacz(members))
    assert [one.url for one in outcomes if isinstance(one, Page)] == [URL]
    outcomes = opened("a.warc.gz", members)
    assert [one.url for one in outcomes if isinstance(one, Page)] == [URL, "https://adverts.example/"]


def test_brotli_is_undone_and_a_brotli_bomb_is_not() -> None:
    packed = record(KIND, URL, brotli.compress(PAGE), "Content-Encoding: br\r\n")
    (page,) = opened("a.warc", packed)
    assert isinstance(page, Page)
    assert page.text == PAGE.decode()
    bomb = record(KIND, URL, brotli.compress(bytes(30 << 20), quality=2), "Content-Encoding: br\r\n")
    began = time.process_time()
    outcomes = opened("a.warc", bomb + record(KIND, URL, PAGE))
    assert time.process_time() - began < 2.0
    assert len(texts(outcomes)) == 1
    assert "max_ratio" in "".join(reasons(outcomes).values())


@pytest.mark.parametrize(
    ("body", "encoding"),
    [
        (gzip.compress(bytes(40 << 20), mtime=0), "gzip"),
        (zlib.compress(bytes(40 << 20)), "deflate"),
    ],
)
def test_bombs_in_records_are_stopped(body: bytes, encoding: str) -> None:
    outcomes = opened("a.warc", record(KIND, URL, body, f"Content-Encoding: {encoding}\r\n") + record(KIND, URL, PAGE))
    assert len(texts(outcomes)) == 1
    assert "more than allowed" in "".join(reasons(outcomes).values())


def test_an_encoding_that_is_not_read_is_named() -> None:
    outcomes = opened("a.warc", record(KIND, URL, PAGE, "Content-Encoding: zstd\r\n"))
    assert "'zstd'" in "".join(reasons(outcomes).values())


def test_moves_and_other_things_are_no_pages() -> None:
    moved = record("text/html", URL, b"<html>moved</html>", status="301 Moved Permanently")
    (refusal,) = opened("a.warc", INFO + moved + record("text/css", URL, b"x"))
    assert isinstance(refusal, Refusal)
    assert "without pages" in refusal.reason


def test_answers_of_a_web_api_are_read_where_no_page_was_recorded() -> None:
    (page,) = opened("a.warc", record("application/json", URL, b'{"firstName": "Ida"}'))
    assert isinstance(page, Page)
    assert page.media_type == "application/json"
    (page,) = opened("a.har", har([entry("application/vnd.drawn+json", URL, '{"firstName": "Ida"}')]))
    assert isinstance(page, Page)
    assert (page.media_type, page.url) == ("application/json", URL)


def test_a_web_archive_that_is_cut_keeps_what_was_before() -> None:
    data = record(KIND, URL, PAGE) + record(KIND, URL + "/2", PAGE)
    outcomes = opened("a.warc", data[:-100])
    assert [one.url for one in outcomes if isinstance(one, Page)] == [URL]
    assert "cut off" in "".join(reasons(outcomes).values())


def test_broken_digests_and_lengths_do_not_end_the_run(capsys: pytest.CaptureFixture[str]) -> None:
    plain = record(KIND, URL, PAGE)
    for data in (
        plain.replace(b"sha256:", b"nonsense:"),
        plain.replace(b"Content-Length: ", b"Content-Length: 9"),
        plain.replace(b"Content-Length: ", b"Content-Length: x"),
        plain.replace(b"HTTP/1.1 200 OK", b"HTTP"),
        b"WARC/1.0\r\n",
        b"WARC/1.0\r\n\r\n\r\n\r\n" * 1_000,
        plain.replace(b"\r\n\r\n", b"\r\n"),
    ):
        outcomes = opened("a.warc", data)
        assert outcomes
        assert "crashed" not in "".join(reasons(outcomes).values())
    shown = capsys.readouterr()
    assert shown.out == shown.err == ""


# HAR


def test_a_har_without_content_says_so() -> None:
    made = json.loads(har([entry("text/html", URL, markup())]))
    del made["log"]["entries"][0]["response"]["content"]["text"]
    assert "export it with content" in reasons(opened("a.har", json.dumps(made).encode()))["a.har"]


def test_a_har_that_is_cut_says_so() -> None:
    data = har([entry("text/html", URL, markup())])
    assert "export it again" in reasons(opened("a.har", data[:-20]))["a.har"]


@pytest.mark.parametrize(
    "entries", ["null", "{}", "[null, 1, {}]", '[{"request": {}, "response": {"content": {"text": 1}}}]', '"x"']
)
def test_a_har_of_odd_shape_is_refused(entries: str) -> None:
    assert opened("a.har", b'{"log": {"entries": ' + entries.encode() + b"}}")


def test_pictures_of_a_har_are_found_by_path_too() -> None:
    relative = entry("text/html", URL, '<html><img src="/photos/ida.png?w=200&amp;v=2"></html>')
    photo = entry("image/png", PHOTO_URL, "iVBORw0KGgo=", encoding="base64")
    (page,) = opened("a.har", har([relative, photo]))
    assert isinstance(page, Page)
    assert "/photos/ida.png?w=200&v=2" in page.resources
