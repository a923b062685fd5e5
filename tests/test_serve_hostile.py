"""Whatever a saved page, a file name, a rule or a person says: the review page keeps its shape and runs nothing."""

from __future__ import annotations

import json
import re
import shutil
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from accessible import invalid
from browser import Browser
from report_pages import browser
from report_structure import structure
from serving import Window, audited_folder, copied, served
from test_report_html import HOSTILE

from tests.inside import run

__all__ = ["browser"]

TEXTS = {
    "profile": ("name", "headline", "location", "about"),
    "finding": ("title", "message", "category", "ask"),
    "evidence": ("quote", "before", "after"),
    "skip": ("reason",),
    "decision": ("reason", "person", "title"),
    "known": ("name", "source", "licence", "method"),
    "link": ("method", "transform"),
}
PLAIN = "plain"


@pytest.fixture(scope="module")
def audited(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = copied(audited_folder(tmp_path_factory), tmp_path_factory.mktemp("case"))
    finding = json.loads(run("findings", "list", "--format", "json", cwd=folder).stdout)["findings"][0]["id"]
    words = ("--reason", "r", "--person", "otto")
    assert run("review", "note", finding, *words, cwd=folder).returncode == 0
    known = ("--domain", "harbour.example", "--source", "s", "--licence", "l")
    assert run("known", "add", *known, cwd=folder).returncode == 0
    return folder / "reports" / "case.db"


def stated(value: Any, text: str) -> Any:
    """The fields of a document with one text for everything that a page says in words."""
    if isinstance(value, dict):
        return {
            key: text
            if key in ("value", "quote", "title", "company", "description", "from", "text") and one
            else one
            if not isinstance(one, dict | list)
            else stated(one, text)
            for key, one in value.items()
        }
    return [stated(one, text) for one in value] if isinstance(value, list) else value


def said(case: Path, text: str) -> None:
    """Writes one text wherever a page, a file name, a rule or a person is quoted."""
    with sqlite3.connect(case) as connection:
        for table, columns in TEXTS.items():
            values = ", ".join(f"{column} = ?" for column in columns)
            connection.execute(f"update {table} set {values}", [text] * len(columns))
        connection.execute("update sighting set path = ? || path", (text,))
        connection.execute("update finding set alternatives = ?", (json.dumps([text]),))
        reference = {"title": text, "publisher": text, "url": text}
        connection.execute('update finding set "references" = ?', (json.dumps([reference]),))
        for key, document in connection.execute("select key, document from page").fetchall():
            parsed = json.loads(document)
            parsed["fields"] = stated(parsed["fields"], text)
            connection.execute("update page set document = ? where key = ?", (json.dumps(parsed), key))


@contextmanager
def spoken(audited: Path, folder: Path, text: str) -> Iterator[Window]:
    case = folder / "case.db"
    shutil.copy(audited, case)
    said(case, text)
    with served(case, person=text or "x") as running:
        yield running.window()


def paths(window: Window) -> list[str]:
    """One page of every kind, the same ones whatever they say."""
    listed = window.get("/").split('class="open" href="')[1:]
    finding = listed[0].split('"')[0].replace("&amp;", "&")
    pair = window.get("/captures").split('href="/captures/pair?')[1].split('"')[0].replace("&amp;", "&")
    profile = window.get(finding).split('id="profile" href="')[1].split("#")[0]
    kept = f"&kept={finding.split('id=')[1]}"
    return [
        "/",
        finding,
        finding + kept,
        profile,
        "/index.html",
        "/captures",
        f"/captures/pair?{pair}",
        "/known",
        "/no",
    ]


COUNTED = ("script", "style", "form", "input", "button", "link", "meta", "textarea", "select", "use", "symbol", "nav")


def shapes(window: Window, asked: list[str]) -> dict[str, tuple[frozenset[str], list[int]]]:
    """What each page is made of: its kinds of tags, and how many there are of those that act."""
    made = {}
    for path in asked:
        page = window.client.get(path)
        assert len(page.content) < 2_000_000
        seen = structure(page.content)
        assert not [key for _, attributes in seen.tags for key in attributes if key.startswith("on")]
        assert all(re.match(r"/(?!/)|#|data:|p-|index|profiles/|\.\./index", one) for one in seen.addresses if one)
        assert invalid(page.text) == [], path
        made[path] = frozenset(seen.names) - {"mark"}, [seen.names.count(name) for name in COUNTED]
    return made


@pytest.fixture(scope="module")
def plain(audited: Path, tmp_path_factory: pytest.TempPathFactory) -> dict[str, tuple[frozenset[str], list[int]]]:
    with spoken(audited, tmp_path_factory.mktemp("plain"), PLAIN) as window:
        return shapes(window, paths(window))


TOLD = {
    name: text.replace("\x00", "").replace("\ud800", "")[:20_000]
    for name, text in HOSTILE.items()
    if name not in ("words", "lines")
}
"""A database that the program wrote holds neither of the two characters."""


@pytest.mark.parametrize("text", TOLD.values(), ids=TOLD.keys())
def test_hostile_words_change_no_page(
    audited: Path, tmp_path: Path, plain: dict[str, tuple[frozenset[str], list[int]]], text: str
) -> None:
    with spoken(audited, tmp_path, text) as window:
        for path, (names, counted) in shapes(window, list(plain)).items():
            assert names <= plain[path][0], path
            assert counted == plain[path][1], path


@pytest.mark.parametrize("name", ["script", "attribute"])
def test_hostile_words_run_nothing(
    audited: Path, tmp_path: Path, plain: dict[str, tuple[frozenset[str], list[int]]], browser: Browser, name: str
) -> None:
    case = tmp_path / "case.db"
    shutil.copy(audited, case)
    said(case, TOLD[name])
    with served(case, person=TOLD[name]) as running:
        browser.shape(360)
        browser.visit(running.entrance)
        for path in list(plain)[:4]:
            visit = browser.visit(running.base + path)
            assert (visit.requests, visit.complaints) == ([], [])
            assert browser.value("document.documentElement.scrollWidth - document.documentElement.clientWidth") == 0
            assert browser.value("document.querySelectorAll('script').length") == 1
