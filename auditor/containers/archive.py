"""Members of a ZIP, taken out one by one in memory: what could leave the archive or fill the memory is refused.

Nothing is written anywhere, so a hostile name could only deceive a reader of the report; it is refused all the same.
"""

from __future__ import annotations

import hashlib
import io
import re
import stat
import zipfile
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass

from auditor.containers.damage import OVER_DAMAGE
from auditor.containers.names import ignored, shown
from auditor.containers.signatures import limit_of
from auditor.model import Refusal
from auditor.plugin import MIB, Limits, Saved

_ENTRY = b"PK\x01\x02"
_LOCAL_HEADER = 30
_DRIVE = re.compile(r"[a-zA-Z]:")
_HEAD = 4_096
_CHUNK = MIB
try:
    from lzma import LZMAError
except ImportError:  # a Python that was built without it opens no such member either
    _UNPACKING: tuple[type[Exception], ...] = ()
else:
    _UNPACKING = (LZMAError,)
BROKEN: tuple[type[Exception], ...] = (zipfile.BadZipFile, *_UNPACKING, *OVER_DAMAGE)
"""What the standard library raises over a damaged archive or member."""


@dataclass(frozen=True, slots=True)
class Archive:
    """An opened ZIP: its sound members in the order of their names, and what was refused at once."""

    saved: Saved
    members: dict[str, zipfile.ZipInfo]
    refusals: tuple[Refusal, ...]
    _file: zipfile.ZipFile

    def path(self, name: str) -> str:
        """How a member is shown."""
        return f"{self.saved.path}!/{shown(name)}"

    def date(self, name: str) -> str | None:
        """A member's date as the archive gives it, ``YYYY-MM-DD``; 1980 is what archives say when they know none."""
        year, month, day = self.members[name].date_time[:3]
        return f"{year:04}-{month:02}-{day:02}" if year > 1980 and 1 <= month <= 12 and 1 <= day <= 31 else None

    def read(self, name: str, limits: Limits) -> bytes | Refusal:
        """A member's bytes, or why they are not taken out."""
        member = self.members[name]
        try:
            with self._file.open(member) as stream:
                head = stream.read(_HEAD)
                limit, setting = limit_of(head, name, limits)
                if member.file_size > limit:
                    return Refusal(
                        self.path(name), f"a member of {member.file_size} bytes, more than {limit} ({setting})"
                    )
                pieces = [head]
                size = len(head)
                while piece := stream.read(_CHUNK):
                    pieces.append(piece)
                    size += len(piece)
                    if size > limit:
                        return Refusal(self.path(name), f"a member that unpacks to more than {limit} bytes ({setting})")
        except BROKEN as error:
            return Refusal(self.path(name), f"a damaged member: {_cause(error)}")
        return b"".join(pieces)


def opened(saved: Saved) -> Archive | Refusal:
    """A ZIP file, or a file that ends in one, opened; its members are checked, none is unpacked."""
    if saved.data.count(_ENTRY) > 4 * saved.limits.max_members:
        return Refusal(saved.path, f"an archive of more than {saved.limits.max_members} members (max_members)")
    try:
        file = zipfile.ZipFile(io.BytesIO(saved.data))
        entries = file.infolist()
    except BROKEN as error:
        return Refusal(saved.path, f"a damaged ZIP archive: {_cause(error)}; it may be cut off, copy it again")
    files = [entry for entry in entries if not entry.filename.endswith("/") and not _ignored(entry.filename)]
    if len(files) > saved.limits.max_members:
        return Refusal(saved.path, f"an archive of {len(files)} members, more than {saved.limits.max_members}")
    names = Counter(entry.filename for entry in files)
    overlapping = _overlapping(entries)
    members: dict[str, zipfile.ZipInfo] = {}
    refusals: dict[str, Refusal] = {}
    for entry in sorted(files, key=lambda one: one.filename):
        name = entry.filename
        reason = "a name that stands twice in the archive" if names[name] > 1 else None
        reason = reason or _unsound(entry, entry.header_offset in overlapping, saved.limits)
        if reason:
            refusals[name] = Refusal(f"{saved.path}!/{shown(name)}", f"{reason}; not unpacked")
        else:
            members[name] = entry
    return Archive(saved, members, tuple(refusals[name] for name in sorted(refusals)), file)


def _ignored(name: str) -> bool:
    return any(ignored(part) for part in name.replace("\\", "/").split("/") if part not in (".", ".."))


def _unsound(entry: zipfile.ZipInfo, overlaps: bool, limits: Limits) -> str | None:
    name = entry.orig_filename
    parts = name.replace("\\", "/").split("/")
    if not entry.filename:
        return "a member without a name"
    if name.startswith(("/", "\\")) or _DRIVE.match(name) or ".." in parts or "\0" in name:
        return "a name that leads out of the archive"
    kind = stat.S_IFMT(entry.external_attr >> 16)
    if kind == stat.S_IFLNK:
        return "a link"
    if kind not in (0, stat.S_IFREG):
        return "a special file"
    if overlaps:
        return "a member that shares its bytes with another"
    if entry.flag_bits & 0x1:
        return "an encrypted member"
    if entry.file_size > MIB and entry.file_size > entry.compress_size * limits.max_ratio:
        return f"a member packed more than {limits.max_ratio} times (max_ratio)"
    return None


def _overlapping(entries: list[zipfile.ZipInfo]) -> frozenset[int]:
    """Offsets of the entries whose packed bytes run into the next entry's, and of those next ones."""
    ordered = sorted(entries, key=lambda entry: entry.header_offset)
    found: set[int] = set()
    end = -1
    last = -1
    for entry in ordered:
        if entry.header_offset < end:
            found.update((last, entry.header_offset))
        reach = entry.header_offset + _LOCAL_HEADER + entry.compress_size
        if reach > end:
            end, last = reach, entry.header_offset
    return frozenset(found)


def _cause(error: BaseException) -> str:
    text = str(error) or type(error).__name__
    return shown(text)[:200]


def unpacked(saved: Saved, archive: Archive, name: str) -> Iterator[Saved | Refusal]:
    """A member as a saved file of its own."""
    data = archive.read(name, saved.limits)
    if isinstance(data, Refusal):
        yield data
    else:
        yield member_file(saved, archive, name, data, {})


def member_file(saved: Saved, archive: Archive, name: str, data: bytes, siblings: dict[str, bytes]) -> Saved:
    """A member's bytes, and the pictures saved with it, as a saved file."""
    return Saved(
        path=archive.path(name),
        data=data,
        sha256=hashlib.sha256(data).hexdigest(),
        siblings=siblings,
        modified=archive.date(name),
        limits=saved.limits,
    )
