"""A case that was handed on comes back without loss: as STIX or as a bundle, filtered, redacted, or not at all."""

from __future__ import annotations

import json
import shutil
import sqlite3
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from auditor.contract.case import LIGHTS
from auditor.exchange.carried import EXTENSION, TLP
from auditor.exchange.stix import MARKINGS
from tests.inside import run
from tests.running import AS_OF, CASE, ROOT

CASES = sorted(CASE.parent.iterdir())
ROOMS = [ROOT / "fixtures" / name for name in ("checks", "containers", "messages", "pages")]
LAST = "Messages with Sunny Aldara.txt"
FORMS = ("json", "csv", "ndjson", "misp", "stix")


def ok(*arguments: str | Path, cwd: Path) -> bytes:
    done = run(*arguments, cwd=cwd)
    assert done.returncode == 0, done.stderr.decode()
    return done.stdout


def audited(paths: Path, folder: Path, code: int = 0) -> None:
    done = run("audit", paths, "--as-of", AS_OF, "--no-report", "--quiet", "--jobs", "2", cwd=folder)
    assert done.returncode in (0, code), done.stderr.decode()


@pytest.fixture(scope="module")
def case(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The bundled case with decisions of every kind, audited again with one page more: most findings are continuing."""
    folder = tmp_path_factory.mktemp("handed")
    pages = folder / "pages"
    shutil.copytree(CASE, pages)
    (pages / LAST).unlink()
    assert run("audit", "pages", "--keep", "--as-of", AS_OF, "--no-report", "--quiet", cwd=folder).returncode in (0, 3)
    ids = list(dict.fromkeys(line.split()[0] for line in ok("findings", "list", cwd=folder).decode().splitlines()))
    for verdict, id in zip(("confirm", "dismiss", "unsure", "note", "confirm"), ids):
        ok("review", verdict, id, "--reason", "looked: “at it”", "--person", "ada", cwd=folder)
    ok("review", "undo", ids[4], "--reason", "not yet", "--person", "ada", cwd=folder)
    shutil.copy(CASE / LAST, pages)
    assert run("audit", "pages", "--keep", "--as-of", AS_OF, "--no-report", "--quiet", cwd=folder).returncode in (0, 3)
    ok("export", "--format", "stix", "--output", "case.json", cwd=folder)
    ok("import", "case.json", "--case", "back.db", cwd=folder)
    return folder


def test_the_case_has_what_could_be_lost(case: Path) -> None:
    told = json.loads(ok("export", cwd=case))
    findings = [finding for profile in told["profiles"] for finding in profile["findings"]]
    assert {finding["state"] for finding in findings} == {"new", "continuing"}
    assert {(finding["decision"] or {"verdict": None})["verdict"] for finding in findings} >= {
        None,
        "confirm",
        "dismiss",
        "unsure",
        "note",
    }
    assert told["links"]
    assert {profile["status"] for profile in told["profiles"]} == {"profile", "not-a-profile"}


@pytest.mark.parametrize("form", FORMS)
def test_every_form_of_it_is_the_same_after_the_way_through_stix(case: Path, form: str) -> None:
    assert ok("export", "--format", form, "--case", "back.db", cwd=case) == ok("export", "--format", form, cwd=case)


def test_what_people_said_and_the_orphans_come_back(case: Path) -> None:
    assert ok("review", "export", "--case", "back.db", cwd=case) == ok("review", "export", cwd=case)
    with sqlite3.connect(case / "back.db") as connection:
        assert connection.execute("pragma foreign_key_check").fetchall() == []
    connection.close()


def test_a_report_can_be_made_of_it(case: Path) -> None:
    ok("report", "--case", "back.db", "--report", "report-back", cwd=case)
    assert len(list((case / "report-back" / "profiles").iterdir())) >= 15


@pytest.mark.parametrize("folder", CASES, ids=lambda path: path.name)
def test_a_bundle_comes_back_with_the_same_bytes(folder: Path, tmp_path: Path) -> None:
    done = run("audit", folder, "--keep", "--as-of", AS_OF, "--no-report", "--quiet", cwd=tmp_path)
    assert done.returncode in (0, 3), done.stderr.decode()
    ok("export", "--format", "bundle", "--output", "first.zip", cwd=tmp_path)
    ok("import", "first.zip", "--case", "other/back.db", cwd=tmp_path)
    ok("export", "--format", "bundle", "--case", "other/back.db", "--output", "second.zip", cwd=tmp_path)
    assert (tmp_path / "first.zip").read_bytes() == (tmp_path / "second.zip").read_bytes()


def _there_and_back(folder: Path, *filters: str) -> bytes:
    first = ok("export", "--format", "stix", *filters, "--output", "there.json", cwd=folder)
    for file in folder.glob("again.db*"):
        file.unlink()
    ok("import", "there.json", "--case", "again.db", cwd=folder)
    first = (folder / "there.json").read_bytes()
    (folder / "there.json").unlink()
    assert ok("export", "--format", "stix", "--case", "again.db", cwd=folder) == first
    return first


@pytest.mark.parametrize(
    "filters",
    [
        ("--check", "same-picture"),
        ("--decision", "confirm"),
        ("--level", "early-pattern", "--state", "continuing"),
        ("--rule", "no-such-rule"),
        ("--redact",),
        ("--tlp", "red", "--new"),
    ],
    ids=lambda filters: filters[1] if filters[1:] else filters[0],
)
def test_a_part_of_it_comes_back_as_that_part(case: Path, filters: tuple[str, ...]) -> None:
    _there_and_back(case, *filters)
    if filters != ("--redact",) and "--tlp" not in filters:
        assert ok("export", "--case", "again.db", cwd=case) == ok("export", *filters, cwd=case)


@pytest.mark.slow
@pytest.mark.parametrize("room", ROOMS, ids=lambda path: path.name)
def test_every_fixture_comes_back(room: Path, tmp_path: Path) -> None:
    audited(room, tmp_path, 3)
    _there_and_back(tmp_path)
    assert ok("export", "--case", "again.db", cwd=tmp_path) == ok("export", cwd=tmp_path)


def test_audited_again_it_is_a_case_like_any_other(case: Path, tmp_path: Path) -> None:
    shutil.copy(case / "case.json", tmp_path)
    ok("import", "case.json", "--case", "case.db", cwd=tmp_path)
    (tmp_path / "pages").symlink_to(case / "pages")
    done = run("audit", "pages", "--case", "case.db", "--as-of", AS_OF, "--format", "json", "--no-report", cwd=tmp_path)
    assert done.returncode in (0, 3), done.stderr.decode()
    again, before = json.loads(done.stdout), json.loads(ok("export", cwd=case))
    for told in (again, before):
        for profile in told["profiles"]:
            for finding in profile["findings"]:
                finding["state"] = ""
    assert again == before


def test_what_came_in_under_a_light_is_handed_on_under_no_lower_one(case: Path, tmp_path: Path) -> None:
    ok("export", "--format", "stix", "--tlp", "red", "--decision", "confirm", "--output", tmp_path / "r.json", cwd=case)
    assert b"TLP red" in ok("import", "r.json", "--case", "c.db", cwd=tmp_path)
    assert b"tlp:red" in ok("export", "--case", "c.db", "--format", "misp", cwd=tmp_path)
    done = run("export", "--case", "c.db", "--format", "misp", "--tlp", "green", cwd=tmp_path)
    assert done.returncode == 2
    assert b"came in under red" in done.stderr


def test_the_lights_are_those_of_the_standard() -> None:
    assert {light: MARKINGS[light].id.removeprefix("marking-definition--") for light in LIGHTS} == {
        light: id for id, light in TLP.items()
    }


# ------------------------------------------------------------------ what is not taken


Edit = Callable[[dict[str, Any]], object]


def _of(bundle: dict[str, Any], kind: str) -> dict[str, Any]:
    return next(one for one in bundle["objects"] if one["type"] == kind)


def _inside(bundle: dict[str, Any], kind: str, edit: Edit) -> None:
    """Edits what the first object of a kind that carries a finding, or else anything, carries."""
    several = [one for one in bundle["objects"] if one["type"] == kind]
    made = next((one for one in several if '"evidence":[{' in json.dumps(one).replace("\\", "")), several[0])
    carried = made["extensions"][EXTENSION]
    document = json.loads(carried["document"])
    edit(document)
    carried["document"] = json.dumps(document)


def _page(edit: Edit) -> Edit:
    return lambda bundle: _inside(bundle, "observed-data", edit)


def _whole(edit: Edit) -> Edit:
    return lambda bundle: _inside(bundle, "grouping", lambda document: edit(document["case"]))


@pytest.mark.parametrize(
    ("edit", "says"),
    [
        (lambda b: _of(b, "note").update(content="He did it."), "was changed"),
        (lambda b: b["objects"].remove(_of(b, "opinion")), "is missing from it"),
        (lambda b: b["objects"].append({"type": "indicator", "id": "indicator--1"}), "is none of ours"),
        (lambda b: b["objects"].remove(_of(b, "grouping")), "carries no case"),
        (lambda b: _of(b, "grouping").update(object_marking_refs=[]), "no traffic light"),
        (lambda b: b.update(type="report"), "no STIX bundle"),
        (lambda b: b.update(objects=[None]), "no STIX bundle"),
        (lambda b: _of(b, "observed-data")["extensions"][EXTENSION].update(document="{"), "no JSON object"),
        (_page(lambda d: d["profile"].update(id="p-../../../../../x")), "is not named for its bytes"),
        (_page(lambda d: d["profile"].update(level="guilty")), "right would be one of"),
        (_page(lambda d: d["profile"].pop("skips")), "skips is missing"),
        (_page(lambda d: d["profile"].update(score=98)), "score is not known"),
        (_page(lambda d: d["profile"]["findings"][0].update(evidence=[])), "quotes nothing"),
        (_page(lambda d: d["profile"]["findings"][0].update(alternatives=[])), "no innocent explanation"),
        (_page(lambda d: d["profile"]["findings"][0].update(id="f-<script>")), "is no id of a finding"),
        (
            _page(
                lambda d: d["profile"]["findings"][0].update(
                    references=[{"title": "t", "publisher": "p", "url": "javascript:1"}]
                )
            ),
            "none of the web",
        ),
        (_page(lambda d: d["profile"]["findings"][0].update(title="He did it.")), "was changed"),
        (_page(lambda d: d["profile"]["fields"].update(connections_or_followers=2**63)), "fits no case file"),
        (_page(lambda d: d["stored"].update(findings=[])), "does not fit its findings"),
        (_page(lambda d: d["stored"].update(subject=None)), "has a subject"),
        (_whole(lambda d: d.update(as_of="yesterday")), "right would be YYYY-MM-DD"),
        (_whole(lambda d: d["decisions"][0].update(verdict="guilty")), "right would be one of"),
        (_whole(lambda d: d["decisions"].append(d["decisions"][0])), "a decision twice"),
        (_whole(lambda d: d["links"][0].update(a="p-0000000000000000")), "names a page that is not there"),
    ],
)
def test_what_was_changed_is_not_taken(case: Path, tmp_path: Path, edit: Edit, says: str) -> None:
    bundle = json.loads((case / "case.json").read_bytes())
    edit(bundle)
    (tmp_path / "changed.json").write_text(json.dumps(bundle))
    inside = tmp_path / "inside"
    inside.mkdir()
    done = run("import", "../changed.json", "--case", "mine.db", cwd=inside)
    assert done.returncode == 4, done.stderr.decode()
    assert says in done.stderr.decode()
    assert list(inside.iterdir()) == [], "nothing is left behind"


def test_a_platform_may_sort_it_anew(case: Path, tmp_path: Path) -> None:
    bundle = json.loads((case / "case.json").read_bytes())
    bundle["objects"].reverse()
    (tmp_path / "sorted.json").write_text(json.dumps(bundle, indent=2, sort_keys=True))
    ok("import", "sorted.json", "--case", "mine.db", cwd=tmp_path)
    assert ok("export", "--case", "mine.db", cwd=tmp_path) == ok("export", cwd=case)


@pytest.mark.parametrize("data", [b"{", b'{"type": "bundle"}', b"{}", b"hello", b"", b'{"a":' * 5000])
def test_what_is_no_bundle_is_said(tmp_path: Path, data: bytes) -> None:
    (tmp_path / "odd").write_bytes(data)
    done = run("import", "odd", "--case", "mine.db", cwd=tmp_path)
    assert done.returncode == 4
    assert b"nothing was imported" in done.stderr


def test_lean_bundles_and_redacted_ones_say_that_they_do_not_come_back(case: Path, tmp_path: Path) -> None:
    lean = ok("export", "--format", "stix", "--lean", cwd=case)
    assert EXTENSION.encode() not in lean
    (tmp_path / "lean.json").write_bytes(lean)
    done = run("import", "lean.json", "--case", "mine.db", cwd=tmp_path)
    assert (done.returncode, b"it carries no case" in done.stderr) == (4, True)
    ok("export", "--format", "bundle", "--redact", "--output", tmp_path / "r.zip", cwd=case)
    done = run("import", "r.zip", "--case", "mine.db", cwd=tmp_path)
    assert (done.returncode, b"it is redacted" in done.stderr) == (4, True)
