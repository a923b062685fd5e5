"""How a container, a page kind or a check declares itself, and how it is found.

Each lives in a file of its own and is one value in it, made by a decorator here.  :func:`discovered` walks a room and
collects the values, sorted by id, so that there is no list to keep.  The docstring of the decorated function is the
documentation: its first line is the title.
"""

from __future__ import annotations

import importlib
import pkgutil
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING, Literal, TypeVar

from auditor.library import KnownMatch, Library
from auditor.model import Features, Finding, Firm, Link, Page, Profile, Records, Refusal, Skip

MIB = 1 << 20

if TYPE_CHECKING:
    from auditor.markup import Document  # the parser is slow to import, and an unchanged file needs none

Plugin = TypeVar("Plugin", "Container", "PageKind", "ProfileCheck", "CaseCheck", "LibraryCheck", "RecordsCheck")


@dataclass(frozen=True, slots=True)
class Limits:
    """What is refused before it is read.  Sizes are bytes."""

    max_file_bytes: int = 20 * MIB
    """Of markup, text or JSON."""
    max_document_bytes: int = 64 * MIB
    """Of a single document that carries its pictures: MHTML, HAR, PDF, e-mail."""
    max_archive_bytes: int = 512 * MIB
    """Of an archive as saved: ZIP, WARC, WACZ, gzip."""
    max_unpacked_bytes: int = 1024 * MIB
    """Of everything that is taken out of one archive, archives inside it included."""
    max_members: int = 20_000
    """Files or records in one archive."""
    max_ratio: int = 200
    """Unpacked to packed size, of an archive's member of at least a mebibyte."""
    max_nesting: int = 3
    """Containers inside containers."""
    max_folder_bytes: int = 64 * MIB
    """Of the pictures in the folder saved with a page; what is beyond is not read."""
    max_folder_files: int = 2_000
    """Files in the folder saved with a page."""


@dataclass(frozen=True, slots=True)
class Saved:
    """One saved file as intake hands it to a container."""

    path: str
    """Relative, with ``/``."""
    data: bytes
    sha256: str
    siblings: Mapping[str, bytes]
    """Files of the folder saved with it (``X_files/`` beside ``X.html``), by path relative to the file's folder."""
    modified: str | None = None
    """Date of the file, ``YYYY-MM-DD`` UTC; the weakest of the capture dates."""
    limits: Limits = Limits()


@dataclass(frozen=True, slots=True)
class Container:
    """Opens one form of saved file."""

    id: str
    rank: int
    """Asked in this order; the first that recognises the file opens it."""
    recognises: Callable[[Saved], bool]
    """Looks at the name and the first bytes only."""
    pages: Callable[[Saved], Iterable[Page | Refusal | Saved]]
    """Pure: bytes in, pages out.  What cannot be read is a refusal with its reason, never an exception.

    An archive gives its members as ``Saved``; intake asks the containers about each in turn.
    """

    @property
    def doc(self) -> str:
        """What it opens, in Markdown."""
        return (self.pages.__doc__ or "").strip()


@dataclass(frozen=True, slots=True)
class PageKind:
    """Reads one generation of one site's pages."""

    id: str
    claims: Callable[[Document], bool]
    """Whether the page is of this kind.  Cheap marks in ``document.markup`` before anything is parsed."""
    read: Callable[[Document], Profile]
    fallback: bool = False
    """Asked only when no other kind claims the page."""
    rank: int = 50
    """Kinds are asked in this order; as no two claim one page, it only says which are met most often."""

    @property
    def doc(self) -> str:
        """What the pages look like, in Markdown."""
        return (self.read.__doc__ or "").strip()


@dataclass(frozen=True, slots=True)
class ProfileCheck:
    """Looks at one profile and the recorded answers about its domains."""

    id: str
    run: Callable[[Profile, Records], Iterable[Finding | Skip]]

    @property
    def doc(self) -> str:
        """What it looks for, in Markdown; the first line is the title."""
        return (self.run.__doc__ or "").strip()


@dataclass(frozen=True, slots=True)
class CaseFinding:
    """A finding that a case check makes, with the profile it belongs to."""

    profile: str
    finding: Finding


@dataclass(frozen=True, slots=True)
class CaseCheck:
    """Looks at the compact features of all profiles of a case."""

    id: str
    run: Callable[[tuple[Features, ...]], Iterable[CaseFinding | Link]]
    """Features come sorted by profile id."""

    @property
    def doc(self) -> str:
        """What it looks for, in Markdown; the first line is the title."""
        return (self.run.__doc__ or "").strip()


@dataclass(frozen=True, slots=True)
class LibraryCheck:
    """Holds the compact features of all profiles of a case against the known library; not run without entries."""

    id: str
    run: Callable[[tuple[Features, ...], Library], Iterable[CaseFinding | KnownMatch]]
    """Features come sorted by profile id."""

    @property
    def doc(self) -> str:
        """What it looks for, in Markdown; the first line is the title."""
        return (self.run.__doc__ or "").strip()


@dataclass(frozen=True, slots=True)
class RecordsCheck:
    """Holds the profiles and company pages of a case against the recorded answers about domains; not run without."""

    id: str
    run: Callable[[tuple[Features, ...], tuple[Firm, ...], Records], Iterable[CaseFinding | Link]]
    """Features come sorted by profile id, companies by page; of people only those whose employer has a page here."""

    @property
    def doc(self) -> str:
        """What it looks for, in Markdown; the first line is the title."""
        return (self.run.__doc__ or "").strip()


def container(
    id: str, *, rank: int, recognises: Callable[[Saved], bool]
) -> Callable[[Callable[[Saved], Iterable[Page | Refusal | Saved]]], Container]:
    """Declares the decorated function as the reader of a container."""
    return lambda pages: Container(id, rank, recognises, pages)


def page_kind(
    id: str, *, claims: Callable[[Document], bool], fallback: bool = False, rank: int = 50
) -> Callable[[Callable[[Document], Profile]], PageKind]:
    """Declares the decorated function as the reader of a page kind."""
    return lambda read: PageKind(id, claims, read, fallback, rank)


def profile_check(
    id: str,
) -> Callable[[Callable[[Profile, Records], Iterable[Finding | Skip]]], ProfileCheck]:
    """Declares the decorated function as a check of one profile."""
    return lambda run: ProfileCheck(id, run)


def case_check(
    id: str,
) -> Callable[[Callable[[tuple[Features, ...]], Iterable[CaseFinding | Link]]], CaseCheck]:
    """Declares the decorated function as a check across a case."""
    return lambda run: CaseCheck(id, run)


def library_check(
    id: str,
) -> Callable[[Callable[[tuple[Features, ...], Library], Iterable[CaseFinding | KnownMatch]]], LibraryCheck]:
    """Declares the decorated function as a check against the known library."""
    return lambda run: LibraryCheck(id, run)


def records_check(
    id: str,
) -> Callable[
    [Callable[[tuple[Features, ...], tuple[Firm, ...], Records], Iterable[CaseFinding | Link]]], RecordsCheck
]:
    """Declares the decorated function as a check of a case against recorded answers."""
    return lambda run: RecordsCheck(id, run)


Room = Literal["auditor.containers", "auditor.pages", "auditor.checks"]


@cache
def discovered(room: Room, kind: type[Plugin]) -> tuple[Plugin, ...]:
    """All values of a kind in the modules of a room, sorted by id.  Raises ``ValueError`` on an id used twice."""
    package = importlib.import_module(room)
    found: dict[str, Plugin] = {}
    for module_info in sorted(pkgutil.iter_modules(package.__path__), key=lambda m: m.name):
        module = importlib.import_module(f"{room}.{module_info.name}")
        for name, value in sorted(vars(module).items()):
            if isinstance(value, kind) and not name.startswith("_"):
                if value.id in found and found[value.id] is not value:
                    raise ValueError(f"two {kind.__name__}s in {room} have the id {value.id!r}")
                found[value.id] = value
    return tuple(found[key] for key in sorted(found))
