"""Profiles and records put together in a test, each value with a place."""

from __future__ import annotations

from typing import Any

from auditor.model import DomainRecord, Field, Locator, Message, Position, Profile, RecordKind, Source, Study

PAGE = "a" * 64


def field(value: str, selector: str = "p") -> Field:
    return Field(value, Locator(PAGE, selector, value, 0))


def job(company: str | None, start: str | None, end: str | None = None, about: str | None = None) -> Position:
    dates = f"{start} - {end or 'Present'}"
    return Position(
        Locator(PAGE, f"li.{start}", f"{company} {dates}", 0),
        company=field(company, "h4") if company else None,
        start=start,
        end=end,
        current=end is None,
        dates=Locator(PAGE, f"li.{start} .dates", dates, 0),
        description=field(about, f"li.{start} p") if about else None,
    )


def study(start: str | None, end: str | None) -> Study:
    dates = f"{start} - {end}"
    return Study(Locator(PAGE, "li.school", dates, 0), field("Invented College", "h3"), None, start, end)


def message(text: str, sent_at: str | None = None, *, by_subject: bool = True) -> Message:
    return Message(text, Locator(PAGE, "text", text, 0), "Subject", sent_at, by_subject)


def profile(*jobs: Position, **more: Any) -> Profile:
    saved = more.pop("captured_at", None)
    basis = more.pop("basis", "embedded" if saved else None)
    source = Source("saved.html", PAGE, "html", "generic", None, None, saved, basis)
    for name in ("name", "headline", "about"):
        if isinstance(more.get(name), str):
            more[name] = field(more[name], name)
    for name in ("links", "emails", "name_elsewhere", "current_companies"):
        if name in more:
            more[name] = tuple(field(value, f"{name} {n}") for n, value in enumerate(more[name]))
    return Profile(source, "profile", experience=jobs, **more)


def record(domain: str, kind: RecordKind, registered: str | None, **more: Any) -> DomainRecord:
    at = Locator("b" * 64, f"json=/{kind}", registered, 0) if registered else None
    return DomainRecord(domain, kind, registered, at=at, **more)
