"""``auditor.audit``: the main job as a function."""

from __future__ import annotations

import datetime
import os
import tempfile
from collections.abc import Callable, Iterable
from os import PathLike
from pathlib import Path

from auditor.api.opened import Case, NoCase
from auditor.config import Settings, settings_at
from auditor.engine.planning import Wanted, held_against, planned
from auditor.engine.run import audit as audited
from auditor.intake import known_folders
from auditor.store.case import BESIDE_THE_CASE, CaseError, CaseFile, opened_case

Place = str | PathLike[str]


class _Passing(Case):
    """A case that nobody asked to keep: its file goes when it is closed."""

    def __init__(self, case: CaseFile, run: int, file: Path, folder: tempfile.TemporaryDirectory[str]) -> None:
        super().__init__(case, run, file)
        self._folder = folder

    def close(self) -> None:
        """Closes the case file and removes it."""
        super().close()
        self._folder.cleanup()


def audit(
    *paths: Place,
    case: Place | None = None,
    as_of: str | None = None,
    rules: Iterable[Place] = (),
    records: Iterable[Place] = (),
    known: Iterable[Place] = (),
    config: Place | None = None,
    jobs: int | None = None,
    progress: Callable[[int, int], None] | None = None,
) -> Case:
    """Reads saved pages, runs every check, and gives the case.  Nothing is fetched.

    ``case`` is the case file to make or to go on with; without it the case lasts until it is closed.  ``as_of``
    (``YYYY-MM-DD``, today) is the date that results speak for.  ``rules`` are folders of rule packs, ``records`` of
    recorded answers about domains, ``known`` of known pictures.  ``jobs`` are worker processes (the cores).
    ``progress`` is told the number of files done and of all files.

    Raises ``ValueError`` for a day, a path, a rule pack or a setting that is not right, :class:`NoCase` for a case file
    that cannot be used, ``OSError`` where the disk does not do.
    """
    given = tuple(map(Path, paths))
    if not given:
        raise ValueError("nothing to audit: name a saved page, a folder or an archive")
    settings = settings_at(Path(config)) if config is not None else Settings()
    day = datetime.date.fromisoformat(as_of) if as_of else datetime.datetime.now(datetime.UTC).date()
    folder = None if case is not None else tempfile.TemporaryDirectory(prefix="auditor-")
    file = Path(case) if case is not None else Path(folder.name if folder else "") / "case.db"
    try:
        wanted = Wanted(
            paths=given,
            rules=tuple(map(Path, rules)),
            records=tuple(map(Path, records)),
            as_of=day.isoformat(),
            jobs=jobs or settings.run.jobs or _cores(),
            own=tuple(file.with_name(file.name + ending) for ending in BESIDE_THE_CASE),
        )
        return _audited(wanted, settings, tuple(map(Path, known)), file, folder, progress or (lambda _done, _all: None))
    except BaseException:
        if folder is not None:
            folder.cleanup()
        raise


def _audited(
    wanted: Wanted,
    settings: Settings,
    known: tuple[Path, ...],
    file: Path,
    folder: tempfile.TemporaryDirectory[str] | None,
    progress: Callable[[int, int], None],
) -> Case:
    plan = planned(wanted, settings)
    try:
        opened = opened_case(file)
    except CaseError as error:
        raise NoCase(str(error)) from None
    try:
        folders = (*known, *known_folders(wanted.paths))
        plan = held_against(plan, opened, settings, folders, lambda _path, _reason: None)
        run = audited(plan, opened, progress).run
    except BaseException:
        opened.connection.close()
        raise
    return Case(opened, run, file) if folder is None else _Passing(opened, run, file, folder)


def _cores() -> int:
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
