"""A thread of messages as a JSON document, whatever it was exported from.

``{"kind": "thread", "source", "title", "owner", "messages": [{"from", "from_url", "sent_at", "subject", "text"}]}``:
``owner`` is who exported it, where that can be told; ``sent_at`` is RFC 3339 UTC, or a date, or a year where the export
does not say which of two numbers is the month.  Keys without a value are left out, except ``from``, ``sent_at`` and
``text``.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass

import orjson

from auditor.containers.provenance import capture
from auditor.model import Page
from auditor.plugin import Saved


@dataclass(frozen=True, slots=True)
class Said:
    """One message."""

    sender: str | None
    sent_at: str | None
    text: str
    sender_url: str | None = None
    subject: str | None = None


@dataclass(frozen=True, slots=True)
class Thread:
    """Messages in the order of the export."""

    source: str
    """What it was exported from: ``linkedin``, ``whatsapp``, ``telegram``, ``e-mail`` ..."""
    messages: tuple[Said, ...]
    title: str | None = None
    owner: str | None = None


def document(thread: Thread) -> str:
    """The thread as JSON."""
    whole = {
        "kind": "thread",
        "source": thread.source,
        "title": thread.title,
        "owner": thread.owner,
        "messages": [_message(message) for message in thread.messages],
    }
    return encoded({key: value for key, value in whole.items() if value is not None})


def encoded(value: object) -> str:
    """JSON text; lone surrogates, which JSON of others may smuggle in, become replacement characters."""
    try:
        return orjson.dumps(value).decode()
    except (TypeError, ValueError):
        return orjson.dumps(_sound(value)).decode()


def thread_page(
    saved: Saved, container: str, thread: Thread, *, name: str | None = None, at: str | None = None
) -> Page:
    """A thread as a page: of the file itself, or ``name`` of several in it."""
    text = document(thread)
    captured_at, basis = capture(saved, at)
    return Page(
        sha256=saved.sha256 if name is None else hashlib.sha256(text.encode()).hexdigest(),
        path=saved.path if name is None else f"{saved.path}!/{name}",
        container=container,
        text=text,
        media_type="application/json",
        captured_at=captured_at,
        captured_at_basis=basis,
    )


def owner_of(threads: Iterable[Iterable[str]]) -> str | None:
    """The one who takes part in every thread, if there are several threads and only one such person."""
    common: frozenset[str] | None = None
    count = 0
    for people in threads:
        count += 1
        taking_part = frozenset(people)
        common = taking_part if common is None else common & taking_part
    return next(iter(common)) if count > 1 and common is not None and len(common) == 1 else None


def _message(message: Said) -> dict[str, str | None]:
    made: dict[str, str | None] = {"from": message.sender, "sent_at": message.sent_at, "text": message.text}
    if message.sender_url:
        made["from_url"] = message.sender_url
    if message.subject:
        made["subject"] = message.subject
    return made


def _sound(value: object) -> object:
    if isinstance(value, str):
        return value.encode("utf-8", "replace").decode()
    if isinstance(value, dict):
        return {str(_sound(key)): _sound(item) for key, item in value.items()}
    if isinstance(value, list | tuple):
        return [_sound(item) for item in value]
    return value if isinstance(value, int | float | bool) or value is None else str(value)
