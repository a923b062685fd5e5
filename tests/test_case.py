"""The bundled case comes out as its story says, and every quote is really on the page, where the finding says."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from auditor.intake import Limits, pages, saved, units
from auditor.lookup.recorded import answer_page
from auditor.markup import reading_at
from auditor.model import LEVELS, Page
from tests.running import CASE, ROOT, audited

EXPECTED = json.loads((ROOT / "tests" / "expected" / "paid-reports.json").read_text())


@pytest.fixture(scope="module")
def document(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Any]:
    return audited(CASE, cwd=tmp_path_factory.mktemp("case"))


def _by_path(document: dict[str, Any]) -> dict[str, dict[str, Any]]:
    return {profile["source"]["path"].split("/", 1)[1]: profile for profile in document["profiles"]}


def test_every_saved_page_is_expected(document: dict[str, Any]) -> None:
    assert sorted(_by_path(document)) == sorted(EXPECTED["pages"])
    assert document["skipped"] == []
    assert document["crashed"] == []
    assert not any(skip["crashed"] for profile in document["profiles"] for skip in profile["skips"])


@pytest.mark.parametrize("path", sorted(EXPECTED["pages"]))
def test_a_page_comes_out_as_expected(document: dict[str, Any], path: str) -> None:
    profile, expected = _by_path(document)[path], EXPECTED["pages"][path]
    assert profile["status"] == expected["status"]
    assert profile["reason"] == expected.get("reason")
    level = LEVELS.index(profile["level"])
    rules = sorted({finding["rule"] for finding in profile["findings"]})
    assert level <= LEVELS.index(expected["level_at_most"]), rules
    assert level >= LEVELS.index(expected.get("level_at_least", "none")), rules
    assert set(expected.get("rules", [])) <= set(rules)
    assert {template["id"] for template in profile["templates"]} >= set(expected.get("templates", []))


def test_honest_people_get_nothing_above_an_observation(document: dict[str, Any]) -> None:
    honest = [path for path, expected in EXPECTED["pages"].items() if expected.get("honest")]
    assert len(honest) >= 6
    for path in honest:
        assert _by_path(document)[path]["level"] in ("none", "observation")
        assert _by_path(document)[path]["direct_requests"] == []


def _all_pages(folder: Path) -> dict[str, Page]:
    limits = Limits()
    found: dict[str, Page] = {}
    for unit in units([folder], limits):
        for page in pages(saved(unit, limits), limits):  # type: ignore[arg-type]  # the bundled files can be read
            assert isinstance(page, Page)
            found[page.sha256] = page
    for file in sorted((folder / "records").glob("*")):
        page = answer_page(file.name, file.read_bytes())
        found[page.sha256] = page
    return found


def test_every_quote_is_where_the_finding_says(document: dict[str, Any]) -> None:
    saved_pages = _all_pages(CASE)
    looked_up = 0
    for profile in document["profiles"]:
        places = [place for finding in profile["findings"] for place in finding["evidence"]]
        fields = profile["fields"]
        places += [fields[name]["at"] for name in ("name", "headline", "about", "location") if fields[name]]
        places += [item["at"] for name in ("experience", "education", "messages", "links") for item in fields[name]]
        places += [fact["at"] for fact in fields["dated_facts"]]
        for place in places:
            reading = reading_at(saved_pages[place["page"]], place["selector"])
            assert reading is not None, place
            assert reading[place["start"] :].startswith(place["quote"]), place
            assert place["quote"]
            looked_up += 1
    assert looked_up > 100
