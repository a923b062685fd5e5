"""A case on its way from one case file to another: what the JSON contract says of it, and what is kept besides."""

from __future__ import annotations

import re
from dataclasses import dataclass

from auditor.contract.types import Link, Page, Record, Refusal, Skip
from auditor.model import profile_id
from auditor.review import Event

LIGHTS = ("clear", "green", "amber", "red")
"""The traffic light protocol, the strictest last."""

_PROFILE = re.compile(r"p-[0-9a-f]{16}")
_FINDING = re.compile(r"f-[0-9a-f]{16}")
_DIGEST = re.compile(r"[0-9a-f]{64}")
_DAY = re.compile(r"\d{4}-\d\d-\d\d")


@dataclass(frozen=True, slots=True)
class PackUsed:
    """A rule pack that a run judged by."""

    pack: str
    version: str
    sha256: str


@dataclass(frozen=True, slots=True)
class ToolUsed:
    """What a run judged by."""

    version: str
    rules: tuple[PackUsed, ...]


@dataclass(frozen=True, slots=True)
class StoredFinding:
    """What a case file keeps of a finding besides the contract."""

    rule_version: int
    weight: int
    around: tuple[tuple[str, ...], ...]
    """Words before and after each quote."""


@dataclass(frozen=True, slots=True)
class Stored:
    """What a case file keeps of a page besides the contract."""

    subject: str | None
    """``None`` for a page that is no profile."""
    domains: tuple[str, ...]
    findings: tuple[StoredFinding, ...]
    """In the order of the page's findings."""


@dataclass(frozen=True, slots=True)
class PageOnItsWay:
    """A page and what is kept of it."""

    page: Page
    stored: Stored

    def __post_init__(self) -> None:
        page, stored = self.page, self.stored
        if not _PROFILE.fullmatch(page.id) or page.id != profile_id(page.source.sha256):
            raise ValueError(f"the page {page.id[:40]!r} is not named for its bytes")
        if not _DIGEST.fullmatch(page.source.sha256):
            raise ValueError(f"{page.id}: its digest is none")
        if (stored.subject is not None) != (page.status == "profile"):
            raise ValueError(f"{page.id}: a profile has a subject, and no other page has")
        if len(stored.findings) != len(page.findings) or (page.findings and stored.subject is None):
            raise ValueError(f"{page.id}: what is kept does not fit its findings")
        for finding, kept in zip(page.findings, stored.findings, strict=True):
            if not _FINDING.fullmatch(finding.id):
                raise ValueError(f"{page.id}: {finding.id[:40]!r} is no id of a finding")
            if len(kept.around) != len(finding.evidence) or any(len(pair) != 2 for pair in kept.around):
                raise ValueError(f"{finding.id}: the words around its quotes are not two a quote")
            for one in finding.references:
                if one.url is not None and not one.url.startswith(("https://", "http://")):
                    raise ValueError(f"{finding.id}: a source has an address that is none of the web")


@dataclass(frozen=True, slots=True)
class CaseOnItsWay:
    """A run of a case: pages, what they share, what was decided."""

    as_of: str
    content: str
    marking: str
    """One of :data:`LIGHTS`."""
    tool: ToolUsed
    crashed: tuple[Skip, ...]
    skipped: tuple[Refusal, ...]
    links: tuple[Link, ...]
    records: tuple[Record, ...]
    decisions: tuple[tuple[str, Event], ...]
    """Each with the id under which it is stored."""
    pages: tuple[PageOnItsWay, ...]

    def __post_init__(self) -> None:
        if not _DAY.fullmatch(self.as_of):
            raise ValueError(f"as_of is {self.as_of[:40]!r}; right would be YYYY-MM-DD")
        if self.marking not in LIGHTS:
            raise ValueError(f"{self.marking[:40]!r} is no traffic light")
        known = [one.page.id for one in self.pages]
        if len(known) != len(set(known)):
            raise ValueError("it holds a page twice")
        if any(end not in known for link in self.links for end in (link.a, link.b)):
            raise ValueError("a link names a page that is not there")
        if len({id for id, _ in self.decisions}) != len(self.decisions):
            raise ValueError("it holds a decision twice")
