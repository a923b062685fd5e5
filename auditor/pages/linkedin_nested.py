"""A member's profile in answers of LinkedIn's web API that nest their parts, and in what programs keep of them."""

from __future__ import annotations

from auditor.markup import Json
from auditor.model import Field, Position, Study
from auditor.pages.linkedin_entities import Member, company_page, partial, photo_of
from auditor.pages.schema_org import joined
from auditor.pages.webapi import Entities

_NO_ENTITIES = Entities(())


def nested_member(root: Json) -> Member | None:
    """The member of a profile view, of a recruiter's answer, or of the flat form that programs keep."""
    profile = root.get("profile") or root
    mini = profile.get("miniProfile")
    name = joined((profile.field("firstName"), profile.field("lastName")), " ")
    if name is None:
        return None
    jobs = _listed(root, ("positionView", "elements"), ("experience",), ("positions",))
    schools = _listed(root, ("educationView", "elements"), ("education",), ("profile", "educations"), ("educations",))
    experience = tuple(position for job in jobs or () if (position := _position(job)))
    education = tuple(study for school in schools or () if (study := _study(school)))
    slug = profile.field("publicIdentifier") or (mini.field("publicIdentifier") if mini else None)
    return Member(
        profile=profile,
        slug=slug or profile.field("public_id"),
        name=name,
        headline=profile.field("headline") or profile.field("occupation"),
        about=profile.field("summary"),
        location=profile.field("geoLocationName") or profile.field("locationName") or profile.field("location"),
        photo=photo_of(_NO_ENTITIES, profile) or (photo_of(_NO_ENTITIES, mini) if mini else None),
        experience=experience,
        education=education,
        experience_absent=None if experience else "not-captured" if jobs is None else "empty",
        education_absent=None if education else "not-captured" if schools is None else "empty",
        links=(),
    )


def _listed(root: Json, *paths: tuple[str, ...]) -> list[Json] | None:
    for path in paths:
        if (part := root.get(*path)) is not None and isinstance(part.value, list):
            return part.items()
    return None


def _position(item: Json) -> Position | None:
    job = item.get("position") or item
    title, company = job.field("title"), job.field("companyName")
    stated = title or company
    if stated is None:
        return None
    start, end, running = _period(job)
    return Position(
        at=stated.at,
        title=title,
        company=company,
        company_url=company_page(job, job.get("company")),
        start=start,
        end=end,
        current=running,
        location=job.field("locationName") or job.field("geoLocationName") or job.field("location"),
        description=job.field("description") or job.field("summary"),
    )


def _study(school: Json) -> Study | None:
    name = school.field("schoolName") or school.field("school", "schoolName")
    degree = joined((school.field("degreeName") or school.field("degree"), school.field("fieldOfStudy")), ", ")
    stated: Field | None = name or degree
    if stated is None:
        return None
    start, end, _ = _period(school)
    return Study(at=stated.at, school=name, degree=degree, start=start, end=end)


def _period(node: Json) -> tuple[str | None, str | None, bool]:
    """Start, end, and whether it is still running: a period without an end, or one that says so itself."""
    span = node.get("timePeriod") or node.get("dateRange")
    if span is not None and isinstance(span.value, dict):
        start = partial(span.get("startDate") or span.get("start"))
        end = partial(span.get("endDate") or span.get("end"))
        return start, end, end is None
    start = partial(node, "startDateYear", "startDateMonth")
    end = partial(node, "endDateYear", "endDateMonth")
    said = node.get("current")
    return start, end, said.value is True if said else start is not None and end is None
