"""Sketches of short texts (MinHash over character 5-grams), and the pairs that may be near copies.

A sketch is 128 unsigned 32-bit numbers, little-endian.  Two sketches agree in about as many places as their texts share
5-grams.  Candidates come from 32 bands of four numbers; they are only candidates and have to be compared as texts.
Source of the method: A. Broder, "On the resemblance and containment of documents", 1997.
"""

from __future__ import annotations

import re
import unicodedata
from bisect import bisect_left
from collections.abc import Iterator, Sequence
from functools import cache, lru_cache
from typing import TYPE_CHECKING

from auditor.similarity.effort import effort

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

PERMUTATIONS = 128
ROWS = 4
GRAM = 5
SHORTEST = 40
"""Characters: shorter texts ("Recruiter at X") are alike honestly."""
LONGEST = 20_000
"""Characters that are compared of a text."""
MANY_GRAMS = 4096
AGREEING = PERMUTATIONS // 4
"""Values in which candidates must agree: strangers of one trade share a band by chance, near copies half of all."""
TOGETHER = 8192
"""Pairs whose sketches are compared at once: a few megabytes."""
WHOLE_BUCKET = 32
"""Up to so many texts in a bucket all pairs are candidates; in a larger one each with its neighbour."""

_BOILERPLATE = re.compile(
    r"view .{1,60}[’']s? (?:full )?profile on linkedin.{0,80}|the world[’']s largest professional community\.?|"
    r"\b\d[\d,.+]* (?:connections|followers)\b(?: on linkedin)?|join to (?:view|connect).{0,40}|sign in to view.{0,60}|"
    r"(?:…|\.\.\.)\s*(?:see|show|read) more|\b(?:see|show) (?:more|less)\b|\bshow all\b|"
    r"view (?:my|the) (?:complete|full) profile"
)
_BOILERPLATE_MARKS = (
    *(
        "connections",
        "followers",
        "linkedin",
        "professional community",
        " more",
        " less",
        "show all",
        "view ",
        "sign in",
    ),
    "join to",
)
_NOT_WORD = re.compile(r"[\W_]+")
_ASCII_WORDS = {code: chr(code) if chr(code).isalnum() else " " for code in range(128)}
"""The same for text that has no other letters, three times as fast."""


@lru_cache(maxsize=8)
def comparable(text: str) -> str:
    """The text as it is compared: words only, case-folded, one space between, the platform's own phrases cut."""
    said = text[:LONGEST].casefold()
    plain = said.isascii()
    if not plain:
        said = unicodedata.normalize("NFKC", said)
    if any(mark in said for mark in _BOILERPLATE_MARKS):
        said = _BOILERPLATE.sub(" ", said)
    return " ".join(said.translate(_ASCII_WORDS).split()) if plain else _NOT_WORD.sub(" ", said).strip()


def sketch(text: str) -> bytes:
    """512 bytes; empty where the comparable text has fewer than 40 characters."""
    words = comparable(text)
    if len(words) < SHORTEST:
        return b""
    import numpy as np

    powers, factors, offsets = _constants()
    letters = np.frombuffer(words.encode("utf-32-le"), dtype="<u4").astype(np.uint64)
    grams = np.correlate(letters, powers)  # modulo 2**64
    grams ^= grams >> np.uint64(29)
    grams *= np.uint64(0xBF58476D1CE4E5B9)
    hashes = (grams >> np.uint64(32)).astype(np.uint32)
    if len(hashes) > MANY_GRAMS:
        hashes = np.unique(hashes)
    values = factors * hashes
    values += offsets
    smallest: NDArray[np.uint32] = np.minimum.reduce(values, axis=1)
    return smallest.astype("<u4", copy=False).tobytes()


@cache
def _constants() -> tuple[NDArray[np.uint64], NDArray[np.uint32], NDArray[np.uint32]]:
    """What letters of a 5-gram count for, and odd factors and offsets that permute its hash.

    The same in every run and on every machine (splitmix64 from a fixed seed).
    """
    import numpy as np

    state, numbers = 0x5EED, []
    for _ in range(2 * PERMUTATIONS):
        state = (state + 0x9E3779B97F4A7C15) % 2**64
        mixed = ((state ^ (state >> 30)) * 0xBF58476D1CE4E5B9) % 2**64
        mixed = ((mixed ^ (mixed >> 27)) * 0x94D049BB133111EB) % 2**64
        numbers.append((mixed ^ (mixed >> 31)) >> 32)
    factors = np.array([number | 1 for number in numbers[:PERMUTATIONS]], dtype=np.uint32)
    offsets = np.array(numbers[PERMUTATIONS:], dtype=np.uint32)
    powers = np.array([pow(0x100000001B3, GRAM - 1 - place, 2**64) for place in range(GRAM)], dtype=np.uint64)
    return powers, factors[:, None], offsets[:, None]


def agreement(a: bytes, b: bytes) -> float:
    """Share of places in which two sketches agree, 0 to 1: an estimate of the shared 5-grams."""
    import numpy as np

    return float(np.mean(np.frombuffer(a, dtype="<u4") == np.frombuffer(b, dtype="<u4")))


def candidates(sketches: Sequence[bytes], since: int = 0) -> Iterator[tuple[int, int]]:
    """Pairs of indexes, first below second, of sketches that agree in a band and in a quarter of all; sorted.

    Empty sketches take part in none.  In a bucket of more than 32 each is paired with its neighbour only, so that a
    thousand copies of one template are a chain and not half a million pairs.  With ``since``, only pairs whose second
    index is not below it: what newly added texts share with those before them and with each other.
    """
    if (joins := effort().joins) is not None and not since:
        yield from joins.texts(sketches)
        return
    present = [number for number, one in enumerate(sketches) if one]
    if len(present) < 2:
        return
    import numpy as np

    table = np.frombuffer(b"".join([sketches[number] for number in present]), dtype="<u4")
    table = table.reshape(len(present), PERMUTATIONS)
    old = bisect_left(present, since)
    found: list[NDArray[np.int64]] = []
    for band in range(0, PERMUTATIONS, ROWS):
        keys = _band_keys(table[:, band : band + ROWS])
        taking_part = np.arange(len(keys))
        if old:
            taking_part = np.concatenate((np.flatnonzero(_among(keys[:old], keys[old:])), taking_part[old:]))
            keys = keys[taking_part]
        found += [taking_part[a] * len(present) + taking_part[b] for a, b in _bucket_pairs(keys)]
    if not found:
        return
    pairs = np.unique(np.concatenate(found))
    for start in range(0, len(pairs), TOGETHER):
        first, second = np.divmod(pairs[start : start + TOGETHER], len(present))
        kept = (second >= old) & ((table[first] == table[second]).sum(axis=1) >= AGREEING)
        for a, b in zip(first[kept].tolist(), second[kept].tolist()):
            yield present[a], present[b]


def banded(table: NDArray[np.uint32], band: int, part: int = 0, parts: int = 1) -> NDArray[np.int64]:
    """Of the pairs that :func:`candidates` gives those that one band shows, as ``first * texts + second``; sorted.

    ``table`` holds the sketches, none of them empty, shape ``(texts, PERMUTATIONS)``.  ``part`` of ``parts``: the
    buckets are shared out among so many.  All bands and parts together have every pair.
    """
    import numpy as np

    keys = _band_keys(table[:, band * ROWS : (band + 1) * ROWS])
    own = np.flatnonzero(keys % np.uint64(parts) == part)
    found = [np.empty(0, dtype=np.int64)]
    for first, second in _bucket_pairs(keys[own]):
        for start in range(0, len(first), TOGETHER):
            a, b = own[first[start : start + TOGETHER]], own[second[start : start + TOGETHER]]
            kept = (table[a] == table[b]).sum(axis=1) >= AGREEING
            found.append(a[kept] * len(table) + b[kept])
    return np.unique(np.concatenate(found))


def _band_keys(band: NDArray[np.uint32]) -> NDArray[np.uint64]:
    """One number for the four of a band."""
    import numpy as np

    keys = band[:, 0].astype(np.uint64)
    for row in range(1, ROWS):
        keys *= np.uint64(0x9E3779B97F4A7C15)
        keys ^= keys >> np.uint64(29)
        keys += band[:, row]
    return keys


def _among(keys: NDArray[np.uint64], wanted: NDArray[np.uint64]) -> NDArray[np.bool_]:
    """Which keys are among the wanted ones; the many are never sorted."""
    import numpy as np

    ordered = np.unique(wanted)
    if not len(ordered):
        return np.zeros(len(keys), dtype=np.bool_)
    nearest = np.minimum(np.searchsorted(ordered, keys), len(ordered) - 1)
    same: NDArray[np.bool_] = ordered[nearest] == keys
    return same


def _bucket_pairs(keys: NDArray[np.uint64]) -> Iterator[tuple[NDArray[np.int64], NDArray[np.int64]]]:
    """Indexes with equal keys, the lower and the higher ones, by their distance in sorted order."""
    import numpy as np

    order = np.argsort(keys, kind="stable")  # equal keys stay in the order of their indexes
    ordered = keys[order]
    starts = np.flatnonzero(np.concatenate(([True], ordered[1:] != ordered[:-1])))
    sizes = np.diff(np.append(starts, len(ordered)))
    size_of = np.repeat(sizes, sizes)
    for distance in range(1, WHOLE_BUCKET):
        same = ordered[distance:] == ordered[:-distance]
        if distance > 1:
            same &= size_of[distance:] <= WHOLE_BUCKET
        if not same.any():
            break
        yield order[:-distance][same], order[distance:][same]
