"""What the captures of one profile state, from the case file; read only where there are several of one profile."""

from __future__ import annotations

import sqlite3
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import Any

import orjson

from auditor.model import Capture, CapturedJob, Features, Field, Locator

CHUNK = 200
"""Pages read at once."""

Stored = list[Any]


def with_captures(
    connection: sqlite3.Connection, features: Sequence[Features], keys: Sequence[int]
) -> tuple[Features, ...]:
    """The features of a case, each with its capture where another page has the same subject.

    ``keys`` are the pages' keys in the case file, in the order of ``features``.
    """
    times = Counter(one.subject for one in features)
    wanted = [key for one, key in zip(features, keys, strict=True) if times[one.subject] > 1]
    if not wanted:
        return tuple(features)
    found = dict(captures_of(connection, wanted))
    return tuple(
        replace(one, capture=found[key]) if key in found else one for one, key in zip(features, keys, strict=True)
    )


def captures_of(connection: sqlite3.Connection, keys: Sequence[int]) -> Iterator[tuple[int, Capture]]:
    """The captures of these pages, by key; pages without one are left out."""
    for start in range(0, len(keys), CHUNK):
        chunk = keys[start : start + CHUNK]
        marks = ", ".join("?" * len(chunk))
        for key, text in connection.execute(f"select page, features from profile where page in ({marks})", chunk):
            if stored := orjson.loads(text).get("capture"):
                yield key, capture_from(stored)


def capture_text(capture: Capture) -> str:
    """A capture as JSON text, so that it is one string where features are read: every page has one, few are needed.

    The page's digest stands once.
    """
    name = capture.name
    page = name.at.page if name else capture.jobs[0].dates.page if capture.jobs else ""
    stored: Stored = [
        page,
        capture.network,
        capture.language,
        capture.day,
        _field(name) if name else None,
        [
            [job.title, _field(job.company), job.company_url, job.start, job.end, job.current, _place(job.dates)]
            for job in capture.jobs
        ],
    ]
    return orjson.dumps(stored).decode()


def capture_from(text: str) -> Capture:
    """The capture again."""
    page, network, language, day, name, jobs = orjson.loads(text)
    return Capture(
        network,
        language,
        day,
        _field_from(page, name) if name else None,
        tuple(
            CapturedJob(title, _field_from(page, company), address, start, end, current, Locator(page, *dates))
            for title, company, address, start, end, current, dates in jobs
        ),
    )


def _place(at: Locator) -> Stored:
    return [at.selector, at.quote, at.start]


def _field(field: Field) -> Stored:
    return [field.value, *_place(field.at)]


def _field_from(page: str, stored: Stored) -> Field:
    value, *place = stored
    return Field(value, Locator(page, *place))
