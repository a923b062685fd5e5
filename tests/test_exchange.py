"""A case in other platforms' forms: valid, whole, the same bytes each time, and never more than was found."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
import stix2
from pymisp import MISPEvent
from running import AS_OF, CASE, run
from stix2validator import ValidationOptions, validate_string


@pytest.fixture(scope="module")
def case(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The bundled case, audited, with one finding confirmed and one dismissed."""
    home = tmp_path_factory.mktemp("exchange")
    assert run("audit", CASE, "--as-of", AS_OF, "--quiet", "--no-report", cwd=home).returncode == 0
    for verdict, title in (("confirm", "Piece rate"), ("dismiss", "Friendship")):
        found = next(one for one in findings(documents(home)) if one["title"].startswith(title))
        done = run("review", verdict, found["id"], "--reason", "looked at it", "--person", "ada", cwd=home)
        assert done.returncode == 0, done.stderr
    return home


def documents(home: Path) -> list[dict[str, Any]]:
    done = run("export", "--format", "json", cwd=home)
    profiles: list[dict[str, Any]] = json.loads(done.stdout)["profiles"]
    return [one for one in profiles if one["status"] == "profile"]


def findings(profiles: list[dict[str, Any]]) -> list[dict[str, Any]]:
    return [finding for profile in profiles for finding in profile["findings"]]


@pytest.fixture(scope="module")
def bundle(case: Path) -> str:
    done = run("export", "--format", "stix", cwd=case)
    assert done.returncode == 0, done.stderr
    return done.stdout.decode()


@pytest.fixture(scope="module")
def event(case: Path) -> str:
    done = run("export", "--format", "misp", cwd=case)
    assert done.returncode == 0, done.stderr
    return done.stdout.decode()


def test_the_bundle_passes_the_validator(bundle: str) -> None:
    result = validate_string(bundle, ValidationOptions(version="2.1"))
    assert result.is_valid, [str(error) for error in result.errors]


def test_the_bundle_says_what_was_found_and_no_more(case: Path, bundle: str) -> None:
    objects = stix2.parse(bundle, version="2.1").objects
    kinds = {one.type for one in objects}
    assert kinds.isdisjoint({"threat-actor", "indicator", "campaign", "intrusion-set", "malware"})
    profiles = documents(case)
    notes = [one for one in objects if one.type == "note" and "Rule " in one.content]
    assert len(notes) == len(findings(profiles))
    told = "\n".join(note.content for note in notes)
    for finding in findings(profiles):
        assert [at["quote"] for at in finding["evidence"] if f"“{at['quote']}”" not in told] == []
        assert [text for text in finding["alternatives"] if text not in told] == []
    claimed = [one for one in objects if one.type == "identity" and one.identity_class == "individual"]
    assert all(one.labels == ["claimed-persona"] for one in claimed)
    assert len([one for one in objects if one.type == "observed-data"]) == len(profiles)
    known = {one.id for one in objects}
    grouping = next(one for one in objects if one.type == "grouping")
    assert set(grouping.object_refs) <= known
    assert all(set(note.object_refs) <= known for note in notes)


def test_decisions_are_opinions(bundle: str) -> None:
    opinions = [one for one in stix2.parse(bundle, version="2.1").objects if one.type == "opinion"]
    assert {(one.opinion, one.explanation, *one.authors) for one in opinions} == {
        ("agree", "looked at it", "ada"),
        ("disagree", "looked at it", "ada"),
    }


def test_the_event_loads_and_keeps_every_quote(case: Path, event: str) -> None:
    loaded = MISPEvent()
    loaded.from_json(event)
    assert {tag.name for tag in loaded.tags} >= {"tlp:amber", 'admiralty-scale:source-reliability="f"'}
    told = "\n".join(one.attributes[0].value for one in loaded.objects if one.name == "annotation")
    profiles = documents(case)
    for finding in findings(profiles):
        assert [at["quote"] for at in finding["evidence"] if f"“{at['quote']}”" not in told] == []
    assert not any(attribute.to_ids for one in loaded.objects for attribute in one.attributes)
    people = [one for one in loaded.objects if one.name == "person"]
    stated = {attribute.object_relation for one in people for attribute in one.attributes}
    assert stated <= {"full-name", "role", "text"}, "nothing but the claimed name is said of a person"


@pytest.mark.parametrize("format", ["stix", "misp"])
def test_the_same_case_gives_the_same_bytes(case: Path, format: str, request: pytest.FixtureRequest) -> None:
    first = request.getfixturevalue("bundle" if format == "stix" else "event")
    again = run("export", "--format", format, cwd=case, TZ="Asia/Tokyo", PYTHONHASHSEED="7")
    assert again.stdout.decode() == first


def test_the_traffic_light_is_the_one_asked_for(case: Path) -> None:
    red = run("export", "--format", "stix", "--tlp", "red", cwd=case).stdout.decode()
    assert {one.object_marking_refs[0] for one in stix2.parse(red).objects if one.type == "note"} == {stix2.TLP_RED.id}
    assert b"tlp:clear" in run("export", "--format", "misp", "--tlp", "clear", cwd=case).stdout
