"""A public page is fetched again only where somebody said why they may, asked for it, and its server allows it."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import pytest

from auditor.lookup.public_page import page_refusal
from tests.inside import run
from tests.loopback import Registry, Reply, registry
from tests.running import AS_OF, CASE

MARKUP = (CASE / "Castor Wynfield - Executive Search Partner.html").read_bytes()
FETCH = ("watch", "run", "--as-of", AS_OF, "--only-changes", "--allow-network", "--yes", "--fetch-pages")


@pytest.fixture
def server() -> Iterator[Registry]:
    with registry() as found:
        yield found


def _page(body: bytes = MARKUP, **headers: str) -> Reply:
    return Reply(200, body, Content_Type="text/html; charset=utf-8", **headers)


def _watching(folder: Path, server: Registry) -> None:
    (folder / "castor").mkdir()
    page = ("--page", f"{server.base}castor", "--right", "it is my own page")
    assert run("watch", "add", "castor-wynfield-example", "castor", *page, cwd=folder).returncode == 0


def test_it_is_asked_for_once_kept_with_address_and_time_and_then_conditionally(
    server: Registry, tmp_path: Path
) -> None:
    _watching(tmp_path, server)
    assert run("watch", "run", "--as-of", AS_OF, cwd=tmp_path).returncode == 3, "nothing is there, nothing is fetched"
    assert run("watch", "run", "--as-of", AS_OF, "--allow-network", "--yes", cwd=tmp_path).returncode == 3
    assert server.asked == [], "never by default, and not with the look-ups"
    server.replies["/castor"] = [_page(ETag='"a"'), Reply(304), _page(MARKUP.replace(b"Policy and Economy", b"Ships"))]
    first = run(*FETCH, cwd=tmp_path)
    assert first.returncode == 0, first
    assert b"127.0.0.1 sees that http://127.0.0.1" in first.stderr
    assert server.asked == ["/robots.txt", "/castor"]
    (kept,) = (tmp_path / "castor").iterdir()
    assert MARKUP in kept.read_bytes(), "not a byte is changed"
    profile = json.loads(run("export", cwd=tmp_path).stdout)["profiles"][0]
    assert profile["source"]["container"] == "warc"
    assert profile["source"]["captured_at"][:16] == f"{kept.name[8:18]}T{kept.name[19:21]}:{kept.name[21:23]}"
    assert run(*FETCH, cwd=tmp_path).stdout == b""
    assert server.heads[-1]["If-None-Match"] == '"a"'
    assert len(list((tmp_path / "castor").iterdir())) == 1
    changed = run(*FETCH, "--fail-on-change", cwd=tmp_path)
    assert changed.returncode == 10
    assert b"is: Executive Search Partner | International headhunter | Ships" in changed.stdout
    assert all(agent.startswith("persona-auditor/") for agent in server.agents)


@pytest.mark.parametrize(
    ("robots", "page", "says"),
    [
        (Reply(200, b"User-agent: *\nDisallow: /castor\n"), _page(), "robots.txt forbids it"),
        (Reply(200, b"User-agent: persona-auditor\nDisallow: /\n"), _page(), "robots.txt forbids it"),
        (Reply(503), _page(), "robots.txt could not be had"),
        (Reply(404), Reply(403), "the server answered 403"),
        (Reply(404), Reply(200, b"{}", Content_Type="application/json"), "no page"),
        (Reply(404), Reply(302, Location="https://elsewhere.example/"), "redirects"),
        (Reply(404), Reply(endless=True), "an answer of more than"),
    ],
    ids=["robots", "robots for us", "no robots", "forbidden", "no page", "redirect", "endless"],
)
def test_what_is_not_fetched_says_why(server: Registry, tmp_path: Path, robots: Reply, page: Reply, says: str) -> None:
    _watching(tmp_path, server)
    server.replies = {"/robots.txt": [robots], "/castor": [page]}
    done = run(*FETCH, cwd=tmp_path)
    assert done.returncode == 3
    assert says in done.stderr.decode()
    assert list((tmp_path / "castor").iterdir()) == []


def test_a_dead_proxy_sends_nothing(server: Registry, tmp_path: Path) -> None:
    _watching(tmp_path, server)
    assert run(*FETCH, "--proxy", "socks5h://127.0.0.1:9", cwd=tmp_path).returncode == 3
    assert server.asked == []


@pytest.mark.parametrize(
    ("url", "says"),
    [
        ("https://www.linkedin.com/in/castor-wynfield-example", "the terms of linkedin.com forbid it"),
        ("https://de.linkedin.com/in/x", "forbid it"),
        ("https://m.facebook.com/x", "forbid it"),
        ("https://x.com/y", "forbid it"),
        ("http://harbour.example/", "only pages at https"),
        ("https://harbour.example:8443/", "only pages at https"),
        ("https://ines@harbour.example/", "user name"),
        ("https://10.0.0.1/", "not a domain"),
        ("file:///etc/passwd", "only pages at https"),
    ],
)
def test_what_is_never_asked_for(url: str, says: str, tmp_path: Path) -> None:
    assert says in (page_refusal(url) or "")
    done = run("watch", "add", "x-example", "x", "--page", url, "--right", "mine", cwd=tmp_path)
    assert done.returncode == 2


def test_a_right_is_said_in_words_and_shown(tmp_path: Path) -> None:
    add = ("watch", "add", "x-example", "x", "--page", "https://harbour.example/")
    assert run(*add, cwd=tmp_path).returncode == 2
    assert run(*add, "--right", " ", cwd=tmp_path).returncode == 2
    assert run(*add[:4], "--right", "mine", cwd=tmp_path).returncode == 2
    assert run(*add, "--right", "it is mine", cwd=tmp_path).returncode == 0
    (listed,) = json.loads(run("watch", "list", "--format", "json", cwd=tmp_path).stdout)["watched"]
    assert (listed["page"], listed["right"]) == ("https://harbour.example/", "it is mine")
    assert run("watch", "run", "--fetch-pages", cwd=tmp_path).returncode == 2
