"""What the fuzzing programs found stays mended, and the programs begin with inputs that have no complaints."""

from __future__ import annotations

from pathlib import Path

import pytest

from benchmarks.fuzz.targets import TARGETS, complaints
from tests.running import ROOT

FOUND = sorted((ROOT / "fixtures" / "hostile" / "found").glob("*/*"))


@pytest.mark.parametrize("file", FOUND, ids=lambda file: f"{file.parent.name}/{file.name}")
def test_what_was_found_has_no_complaints(file: Path) -> None:
    assert complaints(TARGETS[file.parent.name], file.read_bytes()) == ()


@pytest.mark.parametrize("target", TARGETS)
def test_ordinary_inputs_have_no_complaints(target: str) -> None:
    seeds = list(TARGETS[target].seeds())
    assert len(seeds) > 10
    assert [complaint for seed in seeds[::3] for complaint in complaints(TARGETS[target], seed)] == []


def test_a_crash_and_a_misplaced_quote_are_complaints() -> None:
    def raises(data: bytes) -> list[str]:
        raise ValueError(data)

    broken = type(TARGETS["pages"])("broken", raises, list)
    assert complaints(broken, b"x") == ("ValueError out of the target: b'x'",)
