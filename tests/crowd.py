"""A crowd of invented honest people whose pages look odd for ordinary reasons; several reasons on a page."""

from __future__ import annotations

import random
from collections.abc import Callable, Iterator
from dataclasses import replace

from tests.people import CAREERS, LANGUAGES, Job, Person, people

CROWD = 640
STAFF_TEXT = (
    "Our crews look after moorings, buoys and small ferries along the whole coast, in every season, with people who "
    "know the water. I was part of the team that planned the winter work."
)
"""What one employer wrote for all its staff."""
Dice = random.Random


def _sparse(person: Person, _dice: Dice) -> Person:
    return replace(person, about="", jobs=(), headline="…")


def _slogan(person: Person, dice: Dice) -> Person:
    words = (
        "Dreamer 🌊 Maker",
        "Open to work",
        "ex-Ebb Bank | ex-Quay House",
        "Boats > meetings",
        "Mensch",
        "海が好き",
    )
    return replace(person, headline=dice.choice(words))


def _side_by_side(person: Person, dice: Dice) -> Person:
    year = dice.randint(2008, 2018)
    jobs = tuple(Job(f"Board of Club {n}", (year + n, 1 + n), (year + n + 3, 2 + n)) for n in range(3))
    return replace(person, jobs=(*person.jobs, *jobs))


def _short_stays(person: Person, dice: Dice) -> Person:
    year = dice.randint(2003, 2020)
    return replace(person, jobs=(*person.jobs, *(Job(f"Fair {n}", (year, n), (year, n)) for n in range(1, 5))))


def _years_only(person: Person, _dice: Dice) -> Person:
    return replace(
        person,
        jobs=tuple(replace(job, start=(job.start[0], 0), end=job.end and (job.end[0], 0)) for job in person.jobs),
    )


def _leave_left_out(person: Person, dice: Dice) -> Person:
    job = Job("Old Slipway", (2006, 4), (2013, 9), lasted=dice.randint(20, 60))
    return replace(person, jobs=(*person.jobs, job))


def _rounded(person: Person, dice: Dice) -> Person:
    return replace(
        person, jobs=(*person.jobs, Job("Old Slipway", (2011, 4), (2013, 4), lasted=25 + dice.randint(-2, 2)))
    )


def _starts_in_autumn(person: Person, _dice: Dice) -> Person:
    return replace(person, jobs=(Job("New College", (2026, 9), lasted=1), *person.jobs))


def _kept_number(person: Person, dice: Dice) -> Person:
    code = dice.choice(("+48 555", "+234 555", "+33 5 55", "+1 555", "+7 555", "+971 555"))
    return replace(person, about=f"{person.about} {code} {dice.randint(100, 999)} {dice.randint(100, 999)}")


def _moved(person: Person, dice: Dice) -> Person:
    words = ("I am based in Kiel, Germany.", "Ich wohne in Kiel, Deutschland.", "Based between Nantes and Lagos.")
    return replace(person, about=f"{dice.choice(words)} {person.about}")


def _former_name(person: Person, dice: Dice) -> Person:
    """The address keeps the family name of the first day."""
    return replace(person, slug=f"{dice.choice(('anna', 'weiler', 'marlowe'))}-lindqvist-{person.slug}")


def _damaged_title(person: Person, _dice: Dice) -> Person:
    return replace(person, titled=person.titled.encode().decode("latin-1"))


def _shortened_title(person: Person, _dice: Dice) -> Person:
    first, *rest = person.name.split()
    return replace(person, titled=" ".join([first, *(f"{word[0]}." for word in rest)]))


def _scripts(person: Person, dice: Dice) -> Person:
    words = (
        "می\u200cخواهم کتاب\u200cهای دریا را بخوانم",
        "क्\u200dष और श्री",
        "👩\u200d🔧 👨\u200d👩\u200d👧 🏴\U000e0067\U000e0062\U000e0073\U000e0063\U000e0074\U000e007f",
        "Donau\u00addampf\u00adschiff",
        "\u202a+47 555 00 100\u202c",
        "Ваня и Vanya, Харків / Kharkiv, 田中 Tanaka カナ",
        "Schiff\u200bfahrt",
    )
    return replace(person, about=f"{person.about} {dice.choice(words)}")


def _brackets(person: Person, dice: Dice) -> Person:
    words = ("For [client], a ferry line.", "{ } ; and other tools", "Templates as a trade: letters, forms, [sic].")
    return replace(person, about=f"{person.about} {dice.choice(words)}")


def _since(person: Person, dice: Dice) -> Person:
    return replace(
        person, about=f"{person.about} Since {dice.randint(1985, 2003)} on boats. Our club was founded in 1987."
    )


def _colleague(person: Person, dice: Dice) -> Person:
    """Staff of one firm: its text, its switchboard, its mail domain."""
    crew = Job("Harbour Crews", (dice.randint(2010, 2020), dice.randint(1, 12)), None, STAFF_TEXT)
    about = f"{person.about} desk@harbourcrews.example, +47 555 00 100, https://harbourcrews.example"
    return replace(person, about=about, jobs=(crew, *person.jobs))


def _trade(person: Person, dice: Dice) -> Person:
    """Words that a trade shares."""
    trade = (
        "Results-driven professional with a proven track record in shipping. Strong communication skills, a team "
        f"player, fluent in {dice.randint(2, 5)} languages. Always happy to connect."
    )
    return replace(person, about=f"{trade} {person.about}")


def _other_language(person: Person, dice: Dice) -> Person:
    return replace(person, language=dice.choice(tuple(LANGUAGES)))


def _shuffled(person: Person, _dice: Dice) -> Person:
    return replace(person, shuffled=True)


def _long_name(person: Person, _dice: Dice) -> Person:
    return replace(person, name=f"Dr. {person.name} (she/her), MBA 🌱")


ODD: tuple[Callable[[Person, Dice], Person], ...] = (
    _slogan,
    _side_by_side,
    _short_stays,
    _years_only,
    _leave_left_out,
    _rounded,
    _starts_in_autumn,
    _kept_number,
    _moved,
    _former_name,
    _damaged_title,
    _shortened_title,
    _scripts,
    _brackets,
    _since,
    _colleague,
    _trade,
    _other_language,
    _shuffled,
    _long_name,
    _sparse,
)


def crowd(count: int = CROWD) -> Iterator[tuple[Person, tuple[str, ...]]]:
    """People, each with one to four reasons to look odd; always the same ones."""
    base = list(people())
    for number in range(count):
        dice = random.Random(number)
        person = dice.choice(base)
        jobs = dice.choice(tuple(CAREERS.values()))
        back = dice.randint(0, 6)
        earlier = tuple(
            replace(job, start=(job.start[0] - back, job.start[1]), end=job.end and (job.end[0] - back, job.end[1]))
            for job in jobs
            if not job.text
        )
        person = replace(
            person,
            jobs=earlier,
            headline=f"{person.career} {number}",
            slug=f"someone-{number}",
            about=person.about.replace(f"{person.career} ", f"{number} "),
        )
        reasons = dice.sample(ODD, dice.randint(1, 4))
        for reason in reasons:
            person = reason(person, dice)
        yield person, tuple(reason.__name__.strip("_") for reason in reasons)
