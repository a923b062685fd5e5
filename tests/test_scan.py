"""``auditor scan``: a text, a thread, a mail, a chat, many texts; what it prints and how it ends."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from auditor.cli import main
from tests.inside import audited, run
from tests.running import AS_OF, ROOT

LURE = (
    "Hello, I came across your profile and I am a headhunter. One of our clients abroad pays 1,100 dollars per paper "
    "for short analyses of defence policy, about five pages. It is a part-time job that takes little of your time. "
    "If you are interested, I can tell you more."
)
REQUEST = "The client would value non-public information from your ministry; please send internal drafts too."
HONEST = "Could you confirm by Friday so that we can book the room?"
FINDING = {
    *("id", "check", "rule", "strength", "category", "title", "message", "evidence", "alternatives", "references"),
    *("state", "decision"),
}


def scan(path: str | Path, folder: Path, *more: str, code: int = 0) -> dict[str, Any]:
    done = run("scan", path, "--format", "json", *more, cwd=folder)
    assert done.returncode == code, done.stderr.decode()
    parsed: dict[str, Any] = json.loads(done.stdout)
    return parsed


def kept(folder: Path, name: str, text: str) -> str:
    (folder / name).write_text(text, encoding="utf-8")
    return name


def rules_in(document: dict[str, Any]) -> set[str]:
    return {finding["rule"] for finding in document["findings"]}


def test_a_message_as_text(tmp_path: Path) -> None:
    found = scan(kept(tmp_path, "message.txt", LURE), tmp_path)
    assert found["level"] == "early-pattern"
    assert found["direct_requests"] == []
    assert "fake-headhunter" in [template["id"] for template in found["templates"]]
    for finding in found["findings"]:
        assert finding.keys() >= FINDING
        assert finding["alternatives"]
        assert finding["references"]
        for place in finding["evidence"]:
            assert LURE[place["start"] : place["start"] + len(place["quote"])] == place["quote"] != ""


def test_a_template_says_what_made_it_and_what_was_not_seen(tmp_path: Path) -> None:
    found = scan(kept(tmp_path, "message.txt", LURE), tmp_path)
    template = next(one for one in found["templates"] if one["id"] == "fake-headhunter")
    ids = {finding["id"] for finding in found["findings"]}
    assert template["because"]
    assert set(template["because"]) <= ids
    assert "insider-status-wanted" in template["missing"]
    assert template["ask"]


def test_nothing_found_is_a_document_too(tmp_path: Path) -> None:
    found = scan(kept(tmp_path, "message.txt", HONEST), tmp_path)
    assert {key: found[key] for key in ("level", "direct_requests", "templates", "findings")} == {
        "level": "none",
        "direct_requests": [],
        "templates": [],
        "findings": [],
    }


def test_only_the_other_side_of_a_thread_counts(tmp_path: Path) -> None:
    theirs = scan(kept(tmp_path, "a.txt", f"Ida: {HONEST}\nMe: No.\nIda: {REQUEST}"), tmp_path)
    mine = scan(kept(tmp_path, "b.txt", f"Ida: {HONEST}\nMe: {REQUEST}\nIda: No."), tmp_path)
    assert "non-public-insight" in rules_in(theirs)
    assert theirs["direct_requests"]
    assert mine["findings"] == []


def test_a_mail(tmp_path: Path) -> None:
    head = (
        "From: Jo Grun <jo@talent.example>\nTo: Ida Brandt <ida@museum.example>\nSubject: Work\n"
        "Date: Tue, 3 Mar 2026 09:15:00 +0100\nMessage-ID: <1@talent.example>\nMIME-Version: 1.0\n"
        "Content-Type: text/plain; charset=utf-8\n\n"
    )
    found = scan(kept(tmp_path, "mail.eml", f"{head}{LURE}\n\n> {REQUEST}\n"), tmp_path)
    assert found["level"] == "early-pattern"
    assert "non-public-insight" not in rules_in(found)


def test_a_chat_export(tmp_path: Path) -> None:
    chat = f"13/03/2026, 09:15 - Jo Grun: {LURE}\n14/03/2026, 09:15 - Ida: Who is it for?\n"
    chat += f"15/03/2026, 09:15 - Jo Grun: {REQUEST}\n"
    found = scan(kept(tmp_path, "WhatsApp Chat with Jo Grun.txt", chat), tmp_path)
    assert found["level"] == "developed-pattern"
    assert "escalating-requests" in rules_in(found)


def test_a_text_from_standard_input(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capfdbinary: Any) -> None:
    (tmp_path / "message.txt").write_text(LURE, encoding="utf-8")
    with (tmp_path / "message.txt").open(encoding="utf-8") as stream:
        monkeypatch.setattr("sys.stdin", stream)
        assert main(["scan", "-", "--format", "json"]) == 0
    assert json.loads(capfdbinary.readouterr().out)["level"] == "early-pattern"


def test_many_texts_one_a_line(tmp_path: Path) -> None:
    lines = [{"id": "a", "text": LURE}, {"id": 7, "text": HONEST}, {"id": "c", "text": f"{LURE} {REQUEST}"}]
    file = kept(tmp_path, "texts.jsonl", "\n".join(map(json.dumps, lines)) + "\n\n")
    done = run("scan", file, "--format", "ndjson", cwd=tmp_path)
    assert done.returncode == 0
    answers = [json.loads(line) for line in done.stdout.splitlines()]
    assert [(one["id"], one["level"]) for one in answers] == [
        ("a", "early-pattern"),
        (7, "none"),
        ("c", "developed-pattern"),
    ]
    shown = run("scan", file, cwd=tmp_path).stdout.decode().splitlines()
    assert shown[0].startswith("a  early-pattern  Paid expert role")
    assert shown[1] == "7  none"


@pytest.mark.parametrize("line", ["not json", "[]", '{"id": 1}', '{"id": 1, "text": null}'])
def test_a_line_that_is_no_text_is_named_and_the_others_are_answered(tmp_path: Path, line: str) -> None:
    file = kept(tmp_path, "texts.jsonl", f"{line}\n" + json.dumps({"id": "b", "text": HONEST}))
    done = run("scan", file, "--format", "ndjson", cwd=tmp_path)
    assert done.returncode == 3
    assert b"texts.jsonl:1: not" in done.stderr
    assert [json.loads(answer)["id"] for answer in done.stdout.splitlines()] == ["b"]


def endings(folder: Path) -> Iterator[tuple[list[str], int]]:
    kept(folder, "many.jsonl", json.dumps({"id": 1, "text": HONEST}))
    kept(folder, "empty.eml", "")
    (folder / "bad").mkdir()
    (folder / "bad" / "pack.toml").write_text("name = 7\n", encoding="utf-8")
    kept(folder, "message.txt", HONEST)
    yield ["nowhere.txt"], 2
    yield ["many.jsonl", "--format", "json"], 2
    yield ["empty.eml"], 3
    yield ["message.txt", "--rules", "bad"], 5
    yield ["message.txt"], 0


def test_how_it_ends(tmp_path: Path) -> None:
    for arguments, code in endings(tmp_path):
        done = run("scan", *arguments, cwd=tmp_path)
        assert done.returncode == code, arguments
        assert done.stderr or code == 0


def test_in_words_it_quotes_and_says_what_else_explains_it(tmp_path: Path) -> None:
    said = run("scan", kept(tmp_path, "message.txt", LURE), cwd=tmp_path).stdout.decode()
    assert said.startswith("Level: early pattern\nResembles: ")
    assert "“1,100 dollars per paper" in said
    assert said.count("What else explains it:") == said.count("What to check:") >= 4
    assert said.rstrip().endswith("never a verdict on a person.")


def test_a_text_about_lures_says_so(tmp_path: Path) -> None:
    news = (
        "MI5 warned that recruiters posing as headhunters offered officials money for reports with non-public "
        "information. According to the indictment, the man was asked to write papers for an unnamed client."
    )
    said = run("scan", kept(tmp_path, "news.txt", news), cwd=tmp_path).stdout.decode()
    assert said == "Level: none\nThis text talks about lures; it is not scored as one.\n"


def test_a_rule_of_ones_own_is_used_and_explained(tmp_path: Path) -> None:
    assert run("rules", "new", "own-rule", "--into", "pack", cwd=tmp_path).returncode == 0
    found = scan(kept(tmp_path, "message.txt", "Please draft a report, it is paid."), tmp_path, "--rules", "pack")
    assert "own-rule" in rules_in(found)


def test_a_finding_of_an_audit_is_explained(tmp_path: Path) -> None:
    thread = ROOT / "fixtures" / "cases" / "paid-reports" / "Messages with Castor Wynfield.txt"
    (tmp_path / "in").mkdir()
    (tmp_path / "in" / thread.name).write_bytes(thread.read_bytes())
    (profile,) = audited("in", cwd=tmp_path)["profiles"]
    assert profile["level"] == "developed-pattern"
    finding = next(one for one in profile["findings"] if one["rule"] == "fee-per-report")
    said = run("findings", "explain", finding["id"], cwd=tmp_path).stdout.decode()
    assert f"[{finding['evidence'][0]['quote']}]" in said
    assert finding["message"] in said
    assert all(f"  - {one}" in said for one in finding["alternatives"])
    assert "What to check next: " in said
    assert said.count("Source: ") == len(finding["references"])
    assert AS_OF not in said
