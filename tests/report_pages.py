"""A report on disk and a browser to look at it, for the tests of the report."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

import pytest
from browser import Browser, found_browser
from report_sample import sample_case

from auditor.report.html import report_files
from auditor.report.view import CaseView


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    program = found_browser()
    if program is None:
        assert "CI" not in os.environ, "no Chromium here; name one in the variable CHROMIUM"
        pytest.skip("no Chromium on this machine")
    with Browser(program) as opened:
        yield opened


def written(case: CaseView, folder: Path, language: str = "en") -> list[Path]:
    made = []
    for path, page in report_files(case, language):
        file = folder / path
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_bytes(page)
        made.append(file)
    return made


@pytest.fixture(scope="module")
def pages(tmp_path_factory: pytest.TempPathFactory) -> list[Path]:
    return written(sample_case(), tmp_path_factory.mktemp("report"))
