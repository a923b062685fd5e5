from __future__ import annotations

import io
import json
import random
import shutil
from dataclasses import replace
from pathlib import Path

import pytest
from PIL import Image, ImageDraw

from auditor.checks.rewritten import check
from auditor.imaging import picture_features
from auditor.judging import case_results
from auditor.markup import reading_at
from auditor.model import Avatar, Features, Finding, Link, Locator, Page, PictureFeatures, Position
from auditor.similarity.captures import capture_of
from auditor.store.captures import capture_from, capture_text
from tests.inside import run
from tests.people import CAREERS, NAMES, Job, Person, people, reading
from tests.planted import PLANTED, STRANGER, decidable, soil
from tests.running import AS_OF, ROOT
from tests.stated import PAGE, field, job, profile

PEOPLE = tuple(people())


def post(title: str, company: str, start: str | None, end: str | None = None, url: str | None = None) -> Position:
    made = job(company, start, end)
    return replace(made, title=field(title), company_url=field(url) if url else None)


def capture(
    number: int, *jobs: Position, day: str | None = None, kind: str = "linkedin-guest-2020", **more: object
) -> Features:
    made = profile(*jobs, captured_at=day, **more)
    made = replace(made, source=replace(made.source, page_kind=kind))
    return Features(
        f"p-{number}", "ines-kauri", None, None, Avatar("none"), None, (), b"", None, capture=capture_of(made)
    )


def found(*captures: Features) -> list[Finding]:
    made = [result for result in check.run(captures) if not isinstance(result, Link)]
    return [one.finding for one in made]


CLERK = post("Clerk", "Harbour Lane", "2012-03", "2017-02")


@pytest.mark.parametrize(
    ("later", "title"),
    [
        (post("Clerk", "Harbour Lane", "2004-03", "2017-02"), "other dates"),
        (post("Clerk", "Harbour Lane", "2009", "2017-02"), "other dates"),
        (post("Clerk", "Harbour Lane", "2012-03", "2019-05"), "other dates"),
        (post("Clerk", "Ministry of Fisheries", "2012-03", "2017-02"), "another company"),
    ],
)
def test_a_rewritten_job_is_quoted_from_both_captures(later: Position, title: str) -> None:
    (finding,) = found(capture(1, CLERK, day="2026-01-05"), capture(2, later, day="2026-03-08"))
    assert title in finding.title
    assert (finding.rule, finding.strength, finding.weight) == ("rewritten-page", "weak", 0)
    assert len(finding.evidence) == 2
    assert "2026-01-05" in finding.message
    assert finding.others == ("p-1",)


@pytest.mark.parametrize(
    "later",
    [
        post("Clerk", "Harbour Lane", "2012-11", "2017-02"),
        post("Clerk", "Harbour Lane", "2012", "2017"),
        post("Clerk", "Harbour Lane", "2002-03", "2007-02"),
        post("Clerk", "Harbour Lane", "2012-03"),
        post("Head clerk", "Harbour Lane", "2004-03", "2017-02"),
        post("Clerk", "Harbor Lane Inc.", "2012-03", "2017-02"),
        post("Clerk", "HL", "2012-03", "2017-02"),
        post("Clerk", "Lantern Group", "2012-03", "2017-02", "https://www.linkedin.com/company/harbour-lane"),
        post("Clerk", "Ministry of Fisheries", "2012", "2017"),
        post("Clerk", "Министерство рыболовства", "2012-03", "2017-02"),
        post("Clerk", "Harbour Lane", None),
        post("Clerk", "Harbour Lane", "x", "y"),
    ],
    ids=lambda later: f"{later.company.value} {later.start}",
)
def test_what_people_and_platforms_change(later: Position) -> None:
    before = replace(CLERK, company_url=field("https://www.linkedin.com/company/harbour-lane"))
    assert found(capture(1, before, day="2026-01-05"), capture(2, later, day="2026-03-08")) == []


def test_an_entry_that_stands_twice_is_not_compared() -> None:
    twice = (CLERK, post("Clerk", "Harbour Lane", "2003-03", "2007-02"))
    assert found(capture(1, *twice), capture(2, post("Clerk", "Harbour Lane", "1999-03", "2017-02"))) == []


def test_a_company_that_both_captures_know_is_no_rewriting() -> None:
    quay = post("Clerk", "Quay House", "2012-03", "2017-02")
    assert found(capture(1, CLERK, post("Broker", "Quay House", "2019-01")), capture(2, quay)) == []


@pytest.mark.parametrize(
    ("first", "second", "findings"),
    [
        ("Ines Kauri", "Robert Weiler", 1),
        ("Ines Kauri", "Ines Weiler", 0),
        ("Ines Kauri", "Kauri", 0),
        ("Ines Kauri", "林小雨", 0),
        ("Олександра Гриценко", "Oleksandra Hrytsenko", 0),
    ],
)
def test_another_name(first: str, second: str, findings: int) -> None:
    assert len(found(capture(1, name=first), capture(2, name=second))) == findings


def test_without_the_days_nothing_is_said_of_the_order() -> None:
    (finding,) = found(capture(1, name="Ines Kauri"), capture(2, name="Robert Weiler", day="2026-03-08"))
    assert "another one gives “Ines Kauri”" in finding.message


def test_accounts_of_two_networks_are_two_accounts() -> None:
    assert found(capture(1, name="Ines Kauri"), capture(2, name="Robert Weiler", kind="github")) == []


def test_a_page_in_another_language_is_not_compared() -> None:
    one, other = capture(1, CLERK), capture(2, post("Clerk", "Fischereiamt", "2012-03", "2017-02"))
    assert other.capture is not None
    assert len(found(one, other)) == 1
    assert found(one, replace(other, capture=replace(other.capture, language="de"))) == []


# ------------------------------------------------------------------ pictures


def drawn(seed: int) -> Image.Image:
    dice = random.Random(seed)
    picture = Image.new("RGB", (256, 256), (200, 200, 200))
    pen = ImageDraw.Draw(picture)
    for _ in range(40):
        x, y, side = dice.randrange(256), dice.randrange(256), dice.randrange(10, 90)
        pen.ellipse((x, y, x + side, y + dice.randrange(10, 90)), tuple(dice.randrange(256) for _ in range(3)))
    return picture


def shot(number: int, picture: Image.Image, quality: int = 90) -> Features:
    data = io.BytesIO()
    picture.save(data, "JPEG", quality=quality)
    made: PictureFeatures = picture_features(data.getvalue(), 10**7)
    at = Locator(PAGE, f"img.{number}", f"https://pictures.example/{number}", 0)
    return replace(capture(number), picture=made, avatar=Avatar("embedded", at.quote, at))


def test_another_picture_is_noted_and_the_same_one_is_not() -> None:
    (finding,) = found(shot(1, drawn(1)), shot(2, drawn(2)))
    assert finding.title == "The profile has another picture in another capture"
    assert [place.quote for place in finding.evidence] == [f"https://pictures.example/{n}" for n in (2, 1)]
    assert found(shot(1, drawn(1)), shot(2, drawn(1), 40)) == []
    assert found(shot(1, drawn(1)), shot(2, drawn(1).crop((20, 12, 236, 228)))) == []
    assert found(shot(1, drawn(1)), capture(2)) == []


# ------------------------------------------------------------------ whole pages and the case file


def features_of(person: Person, slug: str | None = None) -> Features:
    made = reading(replace(person, slug=slug or person.slug).page).features
    assert made is not None
    return made


@pytest.mark.parametrize("person", PEOPLE[::37], ids=lambda person: person.who)
def test_the_case_file_keeps_a_capture_as_it_was(person: Person) -> None:
    made = features_of(person).capture
    assert made is not None
    assert made.jobs
    assert capture_from(capture_text(made)) == made


def lived_on(person: Person) -> Person:
    """The same person some time later: another headline and text, a job that ended, a new one, a name cut short."""
    first = person.jobs[0]
    ended = replace(first, end=first.end or (2026, 1))
    jobs = (Job("Lantern Works", (2026, 2)), ended, *person.jobs[1:])
    return replace(person, jobs=jobs, headline="Open to work", about=f"{person.about} New here.", name=person.titled)


def test_nobody_gets_a_note_for_living_on() -> None:
    for person in PEOPLE:
        both = sorted((features_of(person), features_of(lived_on(person))), key=lambda one: one.profile)
        assert [one.finding.message for one in case_results(both).findings] == [], person.who


REWRITTEN = {
    "dates": (Job("Old Slipway", (2012, 5), (2014, 2)), Job("Old Slipway", (2003, 5), (2014, 2))),
    "employer": (Job("Old Slipway", (2012, 5), (2014, 2)), Job("Ministry of Fisheries", (2012, 5), (2014, 2))),
}


def noted(pages: list[Page]) -> list[Finding]:
    """The findings between pages of one profile; every quote is read again at its place."""
    made = [one for page in pages if (one := reading(page).features)]
    found = [one.finding for one in case_results(sorted(made, key=lambda one: one.profile)).findings]
    by_page = {page.sha256: page for page in pages}
    for finding in found:
        assert (finding.check, finding.weight) == ("rewritten", 0)
        assert {place.page for place in finding.evidence} == set(by_page)
        for place in finding.evidence:
            held = reading_at(by_page[place.page], place.selector)
            assert held is not None
            assert held[place.start :].startswith(place.quote)
    return found


@pytest.mark.parametrize("kind", REWRITTEN)
def test_what_was_rewritten_is_noted_once_for_everybody(kind: str) -> None:
    """So the note is as frequent in all naming systems, languages and careers: each is among these."""
    whose = PEOPLE[::5]
    assert len({person.culture for person in whose}) == len(NAMES)
    assert len({person.career for person in whose}) == len(CAREERS)
    for person in whose:
        pages = [replace(person, jobs=(*person.jobs, job)).page for job in REWRITTEN[kind]]
        assert len(noted(pages)) == 1, person.who


def test_another_name_is_noted_wherever_it_can_be_told() -> None:
    whose = [person for person in soil("two_names") if decidable("two_names", person)]
    assert len(whose) >= PLANTED
    for person in whose:
        (finding,) = noted([person.page, replace(person, name=STRANGER, titled=STRANGER).page])
        assert {place.quote for place in finding.evidence} == {person.name, STRANGER}


def test_an_audit_notes_it(tmp_path: Path) -> None:
    shutil.copytree(ROOT / "fixtures" / "checks" / "rewritten" / "hit-dates-moved", tmp_path / "pages")
    (tmp_path / "pages" / "expected.json").unlink()
    done = run("audit", "pages", "--format", "json", "--as-of", AS_OF, "--quiet", cwd=tmp_path)
    assert done.returncode == 0, done.stderr
    notes = [
        (page["source"]["path"], finding["check"], [place["quote"] for place in finding["evidence"]])
        for page in json.loads(done.stdout)["profiles"]
        for finding in page["findings"]
    ]
    assert notes == [("pages/b.html", "rewritten", ["Mar 2004 - Feb 2017", "Mar 2012 - Feb 2017"])]
