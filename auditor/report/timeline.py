"""All dates of one page on one scale: what it claims beside what its data and the recorded answers say.

Positions are percentages of the drawing's width, so that one drawing fits a telephone and a sheet of paper while its
letters keep their size.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from auditor.dates import Interval, interval
from auditor.report.passages import short
from auditor.report.places import Quoted
from auditor.report.view import Document
from auditor.report.words import Words

MOST_LANES = 40
LABEL = 40
TOP = 34
LANE = 40
TICK_STEPS = (1, 2, 5, 10, 20, 50, 100)
MONTH_STEPS = (1, 2, 3, 6, 12)
MOST_TICKS = 8
CLAIMED = ("claim", "study")
CLOSE_UP_EVENTS = 3
CLOSE_UP_SHARE = 6


@dataclass(frozen=True, slots=True)
class Event:
    """Something with a date, before it has a place in the drawing."""

    what: str
    when: str
    who: str
    kind: str
    """``claim``, ``study``, ``point``, ``bound`` (not later than), ``ticks``."""
    days: tuple[Interval, ...]
    """Start and end for a claim; the days themselves for the others."""
    open_end: bool = False
    see: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class Bar:
    """A stretch of the drawing, in percent of its width."""

    left: str
    width: str
    sure_left: str | None
    """Where the certain part begins; ``None`` where nothing is certain."""
    sure_width: str


@dataclass(frozen=True, slots=True)
class Lane:
    """One line of the drawing, and one line of the table."""

    event: Event
    label: str
    top: int
    """Pixels from the top of the drawing."""
    bar: Bar | None
    points: tuple[str, ...]
    number: str
    """The findings to see, as printed at the end of the line."""


@dataclass(frozen=True, slots=True)
class Tick:
    """A year on the scale."""

    at: str
    label: str
    minor: bool
    """Left out where there is little room."""


@dataclass(frozen=True, slots=True)
class Drawing:
    """Events on one scale."""

    name: str
    """``whole`` or ``close-up``."""
    lanes: tuple[Lane, ...]
    ticks: tuple[Tick, ...]
    height: int
    bottom: int
    captured: str | None
    """Percent at which the page was saved."""
    first: str
    last: str


@dataclass(frozen=True, slots=True)
class Timeline:
    """The drawings of a page's dates, and the events of its table in order."""

    drawings: tuple[Drawing, ...]
    events: tuple[Event, ...]


def dated(text: str | None) -> Interval | None:
    """The days that a date of a document may mean; ``None`` where it states none that can be read."""
    if not text:
        return None
    try:
        return interval(text)
    except ValueError:
        return None


def _span(start: str | None, end: str | None, current: bool, words: Words) -> str:
    if start and end:
        return words("claims.span", start=start, end=end)
    if start:
        return words("timeline.to_capture" if current else "timeline.from_only", start=start)
    return words("claims.until", end=end)


def _from_to(days: Sequence[Interval], words: Words) -> str:
    first, last = days[0].first.isoformat(), days[-1].last.isoformat()
    return first if first == last else words("claims.span", start=first, end=last)


def _claims(fields: Document, quoted: Quoted, until: Interval, words: Words) -> Iterator[Event]:
    for kind, entries in (("claim", fields["experience"]), ("study", fields["education"])):
        for entry in entries:
            start, end = dated(entry["start"]), dated(entry["end"])
            if not start and not end:
                continue
            current = bool(entry.get("current"))
            last = end or (until if current else None)
            title = entry.get("title") if kind == "claim" else entry.get("degree")
            place = entry.get("company") if kind == "claim" else entry.get("school")
            yield Event(
                short(", ".join(part for part in (title, place) if part), 120) or words("field.experience"),
                _span(entry["start"], entry["end"], current, words),
                words("timeline.job" if kind == "claim" else "timeline.study"),
                kind,
                tuple(day for day in (start, last) if day),
                open_end=current,
                see=quoted.numbers(entry["at"]),
            )


def _records(records: Sequence[Document], quoted: Quoted, words: Words) -> Iterator[Event]:
    titles = {"ct": "record.first_certificate", "wayback": "record.first_capture"}
    for record in records:
        day = dated(record["registered"])
        if not day:
            continue
        bound = record["precision"] == "not-later-than"
        when = record["registered"]
        yield Event(
            words(titles.get(record["kind"], "record.registered"), domain=short(record["domain"], 80)),
            words("timeline.not_later", date=when) if bound else when,
            words.or_plain("record", record["kind"]),
            "bound" if bound else "point",
            (day,),
            see=quoted.numbers(record.get("at")),
        )


def _facts(document: Document, quoted: Quoted, words: Words) -> Iterator[Event]:
    fields = document["fields"]
    by_kind: dict[str, list[tuple[Interval, Document]]] = {}
    for fact in fields.get("dated_facts", ()):
        day = dated(fact["date"])
        if day and fact["kind"] != "captured":
            by_kind.setdefault(fact["kind"], []).append((day, fact))
    told = tuple(by_kind)
    for kind, facts in by_kind.items():
        days = sorted({day for day, _ in facts})
        see = tuple(sorted({number for _, fact in facts for number in quoted.numbers(fact.get("at"))}))
        what = words.or_plain("fact", kind)
        yield Event(
            what if len(facts) == 1 else words("timeline.several", what=what, number=words.number(len(facts))),
            _from_to(days, words),
            words("timeline.fact"),
            "point" if len(days) == 1 else "ticks",
            tuple(days),
            see=see,
        )
    for key, kind in (("account_created", "account-created"), ("photo_uploaded", "photo-uploaded")):
        day = dated(fields.get(key))
        if day and kind not in told:
            yield Event(words(f"fact.{kind}"), fields[key], words("timeline.fact"), "point", (day,))
    founded = (fields.get("company") or {}).get("founded")
    day = dated(founded["value"]) if founded else None
    if founded and day:
        name = (fields["company"].get("name") or {}).get("value") or words("field.company")
        what = words("timeline.founded", name=short(name, 80))
        who = words("timeline.company")
        yield Event(what, founded["value"], who, "point", (day,), see=quoted.numbers(founded["at"]))


def _messages(fields: Document, words: Words) -> Iterator[Event]:
    days = sorted(day for message in fields["messages"] if (day := dated(message["sent_at"])))
    if days:
        what = words("timeline.messages", n=len(days))
        yield Event(what, _from_to(days, words), words("timeline.message"), "ticks", tuple(days))


def events(
    document: Document, records: Sequence[Document], quoted: Quoted, as_of: str, words: Words
) -> tuple[Event, ...]:
    """Everything dated about a page, by its first possible day."""
    captured = dated(document["source"]["captured_at"])
    until = captured or interval(as_of)
    made = [
        *_claims(document["fields"], quoted, until, words),
        *_records(records, quoted, words),
        *_facts(document, quoted, words),
        *_messages(document["fields"], words),
    ]
    if captured:
        day = captured.first.isoformat()
        made.append(Event(words("fact.captured"), day, words("timeline.captured"), "point", (captured,)))
    return tuple(sorted(made, key=lambda e: (e.days[0].first, e.days[-1].last, e.kind, e.what, e.when)))


def _ticks(begin: int, end: int, percent: Callable[[int], str]) -> tuple[Tick, ...]:
    first, last = date.fromordinal(begin), date.fromordinal(end)
    years = range(first.year + 1, last.year + 1)
    if len(years) > 2:
        step = next((s for s in TICK_STEPS if len(years) / s <= MOST_TICKS), TICK_STEPS[-1])
        return tuple(
            Tick(percent(date(year, 1, 1).toordinal()), str(year), minor=bool(number % 2))
            for number, year in enumerate(y for y in years if y % step == 0)
        )
    months = [
        date(first.year + (first.month - 1 + n) // 12, (first.month - 1 + n) % 12 + 1, 1)
        for n in range(1, (last.year - first.year) * 12 + last.month - first.month + 1)
    ]
    step = next((s for s in MONTH_STEPS if len(months) / s <= MOST_TICKS), MONTH_STEPS[-1])
    kept = [month for month in months if (month.month - 1) % step == 0]
    return tuple(
        Tick(percent(month.toordinal()), month.isoformat()[:7], minor=bool(number % 2))
        for number, month in enumerate(kept)
    )


def _drawing(name: str, told: Sequence[Event], captured: Interval | None) -> Drawing:
    low = min(day.first for event in told for day in event.days)
    high = max(day.last for event in told for day in event.days)
    room = max(10, (high - low).days // 40)
    begin, end = max(1, low.toordinal() - room), min(date.max.toordinal(), high.toordinal() + room)

    def percent(ordinal: int) -> str:
        return f"{100 * (ordinal - begin) / (end - begin):.2f}%"

    def width(start: int, stop: int) -> str:
        return f"{max(0.4, 100 * (stop - start) / (end - begin)):.2f}%"

    lanes = []
    top = TOP
    for event in _drawn(told):
        bar: Bar | None = None
        points: tuple[str, ...] = ()
        start, stop = event.days[0].first.toordinal(), event.days[-1].last.toordinal()
        if event.kind in CLAIMED:
            sure, sure_stop = event.days[0].last.toordinal(), event.days[-1].first.toordinal()
            certain = len(event.days) > 1 and sure <= sure_stop
            bar = Bar(
                percent(start),
                width(start, stop + 1),
                percent(sure) if certain else None,
                width(sure, sure_stop + 1) if certain else "0",
            )
        elif event.kind == "bound":
            bar = Bar("0%", percent(stop), None, "0")
            points = (percent(stop),)
        else:
            if start != stop and event.kind == "point":
                bar = Bar(percent(start), width(start, stop + 1), None, "0")
            points = tuple(dict.fromkeys(percent((d.first.toordinal() + d.last.toordinal()) // 2) for d in event.days))
        number = ", ".join(str(n) for n in event.see)
        lanes.append(Lane(event, short(event.what, LABEL), top, bar, points, number))
        top += LANE
    return Drawing(
        name,
        tuple(lanes),
        _ticks(begin, end, percent),
        top + 6,
        top,
        percent(captured.first.toordinal()) if captured else None,
        low.isoformat(),
        high.isoformat(),
    )


def _drawn(told: Sequence[Event]) -> list[Event]:
    """What there is room for: every recorded date before the latest claims."""
    if len(told) <= MOST_LANES:
        return list(told)
    claims = [event for event in told if event.kind in CLAIMED]
    kept = [event for event in told if event.kind not in CLAIMED][:MOST_LANES]
    room = MOST_LANES - len(kept)
    kept += claims[-room:] if room else []
    return [event for event in told if event in kept]


def _close_up(told: Sequence[Event]) -> list[Event]:
    """The recorded dates, where a career on the same scale leaves them too little room to be told apart."""
    claimed = [event for event in told if event.kind in CLAIMED]
    recorded = [event for event in told if event.kind not in CLAIMED]
    if not claimed or len(recorded) < CLOSE_UP_EVENTS:
        return []
    low = min(day.first for event in told for day in event.days)
    high = max(day.last for event in told for day in event.days)
    near = min(day.first for event in recorded for day in event.days)
    narrow = (high - near).days * CLOSE_UP_SHARE < (high - low).days
    begun = [event for event in claimed if event.days[0].first >= near]
    return sorted([*recorded, *begun], key=lambda e: e.days[0].first) if narrow else []


def timeline(
    document: Document, records: Sequence[Document], quoted: Quoted, as_of: str, words: Words
) -> Timeline | None:
    """The drawings of a page's dates; ``None`` where it has none."""
    told = events(document, records, quoted, as_of, words)
    if not told:
        return None
    captured = dated(document["source"]["captured_at"])
    drawings = [_drawing("whole", told, captured)]
    near = _close_up(told)
    if near:
        drawings.append(_drawing("close-up", near, captured))
    return Timeline(tuple(drawings), told)
