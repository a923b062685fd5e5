"""The review page, really served on the loopback address, for tests."""

from __future__ import annotations

import itertools
import re
import shutil
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from html import unescape
from pathlib import Path

import httpx
import pytest

from auditor.serving.app import application
from auditor.serving.case_desk import CaseDesk
from auditor.serving.gate import ENTRANCE, Keys
from auditor.serving.server import bound, server
from tests.inside import run
from tests.running import AS_OF, CASE

Form = dict[str, str]

_audited: list[Path] = []


def audited_folder(factory: pytest.TempPathFactory) -> Path:
    """A folder in which the bundled case was audited; once for all tests, so it is copied before it is changed."""
    if not _audited:
        folder = factory.mktemp("audited")
        done = run("audit", CASE, "--as-of", AS_OF, "--quiet", "--jobs", "1", cwd=folder)
        assert done.returncode == 0, done.stderr.decode()
        _audited.append(folder)
    return _audited[0]


def copied(folder: Path, to: Path) -> Path:
    """A copy of an audited folder."""
    shutil.copytree(folder / "reports", to / "reports")
    return to


@dataclass(frozen=True)
class Served:
    """A running review page."""

    port: int
    keys: Keys
    clients: list[httpx.Client] = field(default_factory=list)

    @property
    def base(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    @property
    def entrance(self) -> str:
        return self.base + ENTRANCE + self.keys.entrance

    def window(self) -> Window:
        """A browser window that has come in through the printed address."""
        client = httpx.Client(base_url=self.base, headers={"Origin": self.base}, timeout=20)
        self.clients.append(client)
        answer = client.get(self.entrance)
        assert (answer.status_code, answer.headers["location"]) == (303, "/")
        return Window(client)


@dataclass(frozen=True)
class Window:
    """One window: what it shows, and the forms in it."""

    client: httpx.Client

    def get(self, path: str, code: int = 200) -> str:
        answer = self.client.get(path)
        assert answer.status_code == code, answer.text[:500]
        return answer.text

    def send(self, path: str, form: Form, code: int = 303) -> httpx.Response:
        answer = self.client.post(path, data=form)
        assert answer.status_code == code, answer.text[:500]
        return answer

    def decide(self, form: Form, verdict: str, reason: str = "", code: int = 303) -> httpx.Response:
        return self.send("/decisions", {**form, "verdict": verdict, "reason": reason}, code)


def forms(page: str, kind: str = "decide") -> list[Form]:
    """The hidden fields of the forms of a kind on a page."""
    found = re.findall(rf'<form method="post" action="[^"]+" class="{kind}".*?</form>', page, re.S)
    return [
        {
            unescape(name): unescape(value)
            for name, value in re.findall(r'<input type="hidden" name="([^"]+)" value="([^"]*)"', form)
        }
        for form in found
    ]


def queued(page: str) -> list[str]:
    """Ids of the findings that a queue lists."""
    return re.findall(r'class="open" href="/profiles/finding\?id=([^"&]+)', page)


@contextmanager
def served(case: Path, person: str = "ines", language: str = "en") -> Iterator[Served]:
    seconds = itertools.count()
    lock = threading.Lock()

    def now() -> str:
        with lock:
            number = next(seconds)
        return f"2026-06-01T{number // 3600:02}:{number // 60 % 60:02}:{number % 60:02}.000Z"

    socket = bound(0)
    port = socket.getsockname()[1]
    keys = Keys()
    running = server(application(CaseDesk(case, language, person, now), port, keys))
    thread = threading.Thread(target=running.run, kwargs={"sockets": [socket]}, daemon=True)
    thread.start()
    here = Served(port, keys)
    try:
        yield here
    finally:
        for client in here.clients:
            client.close()
        running.should_exit = True
        thread.join(10)
        socket.close()
    assert not thread.is_alive()
