"""The same pages give the same findings from a store as from disk; a store is asked only when allowed, and only it."""

from __future__ import annotations

import json
import os
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from auditor.intake import Limits, Saved, Unreached, saved, units
from auditor.intake.stores import StoreAddress, StoreError, held_files, store_refusal
from auditor.model import Refusal
from tests.loopback import Reply, registry
from tests.running import AS_OF, CASE, run
from tests.stores import BUCKET, Store, store

pytest.importorskip("s3fs")
pytest.importorskip("moto")
PAGE = b"<!doctype html><html lang=en><title>Ines Valdemar</title><h1>Ines Valdemar</h1><p>Boat builder"


@pytest.fixture(scope="module")
def s3() -> Iterator[Store]:
    with store() as running:
        yield running


def _dated(folder: Path, dates: dict[str, float]) -> None:
    for path, at in dates.items():
        os.utime(folder / path, (at, at))


def test_the_same_findings_as_from_disk(s3: Store, tmp_path: Path) -> None:
    folder = tmp_path / "disk" / "paid-reports"
    shutil.copytree(CASE, folder)
    (folder / "renamed.html").write_bytes(b"<title>x</title><img src='odd names/p.png'><p>" + b"word " * 40)
    (folder / "odd names").mkdir()
    (folder / "odd names" / "p.png").write_bytes(b"\x89PNG\r\n\x1a\n" + bytes(40))
    (folder / "known").mkdir()
    shutil.copy(next(folder.rglob("*.png")), folder / "known" / "seen before.png")
    (folder / ".hidden.html").write_bytes(PAGE)
    (folder / "empty.html").write_bytes(b"")
    (folder / "inner" / "records").mkdir(parents=True)
    (folder / "inner" / "records" / "ines.html").write_bytes(PAGE)
    s3.fill(folder, "cases/paid-reports")
    _dated(folder, s3.dates("cases/paid-reports"))
    asked = ("--as-of", AS_OF, "--format", "json", "--quiet", "--no-report")
    there = run(
        *("audit", f"s3://{BUCKET}/cases/paid-reports/", "--allow-stores", "--case", tmp_path / "s3.db", "--keep"),
        *asked,
        cwd=tmp_path,
        **s3.environment,
    )
    here = run("audit", folder, "--case", tmp_path / "disk.db", *asked, cwd=tmp_path)
    assert (there.returncode, here.returncode) == (3, 3), there.stderr.decode()
    assert there.stdout == here.stdout
    document = json.loads(here.stdout)
    assert len(document["profiles"]) > 20
    assert [one["reason"] for one in document["skipped"]] == ["the file is empty"]
    assert sum(len(profile["findings"]) for profile in document["profiles"]) > 20
    assert run("verify", "--case", tmp_path / "s3.db", cwd=tmp_path).returncode == 0, "the originals were kept"
    again = run(
        *("audit", f"s3://{BUCKET}/cases/paid-reports", "--allow-stores", "--case", tmp_path / "s3.db"),
        *asked,
        cwd=tmp_path,
        **s3.environment,
    )
    assert again.stdout == here.stdout


def test_a_mounted_folder_by_its_address_needs_nothing_allowed(tmp_path: Path) -> None:
    asked = ("--as-of", AS_OF, "--format", "json", "--quiet", "--no-report")
    by_address = run("audit", f"file://{CASE}", "--case", tmp_path / "a.db", *asked, cwd=tmp_path)
    by_path = run("audit", CASE, "--case", tmp_path / "b.db", *asked, cwd=tmp_path)
    assert by_address.returncode == 0, by_address.stderr.decode()
    assert by_address.stdout == by_path.stdout


def test_every_saved_page_folder_is_walked_alike() -> None:
    by_path = {unit.path: unit for unit in units([CASE], Limits())}
    found = list(held_files(StoreAddress(f"file://{CASE}"), "paid-reports", Limits()))
    assert [file.held.path for file in found] == list(by_path)
    assert sum(1 for file in found if file.beside) == 3
    for unit in units([StoreAddress(f"file://{CASE}")], Limits()):
        one, other = saved(unit, Limits()), saved(by_path[unit.path], Limits())
        assert isinstance(one, Saved)
        assert isinstance(other, Saved)
        assert (one.sha256, one.siblings, one.modified) == (other.sha256, other.siblings, other.modified)


def test_nothing_is_sent_that_was_not_allowed(s3: Store, tmp_path: Path) -> None:
    with registry() as server:
        asked = {**s3.environment, "AWS_ENDPOINT_URL": server.base}
        done = run("audit", f"s3://{BUCKET}/cases", "--no-report", cwd=tmp_path, **asked)
        assert done.returncode == 2
        assert b"--allow-stores" in done.stderr
        assert server.asked == []


@pytest.mark.parametrize(
    ("url", "because"),
    [
        ("https://www.linkedin.com/in/someone", "never linkedin.com"),
        ("https://de.linkedin.com/", "never linkedin.com"),
        ("https://media.licdn.com/a.jpg", "never licdn.com"),
        ("http://pages.example/", "right would be"),
        ("ftp://pages.example/", "right would be"),
        ("s3:///folder", "without a bucket"),
        ("https://me:word@pages.example/", "user name"),
        ("https://[::1", "not an address"),
    ],
)
def test_what_is_never_asked(url: str, because: str, tmp_path: Path) -> None:
    refusal = store_refusal(url)
    assert refusal is not None
    assert because in refusal
    done = run("audit", url, "--allow-stores", "--no-report", cwd=tmp_path)
    assert done.returncode == 2
    assert because in done.stderr.decode()
    assert b"word" not in done.stderr


def _one(url: str, limits: Limits | None = None) -> Saved | Refusal:
    (unit,) = units([StoreAddress(url)], limits or Limits())
    return saved(unit, limits or Limits())


def test_pages_of_a_web_folder_and_nothing_beyond_it() -> None:
    index = b"<a href='ines.html'>a</a> <a href='s%C3%A3o/'>b</a> <a href='/elsewhere.html'>c</a> <a href='../'>up</a>"
    with registry() as server:
        server.replies["/saved/"] = server.replies["/saved"] = [Reply(200, index, Content_Type="text/html")]
        inner = b"<a href='second.html'>a</a> <a href='https://127.0.0.2/x.html'>b</a>"
        for path in ("/saved/s%C3%A3o/", "/saved/s%C3%A3o"):
            server.replies[path] = [Reply(200, inner, Content_Type="text/html")]
        server.replies["/saved/ines.html"] = [Reply(200, PAGE)]
        server.replies["/saved/s%C3%A3o/second.html"] = [Reply(200, PAGE + b" since 2009")]
        found = list(units([StoreAddress(f"{server.base}saved/")], Limits()))
        assert [unit.path for unit in found] == ["saved/ines.html", "saved/são/second.html"]
        read = [saved(unit, Limits()) for unit in found]
        assert [one.data for one in read if isinstance(one, Saved)] == [PAGE, PAGE + b" since 2009"]
        assert "/elsewhere.html" not in server.asked


def test_what_a_web_store_does_instead_of_giving_a_page() -> None:
    with registry() as server:
        server.replies["/moved.html"] = [Reply(302, Location="/ines.html")]
        server.replies["/ines.html"] = [Reply(200, PAGE)]
        server.replies["/down.html"] = [Reply(503)]
        server.replies["/endless.html?token=secret"] = [Reply(200, endless=True)]
        server.replies["/empty.html"] = [Reply(200)]
        moved, down, gone = (_one(f"{server.base}{name}.html") for name in ("moved", "down", "gone"))
        for result, because in ((moved, "not followed"), (down, "answered 503"), (gone, "not there")):
            assert isinstance(result, Unreached)
            assert because in result.reason
        assert server.asked.count("/ines.html") == 0
        endless = _one(f"{server.base}endless.html?token=secret", Limits(max_file_bytes=100_000))
        assert isinstance(endless, Refusal)
        assert "more than the 100000 bytes" in endless.reason
        assert "secret" not in endless.path + endless.reason
        empty = _one(f"{server.base}empty.html")
        assert isinstance(empty, Refusal)
        assert empty.reason == "the file is empty"


def test_what_is_no_plain_file_of_a_mounted_folder(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe.html")
    (tmp_path / "link.html").symlink_to(CASE / "Note to staff.txt")
    (tmp_path / "large.html").write_bytes(PAGE + b" " * 3000)
    reasons = {}
    limits = Limits(max_file_bytes=2000)
    for unit in units([StoreAddress(f"file://{tmp_path}")], limits):
        result = saved(unit, limits)
        assert isinstance(result, Refusal)
        reasons[unit.file.name] = result.reason
    assert "special file" in reasons["pipe.html"]
    assert "not followed" in reasons["link.html"]
    assert "more than the 2000" in reasons["large.html"]


def test_a_store_that_is_not_there(s3: Store, tmp_path: Path) -> None:
    done = run("audit", "s3://no-such-bucket-here/x", "--allow-stores", "--no-report", cwd=tmp_path, **s3.environment)
    assert done.returncode == 2
    assert b"cannot be read" in done.stderr
    with pytest.raises(StoreError, match="it is not there"):
        list(held_files(StoreAddress(f"file://{tmp_path}/nowhere"), "x", Limits()))
