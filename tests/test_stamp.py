"""Time stamps over the manifest: attached, asked for and checked; what is forged or over something else is said."""

from __future__ import annotations

import hashlib
import json
import shutil
import sqlite3
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from opentimestamps.core.notary import BitcoinBlockHeaderAttestation, PendingAttestation
from opentimestamps.core.op import OpAppend, OpSHA256
from opentimestamps.core.serialize import BytesSerializationContext
from opentimestamps.core.timestamp import DetachedTimestampFile, Timestamp

from auditor.stamps import BrokenStamp, block_headers, stamp
from auditor.stamps.proof import completed, open_promises
from tests.authority import Authority
from tests.inside import run
from tests.loopback import Registry, Reply, registry
from tests.running import AS_OF, CASE

THREAD = "Messages with Castor Wynfield.txt"
MANIFEST = b"a manifest\n"
HEIGHT = 900_001


@pytest.fixture(scope="module")
def authority() -> Authority:
    return Authority()


@pytest.fixture(scope="module")
def kept(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("stamped")
    (folder / "pages").mkdir()
    shutil.copy(CASE / THREAD, folder / "pages")
    assert run("audit", "pages", "--keep", "--as-of", AS_OF, "--no-report", cwd=folder).returncode == 0
    return folder


@pytest.fixture
def case(kept: Path, tmp_path: Path) -> Path:
    shutil.copytree(kept / "reports", tmp_path / "reports")
    return tmp_path


@pytest.fixture
def server() -> Iterator[Registry]:
    with registry() as found:
        yield found


def _originals(case: Path) -> Path:
    return case / "reports" / "case.db.originals"


def _manifest(case: Path) -> bytes:
    return (_originals(case) / "manifest-sha256.txt").read_bytes()


def _header(root: bytes, time: int = 1_780_000_000) -> bytes:
    return bytes(4) + bytes(32) + root + time.to_bytes(4, "little") + bytes(8)


def _serialized(thing: Any) -> bytes:
    context = BytesSerializationContext()
    thing.serialize(context)
    return bytes(context.getbytes())


def _proof(manifest: bytes, *attested: Any) -> tuple[bytes, bytes]:
    """A proof, and the bytes that its attestations are over."""
    proof = DetachedTimestampFile(OpSHA256(), Timestamp(hashlib.sha256(manifest).digest()))
    end = proof.timestamp.ops.add(OpAppend(b"other leaf")).ops.add(OpSHA256())
    end.attestations.update(attested)
    return _serialized(proof), end.msg


def _bare(authority: Authority) -> bytes:
    return authority.token(MANIFEST)


def _answer(authority: Authority) -> bytes:
    return authority.answer(MANIFEST)


@pytest.mark.parametrize("made", [_bare, _answer], ids=["token", "answer"])
def test_an_authoritys_token_holds_for_whom_trusts_its_root(
    authority: Authority, made: Callable[[Authority], bytes]
) -> None:
    token = made(authority)
    unchecked = stamp(token, MANIFEST)
    assert (unchecked.state, unchecked.time) == ("not-checked", "2026-06-01T12:00:00Z")
    assert "CN=Harbour Stamps" in unchecked.says
    assert stamp(token, MANIFEST, [authority.root_pem]).state == "holds"
    assert "something else" in stamp(token, b"another manifest", [authority.root_pem]).says
    stranger = stamp(token, MANIFEST, [Authority("Quay Stamps").root_pem])
    assert stranger.state == "broken"
    changed = bytearray(token)
    changed[-5] ^= 1
    assert stamp(bytes(changed), MANIFEST, [authority.root_pem]).state == "broken"


def test_a_token_cut_or_changed_anywhere_is_broken_or_says_the_same(authority: Authority) -> None:
    """Version numbers and the name of the signature algorithm are not signed (RFC 5652): they may be other ones."""
    token = authority.answer(MANIFEST)
    whole = stamp(token, MANIFEST, [authority.root_pem])
    states = []
    for place in range(0, len(token), 3):
        for odd in (token[:place], token[:place] + bytes([token[place] ^ 0x15]) + token[place + 1 :]):
            try:
                said = stamp(odd, MANIFEST, [authority.root_pem])
            except BrokenStamp:
                states.append("none")
                continue
            assert said.state == "broken" or said == whole
            states.append(said.state)
    assert states.count("holds") < 8
    assert {"broken", "none"} <= set(states)


def test_a_proof_ends_in_a_block_whose_header_is_given() -> None:
    token, root = _proof(MANIFEST, BitcoinBlockHeaderAttestation(HEIGHT))
    unchecked = stamp(token, MANIFEST)
    assert unchecked.state == "not-checked"
    assert f"block {HEIGHT}, whose Merkle root would be {root[::-1].hex()}" in unchecked.says
    held = stamp(token, MANIFEST, headers=[_header(bytes(32)), _header(root)])
    assert (held.state, held.time) == ("holds", "2026-05-28T20:26:40Z")
    assert stamp(token, MANIFEST, headers=[_header(bytes(32))]).state == "not-checked"
    assert stamp(token, b"another manifest", headers=[_header(root)]).state == "broken"
    assert stamp(_proof(MANIFEST, PendingAttestation("https://cal.example"))[0], MANIFEST).state == "pending"


@pytest.mark.parametrize("size", [*range(0, 90, 9), 10**6 + 1])
def test_what_is_no_stamp_is_said(size: int) -> None:
    whole = _proof(MANIFEST, BitcoinBlockHeaderAttestation(HEIGHT))[0] + bytes(2 * 10**6)
    with pytest.raises(BrokenStamp):
        stamp(whole[:size], MANIFEST)


def test_a_header_is_80_bytes_in_hex() -> None:
    assert block_headers(f"{'00' * 80}\n{'ab' * 80}\n") == (bytes(80), b"\xab" * 80)
    for odd in ("00" * 79, "zz" * 80):
        with pytest.raises(BrokenStamp, match="block header 1 is not"):
            block_headers(odd)


def test_stamps_are_attached_verified_and_travel(case: Path, authority: Authority, tmp_path: Path) -> None:
    assert run("stamp", "request", "manifest.tsq", cwd=case).returncode == 0
    assert hashlib.sha256(_manifest(case)).digest() in (case / "manifest.tsq").read_bytes()
    (case / "a.tsr").write_bytes(authority.answer(_manifest(case)))
    proof, root = _proof(_manifest(case), BitcoinBlockHeaderAttestation(HEIGHT))
    (case / "a.ots").write_bytes(proof)
    (case / "root.pem").write_bytes(authority.root_pem)
    (case / "blocks.txt").write_text(_header(root).hex())
    for _ in range(2):  # the second time changes nothing
        done = run("stamp", "attach", "a.tsr", "a.ots", cwd=case)
        assert done.returncode == 0, done.stderr
    (case / "other.tsr").write_bytes(authority.answer(b"other"))
    refused = run("stamp", "attach", "other.tsr", cwd=case)
    assert refused.returncode == 4
    assert b"over something else; it was not kept" in refused.stderr
    trust = ("--roots", "root.pem", "--headers", "blocks.txt")
    listed = json.loads(run("stamp", "list", "--format", "json", *trust, cwd=case).stdout)["stamps"]
    assert sorted((one["stamp"]["kind"], one["stamp"]["state"]) for one in listed) == [
        ("opentimestamps", "holds"),
        ("rfc3161", "holds"),
    ]
    assert all(one["listed"] == one["kept"] > 1 for one in listed)
    verified = run("verify", "--jobs", "1", *trust, cwd=case)
    assert verified.returncode == 0, verified.stdout
    assert verified.stdout.count(b"time stamp: holds") == 2
    with sqlite3.connect(case / "reports" / "case.db") as connection:
        events = connection.execute("select event, subject, digest from custody order by id").fetchall()
    assert ("import", "stamp", hashlib.sha256(proof).hexdigest()) in events
    assert len(events) == 4, "import, two stamps, verify"

    assert run("export", "--format", "bundle", "--output", "case.zip", cwd=case).returncode == 0
    assert run("import", "case.zip", "--case", "mine/mine.db", cwd=case).returncode == 0
    again = run("stamp", "list", "--case", "mine/mine.db", *trust, cwd=case)
    assert again.stdout.count(b": holds, ") == 2

    token = next(_originals(case).glob("stamps/*.tsr"))
    token.chmod(0o600)
    token.write_bytes(authority.answer(b"other"))
    next(_originals(case).glob("stamps/*.txt")).chmod(0o600)
    broken = run("verify", "--jobs", "1", "--format", "json", cwd=case)
    assert broken.returncode == 4
    assert [one["kind"] for one in json.loads(broken.stdout)["differences"]] == ["stamp"]


def test_nobody_is_asked_without_permission(case: Path, server: Registry) -> None:
    done = run("stamp", "ask", "--tsa", f"{server.base}tsa", cwd=case)
    assert done.returncode == 2
    assert b"--allow-network" in done.stderr
    assert run("stamp", "ask", "--allow-network", cwd=case).returncode == 2
    assert server.asked == []


def test_an_authority_is_asked_and_its_answer_kept(case: Path, server: Registry, authority: Authority) -> None:
    server.replies["/tsa"] = [Reply(body=authority.answer(_manifest(case)))]
    done = run("stamp", "ask", "--tsa", f"{server.base}tsa", "--allow-network", cwd=case)
    assert done.returncode == 0, done.stderr
    assert b"127.0.0.1 sees a hash" in done.stderr
    assert hashlib.sha256(_manifest(case)).digest() in server.sent[0]
    assert b"not-checked, 2026-06-01T12:00:00Z" in done.stdout
    server.replies["/tsa"] = [Reply(body=b"no")]
    assert run("stamp", "ask", "--tsa", f"{server.base}tsa", "--allow-network", cwd=case).returncode == 4
    with_proxy = ("--proxy", "socks5h://127.0.0.1:9", "--allow-network")
    assert run("stamp", "ask", "--tsa", f"{server.base}tsa", *with_proxy, cwd=case).returncode == 3
    assert len(server.sent) == 2, "a dead proxy sends nothing"


def test_a_calendars_promise_is_kept_and_completed(case: Path, server: Registry) -> None:
    calendar = server.base.rstrip("/")
    promise = Timestamp(bytes(32))
    promise.attestations.add(PendingAttestation(calendar))
    server.replies["/digest"] = [Reply(body=_serialized(promise))]
    done = run("stamp", "ask", "--calendar", calendar, "--allow-network", cwd=case)
    assert done.returncode == 0, done.stderr
    assert b": pending, " in done.stdout
    assert hashlib.sha256(_manifest(case)).digest() not in server.sent[0], "the calendar learns nothing of the manifest"
    token = next(_originals(case).glob("stamps/*.ots")).read_bytes()
    ((_, made),) = open_promises(token)
    assert made == server.sent[0].hex()
    assert b"not in a block yet" in run("stamp", "upgrade", "--allow-network", cwd=case).stdout, "no https, not named"
    assert not any(path.startswith("/timestamp/") for path in server.asked)

    later = Timestamp(bytes.fromhex(made))
    end = later.ops.add(OpSHA256())
    end.attestations.add(BitcoinBlockHeaderAttestation(HEIGHT))
    server.replies[f"/timestamp/{made}"] = [Reply(404), Reply(body=_serialized(later))]
    ask = ("stamp", "upgrade", "--calendar", calendar, "--allow-network")
    assert b"1 not in a block yet" in run(*ask, cwd=case).stdout
    assert b": not-checked, " in run(*ask, cwd=case).stdout
    (case / "blocks.txt").write_text(_header(end.msg).hex())
    listed = run("stamp", "list", "--headers", "blocks.txt", cwd=case).stdout
    assert listed.count(b".ots: ") == 1
    assert b".ots: holds, " in listed
    with pytest.raises(BrokenStamp):
        completed(token, calendar, made, b"\x00")


def test_a_purge_leaves_no_stamp(case: Path, authority: Authority) -> None:
    init = ("case", "init", "--purpose", "p", "--basis", "b", "--officer", "o", "--retain-until", "2026-06-30")
    assert run(*init, cwd=case).returncode == 0
    (case / "a.tsr").write_bytes(authority.answer(_manifest(case)))
    assert run("stamp", "attach", "a.tsr", cwd=case).returncode == 0
    assert run("purge", "--due", "--yes", "--as-of", "2026-07-01", cwd=case).returncode == 0
    assert [file.name for file in _originals(case).iterdir()] == ["custody-head.txt"]
    assert b"its chain of custody holds" in run("verify", cwd=case).stdout
