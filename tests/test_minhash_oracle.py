"""Sketches, held against datasketch's and against the shared 5-grams themselves."""

from __future__ import annotations

from functools import cache
from statistics import fmean

from datasketch import MinHash, MinHashLSH

from auditor.similarity.minhash import GRAM, PERMUTATIONS, ROWS, agreement, candidates, comparable, sketch
from tests.test_minhash import words

STRANGERS = 300
COPIES = 100


@cache
def texts() -> tuple[str, ...]:
    """Texts of 28 words, and copies of the first hundred with one to twelve words changed."""
    made = [" ".join(words(seed)) for seed in range(STRANGERS)]
    for number in range(COPIES):
        copy = made[number].split()
        for turn in range(number % 12 + 1):
            copy[(turn * 2 + 3) % 28] = words(1000 + number * 20 + turn, 1)[0]
        made.append(" ".join(copy))
    return tuple(made)


def grams(text: str) -> set[str]:
    said = comparable(text)
    return {said[at : at + GRAM] for at in range(len(said) - GRAM + 1)}


def jaccard(a: str, b: str) -> float:
    return len(grams(a) & grams(b)) / len(grams(a) | grams(b))


@cache
def theirs() -> tuple[MinHash, ...]:
    return tuple(
        MinHash.bulk([[gram.encode() for gram in sorted(grams(text))] for text in texts()], num_perm=PERMUTATIONS)
    )


def test_a_sketch_estimates_what_is_shared_as_well_as_datasketch_does() -> None:
    ours_off, theirs_off, leaning = [], [], []
    for number in range(COPIES):
        other = STRANGERS + number
        true = jaccard(texts()[number], texts()[other])
        ours = agreement(sketch(texts()[number]), sketch(texts()[other]))
        ours_off.append(abs(ours - true))
        leaning.append(ours - true)
        theirs_off.append(abs(theirs()[number].jaccard(theirs()[other]) - true))
    assert fmean(ours_off) <= fmean(theirs_off) * 1.25
    assert abs(fmean(leaning)) <= 0.01
    assert max(ours_off) <= 0.15


def test_the_bands_find_what_datasketch_finds() -> None:
    index = MinHashLSH(num_perm=PERMUTATIONS, params=(PERMUTATIONS // ROWS, ROWS))
    for number, made in enumerate(theirs()):
        index.insert(number, made)
    known = {(min(a, b), max(a, b)) for a, made in enumerate(theirs()) for b in index.query(made) if a != b}
    found = set(candidates([sketch(text) for text in texts()]))
    alike = [
        (number, STRANGERS + number)
        for number in range(COPIES)
        if jaccard(texts()[number], texts()[STRANGERS + number]) >= 0.5
    ]
    assert len(alike) >= 40
    assert set(alike) <= found
    recall = sum(pair in found for pair in alike), sum(pair in known for pair in alike)
    assert recall[0] >= recall[1]
    assert len(found - known) <= 20  # candidates that are compared as texts afterwards
