"""Killed at any moment and run again: the result equals that of an undisturbed run, byte for byte."""

from __future__ import annotations

import random
import signal
import sqlite3
import subprocess
import time
from pathlib import Path

import pytest

from tests.running import AS_OF, CASE, command, run

COPIES = 12
KILLS = 10


def _many(folder: Path) -> Path:
    """The bundled case's single-file pages, many times over, each copy with bytes of its own."""
    folder.mkdir()
    for page in sorted(CASE.glob("*.html")):
        data = page.read_bytes()
        if b"\0" in data[:200]:
            continue
        for number in range(COPIES):
            (folder / f"{page.stem}-{number}.html").write_bytes(data + b"\n<!-- copy %d -->" % number)
    return folder


def _audit(cwd: Path, pages: Path) -> list[str]:
    return command("audit", pages, "--format", "json", "--as-of", AS_OF, "--jobs", "2", "--quiet", "--no-report")


@pytest.fixture(scope="module")
def undisturbed(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, bytes, float]:
    cwd = tmp_path_factory.mktemp("undisturbed")
    pages = _many(cwd / "pages")
    began = time.monotonic()
    done = subprocess.run(_audit(cwd, pages), cwd=cwd, capture_output=True, check=True, timeout=300)
    return pages, done.stdout, time.monotonic() - began


def test_sigkill_at_ten_random_moments(undisturbed: tuple[Path, bytes, float], tmp_path: Path) -> None:
    pages, expected, seconds = undisturbed
    moments = random.Random(20260101)
    killed = 0
    for _ in range(KILLS):
        process = subprocess.Popen(_audit(tmp_path, pages), cwd=tmp_path, stdout=subprocess.PIPE)
        time.sleep(moments.uniform(0.1, 0.9) * seconds)
        process.send_signal(signal.SIGKILL)
        process.communicate(timeout=60)
        killed += process.returncode == -signal.SIGKILL
    assert killed >= KILLS // 2, "most of the kills came too late to interrupt anything"
    done = subprocess.run(_audit(tmp_path, pages), cwd=tmp_path, capture_output=True, check=True, timeout=300)
    assert done.stdout == expected
    with sqlite3.connect(tmp_path / "reports" / "case.db") as connection:
        assert connection.execute("pragma integrity_check").fetchone() == ("ok",)
        assert connection.execute("pragma foreign_key_check").fetchall() == []


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM], ids=["Ctrl-C", "kill"])
def test_an_interruption_keeps_what_was_done(
    undisturbed: tuple[Path, bytes, float], tmp_path: Path, number: signal.Signals
) -> None:
    pages, expected, _ = undisturbed
    case = tmp_path / "reports" / "case.db"
    process = subprocess.Popen(
        _audit(tmp_path, pages), cwd=tmp_path, stdout=subprocess.PIPE, stderr=subprocess.PIPE, start_new_session=True
    )
    kept = 0
    while kept == 0 and process.poll() is None:
        time.sleep(0.02)
        if case.exists():
            with sqlite3.connect(f"file:{case}?mode=ro", uri=True) as connection:
                tables = {name for (name,) in connection.execute("select name from sqlite_master")}
                kept = connection.execute("select count(*) from page").fetchone()[0] if "page" in tables else 0
    process.send_signal(number)
    out, err = process.communicate(timeout=60)
    assert process.returncode == 130, err
    assert out == b""
    assert b"what was done is kept" in err
    with sqlite3.connect(case) as connection:
        assert connection.execute("select count(*) from page").fetchone()[0] >= kept
        assert connection.execute("select state from run").fetchall() == [("running",)]
    done = subprocess.run(_audit(tmp_path, pages), cwd=tmp_path, capture_output=True, check=True, timeout=300)
    assert done.stdout == expected


def test_an_unchanged_page_is_not_read_again(tmp_path: Path) -> None:
    for attempt in range(2):
        done = run("audit", CASE, "--as-of", AS_OF, "-v", cwd=tmp_path)
        assert done.returncode == 0
        assert (b"nothing has changed" in done.stderr) == bool(attempt)
    with sqlite3.connect(tmp_path / "reports" / "case.db") as connection:
        assert connection.execute("select count(*) from run").fetchone() == (1,)
