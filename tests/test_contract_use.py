"""The program as a script or a hurried person uses it: empty variables, the current folder, case files of others."""

from __future__ import annotations

import json
import shutil
import sqlite3
from collections.abc import Sequence
from pathlib import Path

import pytest

from auditor.cli import main
from auditor.engine.planning import recorded_in
from auditor.store.case import CaseError, SavedFileRows, opened_case
from auditor.store.links import reading_case
from tests.running import CASE

PAGE = CASE / "ilka-n.html"


def ended(arguments: Sequence[str | Path], capsys: pytest.CaptureFixture[str]) -> tuple[int, str, str]:
    """Exit code, stdout and stderr of a command run in this process."""
    code = main([str(argument) for argument in arguments])
    out, err = capsys.readouterr()
    return code, out, err


@pytest.fixture
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A current folder with one saved page in it."""
    folder = tmp_path / "saved"
    folder.mkdir()
    shutil.copy2(PAGE, folder / "page.html")
    monkeypatch.chdir(folder)
    return folder


def test_the_current_folder_audited_again_gives_the_same(here: Path, capsys: pytest.CaptureFixture[str]) -> None:
    command = ("audit", ".", "--as-of", "2026-05-31", "--format", "json", "--keep", "--quiet", "--jobs", "1")
    first, second = (ended(command, capsys) for _ in range(2))
    assert (here / "reports" / "index.html").is_file()
    assert (here / "reports" / "case.db.originals").is_dir()
    assert first[0] == 0, first[2]
    assert second[:2] == first[:2]
    assert [profile["source"]["path"] for profile in json.loads(second[1])["profiles"]] == ["saved/page.html"]
    code, lines, _ = ended(("extract", ".", "--format", "ndjson", "--jobs", "1"), capsys)
    assert (code, [json.loads(line)["path"] for line in lines.splitlines()]) == (0, ["saved/page.html"])


def test_a_page_of_somebody_elses_report_folder_is_read(here: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (here / "reports" / "profiles").mkdir(parents=True)
    shutil.copy2(PAGE, here / "reports" / "profiles" / "p-1.html")
    (here / "reports" / "case.db-notes.txt").write_text("Ada:\nshall we meet on Monday?\n")
    code, out, _ = ended(("audit", ".", "--format", "json", "--no-report", "--quiet", "--jobs", "1"), capsys)
    assert code == 0
    paths = {path for one in json.loads(out)["profiles"] for path in (one["source"]["path"], *one["source"]["also_at"])}
    assert paths == {"saved/page.html", "saved/reports/profiles/p-1.html", "saved/reports/case.db-notes.txt"}


def test_a_folder_named_known_is_held_against_the_pages(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    folder = tmp_path / "saved"
    folder.mkdir()
    name = "Ragnhild Kvalheim"
    shutil.copy2(CASE / f"{name}.html", folder)
    shutil.copytree(CASE / f"{name}_files", folder / f"{name}_files")
    (folder / "known").mkdir()
    shutil.copy2(CASE / f"{name}_files" / "1662372123481", folder / "known" / "stock.jpg")
    command = ("audit", folder, "--case", tmp_path / "c.db", "--format", "json", "--no-report", "--quiet")
    document = json.loads(ended(command, capsys)[1])
    assert document["tool"]["rules"][-1]["version"] == "1 entries"
    assert [one["check"] for profile in document["profiles"] for one in profile["findings"]] == ["known-picture"]


@pytest.mark.parametrize(
    "arguments",
    [("audit", ""), ("audit", ".", "--report", ""), ("audit", ".", "--report="), ("findings", "show", "")],
    ids=["path", "report", "report with =", "id"],
)
def test_an_empty_argument_is_refused(here: Path, arguments: Sequence[str], capsys: pytest.CaptureFixture[str]) -> None:
    code, out, err = ended(arguments, capsys)
    assert (code, out) == (2, "")
    assert "an argument is empty" in err
    assert sorted(path.name for path in here.iterdir()) == ["page.html"]


def test_words_that_are_not_text_are_a_wrong_use(here: Path, capsys: pytest.CaptureFixture[str]) -> None:
    said = ("case", "init", "--purpose", "bad \udcff", "--basis", "b", "--officer", "o", "--retain-until", "2030-01-01")
    code, _, err = ended(said, capsys)
    assert code == 2
    assert "not text in UTF-8" in err


def test_the_beginning_of_several_ids_names_none(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    case = tmp_path / "c.db"
    assert main(["audit", str(CASE), "--case", str(case), "--no-report", "--quiet"]) == 0
    listed = json.loads(ended(("findings", "list", "--case", case, "--format", "json"), capsys)[1])["findings"]
    id = listed[0]["id"]
    assert json.loads(ended(("findings", "show", id, "--case", case), capsys)[1])["id"] == id
    for command in ("show", "explain"):
        code, out, err = ended(("findings", command, "f-", "--case", case), capsys)
        assert (code, out) == (2, "")
        assert f"f- is the beginning of {len({one['id'] for one in listed})} findings" in err


def test_a_database_of_something_else_is_left_alone(here: Path, capsys: pytest.CaptureFixture[str]) -> None:
    with sqlite3.connect("places.sqlite") as foreign:
        foreign.execute("create table bookmark (title)")
    foreign.close()
    before = Path("places.sqlite").read_bytes()
    code, _, err = ended(("audit", "page.html", "--case", "places.sqlite", "--no-report"), capsys)
    assert code == 1
    assert "places.sqlite is a database of something else" in err
    assert Path("places.sqlite").read_bytes() == before


def test_a_damaged_case_file_does_not_hide_the_others(here: Path, capsys: pytest.CaptureFixture[str]) -> None:
    for name in ("good.db", "newer.db", "torn.db"):
        opened_case(here / name).connection.close()
    with sqlite3.connect("newer.db") as newer:
        newer.execute("pragma user_version = 99")
    newer.close()
    with sqlite3.connect("torn.db") as torn:
        roots = torn.execute("select rootpage from sqlite_master where tbl_name = 'page'").fetchall()
        (size,) = torn.execute("pragma page_size").fetchone()
    torn.close()
    with open("torn.db", "r+b") as stream:
        for (root,) in roots:
            stream.seek((root - 1) * size)
            stream.write(b"\xff" * size)
    code, out, err = ended(("case", "list", ".", "--format", "json"), capsys)
    assert code == 3
    assert [Path(one["case"]).name for one in json.loads(out)["cases"]] == ["good.db"]
    assert "torn.db cannot be read" in err
    assert "newer.db was written by a newer version" in err
    code, _, err = ended(("audit", "page.html", "--case", "torn.db", "--no-report", "--quiet"), capsys)
    assert code == 1
    assert "the case file is damaged" in err
    with pytest.raises(CaseError, match="written by a newer version"):
        reading_case(Path("newer.db"))


def test_two_runs_at_once_keep_a_file_once(tmp_path: Path) -> None:
    file = tmp_path / "c.db"
    read = SavedFileRows("a.html", "0" * 64, (), ())
    with opened_case(file) as one, opened_case(file) as other:
        runs = [case.begin("2026-05-31", {}, "r") for case in (one, other)]
        for case, run in zip((one, other), runs, strict=True):
            case.add(run, "r", {}, [read], [], [])
        seen = one.connection.execute("select run, saved_file from sighting order by run").fetchall()
    assert seen == [(runs[0], 1), (runs[1], 1)]


def test_records_of_two_folders_with_one_name_are_all_used(tmp_path: Path) -> None:
    for place, domain in (("a", "first.example"), ("b", "second.example")):
        folder = tmp_path / place / "records"
        folder.mkdir(parents=True)
        answer = {
            "objectClassName": "domain",
            "ldhName": domain,
            "events": [{"eventAction": "registration", "eventDate": "2025-01-02T00:00:00Z"}],
        }
        (folder / "answer.json").write_text(json.dumps(answer))
    found = recorded_in([tmp_path / "a" / "records", tmp_path / "b" / "records"])
    assert len(found) == 2
    assert found == recorded_in([tmp_path / "b" / "records", tmp_path / "a" / "records"])
