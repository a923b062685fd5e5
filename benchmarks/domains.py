"""Measures reading of recorded answers: ``python -m benchmarks.domains [ANSWERS.jsonl]`` prints one JSON document.

Without a file, the answers of ``fixtures/records`` are read again and again.  Lines are ``{"tld", "kind", "text"}``,
as for ``auditor domain parse --format ndjson``.  Answers a second of processor time, best of five rounds, each file
read as often as fills the round; the list of suffixes is loaded before.
"""

from __future__ import annotations

import json
import sys
import time
from pathlib import Path

from auditor.domains import domain_of
from auditor.lookup.recorded import parsed_answer

ROOT = Path(__file__).parent.parent
ROUND = 10_000
"""Answers a round."""
ROUNDS = 5

Answer = tuple[bytes, str, str | None, str | None]
"""Bytes, name that was asked about, ending, kind."""


def recorded() -> list[Answer]:
    """The answers of the fixtures, under the names of their files."""
    found: list[Answer] = []
    for folder in sorted((ROOT / "fixtures" / "records").iterdir()):
        found += [
            (file.read_bytes(), file.name, None, None) for file in folder.iterdir() if file.name != "expected.json"
        ]
    return found


def from_lines(file: Path) -> list[Answer]:
    """The answers of a file of lines."""
    found: list[Answer] = []
    for line in file.read_text(encoding="utf-8").splitlines():
        value = json.loads(line)
        text = value["text"].encode("utf-8", "surrogatepass")
        found.append((text, str(value.get("name") or ""), value.get("tld"), value.get("kind")))
    return found


def measured(answers: list[Answer]) -> dict[str, object]:
    """Answers, mean length, and how many are read in a second of processor time."""
    domain_of("https://harbour.example")  # loads the list of suffixes
    for answer in answers:
        parsed_answer(*answer)
    best = float("inf")
    times = max(1, ROUND // len(answers))
    for _ in range(ROUNDS):
        began = time.process_time()
        for _ in range(times):
            for answer in answers:
                parsed_answer(*answer)
        best = min(best, time.process_time() - began)
    return {
        "answers": len(answers),
        "mean_bytes": round(sum(len(answer[0]) for answer in answers) / len(answers)),
        "a_second": round(times * len(answers) / best),
    }


def main() -> None:
    """Prints what was measured."""
    answers = from_lines(Path(sys.argv[1])) if len(sys.argv) > 1 else recorded()
    print(json.dumps(measured(answers)))


if __name__ == "__main__":
    main()
