"""One run of the main job: files -> workers -> case file -> what pages share -> levels.

Every chunk is in the case file before the next is asked for, so an interrupted run loses nothing and the next one
continues; a run over the same content as the last finished one ends as soon as that is known.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Generator, Iterator, Mapping, Sequence
from contextlib import closing
from dataclasses import dataclass
from functools import partial
from typing import Any, Protocol

from auditor.engine.bench import BenchSource
from auditor.engine.supervisor import GivenUp, Supervisor
from auditor.engine.unchanged import contents
from auditor.engine.work import Refused, Unchanged, answer
from auditor.intake import Limits, Unit
from auditor.library import EMPTY, Library
from auditor.model import Link
from auditor.similarity.effort import Joins
from auditor.store import load
from auditor.store.case import CaseFile, SavedFileRows
from auditor.store.judged import page_findings, reports_on_lures
from auditor.store.rows import FindingRows, assessment_text, finding_rows, json_text

Progress = Callable[[int, int], None]
"""Called with the number of files done and of all files."""

CHUNK = 64
"""Files a transaction."""
SAME = 1024
"""The same where nothing of them has to be written but that they were seen."""
FEW = 8
"""Files for which workers get ready by themselves."""


Results = Generator[tuple[Unit, "Unchanged | Refused | SavedFileRows | GivenUp"], None, None]


class Machines(Protocol):
    """What does the work of a run instead of processes of this machine."""

    def results(self, units: Sequence[Unit], plan: Plan) -> Results:
        """Each unit with its result, in the order of the units; what is under way ends when the iterator is closed."""

    @property
    def joins(self) -> Joins | None:
        """Who compares the pages with each other, if it is not this process."""


@dataclass(frozen=True, slots=True)
class Plan:
    """What a run is to do."""

    units: Sequence[Unit]
    limits: Limits
    source: BenchSource
    as_of: str
    tool: dict[str, Any]
    jobs: int
    seconds_per_page: float
    worker_memory: int
    """Bytes of address space; 0 for no limit."""
    library: Library = EMPTY
    """What the pages are held against besides each other."""
    comparing: Progress | None = None
    """Told how many pictures of how many have been compared, after all pages were read."""
    machines: Machines | None = None
    """Who reads and compares; ``None`` for processes of this machine."""


@dataclass(frozen=True, slots=True)
class Outcome:
    """How a run ended."""

    run: int
    content: str
    """Key of everything the results depend on: equal keys, equal results."""
    repeated: bool
    """Nothing had changed since the run whose number this is."""
    read_anew: int


def audit(plan: Plan, case: CaseFile, progress: Progress) -> Outcome:
    """Runs the plan.  Raises ``KeyboardInterrupt`` with all that was done kept in the case file."""
    reading = plan.source.key
    known = case.known_files(reading)
    earlier = load.last_run(case.connection)
    run = case.begin(plan.as_of, plan.tool, reading)
    read_anew = _read_all(plan, case, run, reading, known, progress)
    content = _content(plan, case, run, reading)
    if earlier is not None and load.run_document(case.connection, earlier)["content"] == content:
        case.discard(run)
        return Outcome(earlier, content, True, read_anew)
    refused = _finish(plan, case, run, content)
    return Outcome(run, content, False, read_anew + refused)


def _read_all(plan: Plan, case: CaseFile, run: int, reading: str, known: dict[str, int], progress: Progress) -> int:
    total = len(plan.units)
    units = list(_not_as_before(plan, case, run, reading, known, progress)) if known else plan.units
    if not units:
        return 0
    done, read_anew = total - len(units), 0
    reading_all = plan.machines.results(units, plan) if plan.machines else _in_processes(plan, units, known)
    with closing(reading_all) as results:
        for chunk in _chunks(results):
            read = [result for _, result in chunk if isinstance(result, SavedFileRows)]
            refused = [(result.path, result.reason) for _, result in chunk if isinstance(result, Refused)]
            refused += [(unit.path, result.reason) for unit, result in chunk if isinstance(result, GivenUp)]
            unchanged = [(result.path, result.content) for _, result in chunk if isinstance(result, Unchanged)]
            case.add(run, reading, known, read, unchanged, refused)
            read_anew += len(read)
            done += len(chunk)
            progress(done, total)
    return read_anew


def _in_processes(plan: Plan, units: Sequence[Unit], known: Mapping[str, int]) -> Results:
    if len(units) > FEW:  # what the first page compiles and imports, workers inherit
        from auditor.judging import prepared

        prepared(plan.source.bench)
    supervisor: Supervisor[Unit, Unchanged | Refused | SavedFileRows] = Supervisor(
        partial(answer, limits=plan.limits, source=plan.source, known=frozenset(known)),
        min(plan.jobs, len(units)),
        plan.seconds_per_page,
        plan.worker_memory,
    )
    return supervisor.results(units)


def _not_as_before(
    plan: Plan, case: CaseFile, run: int, reading: str, known: dict[str, int], progress: Progress
) -> Iterator[Unit]:
    """The units that have to be read; all others are noted as seen."""
    same: list[tuple[str, str]] = []
    done = 0
    with closing(contents(plan.units, plan.limits, known, plan.jobs)) as looked_at:
        for unit, content in looked_at:
            if content is None:
                yield unit
                continue
            same.append((unit.path, content))
            if len(same) == SAME:
                case.add(run, reading, known, (), same, ())
                done += len(same)
                same = []
                progress(done, len(plan.units))
    case.add(run, reading, known, (), same, ())


def _chunks(results: Results) -> Iterator[list[tuple[Unit, Unchanged | Refused | SavedFileRows | GivenUp]]]:
    """Results in chunks; an interruption hands out what is there before it goes on."""
    chunk: list[tuple[Unit, Unchanged | Refused | SavedFileRows | GivenUp]] = []
    try:
        for result in results:
            chunk.append(result)
            if len(chunk) == CHUNK:
                yield chunk
                chunk = []
    except KeyboardInterrupt:
        if chunk:
            yield chunk
        raise
    if chunk:
        yield chunk


def _content(plan: Plan, case: CaseFile, run: int, reading: str) -> str:
    digest = hashlib.sha256(f"{reading}\n{plan.as_of}\n{json_text(plan.tool)}\n".encode())
    for path, file, reason in case.sightings(run):
        digest.update(f"{path}\0{file}\0{reason}\n".encode("utf-8", "replace"))
    return digest.hexdigest()


def _finish(plan: Plan, case: CaseFile, run: int, content: str) -> int:
    """Finds what pages share, brings levels up to date, closes the run."""
    from auditor.engine.firms import with_records
    from auditor.judging import case_results
    from auditor.rules.levels import assess
    from auditor.similarity.effort import allowed
    from auditor.store.captures import with_captures

    records, refusals = plan.source.read_records
    case.add_records(run, [record for domain in sorted(records) for record in records[domain]])
    case.add_refused_records(run, refusals)
    pages = load.seen_pages(case.connection, run)
    keys: dict[str, int] = {}
    subjects: dict[str, str] = {}
    features = []
    for page, feature in load.case_features(case.connection, pages):
        keys[page.id] = page.key
        subjects[page.id] = feature.subject
        features.append(feature)
    several = with_captures(case.connection, features, list(keys.values()))
    joins = plan.machines.joins if plan.machines else None
    with allowed(plan.jobs, plan.comparing or (lambda _done, _total: None), joins):
        results = case_results(several, plan.source.off, plan.library)
    results = with_records(results, case.connection, pages, features, records, plan.source.off)
    rows: dict[int, list[FindingRows]] = {}
    by_page: dict[int, list[Any]] = {}
    for made in results.findings:
        key = keys[made.profile]
        rows.setdefault(key, []).append(finding_rows(made.finding, subjects[made.profile], None))
        by_page.setdefault(key, []).append(made.finding)
    assessments: dict[int, tuple[str, str]] = {}
    for key, shared in by_page.items():
        own = page_findings(case.connection, key)
        assessed = assess([*own, *shared], plan.source.pack, about_lures=reports_on_lures(case.connection, key))
        assessments[key] = (assessed.level, assessment_text(assessed))
    links: tuple[Link, ...] = results.links
    case.finish(run, content, rows, assessments, links, results.crashed, (keys, results.known))
    return len(refusals)
