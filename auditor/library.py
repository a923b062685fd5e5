"""The known library: pictures, picture hashes, texts and domains that somebody noted, each with its source."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Literal, overload

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

Kind = Literal["picture", "hash", "text", "domain"]
KINDS: tuple[Kind, ...] = ("picture", "hash", "text", "domain")


@dataclass(frozen=True, slots=True)
class KnownItem:
    """One entry of the library."""

    kind: Kind
    name: str
    """What it is called: a file's name, a hash, a text's title, a domain."""
    method: str
    """How ``value`` was made, e.g. ``views64-v2``, ``phash256``, ``domain``."""
    value: bytes
    """A picture's descriptor, a hash's bytes, a text's fingerprint as TOML, a domain's name."""
    source: str
    """Where it is from: an address, a list, a person who noted it."""
    licence: str = ""
    sha256: str = ""
    """Of the picture file."""
    hashes: Mapping[str, str] = field(default_factory=dict)
    """Of the picture, by name, as other tools exchange them."""
    added_at: str = ""
    expires_at: str | None = None
    """Last day on which it is used."""
    thumbnail: bytes = b""
    """JPEG of a picture, drawn by us, for reports; empty where only hashes and the gray copy were kept."""

    @property
    def digest(self) -> str:
        """SHA-256 (hex) of what the entry says: the same entry is not kept twice."""
        parts = (self.kind, self.name, self.method, self.sha256, self.source, self.licence, self.expires_at or "")
        return hashlib.sha256("\0".join(parts).encode("utf-8", "replace") + b"\0" + self.value).hexdigest()

    @property
    def shown(self) -> str:
        """Name and source in words."""
        licence = f", licence: {self.licence}" if self.licence else ""
        return f"“{self.name}” (source: {self.source}{licence})"


@dataclass(frozen=True, slots=True)
class KnownMatch:
    """An entry of the library that shows the picture of a page."""

    profile: str
    item: KnownItem
    method: str
    """``sha256`` for the very same file, a hash of a list, or the method that laid the two over each other."""
    distance: int
    """Bits that differ, by the method."""
    transform: str = ""
    """What was undone to bring them together, in words; empty where nothing was."""
    likeness: float | None = None
    """``None`` where no pixels were compared."""


@dataclass(frozen=True)
class Library:
    """The entries that a run holds its pages against: none of them has expired."""

    pictures: Sequence[KnownItem] = ()
    """Of the descriptor's version that this program makes; may be read from the disk one by one."""
    hashes: tuple[KnownItem, ...] = ()
    domains: tuple[KnownItem, ...] = ()
    digest: str = ""
    """Of all entries that are used; empty for an empty library."""
    views: NDArray[np.uint64] | None = None
    """Window hashes of the pictures, shape ``(windows, pictures)``, where they are kept apart, as in a mapped file."""

    def __len__(self) -> int:
        return len(self.pictures) + len(self.hashes) + len(self.domains)

    @property
    def description(self) -> dict[str, Any]:
        """As one more pack of what judges, in the form of ``tool.rules`` of the JSON contract."""
        return {"pack": "known library", "version": f"{len(self)} entries", "sha256": self.digest}


EMPTY = Library()


class Values(Sequence[bytes]):
    """The values of entries, one read when it is asked for."""

    def __init__(self, items: Sequence[KnownItem]) -> None:
        self._items = items

    def __len__(self) -> int:
        return len(self._items)

    @overload
    def __getitem__(self, place: int) -> bytes: ...
    @overload
    def __getitem__(self, place: slice) -> Sequence[bytes]: ...
    def __getitem__(self, place: int | slice) -> bytes | Sequence[bytes]:
        if isinstance(place, slice):
            return [item.value for item in self._items[place]]
        return self._items[place].value

    def __iter__(self) -> Iterator[bytes]:
        return (item.value for item in self._items)


def library_digest(digests: Sequence[str]) -> str:
    """Digest of a library from those of its entries, in any order; empty for none."""
    return hashlib.sha256("\n".join(sorted(digests)).encode()).hexdigest() if digests else ""
