"""One look at everything that is watched: new captures are audited, and each profile held against what is known."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from auditor.engine.run import Outcome, Plan
from auditor.store import load
from auditor.store.case import CaseFile
from auditor.store.load import SeenPage
from auditor.store.watchlist import (
    Capture,
    Watched,
    captures,
    domains_of,
    known_state,
    picture_of,
    records_about,
    refusals,
    shared_findings,
)
from auditor.watch import NOT_SHOWN, SHOWN, Change, State, carried_on, changes, is_of, state_of


@dataclass(frozen=True, slots=True)
class Look:
    """What a look at one profile gave."""

    watched: Watched
    outcome: str
    """``first``, ``changed``, ``unchanged`` or ``error``."""
    changes: tuple[Change, ...] = ()
    continuing: int = 0
    findings: int = 0
    page: str | None = None
    path: str | None = None
    captured_at: str | None = None
    name: str | None = None
    reason: str | None = None
    """Why there is nothing to say."""
    unreadable: tuple[tuple[str, str], ...] = ()
    """Files of the folder that could not be read: path and reason."""
    basis: str = ""
    state: State | None = None
    """What to keep; ``None`` where nothing is to be kept."""


def look_document(look: Look) -> dict[str, Any]:
    """A look as JSON."""
    return {
        "id": look.watched.id,
        "subject": look.watched.subject,
        "name": look.name,
        "outcome": look.outcome,
        "reason": look.reason,
        "page": look.page,
        "path": look.path,
        "captured_at": look.captured_at or None,
        "new": [asdict(one) for one in look.changes if one.kind == "new"],
        "gone": [asdict(one) for one in look.changes if one.kind == "gone"],
        "continuing": look.continuing,
        "fields": [asdict(one) for one in look.changes if one.kind == "field"],
        "records": [asdict(one) for one in look.changes if one.kind == "record"],
        "known": [asdict(one) for one in look.changes if one.kind == "known"],
        "unreadable": [{"path": path, "reason": reason} for path, reason in look.unreadable],
    }


def looks(
    items: Sequence[Watched], missing: Mapping[int, str], plan: Plan, outcome: Outcome, case: CaseFile
) -> list[Look]:
    """One look at each line of the watch list, after a run over all their folders.

    ``missing`` names lines whose folder could not be read at all, and why.
    """
    board = _Board(plan, outcome, case)
    return [
        Look(item, "error", reason=missing[item.id]) if item.id in missing else _look(item, board) for item in items
    ]


class _Board:
    """What the run saw, arranged so that a profile that did not change costs next to nothing."""

    def __init__(self, plan: Plan, outcome: Outcome, case: CaseFile) -> None:
        self.case, self.run = case, outcome.run
        connection = case.connection
        self.times = {unit.path: _time(unit.file) for unit in plan.units}
        above = {unit.path: (str(unit.file), *map(str, unit.file.parents)) for unit in plan.units}
        self.captures: dict[str, list[Capture]] = {}
        """By every folder that they are below."""
        self.unreadable: dict[str, list[tuple[str, str]]] = {}
        for capture in captures(connection, self.run):
            for folder in above.get(capture.path, ()):
                self.captures.setdefault(folder, []).append(capture)
        for path, reason in refusals(connection, self.run).items():
            for folder in above.get(path, ()):
                self.unreadable.setdefault(folder, []).append((path, reason))
        self.shared = shared_findings(connection, self.run)
        self.records = records_about(connection, self.run)
        self.domains = domains_of(connection)
        self.known_by = plan.library.digest
        packs = " ".join(pack["sha256"] for pack in plan.tool["rules"] if pack["sha256"] != self.known_by)
        self.judged_by = f"{plan.tool['version']} {packs} {' '.join(plan.source.off)}".rstrip()

    def state(self, capture: Capture, item: Watched) -> tuple[State, str | None]:
        """The state of a capture as the run sees it, and the name that it states."""
        page = SeenPage(capture.key, capture.id, capture.path + capture.member, ())
        ((_, document, findings),) = load.profile_documents(self.case.connection, self.run, [page], {})
        records = {
            f"{domain} {kind}": said
            for domain in sorted({*item.domains, *self.domains.get(capture.key, ())})
            for kind, said in _joined(self.records.get(domain, ())).items()
        }
        name = document["fields"]["name"]
        found = [finding.document for finding in findings]
        known = _known_pictures(picture_of(self.case.connection, capture.key), item)
        made = state_of(document, found, records, self.judged_by, self.known_by, known)
        return made, name["value"] if name else None


def _known_pictures(shown: tuple[str, bytes] | None, item: Watched) -> dict[str, str]:
    """For each known picture of a line, whether it is what the page shows; nothing where that cannot be told."""
    if shown is None or not item.pictures:
        return {}
    from auditor.similarity.pictures import PictureIndex

    sha256, views = shown
    index = PictureIndex([one.views for one in item.pictures])
    alike = {match.b for match in index.matches([(0, views)])}
    return {
        one.name: SHOWN if number in alike or one.sha256 == sha256 else NOT_SHOWN
        for number, one in enumerate(item.pictures)
    }


def _joined(answers: Sequence[tuple[str, str]]) -> dict[str, str]:
    found: dict[str, str] = {}
    for kind, said in answers:
        found[kind] = f"{found[kind]}, {said}" if kind in found else said
    return found


def _time(file: Path) -> int:
    try:
        return file.stat().st_mtime_ns
    except OSError:
        return 0


def _look(item: Watched, board: _Board) -> Look:
    unreadable = tuple(sorted(board.unreadable.get(item.folder, ())))
    here = board.captures.get(item.folder, [])
    own = [one for one in here if one.status == "profile" and is_of(item.subject, one.subject, one.url)]
    own.sort(
        key=lambda one: (one.captured_at[:10], one.captured_at[11:], board.times.get(one.path, 0), one.path, one.key)
    )
    if not own:
        walls = sorted({one.reason or one.status for one in here if one.status != "profile"})
        found = f"no profile page of {item.subject}" + (f", only: {', '.join(walls)}" if walls else "")
        return Look(item, "error", reason=f"the folder holds {found}", unreadable=unreadable)
    newest = own[-1]
    names = sorted({*item.domains, *board.domains.get(newest.key, ())})
    records = [board.records.get(name) for name in names]
    pictures = [one.sha256 for one in item.pictures]
    made_from = (newest.id, board.judged_by, board.known_by, board.shared.get(newest.key), records, pictures)
    basis = hashlib.sha256(repr(made_from).encode()).hexdigest()
    about: dict[str, Any] = {"page": newest.id, "path": newest.path + newest.member, "captured_at": newest.captured_at}
    if basis == item.basis:
        return Look(item, "unchanged", unreadable=unreadable, **about)
    then = known_state(board.case.connection, item.id)
    now, name = board.state(newest, item)
    if then is None:
        found_now = len(now.findings)
        return Look(
            item, "first", findings=found_now, name=name, unreadable=unreadable, basis=basis, state=now, **about
        )
    older = next((one for one in own if one.id == then.page), None)
    middle = board.state(older, item)[0] if older else None
    changed = changes(then, middle, now)
    new = sum(1 for one in changed if one.kind == "new")
    return Look(
        item,
        "changed" if changed else "unchanged",
        changes=changed,
        continuing=len(now.findings) - new,
        findings=len(now.findings),
        name=name,
        unreadable=unreadable,
        basis=basis,
        state=carried_on(then, now),
        **about,
    )
