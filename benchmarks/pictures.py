"""Measures picture matching: ``python -m benchmarks.pictures [--folder DIR]...`` prints recall, rates, times and sizes.

A library of drawn pictures and of the pictures under the given folders; some of them, changed in eighteen ways with
random offsets, are looked for in it.  Recall is given at the threshold at which no pair of strangers, one in a million
and one in ten thousand of them is called the same.  Then strangers who all wear the same frame are compared.
The same seed gives the same figures.  Times are CPU times.
"""

from __future__ import annotations

import argparse
import io
import time
from collections.abc import Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from random import Random

import numpy as np
from numpy.typing import NDArray
from PIL import Image, UnidentifiedImageError

from auditor.imaging import Unusable, decoded, picture_features
from auditor.imaging.descriptor import described
from auditor.imaging.pdq import pdq_hash
from auditor.similarity.pictures import LIKENESS, PictureIndex
from benchmarks.pictures_drawn import SIDE, drawn
from benchmarks.pictures_transforms import TRANSFORMS, jpeg, transformed

RATES = (0.0, 1e-6, 1e-4)
FRAMES = ("circle", "ring", "ring+circle", "logo+text")
Values = NDArray[np.int16]
"""Distances; the smaller, the likelier the same picture."""
FAR = 10_000


@dataclass(frozen=True, slots=True)
class Described:
    """What the methods under comparison know of a picture."""

    hashes: dict[str, int]
    descriptor: bytes
    plain: bool


def squared(data: bytes) -> bytes:
    """The middle square of a picture file at ``SIDE`` pixels, as JPEG of quality 90.  Raises ``Unusable``."""
    picture = decoded(data)
    side = min(picture.colour.size)
    if side < SIDE // 4:
        raise Unusable("too small to measure with")
    with Image.open(io.BytesIO(data)) as whole:
        turned = whole.convert("RGBA")
    ground = Image.new("RGBA", turned.size, "white")
    ground.alpha_composite(turned)
    side = min(turned.size)
    left, top = (turned.width - side) // 2, (turned.height - side) // 2
    square = ground.convert("RGB").crop((left, top, left + side, top + side))
    return jpeg(square.resize((SIDE, SIDE), Image.Resampling.LANCZOS), 90)


def from_folder(folder: Path) -> Iterator[tuple[str, bytes]]:
    """Name and bytes of every usable picture under a folder, one of each content."""
    seen: set[bytes] = set()
    for path in sorted(path for path in folder.rglob("*") if path.is_file()):
        try:
            data = squared(path.read_bytes())
        except (Unusable, UnidentifiedImageError, OSError):
            continue
        if data not in seen:
            seen.add(data)
            yield f"{folder.name}/{path.name}", data


def measured(data: bytes) -> Described:
    """A picture as every method sees it."""
    features = picture_features(data)
    hashes = {name.rsplit("-", 1)[0]: int(value, 16) for name, value in features.hashes.items()}
    mirrored = picture_features(jpeg(Image.open(io.BytesIO(data)).transpose(Image.Transpose.FLIP_LEFT_RIGHT), 95))
    hashes["phash64 mirrored"] = int(mirrored.hashes["phash64-v1"], 16)
    hashes["pdq"] = int(pdq_hash(Image.open(io.BytesIO(data)).convert("L")), 16)
    return Described(hashes, described(decoded(data).gray), features.low_information is not None)


def changed(job: tuple[int, bytes], seed: str) -> list[Described]:
    """A picture after every transform."""
    number, data = job
    picture = Image.open(io.BytesIO(data)).convert("RGB")
    return [measured(transformed(picture, name, f"{seed}/{number}")) for name in TRANSFORMS]


def framed(job: tuple[int, bytes], frame: str) -> bytes:
    """Descriptor of a picture in a frame that is the same for everybody."""
    picture = Image.open(io.BytesIO(job[1])).convert("RGB")
    return described(decoded(transformed(picture, frame, "one for all")).gray)


def _words(values: Sequence[int]) -> NDArray[np.uint64]:
    width = max(8, -(-max(value.bit_length() for value in values) // 64) * 8)
    return np.frombuffer(b"".join(value.to_bytes(width, "big") for value in values), dtype=np.uint64).reshape(
        len(values), -1
    )


def bits_apart(queries: Sequence[int], library: Sequence[int]) -> Values:
    """Hamming distances, shape ``(queries, library)``."""
    everything = _words([*queries, *library])
    rows, base = everything[: len(queries)], everything[len(queries) :]
    return np.array([np.bitwise_count(base ^ row).sum(axis=1) for row in rows], dtype=np.int16)


def methods(queries: Sequence[Described], library: Sequence[Described]) -> dict[str, Values]:
    """Distances of every query and library picture by every method."""

    def standard(name: str, of: str | None = None) -> Values:
        return bits_apart([one.hashes[of or name] for one in queries], [one.hashes[name] for one in library])

    found = {
        "imagehash dHash 64": standard("dhash64"),
        "imagehash pHash 64": standard("phash64"),
        "imagehash pHash 64, also mirrored": np.minimum(standard("phash64"), standard("phash64", "phash64 mirrored")),
        "imagehash dHash 256": standard("dhash256"),
        "imagehash pHash 256": standard("phash256"),
        "PDQ, decoded whole": standard("pdq"),
        "PDQ as it is stored": standard("pdq256"),
    }
    index = PictureIndex([one.descriptor for one in library])
    found["ours, windows alone"] = np.array([index.distances(one.descriptor) for one in queries], dtype=np.int16)
    verified = np.full((len(queries), len(library)), FAR, dtype=np.int16)
    for match in index.compared((number, one.descriptor) for number, one in enumerate(queries)):
        verified[match.a, match.b] = round(1000 * (1 - match.likeness))
    found["ours, laid over each other"] = verified
    return found


def threshold(strangers: Values, rate: float) -> int:
    """The largest distance at which at most this share of strangers is called the same; -1 where there is none."""
    counts = np.cumsum(np.bincount(np.clip(strangers, 0, FAR), minlength=FAR + 1)[:FAR])
    allowed = np.flatnonzero(counts <= rate * len(strangers))
    return int(allowed[-1]) if len(allowed) else -1


def table(found: dict[str, Values], own: Sequence[int]) -> Iterator[str]:
    """Recall by transform, one line a method and rate."""
    names = list(TRANSFORMS)
    yield "method | strangers called the same | threshold | " + " | ".join(names) + " | mean"
    yield " | ".join(["---"] * (len(names) + 4))
    for method, distances in found.items():
        blocks = distances.reshape(len(own), len(names), -1)
        same = np.array([block[:, place] for block, place in zip(blocks, own, strict=True)])
        strangers = np.concatenate([np.delete(block, place, axis=1).ravel() for block, place in zip(blocks, own)])
        limits = [(f"{rate:.0e}" if rate else "0", threshold(strangers, rate)) for rate in RATES]
        if method.startswith("ours, laid"):
            used = round(1000 * (1 - LIKENESS))
            limits.append((f"as used: {np.count_nonzero(strangers <= used)} pairs", used))
        for rate, limit in limits:
            recall = (same <= limit).mean(axis=0)
            cells = " | ".join(f"{value:.3f}".rstrip("0").rstrip(".") for value in recall)
            yield f"{method} | {rate} | {limit} | {cells} | **{recall.mean():.3f}**"


def _timed(pictures: Sequence[bytes]) -> float:
    picture_features(pictures[0])
    start = time.process_time()
    for data in pictures:
        picture_features(data)
    return (time.process_time() - start) / len(pictures) * 1000


def main(arguments: Sequence[str] | None = None) -> None:
    """Prints the tables."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--folder", type=Path, action="append", default=[], help="pictures to measure with")
    parser.add_argument("--drawn", type=int, default=2000, help="pictures to draw")
    parser.add_argument("--queries", type=int, default=270)
    parser.add_argument("--framed", type=int, default=900, help="strangers in one frame")
    parser.add_argument("--frames-from", type=Path, help="take the strangers in one frame from this folder instead")
    parser.add_argument("--seed", default="1")
    parser.add_argument("--jobs", type=int, default=2)
    options = parser.parse_args(arguments)
    with ProcessPoolExecutor(options.jobs) as workers:
        library = [
            (kind, data)
            for kind, data in workers.map(partial(_drawn_jpeg, seed=options.seed), range(options.drawn), chunksize=16)
        ]
        for folder in options.folder:
            library += from_folder(folder)
        described_all = list(workers.map(measured, [data for _, data in library], chunksize=16))
        compared = [n for n, one in enumerate(described_all) if not one.plain]
        print(f"{len(library)} pictures, {len(library) - len(compared)} of them too plain to be compared")
        dice = Random(f"queries/{options.seed}")
        chosen = sorted(dice.sample(compared, min(options.queries, len(compared))))
        jobs = [(number, library[number][1]) for number in chosen]
        queries = [one for many in workers.map(partial(changed, seed=options.seed), jobs) for one in many]
        base = [described_all[number] for number in compared]
        own = [compared.index(number) for number in chosen]
        pairs = len(queries) * (len(base) - 1)
        print(f"{len(chosen)} queries x {len(TRANSFORMS)} transforms, {pairs / 1e6:.1f} million pairs of strangers\n")
        for line in table(methods(queries, base), own):
            print(line, flush=True)
        strangers = [(n, library[n][1]) for n in sorted(dice.sample(compared, min(options.framed, len(compared))))]
        if options.frames_from:
            strangers = list(enumerate(data for _, data in from_folder(options.frames_from)))[: options.framed]
        print("\nstrangers in one frame | pairs | laid over each other | most alike | called the same")
        print("--- | --- | --- | --- | ---")
        for frame in FRAMES:
            copies = list(workers.map(partial(framed, frame=frame), strangers, chunksize=16))
            likeness = [one.likeness for one in PictureIndex(copies).compared(enumerate(copies), later_only=True)]
            alike = sum(1 for one in likeness if one >= LIKENESS)
            looked = f"{len(copies) * (len(copies) - 1) // 2:,}"
            print(f"{frame} | {looked} | {len(likeness):,} | {max(likeness, default=0):.3f} | {alike}", flush=True)
    sizes = [len(one.descriptor) for one in base]
    print(f"\nindexing a {SIDE} x {SIDE} JPEG, all hashes: {_timed([data for _, data in library[:60]]):.1f} ms of CPU")
    print(f"stored a picture, besides 152 bytes of standard hashes: mean {np.mean(sizes):.0f}, most {max(sizes)} bytes")


def _drawn_jpeg(number: int, seed: str) -> tuple[str, bytes]:
    kind, picture = drawn(number, seed)
    return f"{kind} {number}", jpeg(picture, 90)


if __name__ == "__main__":
    main()
