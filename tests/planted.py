"""Contradictions planted into honest people's pages, one kind for each check, with the words that must be quoted."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable
from dataclasses import dataclass, replace

from auditor.lookup.recorded import answer_page
from auditor.model import Page
from fixtures.make import member
from fixtures.make import person as make
from tests.people import Job, Person, lasting, people, written

Z = "\u200b"
STRANGER = "Robert Weiler"
PLANTED = 12
"""Pages for each kind of contradiction, each of another naming system."""


@dataclass(frozen=True, slots=True)
class Planted:
    """A page with one contradiction, and what must be found on it."""

    person: Person
    page: Page
    check: str
    rule: str
    quotes: tuple[str, ...]
    answers: tuple[tuple[str, bytes], ...] = ()
    """Recorded answers about domains, by file name."""

    @property
    def pages(self) -> dict[str, Page]:
        """Everything that may be quoted, by digest: the page and the recorded answers."""
        pages = [self.page, *(answer_page(name, data) for name, data in self.answers)]
        return {page.sha256: page for page in pages}


def _dates(job: Job, language: str) -> str:
    return f"{written(job.start, language)} - {written(job.end, language)}" if job.end else written(job.start, language)


def backwards(person: Person) -> Planted:
    job = Job("Old Slipway", (2016, 5), (2014, 2), lasted=3)
    changed = replace(person, jobs=(*person.jobs, job))
    return Planted(changed, changed.page, "timeline", "seniority-timeline-mismatch", (_dates(job, person.language),))


def founded_later(person: Person) -> Planted:
    job = Job("Old Slipway", (2009, 5), (2012, 2), "We were founded in 2015 by two brothers.")
    changed = replace(person, jobs=(*person.jobs, job))
    quotes = ("founded in 2015", _dates(job, person.language))
    return Planted(changed, changed.page, "timeline", "seniority-timeline-mismatch", quotes)


def begins_years_from_now(person: Person) -> Planted:
    job = Job("Old Slipway", (2031, 5), lasted=3)
    changed = replace(person, jobs=(*person.jobs, job))
    return Planted(changed, changed.page, "timeline", "seniority-timeline-mismatch", (_dates(job, person.language),))


def two_foundings(person: Person) -> Planted:
    job = Job("Old Slipway", (2012, 5), (2013, 2), "We were founded in 2004 by two brothers.")
    about = f"{person.about} Old Slipway was founded in 2009."
    changed = replace(person, jobs=(*person.jobs, job), about=about)
    return Planted(changed, changed.page, "timeline", "self-contradiction", ("founded in 2004", "founded in 2009"))


def two_beginnings(person: Person) -> Planted:
    job = Job("Old Slipway", (2012, 5), (2013, 2))
    changed = replace(person, jobs=(*person.jobs, job), headline="Old Slipway since 2005")
    quotes = ("since 2005", _dates(job, person.language))
    return Planted(changed, changed.page, "timeline", "self-contradiction", quotes)


def too_long(person: Person) -> Planted:
    job = Job("Old Slipway", (2012, 5), (2013, 7), lasted=110)
    changed = replace(person, jobs=(*person.jobs, job))
    quotes = (_dates(job, person.language), lasting(110, person.language).rstrip("."))
    return Planted(changed, changed.page, "duration", "self-contradiction", quotes)


def forgotten_headline(person: Person) -> Planted:
    job = Job("Old Slipway", (2002, 5), (2003, 7))
    headline = f"{person.career} @ {job.company}"
    changed = replace(person, jobs=(*person.jobs, job), headline=headline)
    return Planted(changed, changed.page, "headline", "self-contradiction", (headline, _dates(job, person.language)))


def left_over(person: Person) -> Planted:
    changed = replace(person, about=f"{person.about} [Company Name]")
    return Planted(changed, changed.page, "left-over", "left-over-placeholder", ("[Company Name]",))


def invisible(person: Person) -> Planted:
    words = (f"Pay{Z}ment", f"re{Z}port", f"pol{Z}icy")
    changed = replace(person, about=f"{person.about} {' / '.join(words)}")
    return Planted(changed, changed.page, "hidden-characters", "hidden-characters", words)


def hidden_order(person: Person) -> Planted:
    spelt = "".join(chr(0xE0000 + ord(letter)) for letter in "obey")
    changed = replace(person, about=f"{person.about} Boats.{spelt}")
    return Planted(changed, changed.page, "hidden-characters", "hidden-characters", (spelt,))


def another_place(person: Person) -> Planted:
    about = f"I am based in Gdynia, Poland. {person.about} Call +48 555 100 200."
    changed = replace(person, about=about)
    quotes = ("I am based in Gdynia, Poland", "+48 555 ", person.place)
    return Planted(changed, changed.page, "place", "location-contradiction", quotes)


def mixed_letters(person: Person) -> Planted:
    changed = replace(person, jobs=(*person.jobs, Job("H\u0430rbour Quay", (2001, 2), (2001, 9))))
    return Planted(changed, changed.page, "mixed-letters", "mixed-script-name", ("H\u0430rbour",))


def turned_name(person: Person) -> Planted:
    changed = replace(person, jobs=(*person.jobs, Job("Quay\u202eyaB", (2001, 2), (2001, 9))))
    return Planted(changed, changed.page, "mixed-letters", "mixed-script-name", ("Quay\u202eyaB",))


def two_names(person: Person) -> Planted:
    changed = replace(person, titled=STRANGER)
    return Planted(changed, changed.page, "name-agreement", "self-contradiction", (person.name, STRANGER))


def two_addresses(person: Person) -> Planted:
    slug = person.slug.replace("somebody", "robert-weiler")
    changed = replace(person, slug=slug, about=f"{person.about} weiler.robert@gmail.com")
    quotes = (slug, "weiler.robert@gmail.com", person.name)
    return Planted(changed, changed.page, "account-name", "self-contradiction", quotes)


def signed_by_another(person: Person) -> Planted:
    text = f"Good morning,\nyour paper impressed us.\n\nKind regards,\n{STRANGER}\nHarbour Lane"
    return Planted(person, _thread(person, text), "signature", "self-contradiction", (person.name, STRANGER))


def mailbox_elsewhere(person: Person) -> Planted:
    text = "Good morning,\nI read your paper for Old Slipway, oldslipway.example. Please write to oldslipway@gmail.com"
    quotes = ("oldslipway.example", "oldslipway@gmail.com")
    return Planted(person, _thread(person, text), "employer-mail", "freemail-vs-employer", quotes)


def _thread(person: Person, text: str) -> Page:
    messages = [{"from": person.name, "sent_at": "2026-03-01T09:00:00Z", "text": text}]
    markup = json.dumps({"kind": "thread", "source": "linkedin", "owner": "Iris Owner", "messages": messages})
    sha256 = hashlib.sha256(markup.encode()).hexdigest()
    return Page(sha256, f"{person.slug}.json", "json", markup, "application/json")


def all_at_once(person: Person) -> Planted:
    """A member page, which is the kind that holds the day of the account and of the picture."""
    first, _, last = person.name.rpartition(" ")
    jobs = tuple(
        make.Job("Work", job.company, f"{job.start[0]}-{job.start[1] or 1:02}", company_slug=f"c{n}")
        for n, job in enumerate((person.jobs[-1], Job("Old Slipway", (2002, 5))))
    )
    whose = make.Person(
        first,
        last,
        person.headline,
        person.slug,
        jobs=jobs,
        picture=make.Picture(b"", "2026-02-11", "D4E03AQPlantedExample"),
        account_created="2026-02-10",
    )
    saved = member.member_page(whose, make.Surroundings(seed=person.slug, captured="2026-03-01"))
    sha256 = hashlib.sha256(saved.markup.encode()).hexdigest()
    page = Page(
        sha256, "page.mhtml", "mhtml", saved.markup, captured_at="2026-03-01T10:00:00Z", captured_at_basis="embedded"
    )
    return Planted(person, page, "account-age", "recent-account", ("Present",))


def _registered(domain: str, day: str) -> tuple[str, bytes]:
    """A registry's answer about a domain."""
    answer = {
        "objectClassName": "domain",
        "ldhName": domain.upper(),
        "events": [{"eventAction": "registration", "eventDate": f"{day}T09:41:27Z"}],
        "rdapConformance": ["rdap_level_0"],
    }
    return f"{domain}.json", json.dumps(answer).encode()


def domain_younger_than_the_firm(person: Person) -> Planted:
    about = f"{person.about} Founded in 2004, Old Slipway hires out cranes: oldslipway.example"
    changed = replace(person, about=about)
    quotes = ("Founded in 2004", "oldslipway.example", "2026-01-10")
    answers = (_registered("oldslipway.example", "2026-01-10"),)
    return Planted(changed, changed.page, "domain-age", "domain-after-claim", quotes, answers)


def domain_younger_than_a_job(person: Person) -> Planted:
    job = Job("Old Slipway", (2009, 5), (2012, 2), "Cranes for hire, https://oldslipway.example")
    changed = replace(person, jobs=(*person.jobs, job))
    quotes = (_dates(job, person.language), "oldslipway.example", "2020-01-10")
    answers = (_registered("oldslipway.example", "2020-01-10"),)
    return Planted(changed, changed.page, "domain-age", "domain-after-claim", quotes, answers)


def domain_like_another(person: Person) -> Planted:
    changed = replace(person, about=f"{person.about} Write to oldslipway.example or oldslipwoy.example")
    quotes = ("oldslipway.example", "oldslipwoy.example", "2003-05-04", "2026-01-10")
    answers = (_registered("oldslipway.example", "2003-05-04"), _registered("oldslipwoy.example", "2026-01-10"))
    return Planted(changed, changed.page, "lookalike-domain", "lookalike-firm-name", quotes, answers)


KINDS: dict[str, Callable[[Person], Planted]] = {
    kind.__name__: kind
    for kind in (
        backwards,
        founded_later,
        begins_years_from_now,
        two_foundings,
        two_beginnings,
        too_long,
        forgotten_headline,
        left_over,
        invisible,
        hidden_order,
        another_place,
        mixed_letters,
        turned_name,
        two_names,
        two_addresses,
        signed_by_another,
        mailbox_elsewhere,
        all_at_once,
        domain_younger_than_the_firm,
        domain_younger_than_a_job,
        domain_like_another,
    )
}
NOTES = ("forgotten_headline", "invisible", "hidden_order", "another_place", "two_addresses", "all_at_once")
"""What is noted and never counts: it must come to all people alike."""
ABOUT_NAMES = ("two_names", "two_addresses", "signed_by_another")
NOT_COMPARED = ("Arabic", "Hebrew", "Hindi", "Chinese", "Korean", "Japanese", "Indonesian, one name", "Tamil")
"""Names that cannot be compared with a Latin one: planted ones of these are "not decidable", by design."""


def decidable(kind: str, person: Person) -> bool:
    """Whether a kind of contradiction can be told on a person's page: not every name can be compared with STRANGER."""
    return kind not in ABOUT_NAMES or person.culture not in NOT_COMPARED


def soil(kind: str) -> list[Person]:
    """People of different naming systems for a kind of contradiction, at least twelve."""
    chosen: dict[str, Person] = {}
    for number, person in enumerate(people()):
        if not decidable(kind, person):
            continue
        if person.culture not in chosen and number % 3 == 0:
            chosen[person.culture] = person
    return list(chosen.values())
