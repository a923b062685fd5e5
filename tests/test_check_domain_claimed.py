"""A look-up asks about the domains that a page gives as a company's, and about no other."""

from __future__ import annotations

import time
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from auditor.checks import domain_age, employer_mail, lookalike_domain
from auditor.checks.claimed import claimed_domains
from auditor.engine.lookups import claimed_in
from auditor.intake import Limits, units
from auditor.model import Profile, Skip
from tests.running import CASE
from tests.stated import field, job, message, profile

NAME = "Ines Novak"


def stated(*jobs: Any, **more: Any) -> Profile:
    return profile(*jobs, **{"name": NAME, **more})


@pytest.mark.parametrize(
    ("page", "asked"),
    [
        (stated(job("Harbour Lane", "2019"), links=["https://harbourlane.example"]), ("harbourlane.example",)),
        (stated(job("Harbour Lane", "2019"), emails=["desk@harbour-lane.example"]), ("harbour-lane.example",)),
        (stated(job("Harbour Lane", "2019", None, "We sail: quayhouse.example")), ("quayhouse.example",)),
        (
            stated(replace(job("Harbour Lane", "2019"), company_url=field("https://hl.example/about"))),
            ("hl.example",),
        ),
        (stated(about="We were founded in 2004. https://quayhouse.example"), ("quayhouse.example",)),
        (
            stated(job("Harbour Lane", "2019"), links=["harbourlane.example"], emails=["a@harbour1ane.example"]),
            ("harbour1ane.example", "harbourlane.example"),
        ),
        (
            profile(company={"name": field("Harbour Lane"), "website": field("https://hl.example")}),
            ("hl.example",),
        ),
    ],
    ids=["link", "mail", "job", "company link", "we were founded", "look-alike", "company page"],
)
def test_a_companys_domain_is_asked_about(page: Profile, asked: tuple[str, ...]) -> None:
    assert claimed_domains(page) == asked


@pytest.mark.parametrize(
    "page",
    [
        stated(job("Harbour Lane", "2019"), emails=["ines@gmail.com"]),
        stated(job("Harbour Lane", "2019"), links=["https://ines-novak.example", "https://inesnovak.example/cv"]),
        stated(job("Harbour Lane", "2019"), emails=["ines@quaymail.example"]),
        stated(
            job("Harbour Lane", "2019"), links=["https://www.linkedin.com/company/harbour-lane", "https://bit.ly/x"]
        ),
        stated(job("Harbour Lane", "2019"), links=["https://harbourlane.wixsite.com/home", "https://192.0.2.7/"]),
        stated(
            job("Harbour Lane", "2019", None, "See https://harbourlane.example"),
            url=field("https://harbourlane.example/people/ines"),
        ),
        stated(messages=(message("Look at https://quayhouse.example"),)),
        stated(),
    ],
    ids=["free mail", "own site", "own mail", "network", "hosted", "own address", "a mention", "nothing"],
)
def test_nothing_else_is(page: Profile) -> None:
    assert claimed_domains(page) == ()


def test_a_file_that_cannot_be_read_claims_nothing(tmp_path: Path) -> None:
    (tmp_path / "broken.html").write_bytes(b"\x00\x01" * 50)
    (tmp_path / "broken.zip").write_bytes(b"PK\x03\x04" + b"x" * 50)
    for unit in units((tmp_path,), Limits()):
        assert claimed_in(unit, Limits()) == ()
    found = {name for unit in units((CASE,), Limits()) for name in claimed_in(unit, Limits())}
    assert "caldervane-search.example" in found
    assert all(name.endswith(".example") for name in found)


def test_a_page_with_thousands_of_domains_costs_little_and_says_what_was_left_out() -> None:
    about = " ".join(f"https://firm{n}x{n * 7919 % 10007}.example" for n in range(2_000))
    boxes = " ".join(f"novak{n}@firm{n}zz.example" for n in range(2_000))
    page = stated(job("Harbour Lane", "2019"), about=about, messages=(message(boxes),), links=["harbourlane.example"])
    began = time.process_time()
    assert len(claimed_domains(page)) < 200
    for check in (domain_age.check, lookalike_domain.check, employer_mail.check):
        told = list(check.run(page, {}))
        assert len(told) < 200
        assert any(isinstance(one, Skip) and "more than" in one.reason for one in told)
    assert time.process_time() - began < 3
