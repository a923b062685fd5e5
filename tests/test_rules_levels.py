"""What findings add up to, on invented threads and on the cases that the catalogue of indicators computes."""

from __future__ import annotations

from dataclasses import replace

import pytest

from auditor.model import Finding
from auditor.rules.levels import assess
from auditor.rules.pack import bundled_pack
from auditor.rules.scan import Passage
from tests.scanning import about, messages, scanned

PACK = bundled_pack()
PAPER = "Hello, I am a headhunter and found your profile. One of our clients pays 900 euros per paper on trade policy."
SILENT = replace(PACK, known=())
"""The same rules without the library of published texts, as the catalogue's table was computed."""


def found(*ids: str) -> tuple[Finding, ...]:
    """Findings of these rules, as if they had been seen with full weight."""
    sample = scanned(messages(PAPER))[0][0]
    rules = [PACK.rule(id) for id in ids]
    return tuple(replace(sample, rule=rule.id, weight=rule.weight, category=rule.category) for rule in rules if rule)


def level(*ids: str) -> str:
    return assess(found(*ids), PACK).level


def test_an_early_pattern_needs_weight_categories_and_one_heavy_finding() -> None:
    assert level("unsolicited-headhunter", "paid-report-commission", "fee-per-report", "unnamed-client") == (
        "early-pattern"
    )
    assert level("paid-report-commission", "fee-per-report", "trial-report") == "observation"  # two categories
    assert level("early-off-platform", "all-expenses-trip", "unnamed-client", "crypto-payment") == "observation"
    assert level("unsolicited-headhunter", "paid-report-commission", "unnamed-client") == "observation"  # six


def test_ordinary_trade_alone_needs_more_kinds_of_signs() -> None:
    sold = ("paid-report-commission", "fee-per-report", "uncheckable-employer", "part-time-think-tank-role")
    assert level(*sold) == "observation"
    assert level(*sold, "cash-payment") == "early-pattern"
    assert level(*sold, "unsolicited-headhunter") == "early-pattern"  # a fourth kind


def test_a_request_improper_in_itself_needs_one_other_kind_of_sign() -> None:
    assert level("person-profiling-task", "befriend-first", "unsolicited-headhunter") == "developed-pattern"
    assert level("person-profiling-task", "unsolicited-headhunter") == "observation"
    assert level("person-profiling-task", "uncheckable-employer") == "observation"  # a name that is not stated


def test_small_signs_are_a_pattern_only_where_a_published_one_is_complete() -> None:
    assert level("early-off-platform", "no-vetting-quick-hire", "unnamed-client", "crypto-payment", "cv-harvest") == (
        "observation"
    )
    warm = ("befriend-first", "all-expenses-trip", "early-off-platform", "exchange-programme-lure")
    assert level(*warm) == "early-pattern"


def test_a_question_alone_needs_no_firm_behind_it() -> None:
    findings, _ = scanned(messages("Could you send me the internal figures of the last quarter? The boss needs them."))
    assert "uncheckable-employer" not in {finding.rule for finding in findings}


def test_a_request_for_information_makes_it_developed() -> None:
    early = ("unsolicited-headhunter", "paid-report-commission", "fee-per-report", "unnamed-client")
    assert level(*early, "network-mapping") == "developed-pattern"
    assert level(*early, "policy-collection-list") == "early-pattern"  # weight 1


def test_so_does_secrecy_money_for_contacts_or_something_to_run() -> None:
    early = ("unsolicited-headhunter", "paid-report-commission", "fee-per-report", "unnamed-client")
    assert level(*early, "cash-payment") == "early-pattern"  # weight 3
    for act in ("conceal-from-employer", "bounty-per-contact", "special-viewer-required"):
        assert level(*early, act) == "developed-pattern"


def test_a_request_and_secrecy_about_it_are_a_pattern_and_so_are_two_device_traps() -> None:
    assert level("network-mapping", "conceal-from-employer") == "developed-pattern"
    assert level("network-mapping", "early-off-platform") == "observation"
    assert level("special-viewer-required", "macro-or-locked-document") == "developed-pattern"
    assert level("special-viewer-required") == "observation"


def test_two_categories_suffice_where_a_complete_pattern_lives_in_one() -> None:
    talk = ("paid-talk-invite", "all-expenses-trip", "meet-abroad-only", "third-country-meeting")
    assert level(*talk, "cash-payment") == "early-pattern"
    assert level(*talk) == "observation"  # one category is never enough
    assert level("paid-report-commission", "trial-report", "fee-per-report") == "observation"


def test_a_page_alone_stays_an_observation() -> None:
    ids = (
        "boilerplate-self-branding",
        "seniority-timeline-mismatch",
        "location-contradiction",
        "photo-reused-across-names",
    )
    assert level(*ids, "persona-cluster") == "observation"


def test_a_direct_request_is_noted_on_its_own() -> None:
    assessment = assess(found("person-profiling-task"), PACK)
    assert (assessment.level, assessment.direct_requests) == ("observation", ("person-profiling-task",))


def test_nothing_found_is_no_level() -> None:
    assert assess((), PACK).level == "none"


def test_an_indicator_counts_once_a_thread() -> None:
    once, _ = scanned(messages(PAPER))
    often, assessment = scanned(messages(PAPER, PAPER, PAPER))
    assert [finding.rule for finding in often] == sorted({finding.rule for finding in often})
    assert {finding.rule for finding in once} <= {finding.rule for finding in often}
    assert assessment.level == scanned(messages(PAPER))[1].level


def test_only_the_other_side_counts() -> None:
    mine = tuple(replace(passage, by_subject=False) for passage in messages(PAPER))
    assert scanned(mine)[0] == ()


def test_requests_that_become_narrower_are_seen_in_their_order() -> None:
    first = "Could you explain how the committee works? We pay 300 euros for a short paper."
    later = "The client now wants the internal drafts of your committee, what is not public yet."
    assert "escalating-requests" in {finding.rule for finding in scanned(messages(first, later))[0]}
    assert "escalating-requests" not in {finding.rule for finding in scanned(messages(later, first))[0]}


def test_a_move_to_another_channel_counts_at_the_beginning_only() -> None:
    move, talk = "Please add me on WhatsApp, I rarely look here.", "The weather in the north was fine this week."
    assert "early-off-platform" in {finding.rule for finding in scanned(messages(talk, move))[0]}
    late = messages(*[talk] * 6, move)
    assert "early-off-platform" not in {finding.rule for finding in scanned(late)[0]}


def test_a_quoted_reply_is_not_the_writers() -> None:
    assert scanned(messages(f"No, thank you.\n> {PAPER}"))[0] == ()


def test_reuse_of_an_honest_firms_prose_has_no_floor() -> None:
    (heavy,) = found("published-lure-text")
    assert assess((heavy,), PACK).level == "early-pattern"
    assert assess((replace(heavy, weight=1),), PACK).level == "observation"
    assert [known.id for known in PACK.known if known.template == "ordinary"] == ["headhunter-firm-reply"]


CASES: tuple[tuple[str, tuple[Passage, ...], str, bool], ...] = (
    (
        "recruiter, papers per page, interview abroad",
        messages(
            "We are an international search firm and your profile attracted us. One of our partners abroad looks for a "
            "freelance researcher to write papers and pays 1,500 to 3,000 USD for 6 to 10 pages.",
            "A face-to-face interview there is needed, flights, hotel and meals are paid by the company. A long-term "
            "cooperation for years is possible.",
        ),
        "early-pattern",
        False,
    ),
    (
        "contact network asked for by a recruiter",
        messages(
            "Looking at your profile it is possible that companies I work with might want to talk to you. It would "
            "help to have an idea of your contact network. It would be paid consultancy."
        ),
        "developed-pattern",
        False,
    ),
    (
        "talk, cash, then what is not public",
        messages(
            "I saw your profile and would like to invite you to give a speech at our conference. All expenses are paid "
            "and the fee is paid in cash on arrival. We cannot travel to you, better you come here.",
            "Could you write a report and include information that is not in the public domain?",
        ),
        "developed-pattern",
        True,
    ),
    (
        "exchange marketing",
        about("Helping hundreds of students come for internships: a magical experience, welcome!"),
        "observation",
        False,
    ),
    (
        "paid call for a client",
        messages(
            "Paid consulting opportunity: I am working with a client who is interested in your industry and would like "
            "a one-hour phone call to hear your insights."
        ),
        "observation",
        False,
    ),
    (
        "dossier on a politician",
        messages("Could you write me a report about the deputy, on his political opinions, personality and hobbies?"),
        "observation",
        True,
    ),
    (
        "code to look at",
        messages(
            "Hi, I came across your profile, we are hiring a developer. Please check out the deprecated Node modules "
            "issue."
        ),
        "observation",
        False,
    ),
    (
        "honest agency recruiter",
        messages(
            "Hi, I'm a recruiter, your profile stood out. I work with a client, can't name it yet. It's an exclusive "
            "opportunity in a renowned, high-end team. Send me your updated CV and number, let's talk on WhatsApp."
        ),
        "observation",
        False,
    ),
    (
        "market research with a hidden client",
        messages(
            "I work for a market research firm. Our client, whose name we keep confidential, would like a paper on the "
            "battery market and trade policy. We pay 1,200 euros per paper. If interested, I can share details."
        ),
        "early-pattern",
        False,
    ),
)


@pytest.mark.parametrize(("name", "passages", "expected", "direct"), CASES, ids=[case[0] for case in CASES])
def test_the_catalogues_cases_come_out_as_its_table_says(
    name: str, passages: tuple[Passage, ...], expected: str, direct: bool
) -> None:
    _, assessment = scanned(passages, SILENT)
    assert assessment.level == expected, name
    assert bool(assessment.direct_requests) is direct
