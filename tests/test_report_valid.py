"""Every page of a report holds against axe-core and the HTML standard, in light and dark, in every language."""

from __future__ import annotations

import os
import shutil
import subprocess
from pathlib import Path

import pytest
from accessible import invalid, violations
from browser import Browser
from report_pages import browser, pages, written
from report_sample import sample_case
from test_report_html import HOSTILE, hostile_case, many

from auditor.report.html import report_files
from auditor.report.words import languages

__all__ = ["browser", "pages"]

CHECKER = os.environ.get("VNU")
"""The Nu Html Checker (``vnu.jar``), where somebody has it."""


@pytest.mark.parametrize("dark", [False, True], ids=["light", "dark"])
def test_axe_finds_nothing(browser: Browser, pages: list[Path], dark: bool) -> None:
    browser.shape(1280, dark=dark)
    for page in pages:
        browser.open(page)
        assert violations(browser) == [], page.name


def test_axe_finds_nothing_on_a_telephone_and_among_hostile_words(browser: Browser, tmp_path: Path) -> None:
    browser.shape(360)
    for page in written(hostile_case(HOSTILE["attribute"]), tmp_path):
        browser.open(page)
        assert violations(browser) == [], page.name


@pytest.mark.parametrize("language", languages())
def test_pages_are_valid(language: str) -> None:
    for path, page in report_files(sample_case(), language):
        assert invalid(page.decode()) == [], path


@pytest.mark.parametrize("text", HOSTILE.values(), ids=HOSTILE.keys())
def test_hostile_words_leave_pages_valid(text: str) -> None:
    for path, page in report_files(hostile_case(text)):
        assert invalid(page.decode()) == [], path


def test_overview_in_parts_is_valid() -> None:
    for path, page in report_files(many(1_203)):
        if path.startswith("index"):
            assert invalid(page.decode()) == [], path


@pytest.mark.parametrize(
    "page",
    [
        "<!doctype html><html lang=en><title>x</title><p id=a>a<p id=a>b",
        "<!doctype html><html lang=en><title>x</title><img src='data:,'>",
        "<!doctype html><html lang=en><title>x</title><p class=a class=b>a",
        "<!doctype html><html lang=en><title>x</title><p>a\0",
    ],
)
def test_checker_sees_what_is_wrong(page: str) -> None:
    assert invalid(page) != []


@pytest.mark.slow
@pytest.mark.skipif(CHECKER is None or shutil.which("java") is None, reason="the variable VNU names no vnu.jar")
def test_pages_hold_against_the_nu_html_checker(pages: list[Path]) -> None:
    done = subprocess.run(
        ["java", "-jar", str(CHECKER), "--errors-only", "--format", "text", *map(str, pages)],
        capture_output=True,
        timeout=300,
        check=False,
    )
    assert done.returncode == 0, done.stderr.decode()
