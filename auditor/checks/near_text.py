"""Near copies of one text on the pages of several people."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from difflib import SequenceMatcher

from auditor.checks.founding import company_words
from auditor.checks.names import compared_names
from auditor.model import Features, Field, Finding, Link, Locator, Profile, Records, Reference, Skip, Strength
from auditor.plugin import CaseFinding, case_check, profile_check
from auditor.similarity.captures import next_captures, worth_joining
from auditor.similarity.minhash import SHORTEST, candidates, comparable
from auditor.similarity.rarity import Phrases

CHECK = "near-text"
RULE = "text-reuse"
METHOD = "minhash128-5gram+ratio"
ALIKE = 80
"""RapidFuzz ratio of the comparable texts, 0 to 100, from which one is called a near copy of the other."""
LONG_WORDS = 25
"""Words in one unbroken shared passage that templates and habit seldom explain."""
FEW_WORDS = {"about": 6, "experience": 12, "messages": 12}
"""Rare words that the shared passage must have: words in no phrase that more than twelve pages of the case use."""
TOGETHER = 65_536
"""Pairs that are compared at once."""
FEW = 2_048
"""Pairs for which one core is enough."""
SAME = 95
"""Likeness from which a text counts as one template's."""
MANY = 12
"""Pages with one text above which it is a template, reported once."""
NAMED_OTHERS = 20
TITLES = {
    "about": "Self-description nearly the same as another person's",
    "experience": "Job description nearly the same as another person's",
    "messages": "Message nearly the same as another person's",
}

REFERENCES = (
    Reference(
        "SyI Quarterly 7, page 51: What should you do to be less susceptible? (the four Rs of Think Before You Link)",
        "CPNI/NPSA, printed by The Security Institute, first quarter 2021",
        "https://security-institute.org/syi-q1-2021/files/basic-html/page51.html",
    ),
    Reference(
        "10 tell-tale signs of fake recruiters on LinkedIn",
        "Hays, citing Symantec, 5 July 2016",
        "https://social.hays.com/2016/07/05/10-tell-tale-signs-of-fake-recruiters-on-linkedin",
    ),
)
ALTERNATIVES = (
    "The text was copied from one of these people without their knowledge: the page may be the original.",
    "Both work for one employer or franchise, which wrote the text for its staff.",
    "A template, a ghost-writer, a translation service or a writing assistant was used by both.",
    "Two accounts of one person.",
)


@dataclass(frozen=True, slots=True)
class Told:
    """A text that a page holds."""

    features: Features
    field: str
    text: Field
    sketch: bytes
    employer: str | None = None


@case_check(CHECK)
def check(profiles: tuple[Features, ...]) -> Iterator[CaseFinding | Link]:
    """Near copies of one text on different people's pages

    Self-descriptions, and the longest job descriptions and messages of each page. Candidates by MinHash over
    character 5-grams, each verified by comparing the texts. The platform's own phrases are cut first, texts under
    40 characters (job descriptions and messages: 120) are not compared. Pages of one account, under one name or
    without a name, and two jobs at one employer give a link but no finding; of one account's captures each is linked
    to the next. What two texts share must be rare:
    phrases of four words that more than twelve pages of the case use do not count. A whole text on more than twelve
    pages is a template, and is reported once, with its size. Either page may be the original.
    """
    told = list(_told(profiles))
    likely = list(candidates([one.sketch for one in told]))
    if not likely:
        return
    texts = [comparable(one.text.value) for one in told]
    pairs = list(_pairs(told, texts, likely))
    yield from _links(told, pairs)
    phrases = _counted(told, texts, pairs)
    others: dict[int, list[int]] = {}
    alike: dict[int, list[int]] = {}
    strangers: set[int] = set()
    for pair in pairs:
        apart = not _may_be_one_author(told[pair.first], told[pair.second])
        rare = phrases.rare_words(pair.shared[0].quote, MANY) >= FEW_WORDS[told[pair.first].field]
        if apart and rare:
            _joined(others, pair)
        elif pair.likeness >= SAME and not rare:
            _joined(alike, pair)
            strangers.update((pair.first, pair.second) if apart else ())
    yield from _copies(told, others)
    yield from _templates(told, alike, strangers)


@dataclass(frozen=True, slots=True)
class Pair:
    """Two near copies, by their place among all texts, and the longest passage that both have."""

    first: int
    second: int
    likeness: float
    shared: tuple[Locator, ...]


def _pairs(told: list[Told], texts: list[str], likely: list[tuple[int, int]]) -> Iterator[Pair]:
    import numpy as np
    from rapidfuzz.fuzz import ratio
    from rapidfuzz.process import cpdist

    following = next_captures([one.features for one in told])
    apart = [
        (a, b)
        for a, b in likely
        if told[a].features.profile != told[b].features.profile
        and worth_joining(told[a].features, told[b].features, following)
    ]
    for start in range(0, len(apart), TOGETHER):
        some = apart[start : start + TOGETHER]
        likeness = cpdist(
            [texts[first] for first, _ in some],
            [texts[second] for _, second in some],
            scorer=ratio,
            score_cutoff=ALIKE,
            dtype=np.float64,
            workers=-1 if len(some) > FEW else 1,
        )
        for place in np.flatnonzero(likeness >= ALIKE).tolist():
            first, second = some[place]
            yield Pair(first, second, float(likeness[place]), _shared(told[first].text, told[second].text))


def _joined(others: dict[int, list[int]], pair: Pair) -> None:
    others.setdefault(pair.first, []).append(pair.second)
    others.setdefault(pair.second, []).append(pair.first)


def _links(told: list[Told], pairs: list[Pair]) -> Iterator[Link]:
    """One link for two pages, of the texts that are most alike."""
    found: dict[tuple[str, str], Link] = {}
    for pair in pairs:
        a, b = told[pair.first].features.profile, told[pair.second].features.profile
        link = Link("near-text", a, b, round(100 - pair.likeness), METHOD, pair.shared)
        found[a, b] = min(found.get((a, b), link), link, key=lambda one: one.distance)
    return (found[key] for key in sorted(found))


def _counted(told: list[Told], texts: list[str], pairs: list[Pair]) -> Phrases:
    """On how many pages each phrase of the near copies stands."""
    involved = sorted({number for pair in pairs for number in (pair.first, pair.second)})
    phrases = Phrases(texts[number] for number in involved)
    pages: dict[str, list[str]] = {}
    for one, text in zip(told, texts, strict=True) if pairs else ():
        pages.setdefault(one.features.profile, []).append(text)
    for said in pages.values():
        phrases.count(said)
    return phrases


def _told(profiles: tuple[Features, ...]) -> Iterator[Told]:
    for features in profiles:
        if features.about and features.sketch:
            yield Told(features, "about", features.about, features.sketch)
        for passage in features.passages:
            yield Told(features, passage.field, passage.text, passage.sketch, passage.employer)


def _may_be_one_author(a: Told, b: Told) -> bool:
    """Whether one person, or one employer for its staff, may have written both texts, as far as the pages say.

    Without both names nobody knows: one message may have been saved twice.
    """
    if (
        a.features.name is None
        or b.features.name is None
        or a.features.subject == b.features.subject
        or compared_names(a.features.name, b.features.name) == "agrees"
    ):
        return True
    return bool(a.employer and b.employer and company_words(a.employer) == company_words(b.employer))


def _spaced(text: str) -> bool:
    """Whether the text puts spaces between words, so that words can be counted."""
    return len(text) < 20 * (text.count(" ") + 1)


def _copies(told: list[Told], others: dict[int, list[int]]) -> Iterator[CaseFinding]:
    """A finding on each page and field."""
    size, top = _groups(told, others)
    seen: set[tuple[str, str]] = set()
    for number in sorted(others):
        one = told[number]
        key = (one.features.profile, one.field)
        if key not in seen:
            seen.add(key)
            rest = [told[other] for other in others[number]]
            yield CaseFinding(one.features.profile, _finding(one, rest, size[top[number]], once=False))


def _templates(told: list[Told], alike: dict[int, list[int]], strangers: set[int]) -> Iterator[CaseFinding]:
    """A finding for each text that stands on the pages of more than twelve strangers, on the first of them."""
    size, top = _groups(told, alike)
    groups: dict[int, dict[str, Told]] = {}
    for number in sorted(strangers):
        groups.setdefault(top[number], {}).setdefault(told[number].features.profile, told[number])
    for head in sorted(groups):
        one, *rest = groups[head].values()
        if len(rest) >= MANY:
            yield CaseFinding(one.features.profile, _finding(one, rest, size[head], once=True))


@profile_check(CHECK)
def compared(profile: Profile, _records: Records) -> Iterator[Skip]:
    """Whether the page has a self-description that can be compared

    Pages without one, or with one of less than 40 characters, take no part in the comparison between pages.
    """
    if profile.about is None:
        yield Skip(CHECK, "the page holds no self-description to compare with others")
    elif len(comparable(profile.about.value)) < SHORTEST:
        yield Skip(CHECK, f"the self-description has fewer than {SHORTEST} characters: short ones are alike honestly")


def _shared(a: Field, b: Field) -> tuple[Locator, ...]:
    """The longest passage that both have, word for word, in each."""
    if a.at.quote == b.at.quote:
        return a.at, b.at
    first, second = _words(a.at.quote), _words(b.at.quote)
    block = SequenceMatcher(
        None, [word for word, _, _ in first], [word for word, _, _ in second], autojunk=False
    ).find_longest_match()
    if not block.size:
        return a.at, b.at
    return (
        a.at.narrowed(first[block.a][1], first[block.a + block.size - 1][2]),
        b.at.narrowed(second[block.b][1], second[block.b + block.size - 1][2]),
    )


def _words(text: str) -> list[tuple[str, int, int]]:
    """Words of a text, case-folded, with where they stand; enough of a long one."""
    words, start = [], 0
    for word in text.split()[:400]:
        start = text.index(word, start)
        words.append((word.casefold(), start, start + len(word)))
        start += len(word)
    return words


def _groups(told: list[Told], others: dict[int, list[int]]) -> tuple[dict[int, int], dict[int, int]]:
    """How many pages hang together by copies, by the group's first text; and the group's first text by each of its own.

    Union-find over the pairs.
    """
    root = {number: number for number in others}

    def first(number: int) -> int:
        while root[number] != number:
            root[number] = root[root[number]]
            number = root[number]
        return number

    for number in sorted(others):
        for other in others[number]:
            one, two = first(number), first(other)
            root[max(one, two)] = min(one, two)
    top = {number: first(number) for number in sorted(others)}
    pages: dict[int, dict[str, None]] = {}
    for number, head in top.items():
        pages.setdefault(head, {})[told[number].features.profile] = None
    return {head: len(there) for head, there in pages.items()}, top


def _finding(one: Told, rest: list[Told], size: int, *, once: bool) -> Finding:
    other = rest[0]
    here, there = _shared(one.text, other.text)
    words = len(here.quote.split())
    strength: Strength = "moderate" if words >= LONG_WORDS and not once else "weak"
    told_many = f" Texts like it stand on {size} pages of this case." if size > 2 else ""
    if once:
        told_many = f" The text stands, nearly unchanged, on {size} pages of this case: reported once, for all of them."
    long = f"{words} words in a row" if _spaced(here.quote) else f"{len(here.quote)} characters in a row"
    others = sorted({told.features.profile for told in rest})
    return Finding(
        check=CHECK,
        rule=RULE,
        strength=strength,
        category="timeline/text",
        title=TITLES[one.field],
        message=(
            f"{long} of this page's text stand on the page of {other.features.name or other.features.profile} as well: "
            f"“{here.quote[:300]}”.{told_many} Which of them is the original cannot be seen here."
        ),
        evidence=(here, there),
        alternatives=ALTERNATIVES,
        references=REFERENCES,
        weight=3 if strength == "moderate" else 1,
        field=one.field,
        others=tuple(others[:NAMED_OTHERS]),
        ask="Look for the passage elsewhere, and ask each of the people whether they wrote it.",
    )
