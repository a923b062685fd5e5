"""Decisions on the review page: kept at once, never lost, the same as the command line keeps."""

from __future__ import annotations

import json
import re
import shutil
import sqlite3
import threading
from collections.abc import Iterator
from html import unescape
from pathlib import Path

import pytest
from serving import Form, Served, Window, audited_folder, copied, forms, queued, served
from test_report_html import HOSTILE

from auditor.review import Event
from auditor.store.decisions import decision_events
from tests.inside import run
from tests.running import AS_OF, CASE

REASON = "Looked up: the firm is real & the fee is usual <b>here</b>"


@pytest.fixture
def folder(tmp_path_factory: pytest.TempPathFactory, tmp_path: Path) -> Path:
    return copied(audited_folder(tmp_path_factory), tmp_path)


@pytest.fixture
def page(folder: Path) -> Iterator[Served]:
    with served(folder / "reports" / "case.db") as running:
        yield running


@pytest.fixture
def window(page: Served) -> Window:
    return page.window()


def events(folder: Path) -> list[Event]:
    with sqlite3.connect(folder / "reports" / "case.db") as connection:
        return decision_events(connection)


def listed(folder: Path) -> dict[str, str]:
    """Standing by finding, as the command line says it."""
    done = run("findings", "list", "--format", "json", cwd=folder)
    findings = json.loads(done.stdout)["findings"]
    return {one["id"]: (one["decision"] or {"verdict": "open"})["verdict"] for one in findings}


def opened(window: Window, finding: str, more: str = "") -> Form:
    (form,) = forms(window.get(f"/profiles/finding?id={finding}{more}"))
    return form


def test_queue_lists_what_is_to_be_decided_highest_level_first(window: Window, folder: Path) -> None:
    page = window.get("/")
    assert sorted(queued(page)) == sorted(listed(folder))
    levels = re.findall(r'<td data-label="Level"><span class="level level-([a-z-]+)', page)
    order = ["developed-pattern", "early-pattern", "observation", "none"]
    assert levels == sorted(levels, key=order.index)
    assert f"{len(queued(page))} findings are still to be decided." in page


@pytest.mark.parametrize("verdict", ["confirm", "dismiss", "unsure"])
def test_decision_is_kept_and_leads_to_the_next(window: Window, folder: Path, verdict: str) -> None:
    first, second, *_ = queued(window.get("/"))
    answer = window.decide(opened(window, first), verdict, f"  {REASON} ")
    assert answer.headers["location"] == f"/profiles/finding?id={second}&kept={first}"
    (event,) = events(folder)
    assert (event.finding, event.verdict, event.reason, event.person) == (first, verdict, REASON, "ines")
    assert listed(folder)[first] == verdict
    after = window.get(answer.headers["location"])
    assert "Kept:" in after
    assert "usual &lt;b&gt;here&lt;/b&gt;" in after
    assert first not in queued(window.get("/"))
    assert first in queued(window.get(f"/?state={verdict}"))


def test_note_leaves_the_finding_to_be_decided(window: Window, folder: Path) -> None:
    first = queued(window.get("/"))[0]
    answer = window.decide(opened(window, first), "note", REASON)
    assert "Noted:" in window.get(answer.headers["location"])
    assert first in queued(window.get("/"))
    assert listed(folder)[first] == "note"


def test_word_is_taken_back(window: Window, folder: Path) -> None:
    first = queued(window.get("/"))[0]
    after = window.get(window.decide(opened(window, first), "dismiss", REASON).headers["location"])
    (undo,) = forms(after, "undo")
    answer = window.decide(undo, "undo")
    assert "Taken back:" in window.get(answer.headers["location"])
    assert listed(folder)[first] == "open"
    assert [event.verdict for event in events(folder)] == ["dismiss", "undo"]


@pytest.mark.parametrize(
    ("verdict", "reason", "said"),
    [
        ("confirm", "", "a decision needs a reason"),
        ("confirm", " \n\t ", "a decision needs a reason"),
        ("", "why", "say whether it holds"),
        ("guilty", "why", "say whether it holds"),
        ("dismiss", "w" * 2_001, "longer than 2,000 characters"),
    ],
)
def test_what_cannot_be_kept_is_said_and_stays_typed(
    window: Window, folder: Path, verdict: str, reason: str, said: str
) -> None:
    first = queued(window.get("/"))[0]
    answer = window.decide(opened(window, first), verdict, reason, code=422)
    assert said in answer.text
    assert f'value="{unescape(reason)[:2000]}"' in answer.text
    assert events(folder) == []


def test_undo_of_nothing_is_said(window: Window, folder: Path) -> None:
    first = queued(window.get("/"))[0]
    assert "nothing that could be taken back" in window.decide(opened(window, first), "undo", code=409).text
    assert events(folder) == []


def test_two_windows_lose_no_decision(page: Served, folder: Path) -> None:
    here, there = page.window(), page.window()
    first = queued(here.get("/"))[0]
    old, other = opened(here, first), opened(there, first)
    here.decide(old, "confirm", "It is as it says")
    answer = there.decide(other, "dismiss", "It is a usual offer")
    assert answer.headers["location"] == f"/profiles/finding?id={first}&kept={first}"
    shown = there.get(answer.headers["location"])
    assert "Somebody decided otherwise meanwhile" in shown
    assert "It is as it says" in shown
    assert "It is a usual offer" in shown
    assert listed(folder)[first] == "conflict"
    assert len(events(folder)) == 2
    assert queued(here.get("/"))[0] == first, "what reviewers disagree about comes first"
    here.decide(opened(here, first), "confirm", "Asked both")
    assert listed(folder)[first] == "confirm"
    assert len(events(folder)) == 3


def test_note_after_somebody_decided_stands_beside_the_decision(page: Served, folder: Path) -> None:
    here, there = page.window(), page.window()
    first = queued(here.get("/"))[0]
    here.decide(opened(here, first), "confirm", "early")
    old = opened(there, first)
    here.decide(opened(here, first), "dismiss", "late")
    there.decide(old, "note", "to whom it may matter")
    assert listed(folder)[first] == "dismiss"
    assert len(events(folder)) == 3


def test_undo_of_what_is_no_longer_the_newest_is_refused(page: Served, folder: Path) -> None:
    here, there = page.window(), page.window()
    first = queued(here.get("/"))[0]
    here.decide(opened(here, first), "confirm", "early")
    (undo,) = forms(there.get(f"/profiles/finding?id={first}"), "undo")
    here.decide(opened(here, first), "dismiss", "late")
    answer = there.decide(undo, "undo", code=409)
    assert "decided meanwhile" in answer.text
    assert "late" in answer.text
    assert listed(folder)[first] == "dismiss"


def test_form_that_is_sent_twice_is_kept_once(window: Window, folder: Path) -> None:
    first = queued(window.get("/"))[0]
    form = opened(window, first)
    for _ in range(3):
        window.decide(form, "unsure", REASON)
    assert len(events(folder)) == 1


def test_decisions_made_at_the_same_moment_are_all_kept(page: Served, folder: Path) -> None:
    first = queued(page.window().get("/"))[0]
    windows = [page.window() for _ in range(6)]
    sent = [(one, opened(one, first), f"reason {number}") for number, one in enumerate(windows)]
    threads = [threading.Thread(target=one.decide, args=(form, "confirm", why)) for one, form, why in sent]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(event.reason for event in events(folder)) == [f"reason {number}" for number in range(6)]


def test_case_that_is_busy_is_said_and_words_stay_typed(window: Window, folder: Path) -> None:
    first = queued(window.get("/"))[0]
    form = opened(window, first)
    writer = sqlite3.connect(folder / "reports" / "case.db", isolation_level=None)
    writer.execute("begin immediate")
    answer = window.decide(form, "confirm", "what I wrote", code=503)
    writer.execute("rollback")
    writer.close()
    assert "the case file is busy" in answer.text
    assert 'value="what I wrote"' in answer.text
    assert 'value="confirm" required checked' in answer.text
    window.decide(forms(answer.text)[0], "confirm", "what I wrote")
    assert [event.reason for event in events(folder)] == ["what I wrote"]


def test_upon_what_it_was_made_must_be_known(window: Window, folder: Path) -> None:
    first = queued(window.get("/"))[0]
    window.decide({**opened(window, first), "upon": "d-0123456789abcdef"}, "confirm", REASON, code=409)
    assert events(folder) == []


def test_command_line_and_page_see_each_other(window: Window, folder: Path) -> None:
    first, second, *_ = queued(window.get("/"))
    assert run("review", "dismiss", first, "--reason", "by command", "--person", "otto", cwd=folder).returncode == 0
    assert first not in queued(window.get("/"))
    assert "by command" in window.get(f"/profiles/finding?id={first}")
    window.decide(opened(window, second), "confirm", "by page")
    assert b"by page" in run("findings", "explain", second, cwd=folder).stdout


def test_profile_page_keeps_decisions_where_they_stand(window: Window, folder: Path) -> None:
    link = re.findall(
        r'href="(/profiles/p-[^"#]+)#finding-', window.get(f"/profiles/finding?id={queued(window.get('/'))[0]}")
    )
    found = forms(window.get(link[0]))
    assert len(found) > 5
    answer = window.decide(found[3], "confirm", REASON)
    path, _, fragment = answer.headers["location"].partition("#")
    assert fragment == "finding-4"
    assert path.startswith(link[0])
    assert "Kept:" in window.get(path)
    assert [event.finding for event in events(folder)] == [found[3]["finding"]]


def test_another_audit_is_seen_at_once_and_decisions_stay(window: Window, folder: Path) -> None:
    first, *others = queued(window.get("/"))
    whole = 1 + len(others)
    window.decide(opened(window, first), "dismiss", REASON)
    saved = folder / "more"
    saved.mkdir()
    for file in CASE.iterdir():
        if file.is_file() and "Wynfield" in file.name:
            shutil.copy(file, saved)
    assert run("audit", saved, "--as-of", AS_OF, "--quiet", "--jobs", "1", cwd=folder).returncode == 0
    second = window.get("/?state=all")
    assert sorted(queued(second)) == sorted(listed(folder))
    assert 0 < len(queued(second)) < whole
    window.get(f"/profiles/finding?id={first}", code=404)
    assert run("audit", CASE, "--as-of", AS_OF, "--quiet", "--jobs", "1", cwd=folder).returncode == 0
    assert queued(window.get("/?state=dismiss")) == [first]


def test_erased_pages_are_gone_at_once(window: Window, folder: Path) -> None:
    assert "Sunny Aldara" in window.get("/index.html")
    assert run("subject", "erase", "Sunny Aldara", "--yes", cwd=folder).returncode in (0, 4)
    assert not re.search(r'class="name[^"]*"[^>]*><bdi>Sunny Aldara', window.get("/index.html"))
    assert '<bdi class="page-voice">Sunny Aldara' not in window.get("/?state=all")


def test_filter_of_the_queue(window: Window) -> None:
    whole = queued(window.get("/"))
    strong = queued(window.get("/?strength=strong"))
    assert 0 < len(strong) < len(whole)
    assert set(strong) <= set(whole)
    both = queued(window.get("/?strength=strong&level=developed-pattern&q=wynfield+INFORMATION"))
    assert 0 < len(both) < len(strong)
    assert queued(window.get("/?q=%00%ff&level=x&state=y&strength=z&part=-1")) == []
    assert "No finding fits this filter." in window.get("/?q=nobody-has-this-word")
    form = opened(window, both[0], "&strength=strong&q=wynfield")
    answer = window.decide(form, "confirm", REASON)
    assert "strength=strong&q=wynfield" in answer.headers["location"]


def test_reasons_given_before_are_offered(window: Window) -> None:
    first, second, *_ = queued(window.get("/"))
    window.decide(opened(window, first), "dismiss", "an advertisement like many")
    assert '<option value="an advertisement like many">' in window.get(f"/profiles/finding?id={second}")


@pytest.mark.parametrize("text", HOSTILE.values(), ids=HOSTILE.keys())
def test_hostile_words_stay_words(window: Window, folder: Path, text: str) -> None:
    first = queued(window.get("/"))[0]
    plain = re.sub(r"[\x00\ud800-\udfff]", "", text)[:2_000]
    if plain.strip():
        window.decide(opened(window, first), "note", plain)
        assert events(folder)[0].reason == plain.replace("\r\n", "\n").strip()
    for path in (f"/profiles/finding?id={first}", f"/?q={'x'}", "/"):
        shown = window.get(path)
        assert "<img" not in shown.replace('<img class="', "")
        assert len(re.findall(r"<script", shown)) == 1
        assert len(re.findall(r"<style", shown)) == 1
        assert "onerror=alert" not in re.sub(r"&lt;.*?&gt;", "", shown)
    answer = window.client.get("/", params={"q": plain, "state": plain, "part": plain[:50]})
    assert answer.status_code == 200
    assert len(re.findall(r"<script", answer.text)) == 1


def test_every_language_has_its_page(folder: Path) -> None:
    for language, word in (("de", "Zu entscheiden"), ("fr", "À décider"), ("es", "Por decidir")):
        with served(folder / "reports" / "case.db", language=language) as running:
            window = running.window()
            assert word in window.get("/")
            first = queued(window.get("/"))[0]
            for path in (f"/profiles/finding?id={first}", "/known", "/captures", "/index.html"):
                assert f'<html lang="{language}">' in window.get(path)


def captured(window: Window) -> str:
    """The address under which two captures stand side by side."""
    (link,) = {unescape(one) for one in re.findall(r'href="(/captures/pair[^"]+)"', window.get("/captures"))}
    return link


def test_captures_stand_side_by_side(window: Window) -> None:
    shown = window.get(captured(window))
    assert shown.count("the same</span>") >= 5
    assert "differs" not in re.findall(r"<tbody>(.*?)</tbody>", shown, re.S)[0]
    own, other = re.findall(r"p-[0-9a-f]{16}", captured(window))
    assert f"/captures/pair?a={other}" in unescape(window.get(f"/profiles/{own}.html"))
    window.get("/captures/pair?a=p-0&b=p-0", code=404)
    somebody = re.findall(r"profiles/(p-[0-9a-f]{16})\.html", window.get("/index.html"))[0]
    assert somebody not in (own, other)
    window.get(f"/captures/pair?a={own}&b={somebody}", code=404)


def test_what_a_capture_states_otherwise_is_marked(tmp_path: Path) -> None:
    saved = tmp_path / "saved"
    saved.mkdir()
    text = (CASE / "Ragnhild Kvalheim.html").read_text(encoding="utf-8")
    (saved / "first.html").write_text(text, encoding="utf-8")
    (saved / "second.html").write_text(text.replace("back at work since", "head of laboratory since"), encoding="utf-8")
    assert run("audit", saved, "--as-of", AS_OF, "--quiet", "--jobs", "1", cwd=tmp_path).returncode == 0
    with served(tmp_path / "reports" / "case.db") as running:
        window = running.window()
        shown = window.get(captured(window))
    assert sorted(re.findall(r"<mark>(.*?)</mark>", shown)) == ["back at work ", "head of laboratory "]
    assert shown.count("differs</span>") == 1


def test_known_library_is_kept(window: Window, folder: Path) -> None:
    (csrf,) = {form["csrf"] for form in re_forms(window.get("/known"))}
    domain = {"csrf": csrf, "kind": "domain", "value": "Harbour.example", "source": "<b>a list</b>", "licence": ""}
    assert window.send("/known/add", domain).headers["location"] == "/known?told=added"
    assert window.send("/known/add", domain).headers["location"] == "/known?told=there"
    shown = window.get("/known?told=added")
    assert "&lt;b&gt;a list&lt;/b&gt;" in shown
    done = json.loads(run("known", "list", "--format", "json", cwd=folder).stdout)
    assert [(one["kind"], one["name"], one["source"]) for one in done["known"]] == [
        ("domain", "harbour.example", "<b>a list</b>")
    ]
    (entry,) = forms(shown, "undo")
    window.send("/known/remove", entry, code=422)
    window.send("/known/remove", {**entry, "sure": "yes"})
    window.send("/known/remove", {**entry, "sure": "yes"}, code=404)
    assert "The library is empty." in window.get("/known")


def test_picture_of_a_page_becomes_known(window: Window, folder: Path) -> None:
    (csrf,) = {form["csrf"] for form in re_forms(window.get("/known"))}
    link = re.findall(r"a=(p-[0-9a-f]{16})", window.get("/captures"))[0]
    form = {"csrf": csrf, "kind": "picture", "value": link, "source": "the photographer", "expires": "2027-01-31"}
    window.send("/known/add", form)
    (entry,) = json.loads(run("known", "list", "--format", "json", cwd=folder).stdout)["known"]
    assert (entry["kind"], entry["expires_at"]) == ("picture", "2027-01-31")
    assert entry["hashes"]


@pytest.mark.parametrize(
    ("form", "said"),
    [
        ({"kind": "domain", "value": "com", "source": "x"}, "not a domain that a company could own alone"),
        ({"kind": "domain", "value": "harbour.example", "source": " "}, "without a source proves nothing"),
        ({"kind": "hash", "method": "pdq256", "value": "abc\nabc", "source": "x"}, "no hash of 64 or 256 bits"),
        ({"kind": "hash", "method": "other", "value": "0" * 64, "source": "x"}, "is no kind of hash"),
        ({"kind": "text", "value": "short", "source": "x", "title": "t", "date": "2026"}, "Nothing was added"),
        ({"kind": "text", "value": "short", "source": "x"}, "under which title"),
        ({"kind": "picture", "value": "p-0000000000000000", "source": "x"}, "no page of the newest run"),
        ({"kind": "domain", "value": "harbour.example", "source": "x", "expires": "soon"}, "Nothing was added"),
        ({"kind": "", "value": "x", "source": "x"}, "nothing of this kind"),
    ],
)
def test_what_cannot_be_known_is_said(window: Window, folder: Path, form: Form, said: str) -> None:
    (csrf,) = {one["csrf"] for one in re_forms(window.get("/known"))}
    assert said in window.send("/known/add", {"csrf": csrf, **form}, code=422).text
    assert json.loads(run("known", "list", "--format", "json", cwd=folder).stdout)["known"] == []


def re_forms(page: str) -> list[Form]:
    return [{"csrf": value} for value in re.findall(r'name="csrf" value="([^"]+)"', page)]


def test_case_without_a_run_says_so(tmp_path: Path) -> None:
    words = ("--purpose", "p", "--basis", "b", "--officer", "o", "--retain-until", "2099-01-01")
    assert run("case", "init", *words, cwd=tmp_path).returncode == 0
    with served(tmp_path / "reports" / "case.db") as running:
        assert "holds no finished run" in running.window().get("/", code=503)
