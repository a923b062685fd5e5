"""A thread or a profile as the rules see it: sentences, who said them, in which order."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from auditor.model import Locator, Profile
from auditor.rules.languages import languages_of
from auditor.rules.sentences import own_words, sentence_spans
from auditor.text import Folded, bare_text, spaced_text


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


@dataclass(frozen=True, slots=True)
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


@dataclass(frozen=True, slots=True, eq=False)
class View:
    """All sentences of a thread by the other side, with the way back to the untouched words."""

    passages: tuple[Passage, ...]
    bare: tuple[Folded, ...]
    spaced: tuple[str, ...]
    sentences: tuple[Sentence, ...]
    languages: tuple[str, ...]
    """Languages whose phrases to look for."""
    messages: Mapping[int, int]
    """For each passage that is a message of the other side: its number among them, from 0."""
    facts: Facts = NO_FACTS

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

    def beside(self, sentence: Sentence) -> list[Sentence]:
        """The sentence and those before and after it in the same passage; itself first."""
        places = (sentence.number, sentence.number - 1, sentence.number + 1)
        return [
            self.sentences[n]
            for n in places
            if 0 <= n < len(self.sentences) and self.sentences[n].passage == sentence.passage
        ]


def view_of(passages: Sequence[Passage]) -> View:
    """The other side's sentences, each ready for matching."""
    bare: list[Folded] = []
    spaced: list[str] = []
    sentences: list[Sentence] = []
    messages: dict[int, int] = {}
    for index, passage in enumerate(passages):
        mine = passage.by_subject and bool(passage.text)
        if mine and passage.is_message:
            messages[index] = len(messages)
        text = bare_text(own_words(passage.text) if mine else "")
        flat = spaced_text(text.text)
        bare.append(text)
        spaced.append(flat)
        for start, end in sentence_spans(text.text):
            words = f" {' '.join(flat[start:end].split())} ".encode("utf-8", "replace")
            sentences.append(Sentence(len(sentences), index, start, end, words))
    languages = languages_of(spaced[0] if len(spaced) == 1 else " ".join(spaced))
    return View(tuple(passages), tuple(bare), tuple(spaced), tuple(sentences), languages, messages)
