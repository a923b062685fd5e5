from __future__ import annotations

import json
import socket
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from click.testing import CliRunner

from auditor.cli.domain import COMMAND
from auditor.lookup.asking import Limits, UnansweredError
from auditor.lookup.bootstrap import Bootstrap, InvalidBootstrapError, bootstrap_from, packaged
from auditor.lookup.fetching import Fetched, Question, Sources, fetched, is_fresh, questions, reach_for
from auditor.lookup.port43 import whois_text
from auditor.lookup.reach import Reach, is_public, proxy_refusal, reach_of, resolved
from tests.connections import connections
from tests.loopback import Registry, Reply, registry, socks_proxy, tcp_server
from tests.stated import record

NOW = "2026-03-01T10:00:00Z"
QUICK = Limits(connect=2, read=1, whole=1.5, body=64 * 1024, longest_wait=1, apart=0)
PATH = "/rdap/domain/harbour.example"


def rdap(name: str = "HARBOUR.EXAMPLE", day: str = "2004-05-06T00:00:00Z") -> bytes:
    events = [{"eventAction": "registration", "eventDate": day}]
    return json.dumps({"objectClassName": "domain", "ldhName": name, "events": events}).encode()


@pytest.fixture(autouse=True)
def only_loopback_and_no_names() -> Iterator[None]:
    with connections() as seen:
        yield
    assert all(host in ("127.0.0.1", "::1") for host, _ in seen.places)
    assert set(seen.names) <= {"localhost"}


@pytest.fixture
def server() -> Iterator[Registry]:
    with registry() as running:
        yield running


def servers(server: Registry) -> Bootstrap:
    return Bootstrap("2026-01-01", {"example": server.base + "rdap/"})


def ask(server: Registry, *replies: Reply, limits: Limits = QUICK, proxy: str | None = None) -> Fetched:
    server.replies[PATH] = list(replies)
    bootstrap = servers(server)
    asked, _ = questions(["www.harbour.example"], bootstrap, Sources())
    (result,) = fetched(asked, bootstrap, now=NOW, limits=limits, proxy=proxy)
    return result


def test_the_registrys_answer_is_kept_and_read(server: Registry) -> None:
    result = ask(server, Reply(body=rdap()))
    assert result.record is not None
    assert (result.record.registered, result.record.asked_at) == ("2004-05-06", "2026-03-01")
    assert result.content is not None
    kept = json.loads(result.content)
    assert (kept["url"], kept["status"], kept["asked_at"]) == (server.base + PATH[1:], 200, NOW)
    assert server.asked == [PATH]
    assert server.agents[0].startswith("persona-auditor/")


def test_an_empty_404_is_not_registered(server: Registry) -> None:
    result = ask(server, Reply(404))
    assert result.record is not None
    assert (result.record.status, result.record.registered) == ("not-found", None)


@pytest.mark.parametrize(
    ("reply", "reason"),
    [
        (Reply(body=rdap("QUAY.EXAMPLE")), "about quay.example"),
        (Reply(body=b"<html>busy</html>"), "a web page"),
        (Reply(body=b'{"errorCode": 500}'), "answered 500"),
        (Reply(503), "answered 503"),
        (Reply(429), "rate limited"),
        (Reply(429, Retry_After="3600"), "rate limited"),
        (Reply(429, Retry_After="soon"), "rate limited"),
        (Reply(endless=True), "more than 65536 bytes"),
        (Reply(body=rdap(), drip=0.2), "no answer in time"),
        (Reply(body=b"x", Content_Encoding="gzip"), "packed"),
        (Reply(302, Location="http://10.0.0.1/"), "not on the list"),
        (Reply(302, Location="file:///etc/passwd"), "not on the list"),
        (Reply(302, Location=PATH), "more than 2 redirects"),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_what_cannot_be_used_says_why(server: Registry, reply: Reply, reason: str) -> None:
    began = time.monotonic()
    result = ask(server, reply)
    assert result.record is None
    assert result.reason is not None
    assert reason in result.reason
    assert time.monotonic() - began < 8


def test_a_server_that_wants_a_pause_is_not_asked_about_the_next_name(server: Registry) -> None:
    server.replies[PATH] = [Reply(429, Retry_After="3600")]
    asked, _ = questions(["harbour.example", "quay.example", "tower.example"], servers(server), Sources())
    results = list(fetched(asked, servers(server), now=NOW, limits=QUICK))
    assert [result.record for result in results] == [None, None, None]
    assert server.asked == [PATH]
    assert "is rate limited" in (results[2].reason or "")


def test_one_retry_after_a_failure_and_after_a_wait(server: Registry) -> None:
    assert ask(server, Reply(502), Reply(body=rdap())).record is not None
    assert ask(server, Reply(429, Retry_After="0"), Reply(body=rdap())).record is not None


def test_a_redirect_to_a_listed_server_is_followed_and_to_another_is_not(server: Registry) -> None:
    server.replies["/other"] = [Reply(body=rdap())]
    assert ask(server, Reply(302, Location="/other")).record is not None
    with registry() as stranger:
        result = ask(server, Reply(302, Location=stranger.base + "x"))
        assert result.record is None
        assert stranger.asked == []


def test_a_listed_name_that_leads_to_a_private_address_is_not_connected_to(server: Registry) -> None:
    port = server.server_address[1]
    bootstrap = Bootstrap("2026-01-01", {"example": f"http://localhost:{port}/rdap/"})
    asked, _ = questions(["harbour.example"], bootstrap, Sources())
    (result,) = fetched(asked, bootstrap, now=NOW, limits=QUICK)
    assert result.reason is not None
    assert "not a public address" in result.reason
    assert server.asked == []


def test_names_are_resolved_within_a_time_and_failures_are_said() -> None:
    with connections() as seen:
        assert resolved("localhost", 80)
    assert seen.names == ["localhost"]
    with pytest.raises(OSError, match="no host name"):
        resolved(f"{'x' * 70}.example", 80)


def test_with_a_dead_proxy_nothing_is_sent(server: Registry) -> None:
    for scheme in ("socks5h", "http"):
        result = ask(server, Reply(body=rdap()), proxy=f"{scheme}://127.0.0.1:1")
        assert result.record is None
    assert server.asked == []


def test_the_proxy_gets_the_name_unresolved(server: Registry) -> None:
    bootstrap = Bootstrap("2026-01-01", {"example": "http://registry.names.example/rdap/"})
    server.replies[PATH] = [Reply(body=rdap())]
    names: list[str] = []
    asked, _ = questions(["harbour.example"], bootstrap, Sources())
    with socks_proxy(server.server_address[1], names) as port:
        (result,) = fetched(asked, bootstrap, now=NOW, limits=QUICK, proxy=f"socks5h://127.0.0.1:{port}")
    assert result.record is not None
    assert names == ["registry.names.example"]
    server.asked.clear()
    (result,) = fetched(asked, bootstrap, now=NOW, limits=QUICK, proxy=server.base.rstrip("/"))
    assert result.record is not None
    assert server.asked == [PATH]


def test_whois_does_not_go_through_a_proxy() -> None:
    question = Question("harbour.cn", "whois", "whois://whois.cnnic.cn")
    (result,) = fetched([question], packaged(), now=NOW, limits=QUICK, proxy="socks5h://127.0.0.1:1")
    assert result.reason == "not asked: WHOIS cannot go through the proxy"


def test_whois_over_a_socket() -> None:
    def answer(client: socket.socket) -> None:
        name = client.recv(200).decode().strip()
        client.sendall(f"Domain Name: {name}\r\nCreation Date: 2004-05-06\r\n".encode())

    with tcp_server(answer) as port:
        reach = Reach(frozenset({("whois", "127.0.0.1", port)}))
        assert b"harbour.example\r\nCreation" in whois_text("127.0.0.1", "harbour.example", reach, QUICK, port=port)
        with pytest.raises(UnansweredError, match="not on the list"):
            whois_text("127.0.0.1", "harbour.example", Reach(frozenset()), QUICK, port=port)


@pytest.mark.parametrize("piece", [b"x" * 40_000, b"x"])
def test_a_whois_server_that_never_ends_is_left(piece: bytes) -> None:
    def answer(client: socket.socket) -> None:
        for _ in range(200):
            try:
                client.sendall(piece)
            except OSError:
                return
            time.sleep(0.05)

    with tcp_server(answer) as port:
        reach = Reach(frozenset({("whois", "127.0.0.1", port)}))
        began = time.monotonic()
        with pytest.raises(UnansweredError):
            whois_text("127.0.0.1", "harbour.example", reach, QUICK, port=port)
        assert time.monotonic() - began < 5


@pytest.mark.parametrize(
    ("address", "public"),
    [
        ("192.0.43.8", True),
        ("2606:2800:220:1::1", True),
        ("127.0.0.1", False),
        ("10.1.2.3", False),
        ("169.254.169.254", False),
        ("100.64.0.1", False),
        ("224.0.0.1", False),
        ("0.0.0.0", False),
        ("::1", False),
        ("fe80::1%eth0", False),
        ("fd00::1", False),
        ("::ffff:10.0.0.1", False),
        ("64:ff9b::10.0.0.1", False),
        ("2002:0a00:0001::1", False),
        ("harbour.example", False),
    ],
)
def test_public_addresses(address: str, public: bool) -> None:
    assert is_public(address) is public


@pytest.mark.parametrize(
    ("url", "allowed"),
    [
        ("https://rdap.example/domain/x", True),
        ("https://RDAP.example:443/", True),
        ("http://rdap.example/", False),
        ("https://rdap.example:8443/", False),
        ("https://user@rdap.example/", False),
        ("https://rdap.example.evil.example/", False),
        ("https://rdap.example:x/", False),
    ],
)
def test_reach(url: str, allowed: bool) -> None:
    assert (reach_of(["https://rdap.example/"]).refusal(url) is None) is allowed


def test_proxy_addresses() -> None:
    assert proxy_refusal("socks5h://127.0.0.1:9050") is None
    assert proxy_refusal("127.0.0.1:9050") is not None
    assert proxy_refusal("ftp://127.0.0.1") is not None


def test_the_packaged_servers() -> None:
    servers = packaged()
    assert len(servers.servers) > 1_000
    assert all(base.startswith("https://") and base.endswith("/") for base in servers.servers.values())
    assert servers.server_for("harbour.com") is not None
    assert servers.server_for("harbour.example") is None
    assert servers.server_for("harbour.kg") is None
    assert servers.server_for("harbour.io") is not None


def test_the_longest_ending_wins_and_malformed_entries_are_left_out() -> None:
    data = {
        "publication": "2026-01-01T00:00:00Z",
        "services": [
            [["uk"], ["http://plain.example/", "https://uk.example"]],
            [["co.uk"], ["https://co-uk.example/"]],
            [["zz"], ["http://plain.example/"]],
            "x",
            [["a"]],
            [[1, ""], ["https://x.example/"]],
            [["b"], [None]],
        ],
    }
    servers = bootstrap_from(json.dumps(data).encode())
    assert servers.server_for("harbour.co.uk") == "https://co-uk.example/"
    assert servers.server_for("harbour.org.uk") == "https://uk.example/"
    assert servers.server_for("harbour.zz") is None
    assert servers.publication == "2026-01-01"


@pytest.mark.parametrize("data", [b"", b"[]", b"{}", b'{"services": []}', b'{"services": [[["a"], ["http://x/"]]]}'])
def test_a_file_that_is_no_bootstrap(data: bytes) -> None:
    with pytest.raises(InvalidBootstrapError):
        bootstrap_from(data)


def test_what_is_not_asked_about() -> None:
    asked, refused = questions(
        ["gmail.com", "acme.github.io", "10.0.0.1", "no domain", "harbour.zz", "harbour.cn", "a/b.com", "HARBOUR.com"],
        packaged(),
        Sources(),
    )
    assert [question.domain for question in asked] == ["harbour.com"]
    assert len(refused) == 7
    asked, _ = questions(["harbour.cn"], packaged(), Sources(whois=True, certificates=True, archive=True))
    assert [(question.kind, question.party) for question in asked] == [
        ("ct", "crt.sh"),
        ("wayback", "web.archive.org"),
        ("whois", "whois.cnnic.cn"),
    ]
    assert reach_for(asked, packaged()).refusal("https://crt.sh/?q=x") is None


def test_freshness() -> None:
    question = Question("harbour.example", "rdap", "https://rdap.example/")
    found = record("harbour.example", "rdap", "2004-05-06", asked_at="2026-02-20")
    missing = record("harbour.example", "rdap", None, status="not-found", asked_at="2026-02-20")
    assert is_fresh({"harbour.example": (found,)}, question, "2026-03-01")
    assert not is_fresh({"harbour.example": (found,)}, question, "2026-05-01")
    assert not is_fresh({"harbour.example": (missing,)}, question, "2026-03-01")
    assert not is_fresh({}, question, "2026-03-01")


def test_the_command_from_question_to_kept_answer(server: Registry, tmp_path: Path) -> None:
    server.replies["/domain/harbour.example"] = [Reply(body=rdap())]
    listed = tmp_path / "servers.json"
    listed.write_text(json.dumps({"publication": "2026-01-01", "services": [[["example"], [server.base]]]}))
    folder = tmp_path / "records"
    arguments = ["fetch", "harbour.example", "--servers", str(listed), "--records", str(folder)]
    declined = CliRunner().invoke(COMMAND, arguments, input="n\n", standalone_mode=False)
    assert "nothing was sent" in declined.stderr
    assert declined.return_value == 0
    assert server.asked == []
    first = CliRunner().invoke(COMMAND, [*arguments, "--yes"], standalone_mode=False)
    assert first.return_value == 0
    assert "registered 2004-05-06" in first.stdout
    assert "127.0.0.1: harbour.example" in first.stderr
    again = CliRunner().invoke(COMMAND, [*arguments, "--yes"], standalone_mode=False)
    assert "recent rdap answer" in again.stderr
    assert len(server.asked) == 1
    shown = CliRunner().invoke(COMMAND, ["show", "harbour.example", "--records", str(folder)], standalone_mode=False)
    assert "registered 2004-05-06" in shown.stdout
