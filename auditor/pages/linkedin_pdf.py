"""LinkedIn's "Save to PDF"."""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import pairwise

from auditor.addresses import profile_address
from auditor.markup import OPENING, Document
from auditor.model import Field, Position, Profile, Study
from auditor.months import date_range
from auditor.pages.pdf_lines import Line, Sheet
from auditor.pages.reading import absences, contacts_in, finished, language, not_a_profile, source
from auditor.plugin import page_kind

ID = "linkedin-pdf"
_NAME, _SECTION, _ENTRY, _ROLE, _SMALL, _FOOT = 26.0, 15.75, 12.0, 11.5, 10.5, 9.0
"""Sizes of letters, in points: they tell the parts of the document apart in every language."""
_WRAPPED = 19.0
"""A line of the same size no farther below than this goes on with what the one above began, in points."""
_PLACE_BELOW_DATES = 17.0
"""A place stands closer below the dates than a text does, in points."""
_AUTHOR = re.compile(r'name="author" content="LinkedIn"', re.I)
"""A page printed by a browser has the site's name as its title at most."""
_DATES_BEHIND = re.compile(r"\s*·?\s*\((?P<dates>[^()]*\d{4}[^()]*)\)\s*$")


def _claims(document: Document) -> bool:
    head = document.markup[:2_000]
    if 'data-container="pdf"' not in head:
        return False
    return _AUTHOR.search(head) is not None or (
        "www.linkedin.com" in document.markup[:OPENING] and f'data-size="{_NAME}"' in document.markup
    )


@page_kind(ID, claims=_claims)
def linkedin_pdf(document: Document) -> Profile:
    """LinkedIn's "Save to PDF", any language: the size of the letters says what a line is.

    A firm with a line of its own for the whole time holds several roles.  Profile address and e-mail come from the
    links, since the printed ones are wrapped.
    """
    sheet = Sheet(document)
    # long headlines are painted after everything else
    main = sorted(
        (line for line in sheet.lines if line.column == "main" and not _is(line, _FOOT)), key=lambda at: (at.page, at.y)
    )
    side = [line for line in sheet.lines if line.column == "side"]
    name = [line for line in main if _is(line, _NAME)]
    if not name:
        return not_a_profile(document, ID, "unknown-page")
    tag = language(document)
    top, sections = _sections(main[main.index(name[-1]) + 1 :])
    blocks = _blocks(top)
    about: Field | None = None
    experience: tuple[Position, ...] = ()
    education: tuple[Study, ...] = ()
    for number, lines in enumerate(sections):
        if any(_is(line, _ROLE) for line in lines):
            experience += _positions(sheet, lines, tag)
        elif number == 0 and (_is_text(lines) or (len(sections) > 1 and all(_is(line, _ENTRY) for line in lines))):
            # education is the last section: what comes before another one is the summary, however it is set
            about = sheet.field(lines, "\n")
        else:
            education += _studies(sheet, lines, tag)
    url, emails, links = _addresses(document)
    return finished(
        Profile(
            source(document, ID, url.value if url else None),
            "profile",
            name=sheet.field(name),
            headline=sheet.field(blocks[0]) if blocks else None,
            location=sheet.field(blocks[-1]) if len(blocks) > 1 else None,
            about=about,
            url=url,
            experience=experience,
            education=education,
            links=links,
            emails=emails,
            phones=_phones(sheet, side),
            absent=absences(
                experience=None if experience else "empty",
                education=None if education else "empty",
                about=None if about else "empty",
                avatar="not-applicable",
            ),
        )
    )


def _is(line: Line, size: float) -> bool:
    return abs(line.size - size) < 0.2


def _sections(lines: Sequence[Line]) -> tuple[list[Line], list[list[Line]]]:
    """The lines above the first section's heading, and those of each section without it."""
    top: list[Line] = []
    sections: list[list[Line]] = []
    for line in lines:
        if _is(line, _SECTION):
            sections.append([])
        elif sections:
            sections[-1].append(line)
        else:
            top.append(line)
    return top, [section for section in sections if section]


def _blocks(lines: Sequence[Line]) -> list[list[Line]]:
    """Headline and place: a wrapped line stands a little closer than the next block."""
    blocks: list[list[Line]] = []
    for number, line in enumerate(lines):
        gap = line.below(lines[number - 1]) if number else None
        if blocks and gap is not None and gap < 1.24 * line.size:
            blocks[-1].append(line)
        else:
            blocks.append([line])
    return blocks


def _is_text(lines: Sequence[Line]) -> bool:
    """Whether a section is running text: letters of one size, set as paragraphs."""
    gaps = [gap for above, line in pairwise(lines) if (gap := line.below(above)) is not None]
    return all(_is(line, _ENTRY) for line in lines) and (not gaps or min(gaps) < _WRAPPED)


def _entries(lines: Sequence[Line], size: float) -> list[tuple[list[Line], list[Line]]]:
    """Entries that begin with lines of a size: the (wrapped) heading and the lines under it."""
    entries: list[tuple[list[Line], list[Line]]] = []
    for line in lines:
        if not _is(line, size):
            if entries:
                entries[-1][1].append(line)
            continue
        if entries and not entries[-1][1]:
            gap = line.below(entries[-1][0][-1])
            if gap is None or gap < _WRAPPED:
                entries[-1][0].append(line)
                continue
        entries.append(([line], []))
    return entries


def _positions(sheet: Sheet, lines: Sequence[Line], tag: str | None) -> tuple[Position, ...]:
    found: list[Position] = []
    entries = _entries(lines, _ENTRY)
    for number, (heading, under) in enumerate(entries):
        following = entries[number + 1][0][0] if number + 1 < len(entries) else None
        roles = _entries(under, _ROLE)
        for at, (title, rest) in enumerate(roles):
            behind = roles[at + 1][0][0] if at + 1 < len(roles) else following
            found.append(_position(sheet, heading, title, rest, behind, tag))
    return tuple(found)


def _position(
    sheet: Sheet, heading: list[Line], title: list[Line], rest: list[Line], behind: Line | None, tag: str | None
) -> Position:
    dates, rest = rest[:1], rest[1:]
    said = date_range(dates[0].text, tag) if dates else None
    if said is None or (said.start is None and said.end is None):
        dates, rest, said = [], [*dates, *rest], None
    place, text = _place_and_text(dates, rest, behind)
    return Position(
        at=sheet.place([*title, *dates, *rest]),
        title=sheet.field(title),
        company=sheet.field(heading),
        start=said.start if said else None,
        end=said.end if said else None,
        current=bool(said and said.current),
        dates=sheet.place(dates) if dates else None,
        location=sheet.field(place),
        description=sheet.field(text, "\n"),
    )


def _place_and_text(dates: list[Line], rest: list[Line], behind: Line | None) -> tuple[list[Line], list[Line]]:
    """What stands under the dates: a place, then a text; either may be missing.

    The distance to the dates tells them apart; where a page ends between, the distance to what follows does.
    """
    if not rest:
        return [], []
    first = rest[0]
    above = first.below(dates[-1]) if dates else None
    if above is not None:
        is_place = above < _PLACE_BELOW_DATES
    elif len(rest) > 1:
        next_gap = rest[1].below(first)
        is_place = next_gap is not None and _WRAPPED < next_gap < 2 * _WRAPPED - 10
    else:
        last_gap = behind.below(first) if behind else None
        is_place = last_gap > 40 if last_gap is not None and behind and _is(behind, _ENTRY) else len(first.text) < 60
    return (rest[:1], rest[1:]) if is_place else ([], rest)


def _studies(sheet: Sheet, lines: Sequence[Line], tag: str | None) -> tuple[Study, ...]:
    return tuple(
        _study(sheet, heading, part, tag)
        for heading, under in _entries(lines, _ENTRY)
        for part in _degrees(under) or [under]
    )


def _degrees(lines: list[Line]) -> list[list[Line]]:
    """The lines of each degree that one school gave: a degree ends with its years in brackets."""
    found: list[list[Line]] = []
    waiting: list[Line] = []
    for line in lines:
        waiting.append(line)
        if _DATES_BEHIND.search(" ".join(part.text for part in waiting)):
            found.append(waiting)
            waiting = []
    return [*found, waiting] if waiting else found


def _study(sheet: Sheet, heading: list[Line], under: list[Line], tag: str | None) -> Study:
    words = sheet.field(under)
    behind = _DATES_BEHIND.search(words.value) if words else None
    said = date_range(behind["dates"], tag) if behind else None
    degree = words.value[: behind.start()].strip() if words and behind else words.value if words else ""
    return Study(
        at=sheet.place([*heading, *under]),
        school=sheet.field(heading),
        degree=Field(degree, words.at) if words and degree else None,
        start=said.start if said else None,
        end=said.end if said else None,
        dates=words.at if words and said else None,
    )


def _addresses(document: Document) -> tuple[Field | None, tuple[Field, ...], tuple[Field, ...]]:
    """The profile's address, e-mail addresses and websites, out of the document's links, each once."""
    url: Field | None = None
    emails: dict[str, Field] = {}
    links: dict[str, Field] = {}
    for part in document.all("a[href]"):
        href = part.attr_field("href")
        if href is None:
            continue
        if href.value.lower().startswith("mailto:"):
            email = Field(href.value[7:], href.at.narrowed(7, len(href.value)))
            emails.setdefault(email.value.casefold(), email)
        elif "linkedin.com/" in href.value and profile_address(href.value):
            url = url or href
        elif href.value.startswith("http") and "linkedin.com/" not in href.value:
            links.setdefault(href.value, href)
    return url, tuple(email for email in emails.values() if "@" in email.value), tuple(links.values())


def _phones(sheet: Sheet, side: Sequence[Line]) -> tuple[Field, ...]:
    """Phone numbers of the contact block, the first of the side column."""
    contact = side[1:]
    ends = next((n for n, line in enumerate(contact) if line.size > 12.5), len(contact))
    found: list[Field] = []
    for line in contact[:ends]:
        if field := sheet.field([line]):
            found += contacts_in(field)[2]
    return tuple(found)
