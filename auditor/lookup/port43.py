"""WHOIS over port 43, for endings whose registry has no RDAP server: one plain-text question, one answer.

It cannot go through a proxy, so with one set it is not asked.  "Refer" lines in an answer are never followed.
"""

from __future__ import annotations

import socket
import time

import httpcore

from auditor.lookup.asking import Limits, UnansweredError
from auditor.lookup.reach import Reach, checked_addresses

PORT = 43
SERVERS = {
    "be": "whois.dns.be",
    "bg": "whois.register.bg",
    "by": "whois.cctld.by",
    "cl": "whois.nic.cl",
    "cn": "whois.cnnic.cn",
    "dk": "whois.punktum.dk",
    "ee": "whois.tld.ee",
    "hk": "whois.hkirc.hk",
    "hr": "whois.dns.hr",
    "hu": "whois.nic.hu",
    "il": "whois.isoc.org.il",
    "it": "whois.nic.it",
    "jp": "whois.jprs.jp",
    "ke": "whois.kenic.or.ke",
    "kr": "whois.kr",
    "kz": "whois.nic.kz",
    "lt": "whois.domreg.lt",
    "lu": "whois.dns.lu",
    "ma": "whois.registre.ma",
    "mx": "whois.mx",
    "my": "whois.mynic.my",
    "nu": "whois.iis.nu",
    "pt": "whois.dns.pt",
    "ro": "whois.rotld.ro",
    "rs": "whois.rnids.rs",
    "ru": "whois.tcinet.ru",
    "se": "whois.iis.se",
    "sk": "whois.sk-nic.sk",
    "su": "whois.tcinet.ru",
    "tn": "whois.ati.tn",
    "tr": "whois.trabis.gov.tr",
    "us": "whois.nic.us",
}
"""State of October 2026; registries that publish no registration date are left out."""


def whois_server(domain: str) -> str | None:
    """The WHOIS server of a domain's ending, or ``None``."""
    return SERVERS.get(domain.rsplit(".", 1)[-1])


def whois_text(host: str, domain: str, reach: Reach, limits: Limits, *, port: int = PORT) -> bytes:
    """The answer as it came.  ``domain`` is a checked name in A-labels.  Raises :class:`UnansweredError`."""
    over = time.monotonic() + limits.whole
    try:
        address = checked_addresses(host, port, reach)[0]
        with socket.create_connection((address, port), limits.connect) as connection:
            connection.sendall(domain.encode("ascii") + b"\r\n")
            return _whole_answer(connection, over, limits)
    except httpcore.ConnectError as error:
        raise UnansweredError(f"not asked: {error}") from None
    except OSError as error:
        raise UnansweredError(f"not reached: {error}") from None


def _whole_answer(connection: socket.socket, over: float, limits: Limits) -> bytes:
    pieces: list[bytes] = []
    size = 0
    while True:
        left = over - time.monotonic()
        if left <= 0:
            raise UnansweredError("no whole answer in time")
        connection.settimeout(min(left, limits.read))
        piece = connection.recv(65_536)
        if not piece:
            return b"".join(pieces)
        size += len(piece)
        if size > limits.body:
            raise UnansweredError(f"an answer of more than {limits.body} bytes")
        pieces.append(piece)
