"""By what a page says its subject can be reached, written so that two pages compare equal."""

from __future__ import annotations

import re
from collections.abc import Iterator
from urllib.parse import parse_qsl, urlencode

from auditor.addresses import parts_of
from auditor.domains import domain_of, profile_domains
from auditor.model import Field, Profile
from auditor.similarity.numbers import numbers_in

_TRACKING = re.compile(r"utm_|trk|fbclid|gclid|igsh|ref$")
_MESSENGERS = frozenset({"t.me", "telegram.me", "wa.me", "line.me", "signal.me", "m.me"})


def contacts_of(profile: Profile) -> tuple[Field, ...]:
    """Each contact with the place that states it; the value begins with its kind.

    ``domain harbour.example``, ``e-mail ines@harbour.example``, ``phone +4755500100`` (only with a country's prefix: a
    number without one means different phones in different places), ``link harbour.example/team``,
    ``messenger t.me/ines``, and from the subject's own words ``wallet …`` and ``company-number …``.  Pages of networks
    are no contacts: they are the account itself.
    """
    found: dict[str, Field] = {}
    for field in _contacts(profile):
        found.setdefault(field.value, field)
    return tuple(found[value] for value in sorted(found))


def _contacts(profile: Profile) -> Iterator[Field]:
    for stated in profile_domains(profile):
        if stated.domain.reason is None:
            yield Field(f"domain {stated.domain.name}", stated.at)
    for field in profile.emails:
        local, _, host = field.value.strip().casefold().rpartition("@")
        if local and "." in host:
            yield Field(f"e-mail {local}@{host}", field.at)
    for field in profile.phones:
        digits = re.sub(r"[^\d+]", "", field.value)
        number = "+" + digits[2:] if digits.startswith("00") else digits
        if number.startswith("+") and len(number) > 8:
            yield Field(f"phone {number}", field.at)
    for field in profile.links:
        if value := _link(field.value):
            yield Field(value, field.at)
    for field in _own_words(profile):
        for value, start, end in numbers_in(field.at.quote):
            yield Field(value, field.at.narrowed(start, end))


def _own_words(profile: Profile) -> Iterator[Field]:
    yield from (field for field in (profile.headline, profile.about) if field)
    yield from (job.description for job in profile.experience if job.description)
    yield from (Field(message.text, message.at) for message in profile.messages if message.by_subject)


def _link(address: str) -> str | None:
    domain = domain_of(address)
    if domain is None:
        return None
    parts = parts_of(address if "://" in address else f"https://{address}")
    if parts is None:
        return None
    host = (parts.hostname or "").removeprefix("www.")
    path = parts.path.rstrip("/")
    if host in _MESSENGERS:
        return f"messenger {host}{path.casefold()}" if path else None
    if domain.kind not in ("company", "hosted", "shortener"):
        return None
    kept = [(name, value) for name, value in parse_qsl(parts.query) if not _TRACKING.match(name)]
    query = f"?{urlencode(kept)}" if kept else ""
    return f"link {host}{path}{query}" if path or query or domain.kind == "hosted" else None
