"""The sieve never hides a phrase: what it leaves over is what the patterns alone would find."""

from __future__ import annotations

import re2
from hypothesis import given, settings
from hypothesis import strategies as st

from auditor.model import Locator
from auditor.rules.matching import Group, Groups
from auditor.rules.pack import bundled_pack
from auditor.rules.phrases import InvalidPhrase, Phrase, compiled_phrase, single_phrases
from auditor.rules.quoting import character_at
from auditor.rules.scan import Passage, lure_findings
from auditor.rules.sieve import Sieve, bits_of, encoded, options
from auditor.rules.threads import thread_messages
from auditor.rules.view import View

LISTS = {
    "who": ("client", "our partner*", "they"),
    "thing": ("report", "short note", "paper*", "{number} pages"),
}
WORDS = st.sampled_from(
    "report reports paper papers note short client our partners they send us you for 900 900k €900 usd eur pages 5 a "
    "un k one and real hidden data cost".split()
)
ATOMS = st.sampled_from(
    [
        *"report|paper*|send|us|you|*den|*at*|a|our|*|don't|{who}|{thing}|{money}|{number}".split("|"),
        *("(us|you)", "(short|a) note", "(our client|they)", "(a|our)?", "you?", "(send us|a)?"),
    ]
)
PHRASES = st.lists(st.tuples(ATOMS, st.sampled_from([" ", " ", " ", " .. ", " ... "])), min_size=1, max_size=4).map(
    lambda pieces: "".join(atom + (gap if n + 1 < len(pieces) else "") for n, (atom, gap) in enumerate(pieces))
)
SENTENCES = st.lists(st.lists(WORDS, min_size=1, max_size=9), min_size=1, max_size=4)


def phrases_of(sources: list[str]) -> list[Phrase]:
    """The phrases that can be read; one that matches nothing at all is none."""
    found: list[Phrase] = []
    for source in sources:
        try:
            found += [compiled_phrase(single, LISTS) for single in single_phrases(source, LISTS)]
        except InvalidPhrase:
            continue
    return found


def spans_by_sieve(group: Group, met: int, words: bytes) -> set[tuple[int, int]]:
    """The first place of each phrase that the sieve lets through."""
    return {place for needle in group.possible(met) for place in [next(needle.places(words), None)] if place}


@settings(max_examples=150)
@given(st.lists(PHRASES, min_size=1, max_size=4), SENTENCES, st.booleans())
def test_the_sieve_lets_through_every_phrase(sources: list[str], sentences: list[list[str]], everything: bool) -> None:
    phrases = phrases_of(sources)
    sieve = Sieve()
    group = Groups(sieve).of(phrases, everything=everything)
    if group is None:
        return
    for sentence, met in zip(sentences, sieve.met(sentences), strict=True):
        words = encoded(sentence)
        found = [re2.compile(phrase.pattern.encode(), options()).search(words) for phrase in phrases]
        spans = {match.span() for match in found if match is not None}
        by_sieve = spans_by_sieve(group, met, words)
        assert min(spans, default=None) == min(by_sieve, default=None)
        assert bool(met & group.rarest) or not spans
        if met & group.enough:
            assert spans


def test_a_phrase_is_met_only_beside_its_neighbours() -> None:
    sieve = Sieve()
    group = Groups(sieve).of(phrases_of(["send us"]), everything=True)
    assert group is not None
    apart, beside = sieve.met([["us", "send"], ["send", "us"]])
    assert not apart & group.rarest
    assert beside & group.enough
    assert list(bits_of(beside)) == [0]


def test_words_of_two_sentences_are_not_neighbours() -> None:
    sieve = Sieve()
    group = Groups(sieve).of(phrases_of(["send us"]), everything=True)
    assert group is not None
    assert not any(met & group.rarest for met in sieve.met([["please", "send"], ["us", "that"]]))


def test_a_set_without_memory_gives_the_same_answers() -> None:
    raw = [compiled_phrase(f"/ (?:[a-z]{{{n},40}}|{'x' * n}[0-9]{{{n}}}) /", {}) for n in range(2, 12)]
    sentences = [["xxxx5555", "abcdefghijkl"], ["xx22"], ["§"]]
    unable, poor, rich = Sieve(memory=1), Sieve(memory=40_000), Sieve()
    answers = []
    for sieve in (unable, poor, rich):
        group = Groups(sieve).of(raw, everything=True)
        assert group is not None
        answers.append(sieve.met(sentences))
    assert answers[0] == answers[1] == answers[2]
    assert any(answers[0])
    assert unable.reruns > 0
    assert rich.reruns == 0


@settings(max_examples=200)
@given(st.text(alphabet="ab é.,'\n\u00df\u0301\uff21\u200b\u4e00?$5-", max_size=120), st.data())
def test_every_place_of_a_word_is_its_place_in_the_text(text: str, data: st.DataObject) -> None:
    view = View((Passage("about", text, Locator("0" * 64, "text", text, 0)),))
    for sentence in view.sentences:
        number = data.draw(st.integers(0, len(sentence.listed) - 1))
        place = len(encoded(sentence.listed[:number])) if number else 1
        word = sentence.listed[number]
        at = character_at(sentence, place, view)
        assert view.spaced[0][at : at + len(word)] == word


def test_a_quote_is_exact_in_a_text_that_folding_changes() -> None:
    text = "Ｗｅ ‘ｐａｙ’ — 5\u200b00 euros for ea\u00adch report on defen\u0301ce policy, our cli\u200dent says."
    passage = Passage("messages", text, Locator("0" * 64, "text", text, 0))
    findings = lure_findings((passage,), bundled_pack())
    assert findings
    for finding in findings:
        for place in finding.evidence:
            assert place.quote
            assert text[place.start : place.start + len(place.quote)] == place.quote


def test_hostile_texts_neither_crash_nor_match_without_end() -> None:
    near = "we would pay for each repor "
    for text in ("a" * 52_000, "\"'“‘" * 13_000, near * 1_900, "> a\n" * 13_000, "\n" * 52_000):
        messages = thread_messages(text)
        read = tuple(Passage("messages", one.text, one.at, one.by_subject) for one in messages)
        findings = lure_findings(read, bundled_pack())
        assert all(len(finding.evidence) <= 3 for finding in findings)
