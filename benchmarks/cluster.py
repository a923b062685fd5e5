"""What a cluster costs: ``python -m benchmarks.cluster overhead [--count 10000]`` and ``… joins [--pictures 100000]``.

``overhead`` audits the same pages with processes and with Ray on this machine, and counts the processor time of all
processes that each starts, seen from outside.  ``joins`` compares texts and pictures with planted copies in one process
and on two workers: the pairs have to be the same, and a sample of pictures is looked for one by one besides.  Linux.
"""

from __future__ import annotations

import argparse
import multiprocessing
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterable, Iterator
from itertools import count
from pathlib import Path
from typing import Any

import numpy as np
from PIL import Image

from benchmarks.pages import pages
from benchmarks.text import planted
from benchmarks.whole import processes

SAMPLED = 0.25
"""Seconds between two looks at what the processes have used."""
FAT_GROUP = 300
"""Pictures that are nearly one: a default picture."""
DRAWN = 5_000
"""Pictures that are drawn; more would take longer to draw than to compare."""
ASKED = 40
"""Pictures that are looked for one by one."""


def _used(pid: int) -> float:
    """Seconds of the processor that a process has used itself."""
    try:
        fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    except OSError:
        return 0.0
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def _resident(pid: int) -> int:
    """KiB, shared pages by their share."""
    try:
        lines = Path(f"/proc/{pid}/smaps_rollup").read_text().splitlines()
    except OSError:
        return 0
    return next((int(line.split()[1]) for line in lines if line.startswith("Pss:")), 0)


def _measured(command: list[str], cwd: Path) -> tuple[float, float, float, bytes]:
    """Wall and processor seconds, highest MiB of a command and all that it starts; and what it printed."""
    began, used, most = time.monotonic(), dict[int, float](), 0.0
    with tempfile.TemporaryFile() as printed:
        process = subprocess.Popen(command, cwd=cwd, stdout=printed)
        for number in count():
            below = processes(process.pid)
            for pid in below:
                used[pid] = max(used.get(pid, 0.0), _used(pid))
            if number % 20 == 0:
                most = max(most, sum(map(_resident, below)) / 1024)
            if process.poll() is not None:
                break
            time.sleep(SAMPLED)
        printed.seek(0)
        return time.monotonic() - began, sum(used.values()), most, printed.read()


def _pages(folder: Path, count: int, made: int, size: int) -> None:
    """So many different pages out of fewer: a remark at the end makes each its own."""
    written = list(pages(made, seed=1, kilobytes=size, pictures=0.6))
    for number in range(count):
        for name, data in written[number % made].items():
            file = folder / f"{number:06}" / name
            file.parent.mkdir(parents=True, exist_ok=True)
            file.write_bytes(data + b"<!-- %d -->" % number if name.endswith(".html") else data)


def overhead(count: int, made: int, size: int) -> None:
    """Prints what both engines cost."""
    with tempfile.TemporaryDirectory() as place:
        folder, one = Path(place, "pages"), Path(place, "one")
        _pages(folder, count, made, size)
        one.mkdir()
        (one / "page.html").write_bytes(next(folder.rglob("*.html")).read_bytes())
        documents = []
        print("| engine | files | wall s | CPU s | CPU ms a page | MiB |\n| --- | ---: | ---: | ---: | ---: | ---: |")
        for engine in ("processes", "ray"):
            for what, files in ((one, 1), (folder, count)):
                case = Path(place, f"{engine}-{files}.db")
                line = [sys.executable, "-m", "auditor", "audit", str(what), "--engine", engine, "--case", str(case)]
                line += ["--jobs", "2", "--no-report", "--quiet", "--as-of", "2026-11-24", "--format", "json"]
                wall, cpu, most, printed = _measured(line, Path(place))
                documents.append(printed)
                print(f"| {engine} | {files} | {wall:.1f} | {cpu:.1f} | {1000 * cpu / files:.2f} | {most:.0f} |")
        same = documents[0] == documents[2] and documents[1] == documents[3]
        print(f"\nThe same document: {'yes' if same else 'NO'}")


def _drawn(number: int, count: int) -> Image.Image:
    """A picture of soft patches; of each hundred five are copies of others, and some are nearly one picture."""
    if number % 100 < 5:
        other = _drawn(number + 50, count)
        if number % 2:
            return other.transpose(Image.Transpose.FLIP_LEFT_RIGHT)
        return other.crop((4, 4, 92, 92)).resize((96, 96))
    fat = number % max(1, count // FAT_GROUP) == 7
    dice = np.random.default_rng(7 if fat else number)
    soft = Image.fromarray(dice.integers(0, 256, (12, 12), dtype=np.uint8)).resize((96, 96), Image.Resampling.BICUBIC)
    grained = np.asarray(soft, dtype=np.int16) + np.random.default_rng(number).integers(-6, 7, (96, 96))
    return Image.fromarray(np.clip(grained, 0, 255).astype(np.uint8))


def _described(numbers: tuple[int, int, int]) -> list[bytes]:
    from auditor.imaging.descriptor import described

    first, last, count = numbers
    return [described(_drawn(number, count)) for number in range(first, last)]


def _pictures(count: int) -> list[bytes]:
    """Descriptors: of drawn pictures up to a number, then of hashes at random with the drawn ones' gray copies."""
    from auditor.imaging.descriptor import VIEWS_BYTES

    drawn = min(count, DRAWN)
    slices = [(first, min(first + 500, drawn), drawn) for first in range(0, drawn, 500)]
    with multiprocessing.get_context("fork").Pool(2) as pool:
        made = [one for some in pool.imap(_described, slices) for one in some]
    dice = np.random.default_rng(5)
    hashes = dice.bytes((count - drawn) * VIEWS_BYTES)
    for number in range(count - drawn):
        copied = made[int(dice.integers(len(made)))]
        views = bytearray(hashes[number * VIEWS_BYTES : (number + 1) * VIEWS_BYTES])
        if number % 20 == 0:  # a copy: its hashes but for a bit here and there
            views = bytearray(copied[2 : 2 + VIEWS_BYTES])
            views[int(dice.integers(VIEWS_BYTES))] ^= 4
        made.append(copied[:2] + bytes(views) + copied[2 + VIEWS_BYTES :])
    order = dice.permutation(count)
    return [made[place] for place in order.tolist()]


def _timed(what: str, work: Callable[[], Any]) -> Any:
    wall, cpu = time.monotonic(), time.process_time()
    result = work()
    print(f"{what}: {time.monotonic() - wall:.1f} s, {time.process_time() - cpu:.1f} s of this process", flush=True)
    return result


def _one_process(descriptors: list[bytes]) -> Iterator[Any]:
    from auditor.similarity.buckets import BANDS, Words64, near_lists, near_pairs
    from auditor.similarity.hamming import Groups
    from auditor.similarity.pairing import matched
    from auditor.similarity.pictures import PictureIndex

    words = Words64.of(descriptors)
    near = near_lists(np.unique(np.concatenate([near_pairs(words, band) for band in range(BANDS)])), len(descriptors))
    index = PictureIndex(descriptors)
    dice = np.random.default_rng(1)
    for place in dice.choice(len(descriptors), ASKED, replace=False).tolist():
        if near[place].tolist() != index.near(descriptors[place], place + 1).tolist():
            raise AssertionError(f"picture {place}: buckets show other pairs than looking at each")
    print(f"{ASKED} pictures looked for one by one: the same pairs", flush=True)
    return matched(near, index.laid_over, Groups())


def _told(matches: Iterable[Any]) -> list[tuple[Any, ...]]:
    return [(one.a, one.b, one.distance, one.transform) for one in matches]


def joins(texts: int, pictures: int) -> None:
    """Prints what both joins cost, and whether the pairs are the same."""
    from auditor.cluster.joins import RayJoins
    from auditor.cluster.machines import connected
    from auditor.similarity.minhash import candidates, sketch

    sketches = [sketch(text) for text in planted(texts, texts // 20, texts // 50)[0]]
    descriptors = _timed(f"{pictures:,} pictures described on two cores", lambda: _pictures(pictures))
    alone = _timed(f"{texts:,} texts, one process", lambda: list(candidates(sketches)))
    pairs = _timed(f"{pictures:,} pictures, one process", lambda: tuple(_one_process(descriptors)))
    with connected(None, 2) as ray:
        workers = RayJoins(ray, 2)
        there = _timed(f"{texts:,} texts, two workers", lambda: list(workers.texts(sketches)))
        pairs_there = _timed(f"{pictures:,} pictures, two workers", lambda: workers.pictures(descriptors))
    print(f"texts: {len(alone):,} pairs, {'the same' if alone == there else 'OTHERS'} on workers")
    print(
        f"pictures: {len(pairs):,} pairs, {'the same' if _told(pairs) == _told(pairs_there) else 'OTHERS'} on workers"
    )


def main() -> None:
    """Runs what was asked for."""
    parser = argparse.ArgumentParser(description=__doc__)
    below = parser.add_subparsers(dest="what", required=True)
    one = below.add_parser("overhead")
    one.add_argument("--count", type=int, default=10_000)
    one.add_argument("--made", type=int, default=1_000)
    one.add_argument("--size", type=int, default=300)
    two = below.add_parser("joins")
    two.add_argument("--texts", type=int, default=200_000)
    two.add_argument("--pictures", type=int, default=100_000)
    asked = parser.parse_args()
    if asked.what == "overhead":
        overhead(asked.count, asked.made, asked.size)
    else:
        joins(asked.texts, asked.pictures)


if __name__ == "__main__":
    main()
