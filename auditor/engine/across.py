"""What cases have in common: the same pictures, near copies of texts, domains; no case file is changed."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING

from auditor.store import load
from auditor.store.links import Found, naming_domain, saying

if TYPE_CHECKING:
    from auditor.model import Features, PictureFeatures
    from auditor.store.load import SeenPage

ALIKE = 80.0
"""Per cent of a text that has to be the same, in order, to be called a near copy."""
SHORTEST_COPY = 40
"""Characters below which texts are not compared, only looked for word by word."""


@dataclass(frozen=True, slots=True)
class OpenCase:
    """A case with its newest finished run."""

    file: Path
    connection: sqlite3.Connection
    run: int


@dataclass(frozen=True, slots=True)
class Match:
    """A page of a case that holds what was looked for."""

    case: str
    page: str
    name: str | None
    path: str
    kind: str
    """``picture``, ``text``, ``words`` or ``domain``."""
    distance: int
    method: str
    says: str
    """What was done to a picture, or the words."""


@dataclass(frozen=True, slots=True)
class Shared:
    """Something that a page of one case has in common with a page of another."""

    kind: str
    """Kind of link of the JSON contract, or ``same-page``."""
    distance: int
    method: str
    a: Place
    b: Place
    says: str


@dataclass(frozen=True, slots=True)
class Place:
    """A page of a case."""

    case: str
    page: str
    name: str | None
    path: str


def _pages(case: OpenCase) -> Iterator[tuple[SeenPage, Features]]:
    return load.case_features(case.connection, load.seen_pages(case.connection, case.run))


def pictures_like(query: PictureFeatures, cases: Sequence[OpenCase]) -> list[Match]:
    """Pages that show the same picture, the nearest first; which says nothing of who is on it."""
    from auditor.imaging.descriptor import is_current
    from auditor.similarity.pictures import METHOD, PictureIndex

    held = [
        (case, page, features.name, features.picture)
        for case in cases
        for page, features in _pages(case)
        if features.picture and not features.picture.low_information and is_current(features.picture.views)
    ]
    if not held:
        return []
    index = PictureIndex([picture.views for *_, picture in held])
    found = []
    for match in index.matches([(0, query.views)]):
        case, page, name, picture = held[match.b]
        same = picture.sha256 == query.sha256
        distance, method = (0, "sha256") if same else (match.distance, METHOD)
        found.append(
            Match(str(case.file), page.id, name, page.path, "picture", distance, method, match.transform or "")
        )
    return sorted(found, key=lambda one: (one.distance, one.case, one.page))


def texts_like(text: str, cases: Sequence[OpenCase]) -> list[Match]:
    """Pages with a near copy of a text, the nearest first, then those on which its words stand one after the other."""
    from rapidfuzz import fuzz

    from auditor.similarity.minhash import comparable

    words = comparable(text)
    found: dict[tuple[str, str], Match] = {}
    for case in cases:
        for page, features in _pages(case) if len(words) >= SHORTEST_COPY else ():
            told = [features.about, *(passage.text for passage in features.passages)]
            likeness = max((fuzz.ratio(words, comparable(one.value)) for one in told if one), default=0.0)
            if likeness >= ALIKE:
                distance, method = round(100 - likeness), "edit distance of the words, per cent"
                match = Match(str(case.file), page.id, features.name, page.path, "text", distance, method, "")
                found[(match.case, match.page)] = match
        for one in saying(case.connection, case.run, text):
            match = _match(case, one, "words", "word by word")
            found.setdefault((match.case, match.page), match)
    return sorted(found.values(), key=lambda one: (one.kind, one.distance, one.case, one.page))


def pages_naming(domain: str, cases: Sequence[OpenCase]) -> list[Match]:
    """Pages that name a domain."""
    return [
        _match(case, one, "domain", "registered part")
        for case in cases
        for one in naming_domain(case.connection, case.run, domain)
    ]


def _match(case: OpenCase, found: Found, kind: str, method: str) -> Match:
    return Match(str(case.file), found.page, found.name, found.path, kind, 0, method, found.words)


def shared(cases: Sequence[OpenCase]) -> list[Shared]:
    """What pages of different cases have in common, found by the checks that look across one case."""
    from auditor.judging import case_results

    places: dict[str, Place] = {}
    features: list[Features] = []
    pages: dict[str, list[str]] = {}
    for number, case in enumerate(cases):
        for page, feature in _pages(case):
            id = f"{number:04}:{page.id}"
            places[id] = Place(str(case.file), page.id, feature.name, page.path)
            features.append(replace(feature, profile=id))
            pages.setdefault(page.id, []).append(id)
    found = [
        Shared("same-page", 0, "sha256", places[a], places[b], "")
        for several in pages.values()
        for place, a in enumerate(several)
        for b in several[place + 1 :]
    ]
    for link in case_results(sorted(features, key=lambda one: one.profile)).links:
        a, b = places[link.a], places[link.b]
        if a.case != b.case and a.page != b.page:
            says = link.transform or " … ".join(dict.fromkeys(at.quote[:80] for at in link.evidence if at.quote))
            found.append(Shared(link.kind, link.distance, link.method, a, b, says))
    return sorted(found, key=lambda one: (one.kind, one.distance, one.a.case, one.a.page, one.b.case, one.b.page))
