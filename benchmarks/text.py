"""Measures the search for near copies: ``python -m benchmarks.text`` prints one JSON document.

100,000 invented biographies of about 194 characters, 5,000 planted near copies (two words changed) and one bucket of
2,000 identical texts: recall, pairs below the stated likeness, seconds and memory; then 1,000 more are added.
"""

from __future__ import annotations

import argparse
import json
import random
import resource
import time
from collections.abc import Sequence

from rapidfuzz.fuzz import ratio

from auditor.checks.near_text import ALIKE
from auditor.similarity.minhash import candidates, comparable, sketch

WORDS = 28


def vocabulary(count: int = 4_000) -> list[str]:
    """Invented words."""
    dice = random.Random(11)  # a fixed seed: the same texts in every run
    syllables = [a + b for a in "bdfghklmnprstvz" for b in ("a", "e", "i", "o", "u", "an", "er", "is")]
    return ["".join(dice.choice(syllables) for _ in range(dice.randint(1, 4))) for _ in range(count)]


def biographies(count: int, seed: int) -> list[str]:
    """Invented texts of 28 words, about 190 characters each."""
    dice, words = random.Random(seed), vocabulary()
    return [" ".join(dice.choices(words, k=WORDS)) for _ in range(count)]


def near_copy(text: str, dice: random.Random) -> str:
    """The text with two of its words exchanged for others."""
    words = text.split()
    for place in dice.sample(range(len(words)), 2):
        words[place] = "x" + dice.choice("aeiou") + words[place][::-1]
    return " ".join(words)


def planted(count: int, copies: int, bucket: int) -> tuple[list[str], set[tuple[int, int]]]:
    """All texts, and the pairs of indexes that are near copies: copies come last, before them one text many times."""
    dice = random.Random(3)
    own = biographies(count - copies - bucket, seed=5)
    same = [biographies(1, seed=6)[0]] * bucket
    changed = [near_copy(own[number], dice) for number in range(copies)]
    texts = [*own, *same, *changed]
    return texts, {(number, len(own) + len(same) + number) for number in range(copies)}


def verified(texts: Sequence[str], pairs: Sequence[tuple[int, int]]) -> list[tuple[int, int]]:
    """The pairs whose texts are alike: what the check itself reports."""
    return [(a, b) for a, b in pairs if texts[a] == texts[b] or ratio(texts[a], texts[b], score_cutoff=ALIKE) >= ALIKE]


def measured(count: int, copies: int, bucket: int, more: int) -> dict[str, object]:
    """The figures; seconds are processor seconds of this process, memory is its peak beyond what the texts took."""
    texts, wanted = planted(count, copies, bucket)
    before = _peak()
    began = time.process_time()
    sketches = [sketch(text) for text in texts]
    sketched = time.process_time()
    pairs = list(candidates(sketches))
    banded = time.process_time()
    plain = [comparable(text) for text in texts]
    found = verified(plain, pairs)
    done = time.process_time()
    same = range(count - copies - bucket, count - copies)
    others = set(found) - wanted - {(a, b) for a, b in found if a in same and b in same}
    peak = _peak()
    added = [near_copy(texts[number], random.Random(number)) for number in range(more // 2)]
    added += biographies(more - len(added), seed=77)
    began_again = time.process_time()
    sketches += [sketch(text) for text in added]
    plain += [comparable(text) for text in added]
    new = verified(plain, list(candidates(sketches, since=count)))
    done_again = time.process_time()
    return {
        "texts": count,
        "planted": copies,
        "bucket": bucket,
        "candidates": len(pairs),
        "recall": round(len(wanted & set(found)) / len(wanted), 5),
        "bucket_hangs_together": sum(a in same and b in same for a, b in found) >= bucket - 1,
        "false_pairs": len(others),
        "seconds": {
            "sketch": round(sketched - began, 2),
            "bands": round(banded - sketched, 2),
            "compare": round(done - banded, 2),
            "all": round(done - began, 2),
        },
        "peak_mb_beyond_the_texts": round(peak - before),
        "peak_mb": round(peak),
        "added": {
            "texts": more,
            "found": len({b for a, b in new if a == b - count}),
            "of": more // 2,
            "seconds": round(done_again - began_again, 2),
        },
    }


def _peak() -> float:
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


def main() -> None:
    """Prints the figures."""
    parser = argparse.ArgumentParser(
        prog="python -m benchmarks.text", description=__doc__.splitlines()[0] if __doc__ else ""
    )
    parser.add_argument("--count", type=int, default=100_000, help="texts (default 100000)")
    parser.add_argument("--copies", type=int, default=5_000, help="planted near copies (default 5000)")
    parser.add_argument("--bucket", type=int, default=2_000, help="identical texts (default 2000)")
    parser.add_argument("--more", type=int, default=1_000, help="texts that are added (default 1000)")
    wanted = parser.parse_args()
    print(json.dumps(measured(wanted.count, wanted.copies, wanted.bucket, wanted.more), indent=1))


if __name__ == "__main__":
    main()
