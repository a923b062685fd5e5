"""Addresses as facts."""

from __future__ import annotations

import pytest

from auditor.addresses import (
    PictureAddress,
    company_address,
    handle,
    picture_address,
    plain_address,
    profile_address,
    unwrapped,
)


@pytest.mark.parametrize(
    ("url", "address", "name"),
    [
        ("https://pl.linkedin.com/in/jan-example?trk=x", "https://www.linkedin.com/in/jan-example", "jan-example"),
        ("https://www.linkedin.com/in/jan-example/de", "https://www.linkedin.com/in/jan-example", "jan-example"),
        ("http://linkedin.com/in/%E5%BC%A0-example/", "https://www.linkedin.com/in/%E5%BC%A0-example", "张-example"),
        ("//www.linkedin.com/in/jan-example", "https://www.linkedin.com/in/jan-example", "jan-example"),
        (
            "https://www.linkedin.com/mwlite/profile/in/jan-example",
            "https://www.linkedin.com/in/jan-example",
            "jan-example",
        ),
        (
            "https://www.linkedin.com/pub/jan-example/12/34a/5b6",
            "https://www.linkedin.com/pub/jan-example/12/34a/5b6",
            "jan-example/12/34a/5b6",
        ),
        ("https://x.com/jan_example/photo", "https://x.com/jan_example", "jan_example"),
        (
            "https://www.xing.com/profile/Jan_Example/portfolio",
            "https://www.xing.com/profile/Jan_Example",
            "Jan_Example",
        ),
        ("https://www.facebook.com/profile.php?id=100001", "https://www.facebook.com/profile.php?id=100001", "100001"),
        (
            "https://scholar.google.pt/citations?user=ExAmPlE&hl=pt",
            "https://scholar.google.com/citations?user=ExAmPlE",
            "ExAmPlE",
        ),
        ("https://t.me/jan_example/12", "https://t.me/jan_example", "jan_example"),
        ("https://www.tiktok.com/@jan.example", "https://www.tiktok.com/@jan.example", "jan.example"),
        ("https://social.example/@jan", "https://social.example/@jan", "jan"),
        (
            "https://www.linkedin.com/authwall?sessionRedirect=https%3A%2F%2Fwww.linkedin.com%2Fin%2Fjan-example",
            "https://www.linkedin.com/in/jan-example",
            "jan-example",
        ),
    ],
)
def test_whose_profile_an_address_names(url: str, address: str, name: str) -> None:
    assert (profile_address(url), handle(url)) == (address, name)


@pytest.mark.parametrize(
    "url",
    [
        "https://x.com/home",
        "https://www.linkedin.com/company/acme-example",
        "https://www.linkedin.com/feed/",
        "/in/relative",
        "mailto:jan@acme.example",
        "https://acme.example/team",
        "https://[broken",
        "",
    ],
)
def test_an_address_of_nobody(url: str) -> None:
    assert profile_address(url) is None
    assert handle(url) is None


@pytest.mark.parametrize(
    ("url", "inside"),
    [
        ("https://www.linkedin.com/safety/go/?url=https%3A%2F%2Facme%2Eexample%2F&urlhash=x", "https://acme.example/"),
        ("https://www.linkedin.com/redir/redirect?url=http%3A%2F%2Facme%2Eexample&urlhash=x", "http://acme.example"),
        ("https://l.facebook.com/l.php?u=https%3A%2F%2Facme.example%2Fa&h=AT", "https://acme.example/a"),
        ("https://l.instagram.com/?u=https%3A%2F%2Facme.example%2F&e=AT", "https://acme.example/"),
        ("https://www.google.com/url?q=https://acme.example/&sa=D", "https://acme.example/"),
        ("https://web.archive.org/web/20210304050607/https://acme.example/b", "https://acme.example/b"),
        (
            "https://web.archive.org/web/2021im_/https://www.linkedin.com/safety/go?url=https%3A%2F%2Facme.example",
            "https://acme.example",
        ),
        (
            "https://www.linkedin.com/safety/go/?url=javascript%3Aalert(1)",
            "https://www.linkedin.com/safety/go/?url=javascript%3Aalert(1)",
        ),
        (
            "https://acme.example/?url=https%3A%2F%2Fother.example",
            "https://acme.example/?url=https%3A%2F%2Fother.example",
        ),
    ],
)
def test_what_stands_behind_a_wrapper(url: str, inside: str) -> None:
    assert unwrapped(url) == inside


def test_tracking_leaves_and_content_stays() -> None:
    assert plain_address("https://acme.example/a?utm_source=x&id=7&trk=y#top") == "https://acme.example/a?id=7"
    assert plain_address("https://acme.example/a?s=harbour&page=2") == "https://acme.example/a?s=harbour&page=2"


@pytest.mark.parametrize(
    ("url", "expected"),
    [
        ("https://www.linkedin.com/company/1406/", ("https://www.linkedin.com/company/1406", "number")),
        ("/company/acme-example/life", ("https://www.linkedin.com/company/acme-example", "slug")),
        ("https://de.linkedin.com/school/uni-example?trk=1", ("https://www.linkedin.com/school/uni-example", "slug")),
        (
            "https://www.linkedin.com/edu/uni-example-10245",
            ("https://www.linkedin.com/school/uni-example-10245", "number"),
        ),
        (
            "https://www.linkedin.com/search/results/all/?keywords=Acme+Ltd",
            ("https://www.linkedin.com/search/results/all/?keywords=Acme+Ltd", "search"),
        ),
        ("https://www.linkedin.com/in/jan-example", None),
        ("https://acme.example/company/1406", None),
    ],
)
def test_an_employer_by_number_slug_or_mere_search(url: str, expected: tuple[str, str] | None) -> None:
    assert company_address(url) == expected


@pytest.mark.parametrize(
    ("url", "expected"),
    [
        (
            "https://media.licdn.com/dms/image/v2/D4E03AQEx/profile-displayphoto-shrink_400_400/B56/0/1643017689481?e=1700000000&v=beta&t=x",
            PictureAddress("2022-01-24", "1643017689481", "2023-11-14", "1700000000"),
        ),
        (
            "https://media.licdn.com/dms/image/D4E03AQEx/profile-displayphoto-shrink_200_200/0/1643017689481?e=2147483647&v=beta",
            PictureAddress("2022-01-24", "1643017689481"),
        ),
        ("./Jan Example_files/1643017689481(1)", PictureAddress("2022-01-24", "1643017689481")),
        (
            "https://media.licdn.com/dms/image/D4E03AQEx/profile/0/9999999999999?e=1700000000",
            PictureAddress(None, None, "2023-11-14", "1700000000"),
        ),
        ("https://static.licdn.com/aero-v1/sc/h/9c8pexample", PictureAddress(placeholder=True)),
        (
            "https://static.licdn.com/scds/common/u/images/themes/katy/ghosts/person/ghost_person_200x200_v1.png",
            PictureAddress(placeholder=True),
        ),
        (
            "data:image/gif;base64,R0lGODlhAQABAIAAAAAAAP///yH5BAEAAAAALAAAAAABAAEAAAIBRAA7",
            PictureAddress(placeholder=True),
        ),
        ("https://photos.acme.example/team/jan.jpg", PictureAddress()),
    ],
)
def test_what_a_picture_address_gives_away(url: str, expected: PictureAddress) -> None:
    assert picture_address(url) == expected
