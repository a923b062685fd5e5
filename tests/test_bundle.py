"""A case travels as one file: the same bytes each time, the same findings elsewhere, and nothing that was changed."""

from __future__ import annotations

import csv
import io
import json
import shutil
import sqlite3
import stat
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.inside import run
from tests.running import AS_OF, CASE
from tests.running import run as run_apart

THREAD = "Messages with Castor Wynfield.txt"
PAGE = "Sunny Aldara _ LinkedIn.mhtml"


@pytest.fixture(scope="module")
def case(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("sender")
    (folder / "pages").mkdir()
    shutil.copy(CASE / THREAD, folder / "pages")
    shutil.copy(CASE / PAGE, folder / "pages")
    assert run("audit", "pages", "--keep", "--as-of", AS_OF, "--no-report", cwd=folder).returncode == 0
    finding = run("findings", "list", cwd=folder).stdout.decode().split()[0]
    assert run("review", "dismiss", finding, "--reason", "=1+1", "--person", "ines", cwd=folder).returncode == 0
    assert run("watch", "add", "sunny-aldara-example", "pages", cwd=folder).returncode == 0
    done = run("export", "--format", "bundle", "--output", "case.zip", cwd=folder)
    assert done.returncode == 0, done.stderr.decode()
    return folder


def test_the_same_case_gives_the_same_bytes(case: Path, tmp_path: Path) -> None:
    target = tmp_path / "again.zip"
    assert run_apart("export", "--format", "bundle", "--output", target, cwd=case, TZ="Asia/Tokyo").returncode == 0
    assert target.read_bytes() == (case / "case.zip").read_bytes()
    assert stat.S_IMODE(target.stat().st_mode) == 0o600


def test_elsewhere_it_verifies_and_says_the_same(case: Path, tmp_path: Path) -> None:
    done = run_apart("import", case / "case.zip", "--case", "mine.db", cwd=tmp_path, HOME=str(tmp_path), USER="jonas")
    assert done.returncode == 0, done.stderr.decode()
    verified = run("verify", "--case", "mine.db", "--jobs", "1", cwd=tmp_path)
    assert verified.returncode == 0, verified.stdout.decode()
    here = run("export", "--case", "mine.db", cwd=tmp_path).stdout
    assert here == run("export", cwd=case).stdout
    assert json.loads(here)["profiles"][0]["findings"]
    assert stat.S_IMODE((tmp_path / "mine.db").stat().st_mode) == 0o600
    with sqlite3.connect(tmp_path / "mine.db") as connection:
        assert connection.execute("select count(*) from watch").fetchone() == (0,), "whom one watches stays at home"
    again = run("import", case / "case.zip", "--case", "mine.db", cwd=tmp_path)
    assert again.returncode == 2
    assert b"is there already" in again.stderr


def _changed(source: Path, target: Path, edit: Callable[[dict[str, bytes]], None]) -> None:
    with zipfile.ZipFile(source) as bundle:
        members = {name: bundle.read(name) for name in bundle.namelist()}
    edit(members)
    with zipfile.ZipFile(target, "w", zipfile.ZIP_STORED) as bundle:
        for name, data in members.items():
            bundle.writestr(name, data)


def _trigger(members: dict[str, bytes], folder: Path) -> None:
    file = folder / "edited.db"
    file.write_bytes(members["case.db"])
    with sqlite3.connect(file) as connection:
        connection.execute("create trigger t after insert on custody begin delete from finding; end")
    connection.close()
    members["case.db"] = file.read_bytes()


def _original(members: dict[str, bytes]) -> str:
    return next(name for name in members if name.startswith("originals/") and len(name) > 70)


@pytest.mark.parametrize(
    ("edit", "says"),
    [
        (lambda members, _: members.update({_original(members): b"other"}), "was changed"),
        (lambda members, _: members.pop(_original(members)), "it holds"),
        (lambda members, _: members.update({"../../evil": b""}), "has no member '../../evil'"),
        (lambda members, _: members.update({"originals/ab/../../evil": b""}), "has no member"),
        (lambda members, _: members.pop("case.db"), "case.db missing"),
        (lambda members, _: members.update({"case.db": b"SQLite format 3\0" + bytes(500)}), "its database"),
        (lambda members, _: members.update({"bundle.json": b"[]"}), "no JSON object"),
        (_trigger, "its database is not one of this version: t differs"),
    ],
    ids="original lost outside inner no-database damaged-database head trigger".split(),
)
def test_what_was_changed_is_not_taken(
    case: Path, tmp_path: Path, edit: Callable[[dict[str, bytes], Path], None], says: str
) -> None:
    _changed(case / "case.zip", tmp_path / "bad.zip", lambda members: edit(members, tmp_path))
    inside = tmp_path / "inside"
    inside.mkdir()
    done = run("import", tmp_path / "bad.zip", "--case", "mine.db", cwd=inside)
    assert done.returncode == 4, done.stderr.decode()
    assert says in done.stderr.decode()
    assert list(inside.iterdir()) == [], "nothing is left behind"


def test_no_bundle_is_said(tmp_path: Path) -> None:
    (tmp_path / "no.zip").write_bytes(b"hello")
    done = run("import", "no.zip", cwd=tmp_path)
    assert done.returncode == 4
    assert b"no whole ZIP file" in done.stderr


def test_a_table_holds_every_finding_and_no_formula(case: Path) -> None:
    rows = list(csv.DictReader(io.StringIO(run("export", "--format", "csv", cwd=case).stdout.decode())))
    found = json.loads(run("export", cwd=case).stdout)
    assert len(rows) == sum(len(profile["findings"]) for profile in found["profiles"])
    assert {row["reason"] for row in rows} == {"", "'=1+1"}
    lines = run("export", "--format", "ndjson", cwd=case).stdout.splitlines()
    assert [json.loads(line)["id"] for line in lines] == [
        profile["id"] for profile in sorted(found["profiles"], key=lambda one: one["source"]["path"])
    ]


@pytest.mark.parametrize(
    ("arguments", "says"),
    [(["--format", "bundle"], "--output case.zip"), (["--case", "none.db"], "there is no case file")],
    ids=["no file", "no case"],
)
def test_what_cannot_be_exported_is_said(case: Path, arguments: list[str], says: str) -> None:
    done = run("export", *arguments, cwd=case)
    assert done.returncode == 2
    assert says in done.stderr.decode()
