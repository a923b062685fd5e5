from __future__ import annotations

from dataclasses import replace

import pytest

from auditor.checks.signature import check
from auditor.model import Finding, Profile, Skip
from tests.stated import message, profile


def run(*texts: str, name: str | None = "Osei Mensah", by_subject: bool = True) -> tuple[list[Finding], list[str]]:
    page = profile(name=name, messages=tuple(message(text, by_subject=by_subject) for text in texts))
    results = list(check.run(_sent_by(page, name), {}))
    return (
        [result for result in results if isinstance(result, Finding)],
        [result.reason for result in results if isinstance(result, Skip)],
    )


def _sent_by(page: Profile, name: str | None) -> Profile:
    return replace(page, messages=tuple(replace(one, sender=name) for one in page.messages))


@pytest.mark.parametrize(
    ("text", "signed"),
    [
        ("We liked it.\nKind regards,\nRobert Weiler", "Robert Weiler"),
        ("We liked it.\n\nBest,\n\nRobert Weiler\nHarbour Lane\n+47 555", "Robert Weiler"),
        ("> Hi\nWe liked it.\nMit freundlichen Grüßen\nRobert Weiler", "Robert Weiler"),
        ("Bonjour.\nCordialement,\nRobert Weiler", "Robert Weiler"),
        ("Добрый день.\nС уважением,\nРоберт Вайлер", "Роберт Вайлер"),
    ],
)
def test_another_name_under_a_message_is_quoted_where_it_stands(text: str, signed: str) -> None:
    (finding,), _ = run(text)
    assert (finding.rule, finding.strength) == ("self-contradiction", "weak")
    place = finding.evidence[0]
    assert place.quote == signed == text[place.start : place.start + len(signed)]
    assert finding.evidence[1].quote == "Osei Mensah"


@pytest.mark.parametrize(
    "text",
    [
        "Hello.\nBest,\nMensah, Osei",
        "Hello.\nBest,\nO. Mensah",
        "Hello.\nBest,\nOsei",
        "Hello.\nRegards,\nHarbour Lane Ltd",
        "Hello.\nRegards,\nRecruiting Team",
        "Hello.\nThanks,\nwe look forward to it",
        "Best regards to Robert Weiler",
        "Robert Weiler\nwrites to you.",
        "Dear Robert Weiler,\nthank you.",
        "Regards,",
    ],
)
def test_ordinary_ends_of_messages(text: str) -> None:
    assert run(text)[0] == []


def test_only_the_subjects_words_are_read() -> None:
    findings, skips = run("We liked it.\nBest,\nRobert Weiler", by_subject=False)
    assert not findings
    assert "no messages of the subject" in skips[0]


@pytest.mark.parametrize("signed", ["林小雨", "נועה לוי", "김 민준"])
def test_scripts_that_cannot_be_compared_are_not_decidable(signed: str) -> None:
    findings, skips = run(f"Hello.\nBest,\n{signed}")
    assert not findings
    assert skips


def test_without_a_senders_name_nothing_is_compared() -> None:
    assert run("Hello.\nBest,\nRobert Weiler", name=None) == ([], ["the sender's name is not known"])


def test_one_name_is_reported_once() -> None:
    assert len(run("One.\nBest,\nRobert Weiler", "Two.\nBest,\nRobert Weiler")[0]) == 1
