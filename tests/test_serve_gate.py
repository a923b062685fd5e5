"""Who may talk to the review page: everything else is refused, and nothing is changed by it."""

from __future__ import annotations

import errno
import hashlib
import re
import shutil
import socket
import sqlite3
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import httpx
import pytest
from serving import Served, Window, audited_folder, copied, forms, queued, served

from auditor.serving.gate import MOST_BODY

FOREIGN = ("evil.example", "127.0.0.1", "127.0.0.1:1", "localhost", "[::1]:{port}", "127.0.0.1.evil.example:{port}", "")


@pytest.fixture(scope="module")
def case(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return copied(audited_folder(tmp_path_factory), tmp_path_factory.mktemp("case")) / "reports" / "case.db"


@pytest.fixture(scope="module")
def page(case: Path) -> Iterator[Served]:
    with served(case) as running:
        yield running


@pytest.fixture
def window(page: Served) -> Window:
    return page.window()


@pytest.fixture
def form(window: Window) -> dict[str, str]:
    (made,) = forms(window.get(f"/profiles/finding?id={queued(window.get('/'))[0]}"))
    return made


def decisions(case: Path) -> int:
    with sqlite3.connect(case) as connection:
        return int(connection.execute("select count(*) from decision").fetchone()[0])


def content(case: Path) -> str:
    with sqlite3.connect(case) as connection:
        return hashlib.sha256("\n".join(connection.iterdump()).encode()).hexdigest()


def raw(page: Served, request: bytes, seconds: float = 5) -> bytes:
    with socket.create_connection(("127.0.0.1", page.port), seconds) as connection:
        connection.sendall(request)
        answer = b""
        while chunk := connection.recv(65_536):
            answer += chunk
        return answer


@pytest.mark.parametrize("host", FOREIGN)
def test_foreign_host_is_refused(page: Served, window: Window, host: str) -> None:
    cookie = "; ".join(f"{name}={value}" for name, value in window.client.cookies.items())
    named = host.format(port=page.port)
    for path in ("/", f"/enter/{page.keys.entrance}"):
        answer = raw(
            page, f"GET {path} HTTP/1.1\r\nHost: {named}\r\nCookie: {cookie}\r\nConnection: close\r\n\r\n".encode()
        )
        assert answer.startswith(b"HTTP/1.1 403"), answer[:200]
        assert b"set-cookie" not in answer.lower()


def test_request_without_host_is_refused(page: Served) -> None:
    assert raw(page, b"GET / HTTP/1.0\r\n\r\n").startswith(b"HTTP/1.1 403")
    assert raw(page, b"GET / HTTP/1.1\r\nConnection: close\r\n\r\n").startswith(b"HTTP/1.1 400")


def test_two_hosts_are_refused(page: Served) -> None:
    own = f"127.0.0.1:{page.port}".encode()
    request = b"GET / HTTP/1.1\r\nHost: " + own + b"\r\nHost: " + own + b"\r\nConnection: close\r\n\r\n"
    assert raw(page, request).startswith((b"HTTP/1.1 400", b"HTTP/1.1 403"))


@pytest.mark.parametrize("path", ["/", "/index.html", "/known", "/captures", "/profiles/finding", "/nowhere"])
def test_without_the_token_nothing_is_shown(page: Served, path: str) -> None:
    for cookies in ({}, {f"auditor-{page.port}": "wrong"}, {f"auditor-{page.port}": ""}, {"other": page.keys.cookie}):
        answer = httpx.get(page.base + path, cookies=cookies)
        assert answer.status_code == 403
        assert answer.text == "Open the address that auditor serve has printed."


@pytest.mark.parametrize("token", ["", "wrong", "../", "%00", "é"])
def test_wrong_address_is_refused(page: Served, token: str) -> None:
    answer = httpx.get(f"{page.base}/enter/{token}")
    assert answer.status_code == 403
    assert "set-cookie" not in answer.headers


def test_cookie_is_out_of_reach(page: Served) -> None:
    cookie = httpx.get(page.entrance).headers["set-cookie"]
    assert {"httponly", "samesite=strict", "path=/"} <= {part.strip().lower() for part in cookie.split(";")}
    assert page.keys.entrance not in cookie
    assert len({page.keys.entrance, page.keys.cookie, page.keys.form}) == 3


STRANGE: dict[str, Callable[[Served], dict[str, str]]] = {
    "foreign origin": lambda page: {"Origin": "https://evil.example"},
    "no origin": lambda page: {"Origin": "null"},
    "other port": lambda page: {"Origin": f"http://127.0.0.1:{page.port + 1}"},
    "other scheme": lambda page: {"Origin": f"https://127.0.0.1:{page.port}"},
    "cross site": lambda page: {"Origin": page.base, "Sec-Fetch-Site": "cross-site"},
    "same site": lambda page: {"Origin": page.base, "Sec-Fetch-Site": "same-site"},
    "nobody says": lambda page: {},
}


@pytest.mark.parametrize("headers", STRANGE.values(), ids=STRANGE.keys())
def test_form_from_elsewhere_is_refused(
    page: Served, case: Path, window: Window, form: dict[str, str], headers: Callable[[Served], dict[str, str]]
) -> None:
    before = decisions(case)
    answer = httpx.post(
        f"{page.base}/decisions",
        data={**form, "verdict": "dismiss", "reason": "r"},
        cookies=dict(window.client.cookies),
        headers=headers(page),
    )
    assert answer.status_code == 403
    assert decisions(case) == before


@pytest.mark.parametrize("token", [None, "", "wrong"])
def test_form_without_its_token_is_refused(window: Window, case: Path, form: dict[str, str], token: str | None) -> None:
    before = decisions(case)
    del form["csrf"]
    window.decide({**form, **({} if token is None else {"csrf": token})}, "dismiss", "r", code=403)
    assert decisions(case) == before


def test_reading_changes_nothing(window: Window, case: Path) -> None:
    before = content(case)
    listed = window.get("/")
    for path in ("/", "/index.html", "/captures", "/known", f"/profiles/finding?id={queued(listed)[0]}"):
        window.get(path)
    for path in set(re.findall(r'href="(/profiles/[^"#]+)', listed + window.get("/captures"))):
        window.get(path.replace("&amp;", "&"))
    for path in ("/decisions", "/known/add", "/known/remove"):
        assert (
            window.client.get(f"{path}?verdict=confirm&reason=r&kind=domain&value=harbour.example").status_code == 405
        )
    assert content(case) == before


@pytest.mark.parametrize("method", ["PUT", "DELETE", "PATCH", "OPTIONS", "TRACE"])
def test_other_methods_are_refused(window: Window, method: str) -> None:
    assert window.client.request(method, "/").status_code == 405


def test_answers_may_load_and_send_nothing_elsewhere(window: Window) -> None:
    for path in ("/", "/index.html", "/known", "/nowhere"):
        answer = window.client.get(path)
        policy = answer.headers["content-security-policy"]
        for rule in ("default-src 'none'", "form-action 'self'", "base-uri 'none'", "frame-ancestors 'none'"):
            assert rule in policy
        assert "unsafe" not in policy
        assert answer.headers["cache-control"] == "no-store"
        assert answer.headers["x-content-type-options"] == "nosniff"
        assert answer.headers["referrer-policy"] == "same-origin"
        assert "server" not in answer.headers
        assert not re.search(r"\son[a-z]+=", answer.text)
        assert not re.search(r'(?:src|href|action)="(?!/|#|data:|p-|index|profiles/|\.\./index|finding)', answer.text)


@pytest.mark.parametrize(
    "path",
    [
        "/../../../../etc/passwd",
        "/profiles/../../case.db",
        "/profiles/..%2f..%2fcase.db",
        "/profiles/%2e%2e/%2e%2e/reports/case.db.html",
        "/profiles/p-0.html%00",
        "/index-99.html",
        "/index-999999999999999999999999.html",
        "/profiles/finding?id=../../x",
        "/captures/pair?a=../x&b=%00",
        "//evil.example/",
        "/profiles/p-32e4853cf1d8117c.html/",
    ],
)
def test_no_way_out_of_the_case(page: Served, window: Window, path: str) -> None:
    cookie = "; ".join(f"{name}={value}" for name, value in window.client.cookies.items())
    head = f"GET {path} HTTP/1.1\r\nHost: 127.0.0.1:{page.port}\r\nCookie: {cookie}\r\nConnection: close\r\n\r\n"
    answer = raw(page, head.encode())
    assert answer.startswith((b"HTTP/1.1 404", b"HTTP/1.1 405")), answer[:100]
    assert b"root:" not in answer
    assert b"SQLite format" not in answer
    assert b"location:" not in answer.lower()


def test_large_bodies_are_refused(page: Served, window: Window, case: Path, form: dict[str, str]) -> None:
    before = decisions(case)
    window.decide(form, "confirm", "x" * MOST_BODY, code=413)
    cookie = "; ".join(f"{name}={value}" for name, value in window.client.cookies.items())
    head = (
        f"POST /decisions HTTP/1.1\r\nHost: 127.0.0.1:{page.port}\r\nCookie: {cookie}\r\nOrigin: {page.base}\r\n"
        "Content-Type: application/x-www-form-urlencoded\r\n"
    )
    chunks = b"".join(b"4000\r\n" + b"x" * 0x4000 + b"\r\n" for _ in range(6)) + b"0\r\n\r\n"
    for end in (b"Content-Length: 99999999999\r\n\r\n", b"Transfer-Encoding: chunked\r\n\r\n" + chunks):
        assert raw(page, head.encode() + end).startswith(b"HTTP/1.1 413")
    assert raw(page, b"GET /" + b"x" * 70_000 + b" HTTP/1.1\r\n").startswith(b"HTTP/1.1 400")
    assert decisions(case) == before


@pytest.mark.parametrize(
    ("kind", "body", "code"),
    [
        ("text/plain", "csrf=x", 415),
        ("application/json", "{}", 415),
        ("multipart/form-data; boundary=x", "--x--", 415),
        ("application/x-www-form-urlencoded", "csrf=%ff", 400),
        ("application/x-www-form-urlencoded", "é", 400),
        ("application/x-www-form-urlencoded", "&".join(f"a{n}=1" for n in range(50)), 400),
        ("application/x-www-form-urlencoded", "csrf=a&csrf=b", 400),
        ("application/x-www-form-urlencoded", "csrf=%00", 400),
    ],
)
def test_what_is_no_form_is_refused(window: Window, kind: str, body: str, code: int) -> None:
    answer = window.client.post("/decisions", content=body.encode(), headers={"Content-Type": kind})
    assert answer.status_code == code


def test_slow_clients_hold_nobody_up(page: Served, window: Window) -> None:
    slow = [socket.create_connection(("127.0.0.1", page.port), 5) for _ in range(60)]
    try:
        for number, one in enumerate(slow):
            one.sendall(b"" if number % 2 else b"POST /decisions HTTP/1.1\r\nHost: 127")
        begun = time.monotonic()
        window.get("/known")
        assert time.monotonic() - begun < 10
    finally:
        for one in slow:
            one.close()


def test_whoever_does_not_say_what_they_want_is_cut_off(page: Served, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("auditor.serving.server.HEAD_SECONDS", 0.2)
    for beginning in (b"", b"GET / HTTP/1.1\r\nHost: "):
        with socket.create_connection(("127.0.0.1", page.port), 5) as connection:
            connection.sendall(beginning)
            try:
                assert connection.recv(100) == b""
            except ConnectionResetError:
                continue


def test_form_that_does_not_arrive_is_given_up(page: Served, window: Window, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("auditor.serving.gate.BODY_SECONDS", 0.2)
    cookie = "; ".join(f"{name}={value}" for name, value in window.client.cookies.items())
    head = (
        f"POST /decisions HTTP/1.1\r\nHost: 127.0.0.1:{page.port}\r\nCookie: {cookie}\r\nOrigin: {page.base}\r\n"
        "Content-Type: application/x-www-form-urlencoded\r\nContent-Length: 100\r\n\r\ncsrf="
    )
    assert raw(page, head.encode()).startswith(b"HTTP/1.1 408")


def test_only_the_loopback_address_is_bound(page: Served) -> None:
    rows = [line.split() for line in Path("/proc/net/tcp").read_text().splitlines()[1:]]
    listening = [row[1] for row in rows if row[3] == "0A" and row[1].endswith(f":{page.port:04X}")]
    assert listening == [f"0100007F:{page.port:04X}"]
    with socket.socket() as other:
        assert other.connect_ex(("127.0.0.2", page.port)) == errno.ECONNREFUSED


def test_case_that_is_gone_is_said_and_not_made(case: Path, tmp_path: Path) -> None:
    copy = tmp_path / "case.db"
    with sqlite3.connect(case) as source, sqlite3.connect(copy) as target:
        source.backup(target)
    with served(copy) as running:
        window = running.window()
        window.get("/")
        for file in tmp_path.iterdir():
            file.unlink()
        assert "cannot be read" in window.get("/", code=503)
        assert list(tmp_path.iterdir()) == []
        shutil.copy(case, copy)
        window.get("/")
