"""What a case holds about a person is given out whole, and erased to the last byte."""

from __future__ import annotations

import json
import shutil
import sqlite3
from pathlib import Path

import pytest

from tests.inside import run
from tests.running import AS_OF, CASE

PAGE = "Castor Wynfield - Executive Search Partner.html"
OTHER = "Perpetua Lindholm _ LinkedIn"
THREAD = "Messages with Castor Wynfield.txt"
HANDLE = "castor-wynfield-example"


@pytest.fixture(scope="module")
def audited_case(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("case")
    pages = folder / "pages"
    pages.mkdir()
    for name in (PAGE, THREAD, f"{OTHER}.html"):
        shutil.copy(CASE / name, pages)
    shutil.copytree(CASE / f"{OTHER}_files", pages / f"{OTHER}_files")
    shutil.copytree(CASE / "records", pages / "records")
    assert run("audit", "pages", "--keep", "--as-of", AS_OF, cwd=folder).returncode == 0
    listed = run("findings", "list", "--format", "ndjson", cwd=folder).stdout.splitlines()
    ids = [json.loads(line)["id"] for line in listed]
    assert run("review", "unsure", *ids, "--reason", "ask", "--person", "ines", cwd=folder).returncode == 0
    assert run("watch", "add", f"https://www.linkedin.com/in/{HANDLE}", "pages", cwd=folder).returncode == 0
    shutil.rmtree(pages)
    return folder


@pytest.fixture
def case(audited_case: Path, tmp_path: Path) -> Path:
    shutil.copytree(audited_case / "reports", tmp_path / "reports")
    return tmp_path


def _holding(case: Path, needles: list[bytes]) -> set[str]:
    return {
        f"{file.relative_to(case)}: {needle[:40]!r}"
        for file in case.rglob("*")
        if file.is_file()
        for needle in needles
        if needle in file.read_bytes()
    }


def test_a_dry_run_says_what_would_go_and_changes_nothing(case: Path) -> None:
    before = (case / "reports" / "case.db").read_bytes()
    done = run("subject", "erase", HANDLE, cwd=case)
    assert done.returncode == 0
    assert b"Castor Wynfield" in done.stdout
    assert b"watch list: https://www.linkedin.com/in/castor-wynfield-example" in done.stdout
    assert b"Nothing was erased" in done.stdout
    assert (case / "reports" / "case.db").read_bytes() == before


def test_nothing_of_an_erased_person_is_in_any_file_and_the_chain_holds(case: Path) -> None:
    with sqlite3.connect(case / "reports" / "case.db") as connection:
        key, sha256 = connection.execute(
            "select page.key, page.sha256 from page join profile on profile.page = page.key where handle = ?", (HANDLE,)
        ).fetchone()
        (thumbnail,) = connection.execute("select thumbnail from picture where page = ?", (key,)).fetchone()
        quotes = [
            quote.encode()
            for (quote,) in connection.execute(
                "select distinct quote from evidence join finding on finding.key = evidence.finding"
                " where finding.page = ? and length(quote) between 12 and 300 and page_sha256 = ?",
                (key, sha256),
            )
        ]
    connection.close()
    assert quotes
    saved = (CASE / PAGE).read_bytes()
    picture = saved[saved.index(b"base64,") + 7 :][:120]
    needles = [
        b"Castor Wynfield",
        HANDLE.encode(),
        f"linkedin.com/in/{HANDLE}".encode(),
        b"brings renowned specialists",
        picture,
        thumbnail[-80:-20],
        *quotes,
    ]
    assert len({line.rsplit(": ", 1)[1] for line in _holding(case, needles)}) == len(set(needles))
    done = run("subject", "erase", HANDLE, "Castor Wynfield", "--yes", cwd=case)
    assert done.returncode == 0, done.stdout.decode()
    assert _holding(case, needles) == set()
    verified = run("verify", "--jobs", "1", cwd=case)
    assert verified.returncode == 0, verified.stdout.decode()
    with sqlite3.connect(case / "reports" / "case.db") as connection:
        events = [event for (event,) in connection.execute("select event from custody order by id")]
        assert events == ["import", "redact", "verify"]
        assert connection.execute("select name from profile").fetchall() == [("Perpetua Lindholm",)]
        assert connection.execute("pragma integrity_check").fetchone() == ("ok",)
        assert connection.execute("pragma foreign_key_check").fetchall() == []
    connection.close()
    assert (case / "reports" / "index.html").is_file()


def test_what_another_page_still_says_is_found_and_named(case: Path) -> None:
    done = run("subject", "erase", HANDLE, "--yes", cwd=case)
    assert done.returncode == 4
    assert b"still found: 'Castor Wynfield' in" in done.stdout
    assert b"erase those pages too" in done.stderr


def test_a_person_gets_what_is_held_and_not_what_others_wrote(audited_case: Path) -> None:
    done = run("subject", "export", HANDLE, "Castor Wynfield", cwd=audited_case)
    assert done.returncode == 0
    document = json.loads(done.stdout)
    assert len(document["profiles"]) == 2
    assert document["decisions"]
    assert document["watched"]
    messages = [one for profile in document["profiles"] for one in profile["fields"]["messages"]]
    assert {one["text"] for one in messages if not one["by_subject"]} == {"[words of another person]"}
    assert b"I have passed this on" not in done.stdout, "what the other side wrote"
    assert run("subject", "export", "nobody-example", cwd=audited_case).returncode == 2


def test_a_case_without_originals_says_that_something_was_erased(tmp_path: Path) -> None:
    (tmp_path / "pages").mkdir()
    shutil.copy(CASE / PAGE, tmp_path / "pages")
    assert run("audit", "pages", "--as-of", AS_OF, "--no-report", cwd=tmp_path).returncode == 0
    shutil.rmtree(tmp_path / "pages")
    assert run("subject", "erase", HANDLE, "--yes", cwd=tmp_path).returncode == 0
    assert _holding(tmp_path, [b"Wynfield", HANDLE.encode()]) == set()
    with sqlite3.connect(tmp_path / "reports" / "case.db") as connection:
        events = connection.execute("select event, subject, digest from custody").fetchall()
        assert connection.execute("select count(*) from page").fetchone() == (0,)
    connection.close()
    assert events == [("redact", "pages", "")]
