"""Several cases: listed, linked and unlinked, searched for a picture, a text, a domain; none is changed by it."""

from __future__ import annotations

import base64
import hashlib
import json
import re
import shutil
from pathlib import Path
from typing import Any

import pytest

from tests.inside import run
from tests.running import AS_OF, CASE

CASTOR = "Castor Wynfield - Executive Search Partner.html"
PERPETUA = "Perpetua Lindholm _ LinkedIn"
THREAD = "Messages with Castor Wynfield.txt"


@pytest.fixture(scope="module")
def house(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Two cases: a page in one, a page with the same picture in the other, one thread in both."""
    folder = tmp_path_factory.mktemp("house")
    for case, names in (("one", (CASTOR, THREAD)), ("two", (f"{PERPETUA}.html", THREAD))):
        (folder / case / "pages").mkdir(parents=True)
        for name in names:
            shutil.copy(CASE / name, folder / case / "pages")
    shutil.copytree(CASE / f"{PERPETUA}_files", folder / "two" / "pages" / f"{PERPETUA}_files")
    init = ("case", "init", "--basis", "b", "--officer", "o", "--retain-until", "2027-01-01", "--case")
    assert run(*init, "one/case.db", "--purpose", "approaches", cwd=folder).returncode == 0
    for case in ("one", "two"):
        ask = ("audit", f"{case}/pages", "--as-of", AS_OF, "--no-report", "--case", f"{case}/case.db")
        assert run(*ask, cwd=folder).returncode == 0
    (folder / "notes.db").write_bytes(b"no database")
    markup = (CASE / CASTOR).read_text(encoding="utf-8")
    found = re.search(r"data:image/jpeg;base64,([A-Za-z0-9+/=]+)", markup)
    assert found is not None
    (folder / "picture.jpg").write_bytes(base64.b64decode(found[1]))
    return folder


def _search(house: Path, *arguments: str | Path, code: int = 0) -> list[dict[str, Any]]:
    done = run("case", "search", *arguments, "--format", "json", cwd=house)
    assert done.returncode == code, done.stderr.decode()
    matches: list[dict[str, Any]] = json.loads(done.stdout)["matches"]
    return matches


def test_cases_are_listed_with_what_they_are_for(house: Path) -> None:
    listed = json.loads(run("case", "list", house, "--format", "json", cwd=house).stdout)["cases"]
    assert [(Path(one["case"]).parent.name, one["pages"]) for one in listed] == [("one", 2), ("two", 2)]
    assert listed[0]["about"]["purpose"] == "approaches"
    assert listed[1]["about"] is None
    assert b"kept until 2027-01-01: approaches" in run("case", "list", house, cwd=house).stdout
    assert run("case", "list", "notes.db", cwd=house).returncode == 3


def test_a_picture_a_text_and_a_domain_are_found_in_every_case(house: Path) -> None:
    before = {file: hashlib.sha256(file.read_bytes()).hexdigest() for file in house.glob("*/case.db")}
    found = _search(house, "--picture", "picture.jpg", "--among", ".")
    assert [(Path(one["case"]).parent.name, one["name"]) for one in found] == [
        ("one", "Castor Wynfield"),
        ("two", "Perpetua Lindholm"),
    ]
    assert found[0]["method"] == "sha256"
    assert found[1]["distance"] > 0
    assert found[1]["says"], "what was done to the picture"
    domains = _search(house, "--domain", "www.caldervane-search.example", "--among", ".")
    assert [(one["name"], one["says"]) for one in domains] == [("Castor Wynfield", "caldervane-search.example")]
    words = _search(house, "--text", "report of six to eight pages", "--among", ".")
    assert [Path(one["case"]).parent.name for one in words] == ["one", "two"]
    assert "six to eight pages" in words[0]["says"]
    profiles = json.loads(run("export", "--case", "one/case.db", cwd=house).stdout)["profiles"]
    about = next(one["fields"]["about"]["value"] for one in profiles if one["fields"]["about"])
    (house / "about.txt").write_text(about.replace("renowned", "well-known"))
    near = _search(house, "--text", "@about.txt", "--among", "one/case.db")
    assert [(one["kind"], one["name"]) for one in near] == [("text", "Castor Wynfield")]
    assert 0 < near[0]["distance"] < 20
    assert {file: hashlib.sha256(file.read_bytes()).hexdigest() for file in before} == before, "no case was changed"


def test_what_two_cases_share_is_listed_with_its_method(house: Path) -> None:
    done = run("case", "shared", "--among", "one/case.db", "--among", "two/case.db", "--format", "json", cwd=house)
    found = json.loads(done.stdout)["shared"]
    assert {one["kind"]: bool(one["distance"]) for one in found} == {"near-avatar": True, "same-page": False}
    assert all(one["a"]["case"] != one["b"]["case"] for one in found)
    said = run("case", "shared", "--among", ".", cwd=house).stdout.decode()
    assert re.search(r"near-avatar \(distance \d+, views64-v\d+\): .*mirrored", said)
    assert run("case", "shared", "--among", "one/case.db", cwd=house).returncode == 2


def test_cases_are_merged_by_a_link_that_can_be_taken_back(house: Path, tmp_path: Path) -> None:
    shutil.copytree(house, tmp_path / "house")
    here = tmp_path / "house"
    one, two = ("--case", "one/case.db"), ("--case", "two/case.db")
    assert len(_search(here, "--picture", "picture.jpg", *one)) == 1
    merge = ("case", "merge", "two/case.db", *one, "--person", "ines")
    assert run(*merge, "--reason", " ", cwd=here).returncode == 2
    assert run(*merge, "--reason", "one picture", cwd=here).returncode == 0
    assert b"as was noted before" in run(*merge, "--reason", "again", cwd=here).stdout
    for case in (one, two):
        assert len(_search(here, "--picture", "picture.jpg", *case)) == 2, "from both sides"
    assert b"one picture (ines" in run("case", "show", *two, cwd=here).stdout
    assert b"one/case.db" in run("case", "list", "two", cwd=here).stdout
    exported = run("export", *one, cwd=here).stdout
    assert run("case", "unmerge", "two/case.db", *one, cwd=here).returncode == 0
    assert len(_search(here, "--picture", "picture.jpg", *two)) == 1
    assert b"taken back" in run("case", "show", *one, cwd=here).stdout
    assert run("export", *one, cwd=here).stdout == exported, "a link changes nothing of a case"
    assert run("case", "unmerge", "two/case.db", *one, cwd=here).returncode == 2
    assert run("case", "merge", "one/case.db", *one, "--reason", "x", cwd=here).returncode == 2


def test_a_linked_case_that_is_gone_is_said_and_stops_nothing(house: Path, tmp_path: Path) -> None:
    shutil.copytree(house, tmp_path / "house")
    here = tmp_path / "house"
    assert run("case", "merge", "two/case.db", "--case", "one/case.db", "--reason", "x", cwd=here).returncode == 0
    (here / "two" / "case.db").unlink()
    assert len(_search(here, "--picture", "picture.jpg", "--case", "one/case.db", code=3)) == 1
    assert run("case", "unmerge", "two/case.db", "--case", "one/case.db", cwd=here).returncode == 0


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        ([], "nothing to search for"),
        (["--domain", "no domain"], "is not a domain"),
        (["--picture", "notes.db"], "notes.db"),
        (["--text", "@none.txt"], "cannot be read"),
        (["--text", "x", "--case", "none.db"], "no case with a finished run"),
    ],
    ids=["nothing", "domain", "picture", "file", "case"],
)
def test_what_cannot_be_searched_is_said(house: Path, arguments: list[str], says: str) -> None:
    done = run("case", "search", *arguments, cwd=house)
    assert done.returncode == 2
    assert says in done.stderr.decode()
