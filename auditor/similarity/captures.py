"""What a page states that another capture of the same profile may state otherwise."""

from __future__ import annotations

from auditor.model import Capture, CapturedJob, Profile

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
