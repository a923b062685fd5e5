"""The report for everybody: contrast, headings, names, tables that stay tables; measured in a real Chromium."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from browser import Browser
from report_pages import browser, pages

__all__ = ["browser", "pages"]

FAINT = """(() => {
  const numbers = (c) => (c.match(/[\\d.]+/g) || []).map(Number);
  const light = (c) => {
    const [r, g, b] = c.map((v) => (v /= 255) <= 0.03928 ? v / 12.92 : ((v + 0.055) / 1.055) ** 2.4);
    return 0.2126 * r + 0.7152 * g + 0.0722 * b;
  };
  const behind = (e) => {
    for (; e; e = e.parentElement) {
      const c = numbers(getComputedStyle(e).backgroundColor);
      if (c.length === 3 || c[3] > 0) return c.slice(0, 3);
    }
    return [255, 255, 255];
  };
  const faint = [];
  for (const e of document.querySelectorAll('body *')) {
    const own = [...e.childNodes].some((n) => n.nodeType === 3 && n.data.trim());
    if (!own || e.closest('.unseen, title, desc, script, style, .skip') || !e.getClientRects().length) continue;
    const style = getComputedStyle(e);
    const ink = numbers(e.closest('svg') ? style.fill : style.color).slice(0, 3);
    const [a, b] = [light(ink), light(behind(e))].sort((x, y) => y - x);
    const size = parseFloat(style.fontSize);
    const needed = size >= 24 || (size >= 18.66 && style.fontWeight >= 700) ? 3 : 4.5;
    if ((a + 0.05) / (b + 0.05) < needed) faint.push(e.outerHTML.slice(0, 120));
  }
  return faint;
})()"""

STEEP = """(() => {
  const levels = [...document.querySelectorAll('h1,h2,h3,h4,h5,h6')].map((h) => Number(h.tagName[1]));
  return [levels.filter((l) => l === 1).length, levels.every((l, i) => i === 0 || l <= levels[i - 1] + 1)];
})()"""

SMALL = """[...document.querySelectorAll('a[href], button, input, select')]
  .filter((e) => !e.closest('p, li, td, th, h3, dd, .unseen') && e.getClientRects().length)
  .map((e) => e.closest('label') || e)
  .filter((e) => Math.min(e.getBoundingClientRect().width, e.getBoundingClientRect().height) < 18)
  .map((e) => e.outerHTML.slice(0, 120))"""


def roles(browser: Browser) -> list[tuple[str, str]]:
    """Roles and names as a screen reader is told them."""
    nodes: list[dict[str, Any]] = browser.ask("Accessibility.getFullAXTree")["nodes"]
    return [(n["role"]["value"], n.get("name", {}).get("value", "")) for n in nodes if not n["ignored"]]


@pytest.mark.parametrize("dark", [False, True], ids=["light", "dark"])
@pytest.mark.parametrize("width", [360, 1440])
def test_every_word_stands_out_from_its_ground(browser: Browser, pages: list[Path], width: int, dark: bool) -> None:
    browser.shape(width, dark=dark)
    for page in pages:
        browser.open(page)
        assert browser.value(FAINT) == []


def test_printed_words_stand_out_in_grey(browser: Browser, pages: list[Path]) -> None:
    browser.shape(794, printed=True)
    for page in pages:
        browser.open(page)
        assert browser.value(FAINT) == []


def test_headings_are_an_outline(browser: Browser, pages: list[Path]) -> None:
    browser.shape(1024)
    for page in pages:
        browser.open(page)
        assert browser.value(STEEP) == [1, True]


def test_everything_that_can_be_used_has_a_name_and_a_size(browser: Browser, pages: list[Path]) -> None:
    browser.shape(360)
    for page in pages:
        browser.open(page)
        assert browser.value(SMALL) == []
        for role, name in roles(browser):
            if role in ("link", "button", "checkbox", "combobox", "searchbox", "image", "navigation", "region"):
                assert name.strip(), (page.name, role)


def test_tables_stay_tables_on_a_telephone(browser: Browser, pages: list[Path]) -> None:
    for page in pages:
        counted = []
        for width in (1440, 360):
            browser.shape(width)
            browser.open(page)
            seen = [role for role, _ in roles(browser)]
            counted.append([seen.count(role) for role in ("table", "row", "columnheader", "rowheader")])
        assert counted[0] == counted[1]
        assert counted[0][0] > 0
