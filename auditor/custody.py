"""The chain of custody and the manifest: what happened to a case, in ids and digests, each event holding the last.

What a chain proves is small and said so: that the listed events were not changed, left out or reordered *since* the
newest digest was noted somewhere else.  A hash proves that bytes are unchanged since import, not that they are genuine.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Literal, get_args

Kind = Literal["import", "open", "verify", "export", "redact", "purge"]
KINDS: tuple[Kind, ...] = get_args(Kind)

BEGINNING = "0" * 64
"""What the first event holds instead of a digest."""


@dataclass(frozen=True, slots=True)
class CustodyEvent:
    """One event.  It names nobody: ids and digests only."""

    number: int
    """1, 2, 3 …"""
    event: str
    subject: str
    """An id: ``run 3``, ``bundle``; empty where the whole case is meant."""
    digest: str
    """SHA-256 (hex) of what the event is about; empty where there is none."""
    happened_at: str
    """RFC 3339 UTC."""
    chain: str
    """SHA-256 (hex) over the event and the ``chain`` of the one before."""


@dataclass(frozen=True, slots=True)
class Head:
    """How far the chain had come when it was last noted outside the case file."""

    number: int
    chain: str


def chained(last: CustodyEvent | None, event: Kind, subject: str, digest: str, happened_at: str) -> CustodyEvent:
    """The event that follows ``last``."""
    number = last.number + 1 if last else 1
    before = last.chain if last else BEGINNING
    return CustodyEvent(
        number, event, subject, digest, happened_at, _link(before, number, event, subject, digest, happened_at)
    )


def _link(before: str, *said: object) -> str:
    return hashlib.sha256(json.dumps([before, *said], ensure_ascii=False).encode()).hexdigest()


def chain_faults(events: Sequence[CustodyEvent], head: Head | None) -> tuple[str, ...]:
    """What is wrong with a chain, in words; empty where it holds."""
    faults = []
    before = BEGINNING
    for number, event in enumerate(events, 1):
        if event.number != number:
            faults.append(f"custody event {number} is missing: event {event.number} stands in its place")
            break
        said = (event.number, event.event, event.subject, event.digest, event.happened_at)
        if event.chain != _link(before, *said):
            faults.append(f"custody event {number} ({event.event}) was changed, or the event before it was")
            break
        before = event.chain
    if head is None:
        if events:
            faults.append("the note of the newest custody event is missing beside the originals")
    elif head.number > len(events):
        faults.append(f"custody events {len(events) + 1} to {head.number} are missing at the end of the chain")
    elif head.number and not faults and events[head.number - 1].chain != head.chain:
        faults.append(f"the chain up to custody event {head.number} is not the one that was noted")
    return tuple(faults)


def object_path(digest: str) -> str:
    """Where an original lies below the folder of originals."""
    return f"{digest[:2]}/{digest}"


def checksums(digests: Iterable[str]) -> str:
    """A manifest that ``sha256sum -c`` reads, from inside the folder of originals."""
    return "".join(f"{digest}  {object_path(digest)}\n" for digest in sorted(set(digests)))
