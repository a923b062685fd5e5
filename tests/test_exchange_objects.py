"""Objects for other platforms: whose they are, when they were made, what people said, and what is never said."""

from __future__ import annotations

import copy
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from pymisp import MISPEvent
from stix2validator import ValidationOptions, validate_string

import auditor
from auditor.engine.handing import pages_of
from auditor.exchange.misp import misp_event
from auditor.exchange.stix import stix_bundle
from auditor.store import chosen, load
from auditor.store.case import opened_case
from auditor.store.chosen import Filter
from auditor.store.handed import case_document
from tests.running import AS_OF, CASE, ROOT

Pages = list[tuple[dict[str, Any], dict[str, Any]]]
ROOMS = [ROOT / "fixtures" / name for name in ("checks", "containers", "messages", "pages")]
NEVER = {"threat-actor", "indicator", "campaign", "intrusion-set", "malware", "incident", "victim-target"}
SAID = {"reason": "he said so himself", "person": "ada", "decided_at": "2026-06-01T10:00:00.000Z"}


def _documents(folder: Path, case: Path) -> tuple[Pages, dict[str, Any]]:
    auditor.audit(folder, case=case, as_of=AS_OF).close()
    with opened_case(case) as opened:
        run = load.last_run(opened.connection)
        assert run is not None
        choice = chosen.choice(opened.connection, run, Filter())
        return list(pages_of(opened.connection, choice)), case_document(opened.connection, choice)


@pytest.fixture(scope="module")
def told(tmp_path_factory: pytest.TempPathFactory) -> tuple[Pages, dict[str, Any]]:
    return _documents(CASE, tmp_path_factory.mktemp("objects") / "case.db")


def bundle(pages: Pages, case: dict[str, Any], carry: bool = True) -> str:
    return b"".join(stix_bundle(pages, case, "amber", carry)).decode()


def objects(pages: Pages, case: dict[str, Any]) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = json.loads(bundle(pages, case))["objects"]
    return found


def event(pages: Pages, case: dict[str, Any]) -> MISPEvent:
    loaded = MISPEvent()
    loaded.from_json(misp_event(pages, case, "amber").to_json())
    return loaded


def of(made: list[dict[str, Any]], kind: str) -> list[dict[str, Any]]:
    return [one for one in made if one["type"] == kind]


def decided(told: tuple[Pages, dict[str, Any]], **decision: Any) -> tuple[Pages, dict[str, Any]]:
    """The case with its first finding decided so."""
    pages, case = copy.deepcopy(told)
    finding = next(profile["findings"][0] for profile, _ in pages if profile["findings"])
    upon = {"finding": finding["id"], "quotes": [], "rule_version": 1}
    finding["decision"] = {
        "verdict": "confirm",
        "decided": "confirm",
        "look_again": None,
        "upon": upon,
        "opinions": [],
        "notes": [],
        **SAID,
        **decision,
    }
    return pages, case


def test_every_kind_that_is_promised_is_there_and_nothing_else(told: tuple[Pages, dict[str, Any]]) -> None:
    made = objects(*decided(told))
    kinds = {one["type"] for one in made}
    assert kinds == set(
        "attack-pattern domain-name extension-definition file grouping identity marking-definition note observed-data"
        " opinion url user-account".split()
    )
    assert kinds.isdisjoint(NEVER)
    for one in of(made, "attack-pattern"):
        assert one["labels"] == ["suggestion"]
        assert one["description"].startswith("A suggestion")
    people = [one for one in of(made, "identity") if one["identity_class"] == "individual"]
    assert {one["labels"][0] for one in people} == {"claimed-persona"}
    assert of(made, "grouping")[0]["context"] == "unspecified"
    amber = "marking-definition--f88d31f6-486f-44da-b317-01333bde0b82"
    ours = [one for one in made if one["type"] in ("note", "opinion", "observed-data", "grouping", "attack-pattern")]
    assert {tuple(one["object_marking_refs"]) for one in ours} == {(amber,)}


def test_a_thing_said_again_is_the_same_object_created_at_the_same_time(told: tuple[Pages, dict[str, Any]]) -> None:
    pages, case = told
    later = {**case, "as_of": "2026-09-30"}
    before, after = ({one["id"]: one for one in objects(pages, which)} for which in (case, later))
    assert before.keys() == after.keys()
    dated = [id for id, one in before.items() if "modified" in one and one.get("created_by_ref")]
    captured = [id for id in dated if not before[id]["created"].startswith(AS_OF)]
    assert len(captured) > len(dated) / 2, "most pages say when they were saved"
    for id in captured:
        assert before[id]["created"] == after[id]["created"], id
        assert before[id]["created"] <= before[id]["modified"] <= after[id]["modified"], id
    fewer = {**case, "links": case["links"][1:]}
    assert {one["id"] for one in objects(pages, fewer)} < before.keys(), "a link less renames no other"


def test_two_cases_are_never_one_object(told: tuple[Pages, dict[str, Any]]) -> None:
    pages, case = told
    part = pages[:12]
    assert of(objects(pages, case), "grouping")[0]["id"] != of(objects(part, case), "grouping")[0]["id"]
    assert event(pages, case).uuid != event(part, case).uuid
    again = {**case, "as_of": "2026-09-30", "content": "judged by other rules"}
    assert event(pages, case).uuid == event(pages, again).uuid, "the same pages are the same event, brought up to date"


def test_both_sides_of_a_conflict_and_every_note_go_along(told: tuple[Pages, dict[str, Any]]) -> None:
    sides = [{**SAID, "verdict": "confirm"}, {**SAID, "verdict": "dismiss", "person": "grace"}]
    notes = [{**SAID, "verdict": "note", "reason": "asked the firm"}]
    pages, case = decided(told, verdict="conflict", decided=None, opinions=sides, notes=notes)
    made = objects(pages, case)
    opinions = of(made, "opinion")
    assert {(one["opinion"], *one["authors"]) for one in opinions} == {("agree", "ada"), ("disagree", "grace")}
    (noted,) = [one for one in of(made, "note") if one.get("labels") == ["reviewer-note"]]
    assert (noted["content"], noted["authors"], noted["object_refs"]) == (
        "asked the firm",
        ["ada"],
        opinions[0]["object_refs"],
    )
    assert noted["created"] == "2026-06-01T10:00:00.000Z"
    words = "\n".join(one.attributes[0].value for one in event(pages, case).objects if one.name == "annotation")
    for said in ("Reviewer ada: confirm", "Reviewer grace: dismiss", "Note of ada: asked the firm"):
        assert said in words


@pytest.mark.parametrize(
    ("decision", "right"),
    [
        ({"verdict": "unsure", "decided": "unsure"}, [("neutral", None)]),
        ({"verdict": "look-again", "look_again": "rule-changed"}, [("agree", ["look-again", "rule-changed"])]),
        ({"verdict": "note", "decided": None}, []),
    ],
    ids=("unsure", "look again", "only noted"),
)
def test_an_opinion_is_what_counts(told: tuple[Pages, dict[str, Any]], decision: dict[str, Any], right: Any) -> None:
    made = objects(*decided(told, **decision))
    assert [(one["opinion"], one.get("labels")) for one in of(made, "opinion")] == right


def test_the_event_has_every_kind_of_object_and_says_how_little_is_known(told: tuple[Pages, dict[str, Any]]) -> None:
    pages, case = decided(told)
    loaded = event(pages, case)
    names = {one.name for one in loaded.objects}
    assert names == {"annotation", "file", "organization", "person", "user-account", "whois"}
    assert {tag.name for tag in loaded.tags} == {
        "tlp:amber",
        'admiralty-scale:source-reliability="f"',
        'admiralty-scale:information-credibility="6"',
    }
    findings = [finding for profile, _ in pages for finding in profile["findings"]]
    notes = {one.attributes[0].value: one.attributes[0].tags for one in loaded.objects if one.name == "annotation"}
    for finding in findings:
        (tags,) = [tags for text, tags in notes.items() if finding["id"] in text and finding["message"] in text][:1]
        low = [] if finding["decision"] else ['estimative-language:confidence-in-analytic-judgment="low"']
        assert [tag.name for tag in tags] == low
    uuids = [one.uuid for one in loaded.objects]
    assert len(set(uuids)) == len(uuids)


def test_recorded_answers_are_whois_objects(told: tuple[Pages, dict[str, Any]]) -> None:
    pages, case = told
    claimed = {domain for _, stored in pages for domain in stored["domains"]}
    answers = [record for record in case["records"] if record["domain"] in claimed]
    made = [one for one in event(pages, case).objects if one.name == "whois"]
    assert len(made) == len(answers) > 0
    for record, one in zip(answers, made, strict=True):
        values = {attribute.object_relation: str(attribute.value) for attribute in one.attributes}
        assert values["domain"] == record["domain"]
        assert record["at"] is None or f"“{record['at']['quote']}”" in values["text"]
        assert ("creation-date" in values) == (record["precision"] == "day" and bool(record["registered"]))
        assert one.ObjectReference, "it refers to the pages that claim the domain"


def _quotes(pages: Pages) -> Iterator[str]:
    return (at["quote"] for profile, _ in pages for finding in profile["findings"] for at in finding["evidence"])


@pytest.mark.slow
@pytest.mark.parametrize("room", ROOMS, ids=lambda path: path.name)
def test_every_fixture_is_valid_and_keeps_every_quote(room: Path, tmp_path: Path) -> None:
    pages, case = _documents(room, tmp_path / "case.db")
    for carry in (True, False):
        result = validate_string(bundle(pages, case, carry), ValidationOptions(version="2.1"))
        assert result.is_valid, [str(error) for error in result.errors]
    words = "\n".join(one.attributes[0].value for one in event(pages, case).objects if one.name == "annotation")
    content = "\n".join(one["content"] for one in of(objects(pages, case), "note"))
    for quote in _quotes(pages):
        assert f"“{quote}”" in words
        assert f"“{quote}”" in content


def test_a_case_without_a_profile_is_a_valid_bundle(told: tuple[Pages, dict[str, Any]]) -> None:
    pages, case = told
    empty = [one for one in pages if one[0]["status"] != "profile"]
    made = bundle(empty, {**case, "links": [], "records": []})
    assert validate_string(made, ValidationOptions(version="2.1")).is_valid
    assert event(empty, {**case, "links": []}).objects == []
