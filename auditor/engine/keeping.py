"""Keeping the originals of a run: every saved file that was read, what it was judged by, and a list of it all.

The list of a run is kept as an original too, so that its digest, held by the chain of custody, holds everything else.
"""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import Any

import orjson

from auditor.custody import CustodyEvent, Head, checksums
from auditor.engine.bench import BenchSource
from auditor.engine.known_kept import library_bytes, library_from
from auditor.engine.run import Plan
from auditor.intake import Limits, digest, saved
from auditor.library import EMPTY, Library
from auditor.model import Refusal
from auditor.store.case import CaseFile
from auditor.store.custody import (
    add_custody,
    capture_dates,
    custody_events,
    import_dates,
    kept_list,
    kept_lists,
)
from auditor.store.originals import Originals

LIST_SCHEMA = "auditor.kept/1"
MANIFEST_SCHEMA = "auditor.manifest/1"


@dataclass(frozen=True, slots=True)
class Kept:
    """What was kept."""

    files: int
    changed: tuple[str, ...]
    """Paths of files that are no longer what the run has read; they are not kept."""
    head: CustodyEvent | None
    """The newest custody event."""


def keep(plan: Plan, case: CaseFile, run: int, originals: Originals, at: str) -> Kept:
    """Copies what a finished run has read into the originals.  ``at`` is the time of import.  Raises ``OSError``."""
    originals.clear_parts()
    seen = {path: content for path, content, _ in case.sightings(run)}
    files: list[dict[str, Any]] = []
    changed = []
    for unit in plan.units:
        file = saved(unit, plan.limits)
        if isinstance(file, Refusal):
            continue
        content = f"{digest(file)} {file.modified}"
        if seen.get(unit.path) != content:
            changed.append(unit.path)
            continue
        files.append(
            {
                "path": unit.path,
                "sha256": originals.keep(file.data),
                "bytes": len(file.data),
                "file_date": file.modified,
                "content": content,
                "pictures": {path: originals.keep(file.siblings[path]) for path in sorted(file.siblings)},
            }
        )
    source = plan.source
    listed = {
        "schema": LIST_SCHEMA,
        "as_of": plan.as_of,
        "tool": plan.tool,
        "settings": {
            "off": list(source.off),
            "picture_megapixels": source.picture_megapixels,
            "limits": asdict(plan.limits),
        },
        "packs": [
            {"name": name, "files": {path: originals.keep(data) for path, data in sorted(pack.items())}}
            for name, pack in source.packs
        ],
        "records": {path: originals.keep(data) for path, data in source.records},
        "files": sorted(files, key=lambda one: str(one["path"])),
    }
    if len(plan.library):
        listed["known"] = originals.keep(library_bytes(plan.library))
    name = originals.keep(orjson.dumps(listed, option=orjson.OPT_SORT_KEYS))
    if kept_list(case.connection, run) != name:
        add_custody(case.connection, "import", f"run {run}", name, at, kept=(run, name))
    return Kept(len(files), tuple(changed), write_notes(case, originals))


def write_notes(case: CaseFile, originals: Originals) -> CustodyEvent | None:
    """Brings manifest and noted head up to the case file; gives the newest custody event.  Raises ``OSError``."""
    lists = kept_lists(case.connection)
    imported = import_dates(case.connection)
    runs = []
    digests = set(lists)
    for name in lists:
        listed = kept_run(originals, name)
        if listed is None:
            continue
        digests.update(list_digests(listed))
        files = [{**one, "captured": capture_dates(case.connection, one["content"])} for one in listed["files"]]
        runs.append({**listed, "list": name, "imported_at": imported.get(name), "files": files})
    manifest = {
        "schema": MANIFEST_SCHEMA,
        "proves": "A hash proves that bytes are unchanged since import; it does not prove that they are genuine.",
        "dates": "file_date is the file's own, captured what page or container say, imported_at when it was kept.",
        "runs": runs,
    }
    originals.write_notes(checksums(digests), orjson.dumps(manifest, option=orjson.OPT_SORT_KEYS | orjson.OPT_INDENT_2))
    return note_head(case, originals)


def note_head(case: CaseFile, originals: Originals) -> CustodyEvent | None:
    """Notes the newest custody event beside the originals, and gives it.  Raises ``OSError``."""
    events = custody_events(case.connection)
    if not events:
        return None
    originals.write_head(Head(events[-1].number, events[-1].chain))
    return events[-1]


def kept_run(originals: Originals, name: str) -> dict[str, Any] | None:
    """The list of a run as it was kept; ``None`` where it is gone or is none."""
    data = originals.bytes_of(name)
    if data is None:
        return None
    try:
        listed = orjson.loads(data)
    except ValueError:
        return None
    return listed if isinstance(listed, dict) and listed.get("schema") == LIST_SCHEMA else None


def list_digests(listed: dict[str, Any]) -> set[str]:
    """Digests of everything that a list names."""
    found = {*listed["records"].values(), *([listed["known"]] if "known" in listed else [])}
    for pack in listed["packs"]:
        found.update(pack["files"].values())
    for file in listed["files"]:
        found.add(file["sha256"])
        found.update(file["pictures"].values())
    return found


def kept_source(originals: Originals, listed: dict[str, Any]) -> tuple[BenchSource, Limits]:
    """What a kept run was judged by, and its limits.  What is gone counts as empty: the caller has noted it."""

    def bytes_of(digest: str) -> bytes:
        return originals.bytes_of(digest) or b""

    settings = listed["settings"]
    source = BenchSource(
        packs=tuple(
            (pack["name"], {path: bytes_of(one) for path, one in sorted(pack["files"].items())})
            for pack in listed["packs"]
        ),
        records=tuple((path, bytes_of(one)) for path, one in sorted(listed["records"].items())),
        off=tuple(settings["off"]),
        picture_megapixels=settings["picture_megapixels"],
    )
    return source, Limits(**settings["limits"])


def kept_library(originals: Originals, listed: dict[str, Any]) -> Library:
    """The known library that a kept run was held against.  What is gone counts as empty: the caller has noted it."""
    data = originals.bytes_of(listed["known"]) if "known" in listed else None
    try:
        return library_from(data) if data else EMPTY
    except (ValueError, TypeError, KeyError):  # a changed original, which is noted as such
        return EMPTY
