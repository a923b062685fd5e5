"""Words about findings become events: upon what they were made, whoever spoke meanwhile."""

from __future__ import annotations

from typing import Any

import pytest

from auditor.engine.deciding import CannotDecide, DecidedMeanwhile, Made, Word, events_of
from auditor.review import Decidable, Event, standings

HERE = [
    Decidable(id, "harbour", 1, "ines-harbour", "about", "Harbour", ("paid per report",))
    for id in ("f-12", "f-123", "f-2")
]


def word(verdict: Any, reason: str = "why", person: str = "ines", at: int = 0) -> Word:
    return Word(verdict, reason, person, f"2026-01-01T00:00:{at:02}.000Z")


def one(events: list[Event], said: Word, upon: tuple[str, ...] | None = None) -> Made:
    (made,) = events_of(said, ["f-2"], events, HERE, upon)
    return made


def test_word_is_made_upon_the_newest() -> None:
    first = one([], word("confirm"))
    assert (first.event.upon, first.before, first.meanwhile) == ((), None, False)
    second = one([first.event], word("dismiss", at=1))
    assert second.event.upon == (first.event.id,)
    assert second.before is not None
    assert second.before.word == "confirm"


def test_verdict_upon_older_words_stands_beside_the_newer() -> None:
    first = one([], word("confirm", person="otto")).event
    made = one([first], word("dismiss", at=1), upon=())
    assert made.meanwhile
    assert standings([first, made.event])["f-2"].conflict
    agreed = one([first], word("confirm", at=1), upon=())
    assert not standings([first, agreed.event])["f-2"].conflict


def test_note_upon_older_words_revives_none_of_them() -> None:
    first = one([], word("confirm")).event
    second = one([first], word("dismiss", at=1)).event
    made = one([first, second], word("note", at=2), upon=(first.id,))
    found = standings([first, second, made.event])["f-2"]
    assert (found.word, len(found.notes)) == ("dismiss", 1)


def test_older_word_cannot_be_taken_back_over_a_newer() -> None:
    first = one([], word("confirm")).event
    second = one([first], word("dismiss", at=1)).event
    with pytest.raises(DecidedMeanwhile):
        one([first, second], word("undo", at=2), upon=(first.id,))


def test_word_that_is_sent_twice_is_one() -> None:
    first = one([], word("confirm")).event
    again = one([first], word("confirm", at=9), upon=())
    assert again.kept
    assert again.event == first
    taken_back = one([first], word("undo", at=1)).event
    anew = one([first, taken_back], word("confirm", at=9), upon=())
    assert not anew.kept, "what was taken back has to be said again"
    assert one([first, taken_back], word("undo", "why", at=9), upon=(first.id,)).kept


@pytest.mark.parametrize(
    ("ids", "said", "upon", "told"),
    [
        (["f-2"], word("confirm", " "), None, "without a reason"),
        (["f-9"], word("confirm"), None, "no finding f-9"),
        (["f-"], word("confirm"), None, "beginning of 3 findings"),
        (["f-2"], word("undo"), None, "nothing was decided"),
        (["f-2"], word("confirm"), ("d-0",), "does not hold"),
    ],
)
def test_what_cannot_be_decided_is_said(ids: list[str], said: Word, upon: tuple[str, ...] | None, told: str) -> None:
    with pytest.raises(CannotDecide, match=told):
        events_of(said, ids, [], HERE, upon)


def test_id_that_is_the_beginning_of_another_is_itself() -> None:
    (made,) = events_of(word("confirm"), ["f-12"], [], HERE)
    assert made.event.finding == "f-12"


def test_disagreement_is_decided_and_not_taken_back() -> None:
    first, second = one([], word("confirm")).event, one([], word("dismiss", person="otto")).event
    with pytest.raises(CannotDecide, match="reviewers disagree"):
        one([first, second], word("undo", at=1))
    settled = one([first, second], word("dismiss", at=1)).event
    assert standings([first, second, settled])["f-2"].word == "dismiss"
