"""Which registrable domain a text means, who states it on a page, and why a name is no company's domain.

The registrable domain is the longest public suffix and one label more, private section included: ``acme.github.io`` is
a unit of its own, and the age of ``github.io`` says nothing about it.  Nothing is looked up anywhere.
"""

from __future__ import annotations

import ipaddress
import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache, lru_cache
from typing import Any, Literal

from auditor.domains.known import (
    FREE_MAIL,
    HOSTED,
    PRIVATE_REGISTRIES,
    PROFILE_SITES,
    RESERVED_SUFFIXES,
    SHORTENERS,
    SUFFIXES_THAT_ARE_WORDS,
    WORDS_NOT_NAMES,
)
from auditor.model import Field, Locator, Profile

Kind = Literal["company", "hosted", "free-mail", "shortener", "profile-site", "address", "not-public"]
Basis = Literal["company link", "company page", "website", "e-mail", "text"]

REASONS: dict[Kind, str | None] = {
    "company": None,
    "hosted": "a hosted page: the age of its domain says nothing about the firm",
    "free-mail": "a free mail service, not a company's domain",
    "shortener": "a short link, which is not followed: the domain behind it is unknown",
    "profile-site": "a page on a network or platform, not a company's domain",
    "address": "an IP address, not a domain",
    "not-public": "no name below a public suffix",
}

_TOKEN = re.compile(
    r"(?<![\w.+@/-])(?P<scheme>https?://)?(?P<user>[\w.+-]{1,64}@)?"
    r"(?P<host>(?:[^\W_](?:[\w-]{0,62})\.){1,8}[^\W\d_](?:[\w-]{0,62}))(?P<rest>[:/][^\s<>\"')\]]{0,200})?"
)
_INNER_DOT = re.compile(r"\.[^\W\d_]")
_LABEL = re.compile(r"[a-z0-9_](?:[a-z0-9_-]{0,61}[a-z0-9_])?")
_HOST_END = re.compile(r"[/?#\\\s]")


@dataclass(frozen=True, slots=True)
class Domain:
    """A registrable domain and what it can be asked."""

    name: str
    """Registrable name, A-labels, lower case; of a hosted page the page's own host name."""
    kind: Kind

    @property
    def reason(self) -> str | None:
        """Why it is no company's domain, or ``None`` where it may be one."""
        return REASONS[self.kind]

    @property
    def label(self) -> str:
        """The part that its owner chose, as Unicode: ``bücher`` of ``xn--bcher-kva.example``."""
        return _unicode(self.name.split(".", 1)[0])


@dataclass(frozen=True, slots=True)
class Stated:
    """A domain that a page states, and where."""

    domain: Domain
    at: Locator
    basis: Basis
    position: int | None = None
    """Index in ``profile.experience`` of the job whose entry states it."""


def domain_of(text: str) -> Domain | None:
    """The domain that an address, an e-mail address or a host name means; ``None`` where it is none of them."""
    host = _host(text)
    return None if host is None else _domain(host, text)


def company_domain(text: str) -> Domain | None:
    """The domain where it may be a company's; ``None`` for free mail, hosted pages, networks and the like."""
    found = domain_of(text)
    return found if found is not None and found.kind == "company" else None


@lru_cache(maxsize=4096)
def _domain(host: str, text: str) -> Domain:
    if _is_address(host):
        return Domain(host.strip("[]"), "address")
    ascii_host = _ascii(host)
    if ascii_host is None:
        return Domain(host, "not-public")
    for names, kind in _NAMED:
        if _under(ascii_host, names):
            return Domain(ascii_host if kind == "hosted" else registrable(ascii_host) or ascii_host, kind)
    name = registrable(ascii_host)
    if name is None:
        return Domain(ascii_host, "not-public")
    if "@" not in text and _privately_suffixed(name) and name.split(".", 1)[1] not in PRIVATE_REGISTRIES:
        return Domain(name, "hosted")
    return Domain(name, "company")


_NAMED: tuple[tuple[frozenset[str], Kind], ...] = (
    (FREE_MAIL, "free-mail"),
    (SHORTENERS, "shortener"),
    (HOSTED, "hosted"),
    (PROFILE_SITES, "profile-site"),
)


def _under(host: str, names: frozenset[str]) -> bool:
    while host:
        if host in names:
            return True
        host = host.partition(".")[2]
    return False


def registrable(host: str) -> str | None:
    """The registrable domain of a host in A-labels: its public suffix and one label; ``None`` where there is none."""
    labels = host.split(".")
    if labels[-1] in RESERVED_SUFFIXES:
        return ".".join(labels[-2:]) if len(labels) > 1 else None
    found: str | None = _suffixes().privatesuffix(host)
    return found


def _privately_suffixed(name: str) -> bool:
    suffix = name.split(".", 1)[1]
    return suffix in _private_suffixes() or "*." + suffix.partition(".")[2] in _private_suffixes()


@cache
def _suffixes() -> Any:
    from publicsuffixlist import PublicSuffixList  # reading the list takes 50 ms, and most commands need none

    return PublicSuffixList(accept_unknown=False)


@cache
def _private_suffixes() -> frozenset[str]:
    from publicsuffixlist import PSLFILE

    with open(PSLFILE, encoding="utf-8") as file:
        private = file.read().partition("===BEGIN PRIVATE DOMAINS===")[2]
    return frozenset(line.strip() for line in private.split("\n") if line and not line.startswith("//"))


def _host(text: str) -> str | None:
    rest = text.strip()
    if rest[:7].lower() == "mailto:":
        rest = rest[7:]
    elif "://" in rest[:20]:
        rest = rest.split("://", 1)[1]
    elif rest.startswith("//"):
        rest = rest[2:]
    rest = _HOST_END.split(rest, maxsplit=1)[0].rsplit("@", 1)[-1]
    if rest.startswith("["):
        return rest.split("]", 1)[0] + "]" if "]" in rest else None
    host = rest.split(":", 1)[0].rstrip(".").strip(",;)>\"'")
    return host if "." in host and len(host) <= 253 else None


def _is_address(host: str) -> bool:
    try:
        ipaddress.ip_address(host.strip("[]"))
    except ValueError:
        return host.replace(".", "").isdigit()
    return True


def _ascii(host: str) -> str | None:
    lowered = host.lower()
    if lowered.isascii() and "xn--" not in lowered:
        name = lowered
    else:
        import idna

        try:
            name = idna.encode(lowered, uts46=True).decode("ascii").lower()
        except (idna.IDNAError, UnicodeError):
            return None
    good = len(name) <= 253 and all(_LABEL.fullmatch(label) for label in name.split("."))
    return name if good else None


def _unicode(label: str) -> str:
    if not label.startswith("xn--"):
        return label
    import idna

    try:
        return idna.decode(label)
    except (idna.IDNAError, UnicodeError):
        return label


def names_in(text: str) -> Iterator[tuple[int, int, Domain, Basis]]:
    """Domains in running text: where the address stands, and which it is.

    A bare word with a dot counts only where it cannot be a full stop without a space or a product's name.
    """
    if "." not in text or not _INNER_DOT.search(text):  # most full stops end sentences
        return
    for match in _TOKEN.finditer(text):
        host = match["host"].rstrip("-")
        bare = not match["scheme"] and not match["user"] and host[:4].lower() != "www."
        if bare and not match["rest"] and not _bare_name(host):
            continue
        found = domain_of(match["user"] + host if match["user"] else host)
        if found is not None and found.kind != "not-public":
            yield match.start(), match.end("host"), found, "e-mail" if match["user"] else "text"


def _bare_name(host: str) -> bool:
    first, _, suffix = host.rpartition(".")
    if suffix != suffix.lower() or host.lower() in WORDS_NOT_NAMES or len(first) < 2:
        return False
    return len(suffix) > 2 or "." in first or suffix not in SUFFIXES_THAT_ARE_WORDS


def profile_domains(profile: Profile) -> tuple[Stated, ...]:
    """Every domain that the subject's own part of a page states, in the page's order, each with its place.

    Domains that are no company's are included, with their reason: what was not asked is a result too.  The answer for
    the profile that was asked about last is kept, since several checks ask for the same one.
    """
    if not (_asked_last and _asked_last[0][0] is profile):
        _asked_last[:] = [(profile, _profile_domains(profile))]
    return _asked_last[0][1]


_asked_last: list[tuple[Profile, tuple[Stated, ...]]] = []


def _profile_domains(profile: Profile) -> tuple[Stated, ...]:
    website = profile.company.get("website")
    found = [
        *_in_addresses((website,) if website else (), "company page"),
        *_in_addresses(profile.links, "website"),
        *_in_addresses(profile.emails, "e-mail"),
    ]
    for text in (profile.headline, profile.about):
        found += _in_field(text, None)
    for message in profile.messages:
        if message.by_subject:
            found += _in_field(Field(message.text, message.at), None)
    for number, position in enumerate(profile.experience):
        if position.company_url and (domain := domain_of(position.company_url.value)):
            found.append(Stated(domain, position.company_url.at, "company link", number))
        for text in (position.company, position.title, position.description):
            found += _in_field(text, number)
    seen: dict[tuple[str, int | None], Stated] = {}
    for stated in found:
        seen.setdefault((stated.domain.name, stated.position), stated)
    return tuple(seen.values())


def _in_addresses(fields: tuple[Field, ...], basis: Basis) -> Iterator[Stated]:
    for field in fields:
        if domain := domain_of(field.value):
            yield Stated(domain, field.at, basis)


def _in_field(field: Field | None, position: int | None) -> Iterator[Stated]:
    if field is None:
        return
    for start, end, domain, basis in names_in(field.value):
        at = field.at.narrowed(start, end) if field.verbatim else _found_again(field.at, field.value[start:end])
        yield Stated(domain, at, basis, position)


def _found_again(at: Locator, words: str) -> Locator:
    start = at.quote.find(words)
    return at.narrowed(start, start + len(words)) if start >= 0 else at
