from __future__ import annotations

import pytest

from auditor.checks.shared_contact import check
from auditor.model import NO_AVATAR, Features, Field, Finding, Link, Locator
from auditor.similarity.contacts import contacts_of
from tests.stated import field, profile
from tests.test_numbers import wallet

NAMES = ("Ines Novak", "Robert Weiler", "Osei Mensah")


def page(number: int, *contacts: str, name: str = "", subject: str = "", domains: tuple[str, ...] = ()) -> Features:
    sha256 = f"{number:064x}"
    stated = tuple(Field(value, Locator(sha256, f"a{n}", value, 0)) for n, value in enumerate(contacts))
    return Features(
        profile=f"p-{number:016x}",
        subject=subject or f"s{number}",
        name=name or NAMES[number % 3],
        url=None,
        avatar=NO_AVATAR,
        picture=None,
        domains=domains,
        sketch=b"",
        about=None,
        contacts=stated,
    )


def run(*pages: Features) -> tuple[list[Finding], list[Link]]:
    results = list(check.run(pages))
    return (
        [result.finding for result in results if not isinstance(result, Link)],
        [result for result in results if isinstance(result, Link)],
    )


def test_contacts_are_written_so_that_they_compare() -> None:
    found = contacts_of(
        profile(
            emails=["Ines@Harbour.Example", "not an address"],
            phones=(field("0047 (555) 00-100"), field("555 00 100")),
            links=[
                "https://www.Harbour.example/Team/?utm_source=x&id=3",
                "https://harbour.example/",
                "https://t.me/Ines_N",
                "https://www.linkedin.com/in/ines",
                "https://harbour.wixsite.com",
            ],
        )
    )
    assert [contact.value for contact in found] == [
        "domain harbour.example",
        "e-mail ines@harbour.example",
        "link harbour.example/Team?id=3",
        "link harbour.wixsite.com",
        "messenger t.me/ines_n",
        "phone +4755500100",
    ]
    assert all(contact.at.quote for contact in found)


@pytest.mark.parametrize("contact", ["e-mail desk@gmail.com", "phone +4755500100", "messenger t.me/desk"])
def test_a_private_contact_under_two_names_is_found_on_both(contact: str) -> None:
    findings, links = run(page(0, contact), page(1, contact), page(2, "phone +1"))
    assert [finding.rule for finding in findings] == ["alias-variants", "alias-variants"]
    assert findings[0].evidence[0].page != findings[0].evidence[1].page
    assert len(links) == 1


@pytest.mark.parametrize(
    ("a", "b"),
    [
        (page(0, "e-mail desk@harbour.example"), page(1, "e-mail desk@harbour.example")),
        (page(0, "link harbour.example/team"), page(1, "link harbour.example/team")),
        (page(0, "phone +4755500100", domains=("x.example",)), page(1, "phone +4755500100", domains=("x.example",))),
        (page(0, "phone +4755500100", subject="one"), page(1, "phone +4755500100", subject="one")),
        (page(0, "phone +4755500100"), page(1, "phone +4755500100", name="Ines N.")),
        (page(0, "phone +4755500100"), page(1, "phone +4755500100", name="林小雨")),
    ],
    ids=["company mailbox", "company page", "colleagues", "one account", "one name", "another script"],
)
def test_what_is_shared_honestly_is_only_a_link(a: Features, b: Features) -> None:
    findings, links = run(a, b)
    assert not findings
    assert len(links) == 1


def test_a_switchboard_links_each_page_to_the_first() -> None:
    findings, links = run(*(page(number, "phone +4755500100") for number in range(30)))
    assert not findings
    assert len(links) == 29


def test_a_wallet_under_two_names_is_a_finding_and_a_company_number_a_link() -> None:
    account = f"wallet {wallet('quay')}"
    findings, links = run(page(0, account), page(1, account))
    assert [finding.rule for finding in findings] == ["alias-variants"] * 2
    assert any("cause" in said for said in findings[0].alternatives)
    findings, links = run(page(0, "company-number DE555000111"), page(1, "company-number DE555000111"))
    assert not findings
    assert [link.method for link in links] == ["company-number DE555000111"]


def test_numbers_are_taken_from_the_subjects_own_words() -> None:
    made = wallet("quay")
    found = contacts_of(profile(about=f"Support us: {made}", headline="VAT DE555000111"))
    assert [(one.value, one.at.quote) for one in found] == [
        ("company-number DE555000111", "DE555000111"),
        (f"wallet {made}", made),
    ]
