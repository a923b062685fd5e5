"""Who somebody is, where they live, what they write with: nothing of it changes what the rules find."""

from __future__ import annotations

import json
import random
from collections.abc import Iterator

import pytest

from auditor.rules.languages import languages_of
from auditor.text import bare_text, spaced_text
from tests.running import ROOT
from tests.scanning import example_texts, outcome_of
from tests.swaps import SWAPS, introduced

CASE = ROOT / "fixtures" / "cases" / "paid-reports"
SAMPLED = 1
THOROUGH = 12


def texts() -> list[str]:
    lines = (ROOT / "fixtures" / "messages" / "honest.jsonl").read_text(encoding="utf-8").splitlines()
    threads = [path.read_text(encoding="utf-8") for path in sorted(CASE.glob("*.txt"))]
    return [*example_texts(), *(json.loads(line)["text"] for line in lines), *threads]


TEXTS = texts()


def swapped(kind: str, times: int) -> Iterator[tuple[str, str]]:
    for number, text in enumerate(TEXTS):
        for turn in range(times):
            other = SWAPS[kind](text, random.Random(f"{kind}-{number}-{turn}"))
            if other != text:
                yield text, other


def is_english(text: str) -> bool:
    flat = spaced_text(bare_text(text).text)
    return languages_of(flat, flat.split()) == ("en",)


def differing(pairs: Iterator[tuple[str, str]]) -> list[tuple[str, str]]:
    return [(first, second) for first, second in pairs if outcome_of(first) != outcome_of(second)]


@pytest.mark.parametrize("kind", SWAPS)
def test_exchanging_a_word_changes_nothing(kind: str) -> None:
    pairs = list(swapped(kind, SAMPLED))
    assert pairs
    assert differing(iter(pairs)) == []


def test_saying_who_one_is_changes_nothing_whoever_it_is() -> None:
    for number, text in enumerate(TEXTS):
        if number % 3 == 0 and is_english(text) and ":" not in text[:14]:
            first, second = (introduced(text, random.Random(f"{number}-{turn}")) for turn in (0, 1))
            assert outcome_of(first) == outcome_of(second), (first, second)


@pytest.mark.slow
def test_thousands_of_exchanges_change_nothing() -> None:
    count = 0
    for kind in SWAPS:
        pairs = list(swapped(kind, THOROUGH))
        assert differing(iter(pairs)) == []
        count += len(pairs)
    for number, text in enumerate(TEXTS):
        if is_english(text) and ":" not in text[:14]:
            several = [introduced(text, random.Random(f"{number}-{turn}")) for turn in range(THOROUGH)]
            assert len({outcome_of(one) for one in several}) == 1, several
            count += THOROUGH
    assert count >= 5_000
