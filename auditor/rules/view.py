"""A thread or a profile as the rules see it: sentences, who said them, in which order."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from auditor.model import Locator, Profile
from auditor.text import Folded


@dataclass(frozen=True, slots=True)
class Passage:
    """A piece of text to look at, in the order of the thread."""

    field: str
    """Name of the profile's field: ``headline``, ``about``, ``experience``, ``messages``."""
    text: str
    at: Locator
    by_subject: bool = True
    sent_at: str | None = None

    @property
    def is_message(self) -> bool:
        """Whether it was sent to somebody, rather than shown to everybody."""
        return self.field == "messages"


@dataclass(frozen=True, slots=True)
class Facts:
    """What the page states beside its texts; all of it may be missing."""

    profile: Profile | None = None


NO_FACTS = Facts()


@dataclass(slots=True, eq=False)
class Sentence:
    """One sentence, ready for matching."""

    number: int
    """Position in the whole thread."""
    passage: int
    """Index of the passage it stands in."""
    start: int
    end: int
    """Offsets in the passage's bare text."""
    words: bytes
    """UTF-8, one space between words and one at each end."""
    hits: frozenset[int] = frozenset()
    """Numbers of the phrases found."""


@dataclass(frozen=True, slots=True, eq=False)
class View:
    """All sentences of a thread by the other side, with the way back to the untouched words."""

    passages: tuple[Passage, ...]
    bare: tuple[Folded, ...]
    spaced: tuple[str, ...]
    sentences: tuple[Sentence, ...]
    facts: Facts = NO_FACTS
    messages: Mapping[int, int] = field(default_factory=dict)
    """For each passage that is a message of the other side: its number among them, from 0."""
    hits: frozenset[int] = frozenset()
    """All phrases found anywhere."""

    def passage_of(self, place: Locator) -> int | None:
        """Index of the passage that holds a quote."""
        for index, passage in enumerate(self.passages):
            at = passage.at
            same = (at.page, at.selector) == (place.page, place.selector)
            if same and at.start <= place.start <= place.start + len(place.quote) <= at.start + len(at.quote):
                return index
        return None

    def is_message_place(self, place: Locator) -> bool:
        """Whether a quote comes from a message of the other side."""
        index = self.passage_of(place)
        return index is not None and index in self.messages
