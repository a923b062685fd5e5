from __future__ import annotations

import pytest

from auditor.checks.left_over import check
from auditor.model import Finding, Skip
from tests.stated import job, message, profile


@pytest.mark.parametrize(
    ("text", "quote"),
    [
        ("At [Company Name] I lead people.", "[Company Name]"),
        ("Hello {{first_name}}, I lead people.", "{{first_name}}"),
        ("Ich leite bei [Firmenname] ein Team.", "[Firmenname]"),
        ("Chez [nom de l’entreprise], depuis peu.", "[nom de l’entreprise]"),
        ("我在[公司名称]工作。", "[公司名称]"),
        ("Lorem ipsum dolor sit amet.", "Lorem ipsum dolor"),
        ("[Insert number of years] years of experience", "[Insert number of years]"),
        ("As an AI language model, I cannot write a biography.", "As an AI language model, I"),
    ],
)
def test_a_place_holder_is_quoted(text: str, quote: str) -> None:
    (finding,) = check.run(profile(about=text), {})
    assert isinstance(finding, Finding)
    assert (finding.rule, finding.strength, finding.weight) == ("left-over-placeholder", "weak", 1)
    assert finding.evidence[0].quote == quote
    assert text[finding.evidence[0].start :].startswith(quote)


@pytest.mark.parametrize(
    "text",
    [
        "I write templates in {{ mustache }} and [brackets].",
        "Published [1], [2] and [in press].",
        "Works on large language models and their names.",
        "Company name: Harbour Lane. Position: broker.",
        "[EN] Broker. [DE] Makler.",
        "Led the move of [client] to a new yard for [company].",
    ],
)
def test_brackets_of_other_kinds_pass(text: str) -> None:
    assert list(check.run(profile(job("Harbour Lane", "2019", None, text), about=text, headline=text), {})) == []


def test_no_text_is_skipped() -> None:
    (skip,) = check.run(profile(), {})
    assert isinstance(skip, Skip)


def test_the_subjects_messages_are_read_and_the_owners_are_not() -> None:
    text = "Dear [First Name], your paper impressed us."
    page = profile(messages=(message(text), message(text, by_subject=False)))
    (finding,) = check.run(page, {})
    assert isinstance(finding, Finding)
    assert (finding.field, finding.evidence[0].quote) == ("messages", "[First Name]")
