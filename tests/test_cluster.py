"""The same rows from a cluster of two nodes as from this process, whatever is lost on the way."""

from __future__ import annotations

import json
import os
import shutil
import signal
import subprocess
from collections.abc import Iterator
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import pytest

from tests.ray_cluster import TwoNodes, rows, small_pages, two_nodes, waited
from tests.running import AS_OF, command, run

pytestmark = [
    pytest.mark.cluster,
    pytest.mark.skipif(find_spec("ray") is None, reason="Ray is an extra, and not installed"),
]
PAGES = 5_000
SOME = 20
"""Shards after which something is lost."""


@pytest.fixture(scope="module")
def cluster() -> Iterator[TwoNodes]:
    with two_nodes() as running:
        yield running


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    made = tmp_path_factory.mktemp("saved") / "pages"
    small_pages(made, PAGES)
    return made


@pytest.fixture(scope="module")
def alone(folder: Path, tmp_path_factory: pytest.TempPathFactory) -> tuple[bytes, list[str]]:
    """What a run on this machine gives: the document and the rows."""
    place = tmp_path_factory.mktemp("alone")
    done = run("audit", folder, *_asked(place / "case.db"), cwd=place)
    assert done.returncode == 3, done.stderr.decode()
    return done.stdout, rows(place / "case.db")


def _asked(case: Path) -> list[str]:
    return ["--case", str(case), "--as-of", AS_OF, "--format", "json", "--no-report", "--quiet"]


def _begun(folder: Path, place: Path, cluster: TwoNodes) -> subprocess.Popen[bytes]:
    engine = ("--engine", "ray", "--address", cluster.address, "--shards", place / "shards")
    line = command("audit", folder, *_asked(place / "case.db"), *engine)
    return subprocess.Popen(
        line, cwd=place, env={**os.environ, **cluster.environment}, stdout=subprocess.PIPE, stderr=subprocess.PIPE
    )


def _shards(place: Path) -> dict[str, int]:
    found = place / "shards"
    return {one.name: one.stat().st_mtime_ns for one in found.glob("*.parquet")} if found.is_dir() else {}


def _answered(shards: Path, question: str) -> list[dict[str, Any]]:
    done = run("shards", "ask", shards, question, cwd=shards)
    assert done.returncode == 0, done.stderr.decode()
    return [json.loads(line) for line in done.stdout.splitlines()]


def test_a_driver_that_is_killed_and_started_again(
    cluster: TwoNodes, folder: Path, alone: tuple[bytes, list[str]], tmp_path: Path
) -> None:
    first = _begun(folder, tmp_path, cluster)
    waited(lambda: len(_shards(tmp_path)) >= SOME or first.poll() is not None)
    first.send_signal(signal.SIGKILL)
    first.communicate()
    before = _shards(tmp_path)
    assert first.returncode == -signal.SIGKILL
    assert SOME <= len(before) < PAGES / 64
    second = _begun(folder, tmp_path, cluster)
    document, said = second.communicate(timeout=600)
    assert second.returncode == 3, said.decode()
    assert document == alone[0]
    assert rows(tmp_path / "case.db") == alone[1]
    after = _shards(tmp_path)
    assert {name: after[name] for name in before} == before, "what was read is not read again"
    shards = tmp_path / "shards"
    counted = _answered(shards, "select count(*) n, count(distinct id) d from pages where outcome = 'read'")
    assert counted == [{"n": PAGES - 5, "d": PAGES - 5}], "nothing is there twice"
    assert _answered(shards, "select count(*) n from pages where reason = 'the file is empty'") == [{"n": 5}]
    levels = _answered(shards, "select level, count(*) n from pages where outcome = 'read' group by level")
    assert levels == [{"level": "none", "n": PAGES - 5}]
    _loaded(folder, shards, tmp_path)


def _loaded(folder: Path, shards: Path, place: Path) -> None:
    """A part of the shards as a case file is what an audit of those files gives."""
    some = place / "pages"
    for file in sorted(folder.glob("part-3/*0?3.html")):
        copy = some / file.relative_to(folder)
        copy.parent.mkdir(parents=True, exist_ok=True)
        shutil.copy2(file, copy)
    alike = ("--case", str(place / "loaded.db"), "--as-of", AS_OF, "--quiet")
    done = run("shards", "load", shards, "--where", "path similar to '.*part-3/.*0.3[.]html'", *alike, cwd=place)
    assert done.returncode == 0, done.stderr.decode()
    read = run("audit", some, *_asked(place / "read.db"), cwd=place)
    assert read.returncode == 0, read.stderr.decode()
    assert len(json.loads(read.stdout)["profiles"]) == 50
    assert rows(place / "loaded.db") == rows(place / "read.db")
    other = run("shards", "load", shards, "--rules", place / "pages", *alike, cwd=place)
    assert other.returncode != 0


def test_a_node_that_is_lost_in_the_middle(
    cluster: TwoNodes, folder: Path, alone: tuple[bytes, list[str]], tmp_path: Path
) -> None:
    begun = _begun(folder, tmp_path, cluster)
    waited(lambda: len(_shards(tmp_path)) >= SOME or begun.poll() is not None)
    cluster.lose_one()
    assert len(_shards(tmp_path)) < PAGES / 64
    document, said = begun.communicate(timeout=600)
    assert begun.returncode == 3, said.decode()
    assert document == alone[0]
    assert rows(tmp_path / "case.db") == alone[1]
    assert len(json.loads(document)["links"]) > 0


def test_the_files_are_gone_that_nobody_asked_for(cluster: TwoNodes, tmp_path: Path) -> None:
    small_pages(tmp_path / "few", 40)
    engine = ("--engine", "ray", "--address", cluster.address)
    done = run("audit", tmp_path / "few", *_asked(tmp_path / "case.db"), *engine, cwd=tmp_path, **cluster.environment)
    here = run("audit", tmp_path / "few", *_asked(tmp_path / "here.db"), cwd=tmp_path)
    assert done.stdout == here.stdout, done.stderr.decode()
    assert sorted(os.listdir(tmp_path)) == ["case.db", "few", "here.db"]
