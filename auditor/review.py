"""What people decided about findings: how decisions stand, carry over to later runs, and come together.

Every word of a person is an event that names the events it was made upon, as commits name their parents.  Nothing is
ever overwritten: taking back is an event too, and two files are merged by uniting their events.  Where two people
decided differently without knowing of each other, both stay the newest, and that is a conflict.
"""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass, fields, replace
from graphlib import TopologicalSorter
from typing import Any, Literal, get_args

Verdict = Literal["confirm", "dismiss", "unsure", "note", "undo"]
VERDICTS: tuple[Verdict, ...] = get_args(Verdict)

SCHEMA = "auditor.decisions/1"

DATES = 80
"""Characters; a longer quote is no line of dates."""

Why = Literal["words-changed", "rule-changed", "page-changed"]


class InvalidDecisions(ValueError):
    """A file of decisions cannot be read; the message names the line and what would be right."""


@dataclass(frozen=True, slots=True)
class Event:
    """One word of one person about one finding, and what the finding said when it was given."""

    finding: str
    """Fingerprint."""
    verdict: Verdict
    reason: str
    person: str
    decided_at: str
    """RFC 3339 UTC."""
    rule: str
    rule_version: int
    subject: str
    field: str
    title: str
    quotes: tuple[str, ...]
    """The normalised words that were decided upon, sorted."""
    upon: tuple[str, ...] = ()
    """Ids of the events that were the newest when this one was made, sorted."""

    @property
    def id(self) -> str:
        """``d-`` and 16 hex digits over everything the event says."""
        return "d-" + hashlib.sha256(_line(self).encode("utf-8", "surrogatepass")).hexdigest()[:16]


@dataclass(frozen=True, slots=True)
class Decidable:
    """A finding of the present run, as far as decisions know one."""

    id: str
    rule: str
    rule_version: int
    subject: str
    field: str
    title: str
    quotes: tuple[str, ...]
    """Normalised, sorted."""


@dataclass(frozen=True, slots=True)
class Standing:
    """How the decisions about one finding stand."""

    finding: str
    decided: tuple[Event, ...]
    """The newest verdicts that nobody took back, by time; more than one where people disagree."""
    notes: tuple[Event, ...]
    heads: tuple[str, ...]
    """Ids of the newest events: what the next one is made upon."""
    why: Why | None = None
    """Why somebody should look again; ``None`` where the decision holds."""

    @property
    def conflict(self) -> bool:
        """Whether two people decided differently without knowing of each other."""
        return len({event.verdict for event in self.decided}) > 1

    @property
    def word(self) -> str | None:
        """The verdict as it counts: ``confirm``, ``dismiss``, ``unsure``, ``conflict``, ``look-again``, ``note``."""
        if self.conflict:
            return "conflict"
        if self.decided:
            return "look-again" if self.why else self.decided[-1].verdict
        return "note" if self.notes else None


def standings(events: Iterable[Event]) -> dict[str, Standing]:
    """How each finding that was ever decided upon stands, by fingerprint."""
    by_finding: dict[str, dict[str, Event]] = {}
    for event in events:
        by_finding.setdefault(event.finding, {})[event.id] = event
    return {finding: _standing(finding, by_finding[finding]) for finding in sorted(by_finding)}


def _standing(finding: str, events: Mapping[str, Event]) -> Standing:
    parents = {id: [one for one in event.upon if one in events] for id, event in events.items()}
    superseded = {one for known in parents.values() for one in known}
    heads = tuple(sorted(set(events) - superseded))
    below: dict[str, set[str]] = {}
    """What was in force when the event was made."""
    in_force: dict[str, set[str]] = {}
    """What is in force after it: itself, or, where it takes one back, what was before that one."""
    for id in TopologicalSorter(parents).static_order():
        below[id] = {one for parent in parents[id] for one in in_force[parent]}
        undo = events[id].verdict == "undo"
        in_force[id] = {one for undone in below[id] for one in below[undone]} if undo else {id}
    decided: set[str] = set()
    notes: set[str] = set()
    seen: set[tuple[str, bool]] = set()
    waiting = [(id, False) for head in heads for id in in_force[head]]
    while waiting:
        here = waiting.pop()
        if here in seen:
            continue
        seen.add(here)
        id, older = here
        if events[id].verdict == "note":
            notes.add(id)
        elif not older:
            decided.add(id)
            older = True
        waiting += [(one, older) for one in below[id]]
    return Standing(finding, _by_time(decided, events), _by_time(notes, events), heads)


def _by_time(ids: Iterable[str], events: Mapping[str, Event]) -> tuple[Event, ...]:
    return tuple(sorted((events[id] for id in ids), key=lambda event: (event.decided_at, event.id)))


@dataclass(frozen=True, slots=True)
class Carried:
    """Decisions held against the findings of a run."""

    by_finding: Mapping[str, Standing]
    """By the fingerprint of the present finding."""
    orphans: tuple[Standing, ...]
    """Decisions whose finding is no longer there, sorted."""


def carried(events: Iterable[Event], present: Sequence[Decidable]) -> Carried:
    """Which decision belongs to which finding of the present run.

    The same fingerprint is the same finding.  A decision whose finding is gone goes to a new finding of the same rule,
    subject and field with other words (the one with the most words in common), or of the same words on a page that
    belongs to no account and was saved again; both ask to look again, and so does a newer version of the rule.
    """
    everything = list(events)
    found = standings(everything)
    answered = {id for event in everything for id in event.upon}
    now = {one.id: one for one in present}
    held: dict[str, Standing] = {}
    gone: list[Standing] = []
    for id, standing in found.items():
        if standing.word is None:
            continue
        if id not in now:
            if not all(head in answered for head in standing.heads):
                gone.append(standing)
            continue
        held[id] = replace(standing, why=_newer(standing, now[id]))
    free = [now[id] for id in sorted(now) if id not in found]
    pairs = sorted(
        (
            (-likeness, standing.finding, one.id, why)
            for standing in gone
            for one in free
            for likeness, why in _related((standing.decided or standing.notes)[-1], one)
        ),
        key=lambda pair: pair[:3],
    )
    taken: set[str] = set()
    for _, old, new, why in pairs:
        if old not in taken and new not in held:
            held[new] = replace(found[old], why=why or _newer(found[old], now[new]))
            taken.add(old)
    return Carried(held, tuple(standing for standing in gone if standing.finding not in taken))


def _newer(standing: Standing, one: Decidable) -> Why | None:
    return "rule-changed" if any(event.rule_version != one.rule_version for event in standing.decided) else None


def _related(event: Event, one: Decidable) -> Iterable[tuple[float, Why | None]]:
    """How alike (0 to 1) the decided and the present finding are, where they may be the same; else nothing.

    Where only a counter beside a date has gone on, the words are the same and nobody has to look again.
    """
    if event.rule != one.rule or event.field != one.field:
        return
    if event.subject == one.subject and steady(event.quotes) == steady(one.quotes):
        yield 2.0, None
    elif event.subject == one.subject:
        yield _words_in_common(event.quotes, one.quotes), "words-changed"
    elif event.quotes == one.quotes and event.subject.startswith("p-") and one.subject.startswith("p-"):
        yield 1.0, "page-changed"


_YEAR = re.compile(r"(?:19|20)\d\d(?!\d)")
_COUNTER = re.compile(r"(?<!\d)\d{1,2}(?!\d).*", re.DOTALL)


def steady(quotes: Iterable[str]) -> tuple[str, ...]:
    """Quotes without what counts on by itself: "Feb 2009 - Present · 16 years" ends with "Present"."""
    made = []
    for quote in quotes:
        years = list(_YEAR.finditer(quote)) if len(quote) < DATES else []
        end = years[-1].end() if years else len(quote)
        made.append(quote[:end] + _COUNTER.sub("", quote[end:]).rstrip(" ·,;("))
    return tuple(sorted(made))


def _words_in_common(a: Sequence[str], b: Sequence[str]) -> float:
    first, second = ({word for quote in quotes for word in quote.split()} for quotes in (a, b))
    return len(first & second) / max(1, len(first | second))


def decision_document(standing: Standing) -> dict[str, Any] | None:
    """``decision`` of a FINDING; ``None`` where everything was taken back."""
    word = standing.word
    if word is None:
        return None
    last = (standing.decided or standing.notes)[-1]
    return {
        "verdict": word,
        "decided": None if standing.conflict or not standing.decided else last.verdict,
        "look_again": standing.why,
        "reason": last.reason,
        "person": last.person,
        "decided_at": last.decided_at,
        "upon": {"finding": standing.finding, "quotes": list(last.quotes), "rule_version": last.rule_version},
        "opinions": [_opinion(event) for event in standing.decided] if standing.conflict else [],
        "notes": [_opinion(event) for event in standing.notes],
    }


def _opinion(event: Event) -> dict[str, Any]:
    return {
        "verdict": event.verdict,
        "reason": event.reason,
        "person": event.person,
        "decided_at": event.decided_at,
    }


def conflicts(events: Iterable[Event]) -> tuple[Standing, ...]:
    """The findings about which people decided differently, sorted by fingerprint."""
    return tuple(standing for standing in standings(events).values() if standing.conflict)


# ------------------------------------------------------------------ files


def _line(event: Event) -> str:
    return json.dumps(asdict(event), ensure_ascii=False, sort_keys=True)


def decisions_file(events: Iterable[Event]) -> str:
    """Events as JSON lines, one an event, sorted by finding and time: two files of the same events are equal."""
    ordered = sorted(events, key=lambda event: (event.finding, event.decided_at, event.id))
    head = json.dumps({"schema": SCHEMA})
    return "".join(f"{line}\n" for line in (head, *(_line(event) for event in ordered)))


def decisions_from(text: str) -> tuple[Event, ...]:
    """The events of a file.  Raises :class:`InvalidDecisions`."""
    found = []
    for number, line in enumerate(text.splitlines(), 1):
        if not line.strip():
            continue
        try:
            value = json.loads(line)
        except ValueError as error:
            raise InvalidDecisions(f"line {number} is not JSON: {error}") from None
        if not isinstance(value, dict):
            raise InvalidDecisions(f"line {number} is not an object")
        if "schema" in value:
            if value["schema"] != SCHEMA:
                raise InvalidDecisions(f"line {number}: schema {value['schema']!r}; right would be {SCHEMA!r}")
            continue
        found.append(_event(value, number))
    return tuple(found)


_LISTS = ("quotes", "upon")


def _event(value: Mapping[str, Any], number: int) -> Event:
    names = [field.name for field in fields(Event)]
    if sorted(value) != sorted(names):
        odd = sorted(set(value) ^ set(names))
        raise InvalidDecisions(f"line {number}: {', '.join(odd)} missing or not known")
    for name in names:
        item = value[name]
        right = (
            isinstance(item, list) and all(isinstance(one, str) for one in item)
            if name in _LISTS
            else isinstance(item, int) and not isinstance(item, bool)
            if name == "rule_version"
            else isinstance(item, str)
        )
        if not right:
            raise InvalidDecisions(f"line {number}: {name} has the wrong type")
    if value["verdict"] not in VERDICTS:
        raise InvalidDecisions(f"line {number}: verdict {value['verdict']!r}; right would be one of {VERDICTS}")
    return Event(**{**value, "quotes": tuple(value["quotes"]), "upon": tuple(value["upon"])})
