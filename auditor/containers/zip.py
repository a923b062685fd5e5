"""ZIP archives of saved pages, and the forms that are ZIP archives inside."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import PurePosixPath

from auditor.containers.archive import Archive, member_file, opened, unpacked
from auditor.containers.folders import NOT_PICTURES, PAGE_SUFFIXES, folders_by_page, names_in
from auditor.containers.signatures import is_picture
from auditor.model import Page, Refusal
from auditor.plugin import Saved, container

_OFFICE = {"word": "a Word document", "xl": "an Excel workbook", "ppt": "a PowerPoint presentation"}


def _recognises(saved: Saved) -> bool:
    return saved.data.startswith((b"PK\x03\x04", b"PK\x05\x06"))


@container("zip", rank=20, recognises=_recognises)
def zip(saved: Saved) -> Iterator[Page | Refusal | Saved]:
    """A ZIP archive of any saved files; each member is asked about on its own, a damaged one does not lose the others.

    Members with names that lead out, links, encrypted, duplicate or overlapping members and bombs are refused.
    """
    archive = opened(saved)
    if isinstance(archive, Refusal):
        yield archive
        return
    if kind := _office(archive):
        yield Refusal(saved.path, f"{kind}, not a saved page; save it as PDF")
        return
    yield from archive.refusals
    if not archive.members and not archive.refusals:
        yield Refusal(saved.path, "an archive without files")
    yield from _members(saved, archive)


def _office(archive: Archive) -> str | None:
    if "[Content_Types].xml" in archive.members:
        tops = (name.partition("/")[0] for name in archive.members)
        return next((_OFFICE[top] for top in tops if top in _OFFICE), "an office document")
    if "META-INF/container.xml" in archive.members:
        return "an e-book"
    if "mimetype" in archive.members and "META-INF/manifest.xml" in archive.members:
        return "an OpenDocument file"
    if "AndroidManifest.xml" in archive.members or "META-INF/MANIFEST.MF" in archive.members:
        return "a program"
    return None


def _members(saved: Saved, archive: Archive) -> Iterator[Refusal | Saved]:
    """Pages with the pictures of their folders, then everything that belongs to no page, each in order."""
    names = sorted(archive.members)
    folders = _folders(names)
    of_pages = frozenset(folders.values())
    inside: dict[str, list[str]] = {folder: [] for folder in sorted(of_pages)}
    loose: list[str] = []
    for name in names:
        folder = _ancestor(name, of_pages)
        if folder is None:
            loose.append(name)
        else:
            inside[folder].append(name)
    beside = [name for name in loose if _may_be_picture(name)]
    taken: set[str] = set()
    for name in loose:
        if PurePosixPath(name).suffix.lower() not in PAGE_SUFFIXES:
            continue
        taken.add(name)
        data = archive.read(name, saved.limits)
        if isinstance(data, Refusal):
            yield data
            continue
        wanted = list(filter(_may_be_picture, inside.get(folders.get(name, ""), ())))
        if beside:
            spoken = names_in(data)
            wanted += [other for other in beside if other.rpartition("/")[2].encode() in spoken]
        siblings = _pictures(saved, archive, name, wanted)
        taken.update(_from(name, path) for path in siblings)
        yield member_file(saved, archive, name, data, siblings)
    for name in loose:
        if name not in taken:
            yield from unpacked(saved, archive, name)


def _ancestor(name: str, folders: frozenset[str]) -> str | None:
    """The folder of a page in which a member lies."""
    at = name.find("/")
    while at != -1:
        if name[:at] in folders:
            return name[:at]
        at = name.find("/", at + 1)
    return None


def _may_be_picture(name: str) -> bool:
    return PurePosixPath(name).suffix.lower() not in NOT_PICTURES


def _folders(names: list[str]) -> dict[str, str]:
    """Folder saved with a page, by the page's name in the archive."""
    pages: dict[str, list[str]] = {}
    below: dict[str, dict[str, None]] = {}
    for name in names:
        parts = name.split("/")
        pages.setdefault("/".join(parts[:-1]), []).append(parts[-1])
        for depth in range(len(parts) - 1):
            below.setdefault("/".join(parts[:depth]), {})[parts[depth]] = None
    found: dict[str, str] = {}
    for place in sorted(pages):
        for page, folder in folders_by_page(pages[place], below.get(place, ())).items():
            prefix = f"{place}/" if place else ""
            found[prefix + page] = prefix + folder
    return found


def _pictures(saved: Saved, archive: Archive, page: str, wanted: list[str]) -> dict[str, bytes]:
    """The pictures among the wanted members that lie below a page, by path relative to it."""
    found: dict[str, bytes] = {}
    rest = saved.limits.max_folder_bytes
    place = page.rpartition("/")[0]
    prefix = f"{place}/" if place else ""
    for name in wanted[: saved.limits.max_folder_files]:
        if not name.startswith(prefix) or archive.members[name].file_size > rest:
            continue
        data = archive.read(name, saved.limits)
        if not isinstance(data, Refusal) and is_picture(data):
            found[name[len(prefix) :]] = data
            rest -= len(data)
    return found


def _from(page: str, relative: str) -> str:
    place = page.rpartition("/")[0]
    return f"{place}/{relative}" if place else relative
