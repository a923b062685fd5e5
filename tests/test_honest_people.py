"""Honest people of many naming systems, languages and careers get nothing; what is planted among them is found."""

from __future__ import annotations

import base64
import io
import random
import unicodedata
from collections import defaultdict
from collections.abc import Callable
from dataclasses import replace
from functools import cache

import pytest
from anyascii import anyascii
from PIL import Image, ImageDraw

from auditor.checks.names import compared_names
from auditor.judging import case_results
from auditor.markup import reading_at
from auditor.model import Features, Finding, Page, Reading
from tests.people import CAREERS, LANGUAGES, NAMES, Person, people, reading
from tests.planted import KINDS, NOTES, PLANTED, Planted, decidable, soil

PEOPLE = {person.who: person for person in people()}
TOLERANCE = 0.0
"""By how much the share of pages with a note may differ between any two groups: not at all."""


@cache
def made_of(who: str) -> Reading:
    return reading(PEOPLE[who].page)


def test_there_are_enough_of_them() -> None:
    assert len(PEOPLE) >= 240
    assert len(NAMES) >= 25
    assert len({person.language for person in PEOPLE.values()}) >= 20
    assert len(CAREERS) == 8


@pytest.mark.parametrize("culture", NAMES)
def test_nothing_at_all_is_found_on_any_of_them(culture: str) -> None:
    found = [
        (who, finding.check, finding.message)
        for who, person in PEOPLE.items()
        if person.culture == culture
        for finding in made_of(who).findings
    ]
    assert found == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_their_dates_were_really_read(language: str) -> None:
    """Otherwise nothing would have been compared."""
    for who, person in PEOPLE.items():
        if person.language == language:
            stated = [(job.start, job.end) for job in made_of(who).profile.experience]
            assert stated == [(_iso(job.start), job.end and _iso(job.end)) for job in person.jobs]


def _iso(moment: tuple[int, int]) -> str:
    return f"{moment[0]}-{moment[1]:02}" if moment[1] else str(moment[0])


def test_nothing_is_found_between_them() -> None:
    results = case_results(_features(list(PEOPLE)))
    assert [made.finding.message for made in results.findings] == []
    assert not results.crashed


def _features(whose: list[str]) -> tuple[Features, ...]:
    made = [made_of(who).features for who in whose]
    return tuple(sorted((one for one in made if one), key=lambda one: one.profile))


def test_what_cannot_be_decided_depends_on_the_script_of_the_name_alone() -> None:
    """Nobody's career or language decides whether the name was compared."""
    outcomes: dict[str, set[tuple[str, ...]]] = defaultdict(set)
    for who, person in PEOPLE.items():
        skips = tuple(skip.reason for skip in made_of(who).skips if skip.check == "name-agreement")
        outcomes[person.culture].add(skips)
    assert all(len(different) == 1 for different in outcomes.values())


@cache
def notes_on_all(kind: str) -> dict[str, int]:
    """How many notes everybody gets when the same thing is noted on every page."""
    counts = {}
    for who, person in PEOPLE.items():
        found = reading(KINDS[kind](person).page).findings
        assert [finding.check for finding in found if finding.weight] == []
        counts[who] = len(found)
    return counts


@pytest.mark.parametrize("group", ["culture", "language", "career"])
@pytest.mark.parametrize("kind", NOTES)
def test_notes_are_as_frequent_in_every_group(kind: str, group: str) -> None:
    """Everybody gets exactly one; where a name cannot be compared soundly, nobody gets any."""
    noted: dict[str, list[int]] = defaultdict(list)
    for who, count in notes_on_all(kind).items():
        if decidable(kind, PEOPLE[who]):
            noted[getattr(PEOPLE[who], group)].append(count)
        else:
            assert count == 0
    rates = {name: sum(counts) / len(counts) for name, counts in noted.items()}
    assert max(rates.values()) - min(rates.values()) <= TOLERANCE, rates
    assert set(rates.values()) == {1.0}


def test_every_kind_of_note_is_among_them() -> None:
    noted = {KINDS[kind](soil(kind)[0]).check for kind in NOTES}
    assert noted == {finding.check for kind in KINDS for finding in found_on_first(kind) if not finding.weight}


def found_on_first(kind: str) -> tuple[Finding, ...]:
    planted = KINDS[kind](soil(kind)[0])
    return reading(planted.page, planted.answers).findings


@pytest.mark.parametrize("kind", KINDS)
def test_everything_that_was_planted_is_found_quoted_and_located(kind: str) -> None:
    whose = soil(kind)
    assert len(whose) >= PLANTED
    for person in whose:
        planted = KINDS[kind](person)
        (finding,) = reading(planted.page, planted.answers).findings
        assert (finding.check, finding.rule) == (planted.check, planted.rule), person.who
        pages = planted.pages
        quotes = [place.quote for place in finding.evidence]
        assert all(any(words in quote for quote in quotes) for words in planted.quotes), (person.who, quotes)
        for place in finding.evidence:
            held = reading_at(pages[place.page], place.selector)
            assert held is not None
            assert held[place.start :].startswith(place.quote), (person.who, place)


@pytest.mark.parametrize("start", range(26))
def test_a_copied_text_and_a_shared_mailbox_are_found_on_both_pages(start: int) -> None:
    first, second = (list(PEOPLE.values())[(start + step) * 8] for step in (0, 5))
    text = (
        f"I help owners of small ferries and yards number {start} along the whole coast to find crews, in time and "
        f"without noise. Write to quay.house.{start}@gmail.com for the list."
    )
    changed = text.replace("noise", "haste")
    pages = [replace(first, about=text).page, replace(second, about=changed).page]
    made = [reading(page) for page in pages]
    features = sorted((one.features for one in made if one.features), key=lambda one: one.profile)
    found = case_results(features).findings
    by_check: dict[str, list[Finding]] = defaultdict(list)
    for one in found:
        by_check[one.finding.check].append(one.finding)
    names = compared_names(first.name, second.name)
    assert len(by_check["near-text"]) == (0 if names == "agrees" else 2)
    assert len(by_check["shared-contact"]) == (2 if names == "differs" else 0)
    by_page = {page.sha256: page for page in pages}
    for finding in (one.finding for one in found):
        assert len({place.page for place in finding.evidence}) == 2
        for place in finding.evidence:
            held = reading_at(by_page[place.page], place.selector)
            assert held is not None
            assert held[place.start :].startswith(place.quote)


def drawn(seed: int) -> str:
    """A picture full of discs, as a ``data:`` address."""
    dice = random.Random(seed)
    picture = Image.new("RGB", (160, 160), (200, 200, 200))
    pen = ImageDraw.Draw(picture)
    for _ in range(30):
        x, y, side = dice.randrange(160), dice.randrange(160), dice.randrange(10, 60)
        pen.ellipse((x, y, x + side, y + dice.randrange(10, 60)), tuple(dice.randrange(256) for _ in range(3)))
    data = io.BytesIO()
    picture.save(data, "JPEG")
    return f"data:image/jpeg;base64,{base64.b64encode(data.getvalue()).decode()}"


@pytest.mark.parametrize("start", range(13))
def test_one_picture_under_two_names_is_found_on_both_pages(start: int) -> None:
    first, second = (list(PEOPLE.values())[(start + step) * 8] for step in (0, 9))
    pages = [replace(person, picture=drawn(start)).page for person in (first, second)]
    made = [one for page in pages if (one := reading(page).features)]
    found = case_results(sorted(made, key=lambda one: one.profile)).findings
    differs = compared_names(first.name, second.name) == "differs"
    assert [one.finding.check for one in found] == ["same-picture"] * (2 if differs else 0)
    by_page = {page.sha256: page for page in pages}
    for place in (place for one in found for place in one.finding.evidence):
        held = reading_at(by_page[place.page], place.selector)
        assert held is not None
        assert held[place.start :].startswith(place.quote)


def _other_language(person: Person) -> Person:
    codes = list(LANGUAGES)
    return replace(person, language=codes[(codes.index(person.language) + 7) % len(codes)])


def _shuffled(person: Person) -> Person:
    return replace(person, shuffled=True)


def _transliterated(person: Person) -> Person:
    return replace(person, name=anyascii(person.name)) if person.culture in CYRILLIC else person


def _without_marks(person: Person) -> Person:
    def bare(text: str) -> str:
        return "".join(c for c in unicodedata.normalize("NFD", text) if unicodedata.category(c) != "Mn")

    return replace(person, name=bare(person.name), about=bare(person.about), headline=bare(person.headline))


def _renamed(person: Person) -> Person:
    """The company of the last job under another name, wherever it stands; of the first, where the last is odd."""
    old = person.jobs[-1 if person.jobs[-1].company.isascii() else 0].company

    def renamed(text: str) -> str:
        return text.replace(old, "Lighthouse and Sons")

    jobs = tuple(replace(job, company=renamed(job.company), text=renamed(job.text)) for job in person.jobs)
    return replace(person, jobs=jobs, headline=renamed(person.headline), about=renamed(person.about))


WRITTEN_OVER = "Cyrillic and Greek written over"
CYRILLIC = ("Russian", "Ukrainian", "Serbian", "Greek")
CHANGES: dict[str, Callable[[Person], Person]] = {
    "dates in another locale": _other_language,
    "sections in another order": _shuffled,
    WRITTEN_OVER: _transliterated,
    "diacritics dropped": _without_marks,
    "company renamed everywhere": _renamed,
}


def _kinds_of(page: Page, answers: tuple[tuple[str, bytes], ...] = ()) -> list[tuple[str, str, str, int]]:
    found = reading(page, answers).findings
    return sorted((one.check, one.rule, one.strength, len(one.evidence)) for one in found)


@cache
def planted_in(who: str, kind: str) -> tuple[Planted, list[tuple[str, str, str, int]]]:
    planted = KINDS[kind](PEOPLE[who])
    return planted, _kinds_of(planted.page, planted.answers)


@pytest.mark.parametrize("change", CHANGES)
@pytest.mark.parametrize("kind", KINDS)
def test_what_does_not_matter_changes_no_finding(kind: str, change: str) -> None:
    """What is changed is the page with the contradiction; where it is no page like the others, the person before."""
    whose = (
        [person for person in soil(kind) if person.culture in CYRILLIC] if change == WRITTEN_OVER else soil(kind)[::3]
    )
    for person in whose:
        planted, found = planted_in(person.who, kind)
        changed = CHANGES[change](planted.person).page
        if planted.page != planted.person.page:
            changed = KINDS[kind](CHANGES[change](person)).page
        assert _kinds_of(changed, planted.answers) == found != [], person.who


@pytest.mark.parametrize("change", CHANGES)
def test_what_does_not_matter_makes_no_finding_on_honest_pages(change: str) -> None:
    for person in list(PEOPLE.values())[::3]:
        assert _kinds_of(CHANGES[change](person).page) == [], person.who
