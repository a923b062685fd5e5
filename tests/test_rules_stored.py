"""What is kept beside the bytecode is what would be made, and anything wrong with it is no more than slow."""

from __future__ import annotations

import pickle
import sys
from pathlib import Path

import pytest

from auditor.rules import stored as room
from auditor.rules.pack import bundled_pack
from auditor.rules.program import _program
from auditor.rules.stored import stored


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setattr(room, "FOLDER", tmp_path / "__pycache__")
    monkeypatch.setattr(sys, "dont_write_bytecode", False)
    return tmp_path / "__pycache__"


def made(number: list[int]) -> int:
    number.append(1)
    return 7


def test_it_is_made_once(folder: Path) -> None:
    calls: list[int] = []
    assert [stored("x", lambda: made(calls)) for _ in range(3)] == [7, 7, 7]
    assert (len(calls), len(list(folder.iterdir()))) == (1, 1)


@pytest.mark.parametrize(
    "damage", [b"", b"short", b"\0" * 200, pickle.dumps(9)], ids=["empty", "short", "zeros", "bare"]
)
def test_a_damaged_file_is_made_anew(folder: Path, damage: bytes) -> None:
    stored("x", lambda: 7)
    (file,) = folder.iterdir()
    file.write_bytes(damage)
    assert stored("x", lambda: 8) == 8
    assert stored("x", lambda: 9) == 8


def test_another_pack_or_source_replaces_the_file(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    stored("x", lambda: 7)
    monkeypatch.setattr(room, "_key", lambda: "another")
    assert stored("x", lambda: 8) == 8
    assert [file.name.split(".")[1] for file in folder.iterdir()] == ["another"]


def test_nothing_is_written_where_nothing_may_be(folder: Path, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr(sys, "dont_write_bytecode", True)
    assert stored("x", lambda: 7) == 7
    assert not folder.exists()
    monkeypatch.setattr(sys, "dont_write_bytecode", False)
    (tmp_path / "file").touch()
    monkeypatch.setattr(room, "FOLDER", tmp_path / "file" / "__pycache__")
    assert stored("x", lambda: 7) == 7


def test_the_stored_program_sees_what_the_made_one_sees(folder: Path) -> None:
    pack = bundled_pack()
    kept = pickle.loads(pickle.dumps(_program(pack, "en")))
    fresh = _program(pack, "en")
    assert [way.owner for way in kept.ways] == [way.owner for way in fresh.ways]
    assert (kept.telling, kept.told) == (fresh.telling, fresh.told)
    sentences = [example.split() for rule in pack.rules for example in rule.hits[:2]]
    assert kept.sieve.met(sentences) == fresh.sieve.met(sentences)
    assert any(kept.sieve.met(sentences))
