"""A thread or a profile as the rules see it: sentences, who said them, in which order."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

from auditor.model import Locator, Profile
from auditor.rules.languages import LANGUAGES, languages_of
from auditor.rules.sentences import own_words, sentence_spans
from auditor.rules.sieve import encoded
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


class Sentence:
    """One sentence, ready for matching."""

    __slots__ = ("_words", "end", "listed", "number", "passage", "start")

    def __init__(self, number: int, passage: int, start: int, end: int, listed: list[str]) -> None:
        self.number = number
        """Position in the whole thread."""
        self.passage = passage
        """Index of the passage it stands in."""
        self.start = start
        self.end = end
        """Offsets in the passage's bare text."""
        self.listed = listed
        """Its words."""
        self._words = b""

    @property
    def words(self) -> bytes:
        """Its words in UTF-8, one space between them and one at each end."""
        if not self._words:
            self._words = encoded(self.listed)
        return self._words


class View:
    """A thread by the other side, with the way back to the untouched words.

    ``passages`` are all of it, ``bare`` and ``spaced`` the texts of the other side, empty for everybody else's.
    """

    def __init__(self, passages: Sequence[Passage]) -> None:
        self.passages: tuple[Passage, ...] = tuple(passages)
        bare: list[Folded] = []
        messages: dict[int, int] = {}
        for index, passage in enumerate(self.passages):
            mine = passage.by_subject and bool(passage.text)
            if mine and passage.is_message:
                messages[index] = len(messages)
            bare.append(bare_text(own_words(passage.text) if mine else ""))
        self.bare: tuple[Folded, ...] = tuple(bare)
        self.spaced: tuple[str, ...] = tuple(spaced_text(text.text) for text in bare)
        """The bare texts with every separator as white space, length kept."""
        self.messages: Mapping[int, int] = messages
        """For each passage that is a message of the other side: its number among them, from 0."""

    @cached_property
    def listed(self) -> tuple[list[str], ...]:
        """The words of each passage."""
        words: tuple[list[str], ...] = tuple([] for _ in self.passages)
        for sentence in self.sentences:
            words[sentence.passage].extend(sentence.listed)
        return words

    @cached_property
    def languages(self) -> tuple[str, ...]:
        """Languages whose phrases to look for, in the house's order."""
        found = {language for both in zip(self.spaced, self.listed, strict=True) for language in languages_of(*both)}
        return tuple(language for language in LANGUAGES if language in found)

    @cached_property
    def sentences(self) -> tuple[Sentence, ...]:
        """All sentences, in order."""
        found: list[Sentence] = []
        for index, flat in enumerate(self.spaced):
            for start, end in sentence_spans(self.bare[index].text):
                if words := flat[start:end].split():
                    found.append(Sentence(len(found), index, start, end, words))
        return tuple(found)

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
        number, passage = sentence.number, sentence.passage
        found = [sentence]
        if number and self.sentences[number - 1].passage == passage:
            found.append(self.sentences[number - 1])
        if number + 1 < len(self.sentences) and self.sentences[number + 1].passage == passage:
            found.append(self.sentences[number + 1])
        return found
