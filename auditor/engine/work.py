"""The unit of work: one saved file -> rows.  The same function in this process, in a worker, on a cluster."""

from __future__ import annotations

from collections.abc import Container
from dataclasses import dataclass
from typing import TYPE_CHECKING

from auditor.engine.bench import BenchSource
from auditor.engine.supervisor import keep_alive
from auditor.intake import Limits, Saved, Unit, Unreached, content_of, pages, saved
from auditor.model import Page, Refusal

if TYPE_CHECKING:
    from auditor.store.case import SavedFileRows


@dataclass(frozen=True, slots=True)
class Unchanged:
    """A file that was read before under the same rules and versions."""

    path: str
    content: str
    """See :func:`auditor.intake.content_of`."""


@dataclass(frozen=True, slots=True)
class Refused:
    """A file that could not be read at all."""

    path: str
    reason: str
    passing: bool = False
    """It may be another time: the next run asks again."""


def answer(
    unit: Unit, limits: Limits, source: BenchSource, known: Container[str]
) -> Unchanged | Refused | SavedFileRows:
    """Reads one saved file, unless its content is already ``known``."""
    file = saved(unit, limits, keep_alive)
    if isinstance(file, Refusal):
        return Refused(unit.path, file.reason, isinstance(file, Unreached))
    content = content_of(file)
    if content in known:
        return Unchanged(unit.path, content)
    return rows_of(file, content, limits, source)


def rows_of(file: Saved, content: str, limits: Limits, source: BenchSource) -> SavedFileRows:
    """All that one saved file gives; ``content`` is its :func:`auditor.intake.content_of`."""
    from auditor.judging import reading_of  # heavy: parser, rules, pictures; an unchanged file needs none of them
    from auditor.markup import Document
    from auditor.store.case import SavedFileRows
    from auditor.store.rows import PageRows, page_rows

    made: list[PageRows] = []
    refusals: list[tuple[str, str]] = []
    for page in pages(file, limits):
        keep_alive()
        if isinstance(page, Page):
            document = Document(page)
            reading = reading_of(document, source.bench)
            if not isinstance(reading, Refusal):
                made.append(page_rows(page, page.path[len(file.path) :], reading, document, source.rule_versions))
                if reading.profile.status != "profile":
                    # of a profile its check tells them
                    refusals += [(page.path[len(file.path) :], doubt.reason) for doubt in page.doubts or ()]
                continue
            page = reading
        refusals.append((page.path[len(file.path) :], page.reason))
    return SavedFileRows(file.path, content, tuple(made), tuple(refusals))
