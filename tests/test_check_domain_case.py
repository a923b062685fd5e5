"""Checks that hold a whole case against recorded answers: a company's own page, domains registered together."""

from __future__ import annotations

import shutil
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from auditor.checks.company_page import check as company_page
from auditor.checks.company_text import check as company_text
from auditor.checks.registered_together import check as registered_together
from auditor.intake import Limits, pages, saved, units
from auditor.lookup.recorded import answer_page
from auditor.markup import reading_at
from auditor.model import NO_AVATAR, DomainRecord, Features, Field, Firm, Link, Locator, Page
from auditor.plugin import CaseFinding, Saved
from tests.inside import audited
from tests.running import CASE, ROOT
from tests.stated import field, record

PERSON = "p-" + "a" * 16
COMPANY = "p-" + "c" * 16
SITE = "harbourlane.example"


def company(founded: str = "Founded in 2004", website: str = f"https://{SITE}", **more: Any) -> Firm:
    own = Firm(COMPANY, field("Harbour Lane Ltd"), field("https://www.linkedin.com/company/harbour-lane"), True)
    return replace(own, website=field(website), founded=field(founded), **more)


def worker(name: str = "Harbour Lane", address: str | None = None, in_use: str | None = "2026-03-01") -> Firm:
    return Firm(PERSON, field(name, "h4"), field(address) if address else None, in_use=in_use)


def compared(person: Firm, own: Firm, *records: DomainRecord) -> list[CaseFinding]:
    on_file: dict[str, tuple[DomainRecord, ...]] = {}
    for one in records:
        on_file[one.domain] = (*on_file.get(one.domain, ()), one)
    return [made for made in company_page.run((), (own, person), on_file) if isinstance(made, CaseFinding)]


def test_a_founding_year_on_the_companys_own_page_is_held_against_its_clocks() -> None:
    (made,) = compared(worker(), company(), record(SITE, "rdap", "2026-01-10"))
    assert made.profile == PERSON
    assert (made.finding.strength, made.finding.rule) == ("moderate", "domain-after-claim")
    quotes = [place.quote for place in made.finding.evidence]
    assert quotes == ["Harbour Lane", "Founded in 2004", f"https://{SITE}", "2026-01-10"]
    assert made.finding.others == (COMPANY,)
    traces = (record(SITE, "ct", "2026-01-11"), record(SITE, "wayback", "2026-02-01"))
    (made,) = compared(worker(), company(), record(SITE, "rdap", "2026-01-10"), *traces)
    assert made.finding.strength == "strong"
    (made,) = compared(worker(in_use=None), company(), record(SITE, "rdap", "2015-01-10"))
    assert made.finding.strength == "weak"


@pytest.mark.parametrize(
    ("person", "own", "records"),
    [
        (worker("Quay House"), company(), [record(SITE, "rdap", "2026-01-10")]),
        (worker(address="https://www.linkedin.com/company/other"), company(), [record(SITE, "rdap", "2026-01-10")]),
        (worker(), company(founded="1987"), [record(SITE, "rdap", "2026-01-10")]),
        (worker(), company(founded="long ago"), [record(SITE, "rdap", "2026-01-10")]),
        (worker(), company(website="https://harbour.wixsite.com"), [record(SITE, "rdap", "2026-01-10")]),
        (worker(), company(), [record(SITE, "rdap", "2005-01-10")]),
        (worker(), company(), [record(SITE, "rdap", "2026-01-10"), record(SITE, "wayback", "2009-01-10")]),
        (worker(), company(), [record(SITE, "rdap", "2026-04-10")]),
        (worker(), company(), [record(SITE, "rdap", None, status="no-date")]),
        (worker(), company(), []),
        (worker("AB"), company(name=field("AB")), [record(SITE, "rdap", "2026-01-10")]),
    ],
    ids=[
        *("another firm", "another address", "before the web", "no year", "hosted page", "as old", "registered again"),
        *("after the page was saved", "no date published", "no record", "too short a name"),
    ],
)
def test_nothing_is_said_where_it_proves_nothing(person: Firm, own: Firm, records: list[DomainRecord]) -> None:
    assert compared(person, own, *records) == []


def test_an_address_on_the_network_is_enough_whatever_the_firm_is_called() -> None:
    person = worker("HLR", "https://www.linkedin.com/company/harbour-lane")
    assert compared(person, company(), record(SITE, "rdap", "2026-01-10"))


ABOUT = (
    "We advise owners, insurers and public bodies on trade routes, harbours and the law of the sea. Our analysts write "
    "monthly briefings, and our network of experts in forty countries answers within a day. Discretion is our promise."
)


def described(page: str, name: str, about: str = ABOUT, website: str | None = None) -> Firm:
    return Firm(page, field(name), own_page=True, about=field(about), website=field(website) if website else None)


def twins(*firms: Firm) -> list[CaseFinding]:
    return [made for made in company_text.run((), firms, {}) if isinstance(made, CaseFinding)]


def test_two_firms_that_describe_themselves_in_the_same_words_are_noted_for_those_who_work_there() -> None:
    other = described("p-other", "Quay House Research", ABOUT.replace("monthly", "weekly"), "https://quayhouse.example")
    (made,) = twins(described(COMPANY, "Harbour Lane Ltd", website="https://harbourlane.example"), other, worker())
    assert made.profile == PERSON
    assert (made.finding.strength, made.finding.weight) == ("weak", 2)
    assert [place.quote[:20] for place in made.finding.evidence] == ["Harbour Lane", ABOUT[:20], ABOUT[:20]]
    assert "Quay House Research" in made.finding.message


@pytest.mark.parametrize(
    ("other", "person"),
    [
        (described("p-o", "Quay House", "We build small boats of larch and oak, and mend old ones. " * 4), worker()),
        (described("p-o", "Harbour Lane Asia"), worker()),
        (described("p-o", "Quay House", ABOUT + " A firm of the Harbour Lane group."), worker()),
        (described("p-o", "Quay House", website="https://www.harbourlane.example/quay"), worker()),
        (described("p-o", "Quay House"), worker("Tower Bridge")),
    ],
    ids=["another text", "a word in common", "says so", "one web site", "works elsewhere"],
)
def test_firms_that_belong_together_and_other_employers_make_nothing(other: Firm, person: Firm) -> None:
    assert twins(described(COMPANY, "Harbour Lane Ltd", website="https://harbourlane.example"), other, person) == []


def test_short_texts_are_not_compared() -> None:
    short = "We advise owners."
    assert twins(described(COMPANY, "Harbour Lane", short), described("p-o", "Quay House", short), worker()) == []


def test_a_company_page_in_the_case_is_found_read_and_quoted(tmp_path: Path) -> None:
    folder = tmp_path / "pages"
    folder.mkdir()
    shutil.copytree(CASE / "records", folder / "records")
    shutil.copyfile(CASE / "Castor Wynfield - Executive Search Partner.html", folder / "castor.html")
    markup = (ROOT / "fixtures/pages/linkedin-company/guest-overview/page.html").read_text(encoding="utf-8")
    for old, new in (
        ("tessaly-metrology", "caldervane-search"),
        ("tessaly-example", "calder-vane-search-example"),
        ("Tessaly Metrology", "Calder Vane Search"),
    ):
        markup = markup.replace(old, new)
    (folder / "company.html").write_text(markup, encoding="utf-8")
    document = audited("pages", "--no-report", cwd=tmp_path)
    (finding,) = [
        one for profile in document["profiles"] for one in profile["findings"] if one["check"] == "company-page"
    ]
    assert "founded in 2004" in finding["message"]
    assert finding["evidence"][0]["quote"] == "Calder Vane Search"
    read = {answer_page(file.name, file.read_bytes()).sha256: file for file in (folder / "records").iterdir()}
    opened = {sha: answer_page(file.name, file.read_bytes()) for sha, file in read.items()}
    for unit in units((folder,), Limits()):
        file = saved(unit, Limits())
        assert isinstance(file, Saved)
        opened |= {page.sha256: page for page in pages(file, Limits()) if isinstance(page, Page)}
    assert len({place["page"] for place in finding["evidence"]}) >= 3
    for place in finding["evidence"]:
        reading = reading_at(opened[place["page"]], place["selector"])
        assert reading is not None
        assert reading[place["start"] :].startswith(place["quote"])


def stating(number: int, *domains: str, subject: str = "") -> Features:
    places = tuple(Field(f"domain {name}", Locator(f"{number:064x}", "a", name, 0)) for name in domains)
    return Features(
        f"p-{number}", subject or str(number), None, None, NO_AVATAR, None, domains, b"", None, contacts=places
    )


def timed(name: str, moment: str) -> DomainRecord:
    at = Locator("b" * 64, "json=/events/0/eventDate", moment, 0)
    return DomainRecord(name, "rdap", moment[:10], at=at)


def linked(*features: Features, **moments: str) -> list[Link]:
    records = {f"{name}.example": (timed(f"{name}.example", moment),) for name, moment in moments.items()}
    return [made for made in registered_together.run(features, (), records) if isinstance(made, Link)]


def test_two_names_of_two_people_registered_within_minutes_are_linked() -> None:
    both = stating(1, "harbourlane.example"), stating(2, "quayhouse.example")
    (link,) = linked(*both, harbourlane="2026-01-10T09:12:33Z", quayhouse="2026-01-10T09:14:01Z")
    assert (link.kind, link.a, link.b) == ("registered-together", "p-1", "p-2")
    assert [place.quote for place in link.evidence] == [
        "harbourlane.example",
        "quayhouse.example",
        "2026-01-10T09:12:33Z",
        "2026-01-10T09:14:01Z",
    ]


@pytest.mark.parametrize(
    ("second", "moment", "subject"),
    [
        ("quayhouse.example", "2026-01-10T09:40:00Z", "2"),
        ("quayhouse.example", "2026-01-10T00:00:00Z", "2"),
        ("quayhouse.example", "2026-01-10", "2"),
        ("quayhouse.example", "2026-01-10T09:13:00Z", "1"),
        ("harbourlane-careers.example", "2026-01-10T09:13:00Z", "2"),
        ("harbour1ane.example", "2026-01-10T09:13:00Z", "2"),
    ],
    ids=["later", "midnight", "a day", "one person", "a word added", "letters"],
)
def test_no_link_where_it_says_nothing(second: str, moment: str, subject: str) -> None:
    both = stating(1, "harbourlane.example", subject="1"), stating(2, second, subject=subject)
    assert linked(*both, harbourlane="2026-01-10T09:12:33Z", **{second.removesuffix(".example"): moment}) == []
