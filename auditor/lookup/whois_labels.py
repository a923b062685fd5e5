"""What registries call the start of a registration in WHOIS text, and in which order they write day and month.

Labels are compared case-folded, without dots, colons and brackets.  A label means the domain's own date only outside
the blocks of contacts, name servers and registrars.
"""

from __future__ import annotations


def _lines(text: str) -> frozenset[str]:
    return frozenset(line.strip() for line in text.strip().split("\n"))


CREATED = _lines(
    """
    activated
    activated on
    activation date
    assigned
    commencement date
    create date
    created
    created at
    created date
    created date (dd/mm/yyyy)
    created on
    creation
    creation date
    creation date (dd/mm/yyyy)
    creation time
    data de registo / creation date (dd/mm/yyyy)
    date created
    date de création
    date registered
    date-registered
    domain activated on
    domain commencement date
    domain create date
    domain created
    domain created on
    domain creation date
    domain date registered
    domain name commencement date
    domain name registration date
    domain record activated
    domain registered
    domain registered on
    domain registration date
    domain_datecreated
    domain_dateregistered
    entry created
    fecha de alta
    fecha de creacion
    fecha de creación
    fecha de registro
    first registered
    first registration date
    nameserver information created
    record created
    record created on
    registered
    registered at
    registered date
    registered in
    registered on
    registered since
    registration
    registration date
    registration time
    reg date
    登録年月日
    登録日
    註冊日期
    注册时间
    注册日期
    등록일
    дата регистрации
    дата створення
    """
)

CONTACT_MARKS = (
    *("contact", "person", "role", "nic-hdl", "nic-hdl-br", "nic-handle", "nserver", "host", "nsset", "keyset"),
    *("key-group", "organization-loc", "contact-name", "contact id", "contactid", "contact handle", "loc"),
)
"""First labels of a block about somebody or something else than the domain."""

MONTH_FIRST = frozenset(
    {
        *(
            "cf",
            "ga",
            "gq",
            "ml",
            "tk",
            "us",
            "com",
            "net",
            "org",
            "cc",
            "tv",
            "info",
            "biz",
            "ws",
            "la",
            "nu",
            "as",
            "fm",
        )
    }
)
"""Top-level domains whose registry, or whose registrars, write 03/28/2013; everybody else writes the day first."""

_MONTHS = (
    "jan ene janv",
    "feb fév fev",
    "mar",
    "apr abr avr",
    "may mai",
    "jun juin",
    "jul juil",
    "aug ago aoû",
    "sep",
    "oct okt out",
    "nov",
    "dec dez dic déc",
)
MONTHS = {name: number for number, names in enumerate(_MONTHS, 1) for name in names.split()}
"""Month by the first letters of its name."""
