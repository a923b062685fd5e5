"""The report as one text: Markdown for a wiki or a ticket, plain text for a mail.  The same sentences as the pages."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from functools import cache, partial

from jinja2 import Environment, FileSystemLoader, StrictUndefined

from auditor.report.case_index import listed
from auditor.report.html import Edition
from auditor.report.overview_view import changes_shown, overview_row, shared
from auditor.report.passages import Piece, visible
from auditor.report.press import ROOM
from auditor.report.profile_view import profile_page
from auditor.report.words import catalogue

FORMS = ("md", "txt")
_MARKUP = re.compile(r"([\\`*_\[\]<>#|~&])")
_LIST = re.compile(r"^(\s*\d{0,9})([-+.)=])(?=\s|[-=+]|$)", re.MULTILINE)
UNDERLINES = {1: "=", 2: "-"}


def markdown(text: str) -> str:
    """Text as Markdown prints it: nothing in it is markup (CommonMark 2.4)."""
    return _LIST.sub(r"\1\\\2", _inline(text))


def _inline(text: str) -> str:
    return _MARKUP.sub(r"\\\1", visible(text))


def _markdown_heading(level: int, text: str) -> str:
    return f"{'#' * level} {_line(_inline(text))}"


def _plain_heading(level: int, text: str) -> str:
    line = _line(visible(text))
    return f"{line}\n{UNDERLINES[level] * max(3, len(line))}" if level in UNDERLINES else f"[ {line} ]"


def _line(text: str) -> str:
    return " ".join(text.split())


def _quoted(pieces: Sequence[Piece], escaped: Callable[[str], str], mark: tuple[str, str], margin: str) -> str:
    """A passage with its margin, what a finding quotes between the marks."""
    text = "".join(
        f"{mark[0]}{escaped(piece.text)}{mark[1]}" if piece.marked and piece.text.strip() else escaped(piece.text)
        for piece in pieces
    )
    return "\n".join(f"{margin}{line}".rstrip() for line in text.splitlines() or [""])


@cache
def _press(language: str, form: str) -> Environment:
    """The templates in one language and form.  Raises ``ValueError`` for a language that there are no sentences in."""
    escaped = markdown if form == "md" else visible
    made = Environment(
        loader=FileSystemLoader(str(ROOM)),
        autoescape=False,  # noqa: S701  # no markup is written here; ``finalize`` does for Markdown what it needs
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
    )
    made.filters["safe_line"] = lambda text: _line(escaped(str(text)))
    marks = ("**", "**") if form == "md" else (">>", "<<")
    made.globals.update(
        t=catalogue(language),
        h=_markdown_heading if form == "md" else _plain_heading,
        quoted=partial(_quoted, escaped=escaped, mark=marks, margin="> " if form == "md" else "    | "),
    )
    return made


def plain_report(edition: Edition, form: str) -> Iterator[str]:
    """The report in one of :data:`FORMS`, part after part: the overview, then every profile in its order."""
    case, index, words = edition.case, edition.index, edition.words
    press = _press(words.language, form)
    yield press.get_template("overview.plain").render(
        case=case,
        index=index,
        rows=[overview_row(row, words) for row in case.rows() if listed(row)],
        changes=changes_shown(case.changes, index, words) if case.changes else None,
        links=[shared(link, index, words) for link in case.links],
    )
    template = press.get_template("profile.plain")
    for view in case.profiles():
        yield template.render(
            page=profile_page(view, index, case.as_of, case.checks, case.rule_titles, words),
            source=view.document["source"],
            records=view.records,
        )
