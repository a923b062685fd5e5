"""The words of the house: what was saved, what it states, what was seen, what was not.

Every type is frozen and imports nothing of ours.  A missing value is ``None``, never ``""``; several values are a
tuple, never a set, so that the same input always prints the same bytes.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Any, Literal

Status = Literal["profile", "not-a-profile", "unreadable"]
Strength = Literal["weak", "moderate", "strong"]
Level = Literal["none", "observation", "early-pattern", "developed-pattern"]
Absence = Literal["empty", "not-captured", "masked", "hidden", "not-applicable"]
AvatarState = Literal["embedded", "linked", "placeholder", "none"]
Precision = Literal["day", "month", "year", "not-later-than"]
RecordKind = Literal["rdap", "whois", "ct", "wayback"]

LEVELS: tuple[Level, ...] = ("none", "observation", "early-pattern", "developed-pattern")
STRENGTHS: tuple[Strength, ...] = ("weak", "moderate", "strong")

NOTHING: Mapping[str, Any] = MappingProxyType({})


def _nothing() -> Mapping[str, Any]:
    return NOTHING


@dataclass(frozen=True, slots=True)
class Locator:
    """Where a person can look: which page, which part of it, which words."""

    page: str
    """SHA-256 (hex) of the saved page, or of the recorded answer, that holds the quote."""
    selector: str
    """The part: a chain of steps, read by :func:`auditor.markup.reading_at`."""
    quote: str
    """Exactly the words found there."""
    start: int
    """Offset of the quote in the part's reading, in characters."""

    def narrowed(self, start: int, end: int) -> Locator:
        """The same place, quoting only ``quote[start:end]``."""
        return Locator(self.page, self.selector, self.quote[start:end], self.start + start)


@dataclass(frozen=True, slots=True)
class Field:
    """A value that a page states, and where."""

    value: str
    at: Locator

    @property
    def verbatim(self) -> bool:
        """Whether the value is exactly what the page says, so that offsets in it are offsets in the quote."""
        return self.value == self.at.quote


@dataclass(frozen=True, slots=True)
class Doubt:
    """Something that a container states about a page, e.g. a digest, and that the page's bytes contradict."""

    reason: str
    quote: str
    """The line of the container that states it."""


@dataclass(frozen=True, slots=True)
class Page:
    """One saved page, decoded, before anybody has asked what it is."""

    sha256: str
    """Of the saved file's bytes; of the member's bytes where a container holds several pages."""
    path: str
    """Relative, with ``/``; a member of an archive is ``archive.zip!/member.html``."""
    container: str
    """Id of the container that opened it."""
    text: str
    """The decoded document: markup, JSON or plain text, as ``media_type`` says."""
    media_type: Literal["text/html", "text/plain", "application/json"] = "text/html"
    resources: Mapping[str, bytes] = field(default_factory=_nothing)
    """Pictures saved with the page, keyed by each address the page may use for them."""
    url: str | None = None
    """Address of the page as the container states it; ``None`` where it states none."""
    captured_at: str | None = None
    """RFC 3339 UTC, or a date."""
    captured_at_basis: str | None = None
    """Who says so: ``embedded`` (the container), ``page``, ``address-expiry`` (not later than), ``file-date``."""
    also_at: tuple[str, ...] = ()
    """Other paths at which the very same bytes were found."""
    doubts: tuple[Doubt, ...] | None = None
    """What is wrong with the saved evidence itself; ``None`` where the container states nothing to hold it against."""
    utf8: bytes | None = field(default=None, compare=False, repr=False)
    """Exactly ``text`` in UTF-8, where the file held it so: the parser needs no copy then."""


@dataclass(frozen=True, slots=True)
class Source:
    """Where a profile was read from; the ``source`` object of the JSON."""

    path: str
    sha256: str
    container: str
    page_kind: str | None
    language: str | None
    """BCP 47 tag that the page itself declares."""
    url: str | None = None
    captured_at: str | None = None
    captured_at_basis: str | None = None
    also_at: tuple[str, ...] = ()
    doubts: tuple[Field, ...] | None = None
    """What the page's bytes contradict of what its container states, quoting that; ``None`` where it states nothing."""
    url_basis: str | None = None
    """Who says so: ``embedded`` (the program that saved it), ``page`` (the page about itself)."""


@dataclass(frozen=True, slots=True)
class Position:
    """One job as the page states it.  Dates are ``YYYY``, ``YYYY-MM`` or ``YYYY-MM-DD``."""

    at: Locator
    title: Field | None = None
    company: Field | None = None
    company_url: Field | None = None
    """Address of the company's page on the network; a bare search address means an unverified employer."""
    start: str | None = None
    end: str | None = None
    current: bool = False
    dates: Locator | None = None
    """The words from which start and end were read."""
    location: Field | None = None
    description: Field | None = None


@dataclass(frozen=True, slots=True)
class Study:
    """One entry of the education section."""

    at: Locator
    school: Field | None = None
    degree: Field | None = None
    start: str | None = None
    end: str | None = None
    dates: Locator | None = None


@dataclass(frozen=True, slots=True)
class Message:
    """One message of a thread, in the thread's order."""

    text: str
    at: Locator
    sender: str | None = None
    sent_at: str | None = None
    by_subject: bool = True
    """False for the words of the person who saved the thread: only the other side's words are ever scored."""


@dataclass(frozen=True, slots=True)
class Avatar:
    """The subject's picture: never the viewer's, never a bystander's."""

    state: AvatarState
    url: str | None = None
    at: Locator | None = None
    data: bytes | None = None
    """The picture file as saved; present only when the state is ``embedded``."""


NO_AVATAR = Avatar("none")


@dataclass(frozen=True, slots=True)
class DatedFact:
    """A date that the page carries without claiming it: in an address, in embedded data, in a container's header."""

    kind: Literal["photo-uploaded", "link-expires", "account-created", "captured", "post", "contact-updated"]
    date: str
    """``YYYY-MM-DD``, UTC."""
    at: Locator


@dataclass(frozen=True, slots=True)
class Profile:
    """What one saved page states about its subject, each value with its place."""

    source: Source
    status: Status
    reason: str | None = None
    name: Field | None = None
    name_elsewhere: tuple[Field, ...] = ()
    """The subject's name as other parts of the same page give it (title, structured data)."""
    headline: Field | None = None
    location: Field | None = None
    about: Field | None = None
    handle: Field | None = None
    url: Field | None = None
    current_companies: tuple[Field, ...] = ()
    experience: tuple[Position, ...] = ()
    education: tuple[Study, ...] = ()
    links: tuple[Field, ...] = ()
    emails: tuple[Field, ...] = ()
    phones: tuple[Field, ...] = ()
    messages: tuple[Message, ...] = ()
    avatar: Avatar = NO_AVATAR
    connections_or_followers: int | None = None
    account_created: str | None = None
    photo_uploaded: str | None = None
    dated: tuple[DatedFact, ...] = ()
    verifications: tuple[Field, ...] = ()
    """What the platform says it verified, in its own words."""
    company: Mapping[str, Field] = field(default_factory=_nothing)
    """Facts of a company page: ``name``, ``founded``, ``size``, ``website``, ``industry``."""
    absent: Mapping[str, Absence] = field(default_factory=_nothing)
    """Why a section has no value.  Only ``empty`` says anything about the profile itself."""

    @property
    def id(self) -> str:
        """``p-`` and the first 16 hex digits of the page's SHA-256."""
        return profile_id(self.source.sha256)

    @property
    def subject(self) -> str:
        """What stays the same when the page is saved again: the account's handle or address, else the page."""
        known = self.handle or self.url
        return known.value.casefold().rstrip("/") if known else self.id


def profile_id(sha256: str) -> str:
    """Profile id of a page: ``p-`` and the first 16 hex digits of its SHA-256."""
    return "p-" + sha256[:16]


@dataclass(frozen=True, slots=True)
class DomainRecord:
    """One recorded answer about a domain, read."""

    domain: str
    kind: RecordKind
    registered: str | None
    """Start of the current unbroken registration (or first certificate, first capture); ``None`` where not stated."""
    precision: Precision = "day"
    status: str = "registered"
    """``registered``, ``not-found``, ``no-date``, ``unreadable``."""
    warnings: tuple[str, ...] = ()
    asked_at: str | None = None
    at: Locator | None = None
    """The words in the recorded answer that state the date."""


Records = Mapping[str, tuple[DomainRecord, ...]]
"""Recorded answers by registrable domain, each tuple sorted by kind, date and source."""


@dataclass(frozen=True, slots=True)
class Reference:
    """Who published the pattern behind a finding."""

    title: str
    publisher: str
    url: str | None = None


@dataclass(frozen=True, slots=True)
class Finding:
    """Something seen, quoted, with what else explains it.  It cannot be made without evidence and alternatives."""

    check: str
    rule: str
    strength: Strength
    category: str
    """One of the catalogue's categories, e.g. ``approach``, ``payment``, ``information sought``."""
    title: str
    message: str
    evidence: tuple[Locator, ...]
    alternatives: tuple[str, ...]
    references: tuple[Reference, ...]
    weight: int = 0
    """0 to 5, the catalogue's weight: counts towards a pattern, never printed as a score."""
    field: str = ""
    """Name of the profile's field that holds the first quote."""
    others: tuple[str, ...] = ()
    """Profile ids of the other pages that take part."""
    ask: str | None = None
    """What a person can check next."""

    def __post_init__(self) -> None:
        if not self.evidence or not any(place.quote for place in self.evidence):
            raise ValueError(f"finding {self.rule!r} has no evidence: a finding quotes the page")
        if not self.alternatives:
            raise ValueError(f"finding {self.rule!r} has no innocent explanation: print at least one")


@dataclass(frozen=True, slots=True)
class Skip:
    """Something that was not looked at, and why.  Silence never means clean."""

    check: str
    reason: str
    crashed: bool = False


@dataclass(frozen=True, slots=True)
class Refusal:
    """A saved file, or a member of one, that could not be read, and why."""

    path: str
    reason: str


@dataclass(frozen=True, slots=True)
class PictureFeatures:
    """What is kept of a picture: hashes, quality, a small copy drawn by us."""

    sha256: str
    width: int
    height: int
    hashes: Mapping[str, str]
    """Hex hashes by method name, e.g. ``phash64``; the decode path's version is part of the name."""
    low_information: str | None = None
    """Why the picture is too plain to be compared, or ``None``."""
    thumbnail: bytes = b""
    """JPEG, at most 192 pixels a side, re-encoded by us."""
    views: bytes = b""
    """Descriptor of many views, read by :mod:`auditor.similarity`; empty where the picture is too plain."""


@dataclass(frozen=True, slots=True)
class Passage:
    """A longer text of the subject besides the self-description, as it is compared between pages."""

    field: Literal["experience", "messages"]
    text: Field
    sketch: bytes
    """MinHash of the text."""
    employer: str | None = None
    """For a job description: the company, which may have written it for all its staff."""


@dataclass(frozen=True, slots=True)
class CapturedJob:
    """One job as one capture of a profile states it."""

    title: str
    company: Field
    company_url: str | None
    start: str | None
    end: str | None
    current: bool
    dates: Locator
    """The words from which start and end were read."""


@dataclass(frozen=True, slots=True)
class Capture:
    """What one capture of a profile states that another capture of it may state otherwise."""

    network: str
    """First part of the page kind's id: accounts of two networks may have one handle."""
    language: str | None
    """As the page declares it; platforms translate titles and companies."""
    day: str | None
    """``YYYY-MM-DD`` on which the page was saved, where the file or the page itself says so."""
    name: Field | None
    jobs: tuple[CapturedJob, ...]
    """Those with a title, a company and dates."""


@dataclass(frozen=True, slots=True)
class Features:
    """All that a case check sees of one profile."""

    profile: str
    subject: str
    name: str | None
    url: str | None
    avatar: Avatar
    """Without its bytes."""
    picture: PictureFeatures | None
    """Without its thumbnail."""
    domains: tuple[str, ...]
    sketch: bytes
    """MinHash of the about text; empty where the text is too short to compare."""
    about: Field | None
    contacts: tuple[Field, ...] = ()
    """By what the page says its subject can be reached, in comparable form: ``e-mail ines@harbour.example``."""
    passages: tuple[Passage, ...] = ()
    """The longest job descriptions and messages of the subject."""
    capture: Capture | None = None
    """What else the page states; ``None`` where the case file holds no second capture of the profile."""


@dataclass(frozen=True, slots=True)
class Link:
    """Two profiles that share something."""

    kind: str
    a: str
    b: str
    distance: int
    method: str
    evidence: tuple[Locator, ...] = ()
    transform: str = ""
    """For pictures: what was done to one to get the other, in words; empty where nothing was."""


@dataclass(frozen=True, slots=True)
class Firm:
    """A company as one page of a case states it: its own page, or the page of somebody who works there."""

    page: str
    """Profile id of the page."""
    name: Field | None = None
    address: Field | None = None
    """Of the company's page on a network."""
    own_page: bool = False
    website: Field | None = None
    """Of a company's own page: the address, as it stands there."""
    founded: Field | None = None
    """Of a company's own page: the year, as it stands there."""
    about: Field | None = None
    """Of a company's own page: how it describes itself."""
    in_use: str | None = None
    """Of somebody's page: the first day on which it is known to be in use, ``YYYY-MM-DD``."""
    start: str | None = None
    """Of somebody's page: when the job there began."""
    dates: Locator | None = None
    """The words from which it was read."""


@dataclass(frozen=True, slots=True)
class TemplateMatch:
    """A published pattern that the findings fit together."""

    id: str
    title: str
    level: Level
    because: tuple[str, ...]
    """Rule ids of the findings that made it."""
    missing: tuple[str, ...] = ()
    """Rule ids of the template that were not seen."""
    ask: tuple[str, ...] = ()
    note: str = ""


@dataclass(frozen=True, slots=True)
class Assessment:
    """What the findings of one profile or thread add up to, by written co-occurrence rules."""

    level: Level
    templates: tuple[TemplateMatch, ...] = ()
    direct_requests: tuple[str, ...] = ()
    """Rule ids of requests that are improper in themselves, whoever makes them."""
    about_lures: bool = False
    """The text reports on lures (news, guidance, court papers) and is not one."""


@dataclass(frozen=True, slots=True)
class Reading:
    """All that comes out of one saved page: the unit of work's result."""

    profile: Profile
    findings: tuple[Finding, ...] = ()
    skips: tuple[Skip, ...] = ()
    picture: PictureFeatures | None = None
    features: Features | None = None
    assessment: Assessment = field(default_factory=lambda: Assessment("none"))
