"""Writes realistic saved pages, as many as wanted: ``python -m benchmarks.pages OUT --count 1000 --size 300 --seed 1``.

Every generation and container of :mod:`fixtures.make` in a fixed mix, invented people over many naming systems, about
``--size`` kilobytes a page with the element counts of real pages of that size.  The same arguments give the same bytes.
"""

from __future__ import annotations

import argparse
from collections.abc import Callable, Iterator
from functools import cache
from pathlib import Path

from fixtures.make import containers, filler, guest, masked, member, personal, portraits, sdui, walls
from fixtures.make.crowd import pictured, somebody
from fixtures.make.dice import Dice
from fixtures.make.labels import LANGUAGES
from fixtures.make.person import Person, Saved, Surroundings

Builder = Callable[[Person, Surroundings], Saved]
FOLDER = 1_000
"""Pages in one folder."""
TWINS = 0.01
"""Of the pages with a picture, the share that shows an earlier page's picture, cropped and mirrored."""

KINDS: dict[str, tuple[int, int, Builder]] = {
    "guest": (38, 32, guest.guest_page),
    "member": (28, 16, member.member_page),
    "sdui": (14, 44, sdui.sdui_page),
    "sdui-scrolled": (6, 38, lambda person, around: sdui.sdui_page(person, around, scrolled=True)),
    "masked": (6, 0, masked.masked_page),
    "own-page": (
        6,
        30,
        lambda person, around: personal.profile_page(person, around, f"https://{person.slug}.example/"),
    ),
    "wall": (2, 0, lambda person, around: walls.auth_wall(person.slug, around)),
}
"""Share in a hundred; entries in each further section at 300 KB, for a real page's element count; the builder."""


@cache
def _kinds() -> tuple[str, ...]:
    return tuple(kind for kind, (share, _, _) in KINDS.items() for _ in range(share))


def _around(seed: str, language: str, entries: int, script_bytes: int) -> Surroundings:
    return Surroundings(
        seed=seed,
        captured="2025-11-12",
        language=language,
        bystanders=filler.people(str(Dice(seed).number(0, 49)), 16),
        script_bytes=script_bytes,
        more=entries,
    )


@cache
def _padding(kind: str, kilobytes: int) -> tuple[int, int]:
    """Entries and script bytes that bring an average page of a kind to the size."""
    _, at_300, build = KINDS[kind]
    entries, samples = at_300 * kilobytes // 300, range(6)
    sizes = [
        len(build(somebody("padding", n), _around(f"padding/{n}", "en", entries, 0)).markup.encode()) for n in samples
    ]
    grown = len(build(somebody("padding", 0), _around("padding/0", "en", entries, 40_000)).markup.encode())
    rate = max((grown - sizes[0]) / 40_000, 0.1)
    return entries, max(0, int((kilobytes * 1024 - sum(sizes) // len(sizes)) / rate))


def _portrait(seed: int, number: int, dice: Dice) -> bytes:
    if number and dice.chance(TWINS):
        drawn = portraits.portrait(f"bench/{seed}/{dice.number(0, number - 1)}")
        return portraits.jpeg(portraits.mirrored(portraits.cropped(drawn, 6, 3, 4, 5)), side=200, quality=72)
    return portraits.jpeg(portraits.portrait(f"bench/{seed}/{number}"), side=200)


def page(number: int, *, seed: int, kilobytes: int, pictures: float) -> dict[str, bytes]:
    """The files of one saved page, by path relative to the output folder."""
    dice = Dice("bench", seed, number)
    kind = dice.one(_kinds())
    person = somebody(seed, number)
    embedded = dice.chance(pictures)
    if embedded or dice.chance(0.75):
        person = pictured(person, _portrait(seed, number, dice) if embedded else b"")
    language = "en" if dice.chance(0.6) else dice.one(LANGUAGES)
    entries, script_bytes = _padding(kind, kilobytes)
    saved = KINDS[kind][2](person, _around(f"{seed}/{number}", language, entries, script_bytes))
    name = f"{number:06}-{kind}"
    if embedded:
        save = dice.one((containers.complete, containers.singlefile, containers.mhtml))
        files = save(saved, name)
    else:
        files = containers.html(saved, name, "utf-16" if dice.chance(0.01) else "utf-8")
    return {f"{number // FOLDER:03}/{path}": data for path, data in files.items()}


def pages(count: int, *, seed: int, kilobytes: int, pictures: float) -> Iterator[dict[str, bytes]]:
    """The files of each page in turn."""
    return (page(number, seed=seed, kilobytes=kilobytes, pictures=pictures) for number in range(count))


def main() -> None:
    """Reads the arguments and writes the pages."""
    parser = argparse.ArgumentParser(
        prog="python -m benchmarks.pages", description=__doc__.splitlines()[0] if __doc__ else ""
    )
    parser.add_argument("out", type=Path, help="folder to write to")
    parser.add_argument("--count", type=int, default=1_000, help="pages (default 1000)")
    parser.add_argument("--size", type=int, default=300, help="kilobytes a page (default 300)")
    parser.add_argument("--seed", type=int, default=1, help="another seed, other pages (default 1)")
    parser.add_argument(
        "--pictures", type=float, default=0.0, help="share of pages saved with their picture (default 0)"
    )
    wanted = parser.parse_args()
    for files in pages(wanted.count, seed=wanted.seed, kilobytes=wanted.size, pictures=wanted.pictures):
        for path, data in files.items():
            file = wanted.out / path
            file.parent.mkdir(parents=True, exist_ok=True)
            file.write_bytes(data)


if __name__ == "__main__":
    main()
