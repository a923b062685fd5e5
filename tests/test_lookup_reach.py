"""Nothing but the listed servers is ever contacted, whatever they answer: asserted where sockets are connected."""

from __future__ import annotations

import gc
import json
from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime

import pytest

from auditor.lookup.asking import Asker, Limits, UnansweredError
from auditor.lookup.bootstrap import Bootstrap, bootstrap_from
from auditor.lookup.fetching import Fetched, Sources, fetched, questions
from auditor.lookup.reach import reach_of
from auditor.lookup.server_list import asked_list, kept_list
from tests.conftest import NetworkUsedError
from tests.connections import Seen, connections
from tests.loopback import Registry, Reply, registry

NOW = "2026-03-01T10:00:00Z"
QUICK = Limits(connect=1, read=0.5, whole=0.8, body=64 * 1024, longest_wait=1, apart=0)
NAME = "harbour.example"
LIST = "/rdap/dns.json"
RDAP = f"/rdap/domain/{NAME}"
CT = f"/?q={NAME}&output=json"
CDX = f"/cdx/search/cdx?url={NAME}&matchType=domain&output=json&limit=1&filter=statuscode:200"
ROWS = [{"id": 1, "name_value": f"www.{NAME}", "not_before": "2019-08-08T00:00:00"}]
CAPTURES = [["urlkey", "timestamp", "original"], ["example,harbour)/", "20060203040506", "http://harbour.example/"]]


@dataclass(frozen=True)
class World:
    """A registry, its list of servers, a certificate log and an archive that are asked; a registrar that never is."""

    lists: Registry
    rdap: Registry
    log: Registry
    archive: Registry
    registrar: Registry

    @property
    def listed(self) -> dict[str, object]:
        return {
            "publication": "2026-02-01T00:00:00Z",
            "services": [[["example"], [self.rdap.base + "rdap"]]],
            "certificates": self.log.base,
            "archive": self.archive.base,
        }

    @property
    def servers(self) -> Bootstrap:
        return bootstrap_from(json.dumps(self.listed).encode(), local=True)

    @property
    def asked_ports(self) -> set[int]:
        return {server.server_address[1] for server in (self.rdap, self.log, self.archive)}

    def answer(self) -> bytes:
        address = f"{self.registrar.base}domain/{NAME}"
        return json.dumps(
            {
                "objectClassName": "domain",
                "ldhName": NAME.upper(),
                "port43": f"127.0.0.1:{self.registrar.server_address[1]}",
                "links": [{"rel": "related", "href": address}, {"rel": "self", "href": address}],
                "events": [{"eventAction": "registration", "eventDate": "2004-05-06T00:00:00Z"}],
                "entities": [{"roles": ["registrar"], "links": [{"href": address}]}],
            }
        ).encode()


@pytest.fixture
def world() -> Iterator[World]:
    with ExitStack() as stack:
        made = World(*(stack.enter_context(registry()) for _ in range(5)))
        made.lists.replies[LIST] = [Reply(body=json.dumps(made.listed).encode())]
        made.rdap.replies[RDAP] = [Reply(body=made.answer())]
        made.log.replies[CT] = [Reply(body=json.dumps(ROWS).encode())]
        made.archive.replies[CDX] = [Reply(body=json.dumps(CAPTURES).encode())]
        yield made


def ask(world: World, **more: str) -> tuple[dict[str, Fetched], Seen]:
    asked, _ = questions([NAME], world.servers, Sources(certificates=True, archive=True))
    with connections() as seen:
        results = {one.question.kind: one for one in fetched(asked, world.servers, now=NOW, limits=QUICK, **more)}
    assert seen.names == []
    assert seen.ports <= world.asked_ports
    assert world.registrar.asked == []
    return results, seen


def test_registry_log_and_archive_are_asked_and_the_registrar_is_not(world: World) -> None:
    results, seen = ask(world)
    found = {kind: result.record.registered for kind, result in results.items() if result.record}
    assert found == {"rdap": "2004-05-06", "ct": "2019-08-08", "wayback": "2006-02-03"}
    assert seen.ports == world.asked_ports


PRIVATE = (
    "http://10.0.0.1/",
    "https://192.168.1.1/domain/x",
    "http://169.254.169.254/latest/meta-data/",
    "http://[::1]:80/",
    "http://localhost/",
    "https://subject.example/",
    "//127.0.0.2/x",
    "file:///etc/passwd",
    "http://user:word@127.0.0.1/",
)


@pytest.mark.parametrize("kind", ["rdap", "ct", "wayback"])
@pytest.mark.parametrize("location", [*PRIVATE, "registrar"])
def test_a_redirect_leads_to_nobody_else(world: World, kind: str, location: str) -> None:
    server, path = {"rdap": (world.rdap, RDAP), "ct": (world.log, CT), "wayback": (world.archive, CDX)}[kind]
    target = world.registrar.base if location == "registrar" else location
    server.replies[path] = [Reply(302, Location=target)]
    results, _ = ask(world)
    assert results[kind].record is None
    assert "not asked" in (results[kind].reason or "")
    assert sum(result.record is not None for result in results.values()) == 2, "the others are answered all the same"


@pytest.mark.parametrize(
    ("reply", "reason"),
    [
        (Reply(429), "rate limited"),
        (Reply(429, Retry_After="3600"), "rate limited"),
        (Reply(403, b"blocked", X_Archive_Wayback_Runtime_Error="blocked site"), "answered 403"),
        (Reply(500), "answered 500"),
        (Reply(body=b"<html>Too many connections</html>", Content_Type="text/html"), "a web page"),
        (Reply(body=b"\n\n  <!DOCTYPE html><html></html>"), "a web page"),
        (Reply(body=b""), "an empty answer"),
        (Reply(body=b"[" * 5_000), "cannot be used"),
        (Reply(body=b'{"a": 1'), "cannot be used"),
        (Reply(endless=True), "more than 65536 bytes"),
        (Reply(body=b"[" + b" " * 200, drip=0.1), "no answer in time"),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
@pytest.mark.parametrize("kind", ["ct", "wayback"])
def test_a_log_or_archive_that_fails_gives_no_record_and_a_reason(
    world: World, kind: str, reply: Reply, reason: str
) -> None:
    server, path = (world.log, CT) if kind == "ct" else (world.archive, CDX)
    server.replies[path] = [reply]
    results, _ = ask(world)
    assert results[kind].record is None
    assert reason in (results[kind].reason or "")


def test_a_404_of_a_log_or_archive_says_nothing_about_the_name(world: World) -> None:
    world.log.replies[CT] = [Reply(404)]
    world.archive.replies[CDX] = [Reply(404)]
    results, _ = ask(world)
    assert {kind for kind, result in results.items() if result.record} == {"rdap"}


@pytest.mark.parametrize("scheme", ["socks5", "socks5h", "http"])
def test_with_a_dead_proxy_only_the_proxy_is_tried_and_no_name_is_resolved(world: World, scheme: str) -> None:
    asked, _ = questions([NAME], world.servers, Sources(certificates=True, archive=True))
    with connections() as seen:
        results = list(fetched(asked, world.servers, now=NOW, limits=QUICK, proxy=f"{scheme}://127.0.0.1:1"))
    assert [result.record for result in results] == [None, None, None]
    assert seen.ports == {1}
    assert seen.names == []
    assert world.rdap.asked == world.log.asked == world.archive.asked == []


@pytest.mark.filterwarnings("ignore::ResourceWarning")  # whoever guards the tests leaves the refused socket open
def test_a_name_that_resolves_otherwise_the_second_time_leads_nowhere(world: World) -> None:
    port = world.rdap.server_address[1]
    url = f"http://registry.names.example:{port}{RDAP}"
    answers = [["3fff::1"], ["127.0.0.1"], ["127.0.0.1"]]
    asked: list[str] = []

    def resolve(host: str, _port: int) -> list[str]:
        asked.append(host)
        return answers[len(asked) - 1]

    with (
        connections() as seen,
        Asker(reach_of([url]), limits=QUICK, resolve=resolve) as asker,
        pytest.raises(NetworkUsedError, match="3fff::1"),
    ):
        asker.get(url)
    assert asked == ["registry.names.example"], "the checked address is the one that is connected to"
    assert world.rdap.asked == []
    assert seen.places == []
    assert seen.names == []
    gc.collect()


@pytest.mark.parametrize(
    "addresses", [["127.0.0.1"], ["3fff::1", "10.0.0.1"], ["::ffff:127.0.0.1"], ["169.254.169.254"], ["100.64.0.1"]]
)
def test_a_listed_name_with_one_address_that_is_not_public_is_not_connected_to(
    world: World, addresses: list[str]
) -> None:
    url = f"http://registry.names.example:{world.rdap.server_address[1]}{RDAP}"
    with (
        connections() as seen,
        Asker(reach_of([url]), limits=QUICK, resolve=lambda *_: addresses) as asker,
        pytest.raises(UnansweredError, match="not a public address"),
    ):
        asker.get(url)
    assert seen.places == []
    assert world.rdap.asked == []


def test_the_list_of_servers_is_asked_for_once_until_it_expires(world: World) -> None:
    at = datetime(2026, 3, 1, 10, tzinfo=UTC)
    url = world.lists.base + LIST[1:]
    world.lists.replies[LIST][0].headers["Expires"] = format_datetime(at + timedelta(days=30), usegmt=True)
    with connections() as seen:
        found = asked_list(url, at, limits=QUICK)
    assert seen.ports == {world.lists.server_address[1]}
    assert found.servers.server_for(NAME) == world.rdap.base + "rdap/"
    assert kept_list(found.content, url, at + timedelta(days=6)) == found.servers
    assert kept_list(found.content, url, at + timedelta(days=8)) is None, "a week at most"
    assert kept_list(found.content, "https://other.example/dns.json", at) is None
    assert kept_list(b"{", url, at) is None


@pytest.mark.parametrize("body", [b"<html>", b"[]", b'{"services": []}', b"\xff"])
def test_an_answer_that_is_no_list_of_servers_is_said_to_be_none(world: World, body: bytes) -> None:
    world.lists.replies[LIST] = [Reply(body=body)]
    with pytest.raises(UnansweredError, match="no list of servers"):
        asked_list(world.lists.base + LIST[1:], datetime(2026, 3, 1, tzinfo=UTC), limits=QUICK)
    world.lists.replies[LIST] = [Reply(503)]
    with pytest.raises(UnansweredError, match="503"):
        asked_list(world.lists.base + LIST[1:], datetime(2026, 3, 1, tzinfo=UTC), limits=QUICK)
