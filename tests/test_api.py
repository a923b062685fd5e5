"""The programming interface: what docs/api.md shows is what happens, and importing it costs next to nothing."""

from __future__ import annotations

import contextlib
import io
import json
import re
import shutil
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

import auditor
from auditor.contract.typed import Mismatch, document_of, page_from, typed
from auditor.contract.types import Link
from auditor.document import SCHEMA
from auditor.store.case import SCHEMA_VERSION
from tests.inside import run
from tests.running import AS_OF, CASE, ROOT

Accepted = Callable[[Path, str | bytes], None]
GUIDE = ROOT / "docs" / "api.md"
EXAMPLE = re.compile(r"```python\n(?P<program>.*?)```\n\n```text\n.*?```\n", re.DOTALL)
"""A program and what it prints."""


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("api")
    shutil.copytree(CASE, folder / "saved-pages")
    return folder


@pytest.fixture(scope="module")
def case(home: Path) -> Path:
    """The case file that the first example makes."""
    with contextlib.chdir(home):
        auditor.audit("saved-pages", case="case.db", as_of=AS_OF).close()
    return home / "case.db"


def test_the_examples_do_what_is_shown(home: Path, accepted: Accepted) -> None:
    namespace: dict[str, Any] = {}

    def made(example: re.Match[str]) -> str:
        out = io.StringIO()
        with contextlib.redirect_stdout(out):
            exec(compile(example["program"], str(GUIDE), "exec"), namespace)
        assert out.getvalue().strip()
        return f"```python\n{example['program']}```\n\n```text\n{out.getvalue()}```\n"

    guide = GUIDE.read_text()
    with contextlib.chdir(home):
        text, count = EXAMPLE.subn(made, guide)
    assert count == guide.count("```python") >= 5
    accepted(GUIDE, text)


def test_every_name_is_stated_and_every_version(home: Path) -> None:
    guide = GUIDE.read_text()
    for name in auditor.__all__:
        assert getattr(auditor, name) is not None
        assert name == "__version__" or name in guide, name
    for version in (auditor.API_VERSION, auditor.JSON_VERSION, auditor.DATABASE_VERSION):
        assert f"| {version} |" in guide
        assert [part.isdigit() for part in version.split(".")] == [True] * 3
    assert SCHEMA.rpartition("/")[2] == auditor.JSON_VERSION.split(".")[0]
    assert str(SCHEMA_VERSION) == auditor.DATABASE_VERSION.split(".")[1]
    assert dir(auditor) == sorted(auditor.__all__)
    with pytest.raises(AttributeError, match="no attribute 'score'"):
        auditor.score  # type: ignore[attr-defined]  # noqa: B018


def test_importing_it_costs_next_to_nothing() -> None:
    program = (
        "import sys, time; begun = time.process_time(); import auditor; print(time.process_time() - begun);"
        " print([name for name in sys.modules if name.startswith('auditor.')])"
    )
    runs = [
        subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True).stdout.splitlines()
        for _ in range(3)
    ]
    assert min(float(cost) for cost, _ in runs) < 0.005
    assert {names for _, names in runs} == {"[]"}


def test_a_case_says_what_the_json_says(case: Path) -> None:
    told = json.loads(run("export", "--case", case, cwd=case.parent).stdout)
    with auditor.open_case(case) as opened:
        assert [document_of(page) for page in opened.pages()] == told["profiles"]
        assert [document_of(link) for link in opened.links()] == told["links"]
        assert [document_of(refusal) for refusal in opened.refusals()] == told["skipped"]
        findings = [(finding.profile, document_of(finding)) for finding in opened.findings()]
        assert findings == [(page["id"], finding) for page in told["profiles"] for finding in page["findings"]]
        skips = [(skip.profile, document_of(skip)) for skip in opened.skips()]
        assert skips == [(page["id"], skip) for page in told["profiles"] for skip in page["skips"]]
        pictures = {picture.profile: picture.sha256 for picture in opened.pictures()}
        saved = {page["id"]: page["fields"]["avatar"]["sha256"] for page in told["profiles"]}
        assert {id: sha for id, sha in pictures.items() if sha} == {id: sha for id, sha in saved.items() if sha}
        assert opened.as_of == told["as_of"]
        assert [list(one) for one in opened.rules] == [list(one.values()) for one in told["tool"]["rules"]]
        assert {record.domain for record in opened.records()} >= {"caldervane-search.example"}
        assert opened.page(told["profiles"][3]["id"]).id == told["profiles"][3]["id"]
        with pytest.raises(KeyError):
            opened.page("p-0000000000000000")
        early = list(opened.pages(level="observation"))
        assert {page.level for page in early} == {"observation"}
        assert len(early) == sum(page["level"] == "observation" for page in told["profiles"])


def test_what_nobody_asked_to_keep_is_gone(home: Path) -> None:
    seen: list[tuple[int, int]] = []
    thread = CASE / "Messages with Sunny Aldara.txt"
    with auditor.audit(thread, as_of=AS_OF, jobs=1, progress=lambda done, every: seen.append((done, every))) as case:
        file = case.file
        assert file.is_file()
        assert next(case.findings()).evidence[0].quote
    assert not file.parent.exists()
    assert seen[-1] == (1, 1)


def test_going_on_with_a_case_reads_nothing_twice(case: Path) -> None:
    with contextlib.chdir(case.parent):
        begun = time.process_time()
        with auditor.audit("saved-pages", case="case.db", as_of=AS_OF, jobs=1) as again:
            assert len(list(again.pages())) == 21
        assert time.process_time() - begun < 2


@pytest.mark.parametrize(
    ("call", "error", "says"),
    [
        (lambda: auditor.audit(), ValueError, "nothing to audit"),
        (lambda: auditor.audit("nowhere"), ValueError, "nowhere"),
        (lambda: auditor.audit(CASE, as_of="tomorrow"), ValueError, "tomorrow"),
        (lambda: auditor.audit(CASE, rules=["nowhere"]), ValueError, "nowhere is not a folder"),
        (lambda: auditor.audit(CASE, case=GUIDE), auditor.NoCase, "cannot be used"),
        (lambda: auditor.open_case("nowhere.db"), auditor.NoCase, "there is no case file"),
        (lambda: auditor.open_case(GUIDE), auditor.NoCase, "cannot be used"),
    ],
)
def test_what_is_not_right_is_said(call: Any, error: type[Exception], says: str) -> None:
    before = GUIDE.read_bytes()
    with pytest.raises(error, match=says):
        call()
    assert GUIDE.read_bytes() == before


def test_a_document_that_says_anything_else_is_refused(case: Path) -> None:
    with auditor.open_case(case) as opened:
        document = document_of(next(opened.pages()))
        link = document_of(next(opened.links()))
    assert document_of(page_from(document)) == document
    for edit, says in (
        ({"level": "guilty"}, "page.level is 'guilty'; right would be one of none,"),
        ({"score": 1}, "page.score is not known"),
        ({"skips": None}, "page.skips is no list"),
        ({"about_lures": 1}, "page.about_lures is of another type than bool"),
        ({"fields": []}, "page.fields is no object"),
        ({"absent": {"about": "guilty"}}, "page.absent.about is"),
    ):
        with pytest.raises(Mismatch, match=says):
            page_from({**document, **edit})
    with pytest.raises(Mismatch, match=r"Link.distance is of another type than int"):
        typed(Link, {**link, "distance": True})
