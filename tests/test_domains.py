from __future__ import annotations

import time

import pytest

from auditor.domains import company_domain, domain_of, names_in, profile_domains
from tests.stated import field, job, message, profile


@pytest.mark.parametrize(
    ("text", "name", "kind"),
    [
        ("https://www.harbour-lane.co.uk/team?x=1#y", "harbour-lane.co.uk", "company"),
        ("HARBOUR-LANE.EXAMPLE.", "harbour-lane.example", "company"),
        ("mailto:Ines@Mail.Harbour-Lane.example", "harbour-lane.example", "company"),
        ("https://user:pass@harbour.example:8443/x", "harbour.example", "company"),
        ("https://harbour.example\\@other.example/", "harbour.example", "company"),
        ("bücher.example", "xn--bcher-kva.example", "company"),
        ("harbour.uk.com", "harbour.uk.com", "company"),
        ("acme.github.io", "acme.github.io", "hosted"),
        ("https://acme.wixsite.com/site", "acme.wixsite.com", "hosted"),
        ("acme.wordpress.com", "acme.wordpress.com", "hosted"),
        ("https://sites.google.com/view/acme", "sites.google.com", "hosted"),
        ("ines@googlemail.com", "googlemail.com", "free-mail"),
        ("ines@vip.qq.com", "qq.com", "free-mail"),
        ("https://bit.ly/3x", "bit.ly", "shortener"),
        ("https://uk.linkedin.com/company/acme", "linkedin.com", "profile-site"),
        ("http://203.0.113.7/", "203.0.113.7", "address"),
        ("http://[2001:db8::1]/", "2001:db8::1", "address"),
        ("co.uk", "co.uk", "not-public"),
        ("report.pdfx", "report.pdfx", "not-public"),
    ],
)
def test_registrable_name_and_what_it_is(text: str, name: str, kind: str) -> None:
    found = domain_of(text)
    assert found is not None
    assert (found.name, found.kind) == (name, kind)
    assert (company_domain(text) is not None) == (kind == "company")
    assert (found.reason is None) == (kind == "company")


@pytest.mark.parametrize("text", ["", "Harbour Lane Ltd", "com", "..", "[", "http://"])
def test_what_is_no_domain_is_none(text: str) -> None:
    assert domain_of(text) is None


def test_label_is_shown_as_its_owner_wrote_it() -> None:
    found = domain_of("https://bücher.example")
    assert found is not None
    assert found.label == "bücher"


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("See harbour.example/team, or write to ines@harbour-lane.co.uk.", ["harbour.example", "harbour-lane.co.uk"]),
        ("Visit www.harbour.de.", ["harbour.de"]),
        ("I know ASP.NET, Node.js and Socket.IO; Ph.D. in 2009, e.g. chemistry.", []),
        ("The work was done.In 2004 I left.It was fine.So what", []),
        ("Formerly Booking.com", ["booking.com"]),
        ("No name here", []),
    ],
)
def test_names_in_running_text(text: str, names: list[str]) -> None:
    found = list(names_in(text))
    assert [domain.name for _, _, domain, _ in found] == names
    assert all("." in text[start:end] for start, end, _, _ in found)


def test_long_hostile_text_is_read_in_linear_time() -> None:
    text = "a" * 60_000 + "." + "b.c-" * 20_000 + "@" * 20_000 + "x." * 20_000
    began = time.process_time()
    list(names_in(text))
    assert time.process_time() - began < 0.5


def test_every_place_that_states_a_domain_is_named() -> None:
    page = profile(
        job("Harbour Lane", "2015", None, "See https://harbour.example/people for us."),
        about="Write to me: ines@gmail.com",
        links=["https://bit.ly/x"],
        messages=(message("Look at desk.example"), message("I work at viewer.example", by_subject=False)),
    )
    found = profile_domains(page)
    assert [(stated.domain.name, stated.basis, stated.position) for stated in found] == [
        ("bit.ly", "website", None),
        ("gmail.com", "e-mail", None),
        ("desk.example", "text", None),
        ("harbour.example", "text", 0),
    ]
    assert found[3].at.quote == "https://harbour.example"
    assert found[3].at.start == len("See ")


def test_a_value_that_is_not_word_for_word_is_quoted_as_the_page_has_it() -> None:
    about = field("See harbour.example now")
    spaced = type(about)(about.value, type(about.at)(about.at.page, "p", "See  harbour.example  now", 0))
    (found,) = profile_domains(profile(about=spaced))
    assert found.at.quote == "harbour.example"
    assert found.at.start == 5
