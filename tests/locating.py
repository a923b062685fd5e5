"""Every place that a profile names, looked up again on the saved page."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import fields, is_dataclass

from auditor.markup import Document, reading_at
from auditor.model import Field, Locator, Page


def located(value: object, path: str = "") -> Iterator[tuple[str, Locator]]:
    """Each locator inside a value, with the way to it."""
    if isinstance(value, Locator):
        yield path, value
    elif is_dataclass(value) and not isinstance(value, type):
        for part in fields(value):
            yield from located(getattr(value, part.name), f"{path}.{part.name}")
    elif isinstance(value, Mapping):
        for key in sorted(value):
            yield from located(value[key], f"{path}[{key}]")
    elif isinstance(value, tuple):
        for number, item in enumerate(value):
            yield from located(item, f"{path}[{number}]")


def stated(value: object, path: str = "") -> Iterator[tuple[str, Field]]:
    """Each field inside a value, with the way to it."""
    if isinstance(value, Field):
        yield path, value
    elif is_dataclass(value) and not isinstance(value, type):
        for part in fields(value):
            yield from stated(getattr(value, part.name), f"{path}.{part.name}")
    elif isinstance(value, Mapping):
        for key in sorted(value):
            yield from stated(value[key], f"{path}[{key}]")
    elif isinstance(value, tuple):
        for number, item in enumerate(value):
            yield from stated(item, f"{path}[{number}]")


def misplaced(page: Page, value: object) -> list[str]:
    """What a value quotes that the page does not hold at the place it names."""
    document = Document(page)
    wrong = []
    for path, at in located(value):
        reading = reading_at(page, at.selector, document)
        found = None if reading is None else reading[at.start : at.start + len(at.quote)]
        if at.page != page.sha256 or not at.quote or found != at.quote:
            wrong.append(f"{path}: {at.quote!r} is not at {at.start} of {at.selector!r}: {found!r}")
    return wrong
