"""Damaged pages and containers: each ends as a profile, as no profile, or as a refusal with its reason."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Sequence
from functools import cache

import pytest

from auditor.intake import Limits, Saved, pages
from auditor.markup import Document
from auditor.model import Page
from auditor.pages.reading import read
from auditor.plugin import PageKind, discovered
from fixtures.containers.pdf import Text, document
from fixtures.containers.wrappings import wrappings, zipped
from tests.locating import misplaced
from tests.mutations import DAMAGES, mutated
from tests.page_folders import PAGES

LIMITS = Limits()
Source = tuple[str, bytes, tuple[tuple[str, bytes], ...]]
"""Name, bytes, files of the folder saved with it."""


@cache
def sources() -> tuple[Source, ...]:
    """Every page of every kind, every wrapping, a printed document, and an archive of several pages."""
    files = sorted(PAGES.glob("*/*/page.*"))
    found: list[Source] = [(f"{file.parent.parent.name}{file.suffix}", file.read_bytes(), ()) for file in files]
    found += [(wrapping.file, wrapping.data, wrapping.siblings) for wrapping in wrappings()]
    lines = [Text(21.6, 737, 13, "Contact"), Text(223.6, 726, 26, "Ida Brandt"), Text(223.6, 652, 15.75, "Experience")]
    found.append(("cv.pdf", document([lines]), ()))
    found.append(("pages.zip", zipped({f"{number}.html": data for number, (_, data, _) in enumerate(found[:9])}), ()))
    return tuple(found)


def outcomes(source: Source, seed: str) -> list[str]:
    """What becomes of a source after damage: a status, with the reason where there is one."""
    name, data, siblings = source
    data = mutated(data, seed)
    file = Saved(name, data, hashlib.sha256(data).hexdigest(), dict(siblings), "2026-04-01", LIMITS)
    found = []
    for page in pages(file, LIMITS):
        if isinstance(page, Page):
            profile = read(Document(page))
            assert profile.status == "profile" or profile.reason, seed
            assert profile.status == "unreadable" or misplaced(page, profile) == [], seed
            found.append(f"{profile.status} {profile.reason or ''}")
        else:
            assert len(page.reason) > 10, (seed, page)
            assert "crashed" not in page.reason, (seed, page)
            found.append(f"skip {page.reason}")
    assert found or not data, seed
    return found


def of_all(count: int, prefix: str, chosen: Sequence[Source]) -> Iterator[str]:
    for number in range(count):
        yield from outcomes(chosen[number % len(chosen)], f"{prefix}/{number}")


def test_every_kind_is_among_the_sources() -> None:
    kinds = {kind.id for kind in discovered("auditor.pages", PageKind)}
    assert kinds <= {name.partition(".")[0] for name, _, _ in sources()}
    assert len(DAMAGES) == 7


def test_damaged_pages_and_containers_end_in_an_answer() -> None:
    found = list(of_all(700, "sample", sources()))
    statuses = {outcome.split()[0] for outcome in found}
    assert statuses >= {"profile", "not-a-profile", "skip"}
    assert sum(outcome.startswith("profile") for outcome in found) > 100


@pytest.mark.slow
def test_ten_thousand_damaged_pages_and_containers_end_in_an_answer() -> None:
    found = list(of_all(10_000, "many", sources()))
    assert len(found) >= 10_000
    assert sum(outcome.startswith("profile") for outcome in found) > 2_000
