"""A full disk and a place that may not be written to: a clear word, a code of their own, nothing lost."""

from __future__ import annotations

import contextlib
import json
import os
import shutil
import stat
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.inside import run
from tests.running import AS_OF, CASE, command

UNWRITABLE = 6
THREAD = "Messages with Castor Wynfield.txt"
PAGE = "Castor Wynfield - Executive Search Partner.html"
ASK = ("--as-of", AS_OF, "--no-report", "--jobs", "1", "--quiet")
MOUNTS = pytest.mark.skipif(os.geteuid() != 0, reason="a file system can only be mounted by root")


@contextlib.contextmanager
def _small_disk(folder: Path, size: str) -> Iterator[Path]:
    """A file system of a few kilobytes."""
    folder.mkdir()
    made = subprocess.run(["mount", "-t", "tmpfs", "-o", f"size={size}", "tmpfs", folder], capture_output=True)
    if made.returncode:
        pytest.skip(f"no file system can be mounted here: {made.stderr.decode().strip()}")
    try:
        yield folder
    finally:
        subprocess.run(["umount", "--lazy", folder], check=True)


def _mounted_again(disk: Path, how: str) -> None:
    subprocess.run(["mount", "-o", f"remount,{how}", disk], check=True)


def _pages(folder: Path, copies: int) -> None:
    folder.mkdir()
    shutil.copy(CASE / THREAD, folder)
    for number in range(copies):
        (folder / f"{number}.html").write_bytes((CASE / PAGE).read_bytes() + b"<!-- %d -->" % number)


@MOUNTS
def test_a_disk_that_fills_during_an_audit_loses_nothing_and_the_next_run_goes_on(tmp_path: Path) -> None:
    _pages(tmp_path / "pages", 9)
    with _small_disk(tmp_path / "disk", "600k") as disk:
        full = run("audit", "pages", *ASK, "--case", disk / "case.db", cwd=tmp_path)
        assert full.returncode == UNWRITABLE, full.stderr
        assert b"cannot write" in full.stderr
        assert b"disk is full" in full.stderr
        _mounted_again(disk, "size=20m")
        done = run("audit", "pages", *ASK, "--case", disk / "case.db", "--format", "json", cwd=tmp_path)
        assert done.returncode == 0, done.stderr
        fresh = run("audit", "pages", *ASK, "--case", "fresh.db", "--format", "json", cwd=tmp_path)
        assert done.stdout == fresh.stdout


@MOUNTS
def test_decisions_and_digests_survive_a_full_disk(tmp_path: Path) -> None:
    _pages(tmp_path / "pages", 1)
    with _small_disk(tmp_path / "disk", "6m") as disk:
        case = ("--case", disk / "case.db")
        assert run("audit", "pages", *ASK, *case, cwd=tmp_path).returncode == 0
        assert run("watch", "add", "castor-wynfield-example", "pages", *case, cwd=tmp_path).returncode == 0
        assert run("watch", "run", "--as-of", AS_OF, *case, cwd=tmp_path).returncode == 0
        finding = run("findings", "list", *case, cwd=tmp_path).stdout.decode().split()[0]
        note = ("review", "note", finding, "--person", "ines", *case, "--reason")
        assert run(*note, "before", cwd=tmp_path).returncode == 0
        room = os.statvfs(disk).f_bavail * os.statvfs(disk).f_frsize
        (disk / "filler").write_bytes(bytes(room - 80_000))
        refused = run(*note, "n" * 100_000, cwd=tmp_path)
        assert refused.returncode == UNWRITABLE
        assert b"nothing was decided: database or disk is full" in refused.stderr
        with (disk / "filler").open("ab") as filler, contextlib.suppress(OSError):
            filler.write(bytes(80_000))
        refused = run(*note, "after", cwd=tmp_path)
        assert refused.returncode == UNWRITABLE
        assert b"the disk is full" in refused.stderr
        page = tmp_path / "pages" / "0.html"
        page.write_text(page.read_text(encoding="utf-8").replace("Policy and Economy", "Shipping"), encoding="utf-8")
        digest = ("watch", "run", "--as-of", AS_OF, *case, "--output", disk / "digest.txt", "--only-changes")
        assert run(*digest, cwd=tmp_path).returncode == UNWRITABLE
        assert not (disk / "digest.txt").exists()
        kept = run("audit", "pages", *ASK, *case, "--keep", cwd=tmp_path)
        assert kept.returncode == UNWRITABLE
        (disk / "filler").unlink()
        assert run(*digest, cwd=tmp_path).returncode == 0
        assert "Shipping" in (disk / "digest.txt").read_text(), "what could not be said is said now"
        reasons = [
            json.loads(line).get("reason") for line in run("review", "export", *case, cwd=tmp_path).stdout.splitlines()
        ]
        assert reasons[1:] == ["before"]


@MOUNTS
def test_a_read_only_place_is_said(tmp_path: Path) -> None:
    _pages(tmp_path / "pages", 1)
    with _small_disk(tmp_path / "disk", "6m") as disk:
        case = ("--case", disk / "case.db")
        assert run("audit", "pages", *ASK, *case, cwd=tmp_path).returncode == 0
        before = (disk / "case.db").read_bytes()
        finding = run("findings", "list", *case, cwd=tmp_path).stdout.decode().split()[0]
        _mounted_again(disk, "ro")
        for words in (
            ("audit", "pages", *ASK, *case),
            ("review", "dismiss", finding, "--reason", "x", "--person", "ines", *case),
            ("watch", "add", "castor-wynfield-example", "pages", *case),
            ("audit", "pages", *ASK, "--case", disk / "new.db"),
            ("case", "init", "--purpose", "p", "--basis", "b", "--officer", "o", "--retain-until", "2027-01-01", *case),
            ("export", "--case", disk / "case.db", "--output", disk / "out.json"),
        ):
            done = run(*words, cwd=tmp_path)
            assert done.returncode == UNWRITABLE, (words, done)
            assert done.stderr.startswith(b"auditor: ")
        _mounted_again(disk, "rw")
        assert (disk / "case.db").read_bytes() == before


def test_a_file_that_may_not_grow_is_a_full_disk(tmp_path: Path) -> None:
    _pages(tmp_path / "pages", 12)
    words = command("audit", "pages", *ASK)
    bounded = ["bash", "-c", 'ulimit -f 300; exec "$@"', "bash", *words]
    full = subprocess.run(bounded, cwd=tmp_path, capture_output=True, timeout=120, check=False)
    assert full.returncode == UNWRITABLE, full.stderr
    assert b"cannot" in full.stderr
    done = run("audit", "pages", *ASK, "--format", "json", cwd=tmp_path)
    assert done.returncode == 0
    assert len(json.loads(done.stdout)["profiles"]) == 13


def test_all_that_is_written_is_for_its_owner(tmp_path: Path) -> None:
    _pages(tmp_path / "pages", 1)
    assert run("audit", "pages", "--as-of", AS_OF, "--keep", "--quiet", cwd=tmp_path).returncode == 0
    assert run("watch", "add", "castor-wynfield-example", "pages", cwd=tmp_path).returncode == 0
    assert run("watch", "run", "--as-of", AS_OF, "--output", "digest.txt", cwd=tmp_path).returncode == 0
    assert run("review", "export", "decisions.jsonl", cwd=tmp_path).returncode == 0
    assert run("export", "--format", "csv", "--output", "findings.csv", cwd=tmp_path).returncode == 0
    written = [file for file in tmp_path.rglob("*") if "pages" not in file.relative_to(tmp_path).parts]
    modes = {stat.S_IMODE(file.stat().st_mode) for file in written if file.is_file()}
    assert len(written) > 15
    assert modes == {0o600, 0o400}
    assert {stat.S_IMODE(file.stat().st_mode) for file in written if file.is_dir()} == {0o700}
