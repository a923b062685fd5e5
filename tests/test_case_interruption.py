"""Killed at 200 random moments: no decision that was acknowledged is lost, no change goes unsaid, no page is half."""

from __future__ import annotations

import json
import random
import re
import signal
import sqlite3
import subprocess
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from tests.running import AS_OF, CASE, command, run

KILLS = 200
THREAD = "Messages with Castor Wynfield.txt"
PAGE = "Castor Wynfield - Executive Search Partner.html"
COPIES = 6
AUDIT = ("audit", "pages", "--no-report", "--as-of", AS_OF, "--format", "json", "--quiet", "--jobs", "2")
WATCH = ("watch", "run", "--case", "watch.db", "--as-of", AS_OF, "--jobs", "1", "--format", "json", "--only-changes")


class Harbour:
    """A folder with a case, a watch list in a case of its own, and a count of what was killed."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.moments = random.Random(20260102)
        self.killed = {"audit": 0, "review": 0, "watch": 0}
        self.acknowledged: set[str] = set()
        self.markup = (CASE / PAGE).read_text(encoding="utf-8")
        (folder / "pages").mkdir()
        (folder / "castor").mkdir()
        (folder / "pages" / THREAD).write_bytes((CASE / THREAD).read_bytes())
        self.save_pages(0)
        (folder / "castor" / "page.html").write_text(self.markup, encoding="utf-8")
        self.seconds = {"audit": self.timed(*AUDIT)}
        self.finding = run("findings", "list", cwd=folder).stdout.decode().split()[0]
        self.seconds["review"] = self.timed("review", "note", self.finding, "--reason", "note", "--person", "ines")
        assert (
            run("watch", "add", "castor-wynfield-example", "castor", "--case", "watch.db", cwd=folder).returncode == 0
        )
        self.seconds["watch"] = self.timed(*WATCH)

    def save_pages(self, turn: int) -> None:
        """Every page saved again, so that the next audit has all of them to read."""
        for number in range(COPIES):
            text = f"{self.markup}\n<!-- copy {number}, turn {turn} -->"
            (self.folder / "pages" / f"{number}.html").write_text(text, encoding="utf-8")

    def timed(self, *arguments: str) -> float:
        began = time.monotonic()
        assert run(*arguments, cwd=self.folder).returncode == 0
        return time.monotonic() - began

    def kill(self, kind: str, *arguments: str) -> bytes:
        """Runs a command, kills it at a random moment, and gives what it had said by then."""
        process = subprocess.Popen(
            command(*arguments), cwd=self.folder, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL
        )
        time.sleep(self.moments.uniform(0.02, 1.0) * self.seconds[kind])
        process.send_signal(signal.SIGKILL)
        said, _ = process.communicate(timeout=60)
        self.killed[kind] += process.returncode == -signal.SIGKILL
        return said

    def audit(self, turn: int) -> None:
        self.save_pages(turn)
        self.kill("audit", *AUDIT)
        self.whole("reports/case.db")

    def review(self, turn: int) -> None:
        reason = f"note {turn}."
        if b"noted by" in self.kill("review", "review", "note", self.finding, "--reason", reason, "--person", "ines"):
            self.acknowledged.add(reason)
        self.whole("reports/case.db")
        with sqlite3.connect(self.folder / "reports" / "case.db") as connection:
            kept = {reason for (reason,) in connection.execute("select reason from decision")}
        connection.close()
        assert self.acknowledged <= kept

    def watch(self, turn: int) -> None:
        edited = self.markup.replace("Policy and Economy", f"Shipping {turn}")
        (self.folder / "castor" / "page.html").write_text(edited, encoding="utf-8")
        said = self.kill("watch", *WATCH)
        self.whole("watch.db")
        if f"Shipping {turn}".encode() not in said:
            again = run(*WATCH, cwd=self.folder)
            assert again.returncode == 0, again.stderr.decode()
            assert f"Shipping {turn}".encode() in again.stdout, "a change that was not said is said by the next run"

    def whole(self, name: str) -> None:
        """The database is intact, and holds pages with all that belongs to them or not at all."""
        with sqlite3.connect(self.folder / name) as connection:
            one = connection.execute
            assert one("pragma integrity_check").fetchone() == ("ok",)
            assert one("pragma foreign_key_check").fetchall() == []
            assert one(
                "select count(*) from page where status = 'profile'"
                " and key not in (select page from profile where features is not null)"
            ).fetchone() == (0,)
            assert one("select count(*) from finding where key not in (select finding from evidence)").fetchone() == (
                0,
            )
            assert one("select count(*) from run where state = 'running'").fetchone()[0] <= 1
        connection.close()


def _stated(data: bytes) -> list[dict[str, Any]]:
    profiles: list[dict[str, Any]] = json.loads(data)["profiles"]
    for profile in profiles:
        for finding in profile["findings"]:
            del finding["state"], finding["decision"]
    return profiles


@pytest.mark.slow
def test_killed_at_200_moments(tmp_path: Path) -> None:
    harbour = Harbour(tmp_path)
    kinds: tuple[tuple[str, Callable[[int], None]], ...] = (
        ("audit", harbour.audit),
        ("review", harbour.review),
        ("watch", harbour.watch),
    )
    turn = 0
    while sum(harbour.killed.values()) < KILLS:
        turn += 1
        kinds[turn % 3][1](turn)
        assert turn < 3 * KILLS, f"most kills come too late to interrupt anything: {harbour.killed}"
    assert min(harbour.killed.values()) >= KILLS // 6, harbour.killed
    assert harbour.acknowledged
    done = run(*AUDIT, cwd=tmp_path)
    assert done.returncode == 0
    fresh = run(*AUDIT, "--case", "fresh.db", cwd=tmp_path)
    assert _stated(done.stdout) == _stated(fresh.stdout), "the same as if nothing had ever been killed"
    kept = set(re.findall(r"note \d+\.", run("review", "export", cwd=tmp_path).stdout.decode()))
    assert harbour.acknowledged <= kept
    print(f"killed: {harbour.killed}, {len(harbour.acknowledged)} decisions acknowledged in between, all kept")
