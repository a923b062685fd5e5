from __future__ import annotations

import pytest

from auditor.checks.account_name import check
from auditor.model import Finding, Skip
from tests.stated import field, job, profile


def run(name: str | None, slug: str, email: str, **more: str) -> tuple[list[Finding], list[str]]:
    page = profile(
        job("Quay House", "2019"), name=name, url=field(f"https://www.linkedin.com/in/{slug}"), emails=[email], **more
    )
    results = list(check.run(page, {}))
    return (
        [result for result in results if isinstance(result, Finding)],
        [result.reason for result in results if isinstance(result, Skip)],
    )


def test_address_and_mailbox_that_agree_on_another_name() -> None:
    (finding,), skips = run("Ines Kauri", "robert-weiler-82b0a1", "weiler.robert@mail.example")
    assert (finding.rule, finding.strength, finding.weight) == ("self-contradiction", "weak", 0)
    assert [place.quote for place in finding.evidence] == [
        "https://www.linkedin.com/in/robert-weiler-82b0a1",
        "weiler.robert@mail.example",
        "Ines Kauri",
    ]
    assert not skips


@pytest.mark.parametrize(
    ("name", "slug", "email"),
    [
        ("Ines Weiler", "robert-weiler", "robert.weiler@mail.example"),
        ("Ines Weiler", "ines-kauri-82b", "ines.kauri@mail.example"),
        ("Weiler Robert", "robert-weiler", "robert.weiler@mail.example"),
        ("R. W.", "robert-weiler", "robert.weiler@mail.example"),
        ("Bob Kauri", "robert-weiler", "robert.weiler@mail.example"),
        ("Peggy Kauri", "margaret-weiler", "margaret.weiler@mail.example"),
        ("Sasha Kauri", "oleksandr-petrenko", "oleksandr.petrenko@mail.example"),
        ("Gosia Kauri", "malgorzata-zuk", "malgorzata.zuk@mail.example"),
        ("Sørensen Bæk", "soerensen-baek", "soerensen.baek@mail.example"),
        ("María del Carmen Ruiz Soto", "carmen-ruiz", "carmen.ruiz@mail.example"),
        ("Сергей Яковлев", "sergey-yakovlev", "sergey.yakovlev@mail.example"),
        ("Ines Kauri", "robert-weiler", "ines.kauri@mail.example"),
        ("Ines Kauri", "robert-weiler", "desk@quay.example"),
        ("Ines Kauri", "quaywatcher", "quay.watcher@mail.example"),
        ("Ines Kauri", "quay-house", "quay.house@mail.example"),
        ("Ines Kauri", "lantern-works", "lantern.works@lantern-works.example"),
        ("Ines Kauri", "i-k", "i.k@mail.example"),
        ("林小雨", "emily-lin", "emily.lin@mail.example"),
        ("عمر الحداد", "omar-haddad", "omar.haddad@mail.example"),
        ("Suharti", "robert-weiler", "robert.weiler@mail.example"),
    ],
)
def test_addresses_that_contradict_nothing(name: str, slug: str, email: str) -> None:
    assert run(name, slug, email)[0] == []


def test_a_trade_is_no_name() -> None:
    assert run("Ines Kauri", "baltic-brokers", "baltic.brokers@mail.example", headline="Baltic brokers")[0] == []


@pytest.mark.parametrize(
    ("name", "email", "reason"),
    [
        (None, "robert.weiler@mail.example", "no name"),
        ("Ines Kauri", "desk@quay.example", "do not both spell out"),
        ("林小雨", "robert.weiler@mail.example", "cannot be compared soundly"),
    ],
)
def test_what_is_not_decidable_says_why(name: str | None, email: str, reason: str) -> None:
    findings, (skip,) = run(name, "robert-weiler", email)
    assert not findings
    assert reason in skip
