"""Honest people write to others about work, trips and money: none of it is above an observation."""

from __future__ import annotations

import json

import pytest

from auditor.model import LEVELS
from benchmarks.lures import exact_bounds
from tests.running import ROOT
from tests.scanning import outcome_of

TEXTS = [
    json.loads(line)
    for line in (ROOT / "fixtures" / "messages" / "honest.jsonl").read_text(encoding="utf-8").splitlines()
]


def test_they_are_many_and_of_many_kinds() -> None:
    assert len(TEXTS) >= 150
    assert len({entry["text"] for entry in TEXTS}) == len(TEXTS)
    assert len({entry["naming"] for entry in TEXTS}) >= 25
    assert len({entry["profession"] for entry in TEXTS}) >= 12


@pytest.mark.parametrize("profession", sorted({entry["profession"] for entry in TEXTS}))
def test_nothing_is_above_an_observation(profession: str) -> None:
    above = [
        (entry["id"], outcome)
        for entry in TEXTS
        if entry["profession"] == profession
        for outcome in (outcome_of(entry["text"]),)
        if LEVELS.index(outcome[1]) > LEVELS.index("observation") or outcome[4]
    ]
    assert above == []


def test_the_bounds_of_a_share_are_exact() -> None:
    """Against the closed forms at none and at all, and the published interval of 5 in 10."""
    low, high = exact_bounds(0, 150)
    assert low == 0.0
    assert high == pytest.approx(1 - 0.025 ** (1 / 150), abs=1e-9)
    assert exact_bounds(150, 150) == pytest.approx((0.025 ** (1 / 150), 1.0), abs=1e-9)
    assert exact_bounds(5, 10) == pytest.approx((0.1870860, 0.8129140), abs=1e-6)
