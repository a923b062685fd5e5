from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from auditor.checks.company_founded import check
from auditor.intake import Limits, pages, saved, units
from auditor.markup import reading_at
from auditor.model import Finding, Firm, Page
from auditor.plugin import CaseFinding, Saved
from tests.inside import audited
from tests.people import Job
from tests.planted import PLANTED, soil
from tests.running import ROOT
from tests.stated import field

PERSON, COMPANY = "p-" + "a" * 16, "p-" + "c" * 16
ADDRESS = "https://www.linkedin.com/company/harbour-lane"


def company(founded: str = "Founded in 2015", **more: Any) -> Firm:
    return replace(Firm(COMPANY, field("Harbour Lane Ltd"), field(ADDRESS), True, founded=field(founded)), **more)


def worker(start: str | None, name: str = "Harbour Lane", address: str | None = None) -> Firm:
    dates = field(f"{start} - Present").at
    return Firm(PERSON, field(name, "h4"), field(address) if address else None, start=start, dates=dates)


def found(*firms: Firm) -> list[Finding]:
    return [made.finding for made in check.run((), firms, {}) if isinstance(made, CaseFinding)]


@pytest.mark.parametrize("start", ["2009-03", "2013-11", "2012"])
def test_a_job_before_the_company_is_noted_and_quotes_both_pages(start: str) -> None:
    (finding,) = found(company(), worker(start))
    assert (finding.rule, finding.strength, finding.weight) == ("job-before-company", "weak", 0)
    assert [place.quote for place in finding.evidence] == [f"{start} - Present", "Founded in 2015"]
    assert finding.others == (COMPANY,)


@pytest.mark.parametrize(
    ("own", "person"),
    [
        (company(), worker("2014-01")),
        (company(), worker("2014")),
        (company(), worker("2020-01")),
        (company(), worker(None)),
        (company(), worker("soon")),
        (company("long ago"), worker("2009-03")),
        (company(), worker("2009-03", "Quay House")),
        (company(), worker("2009-03", "Harbour Lane", "https://www.linkedin.com/company/other")),
        (company(name=field("AB"), address=None), worker("2009-03", "AB")),
        (company(), replace(worker("2009-03"), dates=None)),
    ],
)
def test_nothing_is_said_where_it_proves_nothing(own: Firm, person: Firm) -> None:
    assert found(own, person) == []


def test_an_address_on_the_network_is_enough_and_a_page_is_told_once() -> None:
    assert len(found(company(), worker("2009-03", "HL", ADDRESS), worker("2011-03", "HL", ADDRESS))) == 1


def test_it_is_found_for_everybody_whose_employers_page_is_in_the_case(tmp_path: Path) -> None:
    folder = tmp_path / "pages"
    folder.mkdir()
    markup = (ROOT / "fixtures/pages/linkedin-company/guest-overview/page.html").read_text(encoding="utf-8")
    (folder / "company.html").write_text(markup.replace("Tessaly Metrology", "Old Slipway"), encoding="utf-8")
    honest = 0
    for number, person in enumerate(soil("company_founded")):
        start = (1998, 5) if number % 2 else (2003, 9)  # the page says 2004
        honest += not number % 2
        page = replace(person, jobs=(*person.jobs, Job("Old Slipway", start, (2006, 2)))).page
        (folder / f"{number}.html").write_text(page.text, encoding="utf-8")
    document = audited("pages", "--no-report", cwd=tmp_path)
    opened: dict[str, Page] = {}
    for unit in units((folder,), Limits()):
        file = saved(unit, Limits())
        assert isinstance(file, Saved)
        opened |= {page.sha256: page for page in pages(file, Limits()) if isinstance(page, Page)}
    notes = [(profile, one) for profile in document["profiles"] for one in profile["findings"]]
    assert {one["check"] for _, one in notes} == {"company-founded"}
    assert len(notes) == len(opened) - 1 - honest >= PLANTED
    for profile, one in notes:
        dates, founded = one["evidence"]
        assert "1998" in dates["quote"]
        assert founded["quote"] == "2004"
        assert dates["page"] == profile["source"]["sha256"] != founded["page"]
        for place in (dates, founded):
            held = reading_at(opened[place["page"]], place["selector"])
            assert held is not None
            assert held[place["start"] :].startswith(place["quote"])
