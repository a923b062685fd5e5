"""What was kept is found again, and what was touched is named: originals, chain, findings, decisions, rules."""

from __future__ import annotations

import hashlib
import json
import os
import shutil
import sqlite3
import stat
import subprocess
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from auditor.custody import BEGINNING, Head, chain_faults, chained
from auditor.engine.keeping import write_notes
from auditor.store.case import opened_case
from auditor.store.custody import add_custody, kept_list
from auditor.store.originals import Originals
from tests.inside import run
from tests.running import AS_OF, CASE

THREAD = "Messages with Castor Wynfield.txt"
SAVED = "Perpetua Lindholm _ LinkedIn"


@pytest.fixture(scope="module")
def kept(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An audited case with its originals, a rule pack of its own and a decision."""
    folder = tmp_path_factory.mktemp("kept")
    pages = folder / "pages"
    pages.mkdir()
    shutil.copy(CASE / THREAD, pages)
    shutil.copy(CASE / f"{SAVED}.html", pages)
    shutil.copytree(CASE / f"{SAVED}_files", pages / f"{SAVED}_files")
    shutil.copytree(CASE / "records", pages / "records")
    (folder / "pack" / "rules").mkdir(parents=True)
    (folder / "pack" / "pack.toml").write_text('name = "own"\nversion = "1"\n')
    done = run("rules", "new", "own-rule", "--into", "pack", cwd=folder)
    assert done.returncode == 0
    done = run("audit", "pages", "--rules", "pack", "--keep", "--as-of", AS_OF, "--no-report", cwd=folder)
    assert done.returncode == 0, done.stderr.decode()
    assert b"custody event 1" in done.stderr
    finding = run("findings", "list", cwd=folder).stdout.decode().split()[0]
    assert run("review", "dismiss", finding, "--reason", "agreed", "--person", "ines", cwd=folder).returncode == 0
    shutil.rmtree(pages)  # verifying needs what was kept, nothing else
    return folder


@pytest.fixture
def case(kept: Path, tmp_path: Path) -> Path:
    """The same case, moved to another folder."""
    shutil.copytree(kept / "reports", tmp_path / "elsewhere" / "reports")
    return tmp_path / "elsewhere"


def _originals(case: Path) -> Path:
    return case / "reports" / "case.db.originals"


def _verify(case: Path, code: int) -> dict[str, Any]:
    done = run("verify", "--format", "json", "--jobs", "1", cwd=case)
    assert done.returncode == code, (done.stdout + done.stderr).decode()
    parsed: dict[str, Any] = json.loads(done.stdout)
    return parsed


def _kinds(document: dict[str, Any]) -> set[str]:
    return {one["kind"] for one in document["differences"]}


def _sql(case: Path, statement: str) -> None:
    with sqlite3.connect(case / "reports" / "case.db") as connection:
        assert connection.execute(statement).rowcount > 0


def test_a_case_that_was_moved_verifies_and_says_what_that_proves(case: Path) -> None:
    first = _verify(case, 0)
    assert first["holds"]
    assert first["findings"] > 10
    assert "does not prove that a page was genuine" in first["proves"]
    assert _verify(case, 0)["events"] == first["events"] + 1, "verifying is an event too"


def test_originals_are_read_only_and_named_for_what_they_hold(case: Path) -> None:
    folder = _originals(case)
    files = [file for file in folder.glob("??/*") if file.is_file()]
    assert len(files) > 8
    assert {stat.S_IMODE(file.stat().st_mode) for file in files} == {0o400}
    assert stat.S_IMODE((case / "reports" / "case.db").stat().st_mode) == 0o600
    if shutil.which("sha256sum"):
        checked = subprocess.run(["sha256sum", "--quiet", "-c", "manifest-sha256.txt"], cwd=folder, check=False)
        assert checked.returncode == 0
    manifest = json.loads((folder / "manifest.json").read_bytes())
    page = next(one for one in manifest["runs"][0]["files"] if one["path"].endswith(".html"))
    assert (folder / page["sha256"][:2] / page["sha256"]).read_bytes() == (CASE / f"{SAVED}.html").read_bytes()
    assert page["pictures"]
    assert page["file_date"]
    assert page["captured"][0]["basis"]
    assert manifest["runs"][0]["imported_at"].endswith("Z")


def test_the_chain_holds_ids_and_digests_only(case: Path) -> None:
    with sqlite3.connect(case / "reports" / "case.db") as connection:
        rows = connection.execute("select event, subject, digest, happened_at, chain from custody").fetchall()
    for event, subject, digest, _, chain in rows:
        assert event in ("import", "open", "verify")
        assert subject.startswith("run ")
        assert len(digest) == len(chain) == 64


def _flip(case: Path) -> None:
    file = next(file for file in sorted(_originals(case).glob("??/*")) if b"Castor Wynfield" in file.read_bytes())
    data = bytearray(file.read_bytes())
    data[len(data) // 2] ^= 1
    file.chmod(0o600)
    file.write_bytes(data)


def _delete(case: Path) -> None:
    max(_originals(case).glob("??/*"), key=lambda file: file.stat().st_size).unlink()


def _last_event(case: Path) -> None:
    assert run("verify", "--jobs", "1", cwd=case).returncode == 0
    _sql(case, "delete from custody where id = (select max(id) from custody)")


def _first_event(case: Path) -> None:
    assert run("verify", "--jobs", "1", cwd=case).returncode == 0
    _sql(case, "delete from custody where id = 1")


def _middle_event(case: Path) -> None:
    for _ in range(2):
        assert run("verify", "--jobs", "1", cwd=case).returncode == 0
    _sql(case, "delete from custody where id = 2")


def _pack(case: Path) -> None:
    """As if another version of the rules had made the findings: all else is in order."""
    originals = Originals(_originals(case))
    with opened_case(case / "reports" / "case.db") as opened:
        name = kept_list(opened.connection, 1)
        assert name is not None
        listed = json.loads(originals.bytes_of(name) or b"")
        listed["tool"]["rules"][0]["sha256"] = "0" * 64
        other = originals.keep(json.dumps(listed).encode())
        add_custody(opened.connection, "import", "run 1", other, "2026-11-24T00:00:00.000Z", kept=(1, other))
        write_notes(opened, originals)


@pytest.mark.parametrize(
    ("touch", "kinds", "says"),
    [
        (_flip, {"original-changed"}, "its bytes changed"),
        (_delete, {"original-missing"}, "the original is gone"),
        (
            lambda case: _sql(case, "update finding set strength = 'weak' where strength = 'strong'"),
            {"finding-changed"},
            "strength is 'weak' in the case, 'strong' from the originals",
        ),
        (lambda case: _sql(case, "update evidence set quote = 'hello'"), {"finding-changed"}, "evidence is"),
        (
            lambda case: _sql(case, "update page set level = 'none' where level <> 'none'"),
            {"page"},
            "level is 'none' in the case, 'developed-pattern' from the originals",
        ),
        (_last_event, {"custody"}, "custody events 2 to 2 are missing"),
        (_first_event, {"custody"}, "custody event 1 is missing"),
        (_middle_event, {"custody"}, "custody event 2 is missing"),
        (lambda case: _sql(case, "update custody set happened_at = '2020'"), {"custody"}, "was changed"),
        (lambda case: _sql(case, "update decision set verdict = 'confirm'"), {"decision"}, "was changed after"),
        (_pack, {"rules"}, "another rule pack: version"),
    ],
    ids="flip delete finding quote level last-event first-event middle-event time decision rules".split(),
)
def test_what_was_touched_is_named(case: Path, touch: Callable[[Path], None], kinds: set[str], says: str) -> None:
    touch(case)
    document = _verify(case, 4)
    assert kinds <= _kinds(document)
    assert any(says in one["says"] for one in document["differences"]), document["differences"]
    if kinds & {"custody", "decision", "finding-changed", "rules"}:
        assert _kinds(document) == kinds


def test_a_run_without_keeping_is_an_event_and_asks_to_keep(case: Path) -> None:
    (case / "more").mkdir()
    shutil.copy(CASE / "Note to staff.txt", case / "more")
    assert run("audit", "more", "--no-report", cwd=case).returncode == 0
    done = run("verify", cwd=case)
    assert done.returncode == 2
    assert b"run it again with --keep" in done.stderr
    with sqlite3.connect(case / "reports" / "case.db") as connection:
        last = connection.execute("select event from custody order by id desc limit 1").fetchone()
    assert last == ("open",)


def test_a_look_and_an_export_are_events_of_a_kept_case(case: Path) -> None:
    (case / "castor").mkdir()
    shutil.copy(CASE / "Castor Wynfield - Executive Search Partner.html", case / "castor")
    for _ in range(2):  # the same bytes are told once
        assert run("export", "--format", "csv", "--output", "findings.csv", cwd=case).returncode == 0
    assert run("watch", "add", "castor-wynfield-example", "castor", cwd=case).returncode == 0
    assert run("watch", "run", "--as-of", AS_OF, cwd=case).returncode == 0
    with sqlite3.connect(case / "reports" / "case.db") as connection:
        events = connection.execute("select event, subject, digest from custody order by id").fetchall()
    written = hashlib.sha256((case / "findings.csv").read_bytes()).hexdigest()
    assert events[1:] == [("export", "run 1", written), ("open", "run 2", "")]


def test_keeping_twice_changes_nothing(tmp_path: Path) -> None:
    (tmp_path / "pages").mkdir()
    shutil.copy(CASE / THREAD, tmp_path / "pages")
    for _ in range(2):
        done = run("audit", "pages", "--keep", "--as-of", AS_OF, "--no-report", cwd=tmp_path)
        assert done.returncode == 0
    assert b"custody event 1\n" in done.stderr
    assert run("verify", "--case", "none.db", cwd=tmp_path).returncode == 2


@pytest.mark.skipif(os.geteuid() == 0, reason="root may write everywhere")
def test_a_folder_that_cannot_be_written_is_said(case: Path) -> None:
    _originals(case).chmod(0o500)
    done = run("audit", CASE / THREAD, "--keep", "--no-report", cwd=case)
    _originals(case).chmod(0o700)
    assert done.returncode == 6
    assert b"the originals cannot be kept" in done.stderr


def test_a_chain_follows_itself() -> None:
    first = chained(None, "import", "run 1", "a" * 64, "2026-01-01T00:00:00Z")
    second = chained(first, "verify", "run 1", "a" * 64, "2026-01-02T00:00:00Z")
    assert first.chain != BEGINNING
    assert chain_faults([], None) == ()
    assert chain_faults([first, second], Head(2, second.chain)) == ()
    assert chain_faults([first, second], Head(1, first.chain)) == (), "a note may be behind, never ahead"
    assert "missing at the end" in chain_faults([first], Head(2, second.chain))[0]
    assert "note of the newest" in chain_faults([first], None)[0]
    other = chained(None, "import", "run 1", "b" * 64, "2026-01-01T00:00:00Z")
    assert "not the one that was noted" in chain_faults([other], Head(1, first.chain))[0]
