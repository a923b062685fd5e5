"""The HTML report: an overview and one page a profile, each complete in itself.

A page carries its style, its script and its pictures; it may load nothing, and says so to the browser.
"""

from __future__ import annotations

import shlex
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import islice
from typing import Any

from auditor.report.case_index import ROWS_ON_A_PAGE, CaseIndex, case_index, listed, part_path
from auditor.report.network import groups
from auditor.report.overview_view import changes_shown, overview_row, shared
from auditor.report.passages import LINE, shown, visible
from auditor.report.press import data_block, language_attribute, press
from auditor.report.profile_view import profile_page
from auditor.report.view import CaseView, ProfileView, Row
from auditor.report.words import Words, catalogue

MOST_CONNECTIONS = 300


@dataclass(frozen=True, slots=True)
class Edition:
    """A report about to be printed: the case, what leads from page to page, the language."""

    case: CaseView
    index: CaseIndex
    words: Words


def edition(case: CaseView, language: str = "en") -> Edition:
    """The edition of a case in a language.  Raises ``ValueError`` for a language that there are no sentences in."""
    words = catalogue(language)
    return Edition(case, case_index(case.rows(), words), words)


def _searched(index: CaseIndex) -> list[list[object]]:
    return [[visible(value) if isinstance(value, str) else value for value in entry] for entry in index.entries]


def overview_files(edition: Edition, case_rows: Iterable[Row]) -> Iterator[tuple[str, bytes]]:
    """The pages of the overview, as relative path and bytes.  ``case_rows`` are the rows of the edition's case."""
    template = press(edition.words.language).get_template("overview.html")
    rows = (row for row in case_rows if listed(row))
    for part in range(edition.index.parts):
        text = template.render(overview_values(edition, islice(rows, ROWS_ON_A_PAGE), part))
        yield part_path(part), text.encode()


def overview_values(edition: Edition, rows: Iterable[Row], part: int) -> dict[str, Any]:
    """What the template of an overview prints of one part, of which ``rows`` are the listed rows."""
    case, index, words = edition.case, edition.index, edition.words
    first = part == 0
    links = case.links if first else ()
    return {
        "tool": case.tool,
        "as_of": case.as_of,
        "part": part,
        "part_paths": [part_path(number) for number in range(index.parts)],
        "index": index,
        "entries": data_block(_searched(index)) if first and index.parts > 1 else None,
        "counts": case.counts,
        "rows": [overview_row(row, words) for row in rows],
        "first_row": part * ROWS_ON_A_PAGE + 1,
        "groups": groups(links, index.names),
        "links": [shared(link, index, words) for link in links[:MOST_CONNECTIONS]],
        "links_left": max(0, len(links) - MOST_CONNECTIONS),
        "changes": changes_shown(case.changes, index, words) if first and case.changes else None,
        "skipped": [(shown(s["path"], words, LINE), shown(s["reason"], words, LINE)) for s in case.skipped],
    }


def profile_path(id: str) -> str:
    """Where a profile's page stands in the report."""
    return f"profiles/{id}.html"


def profile_file(edition: Edition, view: ProfileView) -> tuple[str, bytes]:
    """One profile's page, as relative path and bytes."""
    template = press(edition.words.language).get_template("profile.html")
    return profile_path(view.document["id"]), template.render(profile_values(edition, view)).encode()


def profile_values(edition: Edition, view: ProfileView) -> dict[str, Any]:
    """What the template of a profile prints."""
    case, index, words = edition.case, edition.index, edition.words
    page = profile_page(view, index, case.as_of, case.checks, case.rule_titles, words)
    before, after = index.neighbours(page.id)
    source = view.document["source"]
    return {
        "tool": case.tool,
        "as_of": case.as_of,
        "page": page,
        "source": source,
        "page_language": language_attribute(source["language"] if source["language"] != words.language else None),
        "avatar": view.document["fields"]["avatar"],
        "thumbnail": view.thumbnail,
        "records": view.records,
        "overview": index.overview_of(page.id),
        "before": before,
        "after": after,
        "names": index.names,
        "reproduce": f"auditor audit {shlex.quote(shown(source['path'], words))} --as-of {case.as_of}",
    }


def report_files(case: CaseView, language: str = "en") -> Iterator[tuple[str, bytes]]:
    """The files of a report, as relative path and bytes, one after the other.

    The same case gives the same bytes.  Raises ``ValueError`` for a language that there are no sentences in.
    """
    printed = edition(case, language)
    yield from overview_files(printed, case.rows())
    for view in case.profiles():
        yield profile_file(printed, view)
