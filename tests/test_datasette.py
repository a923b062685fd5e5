"""The case file opens in Datasette: every table is described, every question is answered, texts are searched."""

from __future__ import annotations

import asyncio
import json
import re
import socket
import sqlite3
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

import httpx
import pytest
from datasette.app import Datasette
from serving import audited_folder, copied

from auditor.store.datasette import metadata
from tests.inside import run

QUERIES = sorted(metadata("case")["databases"]["case"]["queries"])
ASKED = {"words": "non-public information", "page": "", "company": "a"}
NEVER_EMPTY = ("undecided", "rules", "quotes", "texts", "shared_domains", "captures", "companies", "thread", "words")
"""Questions to which the bundled case has an answer."""


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = copied(audited_folder(tmp_path_factory), tmp_path_factory.mktemp("case"))
    findings = json.loads(run("findings", "list", "--format", "json", cwd=folder).stdout)["findings"]
    words = ("--reason", "an advertisement", "--person", "ines")
    assert run("review", "dismiss", findings[0]["id"], *words, cwd=folder).returncode == 0
    return folder


@pytest.fixture(scope="module")
def told(folder: Path) -> dict[str, Any]:
    done = run("case", "datasette", cwd=folder)
    assert done.returncode == 0
    assert b"datasette --metadata metadata.json reports/case.db" in done.stderr
    (folder / "metadata.json").write_bytes(done.stdout)
    parsed: dict[str, Any] = json.loads(done.stdout)
    return parsed


@pytest.fixture(scope="module")
def columns(folder: Path) -> dict[str, list[str]]:
    with sqlite3.connect(folder / "reports" / "case.db") as connection:
        names = [
            name for (name,) in connection.execute("select name from sqlite_master where type in ('table', 'view')")
        ]
        return {name: [row[1] for row in connection.execute(f"pragma table_info([{name}])")] for name in names}


@pytest.fixture(scope="module")
def page(folder: Path) -> str:
    with sqlite3.connect(folder / "reports" / "case.db") as connection:
        found = connection.execute(
            "select page.id from message join page on page.key = message.page join finding on finding.page = page.key"
        ).fetchone()
    return str(found[0])


def answers(folder: Path, told: dict[str, Any], *paths: str) -> list[httpx.Response]:
    async def asked() -> list[httpx.Response]:
        opened = Datasette([str(folder / "reports" / "case.db")], metadata=told)
        await opened.invoke_startup()
        return [await opened.client.get(path) for path in paths]

    return asyncio.run(asked())


def test_what_is_told_fits_the_case_file(told: dict[str, Any], columns: dict[str, list[str]]) -> None:
    tables = told["databases"]["case"]["tables"]
    assert set(tables) <= set(columns)
    for name, table in tables.items():
        assert table.get("hidden") or table["title"]
        named = [*table.get("columns", ()), *table.get("facets", ())]
        named += [table[key] for key in ("sort", "sort_desc", "label_column") if key in table]
        assert set(named) <= set(columns[name]), name
    own = {name for name in columns if not re.search(r"_fts|^sqlite_", name)}
    assert own - set(tables) == set(), "every table of the case file is described or hidden"


def test_every_question_is_answered(folder: Path, told: dict[str, Any], page: str) -> None:
    given = {**ASKED, "page": page}
    paths = []
    for name, query in told["databases"]["case"]["queries"].items():
        assert query["title"].endswith("?")
        wanted = re.findall(r"(?<!:):([a-z]+)", query["sql"])
        assert sorted(set(wanted)) == sorted(query.get("params", []))
        paths.append(str(httpx.URL(f"/case/{name}.json", params={key: given[key] for key in sorted(set(wanted))})))
    for name, answer in zip(told["databases"]["case"]["queries"], answers(folder, told, *paths), strict=True):
        assert answer.status_code == 200, (name, answer.text[:300])
        document = answer.json()
        assert document["ok"] is not False, name
        assert document.get("error") is None, name
        if name in NEVER_EMPTY:
            assert document["rows"], name


def test_questions_say_what_the_program_says(folder: Path, told: dict[str, Any]) -> None:
    words, undecided, put_away = (
        answer.json()
        for answer in answers(
            folder,
            told,
            "/case/words.json?_shape=objects",
            "/case/undecided.json?_shape=objects",
            "/case/dismissed.json?_shape=objects",
        )
    )
    findings = json.loads(run("findings", "list", "--format", "json", cwd=folder).stdout)["findings"]
    decided = {one["id"] for one in findings if one["decision"]}
    assert {row["finding"] for row in words["rows"]} == decided
    assert {row["finding"] for row in undecided["rows"]} == {one["id"] for one in findings} - decided
    assert [row["reason"] for row in put_away["rows"]] == ["an advertisement"]


@pytest.mark.parametrize("words", ['"', "a* OR (", "NEAR(", "x' or 1=1 --", "", "é \u202e <script>"])
def test_search_takes_any_words(folder: Path, told: dict[str, Any], words: str) -> None:
    (answer,) = answers(folder, told, str(httpx.URL("/case/texts.json", params={"words": words})))
    assert answer.status_code in (200, 400)
    assert answer.json().get("error") in (None, 'fts5: syntax error near ""')


def test_pages_show_titles_facets_and_questions(folder: Path, told: dict[str, Any]) -> None:
    front, table, search, view = answers(
        folder, told, "/case", "/case/finding", "/case/message?_search=information", "/case/finding_current"
    )
    for query in told["databases"]["case"]["queries"].values():
        assert query["title"] in front.text.replace("&#39;", "'")
    assert 'name="_search"' in search.text
    for answer in (front, table, search, view):
        assert answer.status_code == 200
    assert "What else explains it; never empty" in table.text
    assert "Start here." in view.text
    assert "pseudonym_key" not in front.text.partition("hidden table")[0]


def test_datasette_starts(folder: Path, told: dict[str, Any]) -> None:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    words = ["serve", "reports/case.db", "--metadata", "metadata.json", "--port", str(port), "--host", "127.0.0.1"]
    running = subprocess.Popen(
        [sys.executable, "-m", "datasette", *words], cwd=folder, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    )
    try:
        for _ in range(200):
            try:
                answer = httpx.get(f"http://127.0.0.1:{port}/case/finding_current.json", timeout=20)
                break
            except httpx.ConnectError:
                time.sleep(0.1)
        assert answer.json()["rows"]
    finally:
        running.terminate()
        running.wait(20)
