"""The benchmark of near copies in small: what it promises at a hundred thousand holds at three thousand too."""

from __future__ import annotations

from typing import Any

from benchmarks.text import measured


def test_all_planted_copies_and_no_others_are_found() -> None:
    figures: dict[str, Any] = measured(3_000, 200, 100, 100)
    assert figures["recall"] >= 0.99
    assert figures["false_pairs"] == 0
    assert figures["bucket_hangs_together"]
    assert figures["added"]["found"] == figures["added"]["of"] == 50
