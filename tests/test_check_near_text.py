from __future__ import annotations

from auditor.checks.near_text import check, compared
from auditor.checks.same_domain import check as same_domain
from auditor.model import NO_AVATAR, Features, Field, Finding, Link, Locator, Skip
from auditor.similarity.minhash import sketch
from tests.stated import profile

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
    assert len(findings) == 45
    assert len(links) == 44
    assert "45 pages" in findings[0].message


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
