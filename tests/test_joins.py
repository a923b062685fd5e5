"""Pairs found by buckets, and on workers, are the pairs that looking at each finds; fat groups included."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Iterable
from importlib.util import find_spec
from itertools import product

import numpy as np
import pytest
from PIL import Image

from auditor.imaging.descriptor import described
from auditor.similarity.buckets import BANDS, Words64, near_lists, near_pairs
from auditor.similarity.hamming import Groups
from auditor.similarity.minhash import PERMUTATIONS, ROWS, banded, candidates, sketch
from auditor.similarity.pairing import matched
from auditor.similarity.pictures import FAT, PictureIndex, PictureMatch
from benchmarks.text import planted
from tests.ray_cluster import environment
from tests.running import ROOT


def pictures(count: int) -> list[bytes]:
    """Descriptors of noise in soft patches; every tenth is a copy of another, and every ninth is nearly one picture."""
    drawn = [_patches(number) for number in range(count)]
    for number in range(0, count, 10):
        other = drawn[(number * 7 + 3) % count]
        cropped = other.crop((5, 5, 91, 91)).resize((96, 96))
        drawn[number] = cropped if number % 20 else other.transpose(Image.Transpose.FLIP_LEFT_RIGHT)
    logo = drawn[5]
    for number in range(4, count, 9):
        drawn[number] = _grained(logo, np.random.default_rng(10**6 + number), 4)
    return [described(one) for one in drawn]


def _patches(number: int) -> Image.Image:
    dice = np.random.default_rng(number)
    soft = Image.fromarray(dice.integers(0, 256, (12, 12), dtype=np.uint8)).resize((96, 96), Image.Resampling.BICUBIC)
    return _grained(soft, dice, 12)


def _grained(picture: Image.Image, dice: np.random.Generator, most: int) -> Image.Image:
    grained = np.asarray(picture, dtype=np.int16) + dice.integers(-most, most + 1, (96, 96))
    return Image.fromarray(np.clip(grained, 0, 255).astype(np.uint8))


def told(matches: Iterable[PictureMatch]) -> list[tuple[int, int, int, str, float]]:
    """What a link says of matches; likeness in as many digits as do not depend on what is worked on together."""
    return [(one.a, one.b, one.distance, one.transform, round(one.likeness, 4)) for one in matches]


def one_by_one(descriptors: list[bytes]) -> tuple[PictureMatch, ...]:
    return tuple(PictureIndex(descriptors).matches(enumerate(descriptors), later_only=True))


def test_buckets_show_every_near_pair_and_no_other() -> None:
    descriptors = pictures(240)
    words = Words64.of(descriptors)
    shown = [near_pairs(words, band, part, 3) for band, part in product(range(BANDS), range(3))]
    near = near_lists(np.unique(np.concatenate(shown)), len(descriptors))
    index = PictureIndex(descriptors)
    assert len(near) == len(descriptors)
    for place, descriptor in enumerate(descriptors):
        assert near[place].tolist() == index.near(descriptor, place + 1).tolist()
    assert sum(map(len, near)) > 300


def test_pictures_are_matched_in_the_same_order_whoever_looks() -> None:
    descriptors = pictures(900)
    expected = one_by_one(descriptors)
    index = PictureIndex(descriptors)
    near = [index.near(descriptor, place + 1) for place, descriptor in enumerate(descriptors)]
    assert told(matched(near, index.laid_over, Groups())) == told(expected)
    group = Groups()
    for match in expected:
        group.join(match.a, match.b)
    assert max(map(len, group.members)) > FAT, "a group is fat, so that some pairs are not looked at"
    assert len(expected) < sum(map(len, near))


def test_bands_show_every_candidate_and_no_other() -> None:
    texts, _ = planted(1_500, 100, 60)
    sketches = [sketch(text) for text in texts]
    table = np.frombuffer(b"".join(sketches), dtype="<u4").reshape(len(sketches), PERMUTATIONS)
    shown = [banded(table, band, part, 2) for band, part in product(range(PERMUTATIONS // ROWS), range(2))]
    first, second = np.divmod(np.unique(np.concatenate(shown)), len(texts))
    assert list(zip(first.tolist(), second.tolist(), strict=True)) == list(candidates(sketches))


ON_WORKERS = """
import auditor.cluster.joins as joins
from auditor.cluster.machines import connected
from auditor.similarity.minhash import candidates, sketch
from benchmarks.text import planted
from tests.test_joins import one_by_one, pictures, told

descriptors = pictures(700)
sketches = [sketch(text) for text in planted(3_000, 200, 90)[0]] + [b""]
expected = list(candidates(sketches))
joins.FEW, joins.LAID, joins.DESCRIBED = 0, 64, 100
with connected(None, 2) as ray:
    on_workers = joins.RayJoins(ray, 2)
    assert list(on_workers.texts(sketches)) == expected
    assert len(expected) > 200
    assert told(on_workers.pictures(descriptors)) == told(one_by_one(descriptors))
    assert list(on_workers.texts([b"", sketches[0]])) == []
print("the same")
"""


@pytest.mark.skipif(find_spec("ray") is None, reason="Ray is an extra, and not installed")
def test_workers_find_the_very_pairs() -> None:
    made = environment()
    made["PYTHONPATH"] = f"{made['PYTHONPATH']}:{ROOT}"
    done = subprocess.run(
        [sys.executable, "-W", "ignore", "-c", ON_WORKERS],
        cwd=ROOT,
        env={**os.environ, **made},
        capture_output=True,
        timeout=240,
    )
    assert done.stdout.decode().strip() == "the same", done.stderr.decode()[-3000:]
