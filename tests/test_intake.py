"""Which files are found, under which names, within which limits; and what is said of what cannot be read."""

from __future__ import annotations

import hashlib
import os
import random
import socket
import struct
import time
import zlib
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from auditor.containers.names import shown
from auditor.intake import (
    Limits,
    MissingPath,
    Saved,
    Unit,
    digest,
    known_folders,
    pages,
    record_folders,
    saved,
    units,
)
from auditor.model import Page, Refusal

LIMITS = Limits()
MARKUP = "<!DOCTYPE html><html><body><h1>Ida Brandt</h1></body></html>"


def png(width: int, height: int, shade: int = 0) -> bytes:
    def chunk(kind: bytes, body: bytes) -> bytes:
        return struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body))

    rows = zlib.compress(b"\0" + bytes([shade]) * min(width, 16))
    head = struct.pack(">IIBBBBB", width, height, 8, 0, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", rows) + chunk(b"IEND", b"")


def write(path: Path, content: str | bytes = MARKUP) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(content.encode() if isinstance(content, str) else content)
    return path


def found(*paths: Path) -> list[Unit]:
    return list(units(paths, LIMITS))


def names(*paths: Path) -> list[str]:
    return [unit.path for unit in found(*paths)]


def outcomes(unit: Unit, limits: Limits = LIMITS) -> list[Page | Refusal]:
    read = saved(unit, limits)
    return list(pages(read, limits)) if isinstance(read, Saved) else [read]


def only(path: Path, limits: Limits = LIMITS) -> Page | Refusal:
    (unit,) = units([path], limits)
    (outcome,) = outcomes(unit, limits)
    return outcome


def reason(path: Path, limits: Limits = LIMITS) -> str:
    outcome = only(path, limits)
    assert isinstance(outcome, Refusal), outcome
    return outcome.reason


# which files


def test_folders_are_walked_in_order_and_shown_under_the_name_that_was_given(tmp_path: Path) -> None:
    for name in ("b.html", "a.html", "deep/er/c.html", "deep/d.txt"):
        write(tmp_path / "case" / name)
    assert names(tmp_path / "case") == ["case/a.html", "case/b.html", "case/deep/d.txt", "case/deep/er/c.html"]
    assert names(tmp_path / "case" / "a.html") == ["a.html"]


def test_the_order_of_arguments_does_not_matter(tmp_path: Path) -> None:
    roots = [write(tmp_path / name / "x" / "page.html").parent for name in ("one", "two", "three")]
    roots.append(write(tmp_path / "four.html"))
    expected = found(*roots)
    shuffled = list(roots)
    for seed in range(6):
        random.Random(seed).shuffle(shuffled)
        assert found(*shuffled) == expected
    assert [unit.path for unit in expected] == ["four.html", "one/x/page.html", "three/x/page.html", "two/x/page.html"]


def test_equal_names_get_as_many_parents_as_tell_them_apart(tmp_path: Path) -> None:
    first = write(tmp_path / "p" / "k" / "page.html")
    second = write(tmp_path / "q" / "k" / "page.html")
    other = write(tmp_path / "q" / "other.html")
    assert sorted(names(second, first, other)) == ["other.html", "p/k/page.html", "q/k/page.html"]


def test_a_lengthened_name_does_not_run_into_another_root(tmp_path: Path) -> None:
    write(tmp_path / "p" / "y" / "a" / "f.html")
    write(tmp_path / "q" / "z" / "a" / "f.html")
    write(tmp_path / "s" / "y" / "a" / "f.html")
    listed = names(tmp_path / "p" / "y" / "a", tmp_path / "q" / "z" / "a", tmp_path / "s" / "y")
    assert len(set(listed)) == 3


def test_the_same_file_is_read_once(tmp_path: Path) -> None:
    page = write(tmp_path / "case" / "in" / "a.html")
    case = tmp_path / "case"
    assert names(case, case / "in", page, case, tmp_path / "case" / ".." / "case") == ["case/in/a.html"]


def test_the_folder_one_stands_in_has_its_name(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    write(tmp_path / "case" / "a.html")
    monkeypatch.chdir(tmp_path / "case")
    assert names(Path()) == ["case/a.html"]
    assert names(Path("a.html")) == ["a.html"]


def test_hidden_and_system_files_are_no_pages(tmp_path: Path) -> None:
    for name in (".hidden.html", ".git/a.html", "Thumbs.db", "desktop.ini", "__MACOSX/b.html", "a.html"):
        write(tmp_path / "case" / name)
    assert names(tmp_path / "case") == ["case/a.html"]
    assert names(tmp_path / "case", tmp_path / "case" / ".git") == ["case/a.html", ".git/a.html"]


def test_records_and_known_pictures_are_not_walked_but_told(tmp_path: Path) -> None:
    case = tmp_path / "case"
    write(case / "a.html")
    write(case / "records" / "a.example.json", "{}")
    write(case / "known" / "stock.png", png(4, 4))
    write(case / "deep" / "records" / "b.html")
    assert names(case) == ["case/a.html", "case/deep/records/b.html"]
    assert record_folders([case]) == (case / "records",)
    assert known_folders([case, case / "a.html"]) == (case / "known",)
    assert record_folders([case / "deep", case]) == (case / "records", case / "deep" / "records")


def test_a_missing_path_is_an_error_at_once(tmp_path: Path) -> None:
    with pytest.raises(MissingPath, match="no such file or folder"):
        units([tmp_path / "nowhere"], LIMITS)


# links


def test_links_inside_are_met_once_and_links_out_are_refused(tmp_path: Path) -> None:
    case = tmp_path / "case"
    write(case / "a.html")
    write(case / ".store" / "object")
    secret = write(tmp_path / "secret.html")
    (case / "again.html").symlink_to("a.html")
    (case / "kept.html").symlink_to(".store/object")
    (case / "kept-too.html").symlink_to(".store/object")
    (case / "loop").symlink_to(case)
    (case / "self.html").symlink_to("self.html")
    (case / "out.html").symlink_to(secret)
    (case / "outside").symlink_to(tmp_path)
    listed = {unit.path: unit for unit in found(case)}
    assert sorted(listed) == ["case/a.html", "case/kept-too.html", "case/out.html", "case/outside", "case/self.html"]
    assert "leads out of the folder" in (listed["case/out.html"].refusal or "")
    assert "leads out of the folder" in (listed["case/outside"].refusal or "")
    assert "leads nowhere" in (listed["case/self.html"].refusal or "")
    assert isinstance(outcomes(listed["case/kept-too.html"])[0], Page)


def test_a_link_that_is_given_itself_is_followed(tmp_path: Path) -> None:
    write(tmp_path / "real" / "a.html")
    (tmp_path / "link").symlink_to("real")
    assert names(tmp_path / "link") == ["link/a.html"]
    assert len(names(tmp_path / "link", tmp_path / "real")) == 1


# folders of pages


@pytest.mark.parametrize("ending", ["_files", "-Dateien", "_fichiers", "_archivos", "_pliki", ".files", "_файлы"])
def test_the_folder_saved_with_a_page_belongs_to_it(tmp_path: Path, ending: str) -> None:
    case = tmp_path / "case"
    write(case / "Ida Brandt.html", f'<html><img src="./Ida%20Brandt{ending}/photo.png"></html>')
    write(case / f"Ida Brandt{ending}" / "photo.png", png(3, 3))
    write(case / f"Ida Brandt{ending}" / "noname", png(3, 4))
    write(case / f"Ida Brandt{ending}" / "script.js", "x")
    write(case / f"Ida Brandt{ending}" / "frame.html")
    (unit,) = found(case)
    assert unit.folder == case / f"Ida Brandt{ending}"
    (page,) = outcomes(unit)
    assert isinstance(page, Page)
    assert page.container == "complete"
    for address in (
        f"./Ida Brandt{ending}/photo.png",
        f"Ida Brandt{ending}/photo.png",
        f"./Ida%20Brandt{ending}/photo.png",
        f"./Ida Brandt{ending}/noname",
    ):
        assert page.resources[address].startswith(b"\x89PNG")
    assert not any("script.js" in address or "frame.html" in address for address in page.resources)


def test_given_alone_or_by_a_pattern_the_page_still_has_its_folder(tmp_path: Path) -> None:
    page = write(tmp_path / "a.html")
    picture = write(tmp_path / "a_files" / "p.png", png(2, 2))
    (alone,) = found(page)
    assert alone.folder == picture.parent
    assert found(page, picture.parent) == [alone]
    assert found(page, picture) == [alone]
    assert names(picture) == ["p.png"]


def test_a_renamed_page_keeps_its_folder_because_it_speaks_of_it(tmp_path: Path) -> None:
    case = tmp_path / "case"
    write(case / "renamed.html", '<html><img src="./%28Ida%29%20Brandt_files/p.jpg%281%29"></html>')
    write(case / "(Ida) Brandt_files" / "p.jpg(1)", png(2, 2))
    (unit,) = found(case)
    (page,) = outcomes(unit)
    assert isinstance(page, Page)
    assert page.resources["./(Ida) Brandt_files/p.jpg(1)"] == png(2, 2)


def test_pages_that_share_a_folder_of_pictures_get_what_they_speak_of(tmp_path: Path) -> None:
    case = tmp_path / "case"
    write(case / "a.html", '<html><img src="img/a.png"></html>')
    write(case / "b.html", '<html><img src="img/b.png"></html>')
    write(case / "img" / "a.png", png(2, 2, 1))
    write(case / "img" / "b.png", png(2, 2, 2))
    a, b = (outcomes(unit)[0] for unit in found(case))
    assert isinstance(a, Page)
    assert isinstance(b, Page)
    assert sorted(a.resources) == ["./img/a.png", "img/a.png"]
    assert sorted(b.resources) == ["./img/b.png", "img/b.png"]


def test_a_folder_of_pages_that_only_sounds_like_one_is_walked(tmp_path: Path) -> None:
    write(tmp_path / "case_files" / "a.html")
    write(tmp_path / "other.html")
    assert sorted(names(tmp_path)) == [f"{tmp_path.name}/case_files/a.html", f"{tmp_path.name}/other.html"]


def test_the_pictures_of_a_folder_are_bounded(tmp_path: Path) -> None:
    page = write(tmp_path / "a.html")
    for number in range(5):
        write(tmp_path / "a_files" / f"{number}.png", png(2, 2) + bytes(1_000))
    limits = Limits(max_folder_bytes=2_500)
    (unit,) = units([page], limits)
    read = saved(unit, limits)
    assert isinstance(read, Saved)
    assert sorted(read.siblings) == ["a_files/0.png", "a_files/1.png"]


# keys


def test_the_digest_is_the_files_hash_and_changes_with_its_pictures(tmp_path: Path) -> None:
    page = write(tmp_path / "a.html")
    read = saved(found(page)[0], LIMITS)
    assert isinstance(read, Saved)
    assert digest(read) == read.sha256 == hashlib.sha256(MARKUP.encode()).hexdigest()
    seen = {digest(read)}
    for shade in (1, 2):
        write(tmp_path / "a_files" / "p.png", png(2, 2, shade))
        read = saved(found(page)[0], LIMITS)
        assert isinstance(read, Saved)
        seen.add(digest(read))
    (tmp_path / "a_files" / "p.png").rename(tmp_path / "a_files" / "q.png")
    read = saved(found(page)[0], LIMITS)
    assert isinstance(read, Saved)
    seen.add(digest(read))
    assert len(seen) == 4


def test_the_date_of_the_file_is_the_last_resort(tmp_path: Path) -> None:
    page = write(tmp_path / "a.html")
    os.utime(page, (1_700_000_000, 1_700_000_000))
    outcome = only(page)
    assert isinstance(outcome, Page)
    assert (outcome.captured_at, outcome.captured_at_basis) == ("2023-11-14", "file-date")


# what cannot be read


def test_an_empty_file(tmp_path: Path) -> None:
    assert "empty" in reason(write(tmp_path / "a.html", b""))


def test_binary_rubbish_named_html(tmp_path: Path) -> None:
    rubbish = random.Random(7).randbytes(50_000)
    assert "binary data" in reason(write(tmp_path / "a.html", rubbish))


@pytest.mark.parametrize(
    ("data", "words"),
    [
        (b"\xff\xd8\xff\xe0" + bytes(40), "a JPEG picture"),
        (b"MZ\x90\0" + bytes(100), "an executable"),
        (b"\x7fELF" + bytes(100), "an executable"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600), "an office document"),
        (b"\0\0\0\x18ftypmp42" + bytes(100), "a video"),
        (b"Rar!\x1a\x07\x01\0" + bytes(50), "a RAR archive"),
        (b"SQLite format 3\0" + bytes(100), "an SQLite database"),
        (b'<?xml version="1.0"?><rss></rss>', "an XML document"),
        (b'<svg xmlns="http://www.w3.org/2000/svg"></svg>', "an SVG drawing"),
        (b"bplist00" + bytes(40), "a property list"),
    ],
)
def test_what_is_no_page_is_named(tmp_path: Path, data: bytes, words: str) -> None:
    assert reason(write(tmp_path / "thing", data)).startswith(words)


def test_a_picture_of_200_megapixels_costs_nothing(tmp_path: Path) -> None:
    file = write(tmp_path / "big.png", png(20_000, 10_000) + bytes(3_000_000))
    began = time.process_time()
    why = reason(file)
    assert time.process_time() - began < 0.2
    assert "a PNG picture of 20000 x 10000 pixels (200.0 megapixels)" in why
    assert "not a saved page" in why


def test_too_large_is_said_with_the_limit_and_not_read(tmp_path: Path) -> None:
    file = write(tmp_path / "big.html")
    with file.open("r+b") as stream:
        stream.truncate(3 << 30)
    began = time.process_time()
    assert "max_file_bytes" in reason(file)
    assert time.process_time() - began < 0.2


def test_a_page_that_carries_its_pictures_may_be_larger(tmp_path: Path) -> None:
    banner = b"<!DOCTYPE html> <html><!--\n Page saved with SingleFile \n url: https://pages.example/x \n-->"
    limits = Limits(max_file_bytes=1_000, max_document_bytes=5_000)
    assert isinstance(only(write(tmp_path / "a.html", banner + b"x" * 3_000), limits), Page)
    assert "max_document_bytes" in reason(write(tmp_path / "b.html", banner + b"x" * 6_000), limits)
    assert "max_file_bytes" in reason(write(tmp_path / "c.html", b"<html>" + b"x" * 3_000), limits)


def test_special_files_are_never_opened_for_waiting(tmp_path: Path) -> None:
    case = tmp_path / "case"
    write(case / "good.html")
    os.mkfifo(case / "pipe.html")
    listener = socket.socket(socket.AF_UNIX)
    try:
        listener.bind(str(case / "s.html"))
        results = {unit.path: outcomes(unit)[0] for unit in found(case)}
    finally:
        listener.close()
    assert isinstance(results["case/good.html"], Page)
    assert results["case/pipe.html"] == Refusal("case/pipe.html", "a named pipe, not a saved file")
    assert results["case/s.html"] == Refusal("case/s.html", "a socket, not a saved file")


def test_a_pipe_that_is_given_itself_is_refused(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe.html")
    assert "a named pipe" in reason(tmp_path / "pipe.html")


def test_a_file_that_went_away_is_refused(tmp_path: Path) -> None:
    page = write(tmp_path / "a.html")
    (unit,) = found(page)
    page.unlink()
    (refusal,) = outcomes(unit)
    assert refusal == Refusal("a.html", "the file cannot be read: no such file or directory")


@pytest.mark.skipif(os.geteuid() == 0, reason="root may read everything")
def test_a_file_without_permission_is_refused(tmp_path: Path) -> None:
    page = write(tmp_path / "a.html")
    page.chmod(0)
    assert "permission denied" in reason(page)


def test_a_deep_tree_is_walked(tmp_path: Path) -> None:
    deep = str(tmp_path / "case") + "/d" * 400
    os.makedirs(deep)
    with open(deep + "/a.html", "w") as stream:
        stream.write(MARKUP)
    assert len(names(tmp_path / "case")) == 1


# names


@pytest.mark.parametrize(
    "name",
    [
        "a\nb.html",
        "\x1b[31mred.html",
        "\u202egpj.html",
        "üñî — 日本語.html",
        "a'b\"c;d&e.html",
        "%2e%2e%2f.html",
        " .html",
        "con.html",
        "-rf.html",
        "a" * 250 + ".html",
    ],
)
def test_any_name_is_read_and_shown_on_one_line(tmp_path: Path, name: str) -> None:
    write(tmp_path / "case" / name)
    (unit,) = found(tmp_path / "case")
    assert isinstance(outcomes(unit)[0], Page)
    assert unit.path.splitlines() == [unit.path]
    assert not set("\x1b\u202e\n") & set(unit.path)


def test_a_name_that_is_no_text_is_shown_as_text(tmp_path: Path) -> None:
    raw = os.fsencode(tmp_path) + b"/\xff\xfe.html"
    with open(raw, "wb") as stream:
        stream.write(MARKUP.encode())
    (unit,) = found(tmp_path)
    assert unit.path.encode("utf-8").endswith(b"\\udcff\\udcfe.html")
    assert isinstance(outcomes(unit)[0], Page)


@given(st.text(min_size=1))
def test_shown_paths_can_be_encoded_and_printed(path: str) -> None:
    result = shown(path)
    result.encode("utf-8")
    assert "\n" not in result
    assert shown(result) == result


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.binary(max_size=600), st.sampled_from(["x.html", "x.mhtml", "x.txt", "x", "x.csv", "x.json", "x.eml"]))
def test_any_bytes_under_any_name_are_a_page_or_a_refusal(data: bytes, name: str) -> None:
    file = Saved(name, data, hashlib.sha256(data).hexdigest(), {}, None, LIMITS)
    results = list(pages(file, LIMITS))
    assert results
    for result in results:
        if isinstance(result, Refusal):
            assert result.reason
            assert "crashed" not in result.reason
        else:
            result.text.encode("utf-8")
            assert "\0" not in result.text
