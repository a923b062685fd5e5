"""One profile's page, ready to print."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from auditor.report.case_index import CaseIndex
from auditor.report.finding_view import Seen, seen
from auditor.report.network import measured
from auditor.report.overlay import Pictured
from auditor.report.passages import LINE, NAME, TEXT, Piece, marks, named, pieces, short, shown
from auditor.report.pictures_view import MOST_OVERLAYS, KnownPicture, Together, known_pictures, together
from auditor.report.places import Quoted, field_places
from auditor.report.timeline import Timeline, timeline
from auditor.report.view import MOST_CONNECTIONS, Document, LinkView, ProfileView
from auditor.report.words import Words

MOST_MESSAGES = 400
MOST_NAMED = 200
"""Pages that are named as connected without more."""
SINGLE = ("location", "handle", "url")
MANY = ("current_companies", "links", "emails", "phones", "verifications")
MOST_VALUES = 40
PICTURES = "avatar"
"""Category of the findings that quote the place of a picture."""
PICTURE_LINKS = ("same-avatar", "near-avatar", "avatar-group")


@dataclass(frozen=True, slots=True)
class Claim:
    """A labelled value of the page."""

    label: str
    values: tuple[tuple[Piece, ...], ...]


@dataclass(frozen=True, slots=True)
class Entry:
    """A job or an entry of education."""

    what: str
    where: str
    when: str
    text: tuple[Piece, ...]
    see: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Said:
    """A message."""

    sender: str
    when: str
    by_subject: bool
    pieces: tuple[Piece, ...]


@dataclass(frozen=True, slots=True)
class Pattern:
    """A published pattern that the findings fit."""

    title: str
    level: str
    because: tuple[Seen, ...]
    missing: tuple[str, ...]
    ask: tuple[str, ...]
    note: str


@dataclass(frozen=True, slots=True)
class Connection:
    """Another page that shares something."""

    kind: str
    other: str
    name: str
    linked: bool
    distance: int | None
    """``None`` where the two share something whole, such as a domain."""
    method: str
    transform: str
    picture: bool
    thumbnail: bytes | None
    together: Together | None
    quotes: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class ProfilePage:
    """All that the template of a profile prints."""

    id: str
    name: str
    stated: bool
    """Whether the name is the page's own."""
    headline: tuple[Piece, ...]
    location: str
    level: str
    reasons: tuple[str, ...]
    read: tuple[str, ...]
    checks_ran: tuple[str, ...]
    patterns: tuple[Pattern, ...]
    findings: tuple[Seen, ...]
    categories: tuple[tuple[str, tuple[Seen, ...]], ...]
    direct: tuple[Seen, ...]
    claims: tuple[Claim, ...]
    about: tuple[Piece, ...]
    jobs: tuple[Entry, ...]
    studies: tuple[Entry, ...]
    thread: tuple[Said, ...]
    messages_omitted: int
    messages_undated: int
    timeline: Timeline | None
    connections: tuple[Connection, ...]
    named: tuple[Connection, ...]
    """Further connections, of which only kind and name are printed."""
    unnamed: int
    """Connections that are only counted."""
    known: tuple[KnownPicture, ...]
    skips: tuple[tuple[str, str, bool], ...]
    absent: tuple[tuple[str, str], ...]


class _Marker:
    """Cuts the page's texts where the findings quote them."""

    def __init__(self, quoted: Quoted, words: Words) -> None:
        self._quoted = quoted
        self._words = words

    def field(self, field: Document | None, limit: int = LINE) -> tuple[Piece, ...]:
        return self.text(field["value"], field["at"], limit) if field else ()

    def text(self, text: str | None, at: Document | None, limit: int = TEXT) -> tuple[Piece, ...]:
        if not text:
            return ()
        return pieces(text, marks(text, at, self._quoted.within(at)), self._words, limit)

    def see(self, at: Document) -> tuple[int, ...]:
        return self._quoted.numbers(at)


def _when(start: str | None, end: str | None, current: bool, words: Words) -> str:
    if start and end:
        return words("claims.span", start=start, end=end)
    if start:
        return words("claims.to_now" if current else "claims.since", start=start)
    return words("claims.until", end=end) if end else words("claims.no_dates")


def _entries(entries: Sequence[Document], names: tuple[str, str], marker: _Marker, words: Words) -> tuple[Entry, ...]:
    made = []
    for entry in entries:
        what, where = (shown(entry.get(name), words) for name in names)
        place = shown(entry.get("location"), words)
        made.append(
            Entry(
                what or where or words("not_stated"),
                ", ".join(part for part in (where if what else "", place) if part),
                _when(entry["start"], entry["end"], bool(entry.get("current")), words),
                marker.text(entry.get("description"), entry["at"]),
                marker.see(entry["at"]),
            )
        )
    return tuple(made)


def _claims(fields: Document, marker: _Marker, words: Words) -> tuple[Claim, ...]:
    made = [Claim(words(f"field.{key}"), (marker.field(fields[key]),)) for key in SINGLE if fields.get(key)]
    made += [
        Claim(words(f"field.{key}"), tuple(marker.field(value) for value in fields[key][:MOST_VALUES]))
        for key in MANY
        if fields.get(key)
    ]
    company: Mapping[str, Document] = fields.get("company") or {}
    made += [Claim(words.or_plain("company", key), (marker.field(company[key]),)) for key in sorted(company)]
    for key in ("connections_or_followers", "account_created", "photo_uploaded"):
        value = fields.get(key)
        if value is not None:
            text = words.number(value) if isinstance(value, int) else shown(value, words)
            made.append(Claim(words(f"field.{key}"), ((Piece(text, False, ()),),)))
    return tuple(made)


def _read(fields: Document, words: Words) -> tuple[str, ...]:
    """What could be read, in words, for a page on which nothing was found."""
    made = [words(f"field.{key}") for key in ("name", "headline", "location", "about") if fields.get(key)]
    for key, word in (("experience", "job"), ("education", "study"), ("messages", "message"), ("links", "link")):
        if fields.get(key):
            made.append(words(f"claims.{word}", n=len(fields[key])))
    if fields["avatar"]["state"] == "embedded":
        made.append(words("claims.picture"))
    return tuple(made)


def _reasons(document: Document, findings: Sequence[Seen], words: Words) -> tuple[str, ...]:
    if not findings:
        return (words("profile.reason_none"),)
    categories = tuple(dict.fromkeys(finding.category for finding in findings))
    counted = words("profile.reason_categories", n=len(categories), list=words.listed(categories))
    strengths = [
        f"{words.number(number)} {words(f'strength.{strength}.word').lower()}"
        for strength in ("strong", "moderate", "weak")
        if (number := sum(finding.strength == strength for finding in findings))
    ]
    made = [
        words("profile.reason_count", n=len(findings), categories=counted) + ".",
        words("profile.reason_strength", list=words.listed(strengths)),
    ]
    for key, observed in (("profile.reason_fits", False), ("profile.reason_touches", True)):
        titles = [
            words("quote_open") + shown(template["title"], words) + words("quote_close")
            for template in document["templates"]
            if (template["level"] == "observation") is observed
        ]
        if titles:
            made.append(words(key, n=len(titles), titles=words.listed(titles)))
    if not document["templates"]:
        made.append(words("profile.reason_fits_none"))
    return tuple(made)


def _patterns(document: Document, findings: Sequence[Seen], titles: Mapping[str, str], words: Words) -> Any:
    by_id = {finding["id"]: made for finding, made in zip(document["findings"], findings, strict=True)}
    return tuple(
        Pattern(
            shown(template["title"], words),
            template["level"],
            tuple(sorted((by_id[id] for id in template["because"] if id in by_id), key=lambda f: f.number)),
            tuple(shown(titles.get(rule) or rule.replace("-", " "), words) for rule in template["missing"]),
            tuple(shown(text, words) for text in template["ask"]),
            shown(template["note"], words),
        )
        for template in document["templates"]
    )


def _connection(link: LinkView, own: Pictured | None, index: CaseIndex, words: Words) -> Connection:
    other = Pictured(link.other_thumbnail, link.other_views) if link.other_thumbnail else None
    return Connection(
        shown(words.or_plain("connection", link.kind), words),
        link.other,
        index.names.get(link.other) or short(link.other_name, NAME) or link.other,
        link.other in index.names,
        link.distance if measured(link.kind) else None,
        shown(link.method, words),
        shown(link.transform, words),
        link.kind in PICTURE_LINKS,
        link.other_thumbnail,
        together(own, other, words),
        tuple(dict.fromkeys(shown(place["quote"], words) for place in link.evidence if place["quote"])),
    )


def _near_and_far(links: Sequence[LinkView]) -> tuple[list[LinkView], list[LinkView]]:
    """Those that are printed in full, and those only named: of a group with one picture one is shown."""
    near: list[LinkView] = []
    far: list[LinkView] = []
    for link in links[:MOST_CONNECTIONS]:
        again = link.kind == "avatar-group" and any(one.kind == link.kind for one in near)
        (far if again else near).append(link)
    return near, [*far, *links[MOST_CONNECTIONS:]]


def _thread(messages: Sequence[Document], marker: _Marker, words: Words) -> tuple[Said, ...]:
    return tuple(
        Said(
            shown(message["from"], words, NAME) or words("thread.sender_unknown"),
            message["sent_at"] or words("thread.undated"),
            bool(message.get("by_subject", True)),
            marker.text(message["text"], message["at"]),
        )
        for message in messages[:MOST_MESSAGES]
    )


def profile_page(
    view: ProfileView,
    index: CaseIndex,
    as_of: str,
    checks: Sequence[tuple[str, str]],
    titles: Mapping[str, str],
    words: Words,
) -> ProfilePage:
    """One profile ready to print; ``checks`` are ids and titles of all that exist, ``titles`` those of the rules."""
    document = view.document
    fields = document["fields"]
    quoted = Quoted(document["findings"])
    # The address of a picture states when it was uploaded; who quotes it for the picture has noted nothing of that.
    about_pictures = any(finding["category"] == PICTURES for finding in document["findings"])
    dates = Quoted(document["findings"], PICTURES) if about_pictures else quoted
    marker = _Marker(quoted, words)
    places = field_places(fields)
    findings = tuple(seen(n, finding, view, places, index, words) for n, finding in enumerate(document["findings"], 1))
    by_category: dict[str, list[Seen]] = {}
    for finding in findings:
        by_category.setdefault(finding.category, []).append(finding)
    titles_of_checks = dict(checks)
    skipped = {skip["check"] for skip in document["skips"]}
    messages = fields["messages"]
    near, far = _near_and_far(view.links)
    pictures = [number for number, link in enumerate(near) if link.kind in PICTURE_LINKS]
    laid = pictures[:MOST_OVERLAYS]
    own = Pictured(view.thumbnail, view.views) if view.thumbnail else None
    return ProfilePage(
        document["id"],
        named((fields["name"] or {}).get("value"), document["source"]["path"], words),
        bool(fields["name"]),
        marker.field(fields["headline"]),
        shown((fields["location"] or {}).get("value"), words, NAME),
        document["level"],
        _reasons(document, findings, words),
        _read(fields, words),
        tuple(title for id, title in checks if id not in skipped),
        _patterns(document, findings, titles, words),
        findings,
        tuple((category, tuple(members)) for category, members in by_category.items()),
        tuple(finding for finding in findings if finding.direct),
        _claims(fields, marker, words),
        marker.field(fields["about"], TEXT),
        _entries(fields["experience"], ("title", "company"), marker, words),
        _entries(fields["education"], ("degree", "school"), marker, words),
        _thread(messages, marker, words),
        max(0, len(messages) - MOST_MESSAGES),
        sum(not message["sent_at"] for message in messages),
        timeline(document, view.records, dates, as_of, words),
        tuple(_connection(link, own if number in laid else None, index, words) for number, link in enumerate(near)),
        tuple(_connection(link, None, index, words) for link in far[:MOST_NAMED]),
        max(0, len(far) - MOST_NAMED),
        known_pictures(view, MOST_OVERLAYS - len(laid), words),
        tuple(
            (titles_of_checks.get(s["check"]) or s["check"].replace("-", " "), shown(s["reason"], words), s["crashed"])
            for s in document["skips"]
        ),
        tuple(
            (words.or_plain("field", key), shown(words.or_plain("unseen", why), words))
            for key, why in document["absent"].items()
        ),
    )
