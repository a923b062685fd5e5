"""The review page in a real Chromium: twenty findings by keyboard, and nothing asked of anybody else."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterator
from pathlib import Path

import pytest
from accessible import invalid, violations
from browser import Browser
from report_pages import browser
from serving import Served, audited_folder, copied, queued, served

from auditor.review import Event
from auditor.store.decisions import decision_events
from tests.inside import run
from tests.running import AS_OF, CASE

__all__ = ["browser"]

SIDEWAYS = "document.documentElement.scrollWidth - document.documentElement.clientWidth"
HERE = "new URL(location.href).searchParams.get('id')"
FOCUS = "document.activeElement.name || document.activeElement.id || document.activeElement.className"
NOTICE = "document.querySelector('.notice').innerText"
ROWS = (
    "[...document.querySelectorAll('#queue tbody tr:not([hidden]) a.open')]"
    ".map((link) => new URL(link.href).searchParams.get('id'))"
)
CARDS = "[...document.querySelectorAll('article.finding')].map((card) => card.id)"
VERDICTS = {"c": "confirm", "d": "dismiss", "u": "unsure"}


@pytest.fixture
def page(tmp_path_factory: pytest.TempPathFactory, tmp_path: Path) -> Iterator[Served]:
    copied(audited_folder(tmp_path_factory), tmp_path)
    with served(tmp_path / "reports" / "case.db") as running:
        yield running


def events(folder: Path) -> list[Event]:
    with sqlite3.connect(folder / "reports" / "case.db") as connection:
        return decision_events(connection)


def entered(browser: Browser, page: Served) -> None:
    visit = browser.visit(page.entrance)
    assert browser.value("location.pathname") == "/"
    assert set(visit.requests) <= {f"{page.base}/"}
    assert visit.complaints == []


def test_twenty_findings_by_keyboard(browser: Browser, page: Served, tmp_path: Path) -> None:
    browser.shape(1280)
    entered(browser, page)
    order = browser.value(ROWS)
    browser.press("j")
    browser.press("Enter", leaves=True)
    said = {}
    for number in range(20):
        finding = browser.value(HERE)
        assert finding == order[number], "the next finding of the queue is shown"
        key = "cdu"[number % 3]
        browser.press(key)
        assert browser.value(FOCUS) == "reason"
        browser.enter(f"Looked at as number {number + 1}")
        browser.press("Enter", leaves=True)
        said[finding] = (VERDICTS[key], f"Looked at as number {number + 1}")
        assert f"Looked at as number {number + 1}" in browser.value(NOTICE)
    assert {one.finding: (one.verdict, one.reason) for one in events(tmp_path)} == said
    browser.press("q", leaves=True)
    assert browser.value(ROWS) == order[20:]
    for _ in range(2):
        visit = browser.visit(page.base + "/?state=confirm")
        assert (visit.requests, visit.complaints) == ([], [])
        assert browser.value(ROWS) == [one for one in order[:20] if said[one][0] == "confirm"]
    done = run("audit", CASE, "--as-of", AS_OF, "--quiet", "--jobs", "1", cwd=tmp_path)
    assert done.returncode == 0
    browser.visit(page.base + "/?state=all")
    assert sorted(browser.value(ROWS)) == sorted(order)
    browser.visit(page.base + "/")
    assert browser.value(ROWS) == order[20:]
    stored = json.loads(run("findings", "list", "--format", "json", cwd=tmp_path).stdout)["findings"]
    kept = {one["id"]: one["decision"] for one in stored}
    for finding, (verdict, reason) in said.items():
        assert (kept[finding]["verdict"], kept[finding]["reason"]) == (verdict, reason)


def test_keys_step_note_undo_and_help(browser: Browser, page: Served, tmp_path: Path) -> None:
    browser.shape(1280)
    entered(browser, page)
    first, second = browser.value(ROWS)[:2]
    browser.press("j")
    browser.press("Enter", leaves=True)
    browser.press("j", leaves=True)
    assert browser.value(HERE) == second
    browser.press("k", leaves=True)
    assert browser.value(HERE) == first
    browser.press("n")
    browser.enter("jkcduz?q are letters of a note")
    for letter in "cz?":
        browser.press(letter)
    browser.press("Enter", leaves=True)
    assert [(one.verdict, one.reason) for one in events(tmp_path)] == [("note", "jkcduz?q are letters of a notecz?")]
    browser.press("d")
    browser.press("Enter")
    assert browser.value(HERE) == first, "nothing is sent without a reason"
    browser.enter("an advertisement")
    browser.press("Enter", leaves=True)
    assert browser.value(HERE) == second
    browser.press("z", leaves=True)
    assert browser.value(HERE) == first
    assert "Taken back" in browser.value(NOTICE) or "Noted" in browser.value(NOTICE)
    assert [one.verdict for one in events(tmp_path)][-1] == "undo"
    assert not browser.value("document.getElementById('keys').open")
    browser.press("?")
    assert browser.value("document.getElementById('keys').open")
    assert "put it away, then why" in browser.value("document.getElementById('keys').innerText")
    browser.value("document.getElementById('keys-on').click()")
    browser.press("d")
    assert browser.value(FOCUS) != "reason", "letters can be switched off"
    browser.value("document.getElementById('keys-on').click()")
    browser.press("p", leaves=True)
    assert browser.value("location.hash") == "#finding-1"
    browser.press("j")
    card = browser.value(CARDS)[1]
    assert browser.value("document.activeElement.id") == card
    browser.press("u")
    browser.enter("see the thread")
    browser.press("Enter", leaves=True)
    assert browser.value("location.hash") == f"#{card}"
    assert {one.finding for one in events(tmp_path) if one.reason == "see the thread"}.isdisjoint({first})


def test_queue_is_filtered_while_typing(browser: Browser, page: Served) -> None:
    browser.shape(1280)
    entered(browser, page)
    whole = browser.value(ROWS)
    browser.press("/")
    assert browser.value(FOCUS) == "q"
    browser.enter("wynfield information")
    shown = browser.value(ROWS)
    assert 0 < len(shown) < len(whole)
    assert browser.value("document.getElementById('matching').textContent").startswith(f"{len(shown)} of {len(whole)}")
    browser.press("Enter", leaves=True)
    assert browser.value(ROWS) == shown
    browser.press("Escape")
    browser.press("j")
    browser.press("Enter", leaves=True)
    browser.press("c")
    browser.enter("as it says")
    browser.press("Enter", leaves=True)
    assert browser.value(HERE) == shown[1], "the filter goes on from finding to finding"


def test_without_scripts_everything_can_be_done(browser: Browser, page: Served, tmp_path: Path) -> None:
    browser.shape(1280, script=False)
    entered(browser, page)
    first = browser.value(ROWS)[0]
    browser.visit(f"{page.base}/profiles/finding?id={first}")
    browser.value("document.querySelector('.decide input[value=dismiss]').focus()")
    browser.press(" ")
    for _ in range(1):
        browser.press("Tab")
    browser.enter("by hand")
    browser.press("Enter", leaves=True)
    assert [(one.finding, one.verdict, one.reason) for one in events(tmp_path)] == [(first, "dismiss", "by hand")]
    assert "by hand" in browser.value(NOTICE)
    browser.shape(1280)


def pages(served_page: Served) -> list[str]:
    window = served_page.window()
    finding = queued(window.get("/"))[0]
    pair = window.get("/captures").split('href="/captures/pair?')[1].split('"')[0].replace("&amp;", "&")
    profile = window.get(f"/profiles/finding?id={finding}").split('href="/profiles/p-')[1].split(".html")[0]
    return [
        "/",
        f"/profiles/finding?id={finding}",
        f"/profiles/p-{profile}.html",
        "/index.html",
        "/captures",
        f"/captures/pair?{pair}",
        "/known",
        "/nowhere",
    ]


@pytest.mark.parametrize("dark", [False, True], ids=["light", "dark"])
def test_every_page_is_for_everybody(browser: Browser, page: Served, dark: bool) -> None:
    browser.shape(1280)
    entered(browser, page)
    window = page.window()
    first = queued(window.get("/"))[0]
    browser.visit(f"{page.base}/profiles/finding?id={first}")
    browser.press("c")
    browser.enter("as it says")
    browser.press("Enter", leaves=True)
    for path in [*pages(page), f"/?kept={first}&state=all", f"/profiles/finding?id={first}&kept={first}"]:
        for width in (1440,) if dark else (360, 768, 1440):
            browser.shape(width, dark=dark)
            visit = browser.visit(page.base + path)
            assert visit.requests == []
            assert [one for one in visit.complaints if "404" not in one] == []
            assert browser.value(SIDEWAYS) == 0, (path, width)
        assert violations(browser) == [], path
        assert invalid(window.client.get(path).text) == [], path


def test_foreign_page_cannot_decide(browser: Browser, page: Served, tmp_path: Path) -> None:
    browser.shape(1280)
    entered(browser, page)
    finding = browser.value(ROWS)[0]
    file = tmp_path / "foreign.html"
    fields = {"csrf": page.keys.form, "finding": finding, "upon": "", "verdict": "dismiss", "reason": "r"}
    inputs = "".join(f'<input name="{name}" value="{value}">' for name, value in fields.items())
    file.write_text(
        f'<!doctype html><title>x</title><form method="post" action="{page.base}/decisions">{inputs}<button>'
    )
    browser.open(file)
    browser.value("document.querySelector('button').focus()")
    browser.press("Enter", leaves=True)
    assert "Refused" in browser.value("document.body.innerText")
    assert events(tmp_path) == []
    framed = tmp_path / "frame.html"
    framed.write_text(f'<!doctype html><title>x</title><iframe src="{page.base}/"></iframe>')
    browser.open(framed)
    assert browser.value("frames.length") == 1
    assert events(tmp_path) == []
