"""A text that only tells of others is no lure, whatever it tells; one that speaks to its reader may be."""

from __future__ import annotations

import pytest

from auditor.rules.view import View
from auditor.rules.voice import speaks_to_anybody, speaks_to_reader
from tests.scanning import messages, scanned

TOLD = (
    "Two clerks had written paid papers on quotas for 400 euros each. The paymaster later wanted internal drafts, in "
    "cash, and not a word at the office.",
    "The tribunal heard that the man was paid 900 euros for each report and met the consultant in a hotel abroad.",
    "Slide 7. A paid essay from open sources, then a trip, then cash for what was never in any open source.",
)
SPOKEN = "Our client pays you 400 euros a paper in cash and wants internal drafts, not a word to your office."


@pytest.mark.parametrize("text", TOLD)
def test_what_is_only_told_is_no_pattern(text: str) -> None:
    _, assessment = scanned(messages(text))
    assert assessment.level in ("none", "observation")
    assert assessment.direct_requests == ()


def test_the_same_said_to_the_reader_is() -> None:
    _, assessment = scanned(messages(SPOKEN))
    assert assessment.level == "developed-pattern"
    assert not assessment.about_lures


@pytest.mark.parametrize(
    "text",
    [
        "He wants the internal draft for 500 in cash and a second paper. Is that normal or should I tell someone?",
        "I turned down a paid trip with cash for a talk on our engine. Posting this so that others know.",
        "The mail signed by me that promises 500 euros for a summary of your internal drafts did not come from me.",
        "Staff must not accept payment for internal drafts; trips are to be entered in the register.",
        "Wurde gestern von einer angeblichen Beraterin gefragt, ob ich für 900 Euro interne Vorlagen schreibe. Ist das "
        "noch normal?",
    ],
)
def test_asking_declining_disowning_and_forbidding_are_talk_about_lures(text: str) -> None:
    findings, assessment = scanned(messages(text))
    assert findings == ()
    assert assessment.about_lures


def test_who_is_spoken_to() -> None:
    def view(*texts: str) -> View:
        return View(messages(*texts))

    assert speaks_to_reader(view("We would like you to write."))
    assert speaks_to_reader(view("Dear colleague, a paper is wanted."))
    assert speaks_to_reader(view("Wir zahlen Ihnen 300 Euro für den Text."))
    assert not speaks_to_reader(view("They offered money for a text and a trip."))
    assert speaks_to_anybody(view("Experts wanted. Send a resume."))
    assert speaks_to_anybody(view("Buscamos expertos en puertos, pagamos 300 euros por informe en efectivo."))
    assert not speaks_to_anybody(view("Rule 14 matches where a fee is offered for a report."))
