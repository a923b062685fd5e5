"""What a run is to do, from paths and settings: the files, the rules, the recorded answers, what is known."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from auditor.engine.bench import MAX_RECORD_BYTES, BenchSource, files_below
from auditor.engine.run import Plan
from auditor.intake import Limits, Place, record_folders, units

if TYPE_CHECKING:
    from auditor.config import Settings
    from auditor.library import Library
    from auditor.store.case import CaseFile

MIB = 2**20
RECORDS = Path("records")
RECORDED = (".json", ".txt", ".whois", ".rdap", ".cdx")


class NoFolder(ValueError):
    """A folder that was named is not there."""


@dataclass(frozen=True, slots=True)
class Wanted:
    """What was asked for."""

    paths: tuple[Place, ...]
    rules: tuple[Path, ...]
    records: tuple[Path, ...]
    as_of: str
    jobs: int
    own: tuple[Path, ...] = ()
    """What this program wrote inside the paths."""


def limits_of(settings: Settings) -> Limits:
    """What is refused before it is read."""
    return Limits(
        max_file_bytes=settings.limits.page_mib * MIB,
        max_document_bytes=settings.limits.document_mib * MIB,
        max_archive_bytes=settings.limits.archive_mib * MIB,
    )


def kept_answers(records: tuple[Path, ...], settings: Settings) -> Path:
    """The folder of kept answers about domains: the first that is named, else ``records/``."""
    named = (*records, *map(Path, settings.records.directories))
    return named[0] if named else RECORDS


def planned(wanted: Wanted, settings: Settings) -> Plan:
    """The plan of a run.  Raises ``MissingPath``, ``StoreError``, :class:`NoFolder`, ``InvalidPack``."""
    limits = limits_of(settings)
    found = tuple(units(wanted.paths, limits, wanted.own))
    folders: list[Place] = [*map(Path, settings.records.directories), *wanted.records, *record_folders(wanted.paths)]
    folders += _kept(wanted, settings)
    source = BenchSource(
        packs=tuple(
            (folder.name, files_below(_folder(folder), (".toml",)))
            for folder in sorted({*map(Path, settings.rules.directories), *wanted.rules})
        ),
        records=recorded_in(folders),
        off=tuple(sorted(settings.checks.off)),
        picture_megapixels=settings.limits.picture_megapixels,
    )
    if source.packs:
        source.pack  # noqa: B018  # a pack that is wrong is an error before the run
    return Plan(
        units=found,
        limits=limits,
        source=source,
        as_of=wanted.as_of,
        tool=tool_of(source),
        jobs=wanted.jobs,
        seconds_per_page=settings.run.seconds_per_page,
        worker_memory=settings.run.worker_memory_mib * MIB,
    )


def _kept(wanted: Wanted, settings: Settings) -> tuple[Path, ...]:
    """The folder of kept answers, where it is there and is not read anyway."""
    folder = kept_answers(wanted.records, settings)
    named = (*wanted.records, *map(Path, settings.records.directories))
    return (folder,) if folder not in named and folder.is_dir() else ()


def _folder(folder: Path) -> Path:
    if not folder.is_dir():
        raise NoFolder(f"{folder} is not a folder")
    return folder


def recorded_in(folders: Sequence[Place]) -> tuple[tuple[str, bytes], ...]:
    """Recorded answers in folders: displayed path and bytes, sorted.  Raises :class:`NoFolder`, ``StoreError``."""
    found: dict[str, bytes] = {}
    named: dict[str, list[Place]] = {}
    for folder in sorted(set(folders), key=str):
        named.setdefault(folder.name, []).append(folder)
    for name, several in named.items():
        for folder in several:
            shown = name if len(several) == 1 else _whole(folder)  # two of one name must not hide each other
            for path, data in _answers(folder).items():
                found[f"{shown}/{path}"] = data
    return tuple(sorted(found.items()))


def _whole(folder: Place) -> str:
    return folder.as_posix() if isinstance(folder, Path) else "/".join(folder.parts)


def _answers(folder: Place) -> dict[str, bytes]:
    if isinstance(folder, Path):
        return files_below(_folder(folder), RECORDED)
    from auditor.intake.stores import files_of

    return files_of(folder, RECORDED, MAX_RECORD_BYTES)


def held_against(
    plan: Plan, case: CaseFile, settings: Settings, folders: tuple[Place, ...], unused: Callable[[str, str], None]
) -> Plan:
    """The plan with the case's known library and the pictures of folders.  Raises ``MissingPath``, ``OSError``.

    ``unused`` is told the path of each picture that cannot be held against anything, and why.
    """
    from auditor.store.known import methods

    if not folders and not methods(case.connection):
        return plan
    from auditor.engine.known import TEXTS, Note, known_pictures, library_of, texts_pack
    from auditor.library import KnownItem

    pixels = settings.limits.picture_megapixels * 1_000_000
    given = []
    for folder in folders:
        note = Note(f"folder {folder.name}", "", plan.as_of, None)
        for one in known_pictures((folder,), plan.limits, pixels, note):
            if isinstance(one, KnownItem):
                given.append(one)
            else:
                unused(one.path, one.reason)
    library = library_of(case.connection, plan.as_of, given)
    texts = texts_pack(case.connection, plan.as_of)
    source = replace(plan.source, packs=(*plan.source.packs, (TEXTS, texts))) if texts else plan.source
    return replace(plan, source=source, library=library, tool=tool_of(source, library))


def tool_of(source: BenchSource, library: Library | None = None) -> dict[str, Any]:
    """``tool`` of the JSON contract: what judges by this source, the known library being one more pack."""
    from auditor import __version__
    from auditor.rules.files import bundled_description, pack_description

    described = [bundled_description(), *(pack_description(files, name) for name, files in source.packs)]
    if library is not None and len(library):
        described.append(library.description)
    return {"version": __version__, "rules": described}
