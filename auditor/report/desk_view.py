"""What the review page prints of decisions: who said what about a finding, and the lines of the queue."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from urllib.parse import urlencode

from markupsafe import Markup

from auditor.report.passages import LINE, NAME, short, shown, visible
from auditor.report.words import Words
from auditor.review import Event, Standing

STATES = ("open", "look-again", "conflict", "confirm", "dismiss", "unsure", "note", "all")
OPEN = (None, "note", "look-again", "conflict")
"""Words of a standing with which a finding is still to be decided."""
MOST_REASONS = 12
HEADLINE = 90


@dataclass(frozen=True, slots=True)
class Opinion:
    """One word of one person, ready to print."""

    verdict: str
    person: str
    at: str
    reason: str


@dataclass(frozen=True, slots=True)
class Item:
    """A finding to be decided: what was said of it, and what the next word is made upon."""

    id: str
    number: int
    title: str
    upon: str
    """Ids of the newest events, with spaces between."""
    opinions: tuple[Opinion, ...]
    notes: tuple[Opinion, ...]
    disagree: bool
    look_again: str | None
    upon_quotes: tuple[str, ...]
    undoable: bool
    typed_verdict: str = ""
    typed_reason: str = ""


def item(
    id: str, number: int, title: str, standing: Standing | None, words: Words, typed: tuple[str, str] = ("", "")
) -> Item:
    """A finding with how it stands; ``typed`` are a verdict and a reason that could not be kept."""
    decided = standing.decided if standing else ()
    disagree = bool(standing and standing.conflict)
    return Item(
        id,
        number,
        shown(title, words, LINE),
        " ".join(standing.heads) if standing else "",
        tuple(_opinion(event, words) for event in decided),
        tuple(_opinion(event, words) for event in (standing.notes if standing else ())),
        disagree,
        standing.why if standing and decided and not disagree else None,
        tuple(shown(quote, words, LINE) for quote in (decided[-1].quotes if decided else ())),
        bool(standing and standing.word and not disagree and standing.finding == id),
        *typed,
    )


def _opinion(event: Event, words: Words) -> Opinion:
    verdict = words.or_plain("decision", event.verdict)
    return Opinion(verdict, short(event.person, NAME), event.decided_at, shown(event.reason, words))


def standing_word(standing: Standing | None, words: Words) -> str:
    """How a finding stands, in a word and with the person's reason."""
    if standing is None or standing.word is None:
        return words("decision.open")
    event = (standing.decided or standing.notes)[-1]
    word = words.or_plain("decision", standing.word)
    return word if standing.conflict else f"{word}: {short(event.reason, LINE)}"


@dataclass(frozen=True, slots=True)
class QueueRow:
    """One line of the queue, ready to print."""

    id: str
    title: str
    strength: str
    category: str
    quote: str
    name: str
    headline: str
    level: str
    said: str


def category_word(category: str, words: Words) -> str:
    """The category of a finding as the report names it."""
    return short(words.or_plain("category", category.replace(" ", "-").replace("/", "-")), NAME)


@dataclass(frozen=True, slots=True)
class Desk:
    """What every page of the review shows and sends back."""

    person: str
    csrf: str
    room: str
    filter: tuple[tuple[str, str], ...] = ()
    """What the queue is filtered by, to be carried from page to page."""
    origin: str = "queue"
    notice: Item | None = None
    """The finding about which something was just said."""
    complaint: str = ""
    reasons: tuple[str, ...] = ()
    """Reasons that this person gave before, the newest first."""

    @property
    def onward(self) -> Markup:
        """The filter as the end of an address."""
        return Markup("").join(Markup("&amp;") + _pair(name, value) for name, value in self.filter)


def _pair(name: str, value: str) -> str:
    return urlencode({name: value})


def reasons_of(person: str, events: Sequence[Event]) -> tuple[str, ...]:
    """The reasons that a person gave last, each once; they are offered again while a reason is typed."""
    own = sorted((event.decided_at, visible(event.reason)) for event in events if event.person == person)
    return tuple(dict.fromkeys(reason for _, reason in reversed(own) if 0 < len(reason) <= LINE))[:MOST_REASONS]


def state_words(words: Words) -> tuple[tuple[str, str], ...]:
    """The standings by which the queue can be filtered, with their names."""
    named: Mapping[str, str] = {"open": words("desk.state_open"), "all": words("desk.state_all")}
    return tuple((state, named.get(state) or words.or_plain("decision", state)) for state in STATES)
