"""A folder is a test: `hit-…` finds what is expected, `miss-…` nothing, `skip-…` says what was not looked at."""

from __future__ import annotations

import json
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from auditor.intake import Limits, pages, saved, units
from auditor.judging import Bench, case_results, reading_of
from auditor.lookup.recorded import answer_page, records_from
from auditor.markup import Document, reading_at
from auditor.model import Features, Finding, Link, Page, Reading, Skip
from auditor.plugin import CaseCheck, ProfileCheck, Saved, discovered
from auditor.rules.pack import bundled_pack
from tests.running import ROOT

CHECKS = ROOT / "fixtures" / "checks"
FOLDERS = sorted(path for path in CHECKS.glob("*/*") if path.is_dir())
PROFILE_CHECKS = {check.id for check in discovered("auditor.checks", ProfileCheck)}
CASE_CHECKS = {check.id for check in discovered("auditor.checks", CaseCheck)}


class Made:
    """What the checks made of a folder."""

    def __init__(self, folder: Path) -> None:
        self.pages: dict[str, Page] = {}
        self.findings: list[Finding] = []
        self.skips: list[Skip] = []
        self.links: list[Link] = []
        records = {f.name: f.read_bytes() for f in sorted(folder.glob("records/*"))}
        for name, data in records.items():
            answer = answer_page(name, data)
            self.pages[answer.sha256] = answer
        bench = Bench(bundled_pack(), records_from(records)[0])
        features: list[Features] = []
        limits = Limits()
        for unit in units([folder], limits):
            if unit.file.name == "expected.json":
                continue
            file = saved(unit, limits)
            assert isinstance(file, Saved), file
            for page in pages(file, limits):
                assert isinstance(page, Page), page
                self.pages[page.sha256] = page
                reading = reading_of(Document(page), bench)
                assert isinstance(reading, Reading), reading
                assert reading.features, f"{unit.path} is no profile: {reading.profile.reason}"
                self.findings += reading.findings
                self.skips += reading.skips
                features.append(reading.features)
        results = case_results(sorted(features, key=lambda one: one.profile))
        assert not results.crashed
        self.findings += [made.finding for made in results.findings]
        self.links += results.links


@cache
def made_of(folder: Path) -> Made:
    return Made(folder)


def _matches(finding: Finding, expected: dict[str, Any]) -> bool:
    quotes = [place.quote for place in finding.evidence]
    return (
        finding.rule == expected["rule"]
        and finding.strength == expected["strength"]
        and all(any(words in quote for quote in quotes) for words in expected["quotes"])
    )


@pytest.mark.parametrize("folder", FOLDERS, ids=lambda folder: f"{folder.parent.name}/{folder.name}")
def test_a_folder_comes_out_as_its_name_says(folder: Path) -> None:
    check, made = folder.parent.name, made_of(folder)
    findings = [finding for finding in made.findings if finding.check == check]
    if folder.name.startswith("hit-"):
        expected = json.loads((folder / "expected.json").read_text())
        assert len(findings) == len(expected), [finding.message for finding in findings]
        for one in expected:
            assert any(_matches(finding, one) for finding in findings), (one, findings)
        assert findings or made.links, "a hit finds something, be it a link"
    elif folder.name.startswith("miss-"):
        assert findings == []
    else:
        assert folder.name.startswith("skip-")
        assert findings == []
        assert check in CASE_CHECKS or any(skip.check == check for skip in made.skips)


@pytest.mark.parametrize("folder", FOLDERS, ids=lambda folder: f"{folder.parent.name}/{folder.name}")
def test_every_quote_is_where_the_finding_says(folder: Path) -> None:
    made = made_of(folder)
    for finding in made.findings:
        for place in finding.evidence:
            reading = reading_at(made.pages[place.page], place.selector)
            assert reading is not None, place
            assert reading[place.start :].startswith(place.quote), place


@pytest.mark.parametrize("check", sorted(PROFILE_CHECKS | CASE_CHECKS))
def test_every_check_has_a_hit_a_miss_and_a_skip(check: str) -> None:
    kinds = {folder.name.split("-", 1)[0] for folder in FOLDERS if folder.parent.name == check}
    assert {"hit", "miss"} <= kinds
    if check in PROFILE_CHECKS:
        assert "skip" in kinds


def test_every_folder_belongs_to_a_check() -> None:
    assert {folder.parent.name for folder in FOLDERS} <= PROFILE_CHECKS | CASE_CHECKS
