"""What a run judges by, as bytes: cheap to take a key from, turned into rules and records only where a page is read."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

from auditor import __version__

if TYPE_CHECKING:
    from auditor.judging import Bench
    from auditor.model import Records, Refusal
    from auditor.rules.pack import Pack

MAX_RECORD_BYTES = 8 * 2**20


@dataclass(frozen=True)
class BenchSource:
    """Rule packs and recorded answers as files, and the settings that change what is found."""

    packs: tuple[tuple[str, Mapping[str, bytes]], ...] = ()
    """Further packs: name and files by relative path."""
    records: tuple[tuple[str, bytes], ...] = ()
    """Recorded domain answers: displayed path and bytes, sorted."""
    off: tuple[str, ...] = ()
    picture_megapixels: int = 50

    @cached_property
    def key(self) -> str:
        """Key of everything that may change a reading: version, rules, records, settings."""
        from auditor.rules.files import bundled_digest

        digest = hashlib.sha256()
        parts: list[bytes] = [__version__.encode(), bundled_digest().encode(), str(self.picture_megapixels).encode()]
        parts += [id.encode() for id in sorted(self.off)]
        for name, files in self.packs:
            parts.append(name.encode())
            for path in sorted(files):
                parts += [path.encode(), files[path]]
        for path, data in self.records:
            parts += [path.encode(), data]
        for part in parts:
            digest.update(len(part).to_bytes(8, "big") + part)
        return digest.hexdigest()[:16]

    @cached_property
    def pack(self) -> Pack:
        """The bundled rules and all further packs.  Raises ``InvalidPack``."""
        from auditor.rules.pack import bundled_pack, load_pack, merged

        return merged([bundled_pack(), *(load_pack(files, name) for name, files in self.packs)])

    @cached_property
    def rule_versions(self) -> dict[str, int]:
        """Version of each rule by id.  Raises ``InvalidPack``."""
        return {rule.id: rule.version for rule in self.pack.rules}

    @cached_property
    def read_records(self) -> tuple[Records, tuple[Refusal, ...]]:
        """The recorded answers, read, and those that could not be."""
        from auditor.lookup.recorded import records_from

        return records_from(dict(self.records))

    @cached_property
    def bench(self) -> Bench:
        """What pages are judged by."""
        from auditor.judging import Bench

        return Bench(self.pack, self.read_records[0], self.off, self.picture_megapixels)


def files_below(folder: Path, suffixes: tuple[str, ...], limit: int = MAX_RECORD_BYTES) -> dict[str, bytes]:
    """Regular files of a folder by relative path; those over the limit are cut one byte after it."""
    found: dict[str, bytes] = {}
    for file in sorted(folder.rglob("*")):
        relative = file.relative_to(folder)
        if file.suffix.lower() in suffixes and file.is_file() and not any(p.startswith(".") for p in relative.parts):
            with file.open("rb") as stream:
                found[relative.as_posix()] = stream.read(limit + 1)
    return found


def report_key(content: str, language: str) -> str:
    """Key of a report: what it is made from, its language, and the files that make it."""
    digest = hashlib.sha256(f"{__version__}\n{content}\n{language}\n".encode())
    folder = Path(__file__).parent.parent / "report"
    for file in sorted(path for path in folder.rglob("*") if path.suffix in (".py", ".html", ".css", ".js", ".toml")):
        digest.update(file.read_bytes())
    return digest.hexdigest()
