"""The HTML report: an overview and one page a profile, each complete in itself.

A page carries its style, its script and its pictures; it may load nothing, and says so to the browser.
"""

from __future__ import annotations

import hashlib
import shlex
from base64 import b64encode
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from itertools import islice

from jinja2 import Environment, PackageLoader, StrictUndefined
from markupsafe import Markup

from auditor.report.case_index import ROWS_ON_A_PAGE, CaseIndex, case_index, listed, part_path
from auditor.report.network import groups
from auditor.report.overview_view import overview_row, shared
from auditor.report.passages import LINE, shown, visible
from auditor.report.profile_view import profile_page
from auditor.report.view import CaseView, ProfileView
from auditor.report.words import Words, catalogue

TEMPLATES = "templates"
MOST_CONNECTIONS = 300


@dataclass(frozen=True, slots=True)
class House:
    """What all pages share: style, script and the rule that nothing else may run or load."""

    style: Markup
    script: Markup
    policy: str


def _digest(text: str) -> str:
    return b64encode(hashlib.sha256(text.encode()).digest()).decode()


@cache
def house() -> House:
    """The shared parts of every page."""
    room = files("auditor.report") / TEMPLATES
    style = (room / "report.css").read_text(encoding="utf-8")
    script = (room / "report.js").read_text(encoding="utf-8")
    policy = (
        "default-src 'none'; img-src data:; "
        f"style-src 'sha256-{_digest(style)}'; script-src 'sha256-{_digest(script)}'; "
        "base-uri 'none'; form-action 'none'"
    )
    return House(Markup(style), Markup(script), policy)  # noqa: S704 (our own files)


def data_address(jpeg: bytes) -> Markup:
    """A picture as an address that loads nothing."""
    return Markup("data:image/jpeg;base64," + b64encode(jpeg).decode())  # noqa: S704 (base64 has nothing to escape)


def printed(value: object) -> object:
    """What a template prints for a value: the last thing that happens to a text before it is escaped."""
    return visible(value) if type(value) is str else value


@cache
def _environment() -> Environment:
    made = Environment(
        loader=PackageLoader("auditor.report", TEMPLATES),
        autoescape=True,
        finalize=printed,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        auto_reload=False,
    )
    made.filters["data_address"] = data_address
    return made


def _shared_values(case: CaseView, words: Words) -> dict[str, object]:
    def cut(text: str | None) -> str:
        return shown(text, words)

    return {"t": words, "cut": cut, "house": house(), "as_of": case.as_of, "tool": case.tool}


def _overview(case: CaseView, index: CaseIndex, words: Words) -> Iterator[tuple[str, bytes]]:
    template = _environment().get_template("overview.html")
    common = _shared_values(case, words)
    rows = (overview_row(row, words) for row in case.rows() if listed(row))
    for part in range(index.parts):
        first = part == 0
        links = case.links if first else ()
        text = template.render(
            common,
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
        _environment()
        .get_template("profile.html")
        .render(
            _shared_values(case, words),
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
