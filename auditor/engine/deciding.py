"""One more word of a person about findings: the events that keep it, made upon what stands in the case file."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from auditor.review import Decidable, Event, Standing, Verdict, carried, standings


class CannotDecide(ValueError):
    """Nothing can be decided like this; the message says why."""


class DecidedMeanwhile(CannotDecide):
    """What was to be taken back is not the newest word any more."""


@dataclass(frozen=True, slots=True)
class Word:
    """What a person says."""

    verdict: Verdict
    reason: str
    person: str
    at: str
    """RFC 3339 UTC."""


@dataclass(frozen=True, slots=True)
class Made:
    """An event to be kept."""

    event: Event
    before: Standing | None
    """How the finding stood."""
    meanwhile: bool = False
    """Somebody else has decided since what this word was made upon; both are kept."""
    kept: bool = False
    """The very same word is in the case file already: a form that was sent twice."""


def events_of(
    word: Word,
    ids: Iterable[str],
    events: Sequence[Event],
    present: Sequence[Decidable],
    upon: Sequence[str] | None = None,
) -> list[Made]:
    """The events of a word about findings (ids, or their beginnings), all or none.

    ``events`` are all of the case, ``present`` the findings of its newest run.  ``upon`` are the ids of the events that
    the person had before their eyes; ``None`` stands for those that are the newest now.  Where others came meanwhile, a
    verdict is kept beside them, as two reviewers' words are, and a note after them.  Raises :class:`CannotDecide`.
    """
    if word.verdict != "undo" and not word.reason.strip():
        raise CannotDecide("a decision without a reason helps nobody: say why, in a sentence")
    here = {one.id: one for one in present}
    held = carried(events, present).by_finding
    gone = standings(events)
    last = {event.finding: event for event in events}
    if upon is not None and not set(upon) <= {event.id for event in events}:
        raise CannotDecide("the decision names others that this case file does not hold")
    made = {}
    for id in ids:
        finding = _named(id, {*here, *gone})
        standing = held.get(finding) or gone.get(finding)
        about = here.get(finding) or last[finding]
        heads = standing.heads if standing else ()
        event = Event(
            finding=finding,
            verdict=word.verdict,
            reason=word.reason.strip(),
            person=word.person,
            decided_at=word.at,
            rule=about.rule,
            rule_version=about.rule_version,
            subject=about.subject,
            field=about.field,
            title=about.title,
            quotes=about.quotes,
            upon=heads,
        )
        made[finding] = _upon(event, standing, heads if upon is None else tuple(sorted(upon)), events)
    return list(made.values())


def _upon(event: Event, standing: Standing | None, seen: tuple[str, ...], events: Sequence[Event]) -> Made:
    heads = event.upon
    if seen != heads:
        standing_now = {one.id for one in (*standing.decided, *standing.notes)} if standing else set()
        for one in events:
            twice = replace(one, decided_at=event.decided_at, title=event.title) == replace(event, upon=seen)
            if twice and (one.id in heads or one.id in standing_now):
                return Made(one, standing, kept=True)
        if event.verdict == "undo":
            raise DecidedMeanwhile("this finding was decided meanwhile, so nothing was taken back")
        return Made(event if event.verdict == "note" else replace(event, upon=seen), standing, meanwhile=True)
    if event.verdict == "undo":
        _undoable(event.finding, standing)
    return Made(event, standing)


def _named(id: str, known: Iterable[str]) -> str:
    found = [one for one in sorted(known) if one.startswith(id)]
    if not found:
        raise CannotDecide(f"no finding {id} in the newest run: auditor findings list prints them")
    if len(found) > 1 and id not in found:
        raise CannotDecide(f"{id} is the beginning of {len(found)} findings: {', '.join(found[:5])}")
    return id if id in found else found[0]


def _undoable(finding: str, standing: Standing | None) -> None:
    if standing is None or standing.word is None or standing.finding != finding:
        raise CannotDecide(f"{finding}: nothing was decided that could be taken back")
    if standing.conflict:
        raise CannotDecide(f"{finding}: reviewers disagree; decide it instead of taking one of them back")
