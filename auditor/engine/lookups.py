"""Which company domains saved pages claim, so that a person can be shown the list before anything is asked."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial

from auditor.engine.supervisor import GivenUp, Supervisor, keep_alive
from auditor.intake import Limits, Unit, pages, saved
from auditor.model import Page, Refusal

Progress = Callable[[int, int], None]


def claimed_in(unit: Unit, limits: Limits) -> tuple[str, ...]:
    """The company domains that the pages of one saved file claim; none where it cannot be read."""
    from auditor.checks.claimed import claimed_domains
    from auditor.markup import Document
    from auditor.pages.reading import read

    file = saved(unit, limits)
    if isinstance(file, Refusal):
        return ()
    found: set[str] = set()
    for page in pages(file, limits):
        keep_alive()
        if isinstance(page, Page):
            try:
                found.update(claimed_domains(read(Document(page))))
            except Exception:  # noqa: S112  # the audit that follows reads the page again and says what is wrong
                continue
    return tuple(sorted(found))


def claimed_by(
    units: Sequence[Unit], limits: Limits, jobs: int, seconds: float, memory: int, progress: Progress
) -> tuple[str, ...]:
    """The company domains that the pages of these files claim, sorted."""
    supervisor: Supervisor[Unit, tuple[str, ...]] = Supervisor(
        partial(claimed_in, limits=limits), min(jobs, max(1, len(units))), seconds, memory
    )
    found: set[str] = set()
    for number, (_, result) in enumerate(supervisor.results(units), 1):
        if not isinstance(result, GivenUp):
            found.update(result)
        progress(number, len(units))
    return tuple(sorted(found))
