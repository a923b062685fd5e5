"""Two captures side by side: what differs is marked, what was not captured is no difference."""

from __future__ import annotations

import copy
from dataclasses import replace
from typing import Any

from report_sample import drawn, marlow

from auditor.report.capture_pair import Cell, Pair, PairRow, capture_pair
from auditor.report.view import ProfileView
from auditor.report.words import catalogue

EN = catalogue("en")


def changed(view: ProfileView, **fields: Any) -> ProfileView:
    document = copy.deepcopy(dict(view.document))
    for name, value in fields.items():
        field = document["fields"][name]
        document["fields"][name] = {**field, "value": value} if isinstance(value, str) else value
    return replace(view, document=document)


def row(pair: Pair, label: str) -> PairRow:
    return next(one for one in pair.rows if one.label == label)


def marked(cell: Cell) -> list[str]:
    return [piece.text.strip() for line in cell or () for piece in line if piece.marked]


def text(cell: Cell) -> str:
    return "\n".join("".join(piece.text for piece in line) for line in cell or ())


def test_same_page_differs_in_nothing() -> None:
    pair = capture_pair(marlow(), marlow(), EN)
    assert pair.rows
    assert not any(one.differs or any(map(marked, one.cells)) for one in pair.rows)
    assert not pair.pictures.differ
    assert pair.findings == ()


def test_words_of_one_capture_only_are_marked() -> None:
    before = changed(marlow(), headline="Consultant for trade at Harbour House")
    after = changed(marlow(), headline="Senior consultant for trade at Quay House")
    found = row(capture_pair(before, after, EN), "Headline")
    assert found.differs
    assert [marked(cell) for cell in found.cells] == [["Consultant", "Harbour"], ["Senior consultant", "Quay"]]
    assert [text(cell) for cell in found.cells] == [
        "Consultant for trade at Harbour House",
        "Senior consultant for trade at Quay House",
    ]


def test_what_a_capture_did_not_hold_is_no_difference() -> None:
    found = row(capture_pair(marlow(), changed(marlow(), about=None, headline=None), EN), "About text")
    assert (found.differs, found.comparable, found.cells[1]) == (False, False, None)
    assert marked(found.cells[0]) == []


def test_text_that_one_capture_cuts_is_the_same() -> None:
    long = "We are looking for people who know the work of the harbour board from within, in all its parts."
    before, after = changed(marlow(), about=long), changed(marlow(), about=long[:80] + "…")
    assert not row(capture_pair(before, after, EN), "About text").differs


def test_entries_of_one_capture_only_are_marked() -> None:
    view = marlow()
    jobs = view.document["fields"]["experience"]
    pair = capture_pair(view, changed(view, experience=[{**jobs[0], "company": "Quay Institute"}, *jobs[1:]]), EN)
    found = row(pair, "Jobs")
    assert found.differs
    assert len(marked(found.cells[0])) == len(marked(found.cells[1])) == 1
    assert "Quay Institute" in marked(found.cells[1])[0]
    other_order = capture_pair(view, changed(view, experience=jobs[::-1]), EN)
    assert not row(other_order, "Jobs").differs


def test_pictures_are_compared_as_the_watch_list_does() -> None:
    view = marlow()
    avatar = view.document["fields"]["avatar"]
    other = {**avatar, "sha256": "0" * 64, "hashes": {"phash256-v1": "f" * 64}}
    pair = capture_pair(view, replace(changed(view, avatar=other), thumbnail=drawn("#203040", 0.3)), EN)
    assert pair.pictures.comparable
    assert pair.pictures.differ
    hidden = {**avatar, "state": "none", "sha256": None, "url": None}
    pair = capture_pair(view, replace(changed(view, avatar=hidden), thumbnail=None), EN)
    assert not pair.pictures.comparable
    assert not pair.pictures.differ


def test_findings_of_one_capture_only_are_named() -> None:
    view = marlow()
    document = copy.deepcopy(dict(view.document))
    gone = document["findings"].pop(0)
    pair = capture_pair(view, replace(view, document=document), EN)
    assert [(strength, title) for _, strength, title in pair.findings] == [(gone["strength"], gone["title"])]


def test_long_texts_are_cut_before_they_are_compared() -> None:
    pair = capture_pair(changed(marlow(), about="one two " * 50_000), changed(marlow(), about="two one " * 50_000), EN)
    assert len(text(row(pair, "About text").cells[0])) < 5_000
