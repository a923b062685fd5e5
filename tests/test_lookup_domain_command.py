from __future__ import annotations

import json
from pathlib import Path

import pytest
from click.testing import CliRunner

from auditor.cli.domain import COMMAND

WHOIS = "Domain Name: HARBOUR.EXAMPLE\r\nCreation Date: 2004-05-06T00:00:00Z\r\nRegistrant Name: Ines Novak\r\n"


def run(*arguments: str, input: str | None = None) -> tuple[int, str, str]:
    result = CliRunner().invoke(COMMAND, arguments, input=input, standalone_mode=False)
    if result.exception:
        raise result.exception
    return result.return_value, result.stdout, result.stderr


def test_parse_prints_one_document(tmp_path: Path) -> None:
    file = tmp_path / "answer.txt"
    file.write_text(WHOIS)
    code, out, _ = run("parse", str(file), "--tld", "example", "--format", "json")
    assert code == 0
    said = json.loads(out)
    assert (said["domain"], said["registered"], said["precision"]) == ("harbour.example", "2004-05-06", "day")
    assert (said["kind"], said["status"], said["warnings"]) == ("whois", "registered", [])
    assert "“2004-05-06T00:00:00Z”" in run("parse", str(file))[1] or "2004-05-06" in run("parse", str(file))[1]


def test_parse_answers_line_by_line(tmp_path: Path) -> None:
    lines = [
        {"id": 7, "tld": "example", "kind": "whois", "text": WHOIS},
        {"id": "x", "tld": "com", "kind": "rdap", "text": "{"},
    ]
    file = tmp_path / "lines.jsonl"
    file.write_text("\n".join(json.dumps(line) for line in lines) + "\n\n")
    code, out, _ = run("parse", str(file), "--format", "ndjson")
    assert code == 0
    first, second = map(json.loads, out.splitlines())
    assert (first["id"], first["registered"]) == (7, "2004-05-06")
    assert (second["id"], second["registered"], second["domain"], second["status"]) == ("x", None, None, "unreadable")


def test_parse_from_standard_input_and_of_rubbish() -> None:
    assert run("parse", "-", "--format", "json", input=WHOIS)[0] == 0
    assert run("parse", "-", input="<html>")[0] == 3


def test_import_keeps_and_show_finds(tmp_path: Path) -> None:
    file = tmp_path / "a.txt"
    file.write_text(WHOIS)
    broken = tmp_path / "b.txt"
    broken.write_text("<html>")
    folder = tmp_path / "kept"
    code, out, err = run("import", str(file), str(broken), "--records", str(folder))
    assert code == 3
    assert "harbour.example 2004-05-06" in out
    assert "a web page" in err
    (stored,) = folder.iterdir()
    assert "Ines" not in stored.read_text()
    said = json.loads(run("show", "www.harbour.example", "--records", str(folder), "--format", "json")[1])
    assert said["records"][0]["registered"] == "2004-05-06"
    assert "registered 2004-05-06" in run("show", "harbour.example", "--records", str(folder))[1]
    assert "not checked" in run("show", "quay.example", "--records", str(folder))[1]
    assert "free mail" in run("show", "gmail.com", "--records", str(folder))[1]
    assert run("show", "harbour.example", "--records", str(folder), "--format", "ndjson")[1].count("\n") == 1


@pytest.mark.parametrize(
    ("words", "strength", "says"),
    [
        (("--founded", "2001"), "weak", "younger"),
        (("--founded", "2001", "--contact", "2004-06-01"), "weak", "younger"),
        (("--founded", "1999", "--contact", "2004-06-01"), None, "before 2000"),
        (("--founded", "2010"), None, "confirms nothing"),
        (("--founded", "2001", "--contact", "2003"), None, "after the first contact"),
        (("--left", "2003-12"), "weak", "younger"),
        (("--left", "2006"), None, "confirms nothing"),
    ],
)
def test_show_says_what_a_claim_is_worth(
    tmp_path: Path, words: tuple[str, ...], strength: str | None, says: str
) -> None:
    (tmp_path / "a.txt").write_text(WHOIS)
    said = json.loads(run("show", "harbour.example", "--records", str(tmp_path), *words, "--format", "json")[1])
    (claim,) = said["claims"]
    assert claim["strength"] == strength
    assert says in claim["says"]
    assert bool(claim["alternatives"]) == (strength is not None)
    text = run("show", "harbour.example", "--records", str(tmp_path), *words)[1]
    assert f"{claim['claim']} {claim['date']}: {strength or 'no signal'}" in text


def test_a_claim_about_a_domain_without_an_answer_is_not_checked(tmp_path: Path) -> None:
    assert (
        "Not checked: no recorded answer"
        in run("show", "quay.example", "--records", str(tmp_path), "--founded", "2004")[1]
    )
    with pytest.raises(Exception, match="no date"):
        run("show", "quay.example", "--records", str(tmp_path), "--founded", "long ago")


def test_a_line_that_is_no_object_is_a_usage_error(tmp_path: Path) -> None:
    file = tmp_path / "lines.jsonl"
    file.write_text("[]\n")
    with pytest.raises(Exception, match="line 1"):
        run("parse", str(file), "--format", "ndjson")
