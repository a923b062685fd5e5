"""``auditor serve`` as a user starts and ends it: a process of its own."""

from __future__ import annotations

import re
import signal
import socket
import sqlite3
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import httpx
import pytest
from serving import audited_folder, copied, forms, queued

from tests.inside import run
from tests.running import command

ADDRESS = re.compile(r"http://127\.0\.0\.1:(\d+)/enter/[\w-]{43}\n")


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return copied(audited_folder(tmp_path_factory), tmp_path_factory.mktemp("case"))


@contextmanager
def started(folder: Path, *words: str) -> Iterator[tuple[subprocess.Popen[bytes], str]]:
    """The running command and the address it has printed."""
    running = subprocess.Popen(
        command("serve", *words), cwd=folder, stdout=subprocess.PIPE, stderr=subprocess.PIPE, start_new_session=True
    )
    assert running.stdout is not None
    try:
        yield running, running.stdout.readline().decode()
    finally:
        running.kill()
        running.communicate(timeout=20)


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM], ids=["Ctrl-C", "terminated"])
def test_prints_its_address_serves_and_ends(folder: Path, number: signal.Signals) -> None:
    with started(folder, "--person", "otto") as (running, printed):
        assert ADDRESS.fullmatch(printed)
        base = printed.partition("/enter/")[0]
        with httpx.Client(base_url=base, headers={"Origin": base}, follow_redirects=True, timeout=30) as client:
            page = client.get(printed.strip()).text
            assert "otto" in page
            first = queued(page)[0]
            (form,) = forms(client.get(f"/profiles/finding?id={first}").text)
            kept = client.post("/decisions", data={**form, "verdict": "unsure", "reason": f"by signal {number}"})
            assert kept.status_code == 200
            idle = socket.create_connection(("127.0.0.1", int(base.rpartition(":")[2])))
            running.send_signal(number)
            said = running.communicate(timeout=20)
            idle.close()
        assert running.returncode == 130
        assert said[0] == b""
        assert b"Traceback" not in said[1]
        assert b"what was done is kept" in said[1]
    with sqlite3.connect(folder / "reports" / "case.db") as connection:
        told = connection.execute("select person, reason from decision where reason like ?", (f"%{number}",)).fetchall()
    assert told == [("otto", f"by signal {number}")]


def test_port_is_the_one_that_was_asked_for(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("LOGNAME", "harbour-desk")
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
        done = run("serve", "--port", str(port), cwd=folder)
        assert done.returncode == 1
        assert b"cannot be had" in done.stderr
    with started(folder, "--port", str(port)) as (running, one):
        assert one.startswith(f"http://127.0.0.1:{port}/enter/")
        running.send_signal(signal.SIGINT)
        assert b"deciding as harbour-desk" in running.communicate(timeout=20)[1]
    with started(folder, "--port", str(port)) as (_, other):
        assert one != other, "every start has an address of its own"


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("--host", "0.0.0.0"), b"No such option"),
        (("--port", "70000"), b"Invalid value"),
        (("--language", "xx"), b"no language 'xx'"),
        (("--case", "none.db"), b"there is no case file"),
    ],
)
def test_what_cannot_be_served_ends_at_once(folder: Path, words: tuple[str, ...], said: bytes) -> None:
    done = run("serve", *words, cwd=folder)
    assert done.returncode == 2
    assert said in done.stderr
    assert not (folder / "none.db").exists()
