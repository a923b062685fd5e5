"""Naughty strings in every field: the page that Chromium shows is the one in which they are only letters.

Each page is compared with one that says the same in numeric references alone: an independent parser has read what it
says, and no sign that means anything to markup is left in it.  If anything were taken for markup, the pictures differ.
"""

from __future__ import annotations

import html
from dataclasses import replace
from html.parser import HTMLParser
from io import BytesIO
from itertools import cycle
from pathlib import Path

import pytest
from browser import Browser
from naughty import NAUGHTY
from PIL import Image, ImageChops
from report_pages import browser, written
from report_sample import case_of, duval, marlow, not_profile, okafor, with_texts
from report_structure import structure
from test_report_html import PLAIN, files, hostile_case

from auditor.report.view import CaseView

__all__ = ["browser"]

EMPTY = {"meta", "br", "img", "input", "line", "path", "rect", "circle", "ellipse", "polyline", "polygon", "link", "hr"}
LANDMARKS = """Object.fromEntries([...document.querySelectorAll('body, main, main > header, main > section')].map(e =>
  { const b = e.getBoundingClientRect(); return [e.tagName + e.getAttribute('aria-labelledby'), [b.x, b.width]]; }))"""


def naughty_case(first: int) -> CaseView:
    """The sample with another string in each place, beginning with one of them."""
    texts = cycle([*NAUGHTY[first:], *NAUGHTY[:first]])
    views = [with_texts(view, texts) for view in (marlow(), duval(), okafor())]
    case = case_of(views, (replace(not_profile("x", "wall"), path=next(texts), reason=next(texts)),), ())
    a, b, c = (view.document["id"] for view in views)
    links = tuple(
        {"kind": next(texts), "a": one, "b": other, "distance": 3, "method": next(texts)}
        for one, other in ((a, b), (a, c), (b, c))
    )
    skipped = tuple({"path": text[:900], "reason": text[:900]} for text in NAUGHTY)
    return replace(case, links=links, skipped=skipped)


class _Inert(HTMLParser):
    """Writes a page again with every letter as a numeric reference."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.made: list[str] = ["<!doctype html>"]
        self._raw = False

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        said = "".join(f' {name}="{_references(value or "")}"' for name, value in attrs)
        self.made.append(f"<{tag}{said}>")
        self._raw = tag in ("style", "script")

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.handle_starttag(tag, attrs)
        self.made[-1] = f"{self.made[-1][:-1]}/>"

    def handle_endtag(self, tag: str) -> None:
        if tag not in EMPTY:
            self.made.append(f"</{tag}>")
        self._raw = False

    def handle_data(self, data: str) -> None:
        self.made.append(data if self._raw or not data.strip() else _references(data))


def _references(text: str) -> str:
    return "".join(sign if sign.isascii() and sign.isalnum() else f"&#{ord(sign)};" for sign in text)


def inert(page: bytes) -> bytes:
    reader = _Inert()
    reader.feed(page.decode())
    reader.close()
    return "".join(reader.made).encode()


@pytest.fixture(scope="module", params=[0, len(NAUGHTY) // 2], ids=["from the first", "from the middle"])
def report(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> list[Path]:
    """Overview and first profile of a report."""
    return written(naughty_case(request.param), tmp_path_factory.mktemp("naughty"))[:2]


def beside(page: Path) -> Path:
    """The inert page, written beside the page."""
    made = page.with_name(f"inert-{page.name}")
    made.write_bytes(inert(page.read_bytes()))
    return made


def test_every_string_is_in_a_report(report: list[Path]) -> None:
    said = " ".join(structure(page.read_bytes()).text for page in report)
    for text in ("onerror=window.ran=1", "[U+202E]gnp.exe", "<plaintext>", "DROP TABLE finding", "${jndi:", "7*7"):
        assert text in said, text


def test_strings_make_no_element_that_a_plain_word_does_not_make(report: list[Path]) -> None:
    plain = {name for page in files(hostile_case(PLAIN)).values() for name in structure(page).names}
    for page in report:
        assert set(structure(page.read_bytes()).names) <= plain


@pytest.mark.parametrize(("width", "dark"), [(360, False), (1440, True)])
def test_pages_look_as_if_no_string_meant_anything(
    browser: Browser, report: list[Path], tmp_path: Path, width: int, dark: bool
) -> None:
    browser.shape(width, dark=dark)
    for page, plain in zip(report, written(hostile_case(PLAIN), tmp_path), strict=False):
        browser.open(plain)
        usual = browser.value(LANDMARKS)
        visit = browser.open(page)
        assert (visit.requests, visit.complaints) == ([], [])
        assert browser.value("[typeof window.ran, document.documentElement.scrollWidth]") == ["undefined", width]
        there = browser.value(LANDMARKS)
        assert {name: there[name] for name in usual if name in there} == usual
        shown = pixels(browser)
        browser.open(beside(page))
        assert same(shown, pixels(browser)), page.name


def test_a_string_that_means_something_is_seen(browser: Browser, tmp_path: Path) -> None:
    """One tag that gets through is enough: the picture is another one, or the browser complains."""
    browser.shape(360)
    page = written(naughty_case(0), tmp_path)[0]
    browser.open(beside(page))
    expected = pixels(browser)
    data = page.read_bytes()
    for escaped in (b">&lt;img src=x", b">&lt;table&gt;"):
        assert escaped in data, escaped
        page.write_bytes(data.replace(escaped, html.unescape(escaped.decode()).encode(), 1))
        visit = browser.open(page)
        assert visit.requests or visit.complaints or not same(pixels(browser), expected), escaped


def pixels(browser: Browser) -> Image.Image:
    with Image.open(BytesIO(browser.picture())) as picture:
        return picture.convert("RGB")


def same(one: Image.Image, other: Image.Image) -> bool:
    return one.size == other.size and ImageChops.difference(one, other).getbbox() is None
