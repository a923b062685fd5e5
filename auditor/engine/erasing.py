"""Erasing a person from a case: database, originals, lists, watch list; then a search for what may be left."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

import orjson

from auditor.engine.keeping import kept_run, kept_source, list_digests, note_head, write_notes
from auditor.rules.levels import assess
from auditor.rules.pack import bundled_pack
from auditor.store.case import CaseFile
from auditor.store.custody import add_custody, kept_list, kept_lists
from auditor.store.erasure import SubjectPage, erase_pages, judge_again, subject_pages, sweep
from auditor.store.judged import page_findings, reports_on_lures
from auditor.store.load import last_run
from auditor.store.originals import Originals
from auditor.store.rows import assessment_text
from auditor.store.watchlist import Watched, watched
from auditor.watch import is_of


@dataclass(frozen=True, slots=True)
class Traces:
    """Where a case speaks of a person."""

    pages: tuple[SubjectPage, ...]
    watched: tuple[Watched, ...]

    @property
    def words(self) -> tuple[str, ...]:
        """What must not be found afterwards: names, handles and addresses of the pages about the person."""
        found = {word for page in self.pages if page.own for word in (page.subject, page.name, page.url) if word}
        return tuple(sorted(word for word in found if not word.startswith("p-")))


def traces(case: CaseFile, subjects: Sequence[str]) -> Traces:
    """The pages and watch lines of a person, named by addresses, handles, exact names or page ids."""
    names = {" ".join(subject.casefold().split()) for subject in subjects}

    def is_theirs(id: str, known: str, name: str | None, url: str | None) -> bool:
        named = name is not None and " ".join(name.casefold().split()) in names
        return id in subjects or named or any(is_of(subject, known, url) for subject in subjects)

    pages = tuple(subject_pages(case.connection, is_theirs))
    own = [page for page in pages if page.own]
    lines = tuple(
        one
        for one in watched(case.connection)
        if any(is_of(subject, one.subject, None) for subject in subjects)
        or any(is_of(one.subject, page.subject, page.url) for page in own)
    )
    return Traces(pages, lines)


def erase(case: CaseFile, found: Traces, originals: Originals, at: str) -> None:
    """Erases what was found.  The chain of custody gets a ``redact`` event with digests only.  Raises ``OSError``."""
    contents = {page.content for page in found.pages}
    lists = []
    before: set[str] = set()
    after: set[str] = set()
    for name in kept_lists(case.connection):
        listed = kept_run(originals, name)
        if listed is None:
            continue
        before |= {name, *list_digests(listed)}
        listed["files"] = [file for file in listed["files"] if file["content"] not in contents]
        new = originals.keep(orjson.dumps(listed, option=orjson.OPT_SORT_KEYS))
        lists.append((name, new))
        after |= {new, *list_digests(listed)}
    affected = erase_pages(case.connection, found.pages, [one.id for one in found.watched], lists)
    _judge(case, originals, affected)
    changed = [new for old, new in lists if old != new]
    for new in changed:
        add_custody(case.connection, "redact", "list of originals", new, at)
    if not changed:  # nothing was kept of them: that something was erased is said all the same
        add_custody(case.connection, "redact", "pages", "", at)
    for digest in sorted(before - after):
        originals.remove(digest)
    if lists:
        write_notes(case, originals)
    else:
        note_head(case, originals)
    sweep(case.connection)


def _judge(case: CaseFile, originals: Originals, pages: Sequence[int]) -> None:
    run = last_run(case.connection)
    name = kept_list(case.connection, run) if run is not None else None
    listed = kept_run(originals, name) if name else None
    pack = kept_source(originals, listed)[0].pack if listed else bundled_pack()
    made = []
    for page in pages:
        left = page_findings(case.connection, page, run)
        assessed = assess(left, pack, about_lures=reports_on_lures(case.connection, page))
        made.append((page, assessed.level, assessment_text(assessed)))
    judge_again(case.connection, made)


def still_there(words: Iterable[str], places: Iterable[Path]) -> list[tuple[str, str]]:
    """Files in which a word still stands as bytes, with the word, sorted; the database's pages included."""
    patterns = [(word, form) for word in words for form in _forms(word)]
    found = set()
    for place in places:
        files = sorted(place.rglob("*")) if place.is_dir() else [place]
        for file in files:
            if file.is_file():
                data = file.read_bytes().lower()
                found |= {(str(file), word) for word, form in patterns if form in data}
    return sorted(found)


def _forms(word: str) -> set[bytes]:
    lower = word.lower()
    return {lower.encode(), lower.encode("utf-16-le"), orjson.dumps(lower)[1:-1]}
