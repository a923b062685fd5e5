from __future__ import annotations

import random

import pytest

from auditor.similarity.minhash import agreement, candidates, comparable, sketch

BIO = "I help family firms along the coast to plan the handover from one generation to the next, quietly and in time."


def words(seed: int, count: int = 28) -> list[str]:
    rng = random.Random(seed)
    return ["".join(rng.choice("abcdefghijklmnoprstuvwz") for _ in range(rng.randint(3, 9))) for _ in range(count)]


def test_a_sketch_is_the_same_everywhere() -> None:
    assert sketch(BIO).hex()[:32] == sketch(BIO.upper() + "  ").hex()[:32]
    assert len(sketch(BIO)) == 512


@pytest.mark.parametrize("text", ["", "Recruiter at Harbour Lane", "… " * 500, "😀" * 60])
def test_short_and_empty_texts_have_none(text: str) -> None:
    assert sketch(text) == b""


def test_very_long_text_is_sketched() -> None:
    assert len(sketch("lorem harbour quay " * 20_000)) == 512


def test_agreement_follows_what_is_shared() -> None:
    text = words(1)
    changed = [*text[:9], "other", *text[10:]]
    assert agreement(sketch(" ".join(text)), sketch(" ".join(changed))) > 0.6
    assert agreement(sketch(" ".join(text)), sketch(" ".join(words(2)))) < 0.1


def test_the_platforms_own_phrases_are_cut() -> None:
    said = comparable(
        f"{BIO} View Ines Novak’s profile on LinkedIn, a professional community of 1 billion members. 500+ connections"
    )
    assert said == comparable(BIO)


def test_all_planted_copies_are_candidates_and_few_others() -> None:
    texts = [" ".join(words(seed)) for seed in range(2000)]
    planted = set()
    for number in range(200):
        changed = texts[number].split()
        changed[4], changed[18] = "altered", "different"
        planted.add((number, len(texts)))
        texts.append(" ".join(changed))
    found = list(candidates([sketch(text) for text in texts]))
    assert len(planted & set(found)) >= 0.99 * len(planted)
    assert len(found) < 400
    assert found == sorted(set(found))
    assert all(first < second for first, second in found)


def test_a_bucket_of_copies_is_a_chain() -> None:
    sketches = [sketch(BIO)] * 500 + [b""] * 3
    found = list(candidates(sketches))
    assert len(found) == 499
    assert {number for pair in found for number in pair} == set(range(500))


def test_nothing_to_pair() -> None:
    assert list(candidates([])) == list(candidates([b"", sketch(BIO)])) == []


@pytest.mark.parametrize("since", [1, 150, 299])
def test_added_texts_find_the_pairs_that_a_whole_run_finds(since: int) -> None:
    texts = [" ".join(words(seed % 240)) for seed in range(300)]
    sketches = [sketch(text) for text in texts]
    everything = [pair for pair in candidates(sketches) if pair[1] >= since]
    assert list(candidates(sketches, since=since)) == everything
    assert everything


def test_agreement_is_near_the_true_share_of_grams() -> None:
    """The oracle is the definition itself: shared 5-grams over all 5-grams."""

    def grams(text: str) -> set[str]:
        plain = comparable(text)
        return {plain[at : at + 5] for at in range(len(plain) - 4)}

    off = []
    for seed in range(60):
        text = words(seed)
        changed = [
            other if place % 9 < seed % 9 else word for place, (word, other) in enumerate(zip(text, words(900 + seed)))
        ]
        first, second = grams(" ".join(text)), grams(" ".join(changed))
        off.append(
            agreement(sketch(" ".join(text)), sketch(" ".join(changed))) - len(first & second) / len(first | second)
        )
    assert max(map(abs, off)) < 0.16
    assert abs(sum(off) / len(off)) < 0.02
