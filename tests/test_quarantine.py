"""A page that hangs, crashes the process, eats memory or raises is given up alone; a page kind for tests does so."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

import auditor.pages
from auditor.pages import reading
from auditor.plugin import discovered
from fixtures.hostile.pages import around
from tests.inside import run
from tests.running import AS_OF

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="workers are forked on Linux only")
TROUBLED = '''
import ctypes, faulthandler, os, time
from auditor.plugin import page_kind

@page_kind("troubled", claims=lambda document: 'name="trouble"' in document.markup, rank=0)
def troubled(document):
    """Does what the page asks for."""
    faulthandler.disable()  # the crash is meant, its dump would only be noise
    trouble = document.first('meta[name="trouble"]').attr("content")
    if trouble == "hang":
        while True:
            pass
    if trouble == "crash":
        ctypes.string_at(0)
    if trouble == "exit":
        os._exit(7)
    if trouble == "eat":
        eaten = []
        while True:
            eaten.append(bytearray(1 << 28))
    raise KeyError(trouble)
'''
REASONS = {
    "hang": "given up after 2 s: reading it takes too long",
    "crash": "reading it ended the worker (signal 11)",
    "exit": "reading it ended the worker (exit code 7)",
    "eat": "reading it takes more memory than one page may have (worker_memory_mib)",
    "raise": "reading the page crashed: KeyError: 'raise'",
}


@pytest.fixture
def troubled(tmp_path: Path) -> Iterator[None]:
    room = tmp_path / "room"
    room.mkdir()
    (room / "troubled.py").write_text(TROUBLED)
    auditor.pages.__path__.append(str(room))
    discovered.cache_clear()
    reading._asked.cache_clear()
    yield
    auditor.pages.__path__.remove(str(room))
    sys.modules.pop("auditor.pages.troubled", None)
    discovered.cache_clear()
    reading._asked.cache_clear()


def audited(folder: Path, name: str, jobs: int, code: int) -> dict[str, Any]:
    options = ("--jobs", str(jobs), "--case", f"{name}-{jobs}.db", "--no-report", "--quiet", "--as-of", AS_OF)
    done = run("audit", name, "--format", "json", *options, cwd=folder)
    assert done.returncode == code, done.stderr.decode()
    document: dict[str, Any] = json.loads(done.stdout)
    return document


@pytest.mark.parametrize("jobs", [1, 2], ids=["one worker", "two workers"])
def test_each_is_given_up_alone(troubled: None, tmp_path: Path, jobs: int) -> None:
    folder = tmp_path / "mixed"
    folder.mkdir()
    (tmp_path / "config.toml").write_text("[run]\nseconds_per_page = 2\nworker_memory_mib = 600\n")
    for number in range(25):
        (folder / f"{number:02}.html").write_bytes(around(f"<p>{number}</p>"))
    for number, trouble in enumerate(REASONS):
        page = around("", f'<meta name="trouble" content="{trouble}">')
        (folder / f"{4 * number:02}-{trouble}.html").write_bytes(page)
    among = audited(tmp_path, "mixed", jobs, 3)
    reasons = {skip["path"].partition("-")[2].partition(".")[0]: skip["reason"] for skip in among["skipped"]}
    # on a machine that is busy enough the clock may end the wait before the processor's time does
    assert {trouble: reason.replace("after 12 s", "after 2 s") for trouble, reason in reasons.items()} == REASONS
    for trouble in folder.glob("*-*.html"):
        trouble.unlink()
    alone = audited(tmp_path, "mixed", 3, 0)
    assert len(alone["profiles"]) == 25
    assert among["profiles"] == alone["profiles"]
