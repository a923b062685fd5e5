from __future__ import annotations

from dataclasses import replace
from itertools import pairwise
from typing import Literal

import pytest

from auditor.checks.near_text import check, compared
from auditor.checks.same_domain import check as same_domain
from auditor.model import NO_AVATAR, Features, Field, Finding, Link, Locator, Passage, Skip
from auditor.similarity.minhash import sketch
from auditor.similarity.passages import long_passages
from auditor.store.rows import features_from, features_text
from tests.stated import job, message, profile

Kind = Literal["experience", "messages"]

BIO = (
    "I help family firms along the coast to plan the handover from one generation to the next, quietly and in time. "
    "Before that I kept the books of a fishing cooperative for eleven years and learnt what a winter costs."
)
OTHER = "Marine engineer with a liking for old diesel engines; restores lifeboats and teaches welding to teenagers."


def page(number: int, about: str | None, name: str = "", subject: str = "", domains: tuple[str, ...] = ()) -> Features:
    sha256 = f"{number:064x}"
    told = Field(about, Locator(sha256, "p", about, 0)) if about else None
    return Features(
        profile=f"p-{sha256[:16]}{number}",
        subject=subject or f"s{number}",
        name=name or f"Name{number} Family{number}",
        url=None,
        avatar=NO_AVATAR,
        picture=None,
        domains=domains,
        sketch=sketch(about or ""),
        about=told,
    )


def run(*pages: Features) -> tuple[list[Finding], list[Link]]:
    results = list(check.run(pages))
    return (
        [result.finding for result in results if not isinstance(result, Link)],
        [result for result in results if isinstance(result, Link)],
    )


def named(number: int, about: str | None, subject: str = "") -> Features:
    return page(number, about, ("Ines Novak", "Robert Weiler", "Osei Mensah", "Kirsi Laine")[number], subject)


def test_a_near_copy_is_found_on_both_pages_with_the_shared_passage() -> None:
    changed = BIO.replace("fishing cooperative", "boat yard")
    findings, (link,) = run(named(0, BIO), named(1, changed), named(2, OTHER))
    assert [finding.rule for finding in findings] == ["text-reuse", "text-reuse"]
    assert link.kind == "near-text"
    here, there = findings[0].evidence
    assert here.page != there.page
    assert here.quote == there.quote
    assert BIO[here.start : here.start + len(here.quote)] == here.quote
    assert findings[0].strength == "moderate"
    assert findings[0].others == (named(1, changed).profile,)


def test_a_short_shared_passage_is_weak() -> None:
    text = "Helping owners of small ferries find crews since the old days"
    findings, _ = run(named(0, text), named(1, text))
    assert {finding.strength for finding in findings} == {"weak"}


def test_different_and_short_texts_are_no_copies() -> None:
    assert run(named(0, BIO), named(1, OTHER), named(2, "Recruiter"), named(3, "Recruiter")) == ([], [])


def test_pages_of_one_account_or_one_name_are_only_linked() -> None:
    findings, links = run(named(0, BIO, "same"), named(1, BIO, "same"))
    assert not findings
    assert len(links) == 1
    findings, links = run(page(0, BIO, "Ines Novak"), page(1, BIO, "Novak, Ines"))
    assert not findings
    assert len(links) == 1


def test_a_template_on_many_pages_is_one_group() -> None:
    pages = [
        page(number, BIO, f"{'abcdefghijklmnopqrstuvwxyz'[number] * 4} {'zyxwvutsrqponmlkjihgfedcba'[number] * 5}")
        for number in range(13)
    ]
    pages += [page(number, BIO, f"{chr(0x62 + number % 20) * 3} {number}") for number in range(13, 45)]
    findings, links = run(*pages)
    (finding,) = findings
    assert len(links) == 44
    assert "45 pages" in finding.message
    assert (finding.strength, finding.weight, len(finding.others)) == ("weak", 1, 20)


def test_a_text_on_a_few_pages_is_reported_on_each() -> None:
    findings, _ = run(*(named(number, BIO) for number in range(4)))
    assert len(findings) == 4
    assert all("4 pages" in finding.message for finding in findings)


DUTIES = (
    "Kept the books of three yards and two ferries, wrote the yearly letter to the owners, and taught every winter a "
    "class of young welders how to read a contract before they sign it."
)


def with_passage(number: int, text: str, field: Kind = "experience", employer: str | None = None) -> Features:
    sha256 = f"{number:064x}"
    told = Field(text, Locator(sha256, "li p", text, 0))
    return replace(named(number, None), passages=(Passage(field, told, sketch(text), employer),))


@pytest.mark.parametrize("field", ["experience", "messages"])
def test_job_descriptions_and_messages_are_compared_too(field: Kind) -> None:
    changed = DUTIES.replace("three yards", "two yards")
    findings, (link,) = run(
        with_passage(0, DUTIES, field, "Quay House"), with_passage(1, changed, field, "Old Slipway")
    )
    assert [finding.field for finding in findings] == [field, field]
    here, there = findings[0].evidence
    assert here.quote == there.quote == DUTIES[DUTIES.index("yards") :]
    assert link.kind == "near-text"


def test_one_employer_writes_for_all_its_staff() -> None:
    findings, links = run(
        with_passage(0, DUTIES, employer="Quay House"), with_passage(1, DUTIES, employer="Quay House Ltd")
    )
    assert not findings
    assert len(links) == 1


def test_the_phrases_of_a_trade_are_no_copy() -> None:
    text = (
        "Responsible for planning, budget and reporting of ferries. Led crews {}. Wrote rota {}. Bought rope {}. Nets."
    )
    first, second = text.format(*"ABC"), text.format(*"XYZ")
    findings, links = run(with_passage(0, first), with_passage(1, second))
    assert not findings
    assert len(links) == 1


def test_two_jobs_on_one_page_are_not_compared() -> None:
    told = Field(DUTIES, Locator("0" * 64, "li p", DUTIES, 0))
    passage = Passage("experience", told, sketch(DUTIES), None)
    assert run(replace(named(0, None), passages=(passage, passage))) == ([], [])


def test_the_longest_texts_of_each_kind_are_kept() -> None:
    jobs = [job(f"Yard {n}", f"20{10 + n}", None, f"{DUTIES} {'word ' * n}") for n in range(5)]
    page = profile(*jobs, messages=(message(DUTIES), message("Hello"), message(DUTIES + " x", by_subject=False)))
    kept = long_passages(page)
    assert [(one.field, one.employer) for one in kept] == [
        ("experience", "Yard 2"),
        ("experience", "Yard 3"),
        ("experience", "Yard 4"),
        ("messages", None),
    ]
    assert all(len(one.sketch) == 512 for one in kept)


def test_a_page_that_takes_no_part_says_why() -> None:
    assert list(compared.run(profile(about=BIO), {})) == []
    for about, reason in ((None, "no self-description"), ("Recruiter at Harbour Lane", "fewer than 40")):
        (skip,) = compared.run(profile(about=about), {})
        assert isinstance(skip, Skip)
        assert reason in skip.reason


def test_one_domain_on_several_pages_is_a_link() -> None:
    pages = (
        page(0, None, domains=("harbour.example",)),
        page(1, None),
        page(2, None, domains=("harbour.example", "quay.example")),
    )
    (link,) = same_domain.run(pages)
    assert isinstance(link, Link)
    assert (link.kind, link.a, link.b, link.method) == (
        "same-domain",
        pages[0].profile,
        pages[2].profile,
        "harbour.example",
    )


def test_a_large_firm_is_linked_to_its_first_page_only() -> None:
    pages = tuple(page(number, None, domains=("harbour.example",)) for number in range(40))
    assert len(list(same_domain.run(pages))) == 39


def test_passages_come_back_from_the_case_file() -> None:
    features = with_passage(0, DUTIES, "messages", "Quay House")
    assert features_from(features.profile, features_text(features), features.sketch, None) == features


def test_stock_phrases_of_a_case_are_no_copies() -> None:
    """Two messages are made of the same two polite sentences, which many others use as well."""
    polite = "Please let me know a day and hour that would suit you and the others of the committee."
    thanks = "Thank you once more for the thoughtful remarks on the draft of our paper on tides."
    names = [f"{'abcdefghijklmnopqrst'[n] * 4} {'zyxwvutsrqponmlkjihg'[n] * 5}" for n in range(20)]
    pages = [with_passage(0, f"{polite} {thanks}", "messages"), with_passage(1, f"{polite} {thanks}", "messages")]
    for number, name in enumerate(names, 2):
        own = " ".join(f"w{number}x{n}" for n in range(12))
        text = f"{polite if number % 2 else thanks} {own}. {thanks if number % 3 else polite}"
        told = Field(text, Locator(f"{number:064x}", "p", text, 0))
        pages.append(replace(page(number, None, name), passages=(Passage("messages", told, sketch(text)),)))
    findings, links = run(*pages)
    assert findings == []
    assert links


def test_a_template_is_one_group_though_some_of_its_pages_share_a_name() -> None:
    """Forty pages whose neighbours bear the same name in turn: the chain of copies is not cut there."""
    pages = [
        page(number, BIO, f"{'abcdefghijklmnopqrst'[number // 2] * 5} {'tsrqponmlkjihgfedcba'[number // 2] * 6}")
        for number in range(40)
    ]
    (finding,), _ = run(*pages)
    assert "40 pages" in finding.message


def test_a_text_of_one_employer_on_many_pages_is_no_template_of_strangers() -> None:
    pages = []
    for number in range(30):
        name = f"{'abcdefghijklmnopqrstuvwxyzäöüß'[number] * 5} {'ßüöäzyxwvutsrqponmlkjihgfedcba'[number] * 6}"
        told = Field(DUTIES, Locator(f"{number:064x}", "li p", DUTIES, 0))
        passages = (Passage("experience", told, sketch(DUTIES), "Quay House"),)
        pages.append(replace(page(number, None, name), passages=passages))
    findings, links = run(*pages)
    assert findings == []
    assert len(links) >= 29


def test_texts_of_nobody_known_are_only_linked() -> None:
    """A message that was saved twice as plain text has no sender's name on either page."""
    pages = [replace(with_passage(number, DUTIES, "messages"), name=None) for number in (0, 1)]
    findings, links = run(*pages)
    assert findings == []
    assert len(links) == 1


def test_the_captures_of_one_account_are_linked_one_to_the_next() -> None:
    pages = [page(number, BIO, "Ines Novak", "ines") for number in range(15)]
    findings, links = run(*pages)
    assert not findings
    assert {(link.a, link.b) for link in links} == {(a.profile, b.profile) for a, b in pairwise(pages)}
    assert len(links) == 14
