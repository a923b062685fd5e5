"""A member's profile out of the web API's entities: of 2017, where dates are entities, and of 2020, where they nest."""

from __future__ import annotations

from dataclasses import dataclass

from auditor.addresses import company_address
from auditor.markup import Json
from auditor.model import Absence, Field, Position, Study
from auditor.pages.linkedin_links import SITE
from auditor.pages.schema_org import joined
from auditor.pages.webapi import Entities


@dataclass(frozen=True, slots=True)
class Member:
    """What the entities state about one member."""

    profile: Json
    slug: Field | None
    name: Field | None
    headline: Field | None
    about: Field | None
    location: Field | None
    photo: Field | None
    experience: tuple[Position, ...]
    education: tuple[Study, ...]
    experience_absent: Absence | None
    education_absent: Absence | None
    links: tuple[Field, ...]


def member(entities: Entities, *, slug: str | None = None, ids: tuple[str, ...] = ()) -> Member | None:
    """The member with one of these ids, or with this slug; ``None`` where the entities hold nobody of the kind.

    Other members lie in the same list (the viewer, colleagues, people also viewed): who is meant has to be said.
    """
    profile = _profile(entities, slug, ids)
    if profile is None:
        return None
    mini = entities.follow(profile, "miniProfile")
    experience, no_experience = _experience(entities, profile)
    education, no_education = _education(entities, profile)
    return Member(
        profile=profile,
        slug=profile.field("publicIdentifier") or (mini.field("publicIdentifier") if mini else None),
        name=joined((profile.field("firstName"), profile.field("lastName")), " "),
        headline=profile.field("headline") or profile.field("occupation"),
        about=profile.field("summary"),
        location=_location(entities, profile),
        photo=photo_of(entities, profile) or (photo_of(entities, mini) if mini else None),
        experience=experience,
        education=education,
        experience_absent=None if experience else no_experience,
        education_absent=None if education else no_education,
        links=_links(profile),
    )


def _profile(entities: Entities, slug: str | None, ids: tuple[str, ...]) -> Json | None:
    profiles = entities.of_type("Profile")
    for id in ids:
        named = entities.named(id)
        if named and named.get("firstName"):
            return named
        key = id.rsplit(":", 1)[-1]
        for profile in profiles:
            if key and (profile.text("entityUrn") or "").endswith(":" + key):
                return profile
    for profile in profiles if slug else ():
        mini = entities.follow(profile, "miniProfile")
        if slug in (profile.text("publicIdentifier"), mini.text("publicIdentifier") if mini else None):
            return profile
    return None


def _location(entities: Entities, profile: Json) -> Field | None:
    geo = entities.follow(profile, "geoLocation", "geo")
    return (
        profile.field("geoLocationName")
        or profile.field("locationName")
        or (geo.field("defaultLocalizedName") if geo else None)
        or profile.field("location", "basicLocation", "city")
    )


def photo_of(entities: Entities, node: Json) -> Field | None:
    """Address of the widest rendition; its place is the part of the address that differs by size."""
    holders = (
        entities.follow(node, "profilePicture", "displayImageReference"),
        entities.follow(node, "profilePicture", "displayImageReferenceResolutionResult"),
        entities.follow(node, "picture"),
        entities.follow(node, "profilePicture", "displayImage"),
    )
    for holder in holders:
        if holder is None:
            continue
        for image in (
            entities.follow(holder, "vectorImage"),
            entities.follow(holder, "com.linkedin.common.VectorImage"),
            holder,
        ):
            if image and (found := _widest(entities, image)):
                return found
    return None


def _widest(entities: Entities, image: Json) -> Field | None:
    root = image.text("rootUrl")
    best: tuple[int, Field] | None = None
    for item in image.items("artifacts"):
        artifact = entities.named(item.value) if isinstance(item.value, str) else item
        path = artifact.field("fileIdentifyingUrlPathSegment") if artifact else None
        width = artifact.get("width") if artifact else None
        size = width.value if width and isinstance(width.value, int) else 0
        if path and (best is None or size > best[0]):
            best = (size, path)
    return Field(root + best[1].value, best[1].at) if root and best else None


def _experience(entities: Entities, profile: Json) -> tuple[tuple[Position, ...], Absence | None]:
    """Jobs in the profile's order, those of a group one by one, and why there are none."""
    groups = entities.members(profile, "profilePositionGroups")
    if groups:
        jobs = [job for group in groups for job in entities.members(group, "profilePositionInPositionGroup")]
    else:
        view = _view(entities, profile, "PositionView")
        jobs = entities.members(view) if view else _own(entities, profile, "Position")
        if not jobs and view is not None:
            return (), "empty"
    if not jobs:
        return (), "empty" if entities.follow(profile, "profilePositionGroups") else "not-captured"
    return tuple(filter(None, (_position(entities, job) for job in jobs))), None


def _education(entities: Entities, profile: Json) -> tuple[tuple[Study, ...], Absence | None]:
    collection = entities.follow(profile, "profileEducations")
    view = _view(entities, profile, "EducationView")
    schools = entities.members(profile, "profileEducations") or (entities.members(view) if view else [])
    if not schools and collection is None and view is None:
        schools = _own(entities, profile, "Education")
        return _studies(entities, schools), None if schools else "not-captured"
    return _studies(entities, schools), None if schools else "empty"


def _studies(entities: Entities, schools: list[Json]) -> tuple[Study, ...]:
    return tuple(filter(None, (_study(entities, school) for school in schools)))


def _view(entities: Entities, profile: Json, name: str) -> Json | None:
    """The list of a section, in the older shape an entity of its own that names the profile by its hash."""
    key = (profile.text("entityUrn") or "").rsplit(":", 1)[-1]
    return next((view for view in entities.of_type(name) if view.text("profileId") in (key, None)), None)


def _own(entities: Entities, profile: Json, kind: str) -> list[Json]:
    key = (profile.text("entityUrn") or "").rsplit(":", 1)[-1]
    return [entity for entity in entities.of_type(kind) if key and key in (entity.text("entityUrn") or "")]


def _position(entities: Entities, job: Json) -> Position | None:
    start, end, ended = _period(entities, job)
    company = entities.follow(job, "company")
    inner = entities.follow(company, "miniCompany") if company else None
    title = job.field("title")
    employer = job.field("companyName") or (company.field("name") if company else None)
    stated = title or employer
    if stated is None:
        return None
    return Position(
        at=stated.at,
        title=title,
        company=employer,
        company_url=company_page(job, company, inner),
        start=start,
        end=end,
        current=not ended,
        location=job.field("locationName") or job.field("geoLocationName"),
        description=job.field("description"),
    )


def company_page(job: Json, *companies: Json | None) -> Field | None:
    """The employer's page; the number in its id where no address is given."""
    for node in companies:
        address = node.field("url") if node else None
        if address and (found := company_address(address.value)):
            return Field(found[0], address.at)
    urn = job.field("companyUrn") or (job.field("*company"))
    number = urn.value.rsplit(":", 1)[-1] if urn else ""
    if urn and number.isdigit():
        return Field(f"{SITE}/company/{number}", urn.at)
    return None


def _study(entities: Entities, school: Json) -> Study | None:
    start, end, _ = _period(entities, school)
    page = entities.follow(school, "school")
    name = school.field("schoolName") or (
        page.field("name") or page.field("schoolName") if page and isinstance(page.value, dict) else None
    )
    degree = joined((school.field("degreeName"), school.field("fieldOfStudy")), ", ")
    stated = name or degree
    if stated is None:
        return None
    return Study(at=stated.at, school=name, degree=degree, start=start, end=end)


def _period(entities: Entities, node: Json) -> tuple[str | None, str | None, bool]:
    """Start, end, and whether the period has ended; one without an end is still running."""
    span = entities.follow(node, "dateRange") or entities.follow(node, "timePeriod")
    if span is None:
        return None, None, True
    start = entities.follow(span, "start") or entities.follow(span, "startDate")
    end = entities.follow(span, "end") or entities.follow(span, "endDate")
    return partial(start), partial(end), end is not None and end.value is not None


def partial(node: Json | None, year_key: str = "year", month_key: str = "month") -> str | None:
    """``YYYY`` or ``YYYY-MM`` out of two numbers; the month only where it is given."""
    year = node.get(year_key) if node and isinstance(node.value, dict) else None
    if node is None or year is None or not isinstance(year.value, int) or not 1800 <= year.value <= 2100:
        return None
    month = node.get(month_key)
    known = month is not None and isinstance(month.value, int) and 1 <= month.value <= 12
    return f"{year.value:04}-{month.value:02}" if month and known else f"{year.value:04}"


def _links(profile: Json) -> tuple[Field, ...]:
    found = (site.field("url") for site in profile.items("websites"))
    return tuple(link for link in found if link)
