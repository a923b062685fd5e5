"""Killed at random moments: no acknowledged decision is lost, no change goes unsaid, and the next command goes on."""

from __future__ import annotations

import json
import random
import re
import signal
import sqlite3
import subprocess
import time
from pathlib import Path

import pytest

from tests.running import AS_OF, CASE, command, run

ROUNDS = 100
THREAD = "Messages with Castor Wynfield.txt"
PAGE = "Castor Wynfield - Executive Search Partner.html"


def _killed(arguments: list[str], cwd: Path, after: float) -> tuple[bool, bytes]:
    """Whether the command was killed before it ended, and what it had said."""
    process = subprocess.Popen(arguments, cwd=cwd, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL)
    time.sleep(after)
    process.send_signal(signal.SIGKILL)
    said, _ = process.communicate(timeout=60)
    return process.returncode == -signal.SIGKILL, said


@pytest.mark.slow
def test_no_acknowledged_decision_and_no_change_is_lost(tmp_path: Path) -> None:
    (tmp_path / "pages").mkdir()
    (tmp_path / "castor").mkdir()
    (tmp_path / "pages" / THREAD).write_bytes((CASE / THREAD).read_bytes())
    markup = (CASE / PAGE).read_text(encoding="utf-8")
    (tmp_path / "castor" / "page.html").write_text(markup, encoding="utf-8")
    began = time.monotonic()
    assert run("audit", "pages", "--no-report", "--as-of", AS_OF, cwd=tmp_path).returncode == 0
    seconds = time.monotonic() - began
    ids = run("findings", "list", cwd=tmp_path).stdout.decode().split("\n")
    finding = ids[0].split()[0]
    assert run("watch", "add", "castor-wynfield-example", "castor", "--case", "watch.db", cwd=tmp_path).returncode == 0
    watch = (
        "watch",
        "run",
        "--case",
        "watch.db",
        "--as-of",
        AS_OF,
        "--jobs",
        "1",
        "--format",
        "json",
        "--only-changes",
    )
    assert run(*watch, cwd=tmp_path).returncode == 0
    moments = random.Random(20260102)
    acknowledged: set[str] = set()
    killed = 0
    for number in range(ROUNDS):
        note = ("review", "note", finding, "--reason", f"note {number}", "--person", "ines")
        ended, said = _killed(command(*note), tmp_path, moments.uniform(0.05, 1.0) * seconds)
        killed += ended
        if b"noted by" in said:
            acknowledged.add(f"note {number}")
        edited = markup.replace("Policy and Economy", f"Shipping {number}")
        (tmp_path / "castor" / "page.html").write_text(edited, encoding="utf-8")
        ended, said = _killed(command(*watch), tmp_path, moments.uniform(0.05, 1.2) * seconds)
        killed += ended
        if f"Shipping {number}".encode() not in said:
            again = run(*watch, cwd=tmp_path)
            assert again.returncode == 0, again.stderr.decode()
            assert f"Shipping {number}".encode() in again.stdout, "a change that was not said is said by the next run"
    assert killed >= ROUNDS // 2
    for name in ("reports/case.db", "watch.db"):
        with sqlite3.connect(tmp_path / name) as connection:
            assert connection.execute("pragma integrity_check").fetchone() == ("ok",)
            assert connection.execute("pragma foreign_key_check").fetchall() == []
        connection.close()
    kept = set(re.findall(r"note \d+", json.dumps(run("review", "export", cwd=tmp_path).stdout.decode())))
    assert acknowledged <= kept
    assert acknowledged
