"""Everything hostile beside honest neighbours: each file has an outcome with a reason, and no limit is broken."""

from __future__ import annotations

import os
import re
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from auditor.containers.names import ignored, shown
from fixtures.hostile import FAMILIES, files
from fixtures.hostile.injections import MARK
from tests.hostile_run import MEMORY, SECRET, Watched, watched, written
from tests.running import CASE, ROOT

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="address space is limited on Linux")
HONEST = tuple(page.name for page in sorted(CASE.glob("*.html")) if b"\0" not in page.read_bytes()[:200])[:4]
REASON = 10
"""Characters that a reason has at least."""


def _folder(place: Path, hostile: dict[str, bytes]) -> Path:
    honest = {f"honest/{name}": (CASE / name).read_bytes() for name in HONEST}
    written(place / "mixed", hostile | honest)
    (place / SECRET).write_text("<html><body>not to be opened</body></html>")
    (place / "mixed" / "leads-out.html").symlink_to(place / SECRET)
    (place / "mixed" / "leads-to-itself").symlink_to(place / "mixed")
    (place / "mixed" / "leads-nowhere.html").symlink_to("/no/such/file")
    os.mkfifo(place / "mixed" / "pipe.html")
    return place


@pytest.fixture(scope="module")
def everything() -> dict[str, bytes]:
    return files()


@pytest.fixture(scope="module")
def run(tmp_path_factory: pytest.TempPathFactory, everything: dict[str, bytes]) -> Watched:
    return watched(_folder(tmp_path_factory.mktemp("hostile"), everything), "mixed")


def outcomes(run: Watched) -> list[tuple[str, str, str]]:
    """Path, status and reason of everything that came out."""
    found = [(skip["path"], "skip", skip["reason"]) for skip in run.document["skipped"]]
    for page in run.document["profiles"]:
        paths = (page["source"]["path"], *page["source"].get("also_at", ()))
        found += [(path, page["status"], page["reason"] or "") for path in paths]
    return sorted(found)


def test_the_families_are_complete_and_built_alike_each_time(everything: dict[str, bytes]) -> None:
    assert len(everything) > 400
    assert {path.partition("/")[0] for path in everything} == set(FAMILIES)
    for family in sorted(set(FAMILIES) - {"letters", "injections"}):  # the two that take longest, of text only
        made = FAMILIES[family]()
        assert made == {
            path.partition("/")[2]: data for path, data in everything.items() if path.startswith(f"{family}/")
        }


def test_every_file_has_an_outcome_with_a_reason(run: Watched, everything: dict[str, bytes]) -> None:
    assert run.code == 3
    found = outcomes(run)
    met = {path.split("!/")[0] for path, _, _ in found}
    wanted = {path for path in everything if not any(ignored(part) for part in path.split("/"))}
    assert {f"mixed/{shown(path)}".split("!/")[0] for path in wanted} <= met
    assert {f"mixed/{name}" for name in ("leads-out.html", "leads-nowhere.html", "pipe.html")} <= met
    for path, status, reason in found:
        assert status == "profile" or len(reason) >= (REASON if status == "skip" else 4), path
        assert "crashed" not in reason, (path, reason)


def test_every_outcome_is_the_known_one(run: Watched, snapshot: Callable[[str, str], None]) -> None:
    lines = ["\t".join(outcome).rstrip() for outcome in outcomes(run) if "/honest/" not in outcome[0]]
    snapshot("hostile.txt", "".join(f"{line}\n" for line in lines))


def test_no_check_crashes_over_a_hostile_page(run: Watched) -> None:
    skips = [(page["source"]["path"], skip) for page in run.document["profiles"] for skip in page["skips"]]
    assert len(skips) > 1_000
    assert [skip for skip in skips if skip[1]["crashed"]] == []


def test_the_neighbours_come_out_as_they_do_alone(run: Watched, tmp_path: Path) -> None:
    honest = {f"honest/{name}": (CASE / name).read_bytes() for name in HONEST}
    written(tmp_path / "mixed", honest)
    alone = watched(tmp_path, "mixed", "--no-report")

    def told(one: Watched) -> list[dict[str, object]]:
        return [page for page in one.document["profiles"] if "/honest/" in page["source"]["path"]]

    assert alone.code == 0
    assert len(told(alone)) == len(HONEST)
    assert told(run) == told(alone)


def test_time_and_memory_stay_within_the_limits(run: Watched) -> None:
    assert run.cpu < 120
    assert run.memory < MEMORY + 400  # what a worker was started with comes on top


def test_nothing_is_asked_started_or_linked(run: Watched) -> None:
    assert [event for event in run.events if not event.startswith("subprocess.Popen ('" + sys.executable)] == []
    assert len(run.events) == 1  # the program itself, started by the test


def test_nothing_else_is_opened(run: Watched) -> None:
    own = tuple(f"{place}{os.sep}" for place in (sys.prefix, sys.base_prefix, ROOT))
    system = ("/proc/self/", "/dev/null", "/dev/shm/pym-")  # memory that workers share
    rest = [path for path in run.opened if not path.startswith(own + system)]
    assert rest
    asked_for = re.compile(r"/(mixed(/.*)?|reports/.*|config\.toml|__editable__[^/]*)$", re.DOTALL)
    assert not [path for path in rest if not asked_for.search(path)]
    assert not [path for path in rest if SECRET in path]


def test_nothing_is_left_but_the_case_file_and_the_report(run: Watched) -> None:
    assert run.left
    assert [path for path in run.left if "/reports/" not in path] == []
    kinds = {path.rpartition("/reports/")[2].partition("/")[0] for path in run.left}
    assert kinds == {"case.db", "index.html", "profiles", ".content"}


def test_no_order_on_a_page_was_followed(run: Watched) -> None:
    assert run.left
    assert not [path for path in run.left if MARK in path]
    assert not (ROOT / MARK).exists()


def test_a_hostile_portrait_is_compared_or_says_why_not(run: Watched) -> None:
    shown = {
        page["source"]["path"].rpartition("/")[2]: (
            page["fields"]["avatar"]["state"],
            [skip["reason"] for skip in page["skips"] if skip["check"] == "same-picture"],
        )
        for page in run.document["profiles"]
        if "/in-a-page/" in page["source"]["path"] and "/pictures/" in page["source"]["path"]
    }
    assert len(shown) > 15
    reasons = {name.removesuffix(".html"): " ".join(said) for name, (_, said) in shown.items()}
    assert "50,000,000 pixels" in reasons["200-megapixels.png"]
    assert "animated" in reasons["moving.gif"]
    assert "broken" in reasons["cut.jpg"]
    assert all(state == "embedded" or said for state, said in shown.values())
