"""LinkedIn as a guest sees it, 2020 to 2026: top-card layout and a JSON-LD graph."""

from __future__ import annotations

import re

from auditor.addresses import company_address, handle, unwrapped
from auditor.counts import count
from auditor.markup import Document, Json, Part
from auditor.model import Absence, DatedFact, Field, Locator, Position, Profile, Study
from auditor.months import date_range, partial_date
from auditor.pages.linkedin_marks import early, on_linkedin, page_key
from auditor.pages.reading import absences, finished, is_masked, language, picture, source, without_button
from auditor.plugin import page_kind

KIND = "linkedin-guest-2020"

_PERSON_MARKS = '[data-section="picture"], .top-card__profile-image, [data-section="educationsDetails"]'
_COUNTS = ".not-first-middot > span, .top-card__subline-item, .top-card-layout__first-subline > span"
_PLACES = ".profile-info-subheader > span, " + _COUNTS
_COUNTED = re.compile(r"\d")
_JOIN = 'a[href*="vieweeVanityName="]'
_VIEWEE = re.compile(r"[?&]vieweeVanityName=([^&#]+)")


def _claims(document: Document) -> bool:
    key = page_key(document)
    if not on_linkedin(document) or (key and not key.startswith("public_profile")):
        return False
    if not early(document, "top-card-layout__title") or document.node.css_first(".top-card-layout__title") is None:
        return False
    return bool(key) or _is_person_page(document)


def _is_person_page(document: Document) -> bool:
    kind = document.meta.get("og:type")
    if kind:
        return kind.value == "profile"
    return document.node.css_first(_PERSON_MARKS) is not None or _person(document) is not None


@page_kind(KIND, claims=_claims, rank=10)
def linkedin_guest_2020(document: Document) -> Profile:
    """LinkedIn guest page, 2020 to 2026.

    Values come from the top card and the sections; the JSON-LD ``Person`` fills what the markup leaves out.  A role is
    current when its dates hold one ``time``.  Since 2026 much is masked by asterisks: masked is said, never read.
    """
    person = _person(document)
    tag = language(document)
    card = document.first("section.top-card-layout") or document.first(".top-card-layout") or document
    masked = document.first(".experience-education__list")
    experience, experience_absent = _experience(document, person, masked, tag)
    education, education_absent = _education(document, person, masked, tag)
    name = _field(card, ".top-card-layout__title") or (person.field("name") if person else None)
    url = _own_address(document, person)
    return finished(
        Profile(
            source=source(document, KIND, url.value if url else None),
            status="profile",
            name=name,
            name_elsewhere=_other_names(document, person),
            headline=_field(card, ".top-card-layout__headline"),
            location=_location(card) or (person.field("address", "addressLocality") if person else None),
            about=_about(document, person),
            url=url,
            current_companies=_employers(experience, card, person, masked),
            experience=experience,
            education=education,
            links=_websites(card),
            avatar=picture(document, _picture_address(card, person)),
            connections_or_followers=_audience(card, person, tag),
            dated=_posts(document, person),
            absent=absences(experience=experience_absent, education=education_absent),
        )
    )


def _person(document: Document) -> Json | None:
    return next((item for item in document.ld_json if item.text("@type") == "Person"), None)


def _field(part: Part, css: str) -> Field | None:
    found = part.first(css)
    return found.field() if found else None


def _own_address(document: Document, person: Json | None) -> Field | None:
    candidates = [document.meta.get("og:url"), document.meta.get("al:ios:url"), document.meta.get("al:android:url")]
    if canonical := document.first('link[rel="canonical"]'):
        candidates.append(canonical.attr_field("href"))
    if person:
        candidates += [person.field("url"), person.field("sameAs")]
    known = next((field for field in candidates if field and handle(field.value)), None)
    link = None if known else document.first(_JOIN)
    join = link.attr_field("href") if link else None
    if join and (viewee := _VIEWEE.search(join.value)):
        return Field("https://www.linkedin.com/in/" + viewee[1], join.at)
    return known


def _other_names(document: Document, person: Json | None) -> tuple[Field, ...]:
    found = [person.field("name") if person else None]
    title = document.meta.get("og:title")
    if title and " - " in title.value:
        words = title.value.split(" - ")[0]
        found.append(Field(words, title.at.narrowed(0, len(words))))
    return tuple(field for field in found if field)


def _location(card: Part) -> Field | None:
    """The first words of the line under the headline; what is counted there is no place, dialogues are nested in it."""
    for span in _subline(card, _PLACES):
        text = span.text
        if text and not _COUNTED.search(text) and not {"link", "top-card__subline-item--bullet"} & set(span.classes()):
            return span.field()
    return None


def _subline(card: Part, css: str) -> list[Part]:
    line = card.first(".top-card-layout__first-subline")
    return line.all(css) if line else []


def _audience(card: Part, person: Json | None, tag: str | None) -> int | None:
    if person and (stated := person.text("interactionStatistic", "userInteractionCount")):
        return count(stated)
    for span in _subline(card, _COUNTS):
        text = span.text
        if _COUNTED.search(text) and (number := count(text, tag)) is not None:
            return number
    return None


def _picture_address(card: Part, person: Json | None) -> Field | None:
    image = card.first("img.top-card-layout__entity-image, img.top-card__profile-image")
    if image is None:
        return person.field("image", "contentUrl") if person else None
    ghost = image.attr("data-ghost-url")
    shown = [image.attr_field("src"), image.attr_field("data-delayed-url")]
    real = [field for field in shown if field and field.value != ghost and not field.value.startswith("data:image/gif")]
    # a stand-in that is shown stays the answer: its address says that it is one
    return (
        next(iter(real), None) or next((field for field in shown if field), None) or image.attr_field("data-ghost-url")
    )


def _about(document: Document, person: Json | None) -> Field | None:
    section = document.first('section[data-section="summary"], section.summary')
    if section is not None:
        full = _long_text(section) or _field(section, ".core-section-container__content p, p")
        if full:
            return full
    return person.field("description", markup=True) if person else None


def _long_text(part: Part) -> Field | None:
    """A clamped text: the twin that holds the whole of it, without its button."""
    for css in (".show-more-less-text__text--more", ".show-more-less-text__text--less"):
        if (text := part.first(css)) and (field := without_button(text)):
            return field
    return None


def _section(document: Document, *names: str) -> Part | None:
    css = ", ".join([f'section[data-section="{name}"]' for name in names] + [f"section.{name}" for name in names])
    return document.first(css)


def _experience(
    document: Document, person: Json | None, masked: Part | None, tag: str | None
) -> tuple[tuple[Position, ...], Absence | None]:
    section = _section(document, "experience")
    found: list[Position] = []
    for item in section.all("li.experience-item, li.experience-group") if section else ():
        if "experience-group" in item.classes():
            header = item.first(".experience-group-header__company")
            address = item.first('a[href*="/company/"], a[href*="/school/"]')
            found += [_position(inner, header, address, tag) for inner in item.all("li.experience-group-position")]
        else:
            found.append(_position(item, None, None, tag))
    if not found and person and masked is None:
        found = _positions_in(person)
    readable = tuple(p for p in found if _says_something(p))
    if readable:
        return readable, None
    return (), "masked" if found or masked is not None or _withheld(person) else "hidden"


def _says_something(position: Position) -> bool:
    return any(field and not is_masked(field.value) for field in (position.title, position.company))


def _withheld(person: Json | None) -> bool:
    titles = person.items("jobTitle") if person else []
    return any(isinstance(item.value, str) and is_masked(item.value) for item in titles)


def _position(item: Part, header: Part | None, address: Part | None, tag: str | None) -> Position:
    title = _field(item, ".experience-item__title, .experience-group-position__title") or _field(item, "h3")
    company = _field(item, ".experience-item__subtitle") or (header.field() if header else None)
    link = item.first('a[href*="/company/"], a[href*="/school/"], a[href*="/showcase/"]') or address
    start, end, current, dates = _dates(item, tag)
    return Position(
        at=_place(title, company, dates) or item.locator(),
        title=title,
        company=company,
        company_url=_company_url(link.attr_field("href")) if link else None,
        start=start,
        end=end,
        current=current,
        dates=dates,
        location=_item_place(item),
        description=_long_text(item),
    )


def _place(*candidates: Field | Locator | None) -> Locator | None:
    first = next((found for found in candidates if found), None)
    return first.at if isinstance(first, Field) else first


def _company_url(address: Field | None) -> Field | None:
    known = company_address(address.value) if address else None
    return Field(known[0], address.at) if address and known else None


def _dates(item: Part, tag: str | None) -> tuple[str | None, str | None, bool, Locator | None]:
    span = item.first(
        ".date-range, .experience-item__duration, .experience-group-position__duration, .education__item--duration"
    )
    if span is None:
        return None, None, False, None
    times = span.all("time")
    at = span.locator()
    if not at.quote:
        return None, None, False, None
    if not times:
        said = date_range(at.quote, tag)
        return said.start, said.end, bool(said.current), at
    start = partial_date(times[0].text, tag)
    end = partial_date(times[1].text, tag) if len(times) > 1 else None
    return start, end, len(times) == 1, at


def _item_place(item: Part) -> Field | None:
    if older := item.first(".experience-item__location, .experience-group-position__location"):
        return older.field()
    for line in item.all("p.experience-item__meta-item"):
        if line.first(".date-range, time, .show-more-less-text") is None:
            return line.field()
    return None


def _positions_in(person: Json) -> list[Position]:
    """Jobs that only the structured data states; titles stand apart and belong to the running jobs, in order."""
    running, titles = person.items("worksFor"), person.items("jobTitle")
    found = [
        _stated_job(
            job, titles[n].field() if len(titles) == len(running) else None, current=not job.text("member", "endDate")
        )
        for n, job in enumerate(running)
    ]
    past = [job for job in person.items("alumniOf") if job.text("@type") == "Organization"]
    found += [_stated_job(job, None, current=False) for job in past]
    return [position for position in found if position]


def _stated_job(job: Json, title: Field | None, *, current: bool) -> Position | None:
    company = job.field("name")
    if company is None:
        return None
    started = job.field("member", "startDate")
    return Position(
        at=company.at,
        title=title,
        company=company,
        company_url=_company_url(job.field("url")),
        start=_iso(job, "startDate"),
        end=_iso(job, "endDate"),
        current=current,
        dates=started.at if started else None,
        location=job.field("location"),
        description=job.field("member", "description", markup=True),
    )


def _iso(item: Json, key: str) -> str | None:
    said = item.text("member", key)
    return partial_date(said) if said else None


def _education(
    document: Document, person: Json | None, masked: Part | None, tag: str | None
) -> tuple[tuple[Study, ...], Absence | None]:
    section = _section(document, "educationsDetails", "education")
    schools = [
        item for item in (person.items("alumniOf") if person else []) if item.text("@type") == "EducationalOrganization"
    ]
    found = [_study(item, schools, tag) for item in (section.all("li.education__list-item") if section else ())]
    if not found:
        found = [
            Study(name.at, name, None, _iso(item, "startDate"), _iso(item, "endDate"))
            for item in schools
            if (name := item.field("name"))
        ]
    readable = tuple(study for study in found if study.school and not is_masked(study.school.value))
    if readable:
        return readable, None
    return (), "masked" if found or masked is not None else "hidden"


def _study(item: Part, schools: list[Json], tag: str | None) -> Study:
    school = _field(item, "h3")
    start, end, open_end, dates = _dates(item, tag)
    if open_end and start and school:
        # one year alone may be the last: the structured data names the end it is
        named = [twin for twin in schools if twin.text("name") == school.value]
        if any(_iso(twin, "endDate") == start and not _iso(twin, "startDate") for twin in named):
            start, end = None, start
    return Study(_place(school, dates) or item.locator(), school, _field(item, "h4"), start, end, dates)


def _employers(
    experience: tuple[Position, ...], card: Part, person: Json | None, masked: Part | None
) -> tuple[Field, ...]:
    if any(p.current and p.company for p in experience):
        return ()
    named = [job.field("name") for job in (person.items("worksFor") if person else [])]
    if not any(named):
        link = card.first('[data-section="currentPositionsDetails"]')
        named = [_field(link, ".top-card-link__description") if link else None]
    if not any(named) and masked:
        named = [_field(masked, ".visible-list h3") or _field(masked, "h3")]
    return tuple(field for field in named if field and not is_masked(field.value))


def _websites(card: Part) -> tuple[Field, ...]:
    section = card.first('[data-section="websites"]')
    found = [link.attr_field("href") for link in (section.all("a[href]") if section else ())]
    return tuple(Field(unwrapped(field.value), field.at) for field in found if field)


def _posts(document: Document, person: Json | None) -> tuple[DatedFact, ...]:
    """Days of the subject's own posts that the page lists."""
    own = handle(person.text("url") or "") if person else None
    found = []
    for item in document.ld_json if own else ():
        if (
            item.text("@type") in ("Article", "DiscussionForumPosting")
            and handle(item.text("author", "url") or "") == own
        ):
            date = item.field("datePublished")
            day = partial_date(date.value[:10]) if date else None
            if date and day and len(day) == 10:
                found.append(DatedFact("post", day, date.at))
    return tuple(found)
