"""Chats exported as text by phones and desktop programs."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from auditor.containers.encoding import binary, decoded, head_text
from auditor.containers.signatures import form_of
from auditor.containers.threads import Said, Thread, thread_page
from auditor.model import Page
from auditor.plugin import Saved, container

_DATE = r"(?P<a>\d{1,4})(?P<mark>[./-])(?P<b>\d{1,2})[./-](?P<c>\d{2,4})"
_TIME = r"\d{1,2}[:.]\d{2}(?:[:.]\d{2})?(?:[\s\u202f]?[AaPp]\.?[\s\u202f]?[Mm]\.?)?"
_MARKS = r"[\u200e\u200f\u202a\u202c]*"
_SAID = rf"{_MARKS}(?P<by>[^:\n]{{1,80}}): (?P<text>.*)"


@dataclass(frozen=True, slots=True)
class _Form:
    source: str
    stamp: re.Pattern[str]
    """How every entry of the chat begins."""
    said: re.Pattern[str]
    """An entry that somebody wrote; the others are notices of the program."""


_FORMS = (
    _Form(
        "whatsapp",
        re.compile(rf"{_MARKS}\[{_DATE}, ?{_TIME}\] "),
        re.compile(rf"{_MARKS}\[{_DATE}, ?{_TIME}\] {_SAID}"),
    ),
    _Form(
        "whatsapp",
        re.compile(rf"{_MARKS}{_DATE},?\s{_TIME} [-–] "),
        re.compile(rf"{_MARKS}{_DATE},?\s{_TIME} [-–] {_SAID}"),
    ),
    _Form(
        "telegram",
        re.compile(rf"[^\n,\[\]]{{1,80}}, \[{_DATE},? {_TIME}\]$"),
        re.compile(rf"(?P<by>[^\n,\[\]]{{1,80}}), \[{_DATE},? {_TIME}\](?P<text>)$"),
    ),
)


@dataclass(slots=True)
class _Entry:
    by: str
    numbers: tuple[int, int, int]
    mark: str
    lines: list[str]


def _form(text: str) -> _Form | None:
    """The form of a chat by its first line."""
    first = text.lstrip().partition("\n")[0].rstrip("\r")
    return next((form for form in _FORMS if form.stamp.match(first)), None)


def _recognises(saved: Saved) -> bool:
    if not saved.path.lower().endswith(".txt") or form_of(saved.data) is not None or binary(saved.data):
        return False
    return _form(head_text(saved.data)) is not None


@container("chat-text", rank=33, recognises=_recognises)
def chat_text(saved: Saved) -> Iterator[Page]:
    """A chat exported as ``.txt`` by WhatsApp, or copied from Telegram, as a thread of messages.

    Days are read only where the chat itself decides which number is the month; else the year alone is kept.
    """
    text = decoded(saved.data)
    form = _form(text)
    entries = _entries(text, form) if form else []
    days = _days([(entry.numbers, entry.mark) for entry in entries])
    messages = tuple(
        Said(entry.by, day, "\n".join(entry.lines).strip("\n"))
        for entry, day in zip(entries, days, strict=True)
        if any(line.strip() for line in entry.lines)
    )
    yield thread_page(saved, "chat-text", Thread(form.source if form else "text", messages))


def _entries(text: str, form: _Form) -> list[_Entry]:
    entries: list[_Entry] = []
    notice = True
    for line in text.replace("\r\n", "\n").replace("\r", "\n").split("\n"):
        if form.stamp.match(line):
            found = form.said.match(line)
            notice = found is None
            if found:
                numbers = (int(found["a"]), int(found["b"]), int(found["c"]))
                first = [found["text"].strip("\u200e")] if found["text"] else []
                entries.append(_Entry(found["by"].strip(), numbers, found["mark"], first))
        elif not notice:
            entries[-1].lines.append(line)
    return entries


def _days(stamps: Sequence[tuple[tuple[int, int, int], str]]) -> list[str | None]:
    """A day for each stamp, or a year where the order of day and month stays open."""
    orders = [order for order in ("ymd", "dmy", "mdy") if _holds(stamps, order)]
    if len(orders) > 1 and all(mark == "." for _, mark in stamps):
        orders = ["dmy"]  # nobody writes months first with full stops
    made: list[str | None] = []
    for numbers, _ in stamps:
        readings = [day for order in orders if (day := _day(numbers, order)) is not None]
        if not readings:
            made.append(None)
        elif len(set(readings)) == 1:
            made.append(readings[0].isoformat())
        else:
            made.append(f"{readings[0].year:04}" if len({day.year for day in readings}) == 1 else None)
    return made


def _holds(stamps: Sequence[tuple[tuple[int, int, int], str]], order: str) -> bool:
    """Whether all stamps are days in this order and never go back by more than a day: chats are in order."""
    last: date | None = None
    for numbers, _ in stamps:
        day = _day(numbers, order)
        if day is None or (last is not None and (last - day).days > 1):
            return False
        last = day
    return True


def _day(numbers: tuple[int, int, int], order: str) -> date | None:
    year, month, day = (numbers[order.index(letter)] for letter in "ymd")
    if order == "ymd" and year < 100:
        return None
    year += 2000 if year < 100 else 0
    try:
        return date(year, month, day) if 1990 <= year <= 2100 else None
    except ValueError:
        return None
