"""What a report is made from: plain values that the store hands over, and nothing else."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

Document = Mapping[str, Any]
MOST_CONNECTIONS = 24
"""Connections of a page that are printed in full; of the others a report says with whom and how many."""


@dataclass(frozen=True, slots=True)
class Context:
    """Words around a quote, from the same reading."""

    before: str
    after: str


@dataclass(frozen=True, slots=True)
class LinkView:
    """A link seen from one profile."""

    kind: str
    other: str
    """Profile id of the other side."""
    other_name: str | None
    distance: int
    method: str
    evidence: tuple[Document, ...]
    """``LOCATOR`` objects."""
    other_thumbnail: bytes | None
    """JPEG; of the first ``MOST_CONNECTIONS`` links only."""
    transform: str = ""
    """What was undone to bring two pictures together, in words."""
    other_views: bytes = b""
    """Descriptor of the other side's picture; may be empty where a thumbnail is there."""


@dataclass(frozen=True, slots=True)
class KnownView:
    """An entry of the known library that shows a profile's picture."""

    name: str
    source: str
    licence: str
    added_at: str
    expires_at: str | None
    method: str
    distance: int
    transform: str
    likeness: float | None
    thumbnail: bytes | None
    """JPEG."""
    views: bytes
    """Descriptor; empty for an entry that is only a hash."""


@dataclass(frozen=True, slots=True)
class ProfileView:
    """One profile with all that a report prints about it."""

    document: Document
    """``PROFILE`` of the JSON contract."""
    contexts: Mapping[tuple[str, int], Context]
    """By finding id and the number of the evidence."""
    thumbnail: bytes | None
    """JPEG."""
    links: tuple[LinkView, ...]
    records: tuple[Document, ...]
    """Recorded domain answers about it: ``domain, kind, registered, precision, status, asked_at, at``."""
    views: bytes = b""
    """Descriptor of its picture; may be empty where a thumbnail is there."""
    known: tuple[KnownView, ...] = ()


@dataclass(frozen=True, slots=True)
class Row:
    """One line of the overview."""

    id: str
    name: str | None
    headline: str | None
    path: str
    container: str
    page_kind: str | None
    status: str
    reason: str | None
    level: str
    findings: tuple[tuple[str, str], ...]
    """Strength and title, strongest first."""
    templates: tuple[str, ...]
    """Titles."""
    direct_requests: int
    skips: tuple[tuple[str, str], ...]
    """Check and reason."""
    decisions: Mapping[str, int]
    thumbnail: bytes | None


@dataclass(frozen=True, slots=True)
class ChangedView:
    """A finding that came or went since the last run."""

    profile: str
    name: str | None
    strength: str
    title: str


@dataclass(frozen=True, slots=True)
class ChangesView:
    """What is different since the last run."""

    since: str
    """Date that the last run spoke for."""
    new: tuple[ChangedView, ...]
    gone: tuple[ChangedView, ...]
    new_count: int
    gone_count: int


@dataclass(frozen=True, slots=True)
class CaseView:
    """A whole case, read on demand: nothing here holds all profiles at once."""

    tool: Document
    """``tool`` of the JSON contract: version and rule packs, plus ``libraries`` (name, version)."""
    as_of: str
    counts: Mapping[str, int]
    """``pages``, ``profiles``, ``not_profiles``, ``skipped``, and one for each level."""
    rows: Callable[[], Iterator[Row]]
    """Sorted by level (highest first), then number of findings (most first), then id."""
    profiles: Callable[[], Iterator[ProfileView]]
    """In the order of the ids; only pages whose status is ``profile`` or that have findings."""
    links: tuple[Document, ...]
    skipped: tuple[Document, ...]
    """``{"path", "reason"}``."""
    checks: tuple[tuple[str, str], ...] = ()
    """Id and title of every check that exists, sorted by id: what did not skip a profile has looked at it."""
    rule_titles: Mapping[str, str] = field(default_factory=dict)
    """Titles of rules by id, for the rules of a pattern that were not seen."""
    changes: ChangesView | None = None
    """``None`` for a first run."""
