"""WARC: the web archives of crawlers, wget and browser recorders."""

from __future__ import annotations

import zlib
from collections.abc import Iterator

from auditor.containers.web_records import recorded_pages
from auditor.model import Page, Refusal
from auditor.plugin import Saved, container


def _recognises(saved: Saved) -> bool:
    head = saved.data[:1_024]
    if head.startswith(b"\x1f\x8b"):
        try:
            head = zlib.decompressobj(16 + zlib.MAX_WBITS).decompress(head, 64)
        except zlib.error:
            return False
    return head.startswith(b"WARC/")


@container("warc", rank=10, recognises=_recognises)
def warc(saved: Saved) -> Iterator[Page | Refusal]:
    """A web archive (``.warc``, ``.warc.gz``): every page that was recorded, with its address and time.

    The digests of the records are checked; where one does not hold, the page is doubted and the mismatch is told.
    """
    yield from recorded_pages(saved, "warc")
