"""From places in a sentence's words back to the untouched words of the page."""

from __future__ import annotations

from auditor.model import Locator
from auditor.rules.view import Passage, Sentence, View

LONGEST_QUOTE = 240


def new_clause(sentence: Sentence, after: int, before: int, view: View) -> bool:
    """Whether punctuation between two places of a sentence begins something new."""
    text = view.bare[sentence.passage].text
    between = text[character_at(sentence, after - 1, view) : character_at(sentence, before + 1, view)]
    return any(sign in between for sign in ",;:()")


def character_at(sentence: Sentence, place: int, view: View) -> int:
    """Offset in the bare text of the character at a byte of the sentence's words."""
    words = sentence.words
    number = words.count(b" ", 0, place)
    if words[place : place + 1] == b" ":
        number += place == 0  # the boundary after a word belongs to the word, the first one to the first word
    begin = words.rfind(b" ", 0, place) + 1
    piece = view.spaced[sentence.passage][sentence.start : sentence.end]
    from_word = piece.split(None, number - 1)[number - 1 :]  # the word and everything after it
    if not from_word:
        return sentence.end
    return sentence.end - len(from_word[0]) + len(words[begin:place].decode("utf-8", "replace"))


def located(sentence: Sentence, start: int, end: int, view: View) -> Locator | None:
    """The untouched words for a stretch of a sentence's bytes; ``None`` where the page does not have them verbatim."""
    words = sentence.words
    while start < end and words[start : start + 1] == b" ":
        start += 1
    while end > start and words[end - 1 : end] == b" ":
        end -= 1
    if start == end:
        return None
    first, last = character_at(sentence, start, view), character_at(sentence, end, view)
    origin = view.bare[sentence.passage].span(first, min(last, first + LONGEST_QUOTE))
    return quoted(view.passages[sentence.passage], *origin)


def quoted(passage: Passage, start: int, end: int) -> Locator | None:
    """The place of ``text[start:end]``, if the saved page has exactly these words there."""
    words = passage.text[start:end]
    if passage.at.quote == passage.text:
        return passage.at.narrowed(start, end)
    offset = passage.at.quote.find(words)
    return passage.at.narrowed(offset, offset + len(words)) if words.strip() and offset >= 0 else None
