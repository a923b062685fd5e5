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
import subprocess
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from PIL import Image

from auditor.report.digest import digest_html, digest_text
from auditor.report.schedule import schedule_text
from auditor.watch import is_of, same_picture, same_text
from tests.inside import run
from tests.running import AS_OF, CASE
from tests.test_review import write_rule

PAGE = CASE / "Castor Wynfield - Executive Search Partner.html"
SUBJECT = "https://www.linkedin.com/in/castor-wynfield-example"
PICTURE = re.compile(r"data:image/jpeg;base64,([A-Za-z0-9+/=]+)")
MARKUP = PAGE.read_text(encoding="utf-8")
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
    "order of jobs": lambda markup: _turned(markup, "<ul class=experience__list>"),
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
    """One watched folder for every kind of noise and of change; looked at, saved again, looked at again."""
    cwd = tmp_path_factory.mktemp("watch")
    shutil.copytree(CASE / "records", cwd / "records")
    names = [name.replace(" ", "-") for name in (*NOISE, *REAL)]
    for name in names:
        _save(cwd / name, "first.html", MARKUP)
    for name in names:  # one command for each, as a person would
        _watch(cwd, "add", SUBJECT, name)
    first = _look(cwd, "--records", "records")
    assert {one["outcome"] for one in first} == {"first"}
    assert _watch(cwd, "run", "--as-of", AS_OF, "--records", "records", "--fail-on-change") == ""
    for name, edit in {**NOISE, **{name: edit for name, (edit, _) in REAL.items()}}.items():
        _save(cwd / name.replace(" ", "-"), "second.html", edit(MARKUP), LAST)
    second = _look(cwd, "--records", "records", "--fail-on-change", code=10)
    listed = json.loads(_watch(cwd, "list", "--format", "json"))["watched"]
    folders = {one["id"]: Path(one["folder"]).name.replace("-", " ") for one in listed}
    return cwd, {folders[one["id"]]: one for one in second}


@pytest.mark.parametrize("noise", sorted(NOISE))
def test_noise_is_no_change(many: tuple[Path, dict[str, dict[str, Any]]], noise: str) -> None:
    assert noise not in many[1], many[1].get(noise)


@pytest.mark.parametrize("real", sorted(REAL))
def test_one_real_change_is_reported_and_nothing_else(many: tuple[Path, dict[str, dict[str, Any]]], real: str) -> None:
    look = many[1][real]
    assert {one["what"] for one in look["fields"]} == {REAL[real][1]}
    assert {one["cause"] for one in look["fields"]} == {"page-changed"}
    assert look["records"] == []
    assert look["path"].endswith("second.html")


def test_what_was_said_is_not_said_again_and_can_be_shown_again(many: tuple[Path, dict[str, Any]]) -> None:
    cwd, _ = many
    assert _watch(cwd, "run", "--as-of", AS_OF, "--records", "records", "--fail-on-change") == ""
    listed = json.loads(_watch(cwd, "list", "--format", "json"))["watched"]
    headline = next(one for one in listed if one["folder"].endswith("headline"))
    shown = _watch(cwd, "diff", str(headline["id"]))
    assert "is: Executive Search Partner | International headhunter | Shipping" in shown
    assert "[the page changed]" in shown


def test_rules_and_records_are_named_as_causes(tmp_path: Path) -> None:
    shutil.copytree(CASE / "records", tmp_path / "records")
    _save(tmp_path / "castor", "first.html", MARKUP)
    write_rule(tmp_path / "pack", "harbour-search", "search partner")
    ask = ("--records", "records", "--rules", "pack")
    _watch(tmp_path, "add", SUBJECT, "castor", "--domain", "caldervane-search.example")
    _look(tmp_path, *ask)

    write_rule(tmp_path / "pack", "harbour-economy", "policy and economy")
    (look,) = _look(tmp_path, *ask)
    assert [(one["title"], one["cause"]) for one in look["new"]] == [("harbour-economy", "rules-changed")]
    assert look["gone"] == look["fields"] == look["records"] == []

    (tmp_path / "pack" / "rules" / "harbour-search.toml").unlink()
    _save(tmp_path / "castor", "second.html", MARKUP.replace("Policy and Economy", "Shipping"), LAST)
    (look,) = _look(tmp_path, *ask)
    assert sorted((one["title"], one["cause"]) for one in look["gone"]) == [
        ("harbour-economy", "page-changed"),
        ("harbour-search", "rules-changed"),
    ]

    record = next((tmp_path / "records").glob("caldervane-search.example.rdap.json"))
    record.write_text(record.read_text().replace("2025-09-08", "2001-09-08"))
    (look,) = _look(tmp_path, *ask)
    assert [one["what"] for one in look["records"]] == ["caldervane-search.example rdap"]
    assert "2001-09-08" in look["records"][0]["after"]
    assert {one["cause"] for one in (*look["new"], *look["gone"])} <= {"record-changed"}
    assert look["fields"] == []


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
