"""What registries call the start of a registration in WHOIS text, and in which order they write day and month.

Labels are compared case-folded, without colons and brackets, with dots, hyphens and underscores as spaces.  A label
means the domain's own date only outside the blocks of contacts, name servers and registrars.
"""

from __future__ import annotations


def _lines(text: str) -> frozenset[str]:
    return frozenset(line.strip() for line in text.strip().split("\n"))


CREATED = _lines(
    """
    acivated
    activated
    activated on
    activation
    activation date
    approved
    assigned
    commencement date
    create
    create date
    created
    created at
    created date
    created on
    created time
    creation
    creation date
    creation time
    criado
    data creazione
    data de criação
    data de registo
    data de registo / creation date
    data rejestracji
    date approved
    date created
    date de creation
    date de création
    date of creation
    date of registration
    date registered
    domain activated on
    domain activation date
    domain commencement date
    domain create date
    domain created
    domain created on
    domain creation date
    domain date registered
    domain datecreated
    domain dateregistered
    domain name commencement date
    domain name created
    domain name registration date
    domain record activated
    domain record created
    domain registered
    domain registered on
    domain registration date
    entry created
    fecha creacion
    fecha creación
    fecha de activación
    fecha de alta
    fecha de creacion
    fecha de creación
    fecha de registro
    first registered
    first registered date
    first registered on
    first registration
    first registration date
    original creation date
    record created
    record created on
    reg date
    registered
    registered at
    registered date
    registered from
    registered in
    registered on
    registered since
    registration
    registration created
    registration date
    registration time
    registrationdate
    rekord létrehozva
    дата регистрации
    дата реєстрації
    дата створення
    注册日期
    注册时间
    登録年月日
    登録日
    註冊日期
    등록일
    """
)

PERSON_LABELS = frozenset(
    {
        "contact",
        "person",
        "role",
        "nic hdl",
        "nic hdl br",
        "nic handle",
        "contact name",
        "contact id",
        "contactid",
        "personname",
    }
)
"""Labels after which a block is about somebody."""

HANDLE_LABELS = frozenset({"nic hdl"})
"""Labels that stand only in a block about a contact, even where no empty line parts it from the domain's."""

OTHER_BLOCKS = PERSON_LABELS | {
    "nserver",
    "host",
    "nsset",
    "keyset",
    "key group",
    "organization loc",
    "contact handle",
    "loc",
}
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
SHORT_YEARS = frozenset({"es"})
"""Top-level domains whose registry writes 16/09/03 for 16 September 2003."""
