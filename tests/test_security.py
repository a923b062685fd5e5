"""Each promise of the security policy names tests, and each named test is there."""

from __future__ import annotations

import re

from tests.running import ROOT

POLICY = (ROOT / "SECURITY.md").read_text("utf-8")
NAMED = re.compile(r"`(test_\w+\.py)::(test_\w+)`")


def test_every_promise_names_a_test() -> None:
    rows = [line for line in POLICY.splitlines() if line.startswith("| ")][2:]
    assert len(rows) >= 10
    for row in rows:
        assert NAMED.search(row.rsplit(" | ", 1)[1]), row[:60]


def test_every_named_test_is_there() -> None:
    named = sorted(set(NAMED.findall(POLICY)))
    assert len(named) > 30
    for file, test in named:
        assert re.search(rf"^def {test}\(", (ROOT / "tests" / file).read_text("utf-8"), re.MULTILINE), (file, test)
