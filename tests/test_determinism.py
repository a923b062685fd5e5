"""The same input gives the same bytes: hash seed, time zone, locale, jobs, order of arguments and repetition."""

from __future__ import annotations

import hashlib
from pathlib import Path

import pytest

from tests.running import AS_OF, CASE, run

pytestmark = pytest.mark.skipif(not CASE.is_dir(), reason="the bundled case is missing")


def _bytes(cwd: Path, *paths: Path, jobs: str = "2", **environment: str) -> tuple[bytes, dict[str, str]]:
    done = run("audit", *paths, "--format", "json", "--as-of", AS_OF, "--jobs", jobs, "--quiet", cwd=cwd, **environment)
    assert done.returncode == 0, done.stderr.decode()
    report = cwd / "reports"
    files = {
        file.relative_to(report).as_posix(): hashlib.sha256(file.read_bytes()).hexdigest()
        for file in sorted(report.rglob("*.html"))
    }
    return done.stdout, files


def _halves() -> list[Path]:
    return sorted(path for path in CASE.iterdir() if path.name != "records" and not path.name.endswith("_files"))


@pytest.fixture(scope="module")
def reference(tmp_path_factory: pytest.TempPathFactory) -> tuple[bytes, dict[str, str]]:
    return _bytes(tmp_path_factory.mktemp("reference"), CASE, PYTHONHASHSEED="1", TZ="UTC", LC_ALL="C.UTF-8")


@pytest.mark.parametrize(
    ("jobs", "environment"),
    [
        ("1", {"PYTHONHASHSEED": "2", "TZ": "UTC", "LC_ALL": "C.UTF-8"}),
        ("2", {"PYTHONHASHSEED": "3", "TZ": "Pacific/Kiritimati", "LC_ALL": "C"}),
        ("3", {"PYTHONHASHSEED": "4", "TZ": "America/St_Johns", "LC_ALL": "tr_TR.UTF-8"}),
    ],
    ids=["one job", "far east, plain locale", "three jobs, Turkish locale"],
)
def test_the_surroundings_do_not_count(
    reference: tuple[bytes, dict[str, str]], tmp_path: Path, jobs: str, environment: dict[str, str]
) -> None:
    document, report = _bytes(tmp_path, CASE, jobs=jobs, **environment)
    assert document == reference[0]
    assert report == reference[1]
    assert "index.html" in report


def test_asking_twice_gives_the_same_answer(reference: tuple[bytes, dict[str, str]], tmp_path: Path) -> None:
    assert _bytes(tmp_path, CASE) == reference
    assert _bytes(tmp_path, CASE) == reference


def test_the_order_of_arguments_does_not_count(tmp_path: Path) -> None:
    paths = _halves()
    first, second = tmp_path / "a", tmp_path / "b"
    first.mkdir()
    second.mkdir()
    assert len(paths) > 3
    assert _bytes(first, *paths) == _bytes(second, *reversed(paths))
