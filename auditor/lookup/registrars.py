"""Answers that a registrar gave: its date may be the day on which the name came to it; it only bounds the true one."""

from __future__ import annotations

from dataclasses import replace
from functools import cache
from urllib.parse import urlsplit

from auditor.domains import registrable
from auditor.lookup.answers import Answer
from auditor.lookup.bootstrap import packaged


def bounded(answer: Answer, domain: str) -> Answer:
    """The answer, its date marked "not later than" where the server that gave it is no registry's.

    Recorded pairs of answers differ by up to twenty years.  A server is known by the link that an answer gives to
    itself; an ending whose registry is not known is left as it is.
    """
    host = _host(answer.given_by) if answer.given_by else None
    if not host or answer.registered is None or packaged().server_for(domain) is None:
        return answer
    if (registrable(host) or host) in _registries():
        return answer
    warning = f"{host} is no registry's server: a registrar's date may be that of a transfer"
    return replace(answer, precision="not-later-than", warnings=(*answer.warnings, warning))


@cache
def _registries() -> frozenset[str]:
    hosts = {_host(base) for base in packaged().servers.values()}
    return frozenset(registrable(host) or host for host in hosts if host)


def _host(address: str) -> str | None:
    try:
        return urlsplit(address).hostname
    except ValueError:
        return None
