"""``python -m benchmarks.fuzz TARGET [--minutes 5] [--out DIR] [FILE ...]``: anything as input, coverage-guided.

Inputs with complaints are written to ``DIR/found``, one for each kind of complaint, and the run goes on; what hangs or
ends the process is written there too.  With files, only those are tried and their complaints printed.
"""

from __future__ import annotations

import argparse
import hashlib
import random
import re
import subprocess
import sys
import time
from pathlib import Path

WORKING = "--work"
"""First argument of the process that the fuzzer runs in."""
OWN_DAMAGE = 0.5
"""Share of mutations that are damage as it happens to markup and JSON; the rest are the fuzzer's."""
HANGS = 60
"""Seconds after which an input counts as a hang, however busy the machine."""
MEMORY = 3_000
"""MiB."""


def _names() -> list[str]:
    from benchmarks.fuzz.targets import TARGETS

    return list(TARGETS)


def _tried(name: str, files: list[Path]) -> int:
    from benchmarks.fuzz.targets import TARGETS, complaints

    found = 0
    for file in files:
        for complaint in complaints(TARGETS[name], file.read_bytes()):
            print(f"{file.name}: {complaint}")
            found += 1
    return found


def _fuzzed(name: str, minutes: float, out: Path) -> None:
    """Processes of the fuzzer, one after the other, until the time is over: a hang or a crash ends one."""
    corpus = out / "corpus" / name
    for folder in (corpus, out / "found"):
        folder.mkdir(parents=True, exist_ok=True)
    until = time.monotonic() + 60 * minutes
    while (left := int(until - time.monotonic())) > 5:
        subprocess.run(
            [
                *(sys.executable, "-m", "benchmarks.fuzz", WORKING, name, str(out), str(corpus)),
                *(f"-max_total_time={left}", f"-timeout={HANGS}", f"-rss_limit_mb={MEMORY}", "-max_len=65536"),
                *(f"-artifact_prefix={out / 'found' / name}-", "-print_final_stats=1", "-len_control=0"),
            ],
            check=False,
        )


def _work(name: str, out: Path, arguments: list[str]) -> None:
    import atheris

    with atheris.instrument_imports(include=["auditor"]):
        from benchmarks.fuzz.targets import TARGETS, complaints

        target = TARGETS[name]
        for seed in target.seeds():
            complaints(target, seed)  # much is imported at first use only, and has to be in here
            (out / "corpus" / name / hashlib.sha1(seed).hexdigest()).write_bytes(seed)
    from tests.mutations import mutated

    known = {path.name for path in (out / "found").iterdir()}

    def one(data: bytes) -> None:
        for complaint in complaints(target, data):
            kind = re.sub(r"[0-9]+|'.*'|\".*\"", "", complaint)[:60]
            file = f"{name}-{hashlib.sha1(kind.encode()).hexdigest()[:10]}"
            if file not in known:
                known.add(file)
                (out / "found" / file).write_bytes(data)
                print(f"complaint {file}: {complaint}", flush=True)

    def damaged(data: bytes, size: int, seed: int) -> bytes:
        dice = random.Random(seed)
        changed = mutated(data, str(seed)) if dice.random() < OWN_DAMAGE else atheris.Mutate(data, size)
        return changed[:size]

    atheris.Setup(["fuzz", *arguments], one, custom_mutator=damaged)
    atheris.Fuzz()


def main() -> None:
    """Runs a target for some minutes, or over files; ends with 1 where files have complaints."""
    if sys.argv[1:2] == [WORKING]:
        _work(sys.argv[2], Path(sys.argv[3]), sys.argv[4:])
        return
    parser = argparse.ArgumentParser(prog="python -m benchmarks.fuzz")
    parser.add_argument("target", choices=_names())
    parser.add_argument("files", nargs="*", type=Path, help="inputs to try once")
    parser.add_argument("--minutes", type=float, default=5.0)
    parser.add_argument("--out", type=Path, default=Path("reports/fuzz"), help="folder for corpus and findings")
    wanted = parser.parse_args()
    if wanted.files:
        sys.exit(1 if _tried(wanted.target, wanted.files) else 0)
    _fuzzed(wanted.target, wanted.minutes, wanted.out.resolve())


if __name__ == "__main__":
    main()
