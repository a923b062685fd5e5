"""Which RDAP server answers for a top-level domain (RFC 9224).

A snapshot of the root registry's file is packaged, with a short dated list of servers that it leaves out.  A server is
never guessed: one that does not run an ending answers "not found", which would look like "not registered".
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

CERTIFICATES = "https://crt.sh/"
ARCHIVE = "https://web.archive.org/"


class InvalidBootstrapError(ValueError):
    """The file is no bootstrap file; the message says why."""


@dataclass(frozen=True, slots=True)
class Bootstrap:
    """Base addresses by top-level domain, as of a day."""

    publication: str
    """Day of the root registry's file, ``YYYY-MM-DD``."""
    servers: Mapping[str, str]
    """Base address, with ``/`` at its end, by ending (A-labels)."""
    certificates: str = CERTIFICATES
    """Base address of the certificate log's search."""
    archive: str = ARCHIVE
    """Base address of the web archive."""

    def server_for(self, domain: str) -> str | None:
        """The base address for a domain: of the longest ending that has one; ``None`` where none has."""
        ending = domain
        while ending:
            if ending in self.servers:
                return self.servers[ending]
            ending = ending.partition(".")[2]
        return None


def bootstrap_from(data: bytes, *, local: bool = False) -> Bootstrap:
    """A bootstrap file, read.  Entries that are malformed or not over https are left out.

    ``local`` is for a person's own list: it also takes plain http to this very machine's loopback address, and beside
    the services of RFC 9224 it may name the search of a certificate log (``certificates``) and a web archive
    (``archive``) to ask instead of the usual ones.
    Raises :class:`InvalidBootstrapError`.
    """
    try:
        value = json.loads(data)
    except (ValueError, RecursionError) as error:
        raise InvalidBootstrapError(f"not JSON: {error}") from None
    services = value.get("services") if isinstance(value, dict) else None
    if not isinstance(services, list):
        raise InvalidBootstrapError("no list of services; right would be a file as in RFC 9224")
    servers: dict[str, str] = {}
    for service in services:
        if not (isinstance(service, list) and len(service) == 2 and all(isinstance(part, list) for part in service)):
            continue
        bases = [base for base in service[1] if isinstance(base, str) and usable(base, local)]
        for ending in service[0]:
            if isinstance(ending, str) and ending and bases:
                servers.setdefault(ending.casefold(), bases[0].rstrip("/") + "/")
    if not servers:
        raise InvalidBootstrapError("no server over https in it")
    publication = value.get("publication")
    return Bootstrap(
        publication[:10] if isinstance(publication, str) else "undated",
        servers,
        _named(value, "certificates", CERTIFICATES, local),
        _named(value, "archive", ARCHIVE, local),
    )


def _named(value: dict[str, object], key: str, usual: str, local: bool) -> str:
    stated = value.get(key)
    return stated.rstrip("/") + "/" if local and isinstance(stated, str) and usable(stated, local) else usual


def usable(base: str, local: bool) -> bool:
    """Whether an address may be asked: over https, or with ``local`` on this very machine."""
    return base.startswith("https://") or (local and base.startswith(("http://127.0.0.1:", "http://[::1]:")))


@cache
def packaged() -> Bootstrap:
    """The packaged snapshot; what the root registry lists goes before what the short list adds."""
    room = files("auditor.lookup")
    listed = bootstrap_from((room / "bootstrap.json").read_bytes())
    added = bootstrap_from((room / "overrides.json").read_bytes())
    return Bootstrap(listed.publication, {**added.servers, **listed.servers})
