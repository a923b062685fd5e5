"""What scripts rely on: the JSON document, exit codes, streams."""

from __future__ import annotations

import json
import subprocess
from pathlib import Path
from typing import Any

import jsonschema
import pytest

from tests.running import CASE, ROOT, audited, command, run

SCHEMA = json.loads((ROOT / "docs" / "schema" / "audit-1.json").read_text())


def _checked(document: dict[str, Any]) -> None:
    jsonschema.Draft202012Validator.check_schema(SCHEMA)
    jsonschema.Draft202012Validator(SCHEMA).validate(document)


def test_the_bundled_case_has_the_stated_shape(tmp_path: Path) -> None:
    document = audited(CASE, cwd=tmp_path)
    _checked(document)
    assert len(document["profiles"]) >= 12
    assert [profile["id"] for profile in document["profiles"]] == sorted(p["id"] for p in document["profiles"])
    assert any(profile["findings"] for profile in document["profiles"])
    assert document["links"]


def test_zero_pages_are_one_document_too(tmp_path: Path) -> None:
    (tmp_path / "empty").mkdir()
    document = audited(tmp_path / "empty", cwd=tmp_path)
    _checked(document)
    assert document["profiles"] == []
    assert document["skipped"] == []


def test_an_unreadable_file_is_named_and_ends_with_three(tmp_path: Path) -> None:
    (tmp_path / "in").mkdir()
    (tmp_path / "in" / "empty.html").write_bytes(b"")
    document = audited(tmp_path / "in", cwd=tmp_path, code=3)
    _checked(document)
    assert document["skipped"] == [{"path": "in/empty.html", "reason": "the file is empty"}]


@pytest.mark.parametrize(
    ("arguments", "code", "says"),
    [
        (["audit", "nowhere.html"], 2, b"nowhere.html"),
        (["audit"], 2, b"PATH"),
        (["audit", "--as-of", "yesterday", "."], 2, b"is not a day"),
        (["frobnicate"], 2, b"frobnicate"),
        (["audit", ".", "--config", "none.toml"], 5, b"none.toml"),
        (["audit", ".", "--rules", "none"], 2, b"none is not a folder"),
        (["findings", "list"], 2, b"there is no case file"),
        (["--version"], 0, b""),
    ],
    ids=["missing path", "no path", "no day", "no command", "no config", "no pack", "no case", "version"],
)
def test_exit_codes(tmp_path: Path, arguments: list[str], code: int, says: bytes) -> None:
    done = run(*arguments, cwd=tmp_path)
    assert done.returncode == code, done.stderr.decode()
    assert says in done.stderr
    if code:
        assert done.stdout == b""


def test_an_invalid_pack_ends_with_five_and_says_where(tmp_path: Path) -> None:
    pack = tmp_path / "pack"
    pack.mkdir()
    (pack / "pack.toml").write_text('name = "mine"\nversoin = "1"\n')
    (tmp_path / "in").mkdir()
    done = run("audit", "in", "--rules", "pack", cwd=tmp_path)
    assert done.returncode == 5
    assert b"pack.toml" in done.stderr


def test_the_gate_ends_with_ten(tmp_path: Path) -> None:
    done = run("audit", CASE, "--fail-on", "early-pattern", "--quiet", "--as-of", "2026-11-24", cwd=tmp_path)
    assert done.returncode == 10


def test_results_are_on_stdout_and_nothing_else(tmp_path: Path) -> None:
    done = run("audit", CASE, "--format", "ndjson", cwd=tmp_path)
    lines = done.stdout.splitlines()
    assert len(lines) >= 12
    paths = [json.loads(line)["source"]["path"] for line in lines]
    assert paths == sorted(paths)
    assert b"\x1b" not in done.stderr


def test_the_newest_findings_can_be_listed_and_explained(tmp_path: Path) -> None:
    audited(CASE, cwd=tmp_path)
    listed = run("findings", "list", "--format", "json", cwd=tmp_path)
    findings = json.loads(listed.stdout)["findings"]
    assert findings
    one = findings[0]
    shown = run("findings", "show", one["id"], cwd=tmp_path)
    assert json.loads(shown.stdout)["rule"] == one["rule"]
    explained = run("findings", "explain", one["id"], cwd=tmp_path).stdout.decode()
    assert one["evidence"][0]["quote"] in explained
    assert one["alternatives"][0] in explained
    assert one["references"][0]["publisher"] in explained


def test_a_reader_that_leaves_is_no_failure(tmp_path: Path) -> None:
    process = subprocess.Popen(
        command("audit", CASE, "--format", "json"), cwd=tmp_path, stdout=subprocess.PIPE, stderr=subprocess.PIPE
    )
    assert process.stdout
    process.stdout.close()
    _, errors = process.communicate(timeout=120)
    assert process.returncode == 0, errors
    assert b"Traceback" not in errors
