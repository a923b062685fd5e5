"""Which rules and contexts of a pack a thread satisfies, and with which words."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache

from auditor.model import Locator
from auditor.rules.kinds import Clause, Context, Pack, Rule
from auditor.rules.matching import Matcher, numbered
from auditor.rules.phrases import Phrase
from auditor.rules.sentences import own_words, sentence_spans
from auditor.rules.view import NO_FACTS, Facts, Passage, Sentence, View
from auditor.text import Folded, bare_text, spaced_text

LONGEST_QUOTE = 240
MOST_PLACES = 3
NEGATION_REACH = 9
"""Words between "never" and what it takes back."""

Numbers = frozenset[int]


@dataclass(frozen=True, slots=True, eq=False)
class Way:
    """A clause with its phrases as numbers."""

    owner: str
    language: str
    phrases: Numbers
    together: tuple[Numbers, ...]
    near: tuple[Numbers, ...]
    thread: tuple[Numbers, ...]
    without: Numbers
    without_near: Numbers
    without_thread: Numbers
    where: str
    first_messages: int
    times: int
    negatable: bool


@dataclass(frozen=True, slots=True, eq=False)
class Program:
    """A pack, compiled."""

    matcher: Matcher
    rules: Mapping[int, tuple[Way, ...]]
    """Ways of the rules, by the number of each of their phrases."""
    contexts: Mapping[int, tuple[Way, ...]]
    negations: Numbers
    affirmations: Numbers
    contrasts: Numbers


@lru_cache(maxsize=8)
def program(pack: Pack) -> Program:
    """The pack compiled; kept for as long as the process lives."""
    clauses = [clause for rule in pack.rules for clause in rule.clauses]
    clauses += [clause for context in pack.contexts for clause in context.clauses]
    phrases, number = numbered(
        [
            *(phrase for clause in clauses for phrase in _all_phrases(clause)),
            *pack.negations,
            *pack.affirmations,
            *pack.contrasts,
        ]
    )

    def numbers(group: Iterable[Phrase]) -> Numbers:
        return frozenset(number[phrase.pattern] for phrase in group)

    def ways(owners: Sequence[Rule] | Sequence[Context]) -> dict[int, tuple[Way, ...]]:
        found: dict[int, tuple[Way, ...]] = {}
        for owner in owners:
            for clause in owner.clauses:
                way = Way(
                    owner.id,
                    clause.language,
                    numbers(clause.phrases),
                    tuple(map(numbers, clause.together)),
                    tuple(map(numbers, clause.near)),
                    tuple(map(numbers, clause.thread)),
                    numbers(clause.without),
                    numbers(clause.without_near),
                    numbers(clause.without_thread),
                    clause.where,
                    clause.first_messages,
                    clause.times,
                    clause.negatable,
                )
                for phrase in sorted(way.phrases):
                    found[phrase] = (*found.get(phrase, ()), way)
        return found

    return Program(
        Matcher(phrases),
        ways(pack.rules),
        ways(pack.contexts),
        numbers(pack.negations),
        numbers(pack.affirmations),
        numbers(pack.contrasts),
    )


def _all_phrases(clause: Clause) -> Iterable[Phrase]:
    yield from clause.phrases
    for groups in (clause.together, clause.near, clause.thread):
        for group in groups:
            yield from group
    yield from clause.without
    yield from clause.without_near
    yield from clause.without_thread


def view_of(passages: Sequence[Passage], code: Program, facts: Facts = NO_FACTS) -> View:
    """The other side's sentences, each with the phrases it has."""
    bare: list[Folded] = []
    spaced: list[str] = []
    sentences: list[Sentence] = []
    messages: dict[int, int] = {}
    known: dict[bytes, Numbers] = {}
    everything: set[int] = set()
    for index, passage in enumerate(passages):
        mine = passage.by_subject and bool(passage.text)
        if mine and passage.is_message:
            messages[index] = len(messages)
        text = bare_text(own_words(passage.text) if mine else "")
        bare.append(text)
        flat = spaced_text(text.text)
        spaced.append(flat)
        if not mine:
            continue
        if len(flat) != len(text.text):
            raise AssertionError("separators must keep their length")
        for start, end in sentence_spans(text.text):
            words = (" " + " ".join(flat[start:end].split()) + " ").encode("utf-8", "replace")
            hits = known.get(words)
            if hits is None:
                hits = known[words] = code.matcher.hits(words)
            everything |= hits
            sentences.append(Sentence(len(sentences), index, start, end, words, hits))
    return View(tuple(passages), tuple(bare), tuple(spaced), tuple(sentences), facts, messages, frozenset(everything))


def seen(view: View, code: Program, ways: Mapping[int, tuple[Way, ...]]) -> dict[str, tuple[Locator, ...]]:
    """For each owner with a satisfied way: the places, in reading order."""
    found: dict[str, list[Locator]] = {}
    counted: dict[Way, list[Locator]] = {}
    for sentence in view.sentences:
        if sentence.hits.isdisjoint(ways.keys()):
            continue
        for way in dict.fromkeys(way for phrase in sorted(sentence.hits) for way in ways.get(phrase, ())):
            places = found.get(way.owner)
            if places is not None and len(places) >= MOST_PLACES:
                continue
            if not _allowed(way, sentence, view):
                continue
            if way.times > 1:
                evidence = _repeated(way, sentence, view, code, counted.setdefault(way, []))
            else:
                evidence = _evidence(way, sentence, view, code)
            if evidence:
                kept = found.setdefault(way.owner, [])
                kept.extend(place for place in evidence if place not in kept)
    return {owner: _in_order(places, view) for owner, places in found.items()}


def _in_order(places: list[Locator], view: View) -> tuple[Locator, ...]:
    """In reading order, a place inside another left out."""
    order: dict[tuple[str, str], int] = {}
    for number, passage in enumerate(view.passages):
        order.setdefault((passage.at.page, passage.at.selector), number)

    def key(place: Locator) -> tuple[int, int, int]:
        return (order.get((place.page, place.selector), 0), place.start, -len(place.quote))

    kept: list[Locator] = []
    for place in sorted(places, key=key):
        if not any(
            (other.page, other.selector) == (place.page, place.selector)
            and other.start <= place.start
            and place.start + len(place.quote) <= other.start + len(other.quote)
            for other in kept
        ):
            kept.append(place)
    return tuple(kept[:MOST_PLACES])


def _repeated(way: Way, sentence: Sentence, view: View, code: Program, kept: list[Locator]) -> list[Locator]:
    """The places so far, once there are enough different wordings; a word twice is one wording."""
    spans = [
        span
        for phrase in sorted(way.phrases & sentence.hits)
        for span in code.matcher.spans(phrase, sentence.words)
        if not (way.negatable and _negated(span[0], sentence, code))
    ]
    last = -1
    for start, end in sorted(spans, key=lambda span: (span[0], -span[1])):
        if start < last:
            continue
        place = _located(sentence, start, end, view)
        last = end - 1
        if place is not None and all(place.quote.casefold() != other.quote.casefold() for other in kept):
            kept.append(place)
    return list(kept) if len(kept) >= way.times else []


def _allowed(way: Way, sentence: Sentence, view: View) -> bool:
    hits = sentence.hits
    if not way.without.isdisjoint(hits) or any(group.isdisjoint(hits) for group in way.together):
        return False
    if any(group.isdisjoint(view.hits) for group in way.thread) or not way.without_thread.isdisjoint(view.hits):
        return False
    message = view.messages.get(sentence.passage)
    if (way.where == "message" and message is None) or (way.where == "profile" and message is not None):
        return False
    if way.first_messages and (message is None or message >= way.first_messages):
        return False
    if way.near or way.without_near:
        around = frozenset().union(*(other.hits for other in _neighbours(sentence, view)))
        if any(group.isdisjoint(around) for group in way.near) or not way.without_near.isdisjoint(around):
            return False
    return True


def _neighbours(sentence: Sentence, view: View) -> list[Sentence]:
    """The sentence and those beside it in the same passage; itself first."""
    places = (sentence.number, sentence.number - 1, sentence.number + 1)
    return [
        view.sentences[n]
        for n in places
        if 0 <= n < len(view.sentences) and view.sentences[n].passage == sentence.passage
    ]


def _evidence(way: Way, sentence: Sentence, view: View, code: Program) -> list[Locator]:
    spans = [span for phrase in sorted(way.phrases & sentence.hits) if (span := _standing(phrase, way, sentence, code))]
    if not spans:
        return []
    start, end = min(spans, key=lambda span: (span[0], -span[1]))
    for group in way.together:
        others = [
            span for phrase in sorted(group & sentence.hits) if (span := code.matcher.span(phrase, sentence.words))
        ]
        if others:
            near = min(others, key=lambda span: (max(span[0] - end, start - span[1], 0), span[0]))
            start, end = min(start, near[0]), max(end, near[1])
    found = [place for place in (_located(sentence, start, end, view),) if place is not None]
    for group in way.near:
        for other in _neighbours(sentence, view):
            here = sorted(group & other.hits)
            if here:
                span = code.matcher.span(here[0], other.words)
                place = _located(other, *span, view) if span else None
                if other is not sentence and place is not None:
                    found.append(place)
                break
    return found


def _standing(phrase: int, way: Way, sentence: Sentence, code: Program) -> tuple[int, int] | None:
    """Where the phrase stands without being taken back."""
    if not way.negatable or sentence.hits.isdisjoint(code.negations):
        return code.matcher.span(phrase, sentence.words)
    for span in code.matcher.spans(phrase, sentence.words):
        if not _negated(span[0], sentence, code):
            return span
    return None


def _negated(start: int, sentence: Sentence, code: Program) -> bool:
    words = sentence.words
    excused = [span for n in sorted(code.affirmations & sentence.hits) for span in code.matcher.spans(n, words)]
    breaks = [span[0] for n in sorted(code.contrasts & sentence.hits) for span in code.matcher.spans(n, words)]
    for number in sorted(code.negations & sentence.hits):
        for first, last in code.matcher.spans(number, words):
            if last - 1 > start or words.count(b" ", last, start + 1) > NEGATION_REACH:
                continue
            if any(begin <= first and last <= end for begin, end in excused):
                continue
            if any(last - 1 <= place <= start for place in breaks):
                continue
            return True
    return False


def _located(sentence: Sentence, start: int, end: int, view: View) -> Locator | None:
    """The untouched words for a stretch of a sentence's bytes; ``None`` where the page does not have them verbatim."""
    words = sentence.words
    while start < end and words[start : start + 1] == b" ":
        start += 1
    while end > start and words[end - 1 : end] == b" ":
        end -= 1
    flat = view.spaced[sentence.passage]
    at = sentence.start
    byte = 1
    first = last = -1
    for word in flat[sentence.start : sentence.end].split():
        at = flat.find(word, at)
        after = byte + len(word.encode("utf-8", "replace"))
        if first < 0 and start < after:
            first = at + len(words[byte:start].decode("utf-8", "replace"))
        if end <= after:
            last = at + len(words[byte:end].decode("utf-8", "replace"))
            break
        at += len(word)
        byte = after + 1
    if first < 0 or last <= first:
        return None
    origin = view.bare[sentence.passage].span(first, min(last, first + LONGEST_QUOTE))
    return quoted(view.passages[sentence.passage], *origin)


def quoted(passage: Passage, start: int, end: int) -> Locator | None:
    """The place of ``text[start:end]``, if the saved page has exactly these words there."""
    words = passage.text[start:end]
    if passage.at.quote == passage.text:
        return passage.at.narrowed(start, end)
    offset = passage.at.quote.find(words)
    return passage.at.narrowed(offset, offset + len(words)) if words.strip() and offset >= 0 else None
