"""One picture, whatever was done to it, and strangers who look alike: on drawn portraits, with fixed seeds."""

from __future__ import annotations

import io
import sys
from dataclasses import replace
from functools import cache
from random import Random

import numpy as np
import pytest
from PIL import Image

from auditor.imaging import picture_features
from auditor.imaging.decoding import decoded
from auditor.imaging.descriptor import MIDDLE_PLACES, WINDOWS, described, mirror_mask, view_hashes
from auditor.similarity.effort import allowed, effort
from auditor.similarity.faiss_index import FaissIndex, NoFaiss
from auditor.similarity.hamming import Groups, groups, least_distances
from auditor.similarity.picture_ids import picture_id
from auditor.similarity.pictures import (
    FAT,
    LIKENESS,
    METHOD,
    RADIUS,
    PictureIndex,
    PictureMatch,
    picture_matches,
    window_hashes,
)
from auditor.similarity.registration import Overlays, Placements, gray_copies, overlaid
from benchmarks.pictures_transforms import TRANSFORMS, jpeg, transformed
from fixtures.make.portraits import portrait

CROWD = 40


@cache
def somebody(number: int) -> Image.Image:
    return Image.open(io.BytesIO(jpeg(portrait(f"crowd {number}"), 90))).convert("RGB")


def descriptor(data: bytes) -> bytes:
    return described(decoded(data).gray)


@cache
def library() -> PictureIndex:
    return PictureIndex([descriptor(jpeg(somebody(number), 90)) for number in range(CROWD)])


def found(data: bytes) -> list[PictureMatch]:
    return list(library().matches([(0, descriptor(data))]))


@pytest.mark.parametrize("name", TRANSFORMS)
def test_a_changed_picture_is_found_and_nobody_else(name: str) -> None:
    for number in (3, 17):
        assert [match.b for match in found(transformed(somebody(number), name, f"test {number}"))] == [number]


@pytest.mark.parametrize(
    ("name", "words_said"),
    [
        ("re-encode q75", ""),
        ("mirror", "mirrored"),
        ("crop 20", "cropped to 80%"),
        ("crop 10", "cropped to 90%"),
        ("border", "a border added"),
        ("rot5 crop", "turned by 5°"),
        ("ring+circle", "partly covered"),
    ],
)
def test_the_transform_is_named(name: str, words_said: str) -> None:
    said = found(transformed(somebody(5), name, "named"))[0].transform
    assert words_said in said
    assert bool(words_said) == bool(said)


def test_a_crop_finds_its_original_and_the_original_its_crop() -> None:
    crop, whole = (descriptor(data) for data in (transformed(somebody(1), "crop 20", "both"), jpeg(somebody(1))))
    for pair in ([crop, whole], [whole, crop]):
        match = picture_matches(pair)[0]
        assert (match.a, match.b) == (0, 1)
        assert "cropped to 80%" in match.transform


def test_two_crops_of_one_picture_are_one_picture() -> None:
    pair = [descriptor(transformed(somebody(2), "crop 10", seed)) for seed in ("left", "right")]
    assert len(picture_matches(pair)) == 1


def test_strangers_are_strangers() -> None:
    assert picture_matches([descriptor(jpeg(somebody(number))) for number in range(CROWD)]) == ()


def test_strangers_in_one_frame_are_strangers() -> None:
    framed = [descriptor(transformed(somebody(number), "ring+circle", "one frame")) for number in range(CROWD)]
    assert picture_matches(framed) == ()


def test_each_pair_is_found_once_and_in_order() -> None:
    copies = [descriptor(jpeg(somebody(number % 3), 60 + number)) for number in range(6)]
    matches = picture_matches(copies)
    assert [(match.a, match.b) for match in matches] == [(0, 3), (1, 4), (2, 5)]
    assert all(match.likeness >= LIKENESS for match in matches)


def fat_library() -> list[bytes]:
    """A picture saved again and again, and two pairs of others."""
    fat = [descriptor(jpeg(somebody(0), quality)) for quality in range(40, 40 + FAT + 10)]
    return [*fat, *(descriptor(jpeg(somebody(1 + number % 2), 60 + number)) for number in range(4))]


@pytest.mark.parametrize("jobs", [1, 2])
def test_a_fat_group_is_held_together_without_all_its_pairs(jobs: int) -> None:
    heard: list[tuple[int, int]] = []
    copies = fat_library()
    with allowed(jobs, lambda done, total: heard.append((done, total))):
        matches = picture_matches(copies)
    fat, *others = groups((match.a, match.b) for match in matches)
    assert fat == tuple(range(FAT + 10))
    assert others == [(FAT + 10, FAT + 12), (FAT + 11, FAT + 13)]
    assert len(matches) < (FAT + 10) * (FAT + 9) // 4
    assert heard == [(number + 1, len(copies)) for number in range(len(copies))]
    assert effort().jobs == 1


def test_faiss_gives_the_same_answers() -> None:
    pytest.importorskip("faiss")
    descriptors = [descriptor(jpeg(somebody(number))) for number in range(CROWD)]
    queries = [(number, descriptor(transformed(somebody(number), "combo", "faiss"))) for number in range(6)]
    plain, other = PictureIndex(descriptors), FaissIndex(descriptors)
    for _, query in queries:
        assert plain.near(query, 3).tolist() == other.near(query, 3).tolist()
    assert list(other.compared(queries)) == list(plain.compared(queries))
    assert list(other.compared(enumerate(descriptors), later_only=True)) == list(
        plain.compared(enumerate(descriptors), later_only=True)
    )
    assert list(FaissIndex([]).matches(queries)) == []


def test_without_faiss_the_way_to_it_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "faiss", None)
    with pytest.raises(NoFaiss, match="pip install"):
        FaissIndex([])


def test_groups_grow_together() -> None:
    found = Groups()
    found.join(1, 2)
    found.join(3, 4)
    assert (found.together(1, 2), found.together(1, 3), found.together(7, 8)) == (2, 0, 0)
    found.join(2, 3)
    found.join(1, 4)
    assert found.together(1, 4) == 4


def test_an_empty_library_finds_nothing() -> None:
    assert picture_matches([]) == ()
    assert picture_matches([descriptor(jpeg(somebody(0)))]) == ()
    assert list(PictureIndex([]).matches([(0, descriptor(jpeg(somebody(0))))])) == []


def test_a_pair_is_judged_the_same_in_any_company() -> None:
    query = descriptor(transformed(somebody(4), "combo", "company"))
    alone = list(PictureIndex([descriptor(jpeg(somebody(4), 90))]).matches([(0, query)]))
    among = [match for match in library().matches([(n, query) for n in range(30)]) if match.a == 29]
    assert len(alone) == 1
    assert alone == [replace(match, a=0, b=0) for match in among]


def test_overlaying_finds_where_a_picture_lies() -> None:
    shifted = somebody(6).crop((24, 12, 400, 388)).resize((400, 400), Image.Resampling.BICUBIC)
    query, base = gray_copies([descriptor(jpeg(shifted)), descriptor(jpeg(somebody(6)))])
    start = Placements(np.array([1 + 0j], np.complex64), np.array([0j], np.complex64), np.array([False]))
    laid = overlaid(query[None], base[None], [start])
    scale = 400 / 376
    assert abs(complex(laid.placements.turn[0]) - scale) < 0.01
    assert abs(complex(laid.placements.shift[0]) + scale * complex(12 / 400, 0)) < 0.01
    assert laid.likeness[0] > LIKENESS


def test_what_lies_unmoved_has_to_agree_better() -> None:
    turn = np.array([1, 0.9, np.exp(0.09j), 1, 1], np.complex64)
    shift = np.array([0, 0, 0, 0.05, 0], np.complex64)
    same = np.full(5, 0.8, np.float32)
    laid = Overlays(Placements(turn, shift, np.zeros(5, bool)), same, same, np.zeros(5, np.float32), same)
    still, *moved, again = (laid.likeness >= LIKENESS).tolist()
    assert (still, moved, again) == (False, [True, True, True], False)


def test_a_reversed_placement_leads_back() -> None:
    turn = np.array([0.8 * np.exp(0.3j), 1.2 * np.exp(-0.1j)], np.complex64)
    there = Placements(turn, np.array([0.1 - 0.05j, -0.2 + 0.1j], np.complex64), np.array([False, True]))
    point = np.array([0.2 + 0.3j, -0.1 + 0.25j])

    for placements in (there, there.reversed):
        on = placements.turn * point + placements.shift
        point = np.where(placements.mirrored, -on.conj(), on)
    assert np.abs(point - np.array([0.2 + 0.3j, -0.1 + 0.25j])).max() < 1e-6


def test_mirroring_a_picture_is_a_change_of_known_bits() -> None:
    gray = decoded(jpeg(somebody(7))).gray
    middles = tuple(WINDOWS[place] for place in MIDDLE_PLACES)
    turned = view_hashes(gray.transpose(Image.Transpose.FLIP_LEFT_RIGHT), middles)
    assert int(np.bitwise_count(view_hashes(gray, middles) ^ turned ^ mirror_mask()).max()) <= 1


def test_least_distances_are_exact() -> None:
    dice = Random(1)
    tables = [[dice.getrandbits(64) for _ in range(50)] for _ in range(4)]
    hashes = [dice.getrandbits(64) ^ tables[1][7] & dice.getrandbits(64) for _ in range(6)] + [tables[2][3]]
    counted = [min((row[n] ^ one).bit_count() for row in tables for one in hashes) for n in range(50)]
    least = least_distances(np.array(tables, dtype=np.uint64), np.array(hashes, dtype=np.uint64))
    assert least.tolist() == counted
    assert counted[3] == 0
    assert least_distances(np.empty((4, 3), dtype=np.uint64), np.empty(0, dtype=np.uint64)).tolist() == [64] * 3


def test_groups_join_what_hangs_together() -> None:
    assert groups([(5, 2), (2, 9), (7, 7), (1, 3)]) == ((1, 3), (2, 5, 9), (7,))
    assert groups([]) == ()


def test_window_search_finds_each_alone_as_among_all() -> None:
    stored = [picture_features(jpeg(somebody(number))).views for number in range(CROWD)]
    query = descriptor(transformed(somebody(8), "combo", "exact"))
    whole = PictureIndex(stored).distances(query)
    assert whole.tolist() == [int(PictureIndex([one]).distances(query)[0]) for one in stored]
    threaded = PictureIndex(stored * 500, np.tile(window_hashes(stored), 500), jobs=2)
    assert threaded.distances(query).tolist() == whole.tolist() * 500
    assert {(match.b, match.distance) for match in PictureIndex(stored).compared([(0, query)])} == {
        (number, distance) for number, distance in enumerate(whole.tolist()) if distance <= RADIUS
    }


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        (
            "https://media.licdn.com/dms/image/v2/D4E03AQExample00001/profile-displayphoto-shrink_200_200/0/1650000000000?e=1&v=beta",
            "https://media-exp1.licdn.com/dms/image/D4E03AQExample00001/profile-displayphoto-shrink_800_800/0/1650000000000",
            True,
        ),
        (
            "https://media.licdn.com/dms/image/v2/D4E03AQExample00001/profile-displayphoto-shrink_200_200/0/1",
            "https://media.licdn.com/dms/image/v2/D4E03AQExample00002/profile-displayphoto-shrink_200_200/0/1",
            False,
        ),
        (
            "https://pbs.twimg.com/profile_images/1234567890/AbCdEfGh_400x400.jpg",
            "https://pbs.twimg.com/profile_images/1234567890/AbCdEfGh_normal.jpg",
            True,
        ),
        ("https://portfolio.example/me.jpg", "https://portfolio.example/me.jpg", False),
    ],
)
def test_addresses_name_the_stored_picture(one: str, other: str, same: bool) -> None:
    assert (picture_id(one) is not None and picture_id(one) == picture_id(other)) is same


def test_the_method_has_a_version() -> None:
    assert METHOD.endswith("v2")
