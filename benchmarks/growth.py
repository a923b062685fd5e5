"""How the cost of a page grows with their number: ``python -m benchmarks.growth [--counts 1000 10000 100000]``.

Writes realistic saved pages once and audits the first so many of them, each count as a process of its own over an empty
case file, smallest first.  Processor time of all processes is what counts, not the clock; memory is the largest
process's.  The start of the program is in every figure and weighs most in the first.  Where more pages are wanted than
``--different`` ones, the rest are those again under other account names: each is a page of its own that nobody has read
before, while pictures and texts return, as they do where a template is in use.  Prints a table in Markdown.
"""

from __future__ import annotations

import argparse
import os
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from itertools import islice
from pathlib import Path

from benchmarks.pages import FOLDER, pages

_USED = """
import resource, subprocess, sys
done = subprocess.run(sys.argv[1:], stdout=subprocess.DEVNULL)
used = resource.getrusage(resource.RUSAGE_CHILDREN)
print(used.ru_utime + used.ru_stime, used.ru_maxrss / 1024, done.returncode)
"""
MARK = b"-again-%06d-example"


def _written(root: Path, count: int, different: int, kilobytes: int, share: float) -> list[list[Path]]:
    """The files of each page; pages beyond the different ones are those again under other accounts."""
    fresh = islice(pages(different, seed=1, kilobytes=kilobytes, pictures=share), min(count, different))
    made = [list(_put(root, files)) for files in fresh]
    for number in range(len(made), count):
        source = made[number % different]
        copies = {_name(root, file, number): _renamed(file.read_bytes(), number) for file in source}
        made.append(list(_put(root, copies)))
    return made


def _put(root: Path, files: dict[str, bytes]) -> Iterator[Path]:
    for path, data in files.items():
        file = root / path
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_bytes(data)
        yield file


def _name(root: Path, file: Path, number: int) -> str:
    _, *rest = file.relative_to(root).parts
    rest[0] = f"{number:06}{rest[0][6:]}"
    return "/".join((f"{number // FOLDER:03}", *rest))


def _renamed(data: bytes, number: int) -> bytes:
    """The page with another account name; a picture, which holds none, stays as it is."""
    return data.replace(b"-example", MARK % number)


def _audited(root: Path, folder: Path, jobs: int) -> tuple[float, float]:
    """Seconds of the processor of all processes, and MiB of the largest one."""
    case = root / f"{folder.name}.db"
    arguments = ("audit", str(folder), "--case", str(case), "--no-report", "--quiet", "--as-of", "2026-11-24")
    program = (sys.executable, "-m", "auditor", *arguments, "--jobs", str(jobs))
    done = subprocess.run([sys.executable, "-c", _USED, *program], cwd=root, capture_output=True, check=True)
    cpu, memory, code = done.stdout.split()
    if int(code) not in (0, 3):
        sys.exit(f"the audit of {folder.name} ended with {int(code)}: {done.stderr.decode()[-400:]}")
    case.unlink()
    return float(cpu), float(memory)


def main() -> None:
    """Measures every count and prints the table."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.growth")
    parser.add_argument("--counts", type=int, nargs="+", default=[1_000, 10_000, 100_000])
    parser.add_argument("--different", type=int, default=10_000, help="pages that are made one by one (default 10000)")
    parser.add_argument("--size", type=int, default=60, help="kilobytes a page (default 60: 100,000 take 6 GB of disk)")
    parser.add_argument("--pictures", type=float, default=0.0, help="share of pages saved with their picture")
    parser.add_argument("--jobs", type=int, default=2)
    parser.add_argument("--dir", type=Path, help="folder on a disk with room (default: the one for temporary files)")
    wanted = parser.parse_args()
    counts = sorted(wanted.counts)
    with tempfile.TemporaryDirectory(dir=wanted.dir) as home:
        root = Path(home)
        every = root / "all"
        made = _written(every, counts[-1], wanted.different, wanted.size, wanted.pictures)
        print("| pages | CPU, s | CPU a page, ms | against the first | memory of the largest process, MiB |")
        print("| --- | --- | --- | --- | --- |")
        first = 0.0
        for count in counts:
            folder = root / str(count)
            for file in (file for files in made[:count] for file in files):
                link = folder / file.relative_to(every)
                link.parent.mkdir(parents=True, exist_ok=True)
                os.link(file, link)
            cpu, memory = _audited(root, folder, wanted.jobs)
            each = 1000 * cpu / count
            first = first or each
            print(f"| {count:,} | {cpu:.1f} | {each:.2f} | {each / first:.2f} | {memory:.0f} |", flush=True)


if __name__ == "__main__":
    main()
