"""What the main thread connects to and which names anybody resolves, seen at the socket by an audit hook (PEP 578)."""

from __future__ import annotations

import ipaddress
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any


@dataclass
class Seen:
    places: list[tuple[str, int]] = field(default_factory=list)
    names: list[str] = field(default_factory=list)
    """Names that a resolver was asked for; literal addresses are none."""

    @property
    def ports(self) -> set[int]:
        assert all(ipaddress.ip_address(host).is_loopback for host, _ in self.places), self.places
        return {port for _, port in self.places}


_open: list[Seen] = []


def _hook(event: str, arguments: tuple[Any, ...]) -> None:
    if not _open:
        return
    if event == "socket.connect" and isinstance(arguments[1], tuple):
        if threading.current_thread() is threading.main_thread():
            _open[-1].places.append((arguments[1][0], arguments[1][1]))
    elif event in ("socket.getaddrinfo", "socket.gethostbyname", "socket.gethostbyaddr"):
        host = arguments[0].decode() if isinstance(arguments[0], bytes) else str(arguments[0])
        try:
            ipaddress.ip_address(host)
        except ValueError:
            _open[-1].names.append(host)


sys.addaudithook(_hook)


@contextmanager
def connections() -> Iterator[Seen]:
    """Notes every connection of the main thread and every name that a resolver is asked for."""
    seen = Seen()
    _open.append(seen)
    try:
        yield seen
    finally:
        _open.remove(seen)
