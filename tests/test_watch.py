"""A watch run is silent about noise, exact about change, and names the cause."""

from __future__ import annotations

import base64
import fcntl
import io
import json
import os
import random
import re
import shutil
import sqlite3
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from PIL import Image

from auditor.alike import same_picture, same_text
from auditor.report.digest import digest_html, digest_text
from auditor.report.schedule import schedule_text
from auditor.watch import is_of
from tests.inside import run
from tests.running import AS_OF, CASE
from tests.test_review import write_rule

PAGE = CASE / "Castor Wynfield - Executive Search Partner.html"
SUBJECT = "https://www.linkedin.com/in/castor-wynfield-example"
PICTURE = re.compile(r"data:image/jpeg;base64,([A-Za-z0-9+/=]+)")
JOBS = "<ul class=experience__list>"


def _with_an_earlier_job(markup: str) -> str:
    start = markup.index(JOBS) + len(JOBS)
    job = markup[start : markup.index("</ul>", start)]
    earlier = job
    for now, then in (
        ("Calder Vane Search", "Old Slipway"),
        ("calder-vane-search", "old-slipway"),
        ("Executive Search Partner", "Harbour Analyst"),
        ("<time>Feb 2009</time> - Present", "<time>Mar 2003</time> - <time>Jan 2009</time>"),
        ("16 years 10 months", "5 years 11 months"),
        ("I find people who know how decisions are made.", "I counted the ships."),
    ):
        assert now in earlier
        earlier = earlier.replace(now, then)
    return markup[:start] + job + earlier + markup[start + len(job) :]


MARKUP = _with_an_earlier_job(PAGE.read_text(encoding="utf-8"))
QUIET = ("run", "--as-of", AS_OF, "--records", "records", "--fail-on-change", "--quiet")
LAST = 1_800_000_000
"""A time (Unix) that the second capture is saved at."""


def _replaced(old: str, new: str) -> Callable[[str], str]:
    def edit(markup: str) -> str:
        assert old in markup, f"the page no longer holds {old!r}"
        return markup.replace(old, new)

    return edit


def _saved_again(markup: str) -> str:
    """The same picture in another quality."""
    found = PICTURE.search(markup)
    assert found is not None
    picture = Image.open(io.BytesIO(base64.b64decode(found[1]))).convert("RGB")
    return markup.replace(found[0], _address(picture, 60))


def _another_picture(markup: str) -> str:
    found = PICTURE.search(markup)
    assert found is not None
    dice = random.Random(7)
    small = Image.frombytes("RGB", (8, 8), bytes(dice.randrange(256) for _ in range(192)))
    return markup.replace(found[0], _address(small.resize((200, 200)), 90))


def _address(picture: Image.Image, quality: int) -> str:
    data = io.BytesIO()
    picture.save(data, "JPEG", quality=quality)
    return "data:image/jpeg;base64," + base64.b64encode(data.getvalue()).decode()


def _turned(markup: str, beginning: str) -> str:
    """The entries of a list in the opposite order."""
    start = markup.index(beginning) + len(beginning)
    end = markup.index("</ul>", start)
    entries = re.split(r"(?=<li )", markup[start:end])
    return markup[:start] + "".join(reversed(entries)) + markup[end:]


NOISE: dict[str, Callable[[str], str]] = {
    "saved later": _replaced("saved date: Mon Nov 10 2025 14:31:07", "saved date: Thu Jan 15 2026 09:02:44"),
    "order of jobs": lambda markup: _turned(markup, JOBS),
    "other counters": lambda markup: _replaced("31 followers", "47 followers")(
        markup.replace("500+ connections", "489 connections")
    ),
    "time went on": _replaced("16 years 10 months", "17 years"),
    "addresses signed anew": _replaced("urlhash=R34O&amp;trk=public_profile-website", "urlhash=kQ2_&amp;trk=pp-site"),
    "other session": _replaced("b79a0efeaf139f--e0a8c698e867bdd25c4f", "000102030405--aabbccddeeff"),
    "advertisement": _replaced(
        "<section class=right-rail>", "<aside class=ad>Harbour Shoes, now 20 % off</aside><section class=right-rail>"
    ),
    "others suggested": _replaced("anggun-lestarining-hie7-example", "somebody-else-example"),
    "white space": _replaced("<h2 ", "\n\n   <h2 "),
    "picture in another quality": _saved_again,
    "comment": _replaced("</body>", "<!-- 7f3a --></body>") if "</body>" in MARKUP else lambda m: m + "<!-- 7f3a -->",
}
NOISE["everything at once"] = lambda markup: _all_of(markup, list(NOISE.values())[:-1])


def _all_of(markup: str, edits: list[Callable[[str], str]]) -> str:
    for edit in edits:
        markup = edit(markup)
    return markup


REAL: dict[str, tuple[Callable[[str], str], str]] = {
    "picture": (_another_picture, "picture"),
    "employer": (_replaced("Calder Vane Search</span>", "Harbour Quay Search</span>"), "experience"),
    "name": (_replaced("Castor Wynfield", "Castor Wynfeld"), "name"),
    "headline": (_replaced("Policy and Economy", "Shipping"), "headline"),
}


def _watch(cwd: Path, *arguments: str | Path, code: int = 0) -> str:
    done = run("watch", *arguments, cwd=cwd)
    assert done.returncode == code, (done.stdout + done.stderr).decode()
    return done.stdout.decode()


def _look(cwd: Path, *arguments: str | Path, code: int = 0) -> list[dict[str, Any]]:
    said = _watch(cwd, "run", "--as-of", AS_OF, "--format", "json", "--only-changes", *arguments, code=code)
    found: list[dict[str, Any]] = json.loads(said)["profiles"]
    return found


def _save(folder: Path, name: str, markup: str, at: int = LAST - 86_400) -> None:
    folder.mkdir(exist_ok=True)
    (folder / name).write_text(markup, encoding="utf-8")
    os.utime(folder / name, (at, at))


@pytest.fixture(scope="module")
def many(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, dict[str, dict[str, Any]]]:
    """One watched folder for every kind of noise and of change; noise is saved and looked at, then the changes."""
    cwd = tmp_path_factory.mktemp("watch")
    shutil.copytree(CASE / "records", cwd / "records")
    for name in (*NOISE, *REAL):
        _save(cwd / _folder(name), "first.html", MARKUP)
        _watch(cwd, "add", SUBJECT, _folder(name))  # one command for each, as a person would
    first = _look(cwd, "--records", "records")
    assert {one["outcome"] for one in first} == {"first"}
    assert _watch(cwd, *QUIET) == ""
    for name, edit in NOISE.items():
        again = edit(MARKUP)
        assert again != MARKUP
        _save(cwd / _folder(name), "second.html", again, LAST)
    noisy = _look(cwd, "--records", "records")
    said = {Path(one["path"]).parent.name: one for one in noisy}
    for name, (edit, _) in REAL.items():
        _save(cwd / _folder(name), "second.html", edit(MARKUP), LAST)
    real = _look(cwd, "--records", "records", "--fail-on-change", code=10)
    return cwd, {**said, **{Path(one["path"]).parent.name: one for one in real}}


def _folder(name: str) -> str:
    return name.replace(" ", "-")


@pytest.mark.parametrize("noise", sorted(NOISE))
def test_noise_is_no_change(many: tuple[Path, dict[str, dict[str, Any]]], noise: str) -> None:
    assert _folder(noise) not in many[1], many[1].get(_folder(noise))


@pytest.mark.parametrize("real", sorted(REAL))
def test_one_real_change_is_reported_and_nothing_else(many: tuple[Path, dict[str, dict[str, Any]]], real: str) -> None:
    look = many[1][_folder(real)]
    assert {one["what"] for one in look["fields"]} == {REAL[real][1]}
    assert {one["cause"] for one in (*look["fields"], *look["new"], *look["gone"])} == {"page-changed"}
    assert look["records"] == look["known"] == []
    assert look["path"].endswith("second.html")


def test_noise_alone_prints_nothing_and_ends_with_0(tmp_path: Path) -> None:
    shutil.copytree(CASE / "records", tmp_path / "records")
    _save(tmp_path / "castor", "first.html", MARKUP)
    _watch(tmp_path, "add", SUBJECT, "castor")
    _look(tmp_path, "--records", "records")
    _save(tmp_path / "castor", "second.html", NOISE["everything at once"](MARKUP), LAST)
    done = run("watch", *QUIET, cwd=tmp_path)
    assert (done.returncode, done.stdout, done.stderr) == (0, b"", b"")


def test_what_was_said_is_not_said_again_and_can_be_shown_again(many: tuple[Path, dict[str, Any]]) -> None:
    cwd, _ = many
    assert _watch(cwd, *QUIET) == ""
    listed = json.loads(_watch(cwd, "list", "--format", "json"))["watched"]
    headline = next(one for one in listed if one["folder"].endswith("headline"))
    shown = _watch(cwd, "diff", str(headline["id"]))
    assert "is: Executive Search Partner | International headhunter | Shipping" in shown
    assert "[the page changed]" in shown


RECORDS = ("--records", "records")
PACK = (*RECORDS, "--rules", "pack")


@pytest.fixture(scope="module")
def once(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A watched profile that was looked at, with a recorded answer and a known picture."""
    cwd = tmp_path_factory.mktemp("once")
    shutil.copytree(CASE / "records", cwd / "records")
    _save(cwd / "castor", "first.html", MARKUP)
    found = PICTURE.search(MARKUP)
    assert found is not None
    (cwd / "portrait.jpg").write_bytes(base64.b64decode(found[1]))
    _watch(cwd, "add", SUBJECT, "castor", "--domain", "caldervane-search.example", "--picture", "portrait.jpg")
    _look(cwd, *RECORDS)
    assert _look(cwd, *RECORDS) == []
    return cwd


@pytest.fixture
def looked(once: Path, tmp_path: Path) -> Path:
    """The same, in a folder of its own."""
    shutil.copytree(once, tmp_path / "own")
    with sqlite3.connect(tmp_path / "own" / "reports" / "case.db") as connection:
        connection.execute("update watch set folder = ?", (str(tmp_path / "own" / "castor"),))
    connection.close()
    return tmp_path / "own"


def _causes(look: dict[str, Any]) -> set[str]:
    return {one["cause"] for kind in ("new", "gone", "fields", "records", "known") for one in look[kind]}


def test_a_new_rule_is_named_as_the_cause(looked: Path) -> None:
    cwd, ask = looked, PACK
    write_rule(cwd / "pack", "harbour-economy", "policy and economy")
    (look,) = _look(cwd, *ask)
    assert [(one["title"], one["cause"]) for one in look["new"]] == [("harbour-economy", "rules-changed")]
    assert look["gone"] == look["fields"] == look["records"] == look["known"] == []
    assert _look(cwd, *ask) == []


def test_another_record_is_named_as_the_cause(looked: Path) -> None:
    cwd, ask = looked, RECORDS
    record = next((cwd / "records").glob("caldervane-search.example.rdap.json"))
    record.write_text(record.read_text().replace("2025-09-08", "2001-09-08"))
    (look,) = _look(cwd, *ask)
    assert [one["what"] for one in look["records"]] == ["caldervane-search.example rdap"]
    assert "2025-09-08" in look["records"][0]["before"]
    assert "2001-09-08" in look["records"][0]["after"]
    assert _causes(look) == {"record-changed"}
    assert look["fields"] == look["known"] == []


def test_a_changed_library_is_named_as_the_cause(looked: Path) -> None:
    cwd, ask = looked, RECORDS
    assert run("known", "add", "portrait.jpg", "--source", "stock pictures", cwd=cwd).returncode == 0
    (look,) = _look(cwd, *ask)
    assert len(look["new"]) == 1
    assert _causes(look) == {"known-changed"}
    assert run("known", "remove", "1", cwd=cwd).returncode == 0
    (look,) = _look(cwd, *ask)
    assert len(look["gone"]) == 1
    assert _causes(look) == {"known-changed"}


def test_page_and_rule_that_changed_together_are_told_apart(looked: Path) -> None:
    cwd, ask = looked, PACK
    write_rule(cwd / "pack", "harbour-economy", "policy and economy")
    write_rule(cwd / "pack", "harbour-search", "search partner")
    _look(cwd, *ask)
    (cwd / "pack" / "rules" / "harbour-search.toml").unlink()
    _save(cwd / "castor", "second.html", MARKUP.replace("Policy and Economy", "Shipping"), LAST)
    (look,) = _look(cwd, *ask)
    assert sorted((one["title"], one["cause"]) for one in look["gone"]) == [
        ("harbour-economy", "page-changed"),
        ("harbour-search", "rules-changed"),
    ]


def test_a_known_picture_that_is_shown_no_longer_is_said(looked: Path) -> None:
    cwd, ask = looked, RECORDS
    _save(cwd / "castor", "second.html", _another_picture(MARKUP), LAST)
    (look,) = _look(cwd, *ask)
    assert [(one["what"], one["after"], one["cause"]) for one in look["known"]] == [
        ("portrait.jpg", "another picture", "page-changed")
    ]
    assert "known picture portrait.jpg: another picture is shown" in _watch(cwd, "diff", "1")
    assert json.loads(_watch(cwd, "list", "--format", "json"))["watched"][0]["pictures"] == ["portrait.jpg"]
    Image.new("RGB", (96, 96), (200, 10, 10)).save(cwd / "plain.png")
    refused = run("watch", "add", SUBJECT, "castor", "--picture", "plain.png", cwd=cwd)
    assert refused.returncode == 2
    assert b"cannot be told from others" in refused.stderr


def test_a_digest_is_given_to_a_command_and_said_again_where_that_fails(looked: Path) -> None:
    cwd, ask = looked, RECORDS
    taken = ("--command", f'{sys.executable} -c \'import sys; open("taken.txt", "w").write(sys.stdin.read())\'')
    assert _watch(cwd, "run", "--as-of", AS_OF, *ask, *taken) == ""
    assert not (cwd / "taken.txt").exists(), "nothing to say, nothing is run"
    _save(cwd / "castor", "second.html", MARKUP.replace("Policy and Economy", "Shipping"), LAST)
    failed = run("watch", "run", "--as-of", AS_OF, *ask, "--command", "false", cwd=cwd)
    assert failed.returncode == 1
    assert b"false ended with 1; the next run says it again" in failed.stderr
    assert run("watch", "run", "--as-of", AS_OF, *ask, "--command", "no-such-command", cwd=cwd).returncode == 1
    assert _watch(cwd, "run", "--as-of", AS_OF, *ask, *taken) == ""
    assert "is: Executive Search Partner | International headhunter | Shipping" in (cwd / "taken.txt").read_text()
    assert _watch(cwd, "run", "--as-of", AS_OF, *ask, *taken, "--fail-on-change") == ""


def test_an_error_stops_nobody_else_and_no_digest_is_written_without_a_change(tmp_path: Path) -> None:
    _save(tmp_path / "castor", "first.html", MARKUP)
    (tmp_path / "empty").mkdir()
    _watch(tmp_path, "add", SUBJECT, "castor")
    _watch(tmp_path, "add", "ines-harbour-example", "empty")
    _watch(tmp_path, "add", "jonas-quay-example", "nowhere")
    outcomes = {one["subject"]: (one["outcome"], one["reason"]) for one in _look(tmp_path, code=3)}
    assert outcomes[SUBJECT] == ("first", None)
    assert outcomes["ines-harbour-example"][1] == "the folder holds no profile page of ines-harbour-example"
    assert outcomes["jonas-quay-example"] == ("error", "the folder is not there")
    _watch(tmp_path, "remove", "ines-harbour-example", "jonas-quay-example")
    quiet = ("run", "--as-of", AS_OF, "--only-changes", "--format", "html", "--output", "digest.html")
    assert _watch(tmp_path, *quiet) == ""
    assert not (tmp_path / "digest.html").exists()
    _save(tmp_path / "castor", "second.html", MARKUP.replace("Policy and Economy", "<b>Ships</b> &amp; more"), LAST)
    assert _watch(tmp_path, *quiet, "--fail-on-change", code=10) == ""
    digest = (tmp_path / "digest.html").read_text(encoding="utf-8")
    assert "Ships &amp; more" in digest
    assert not re.search(r"(?:src|href)=|url\(|@import|<base|<link|<script", digest)


def test_two_runs_never_collide(tmp_path: Path) -> None:
    _save(tmp_path / "castor", "first.html", MARKUP)
    _watch(tmp_path, "add", SUBJECT, "castor")
    with (tmp_path / "reports" / "case.db.watch-lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        done = run("watch", "run", cwd=tmp_path)
    assert done.returncode == 1
    assert b"another watch run" in done.stderr


def test_the_network_is_off_and_a_proxy_alone_is_refused(tmp_path: Path) -> None:
    _save(tmp_path / "castor", "first.html", MARKUP)
    _watch(tmp_path, "add", SUBJECT, "castor")
    assert run("watch", "run", "--proxy", "socks5h://127.0.0.1:9", cwd=tmp_path).returncode == 2


def test_scheduled_commands_are_quoted_for_their_systems(tmp_path: Path) -> None:
    folder = tmp_path / "two words"
    folder.mkdir()
    text = schedule_text(["/bin/echo", "a b", "50%"], str(folder), 6, 5)
    cron = next(line for line in text.splitlines() if line.startswith("5 6 * * * "))
    done = subprocess.run(
        ["/bin/sh", "-c", cron.removeprefix("5 6 * * * ").replace("\\%", "%")], capture_output=True, check=True
    )
    assert done.stdout == b"a b 50%\n"
    assert 'ExecStart=/bin/echo "a b" "50%%"' in text
    assert "OnCalendar=*-*-* 06:05:00" in text
    assert "/ST 06:05" in text


def test_profiles_are_named_by_address_or_handle() -> None:
    address = "https://de.linkedin.com/in/ines-harbour-example"
    for given in ("ines-harbour-example", "linkedin.com/in/ines-harbour-example/", address.upper()):
        assert is_of(given, "ines-harbour-example", address)
    assert not is_of("linkedin.com/in/ines-harbour", "ines-harbour-example", address)
    assert not is_of("https://github.com/ines", None, "https://gitlab.com/ines")


def test_texts_and_pictures_are_compared_as_a_person_would() -> None:
    whole = "I help firms to find the people who keep their ships afloat, in every harbour of the north."
    assert same_text(whole, whole[:70] + "…")
    assert not same_text(whole, whole[:70])
    assert not same_text("10 USD", "20 USD")
    assert same_picture({"sha256": "a", "hash": "ff"}, {"sha256": "b", "hash": "fe"})
    assert not same_picture({"sha256": "a", "hash": "f" * 64}, {"sha256": "b", "hash": "0" * 64})
    assert same_picture({"sha256": "a", "hash": "ff"}, {"path": "/x"}), "what cannot be compared is no change"
    assert digest_text([]) == ""
    assert "0 with something to say" in digest_html([], 3, "2026-01-01")
