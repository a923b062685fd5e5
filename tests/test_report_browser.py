"""The report in a real Chromium: no request, no complaint, no sideways scrolling, usable with and without scripts."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
from browser import Browser
from report_pages import browser, pages, written
from report_sample import sample_case
from test_report_html import HOSTILE, hostile_case, many

from auditor.report.words import languages

__all__ = ["browser", "pages"]

WIDTHS = (360, 768, 1440)
SIDEWAYS = "document.documentElement.scrollWidth - document.documentElement.clientWidth"


@pytest.mark.parametrize("dark", [False, True], ids=["light", "dark"])
@pytest.mark.parametrize("width", WIDTHS)
def test_pages_open_without_request_complaint_or_sideways_scroll(
    browser: Browser, pages: list[Path], width: int, dark: bool
) -> None:
    browser.shape(width, dark=dark)
    for page in pages:
        visit = browser.open(page)
        assert visit.requests == []
        assert visit.complaints == []
        assert browser.value(SIDEWAYS) == 0


@pytest.mark.parametrize("text", HOSTILE.values(), ids=HOSTILE.keys())
def test_hostile_pages_run_nothing_and_keep_the_layout(browser: Browser, tmp_path: Path, text: str) -> None:
    for page in written(hostile_case(text), tmp_path):
        browser.shape(360)
        visit = browser.open(page)
        assert visit.requests == []
        assert visit.complaints == []
        assert browser.value(SIDEWAYS) == 0
        assert browser.value("document.querySelectorAll('script').length") <= 1


def test_policy_stops_what_might_slip_in(browser: Browser, pages: list[Path]) -> None:
    browser.shape(1024)
    browser.open(pages[0])
    stopped = browser.value(
        "new Promise(done => { const seen = [];"
        " document.addEventListener('securitypolicyviolation', e => seen.push(e.effectiveDirective));"
        " const picture = new Image(); picture.src = 'http://127.0.0.1:9/x.png'; document.body.append(picture);"
        " const script = document.createElement('script'); script.textContent = 'window.ran = true';"
        " document.body.append(script); setTimeout(() => done([...seen.sort(), String(window.ran)]), 200); })"
    )
    assert stopped == ["img-src", "script-src-elem", "undefined"]


def search(browser: Browser, words: str) -> None:
    browser.value(
        f"(s => {{ s.value = '{words}'; s.dispatchEvent(new Event('input')); }})(document.getElementById('search'))"
    )


def test_filter_and_sort(browser: Browser, pages: list[Path]) -> None:
    browser.shape(1024)
    browser.open(pages[0])
    names = "[...document.querySelectorAll('#triage tbody tr:not([hidden]) .name')].map(e => e.textContent)"
    assert browser.value(names) == ["Livia Marlow", "Corinne Duval", "Adaeze Okafor"]
    browser.value("(s => { s.value = 'name'; s.dispatchEvent(new Event('change')); })(document.getElementById('sort'))")
    assert browser.value(names) == ["Adaeze Okafor", "Corinne Duval", "Livia Marlow"]
    browser.value("document.querySelector('input[name=level][value=\"0\"]').click()")
    assert browser.value(names) == ["Corinne Duval", "Livia Marlow"]
    search(browser, "MARLOW harbour")
    assert browser.value(names) == []
    assert browser.value("document.getElementById('shown').textContent") == "No profile fits this filter."
    search(browser, "marlow shipping")
    assert browser.value(names) == ["Livia Marlow"]
    assert browser.value("document.getElementById('shown').textContent") == "1 of 3 profiles shown"


def test_search_looks_through_all_parts(browser: Browser, tmp_path: Path) -> None:
    case = many(1_203)
    rows = [replace(line, name=f"Person {n}") for n, line in enumerate(case.rows())]
    index, *_ = written(replace(case, rows=lambda: iter(rows)), tmp_path)
    browser.shape(1024)
    visit = browser.open(index)
    assert (visit.requests, visit.complaints) == ([], [])
    names = (
        "[...document.querySelectorAll('#matches:not([hidden]) .name')].map(e => e.textContent + e.pathname.slice(-32))"
    )
    shown = "document.getElementById('shown').textContent"
    assert browser.value(names) == []
    assert browser.value("document.querySelectorAll('#triage:not([hidden]) tbody tr').length") == 500
    search(browser, "person 1201")
    assert browser.value(names) == ["Person 1201profiles/p-00000000000004b1.html"]
    assert browser.value("document.getElementById('triage').hidden")
    search(browser, "person")
    assert browser.value(f"{names}.length") == 200
    assert browser.value(shown) == "200 / 1203 of 1203 profiles shown"
    search(browser, "nobody")
    assert browser.value(shown) == "No profile fits this filter."
    search(browser, "")
    assert not browser.value("document.getElementById('triage').hidden")
    assert browser.value(SIDEWAYS) == 0


def test_without_scripts_only_filter_and_sort_are_missing(browser: Browser, pages: list[Path]) -> None:
    browser.shape(1024)
    browser.open(pages[0])
    with_scripts = browser.value("document.querySelector('main').innerText")
    controls = browser.value("document.getElementById('filter').innerText")
    browser.shape(1024, script=False)
    visit = browser.open(pages[0])
    assert visit.requests == []
    without = browser.value("document.querySelector('main').innerText")
    browser.shape(1024)
    assert without.split() == with_scripts.replace(controls, "").split()


def test_keyboard_reaches_every_link_and_control(browser: Browser, pages: list[Path]) -> None:
    browser.shape(1024)
    for page in pages:
        browser.open(page)
        browser.value("document.activeElement.blur()")
        reachable = browser.value("document.querySelectorAll('a[href], input, select').length")
        seen = "document.activeElement.outerHTML.slice(0, 200) + document.activeElement.getBoundingClientRect().top"
        reached = []
        for _ in range(reachable):
            browser.press("Tab")
            reached.append(browser.value(seen))
            assert browser.value("document.activeElement !== document.body")
            assert browser.value("getComputedStyle(document.activeElement).outlineStyle") != "none"
        assert len(reached) == reachable


def test_prints_on_both_papers(browser: Browser, pages: list[Path]) -> None:
    browser.shape(1024)
    for page in pages:
        browser.open(page)
        for width, height in ((8.27, 11.69), (8.5, 11.0)):
            assert browser.printed(width, height).startswith(b"%PDF-")


@pytest.mark.parametrize("language", languages())
def test_long_words_of_a_language_do_not_scroll_sideways(browser: Browser, tmp_path: Path, language: str) -> None:
    for page in written(sample_case(), tmp_path, language):
        browser.shape(min(WIDTHS))
        visit = browser.open(page)
        assert visit.complaints == []
        assert browser.value(SIDEWAYS) == 0
