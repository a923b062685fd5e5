"""Verifying a case: originals hashed again, the chain followed, every finding made again from the originals."""

from __future__ import annotations

import hashlib
import os
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from auditor.custody import chain_faults, checksums
from auditor.engine.keeping import kept_library, kept_run, kept_source, list_digests
from auditor.engine.run import Plan, audit
from auditor.engine.stamping import KeptStamp, kept_stamps
from auditor.intake import units
from auditor.store import load
from auditor.store.case import CaseFile, opened_case
from auditor.store.custody import changed_decisions, custody_events, kept_list, kept_lists
from auditor.store.originals import Originals


@dataclass(frozen=True, slots=True)
class Difference:
    """One thing that is not as it was kept."""

    kind: str
    """``original-missing``, ``original-changed``, ``manifest``, ``custody``, ``decision``, ``rules``, ``page``,
    ``finding-missing``, ``finding-added``, ``finding-changed``, ``stamp``."""
    what: str
    """Digest, path or id."""
    says: str


@dataclass(frozen=True, slots=True)
class Verified:
    """The outcome of a verification."""

    run: int
    originals: int
    events: int
    findings: int
    """Made again and compared; 0 where they could not be."""
    differences: tuple[Difference, ...]
    stamps: tuple[KeptStamp, ...] = ()


def verified(
    case: CaseFile,
    originals: Originals,
    run: int,
    description: Callable[[Any, Any], dict[str, Any]],
    work: Path,
    jobs: int,
    trusted: tuple[Sequence[bytes], Sequence[bytes]] = ((), ()),
) -> Verified:
    """Checks a case whose run has kept its originals; ``work`` is an empty folder for the second audit.

    ``trusted`` are certificates of time-stamping authorities (PEM) and block headers that stamps are held against.
    ``description`` says of a source and a known library which tool and rules would judge by them here.
    """
    events = custody_events(case.connection)
    found = [Difference("custody", "chain", fault) for fault in chain_faults(events, originals.head())]
    lists = kept_lists(case.connection)
    found += [
        Difference("custody", name, "the case names a list of originals that no custody event imports or redacts")
        for name in lists
        if name not in {event.digest for event in events if event.event in ("import", "redact")}
    ]
    found += [
        Difference("decision", id, "the decision was changed after it was made")
        for id in changed_decisions(case.connection)
    ]
    kept = {digest for name in lists for digest in list_digests(kept_run(originals, name) or _NOTHING)} | set(lists)
    broken = _rehashed(originals, kept)
    found += broken
    if originals.checksums() != checksums(kept):
        found.append(Difference("manifest", "manifest-sha256.txt", "it does not list what the case has kept"))
    stamps = tuple(kept_stamps(originals, *trusted))
    found += [Difference("stamp", one.file, one.stamp.says) for one in stamps if one.stamp.state == "broken"]
    compared = 0
    name = kept_list(case.connection, run)
    listed = kept_run(originals, name) if name else None
    if listed is not None:
        source, limits = kept_source(originals, listed)
        library = kept_library(originals, listed)
        here = description(source, library)
        rules = list(_rules(listed["tool"], here))
        found += rules
        if not rules:
            plan = Plan(
                units=tuple(units(_laid_out(originals, listed, work / "pages"), limits)),
                limits=limits,
                source=source,
                as_of=listed["as_of"],
                tool=here,
                jobs=jobs,
                seconds_per_page=60,
                worker_memory=0,
                library=library,
            )
            with opened_case(work / "again.db") as again:
                outcome = audit(plan, again, lambda _done, _total: None)
                made = _findings(again, outcome.run)
            stored = _findings(case, run)
            compared = sum(len(findings) for _, findings in made.values())
            found += _compared(stored, made)
    return Verified(run, len(kept), len(events), compared, tuple(found), stamps)


_NOTHING: dict[str, Any] = {"records": {}, "packs": [], "files": []}


def _rehashed(originals: Originals, kept: set[str]) -> list[Difference]:
    found = []
    for digest in sorted(kept):
        data = originals.bytes_of(digest)
        if data is None:
            found.append(Difference("original-missing", digest, "the original is gone"))
        elif hashlib.sha256(data).hexdigest() != digest:
            now = hashlib.sha256(data).hexdigest()
            found.append(Difference("original-changed", digest, f"its bytes changed: they hash to {now} now"))
    return found


def _rules(then: dict[str, Any], now: dict[str, Any]) -> Iterator[Difference]:
    """What judges here and is not what judged then."""
    if then["version"] != now["version"]:
        yield Difference("rules", "auditor", f"version {then['version']} made the findings, this is {now['version']}")
    before = {pack["pack"]: pack for pack in then["rules"]}
    after = {pack["pack"]: pack for pack in now["rules"]}
    for name in sorted({*before, *after}):
        old, new = before.get(name), after.get(name)
        if old is None or new is None:
            yield Difference("rules", name, "the rule pack is only on one side")
        elif old["sha256"] != new["sha256"]:
            yield Difference(
                "rules",
                name,
                f"another rule pack: version {old['version']} ({old['sha256'][:12]}) made the findings,"
                f" here is {new['version']} ({new['sha256'][:12]})",
            )


def _laid_out(originals: Originals, listed: dict[str, Any], folder: Path) -> list[Path]:
    """The kept files under their paths and dates again; gives what an audit has to be given."""
    folder.mkdir()
    roots = []
    for file in listed["files"]:
        data = originals.bytes_of(file["sha256"])
        if data is None:
            continue
        target = folder / file["path"]
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_bytes(data)
        day = datetime.fromisoformat(file["file_date"]).replace(tzinfo=UTC, hour=12).timestamp()
        os.utime(target, (day, day))
        roots.append(folder / file["path"].split("/", 1)[0])
        for path, digest in file["pictures"].items():
            picture = originals.bytes_of(digest)
            if picture is not None:
                place = target.parent / path
                place.parent.mkdir(parents=True, exist_ok=True)
                place.write_bytes(picture)
    return list(dict.fromkeys(roots))


Findings = dict[str, tuple[dict[str, Any], dict[str, dict[str, Any]]]]
"""What a page states and comes to, and its findings by id; by page id."""

STATED = ("status", "reason", "source", "fields", "absent", "level", "about_lures", "direct_requests", "templates")


def _findings(case: CaseFile, run: int) -> Findings:
    pages = load.seen_pages(case.connection, run)
    return {
        page.id: (
            {key: document[key] for key in STATED},
            {
                finding.document["id"]: {
                    **{key: value for key, value in finding.document.items() if key not in ("state", "decision")},
                    "weight": finding.weight,
                    "around": finding.contexts,
                }
                for finding in findings
            },
        )
        for page, document, findings in load.profile_documents(case.connection, run, pages, {})
    }


def _compared(stored: Findings, made: Findings) -> Iterator[Difference]:
    for page in sorted({*stored, *made}):
        if page not in made:
            yield Difference("page", page, "the case has this page; the originals do not give it")
            continue
        if page not in stored:
            yield Difference("page", page, "the originals give this page; the case does not have it")
            continue
        (stated, before), (again, after) = stored[page], made[page]
        yield from _changes("page", page, "its", stated, again)
        for id in sorted({*before, *after}):
            if id not in after:
                yield Difference("finding-added", id, f"on {page}: in the case, not made from the originals")
            elif id not in before:
                yield Difference("finding-missing", id, f"on {page}: made from the originals, not in the case")
            else:
                yield from _changes("finding-changed", id, f"on {page}:", before[id], after[id])


def _changes(
    kind: str, what: str, where: str, stored: dict[str, Any], made: dict[str, Any], within: str = ""
) -> Iterator[Difference]:
    for key in stored:
        before, after = stored[key], made.get(key)
        if before == after:
            continue
        if isinstance(before, dict) and isinstance(after, dict) and before.keys() == after.keys():
            yield from _changes(kind, what, where, before, after, f"{within}{key}.")
        else:
            says = f"{where} {within}{key} is {_short(before)} in the case, {_short(after)} from the originals"
            yield Difference(kind, what, says)


def _short(value: Any) -> str:
    text = repr(value)
    return text if len(text) <= 160 else text[:159] + "…"
