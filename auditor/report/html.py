"""The HTML report: an overview and one page a profile, each complete in itself.

A page carries its style, its script and its pictures; it may load nothing, and says so to the browser.
"""

from __future__ import annotations

import shlex
from collections.abc import Iterator
from itertools import islice

from auditor.report.case_index import ROWS_ON_A_PAGE, CaseIndex, case_index, listed, part_path
from auditor.report.network import groups
from auditor.report.overview_view import overview_row, shared
from auditor.report.passages import LINE, shown
from auditor.report.press import press
from auditor.report.profile_view import profile_page
from auditor.report.view import CaseView, ProfileView
from auditor.report.words import Words, catalogue

MOST_CONNECTIONS = 300


def _overview(case: CaseView, index: CaseIndex, words: Words) -> Iterator[tuple[str, bytes]]:
    template = press(words.language).get_template("overview.html")
    rows = (overview_row(row, words) for row in case.rows() if listed(row))
    for part in range(index.parts):
        first = part == 0
        links = case.links if first else ()
        text = template.render(
            tool=case.tool,
            as_of=case.as_of,
            part=part,
            part_paths=[part_path(number) for number in range(index.parts)],
            index=index,
            counts=case.counts,
            rows=list(islice(rows, ROWS_ON_A_PAGE)),
            first_row=part * ROWS_ON_A_PAGE + 1,
            groups=groups(links, index.names),
            links=[shared(link, index, words) for link in links[:MOST_CONNECTIONS]],
            links_left=max(0, len(links) - MOST_CONNECTIONS),
            skipped=[(shown(s["path"], words, LINE), shown(s["reason"], words, LINE)) for s in case.skipped],
        )
        yield part_path(part), text.encode()


def profile_path(id: str) -> str:
    """Where a profile's page stands in the report."""
    return f"profiles/{id}.html"


def _profile(case: CaseView, view: ProfileView, index: CaseIndex, words: Words) -> bytes:
    page = profile_page(view, index, case.as_of, case.checks, case.rule_titles, words)
    before, after = index.neighbours(page.id)
    source = view.document["source"]
    text = (
        press(words.language)
        .get_template("profile.html")
        .render(
            tool=case.tool,
            as_of=case.as_of,
            page=page,
            source=source,
            avatar=view.document["fields"]["avatar"],
            thumbnail=view.thumbnail,
            records=view.records,
            overview=index.overview_of(page.id),
            before=before,
            after=after,
            names=index.names,
            reproduce=f"auditor audit {shlex.quote(shown(source['path'], words))} --as-of {case.as_of}",
        )
    )
    return text.encode()


def report_files(case: CaseView, language: str = "en") -> Iterator[tuple[str, bytes]]:
    """The files of a report, as relative path and bytes, one after the other.

    The same case gives the same bytes.  Raises ``ValueError`` for a language that there are no sentences in.
    """
    words = catalogue(language)
    index = case_index(case.rows(), words)
    yield from _overview(case, index, words)
    for view in case.profiles():
        yield profile_path(view.document["id"]), _profile(case, view, index, words)
