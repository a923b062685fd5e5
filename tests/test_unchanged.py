"""What is as it was is known again by its bytes, and all else is read."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

import pytest

from auditor.engine.unchanged import TOGETHER, contents
from auditor.intake import Limits, Unit, content_at, content_of, saved, units
from auditor.model import Refusal

LIMITS = Limits()
PICTURE = b"\x89PNG\r\n\x1a\n" + bytes(40)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "plain.html").write_bytes(b"<html>plain</html>")
    (tmp_path / "large.html").write_bytes(b"<html>" + bytes(700_000))
    (tmp_path / "empty.html").write_bytes(b"")
    (tmp_path / "with.html").write_bytes(b'<html><img src="with_files/a.png"></html>')
    (tmp_path / "with_files").mkdir()
    (tmp_path / "with_files" / "a.png").write_bytes(PICTURE)
    os.mkfifo(tmp_path / "pipe.html")
    os.utime(tmp_path / "plain.html", (86_400, 86_400))
    return tmp_path


def test_a_file_has_the_same_content_hashed_in_passing_as_read(folder: Path) -> None:
    looked_at = {unit.file.name: content_at(unit, LIMITS) for unit in units([folder], LIMITS)}
    read = {unit.file.name: saved(unit, LIMITS) for unit in units([folder], LIMITS)}
    assert {path for path, file in read.items() if isinstance(file, Refusal)} == {"empty.html", "pipe.html"}
    assert looked_at == {path: None if isinstance(file, Refusal) else content_of(file) for path, file in read.items()}
    assert (looked_at["plain.html"] or "").endswith(" 1970-01-02")


@pytest.mark.parametrize("changed", ["plain.html", "with.html", "with_files/a.png"])
def test_other_bytes_of_the_page_or_its_pictures_are_other_content(folder: Path, changed: str) -> None:
    before = dict(_contents(folder))
    state = os.stat(folder / changed)
    with open(folder / changed, "ab") as stream:
        stream.write(b"\x00")
    os.utime(folder / changed, (state.st_atime, state.st_mtime))
    after = dict(_contents(folder))
    page = "with.html" if "with" in changed else changed
    assert {path for path in before if before[path] != after[path]} == {page}


def test_a_file_over_the_limit_is_left_to_the_reader(folder: Path) -> None:
    large = next(unit for unit in units([folder], LIMITS) if unit.path.endswith("large.html"))
    assert content_at(large, LIMITS) is not None
    assert content_at(large, Limits(max_file_bytes=1_000)) is None


def test_units_come_in_order_each_once_whatever_the_threads(tmp_path: Path) -> None:
    for number in range(3 * TOGETHER + 5):
        (tmp_path / f"{number:03}.html").write_bytes(b"<html>%d</html>" % number)
    every = tuple(units([tmp_path], LIMITS))
    known = {content for unit in every[::2] if (content := content_at(unit, LIMITS))}
    one = list(contents(every, LIMITS, known, 1))
    assert [unit for unit, _ in one] == list(every)
    assert [content is not None for _, content in one] == [not n % 2 for n in range(len(every))]
    assert list(contents(every, LIMITS, known, 4)) == one


def test_a_unit_that_is_refused_is_never_opened() -> None:
    assert content_at(Unit("x", Path("/does/not/exist"), refusal="a link that leads nowhere"), LIMITS) is None
    assert content_at(Unit("x", Path("/does/not/exist")), LIMITS) is None


def _contents(folder: Path) -> Iterator[tuple[str, str | None]]:
    return ((unit.file.name, content_at(unit, LIMITS)) for unit in units([folder], LIMITS))
