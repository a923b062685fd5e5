"""A case says what it is for, and ends when its time is over: nothing read stays, the chain still holds."""

from __future__ import annotations

import json
import shutil
import sqlite3
from pathlib import Path

import pytest

from tests.inside import run
from tests.running import AS_OF, CASE

THREAD = "Messages with Castor Wynfield.txt"
INIT = ("case", "init", "--purpose", "approaches to staff", "--basis", "Art. 6(1)(f)", "--officer", "security office")


@pytest.fixture
def case(tmp_path: Path) -> Path:
    assert run(*INIT, "--retain-until", "2026-06-30", cwd=tmp_path).returncode == 0
    (tmp_path / "pages").mkdir()
    shutil.copy(CASE / THREAD, tmp_path / "pages")
    assert run("audit", "pages", "--keep", "--as-of", AS_OF, cwd=tmp_path).returncode == 0
    shutil.rmtree(tmp_path / "pages")
    return tmp_path


def test_a_case_says_what_it_is_for(case: Path) -> None:
    said = json.loads(run("case", "show", "--format", "json", cwd=case).stdout)
    assert said["about"]["basis"] == "Art. 6(1)(f)"
    assert said["rows"]["page"] == 1
    assert run(*INIT, "--retain-until", "2027-01-01", cwd=case).returncode == 2
    assert run(*INIT, "--retain-until", "2027-01-01", "--again", cwd=case).returncode == 0
    assert b"Kept until: 2027-01-01" in run("case", "show", cwd=case).stdout


def test_what_is_due_goes_whole_and_only_when_told(case: Path) -> None:
    early = run("purge", "--due", "--yes", "--as-of", "2026-06-30", cwd=case)
    assert b"nothing is due" in early.stdout
    dry = run("purge", "--due", "--as-of", "2026-07-01", cwd=case)
    assert b"1 page\n" in dry.stdout
    assert b"Nothing was purged" in dry.stdout
    holding = [file for file in case.rglob("*") if file.is_file() and b"Castor Wynfield" in file.read_bytes()]
    assert len(holding) > 3
    done = run("purge", "--due", "--yes", "--as-of", "2026-07-01", cwd=case)
    assert done.returncode == 0, done.stderr.decode()
    for file in case.rglob("*"):
        if file.is_file():
            assert b"Wynfield" not in file.read_bytes(), file
            assert b"report of six to eight pages" not in file.read_bytes(), file
    verified = run("verify", cwd=case)
    assert verified.returncode == 0
    assert b"its chain of custody holds" in verified.stdout
    with sqlite3.connect(case / "reports" / "case.db") as connection:
        assert [event for (event,) in connection.execute("select event from custody order by id")] == [
            "import",
            "purge",
        ]
        assert connection.execute("pragma integrity_check").fetchone() == ("ok",)
        connection.execute("update custody set event = 'open' where id = 2")
    connection.close()
    assert run("verify", cwd=case).returncode == 4


def test_a_case_without_a_last_day_is_not_purged(tmp_path: Path) -> None:
    (tmp_path / "empty").mkdir()
    assert run("audit", "empty", "--no-report", cwd=tmp_path).returncode == 0
    done = run("purge", "--due", "--yes", cwd=tmp_path)
    assert done.returncode == 2
    assert b"does not say how long" in done.stderr
