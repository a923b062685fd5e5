"""The shapes of ``auditor audit --format json`` as types; fields carry the names and the order of the document.

A missing value is ``None``; several values are a tuple; a key that a later version adds has a default here.  What is
marked ``own`` is in no document.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from dataclasses import field as told
from typing import Any, Literal

from auditor.model import Absence, AvatarState, Level, Locator, Status, Strength
from auditor.model import Field as Stated
from auditor.model import Reference as Reference
from auditor.model import Refusal as Refusal

OWN = {"own": True}
Standing = Literal["confirm", "dismiss", "unsure", "note", "look-again", "conflict"]
Verdict = Literal["confirm", "dismiss", "unsure", "note", "undo"]


@dataclass(frozen=True, slots=True)
class Source:
    """Where a page was read from."""

    path: str
    sha256: str
    container: str
    page_kind: str | None
    language: str | None
    captured_at: str | None
    captured_at_basis: str | None
    url: str | None
    url_basis: str | None
    also_at: tuple[str, ...]
    doubts: tuple[Stated, ...] | None


@dataclass(frozen=True, slots=True)
class Job:
    """One job as the page states it.  Dates are ``YYYY``, ``YYYY-MM`` or ``YYYY-MM-DD``."""

    title: str | None
    company: str | None
    company_url: str | None
    start: str | None
    end: str | None
    current: bool
    location: str | None
    description: str | None
    at: Locator


@dataclass(frozen=True, slots=True)
class Study:
    """One entry of the education section."""

    school: str | None
    degree: str | None
    start: str | None
    end: str | None
    at: Locator


@dataclass(frozen=True, slots=True)
class Message:
    """One message of a thread."""

    sender: str | None = told(metadata={"key": "from"})
    sent_at: str | None
    text: str
    by_subject: bool
    """False for the words of the person who saved the thread."""
    at: Locator


@dataclass(frozen=True, slots=True)
class Picture:
    """The subject's picture."""

    state: AvatarState
    url: str | None
    sha256: str | None
    """Of the picture file; ``None`` where none was saved."""
    hashes: Mapping[str, str]
    """Hex hashes by method."""
    low_information: str | None
    """Why the picture is too plain to be compared, or ``None``."""
    at: Locator | None
    profile: str = told(default="", metadata=OWN)
    """Id of the page."""


@dataclass(frozen=True, slots=True)
class DatedFact:
    """A date that the page carries without claiming it."""

    kind: str
    date: str
    at: Locator


@dataclass(frozen=True, slots=True)
class Fields:
    """What a page states about its subject, each value with its place."""

    name: Stated | None
    headline: Stated | None
    location: Stated | None
    about: Stated | None
    handle: Stated | None
    url: Stated | None
    current_companies: tuple[Stated, ...]
    experience: tuple[Job, ...]
    education: tuple[Study, ...]
    links: tuple[Stated, ...]
    emails: tuple[Stated, ...]
    phones: tuple[Stated, ...]
    messages: tuple[Message, ...]
    avatar: Picture
    connections_or_followers: int | None
    account_created: str | None
    photo_uploaded: str | None
    dated_facts: tuple[DatedFact, ...]
    verifications: tuple[Stated, ...]
    company: Mapping[str, Stated]


@dataclass(frozen=True, slots=True)
class Opinion:
    """One word of one person about a finding."""

    verdict: Verdict
    reason: str
    person: str
    decided_at: str


@dataclass(frozen=True, slots=True)
class Upon:
    """What was decided upon."""

    finding: str
    quotes: tuple[str, ...]
    rule_version: int


@dataclass(frozen=True, slots=True)
class Decision:
    """What people said of a finding, as it counts."""

    verdict: Standing
    decided: Verdict | None
    look_again: Literal["words-changed", "rule-changed", "page-changed"] | None
    reason: str
    person: str
    decided_at: str
    upon: Upon
    opinions: tuple[Opinion, ...]
    notes: tuple[Opinion, ...]


@dataclass(frozen=True, slots=True)
class Finding:
    """Something seen, quoted, with what else explains it."""

    id: str
    check: str
    rule: str
    strength: Strength
    category: str
    title: str
    message: str
    field: str
    evidence: tuple[Locator, ...]
    alternatives: tuple[str, ...]
    references: tuple[Reference, ...]
    ask: str | None
    others: tuple[str, ...]
    state: Literal["new", "continuing"]
    decision: Decision | None
    profile: str = told(default="", metadata=OWN)
    """Id of the page that it was found on."""

    def __post_init__(self) -> None:
        if not any(at.quote for at in self.evidence):
            raise ValueError(f"finding {self.id} quotes nothing")
        if not self.alternatives:
            raise ValueError(f"finding {self.id} has no innocent explanation")


@dataclass(frozen=True, slots=True)
class Template:
    """A published pattern that the findings fit together."""

    id: str
    title: str
    level: Level
    because: tuple[str, ...]
    """Ids of the findings that made it."""
    missing: tuple[str, ...]
    ask: tuple[str, ...]
    note: str


@dataclass(frozen=True, slots=True)
class Skip:
    """Something that was not looked at, and why.  Silence never means clean."""

    check: str
    reason: str
    crashed: bool
    profile: str = told(default="", metadata=OWN)
    """Id of the page; empty for what was not looked at across the case."""


@dataclass(frozen=True, slots=True)
class Page:
    """One saved page: what it states, what was found on it, what was not looked at."""

    id: str
    source: Source
    status: Status
    reason: str | None
    fields: Fields
    absent: Mapping[str, Absence]
    level: Level
    about_lures: bool
    direct_requests: tuple[str, ...]
    findings: tuple[Finding, ...]
    templates: tuple[Template, ...]
    skips: tuple[Skip, ...]


@dataclass(frozen=True, slots=True)
class Link:
    """Two pages that share something.  The same thing was used, not necessarily by the same person."""

    kind: str
    a: str
    b: str
    distance: int
    method: str
    transform: str | None
    evidence: tuple[Locator, ...]


@dataclass(frozen=True, slots=True)
class Record:
    """A recorded answer about a domain that a run used."""

    domain: str
    kind: Literal["rdap", "whois", "ct", "wayback"]
    registered: str | None
    precision: Literal["day", "month", "year", "not-later-than"]
    status: str
    asked_at: str | None
    warnings: tuple[str, ...]
    at: Locator | None


Document = dict[str, Any]
