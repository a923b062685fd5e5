from __future__ import annotations

from typing import Any

import pytest

from auditor.checks.employer_mail import check
from auditor.model import Finding, Message, Skip
from tests.stated import field, job, message, profile

FIRM = "Harbour Lane"
SITE = "https://harbourlane.example"


def run(*texts: str, **more: Any) -> tuple[list[Finding], list[str]]:
    stated = {"name": "Ines Novak", "links": [SITE], **more}
    page = profile(job(FIRM, "2019"), messages=tuple(map(message, texts)), **stated)
    results = list(check.run(page, {}))
    for finding in (one for one in results if isinstance(one, Finding)):
        assert all(place.quote for place in finding.evidence)
        assert (finding.strength, finding.weight) == ("weak", 1)
    return (
        [result for result in results if isinstance(result, Finding)],
        [result.reason for result in results if isinstance(result, Skip)],
    )


@pytest.mark.parametrize(
    ("text", "rule", "quote"),
    [
        ("Send it to harbourlane.jobs@gmail.com please.", "freemail-vs-employer", "harbourlane.jobs@gmail.com"),
        ("My address is ines.novak@outlook.com", "freemail-vs-employer", "ines.novak@outlook.com"),
        ("Write to novak@quayhouse.example today", "mail-domain-vs-employer", "novak@quayhouse.example"),
    ],
)
def test_an_address_elsewhere_is_a_weak_note_that_quotes_both(text: str, rule: str, quote: str) -> None:
    (finding,), _ = run(text)
    assert finding.rule == rule
    assert [place.quote for place in finding.evidence] == [quote, SITE]


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("Write to ines.novak@harbourlane.example", None),
        ("Write to ines.novak@mail.harbourlane.example", None),
        ("My private address is ines.novak@gmail.com", "called private"),
        ("Meine private Adresse: ines.novak@gmx.de", "called private"),
        ("I left the firm last week: ines.novak@gmail.com", "called private"),
        ("I am self-employed, so you have ines.novak@gmail.com", "called private"),
        ("Register at events@conference.example", "somebody else's"),
        ("Ask my colleague jonas@gmail.com", "somebody else's"),
        ("Write to ines@novak.example", None),
        ("Write to ines@harbourlane-research.example", None),
        ("Write to novak@harb0urlane.example", None),
        ("Call me tomorrow", "no message of the subject gives a mail address"),
    ],
)
def test_honest_writers_get_nothing(text: str, reason: str | None) -> None:
    findings, skips = run(text)
    assert findings == []
    assert (reason is None) == (skips == [])
    assert reason is None or reason in skips[0]


def test_an_address_on_a_profile_or_of_the_person_who_saved_it_is_not_looked_at() -> None:
    assert run(emails=["ines.novak@gmail.com"])[0] == []
    theirs = Message("harbourlane.jobs@gmail.com", field("harbourlane.jobs@gmail.com").at, "Me", None, False)
    assert list(check.run(profile(job(FIRM, "2019"), links=[SITE], messages=(theirs,)), {})) == [
        Skip("employer-mail", "no message of the subject gives a mail address")
    ]


def test_without_the_firms_own_domain_nothing_is_compared() -> None:
    findings, skips = run("Write to ines.novak@gmail.com", links=[])
    assert findings == []
    assert "does not state the domain" in skips[0]


def test_in_a_thread_alone_a_mailbox_called_like_a_domain_of_the_thread_is_noted() -> None:
    texts = ("We are at harbourlane.example, have a look.", "Send it to harbour.lane.hr@gmail.com")
    page = profile(messages=tuple(map(message, texts)), name="Ines Novak")
    (finding,) = [one for one in check.run(page, {}) if isinstance(one, Finding)]
    assert [place.quote for place in finding.evidence] == ["harbour.lane.hr@gmail.com", "harbourlane.example"]
