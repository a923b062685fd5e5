"""Runs the checks that hold a case against recorded answers, and adds what they find to the rest."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Sequence

from auditor.judging import CaseResults, crash
from auditor.model import Features, Link, Records, Skip
from auditor.plugin import CaseFinding, RecordsCheck, discovered
from auditor.store.firms import firms_of
from auditor.store.load import SeenPage


def with_records(
    results: CaseResults,
    connection: sqlite3.Connection,
    pages: Sequence[SeenPage],
    features: Sequence[Features],
    records: Records,
    off: Iterable[str] = (),
) -> CaseResults:
    """The results of a case with those of every check that needs recorded answers or company pages; the same where
    there are none of them.
    """
    firms = firms_of(connection, pages)
    if not records and not firms:
        return results
    findings, links, crashed = list(results.findings), list(results.links), list(results.crashed)
    for check in discovered("auditor.checks", RecordsCheck):
        if check.id in off:
            continue
        made: list[CaseFinding | Link] = []
        try:
            made += check.run(tuple(features), firms, records)
        except Exception as error:
            crashed.append(Skip(check.id, f"the check crashed: {crash(error)}", crashed=True))
        findings += [result for result in made if isinstance(result, CaseFinding)]
        links += [result for result in made if isinstance(result, Link)]
    return CaseResults(
        tuple(sorted(findings, key=lambda made: (made.profile, _place(made)))),
        tuple(sorted(links, key=lambda link: (link.kind, link.a, link.b, link.method, link.distance))),
        tuple(crashed),
        results.known,
    )


def _place(made: CaseFinding) -> tuple[str, str, str, int]:
    place = made.finding.evidence[0]
    return made.finding.check, made.finding.rule, place.selector, place.start
