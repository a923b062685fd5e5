"""The rules end to end: a text in, findings with their exact words, a level and a template out."""

from __future__ import annotations

from auditor.model import Assessment, Finding, Locator
from auditor.rules.levels import assess
from auditor.rules.pack import bundled_pack
from auditor.rules.scan import Passage, about_lures, lure_findings


def scanned(*texts: str, field: str = "messages") -> tuple[tuple[Finding, ...], Assessment]:
    passages = [Passage(field, text, Locator("0" * 64, "text", text, 0)) for text in texts]
    findings = lure_findings(passages, bundled_pack())
    return findings, assess(findings, bundled_pack(), about_lures(passages, bundled_pack()))


def test_every_quote_is_in_the_text() -> None:
    text = "Hi, I came across your profile. We’re a headhunting firm; our client pays 900 € for each report on trade."
    findings, _ = scanned(text)
    assert {finding.rule for finding in findings} >= {"unsolicited-headhunter", "fee-per-report", "unnamed-client"}
    for finding in findings:
        for place in finding.evidence:
            assert text[place.start : place.start + len(place.quote)] == place.quote


def test_a_lure_without_a_request_is_an_early_pattern() -> None:
    _, assessment = scanned(
        "Hello, I found your profile here and I am a recruiter. One of our clients abroad is looking for a freelance "
        "analyst to write short papers on defence policy. They pay 1,100 dollars per paper, about five pages. "
        "If you are interested, I can tell you more."
    )
    assert assessment.level == "early-pattern"
    assert assessment.templates[0].id == "fake-headhunter"


def test_an_honest_recruiter_is_at_most_an_observation() -> None:
    _, assessment = scanned(
        "Hi, I came across your profile and was impressed. I am a recruiter working with a client, a hospital group, "
        "for a full-time finance director. If you are interested, send me your CV and I can share the description."
    )
    assert assessment.level == "observation"


def test_news_about_lures_scores_nothing() -> None:
    findings, assessment = scanned(
        "MI5 warned that recruiters posing as headhunters offered officials money for reports with non-public "
        "information. According to the indictment, the man was asked to write papers for an unnamed client."
    )
    assert findings == ()
    assert assessment.about_lures
    assert assessment.level == "none"
