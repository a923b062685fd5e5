"""What a page states that another capture of the same profile may state otherwise."""

from __future__ import annotations

from collections.abc import Sequence

from auditor.model import Capture, CapturedJob, Features, Profile

_SAYS_ITSELF = ("embedded", "page")
"""Who must state the day of capture: files are copied, and their dates with them."""


def capture_of(profile: Profile) -> Capture:
    """The name and the jobs of a page, with the day on which it was saved."""
    source = profile.source
    known = source.captured_at if source.captured_at_basis in _SAYS_ITSELF else None
    return Capture(
        network=(source.page_kind or "").partition("-")[0],
        language=source.language,
        day=known[:10] if known else None,
        name=profile.name,
        jobs=tuple(
            CapturedJob(
                job.title.value,
                job.company,
                job.company_url.value if job.company_url else None,
                job.start,
                job.end,
                job.current,
                job.dates,
            )
            for job in profile.experience
            if job.title and job.company and job.dates
        ),
    )


def next_captures(features: Sequence[Features]) -> dict[str, str]:
    """For each page of an account that was saved several times: the id of the account's next page, in their order.

    Captures of one account resemble each other: joined one to the next they are as many links as captures, each with
    each they would be their square.
    """
    latest: dict[str, str] = {}
    following: dict[str, str] = {}
    for one in features:
        if one.subject in latest:
            following[latest[one.subject]] = one.profile
        latest[one.subject] = one.profile
    return following


def worth_joining(one: Features, other: Features, following: dict[str, str]) -> bool:
    """Whether what two pages share is to be told: they are of two accounts, or neighbours among one's captures."""
    return (
        one.subject != other.subject
        or following.get(one.profile) == other.profile
        or following.get(other.profile) == one.profile
    )
