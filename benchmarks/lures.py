"""How many texts of a corpus reach which level, with exact bounds: ``python -m benchmarks.lures FILE.jsonl...``.

The corpora are your own (one ``{"id", "text"}`` a line) and stay where they are.  Bounds are the exact ones of Clopper
and Pearson (Biometrika 26, 1934) at 95 %.  ``--show`` prints each text above *observation* with what was found in it.
"""

from __future__ import annotations

import argparse
import json
from collections import Counter
from collections.abc import Callable, Iterator
from math import exp, lgamma, log, log1p
from pathlib import Path

from auditor.model import LEVELS, Assessment, Finding
from auditor.rules.levels import assess
from auditor.rules.pack import bundled_pack
from auditor.rules.scan import Passage, about_lures, lure_findings
from auditor.rules.threads import thread_messages

CONFIDENCE = 0.95
HALVINGS = 60
SHOWN = 240
"""Characters of a text."""


def exact_bounds(seen: int, of: int) -> tuple[float, float]:
    """Lower and upper bound of the share, by Clopper and Pearson; (0, 1) of nothing."""
    if not of:
        return 0.0, 1.0
    tail = (1 - CONFIDENCE) / 2
    low = 0.0 if seen == 0 else _solved(lambda share: 1 - _at_most(seen - 1, of, share) >= tail)
    high = 1.0 if seen == of else _solved(lambda share: _at_most(seen, of, share) <= tail)
    return low, high


def _at_most(seen: int, of: int, share: float) -> float:
    """Probability of so many or fewer in a binomial sample."""
    if share in (0.0, 1.0):
        return float(share == 0.0 or seen >= of)
    whole = lgamma(of + 1)
    return sum(
        exp(whole - lgamma(n + 1) - lgamma(of - n + 1) + n * log(share) + (of - n) * log1p(-share))
        for n in range(seen + 1)
    )


def _solved(reached: Callable[[float], bool]) -> float:
    """The smallest share at which a condition holds that holds for every larger one."""
    low, high = 0.0, 1.0
    for _ in range(HALVINGS):
        middle = (low + high) / 2
        low, high = (low, middle) if reached(middle) else (middle, high)
    return high


def outcomes(file: Path) -> Iterator[tuple[str, str, tuple[Finding, ...], Assessment]]:
    """For each line of a file: its id, its text, the findings and what they add up to."""
    pack = bundled_pack()
    with file.open(encoding="utf-8") as lines:
        for line in lines:
            entry = json.loads(line)
            passages = tuple(
                Passage("messages", message.text, message.at, message.by_subject, message.sent_at)
                for message in thread_messages(entry["text"])
            )
            findings = lure_findings(passages, pack)
            yield str(entry["id"]), entry["text"], findings, assess(findings, pack, about_lures(passages, pack))


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("files", nargs="+", type=Path)
    parser.add_argument("--show", action="store_true")
    arguments = parser.parse_args()
    for file in arguments.files:
        counted: Counter[str] = Counter()
        direct = 0
        for id, text, findings, assessment in outcomes(file):
            counted[assessment.level] += 1
            direct += bool(assessment.direct_requests)
            above = LEVELS.index(assessment.level) > LEVELS.index("observation") or assessment.direct_requests
            if arguments.show and above:
                print(f"## {id} {assessment.level} {' '.join(text.split())[:SHOWN]}")
                for finding in findings:
                    print(
                        f"   {finding.weight} {finding.rule}: {' … '.join(place.quote for place in finding.evidence)}"
                    )
        total = counted.total()
        print(f"{file.name}: {total} texts")
        for name, number in [*((level, counted[level]) for level in LEVELS), ("direct request noted", direct)]:
            low, high = exact_bounds(number, total)
            print(f"  {name:<22} {number:>6}  {number / max(total, 1):8.3%}  95 %: {low:.3%} to {high:.3%}")


if __name__ == "__main__":
    main()
