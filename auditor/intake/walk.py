"""Which saved files there are: folders walked in sorted order, each file once, nothing outside what was given.

The order of the arguments and of the file system does not matter.  Files that browsers save beside a page belong to the
page.  Hidden files, and the folders ``records`` and ``known`` directly inside a given folder, are not saved pages.
"""

from __future__ import annotations

import os
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import chain
from pathlib import Path
from typing import TYPE_CHECKING, TypeAlias

from auditor.containers.folders import PAGE_SUFFIXES, claimed_folders, stem_of
from auditor.containers.names import ignored, shown
from auditor.model import Refusal
from auditor.plugin import Limits

if TYPE_CHECKING:
    from auditor.intake.stores import HeldFile, StoreAddress

Place: TypeAlias = "Path | StoreAddress"
"""What is given: something on disk, or an address in a store."""

RECORDS = "records"
KNOWN = "known"
_REMEMBERED = 256
"""Folders whose listing is remembered: many files of one folder may be given one by one."""
_RESERVED = frozenset((RECORDS, KNOWN))


class MissingPath(ValueError):
    """A path that was given does not exist."""


@dataclass(frozen=True, slots=True)
class Unreached(Refusal):
    """What a store did not give this time: it is asked again by the next run."""


@dataclass(frozen=True, slots=True)
class Unit:
    """One saved file to be read."""

    path: str
    """As shown: relative, with ``/``, without control characters."""
    file: Path
    folder: Path | None = None
    """The folder that was saved with it."""
    refusal: str | None = None
    """Why it must not be opened."""
    held: HeldFile | None = None
    """Where it lies in a store; ``file`` is then only its name."""


@dataclass(frozen=True, slots=True)
class _Root:
    given: str
    """Absolute, links not followed: its last part is the name that is shown."""
    real: str
    folder: bool


def units(paths: Sequence[Place], limits: Limits, own: Sequence[Path] = ()) -> Iterator[Unit]:
    """The saved files under the given paths and in the given stores.

    ``own`` are files and folders that the program wrote itself, a report for instance: a walk leaves them out.
    Raises :class:`MissingPath` at once where a path does not exist, ``StoreError`` where a store cannot be used.
    """
    stores = sorted({path for path in paths if not isinstance(path, Path)})
    walk = _Walk(_roots([path for path in paths if isinstance(path, Path)]), limits, frozenset(map(_real, own)))
    labels = _labels([*walk.given, *(os.sep.join(store.parts) for store in stores)])
    return chain(
        walk.units(labels),
        *(_held(store, label, limits) for store, label in zip(stores, labels[len(walk.given) :], strict=True)),
    )


def _held(store: StoreAddress, label: str, limits: Limits) -> Iterator[Unit]:
    from auditor.intake.stores import held_files

    for file in held_files(store, label, limits):
        yield Unit(shown(file.held.path), Path(file.held.path), held=file)


def record_folders(paths: Sequence[Place]) -> tuple[Place, ...]:
    """Folders of recorded domain answers: those named ``records`` directly inside a given folder."""
    return _inside(paths, RECORDS)


def known_folders(paths: Sequence[Place]) -> tuple[Place, ...]:
    """Folders of known pictures: those named ``known`` directly inside a given folder."""
    return _inside(paths, KNOWN)


def _inside(paths: Sequence[Place], name: str) -> tuple[Place, ...]:
    roots = _roots([path for path in paths if isinstance(path, Path)])
    found = [os.path.join(root.given, name) for root in roots if root.folder]
    local = [Path(path) for path in found if os.path.isdir(path) and not os.path.islink(path)]
    stores = sorted({path for path in paths if not isinstance(path, Path)})
    if not stores:
        return tuple(local)
    from auditor.intake.stores import store_folder

    return (*local, *(folder for store in stores if (folder := store_folder(store, name))))


def _real(path: Path) -> str:
    return os.path.realpath(path)


def _roots(paths: Sequence[Path]) -> tuple[_Root, ...]:
    """What was given, each real path once, outer folders before what is in them."""
    by_real: dict[str, str] = {}
    for path in paths:
        given = os.path.abspath(path)
        if not os.path.exists(given):
            raise MissingPath(f"no such file or folder: {path}; right would be a saved page or a folder of saved pages")
        real = os.path.realpath(given)
        by_real[real] = min(given, by_real.get(real, given))
    ordered = sorted(by_real, key=lambda real: real.split(os.sep))
    return tuple(_Root(by_real[real], real, os.path.isdir(real)) for real in ordered)


class _Walk:
    """One walk over the given roots, with what it has learnt about folders."""

    def __init__(self, roots: tuple[_Root, ...], limits: Limits, own: frozenset[str]) -> None:
        self._limits = limits
        self._own = own
        self._folders: dict[str, dict[str, str]] = {}
        self._given = {root.real: root for root in roots}
        self._roots = tuple(root for root in roots if not self._covered(root))

    @property
    def given(self) -> list[str]:
        """What is walked through, without what another root's walk meets."""
        return [root.given for root in self._roots]

    def units(self, labels: Sequence[str]) -> Iterator[Unit]:
        for root, label in zip(self._roots, labels):
            if root.folder:
                yield from self._walked(root, label)
            else:
                parent, name = os.path.split(root.given)
                folder = self._folders_of(parent).get(name)
                yield Unit(shown(label), Path(root.given), Path(parent, folder) if folder else None)

    def _walked(self, root: _Root, label: str) -> Iterator[Unit]:
        linked: set[str] = set()
        waiting = [(root.given, label)]
        while waiting:
            here, path = waiting.pop()
            entries = _listed(here)
            if isinstance(entries, str):
                yield Unit(shown(path), Path(here), refusal=entries)
                continue
            of_pages = self._folders_of(here, entries)
            taken = frozenset(of_pages.values())
            inner = []
            for entry in entries:
                name = entry.name
                if ignored(name) or name in taken or (self._own and self._is_own(root, entry.path)):
                    continue
                at = f"{path}/{name}" if path else name
                if entry.is_symlink():
                    if unit := self._link(root, entry.path, at, linked):
                        yield unit
                elif entry.is_dir(follow_symlinks=False):
                    if here != root.given or name not in _RESERVED:
                        inner.append((entry.path, at))
                else:
                    folder = of_pages.get(name)
                    yield Unit(shown(at), Path(entry.path), Path(here, folder) if folder else None)
            waiting += reversed(inner)
            self._folders.pop(here, None)

    def _is_own(self, root: _Root, path: str) -> bool:
        return root.real + path[len(root.given) :] in self._own

    def _link(self, root: _Root, file: str, path: str, linked: set[str]) -> Unit | None:
        """A link's unit, where it leads to something that the walk does not meet by its own name."""
        real = os.path.realpath(file)
        if not os.path.exists(real):
            return Unit(shown(path), Path(file), refusal="a link that leads nowhere")
        if not _within(real, root.real):
            return Unit(
                shown(path),
                Path(file),
                refusal="a link that leads out of the folder; it is not followed, give its target itself",
            )
        if os.path.isdir(real) or real in linked or self._state(root.real, real) != "ignored":
            return None
        linked.add(real)
        return Unit(shown(path), Path(file))

    def _covered(self, root: _Root) -> bool:
        """Whether another root's walk meets this one, or it belongs to a page that a walk meets."""
        above = os.path.dirname(root.real)
        while True:
            outer = self._given.get(above)
            if outer and outer.folder and outer is not root and self._state(above, root.real) != "ignored":
                return True
            if above == os.path.dirname(above):
                break
            above = os.path.dirname(above)
        folder = root.real if root.folder else os.path.dirname(root.real)
        parent, name = os.path.split(folder)
        if stem_of(name) is None:
            return False
        pages = [page for page, taken in self._folders_of(parent).items() if taken == name]
        return any(os.path.join(parent, page) in self._given for page in pages)

    def _state(self, root: str, real: str) -> str:
        """Whether a walk of the root meets a path inside it: ``walked``, ``of-a-page`` or ``ignored``."""
        parts = os.path.relpath(real, root).split(os.sep)
        here = root
        for number, part in enumerate(parts):
            if part == os.curdir:
                continue
            if ignored(part):
                return "ignored"
            if number == 0 and part in _RESERVED and os.path.isdir(os.path.join(here, part)):
                return "ignored"
            if part in self._folders_of(here).values():
                return "of-a-page"
            here = os.path.join(here, part)
        return "walked"

    def _folders_of(self, here: str, entries: list[os.DirEntry[str]] | None = None) -> dict[str, str]:
        """Which folders of a folder were saved with which of its pages: folder's name by page's name."""
        known = self._folders.get(here)
        if known is None:
            listed = _listed(here) if entries is None else entries
            known = {} if isinstance(listed, str) else self._claims(here, listed)
            if len(self._folders) >= _REMEMBERED:
                self._folders.clear()
            self._folders[here] = known
        return known

    def _claims(self, here: str, entries: list[os.DirEntry[str]]) -> dict[str, str]:
        folders = [entry.name for entry in entries if entry.is_dir(follow_symlinks=False) and not ignored(entry.name)]
        if not folders:
            return {}
        pages = {entry.name: entry.path for entry in entries if _page_like(entry.name) and entry.is_file()}

        def names_of(folder: str) -> list[str] | None:
            inside = _listed(os.path.join(here, folder))
            return None if isinstance(inside, str) else [entry.name for entry in inside if not ignored(entry.name)]

        return claimed_folders(
            list(pages), folders, names_of, lambda page: _bytes_of(pages[page], self._limits.max_file_bytes)
        )


def _listed(folder: str) -> list[os.DirEntry[str]] | str:
    try:
        with os.scandir(folder) as entries:
            return sorted(entries, key=lambda entry: entry.name)
    except OSError as error:
        return f"the folder cannot be listed: {os.strerror(error.errno or 0).lower()}"


def _page_like(name: str) -> bool:
    return os.path.splitext(name)[1].lower() in PAGE_SUFFIXES


def _bytes_of(file: str, limit: int) -> bytes:
    """The file's bytes; empty where it is too large or cannot be read."""
    try:
        if os.stat(file).st_size > limit:
            return b""
        with open(
            os.open(file, os.O_RDONLY | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_BINARY", 0)), "rb"
        ) as stream:
            return stream.read(limit)
    except OSError:
        return b""


def _within(path: str, folder: str) -> bool:
    return path == folder or path.startswith(folder.rstrip(os.sep) + os.sep)


def _labels(given: list[str]) -> list[str]:
    """What is shown for each root: its name, with as many parts before it as keep the roots apart."""
    parts = [[part for part in path.split(os.sep) if part] for path in given]
    used = [min(1, len(path)) for path in parts]
    while True:
        labels = ["/".join(path[len(path) - number :]) for path, number in zip(parts, used, strict=True)]
        longer = {n for pair in _clashing(labels) for n in pair if used[n] < len(parts[n])}
        if not longer:
            return labels
        for n in longer:
            used[n] += 1


def _clashing(labels: list[str]) -> Iterator[tuple[int, int]]:
    """Pairs of roots of which one's shown paths could be the other's."""
    first: dict[str, int] = {}
    for n, label in enumerate(labels):
        if label in first:
            yield first[label], n
        first.setdefault(label, n)
    for n, label in enumerate(labels):
        while "/" in label:
            label = label.rpartition("/")[0]
            if label in first:
                yield first[label], n
