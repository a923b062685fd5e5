"""A saved file packed with gzip."""

from __future__ import annotations

import gzip
import hashlib
import io
import zlib
from collections.abc import Iterator

from auditor.containers.signatures import limit_of
from auditor.model import Refusal
from auditor.plugin import MIB, Saved, container

_HEAD = 4_096


def _recognises(saved: Saved) -> bool:
    return saved.data.startswith(b"\x1f\x8b")


@container("gzip", rank=25, recognises=_recognises)
def gzip_file(saved: Saved) -> Iterator[Refusal | Saved]:
    """Any saved file packed with gzip (``page.html.gz``), unpacked within the limits and asked about in turn."""
    data = unpacked(saved)
    if isinstance(data, Refusal):
        yield data
        return
    name = saved.path.rpartition("/")[2]
    name = name[:-3] if name.lower().endswith(".gz") else name
    yield Saved(
        f"{saved.path}!/{name}",
        data,
        hashlib.sha256(data).hexdigest(),
        {},
        saved.modified,
        saved.limits,
    )


def unpacked(saved: Saved) -> bytes | Refusal:
    """The unpacked bytes of all members, within the limits."""
    pieces: list[bytes] = []
    size = 0
    try:
        with gzip.GzipFile(fileobj=io.BytesIO(saved.data)) as stream:
            head = stream.read(_HEAD)
            limit, setting = limit_of(head, saved.path.lower().removesuffix(".gz"), saved.limits)
            piece = head
            while piece:
                pieces.append(piece)
                size += len(piece)
                if size > limit or (size > MIB and size > len(saved.data) * saved.limits.max_ratio):
                    return Refusal(saved.path, f"a gzip file that unpacks to more than allowed ({setting}, max_ratio)")
                piece = stream.read(MIB)
    except (OSError, EOFError, zlib.error) as error:
        return Refusal(saved.path, f"a damaged gzip file: {str(error).lower()}")
    return b"".join(pieces)
