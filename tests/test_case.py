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
    assert profile["reason"] == expected["reason"]
    rules = {finding["rule"] for finding in profile["findings"]}
    level = LEVELS.index(profile["level"])
    assert LEVELS.index(expected["level_at_least"]) <= level <= LEVELS.index(expected["level_at_most"]), sorted(rules)
    assert set(expected["rules"]) <= rules
    assert not set(expected["rules_absent"]) & rules
    assert set(expected["templates"]) <= {template["id"] for template in profile["templates"]}
    assert bool(profile["direct_requests"]) == expected["direct_request"]


def test_honest_people_get_nothing_above_an_observation(document: dict[str, Any]) -> None:
    pages = EXPECTED["pages"].items()
    honest = [path for path, page in pages if page["status"] == "profile" and not page["rules"]]
    assert len(honest) >= 6
    for path in honest:
        assert _by_path(document)[path]["level"] in ("none", "observation")
        assert _by_path(document)[path]["direct_requests"] == []


def test_the_case_holds_every_container_and_the_links_of_its_story(document: dict[str, Any]) -> None:
    paths = {profile["id"]: path for path, profile in _by_path(document).items()}
    pictures = {"same-avatar", "near-avatar"}
    linked = {
        frozenset((paths[link["a"]], paths[link["b"]])): link["kind"]
        for link in document["links"]
        if link["kind"] in pictures
    }
    for link in EXPECTED["links"]:
        assert linked[frozenset((link["a"], link["b"]))] in link["kinds"]
    for a, b in EXPECTED["no_links_between"]:
        assert frozenset((a, b)) not in linked
    containers = {profile["source"]["container"] for profile in document["profiles"]}
    assert {"html", "complete", "singlefile", "mhtml"} <= containers


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
