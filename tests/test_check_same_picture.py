"""Who is said to show whose picture: pairs, groups, names, addresses."""

from __future__ import annotations

from dataclasses import replace
from functools import cache
from itertools import pairwise

import pytest

from auditor.checks.same_picture import MANY, RULE, same_picture
from auditor.imaging import picture_features
from auditor.model import Avatar, Features, Link, Locator, PictureFeatures
from auditor.plugin import CaseFinding
from fixtures.make.portraits import cropped, jpeg, mirrored, portrait, silhouette

NAMES = tuple(
    f"{first} {last}"
    for first, last in zip(
        ("Mira", "Jonas", "Odile", "Petr", "Yusuf", "Greta", "Hilde", "Bruno", "Tamsin", "Ewald", "Carmen", "Ludmila"),
        ("Castell", "Wick", "Farn", "Dvorak", "Ozan", "Blum", "Quist", "Moretti", "Fenwater", "Kipp", "Ruiz", "Zorin"),
        strict=True,
    )
)


@cache
def features(seed: str, change: str = "", quality: int = 85) -> PictureFeatures:
    picture = silhouette() if seed == "silhouette" else portrait(f"check {seed}")
    if change == "cropped":
        picture = cropped(picture, 10, 0, 0, 10)
    elif change == "mirrored":
        picture = mirrored(picture)
    return replace(picture_features(jpeg(picture, side=200, quality=quality)), thumbnail=b"")


def page(
    number: int, name: str | None, picture: PictureFeatures | None, url: str = "picture.jpg", **other: str
) -> Features:
    sha256 = f"{number:064x}"
    at = Locator(sha256, "img >> @src", url, 0)
    return Features(
        profile=f"p-{number:016x}",
        subject=other.get("subject", f"account-{number}"),
        name=name,
        url=None,
        avatar=Avatar("embedded" if picture else "linked", url, at),
        picture=picture,
        domains=(),
        sketch=b"",
        about=None,
    )


def outcome(*pages: Features) -> tuple[list[CaseFinding], list[Link]]:
    made = list(same_picture.run(tuple(sorted(pages, key=lambda one: one.profile))))
    return [one for one in made if isinstance(one, CaseFinding)], [one for one in made if isinstance(one, Link)]


def test_both_sides_get_a_finding_that_names_the_other() -> None:
    findings, links = outcome(page(1, "Mira Castell", features("a")), page(2, "Jonas Wick", features("a", "cropped")))
    assert [made.profile for made in findings] == ["p-0000000000000001", "p-0000000000000002"]
    first, second = (made.finding for made in findings)
    assert "Jonas Wick" in first.message
    assert "Mira Castell" in second.message
    assert "cropped to 90%" in first.message
    assert "does not mean the same person" in first.message
    assert "likeness 0." in first.message
    assert "200 × 200 and 200 × 200 pixels" in first.message
    assert "for the 1 comparisons made here that means fewer than 0.01 pairs by chance" in first.message
    assert (first.rule, first.category, first.weight, first.others) == (RULE, "avatar", 4, ("p-0000000000000002",))
    assert first.evidence == (Locator(f"{1:064x}", "img >> @src", "picture.jpg", 0),)
    assert len(first.alternatives) == 3
    assert [(link.kind, link.a, link.b) for link in links] == [
        ("near-avatar", findings[0].profile, findings[1].profile)
    ]
    assert [place.page for place in links[0].evidence] == [f"{1:064x}", f"{2:064x}"]


def test_the_same_file_and_the_same_picture_saved_again() -> None:
    _, links = outcome(
        page(1, "Mira", features("a")), page(2, "Jonas", features("a")), page(3, "Odile", features("a", "", 60))
    )
    assert [(link.kind, link.method, link.distance) for link in links] == [
        ("same-avatar", "sha256", 0),
        ("same-avatar", "views64-v2", links[1].distance),
        ("same-avatar", "views64-v2", links[2].distance),
    ]


def test_the_very_same_file_needs_no_rate() -> None:
    findings, _ = outcome(page(1, "Mira Castell", features("a")), page(2, "Jonas Wick", features("a")))
    assert "the very same file" in findings[0].finding.message
    assert "by chance" not in findings[0].finding.message


def test_strangers_share_nothing() -> None:
    assert outcome(*(page(number, NAMES[number], features(str(number))) for number in range(6))) == ([], [])


def test_one_account_saved_twice_is_linked_without_a_finding() -> None:
    one = page(1, "Mira Castell", features("a"), subject="mira")
    findings, links = outcome(one, page(2, "Somebody Else", features("a", "mirrored"), subject="mira"))
    assert findings == []
    assert [link.transform for link in links] == ["mirrored"]


def test_a_page_without_a_place_for_its_picture_gets_no_finding() -> None:
    bare = page(1, "Mira Castell", features("a"))
    bare = replace(bare, avatar=replace(bare.avatar, at=None))
    findings, links = outcome(bare, page(2, "Jonas Wick", features("a")))
    assert [made.profile for made in findings] == ["p-0000000000000002"]
    assert len(links[0].evidence) == 1


def test_plain_and_foreign_pictures_are_not_compared() -> None:
    plain, old = features("silhouette"), replace(features("a"), views=b"\x01" + features("a").views[1:])
    assert plain.low_information
    assert outcome(page(1, "Mira", plain), page(2, "Jonas", plain)) == ([], [])
    assert outcome(page(1, "Mira", old), page(2, "Jonas", old)) == ([], [])
    assert outcome(page(1, "Mira", None), page(2, "Jonas", None)) == ([], [])


def test_many_accounts_with_one_picture_are_one_group() -> None:
    crowd = [
        page(number, NAMES[number], features("shared", "" if number % 2 else "mirrored")) for number in range(MANY + 2)
    ]
    findings, links = outcome(*crowd)
    assert findings == []
    assert len(links) == MANY + 1
    assert {(link.kind, link.a) for link in links} == {("avatar-group", crowd[0].profile)}
    findings, links = outcome(*crowd[: MANY - 1])
    assert len(findings) == MANY - 1
    assert {link.kind for link in links} == {"same-avatar", "near-avatar"}


def test_a_group_counts_accounts_not_captures() -> None:
    captures = [page(number, "Mira", features("a"), subject="mira") for number in range(MANY + 5)]
    _, links = outcome(*captures)
    assert {link.kind for link in links} == {"same-avatar"}


PHOTO = "https://media.licdn.com/dms/image/v2/D4E03AQExample00001/profile-displayphoto-shrink_{0}_{0}/0/1650000000000"


def test_linked_pictures_are_compared_by_the_stored_picture_their_addresses_name() -> None:
    one, other = page(1, "Mira", None, PHOTO.format(200)), page(2, "Jonas", None, PHOTO.format(800))
    findings, links = outcome(one, other, page(3, "Odile", None, PHOTO.format(200).replace("00001", "00002")))
    assert findings == []
    assert [(link.kind, link.a, link.b, link.method) for link in links] == [
        ("same-avatar", one.profile, other.profile, "address")
    ]
    crowd = [page(number, "Mira", None, PHOTO.format(200)) for number in range(MANY + 2)]
    assert {link.kind for link in outcome(*crowd)[1]} == {"avatar-group"}


def test_an_address_adds_nothing_to_the_very_same_file() -> None:
    pages = [page(number, "Mira", features("a"), PHOTO.format(200)) for number in (1, 2)]
    assert [link.method for link in outcome(*pages)[1]] == ["sha256"]


@pytest.mark.parametrize("other", ["Mira Horn", "M. Castell-Horn", "Мира Кастель", None, "⭐️ 101", "王伟"])
def test_names_that_may_be_one_person_s_are_linked_without_a_finding(other: str | None) -> None:
    findings, links = outcome(page(1, "Mira Castell", features("a")), page(2, other, features("a")))
    assert findings == []
    assert len(links) == 1


def test_the_captures_of_one_account_are_linked_one_to_the_next() -> None:
    pages = [page(number, "Mira Castell", features("a"), subject="mira") for number in range(6)]
    pages += [page(6, "Jonas Wick", features("a"), subject="jonas")]
    findings, links = outcome(*pages)
    ids = [one.profile for one in pages]
    assert {(link.a, link.b) for link in links} == {
        *pairwise(ids[:6]),
        *((id, ids[6]) for id in ids[:6]),
    }
    assert len(findings) == 7
