"""Originals beside the case file: copies named by their content, read-only, and what is written about them."""

from __future__ import annotations

import contextlib
import hashlib
import os
from collections.abc import Iterator, Mapping
from pathlib import Path

from auditor.custody import Head, object_path

CHECKSUMS = "manifest-sha256.txt"
MANIFEST = "manifest.json"
HEAD = "custody-head.txt"
STAMPS = "stamps"
"""Folder of stamped manifests (``<sha256>.txt``) and the tokens over them (``<sha256>-<16 hex>.tsr`` or ``.ots``)."""
_PART = ".part-"


def originals_of(case_file: Path) -> Path:
    """The folder of a case's originals."""
    return case_file.with_name(case_file.name + ".originals")


class Originals:
    """The folder of originals.  Every method that writes raises ``OSError`` where the disk does not take it."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def keep(self, data: bytes) -> str:
        """Keeps bytes, read-only, and gives their SHA-256.  What is there already is not written again."""
        digest = hashlib.sha256(data).hexdigest()
        target = self.folder / object_path(digest)
        if not target.exists():
            self._write(target, data, 0o400)
        return digest

    def bytes_of(self, digest: str) -> bytes | None:
        """The kept bytes as they are now; ``None`` where they are gone."""
        try:
            return (self.folder / object_path(digest)).read_bytes()
        except OSError:
            return None

    def remove(self, digest: str) -> None:
        """Removes an original; its bytes are overwritten first, as far as the file system allows."""
        file = self.folder / object_path(digest)
        with contextlib.suppress(FileNotFoundError):
            file.chmod(0o600)
            with file.open("r+b") as stream:
                stream.write(bytes(file.stat().st_size))
                stream.flush()
                os.fsync(stream.fileno())
            file.unlink()

    def digests(self) -> Iterator[str]:
        """Names of everything that is kept, sorted."""
        for file in sorted(self.folder.glob("??/*")):
            if len(file.name) == 64:
                yield file.name

    def write_notes(self, checksums: str, manifest: bytes) -> None:
        """Writes both forms of the manifest."""
        self._write(self.folder / CHECKSUMS, checksums.encode(), 0o600)
        self._write(self.folder / MANIFEST, manifest, 0o600)

    def write_head(self, head: Head) -> None:
        """Notes the newest custody event outside the case file."""
        self._write(self.folder / HEAD, f"{head.number} {head.chain}\n".encode(), 0o600)

    def head(self) -> Head | None:
        """The newest custody event as it was noted; ``None`` where the note is gone or is none."""
        try:
            number, chain = (self.folder / HEAD).read_text().split()
            return Head(int(number), chain)
        except (OSError, ValueError):
            return None

    def checksums(self) -> str | None:
        """The manifest as it stands; ``None`` where it is gone."""
        try:
            return (self.folder / CHECKSUMS).read_text()
        except (OSError, ValueError):
            return None

    def keep_stamped(self, manifest: bytes) -> str:
        """Keeps a manifest as it was stamped, and gives its SHA-256."""
        digest = hashlib.sha256(manifest).hexdigest()
        if not (self.folder / STAMPS / f"{digest}.txt").exists():
            self._write(self.folder / STAMPS / f"{digest}.txt", manifest, 0o400)
        return digest

    def keep_token(self, manifest: str, token: bytes, ending: str) -> str:
        """Keeps a token over a stamped manifest (its SHA-256), and gives the name of its file."""
        name = f"{manifest}-{hashlib.sha256(token).hexdigest()[:16]}.{ending}"
        if not (self.folder / STAMPS / name).exists():
            self._write(self.folder / STAMPS / name, token, 0o400)
        return name

    def drop_token(self, name: str) -> None:
        """Removes a token that a later one replaces."""
        (self.folder / STAMPS / name).unlink(missing_ok=True)

    def stamp_files(self) -> dict[str, bytes]:
        """Stamped manifests and tokens by file name, sorted."""
        return {file.name: file.read_bytes() for file in sorted((self.folder / STAMPS).glob("[0-9a-f]*.*"))}

    def take_stamp(self, name: str, data: bytes) -> None:
        """Writes a stamped manifest or a token that was kept elsewhere."""
        self._write(self.folder / STAMPS / name, data, 0o400)

    def take_notes(self, notes: Mapping[str, bytes]) -> None:
        """Writes notes that were made elsewhere, by file name."""
        for name in (CHECKSUMS, MANIFEST, HEAD):
            if name in notes:
                self._write(self.folder / name, notes[name], 0o600)

    def clear(self) -> None:
        """Removes every original, both forms of the manifest, and stamps over it."""
        for digest in list(self.digests()):
            self.remove(digest)
        for name in (CHECKSUMS, MANIFEST, *(f"{STAMPS}/{name}" for name in self.stamp_files())):
            (self.folder / name).unlink(missing_ok=True)
        with contextlib.suppress(OSError):
            (self.folder / STAMPS).rmdir()
        for folder in self.folder.glob("??"):
            with contextlib.suppress(OSError):
                folder.rmdir()
        self.clear_parts()

    def clear_parts(self) -> None:
        """Removes what an interrupted run left half written."""
        for part in self.folder.glob(f"**/{_PART}*"):
            with contextlib.suppress(OSError):
                part.unlink()

    def _write(self, target: Path, data: bytes, mode: int) -> None:
        """Whole or not at all, and on the disk."""
        for folder in (self.folder, target.parent):
            folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        part = target.with_name(f"{_PART}{os.getpid()}-{target.name}")
        handle = os.open(part, os.O_WRONLY | os.O_CREAT | os.O_TRUNC | getattr(os, "O_BINARY", 0), 0o600)
        try:
            with open(handle, "wb") as stream:
                stream.write(data)
                stream.flush()
                os.fsync(stream.fileno())
            os.chmod(part, mode)
            os.replace(part, target)
        except BaseException:
            with contextlib.suppress(OSError):
                part.unlink()
            raise
