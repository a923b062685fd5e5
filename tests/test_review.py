"""Decisions stay with what they were made upon: over runs, new captures, new rules and other reviewers."""

from __future__ import annotations

import json
import shutil
import sqlite3
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from auditor.review import (
    Decidable,
    Event,
    InvalidDecisions,
    carried,
    conflicts,
    decision_document,
    decisions_file,
    decisions_from,
    standings,
)
from tests.inside import audited, run
from tests.running import AS_OF, CASE

PAGE = "Castor Wynfield - Executive Search Partner.html"
THREAD = "Messages with Castor Wynfield.txt"

RULE = """
id = "{id}"
version = {version}
title = "{id}"
category = "offer"
weight = 1
strength = "weak"
looks_for = "Words of a test."
message = "Words of a test."
ask = "Nothing."
alternatives = ["It is a test."]

[[references]]
publisher = "Harbour Institute"
title = "Invented guidance"

[[seen]]
language = "en"
phrases = ["{phrase}"]

[examples]
hit = ["A {phrase} here.", "One more {phrase}.", "The {phrase} again."]
miss = ["Nothing.", "Nobody.", "Nowhere."]
innocent = ["A quiet day."]
"""


def _event(verdict: Any, at: int, *upon: Event, person: str = "ines", finding: str = "f-1", **odd: Any) -> Event:
    plain = Event(
        finding=finding,
        verdict=verdict,
        reason=f"reason {at}",
        person=person,
        decided_at=f"2026-01-01T00:00:{at:02}.000Z",
        rule="harbour",
        rule_version=1,
        subject="ines-harbour",
        field="about",
        title="Harbour",
        quotes=("paid per report",),
        upon=tuple(sorted(event.id for event in upon)),
    )
    return replace(plain, **odd)


def _present(finding: str = "f-1", **odd: Any) -> Decidable:
    plain = Decidable(finding, "harbour", 1, "ines-harbour", "about", "Harbour", ("paid per report",))
    return replace(plain, **odd)


def _word(*events: Event) -> str | None:
    return standings(events)["f-1"].word


def test_the_newest_decision_stands_and_undo_steps_back_one_by_one() -> None:
    first = _event("confirm", 1)
    second = _event("dismiss", 2, first)
    undone = _event("undo", 3, second)
    twice = _event("undo", 4, undone)
    after = _event("unsure", 5, twice)
    again = _event("undo", 6, after)
    chain = [first, second, undone, twice, after, again]
    assert [_word(*chain[: n + 1]) for n in range(6)] == ["confirm", "dismiss", "confirm", None, "unsure", None]
    assert _word(*reversed(chain[:3])) == "confirm"


def test_a_note_changes_no_decision_and_can_be_taken_back() -> None:
    decided = _event("dismiss", 1)
    noted = _event("note", 2, decided)
    standing = standings([decided, noted])["f-1"]
    assert standing.word == "dismiss"
    assert [note.reason for note in standing.notes] == ["reason 2"]
    back = standings([decided, noted, _event("undo", 3, noted)])["f-1"]
    assert back.word == "dismiss"
    assert back.notes == ()


def test_a_thousand_undone_steps_are_followed() -> None:
    events = [_event("confirm", 0)]
    for number in range(1, 1_500):
        events.append(_event("undo" if number % 2 else "dismiss", number % 60, events[-1], reason=str(number)))
    assert _word(*events) is None


def test_two_reviewers_who_did_not_know_of_each_other_are_a_conflict_until_one_decides() -> None:
    first = _event("unsure", 1)
    hers, his = _event("confirm", 2, first), _event("dismiss", 3, first, person="jonas")
    assert _word(first, hers, his) == "conflict"
    document = decision_document(conflicts([his, first, hers])[0])
    assert document is not None
    assert document["decided"] is None
    assert [one["person"] for one in document["opinions"]] == ["ines", "jonas"]
    assert _word(first, hers, his, _event("dismiss", 4, hers, his)) == "dismiss"
    assert _word(first, hers, _event("confirm", 5, first, person="jonas")) == "confirm"


def test_other_words_and_a_newer_rule_ask_to_look_again() -> None:
    events = [_event("dismiss", 1)]
    assert carried(events, [_present()]).by_finding["f-1"].word == "dismiss"
    newer = carried(events, [_present(rule_version=2)]).by_finding["f-1"]
    assert (newer.word, newer.why) == ("look-again", "rule-changed")
    words = carried(events, [_present("f-2", quotes=("paid per page",)), _present("f-3", quotes=("gold",))])
    assert {id: standing.why for id, standing in words.by_finding.items()} == {"f-2": "words-changed"}
    assert words.orphans == ()


def test_a_counter_beside_a_date_is_not_another_word() -> None:
    events = [_event("dismiss", 1, quotes=("feb 2009 - present16 years 10 months",))]
    held = carried(events, [_present("f-2", quotes=("feb 2009 - present16 years 11 months",))])
    assert held.by_finding["f-2"].word == "dismiss"
    other = carried(events, [_present("f-2", quotes=("feb 2010 - present16 years 11 months",))])
    assert other.by_finding["f-2"].word == "look-again"


def test_a_decision_goes_to_no_other_person_rule_or_field() -> None:
    events = [_event("dismiss", 1)]
    for odd in ({"subject": "jonas-quay"}, {"rule": "quay"}, {"field": "headline"}):
        held = carried(events, [_present("f-2", **odd)])
        assert held.by_finding == {}
        assert [standing.finding for standing in held.orphans] == ["f-1"]


def test_a_decision_renewed_on_the_new_words_leaves_no_orphan() -> None:
    old = _event("dismiss", 1)
    new = _event("confirm", 2, old, finding="f-2", quotes=("paid per page",))
    held = carried([old, new], [_present("f-2", quotes=("paid per page",))])
    assert held.by_finding["f-2"].word == "confirm"
    assert held.orphans == ()


def test_a_file_of_decisions_comes_back_and_says_where_it_is_wrong() -> None:
    events = [_event("dismiss", 1), _event("note", 2)]
    text = decisions_file(reversed(events))
    assert sorted(decisions_from(text), key=lambda event: event.decided_at) == events
    assert decisions_file(decisions_from(text)) == text
    for line, says in (
        ("{", "line 3 is not JSON"),
        ("{}", "missing or not known"),
        ('{"schema": "x"}', "right would be"),
    ):
        with pytest.raises(InvalidDecisions, match=says):
            decisions_from("\n\n" + line)
    with pytest.raises(InvalidDecisions, match="rule_version has the wrong type"):
        decisions_from(text.replace('"rule_version": 1', '"rule_version": "1"'))


# ------------------------------------------------------------------ on a real case


def write_rule(folder: Path, id: str, phrase: str, version: int = 1) -> None:
    """Writes a rule, and the pack where there is none."""
    (folder / "rules").mkdir(parents=True, exist_ok=True)
    (folder / "pack.toml").write_text('name = "own"\nversion = "1"\n')
    (folder / "rules" / f"{id}.toml").write_text(RULE.format(id=id, phrase=phrase, version=version))


def _review(cwd: Path, *arguments: str, code: int = 0) -> str:
    done = run("review", *arguments, cwd=cwd)
    assert done.returncode == code, done.stderr.decode()
    return (done.stdout or done.stderr).decode()


def _by_rule(document: dict[str, Any]) -> dict[str, dict[str, Any]]:
    return {finding["rule"]: finding for profile in document["profiles"] for finding in profile["findings"]}


def _standing(document: dict[str, Any]) -> dict[str, tuple[str, str | None]]:
    return {
        rule: (finding["decision"]["verdict"], finding["decision"]["look_again"])
        for rule, finding in _by_rule(document).items()
        if finding["decision"]
    }


@pytest.fixture(scope="module")
def case(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with an audited thread; decisions that are made in it are refused."""
    folder = tmp_path_factory.mktemp("case")
    (folder / "pages").mkdir()
    shutil.copy(CASE / THREAD, folder / "pages" / THREAD)
    audited("pages", "--no-report", cwd=folder)
    return folder


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "pages").mkdir()
    for name in (PAGE, THREAD):
        shutil.copy(CASE / name, tmp_path / "pages" / name)
    write_rule(tmp_path / "pack", "harbour-search", "search partner")
    write_rule(tmp_path / "pack", "harbour-economy", "policy and economy")
    write_rule(tmp_path / "pack", "harbour-founded", "founded in")
    return tmp_path


def test_decisions_survive_new_captures_and_new_rules(folder: Path) -> None:
    ask = ("pages", "--rules", "pack", "--no-report")
    found = _by_rule(audited(*ask, cwd=folder))
    for verb, rule in (
        ("dismiss", "harbour-search"),
        ("dismiss", "harbour-founded"),
        ("confirm", "harbour-economy"),
        ("unsure", "paid-report-commission"),
    ):
        _review(folder, verb, found[rule]["id"], "--reason", f"because of {rule}", "--person", "ines")
    before = _standing(audited(*ask, cwd=folder))
    assert before == {
        "harbour-search": ("dismiss", None),
        "harbour-founded": ("dismiss", None),
        "harbour-economy": ("confirm", None),
        "paid-report-commission": ("unsure", None),
    }
    kept = _review(folder, "export")

    page = folder / "pages" / PAGE
    markup = page.read_text(encoding="utf-8")
    again = markup
    for old, new in (
        ("Policy and Economy", "Trade policy and economy"),  # elsewhere in the sentence of the rule
        ("founded in 2004", "begun in 2004"),  # what was decided upon is gone
        ("500+ connections", "489 connections"),
        ("31 followers", "47 followers"),
        ("16 years 10 months", "17 years"),
    ):
        assert old in again
        again = again.replace(old, new)
    page.write_text(again, encoding="utf-8")
    thread = folder / "pages" / THREAD
    thread.write_text(thread.read_text() + "\n[2025-11-02, 10:00] Castor Wynfield: Are you still there?\n")
    write_rule(folder / "pack", "harbour-search", "search partner", version=2)
    after = audited(*ask, cwd=folder)
    assert _standing(after) == {
        "harbour-search": ("look-again", "rule-changed"),
        "harbour-economy": ("confirm", None),
        "paid-report-commission": ("look-again", "page-changed"),
    }
    assert "harbour-founded" not in _by_rule(after)
    upon = _by_rule(after)["harbour-search"]["decision"]["upon"]
    assert upon["rule_version"] == 1
    orphans = json.loads(_review(folder, "orphans", "--format", "json"))["orphans"]
    assert [one["decision"]["reason"] for one in orphans] == ["because of harbour-founded"]
    assert _review(folder, "export") == kept, "nothing is lost, nothing is rewritten"

    page.write_text(markup, encoding="utf-8")
    write_rule(folder / "pack", "harbour-search", "search partner")
    assert _standing(audited(*ask, cwd=folder))["harbour-founded"] == ("dismiss", None), "what was gone came back"
    assert json.loads(_review(folder, "orphans", "--format", "json"))["orphans"] == []
    with sqlite3.connect(folder / "reports" / "case.db") as connection:
        assert connection.execute("select count(*) from decision").fetchone() == (4,)
        assert connection.execute("pragma integrity_check").fetchone() == ("ok",)
    connection.close()


def test_dismissed_findings_leave_the_summary_and_the_gate_and_stay_in_the_report(folder: Path) -> None:
    ask = ("pages", "--as-of", AS_OF)
    document = audited(*ask[:1], cwd=folder)
    thread = next(profile for profile in document["profiles"] if profile["source"]["path"].endswith(THREAD))
    assert thread["level"] == "developed-pattern"
    assert run("audit", *ask, "--fail-on", "early-pattern", "--quiet", cwd=folder).returncode == 10
    ids = [finding["id"] for finding in thread["findings"]]
    _review(folder, "dismiss", *ids, "--reason", "rehearsed for a training", "--person", "ines")
    done = run("audit", *ask, "--fail-on", "early-pattern", cwd=folder)
    assert done.returncode == 0
    assert f"Dismissed by a person: {len(thread['findings'])} findings" in done.stdout.decode()
    assert THREAD not in done.stdout.decode()
    shown = (folder / "reports" / "profiles" / f"{thread['id']}.html").read_text(encoding="utf-8")
    assert "rehearsed for a training" in shown
    again = audited(*ask[:1], cwd=folder)
    assert len(next(p for p in again["profiles"] if p["id"] == thread["id"])["findings"]) == len(ids)
    listed = run("findings", "list", "--decision", "dismiss", "--format", "ndjson", cwd=folder).stdout.splitlines()
    assert len(listed) == len(ids)


def test_two_reviewers_merge_and_see_where_they_disagree(folder: Path) -> None:
    document = audited("pages", "--no-report", cwd=folder)
    first, second, *_ = sorted({finding["id"] for p in document["profiles"] for finding in p["findings"]})
    shutil.copytree(folder / "reports", folder / "other" / "reports")
    _review(folder, "confirm", first, "--reason", "seen in the archive", "--person", "ines")
    there = folder / "other"
    _review(there, "dismiss", first, "--reason", "a known agency", "--person", "jonas")
    _review(there, "note", second, "--reason", "ask the firm", "--person", "jonas")
    _review(there, "export", "jonas.jsonl")
    shutil.copy(there / "jonas.jsonl", folder)
    said = _review(folder, "import", "jonas.jsonl", "--dry-run")
    assert "2 new" in said
    assert f"Reviewers disagree about {first}" in said
    assert "a known agency" in said
    assert _review(folder, "import", "jonas.jsonl") == said.replace(", nothing written", "")
    explained = run("findings", "explain", first, cwd=folder).stdout.decode()
    assert "Reviewers disagree" in explained
    assert "seen in the archive" in explained
    assert "reviewers disagree" in _review(folder, "undo", first, code=2)
    _review(folder, "confirm", first, "--reason", "spoke with jonas", "--person", "ines")
    _review(folder, "export", "all.jsonl")
    shutil.copy(folder / "all.jsonl", there)
    assert "disagree" not in _review(there, "import", "all.jsonl")
    _review(there, "export", "all-there.jsonl")
    assert (there / "all-there.jsonl").read_bytes() == (folder / "all.jsonl").read_bytes()


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        (["confirm", "f-none", "--reason", "x"], "no finding f-none"),
        (["confirm", "f-", "--reason", "x"], "is the beginning of"),
        (["confirm", "f-"], "--reason"),
        (["dismiss", "f-", "--reason", " "], "a decision without a reason"),
        (["import", "none.jsonl"], "none.jsonl"),
    ],
    ids=["unknown", "ambiguous", "no reason", "empty reason", "no file"],
)
def test_what_cannot_be_decided_is_said(case: Path, arguments: list[str], says: str) -> None:
    assert says in _review(case, *arguments, code=2)


def test_a_decision_that_cannot_be_written_is_not_acknowledged(case: Path) -> None:
    finding = run("findings", "list", cwd=case).stdout.decode().split()[0]
    with sqlite3.connect(case / "reports" / "case.db") as holder:
        holder.execute("create trigger full before insert on decision begin select raise(abort, 'disk is full'); end")
    said = _review(case, "confirm", finding, "--reason", "x", "--person", "ines", code=1)
    assert "nothing was decided: disk is full" in said
