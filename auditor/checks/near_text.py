"""Near copies of one self-description on the pages of several people."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from difflib import SequenceMatcher

from auditor.checks.names import compared_names
from auditor.model import Features, Field, Finding, Link, Locator, Profile, Records, Reference, Skip, Strength
from auditor.plugin import CaseFinding, case_check, profile_check
from auditor.similarity.minhash import SHORTEST, candidates, comparable

CHECK = "near-text"
RULE = "text-reuse"
METHOD = "minhash128-5gram+ratio"
ALIKE = 80
"""RapidFuzz ratio of the comparable texts, 0 to 100, from which one is called a near copy of the other."""
LONG_WORDS = 25
"""Words in one unbroken shared passage that templates and habit seldom explain."""
NAMED_OTHERS = 20

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
    """A page that has a self-description."""

    features: Features
    about: Field


@case_check(CHECK)
def check(profiles: tuple[Features, ...]) -> Iterator[CaseFinding | Link]:
    """Near copies of one self-description on different people's pages

    Candidates by MinHash over character 5-grams, each verified by comparing the texts. The platform's own phrases are
    cut first, texts under 40 characters are not compared, and pages of one account, or under one name, give a link but
    no finding. A text on many pages is reported once a page, with its size. Either page may be the original.
    """
    present = [Told(features, features.about) for features in profiles if features.about and features.sketch]
    texts = [comparable(told.about.value) for told in present]
    others: dict[int, list[int]] = {}
    for first, second in candidates([told.features.sketch for told in present]):
        a, b = present[first].features, present[second].features
        alike = _likeness(texts[first], texts[second])
        if alike < ALIKE:
            continue
        shared = _shared(present[first].about, present[second].about)
        yield Link("near-text", a.profile, b.profile, round(100 - alike), METHOD, shared)
        if a.subject != b.subject and not _one_name(a.name, b.name):
            others.setdefault(first, []).append(second)
            others.setdefault(second, []).append(first)
    size = _group_sizes(len(present), others)
    for number in sorted(others):
        yield CaseFinding(present[number].features.profile, _finding(present, number, others[number], size[number]))


@profile_check(CHECK)
def compared(profile: Profile, _records: Records) -> Iterator[Skip]:
    """Whether the page has a self-description that can be compared

    Pages without one, or with one of less than 40 characters, take no part in the comparison between pages.
    """
    if profile.about is None:
        yield Skip(CHECK, "the page holds no self-description to compare with others")
    elif len(comparable(profile.about.value)) < SHORTEST:
        yield Skip(CHECK, f"the self-description has fewer than {SHORTEST} characters: short ones are alike honestly")


def _likeness(a: str, b: str) -> float:
    if a == b:
        return 100.0
    from rapidfuzz.fuzz import ratio

    return float(ratio(a, b, score_cutoff=ALIKE))


def _one_name(a: str | None, b: str | None) -> bool:
    return a is not None and b is not None and compared_names(a, b) == "agrees"


def _shared(a: Field, b: Field) -> tuple[Locator, ...]:
    """The longest passage that both have, word for word, in each."""
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
    for word in text.split()[:1000]:
        start = text.index(word, start)
        words.append((word.casefold(), start, start + len(word)))
        start += len(word)
    return words


def _group_sizes(count: int, others: dict[int, list[int]]) -> list[int]:
    """How many pages hang together by copies, for each of them."""
    root = list(range(count))

    def top(number: int) -> int:
        while root[number] != number:
            root[number] = root[root[number]]
            number = root[number]
        return number

    for number in sorted(others):
        for other in others[number]:
            root[max(top(number), top(other))] = min(top(number), top(other))
    tops = [top(number) for number in range(count)]
    sizes: dict[int, int] = {}
    for one in tops:
        sizes[one] = sizes.get(one, 0) + 1
    return [sizes[one] for one in tops]


def _finding(present: list[Told], number: int, others: list[int], size: int) -> Finding:
    other = present[others[0]].features
    here, there = _shared(present[number].about, present[others[0]].about)
    words = len(here.quote.split())
    strength: Strength = "moderate" if words >= LONG_WORDS else "weak"
    many = f" The text stands, nearly alike, on {size} pages of this case." if size > 2 else ""
    return Finding(
        check=CHECK,
        rule=RULE,
        strength=strength,
        category="timeline/text",
        title="Self-description nearly the same as another person's",
        message=(
            f"{words} words in a row of this page's text stand on the page of {other.name or other.profile} as well: "
            f"“{here.quote[:300]}”.{many} Which of them is the original cannot be seen here."
        ),
        evidence=(here, there),
        alternatives=ALTERNATIVES,
        references=REFERENCES,
        weight=3 if strength == "moderate" else 1,
        field="about",
        others=tuple(present[one].features.profile for one in sorted(others)[:NAMED_OTHERS]),
        ask="Look for the passage elsewhere, and ask each of the people whether they wrote it.",
    )
