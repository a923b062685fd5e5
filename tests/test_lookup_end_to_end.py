"""From a question to a registry on the loopback address, over an audit that asks nobody, to a watch run."""

from __future__ import annotations

import io
import json
import shutil
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.connections import connections
from tests.inside import run
from tests.loopback import Registry, Reply, registry
from tests.running import AS_OF, CASE

NAME = "caldervane-search.example"
PAGE = CASE / "Castor Wynfield - Executive Search Partner.html"
ASKED = f"/rdap/domain/{NAME}"
SUBJECT = "https://www.linkedin.com/in/castor-wynfield-example"


@pytest.fixture
def server(tmp_path: Path) -> Iterator[Registry]:
    with registry() as running:
        running.replies[ASKED] = [Reply(body=answer("2025-09-08"))]
        listed = {"publication": "2026-01-01T00:00:00Z", "services": [[["example"], [running.base + "rdap/"]]]}
        (tmp_path / "servers.json").write_text(json.dumps(listed))
        shutil.copyfile(PAGE, _made(tmp_path / "castor") / "page.html")
        yield running


def _made(folder: Path) -> Path:
    folder.mkdir(exist_ok=True)
    return folder


def answer(day: str) -> bytes:
    card = ["vcard", [["fn", {}, "text", "Castor Wynfield"], ["email", {}, "text", f"castor@{NAME}"]]]
    return json.dumps(
        {
            "objectClassName": "domain",
            "ldhName": NAME.upper(),
            "events": [{"eventAction": "registration", "eventDate": f"{day}T09:00:00Z"}],
            "entities": [
                {"objectClassName": "entity", "handle": "WYNFIELD", "roles": ["registrant"], "vcardArray": card}
            ],
        }
    ).encode()


def audited(cwd: Path, *more: str, code: int = 0) -> tuple[dict[str, Any], str]:
    words = [
        "audit",
        "castor",
        "--format",
        "json",
        "--as-of",
        AS_OF,
        "--jobs",
        "1",
        "--no-report",
        "--no-progress",
        *more,
    ]
    done = run(*words, cwd=cwd)
    assert done.returncode == code, done.stderr.decode()
    return json.loads(done.stdout), done.stderr.decode()


def rules_of(document: dict[str, Any]) -> set[str]:
    return {finding["rule"] for profile in document["profiles"] for finding in profile["findings"]}


def test_fetch_then_an_audit_that_asks_nobody_then_a_watch_run_that_asks_only_when_stale(
    server: Registry, tmp_path: Path
) -> None:
    before, _ = audited(tmp_path)
    assert "domain-after-claim" not in rules_of(before)

    done = run("domain", "fetch", NAME, "--servers", "servers.json", "--yes", cwd=tmp_path)
    assert done.returncode == 0, done.stderr.decode()
    assert f"{NAME}: registered 2025-09-08 (rdap)" in done.stdout.decode()
    assert server.asked == [ASKED]
    (kept,) = (tmp_path / "records").iterdir()
    assert "Wynfield" not in kept.read_text()
    assert "castor@" not in kept.read_text()
    said = json.loads(kept.read_text())
    assert (said["status"], said["url"], said["contacts"]) == (200, server.base + ASKED[1:], False)

    with connections() as seen:
        after, _ = audited(tmp_path)
    assert (seen.places, seen.names) == ([], [])
    assert server.asked == [ASKED]
    (finding,) = [one for one in after["profiles"][0]["findings"] if one["rule"] == "domain-after-claim"]
    assert "2025-09-08" in finding["message"]
    assert [place["quote"] for place in finding["evidence"]][-1] == "2025-09-08T09:00:00Z"

    run("watch", "add", SUBJECT, "castor", "--domain", NAME, cwd=tmp_path)
    watch = [
        "watch",
        "run",
        "--allow-network",
        "--servers",
        "servers.json",
        "--as-of",
        AS_OF,
        "--format",
        "json",
        "--quiet",
    ]
    with connections() as seen:
        first = run(*watch, "--yes", cwd=tmp_path)
    assert first.returncode == 0, first.stderr.decode()
    assert "a recent rdap answer is kept" in first.stderr.decode()
    assert (seen.places, server.asked) == ([], [ASKED])

    kept.write_text(kept.read_text().replace(said["asked_at"], "2025-10-01T00:00:00Z"))
    server.replies[ASKED] = [Reply(body=answer("2025-09-07"))]
    with connections() as seen:
        second = run(*watch, "--yes", cwd=tmp_path)
    assert second.returncode == 0, second.stderr.decode()
    assert seen.ports == {server.server_address[1]}
    assert server.asked == [ASKED, ASKED]
    assert f"127.0.0.1: {NAME}" in second.stderr.decode()
    (look,) = json.loads(second.stdout)["profiles"]
    assert "2025-09-07" in look["records"][0]["after"]
    run(*watch, "--yes", cwd=tmp_path)
    assert server.asked == [ASKED, ASKED]


def test_an_audit_asks_about_claimed_company_domains_only_after_they_were_shown(
    server: Registry, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    network = ("--allow-network", "--servers", "servers.json")
    for typed in ("n\n", ""):
        monkeypatch.setattr(sys, "stdin", io.StringIO(typed))
        document, told = audited(tmp_path, *network)
        assert f"127.0.0.1: {NAME}" in told
        assert "nothing was sent" in told
        assert server.asked == []
        assert "domain-after-claim" not in rules_of(document)
    monkeypatch.setattr(sys, "stdin", io.StringIO("y\n"))
    with connections() as seen:
        document, told = audited(tmp_path, *network)
    assert seen.ports == {server.server_address[1]}
    assert server.asked == [ASKED]
    assert "linkedin" not in told
    assert f"{NAME}: 2025-09-08 (rdap)" in told
    assert "domain-after-claim" in rules_of(document)
    again, told = audited(tmp_path, *network, "--yes")
    assert server.asked == [ASKED]
    assert rules_of(again) == rules_of(document)


def test_an_audit_behind_a_dead_proxy_sends_nothing_and_says_so(server: Registry, tmp_path: Path) -> None:
    with connections() as seen:
        document, told = audited(
            tmp_path,
            "--allow-network",
            "--servers",
            "servers.json",
            "--yes",
            "--proxy",
            "socks5h://127.0.0.1:1",
            code=3,
        )
    assert seen.ports == {1}
    assert (server.asked, seen.names) == ([], [])
    assert "not reached" in told
    assert "domain-after-claim" not in rules_of(document)
    assert not (tmp_path / "records").exists()
    for words in (("--proxy", "socks5h://127.0.0.1:1"), ("--allow-network", "--proxy", "127.0.0.1:9050", "--yes")):
        done = run("audit", "castor", "--quiet", *words, cwd=tmp_path)
        assert done.returncode == 2, done.stderr.decode()
    done = run("watch", "run", "--proxy", "socks5h://127.0.0.1:1", cwd=tmp_path)
    assert done.returncode == 2


def test_without_the_option_the_network_is_not_even_imported(tmp_path: Path) -> None:
    import subprocess

    shutil.copyfile(PAGE, _made(tmp_path / "castor") / "page.html")
    program = (
        "import sys; from auditor.cli import main;"
        "code = main(['audit', 'castor', '--no-report', '--quiet', '--jobs', '1']);"
        "print(code, [name for name in ('httpx', 'httpcore', 'auditor.lookup.asking') if name in sys.modules])"
    )
    done = subprocess.run([sys.executable, "-c", program], cwd=tmp_path, capture_output=True, check=True, timeout=60)
    assert done.stdout.decode().strip() == "0 []", done.stderr.decode()


def test_the_list_of_servers_can_be_asked_for(server: Registry, tmp_path: Path) -> None:
    server.replies["/dns.json"] = [Reply(body=(tmp_path / "servers.json").read_bytes())]
    words = ["domain", "fetch", NAME, "--servers", f"{server.base}dns.json", "--yes"]
    done = run(*words, cwd=tmp_path)
    assert done.returncode == 0, done.stderr.decode()
    assert server.asked == ["/dns.json", ASKED]
    run(*words, "--again", cwd=tmp_path)
    assert server.asked == ["/dns.json", ASKED, ASKED]
    assert run("domain", "fetch", NAME, "--servers", "http://10.0.0.1/dns.json", "--yes", cwd=tmp_path).returncode == 2
    server.replies["/dead.json"] = [Reply(503)]
    done = run("domain", "fetch", NAME, "--servers", f"{server.base}dead.json", "--yes", cwd=tmp_path)
    assert done.returncode == 3
    assert "answered 503" in done.stderr.decode()


def test_certificates_and_captures_each_by_their_own_option_make_it_three_clocks(
    server: Registry, tmp_path: Path
) -> None:
    rows = [{"id": 1, "name_value": NAME, "not_before": "2025-09-09T00:00:00"}]
    captures = [["urlkey", "timestamp"], ["example,caldervane-search)/", "20250910000000"]]
    server.replies[f"/?q={NAME}&output=json"] = [Reply(body=json.dumps(rows).encode())]
    query = f"url={NAME}&matchType=domain&output=json&limit=1&filter=statuscode:200"
    server.replies[f"/cdx/search/cdx?{query}"] = [Reply(body=json.dumps(captures).encode())]
    listed = json.loads((tmp_path / "servers.json").read_text())
    listed |= {"certificates": server.base, "archive": server.base}
    (tmp_path / "servers.json").write_text(json.dumps(listed))
    words = ["domain", "fetch", NAME, "--servers", "servers.json", "--yes"]
    assert run(*words, cwd=tmp_path).returncode == 0
    assert server.asked == [ASKED]
    done = run(*words, "--certificates", "--archive", cwd=tmp_path)
    assert done.returncode == 0, done.stderr.decode()
    assert len(server.asked) == 3
    shown = run("domain", "show", NAME, cwd=tmp_path).stdout.decode()
    for clock in ("registered 2025-09-08", "first certificate 2025-09-09", "first capture 2025-09-10"):
        assert clock in shown
    document, _ = audited(tmp_path)
    (finding,) = [one for one in document["profiles"][0]["findings"] if one["rule"] == "domain-after-claim"]
    assert finding["strength"] == "strong"
