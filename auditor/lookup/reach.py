"""Where a look-up may go: listed hosts only, over https, to public addresses that were checked before connecting.

The name is resolved once and the checked address is the one that is connected to, so that a second answer of the name
server cannot lead elsewhere.  Behind a proxy nothing is resolved here: the proxy gets the name.  A deadline holds for
the whole of a request, however slowly its bytes come.
"""

from __future__ import annotations

import ipaddress
import socket
import ssl
import threading
import time
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlsplit

import httpcore
import httpx

Resolver = Callable[[str, int], list[str]]
"""The addresses of a host at a port.  Raises ``OSError``."""

RESOLVE_SECONDS = 5
_NAT64 = ipaddress.ip_network("64:ff9b::/96")
PROXY_SCHEMES = ("socks5", "socks5h", "http", "https")


def resolved(host: str, port: int) -> list[str]:
    """The addresses that the system's resolver gives, each once.  Raises ``OSError``, also where it takes too long.

    The resolver cannot be interrupted, so it is asked in a thread that is left behind.
    """
    found: list[str] = []
    failed: list[OSError] = []

    def ask() -> None:
        try:
            entries = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
        except OSError as error:
            failed.append(error)
        except UnicodeError as error:
            failed.append(OSError(f"no host name: {error}"))
        else:
            found.extend(dict.fromkeys(str(entry[4][0]) for entry in entries))

    asking = threading.Thread(target=ask, daemon=True)
    asking.start()
    asking.join(RESOLVE_SECONDS)
    if failed:
        raise failed[0]
    if not found:
        raise TimeoutError("the name server took too long")
    return found


def is_public(address: str) -> bool:
    """Whether an address is one of the public internet, whatever it is wrapped in."""
    try:
        found = ipaddress.ip_address(address.split("%", 1)[0])
    except ValueError:
        return False
    if isinstance(found, ipaddress.IPv6Address):
        inner = found.ipv4_mapped or found.sixtofour or (found.teredo[1] if found.teredo else None)
        if found in _NAT64:
            inner = ipaddress.IPv4Address(int(found) & 0xFFFFFFFF)
        if inner is not None:
            return is_public(str(inner))
    return found.is_global and not found.is_multicast and not found.is_reserved


@dataclass(frozen=True, slots=True)
class Reach:
    """The places that may be asked: scheme, host and port of each."""

    places: frozenset[tuple[str, str, int]]

    def refusal(self, url: str) -> str | None:
        """Why an address is not asked, or ``None``."""
        try:
            parts = urlsplit(url)
            port = parts.port or {"https": 443, "http": 80}.get(parts.scheme, 0)
        except ValueError:
            return "not an address"
        if parts.username or parts.password:
            return "an address with a user name in it"
        if (parts.scheme, (parts.hostname or "").casefold(), port) not in self.places:
            return f"{parts.scheme}://{parts.hostname}:{port} is not on the list of servers that are asked"
        return None


def reach_of(addresses: Iterable[str]) -> Reach:
    """A reach that covers the servers of these addresses."""
    places = set()
    for address in addresses:
        parts = urlsplit(address)
        places.add((parts.scheme, (parts.hostname or "").casefold(), parts.port or {"http": 80}.get(parts.scheme, 443)))
    return Reach(frozenset(places))


@dataclass(slots=True)
class Deadline:
    """The moment at which the request under way has to be over; monotonic seconds."""

    at: float = field(default=float("inf"))

    def left(self, timeout: float | None) -> float | None:
        """Seconds that a step may take.  Raises ``httpcore.ReadTimeout`` where none are left."""
        if self.at == float("inf"):
            return timeout
        remaining = self.at - time.monotonic()
        if remaining <= 0:
            raise httpcore.ReadTimeout("the whole request took too long")
        return min(remaining, timeout if timeout is not None else remaining)


class CheckedStream(httpcore.NetworkStream):
    """A connection whose every step keeps the deadline."""

    def __init__(self, stream: httpcore.NetworkStream, deadline: Deadline) -> None:
        self._stream = stream
        self._deadline = deadline

    def read(self, max_bytes: int, timeout: float | None = None) -> bytes:
        return self._stream.read(max_bytes, self._deadline.left(timeout))

    def write(self, buffer: bytes, timeout: float | None = None) -> None:
        self._stream.write(buffer, self._deadline.left(timeout))

    def close(self) -> None:
        self._stream.close()

    def start_tls(
        self, ssl_context: ssl.SSLContext, server_hostname: str | None = None, timeout: float | None = None
    ) -> httpcore.NetworkStream:
        secured = self._stream.start_tls(ssl_context, server_hostname, self._deadline.left(timeout))
        return CheckedStream(secured, self._deadline)

    def get_extra_info(self, info: str) -> Any:
        return self._stream.get_extra_info(info)


class CheckedBackend(httpcore.SyncBackend):
    """Connects to the listed hosts at public addresses, or to the proxy and nothing else."""

    def __init__(self, reach: Reach, deadline: Deadline, proxy: str | None, resolve: Resolver) -> None:
        self._reach = reach
        self._resolve = resolve
        self._deadline = deadline
        self._proxy = (urlsplit(proxy).hostname or "") if proxy else None

    def connect_tcp(
        self,
        host: str,
        port: int,
        timeout: float | None = None,
        local_address: str | None = None,
        socket_options: Iterable[httpcore.SOCKET_OPTION] | None = None,
    ) -> httpcore.NetworkStream:
        if self._proxy is not None:
            if host != self._proxy:
                raise httpcore.ConnectError(f"{host} is not the proxy")
            addresses = [host]
        else:
            addresses = checked_addresses(host, port, self._reach, self._resolve)
        for number, address in enumerate(addresses):
            try:
                stream = super().connect_tcp(address, port, self._deadline.left(timeout), local_address, socket_options)
                return CheckedStream(stream, self._deadline)
            except httpcore.ConnectError:
                if number + 1 == len(addresses):
                    raise
        raise httpcore.ConnectError(f"{host} has no address")


def checked_addresses(host: str, port: int, reach: Reach, resolve: Resolver = resolved) -> list[str]:
    """Addresses of a listed host.  Raises ``httpcore.ConnectError`` where one of them is not of the public internet.

    A loopback address is let through only where the user's own list of servers names that very address.
    """
    if not any(listed == host.casefold() and at == port for _, listed, at in reach.places):
        raise httpcore.ConnectError(f"{host} is not on the list of servers that are asked")
    try:
        literal = ipaddress.ip_address(host)
    except ValueError:
        literal = None
    if literal is not None:
        if not (literal.is_loopback or is_public(host)):
            raise httpcore.ConnectError(f"{host} is not a public address")
        return [host]
    try:
        addresses = resolve(host, port)
    except OSError as error:
        raise httpcore.ConnectError(f"{host} could not be resolved: {error}") from None
    for address in addresses:
        if not is_public(address):
            raise httpcore.ConnectError(f"{host} leads to {address}, which is not a public address")
    return addresses


class CheckedTransport(httpx.HTTPTransport):
    """An httpx transport over :class:`CheckedBackend`, direct or through one proxy; ambient proxies are not used."""

    def __init__(
        self, reach: Reach, deadline: Deadline, proxy: str | None = None, resolve: Resolver = resolved
    ) -> None:
        super().__init__(trust_env=False)
        self._pool.close()
        backend = CheckedBackend(reach, deadline, proxy, resolve)
        context = httpx.create_ssl_context(trust_env=False)
        if proxy is None:
            self._pool = httpcore.ConnectionPool(ssl_context=context, network_backend=backend)
        elif proxy.startswith("socks5"):
            self._pool = httpcore.SOCKSProxy(
                proxy.replace("socks5h://", "socks5://", 1), ssl_context=context, network_backend=backend
            )
        else:
            self._pool = httpcore.HTTPProxy(proxy, ssl_context=context, network_backend=backend)


def proxy_refusal(proxy: str) -> str | None:
    """Why a proxy's address cannot be used, or ``None``."""
    parts = urlsplit(proxy)
    if parts.scheme not in PROXY_SCHEMES or not parts.hostname:
        return f"{proxy!r} is no proxy; right would be socks5h://127.0.0.1:9050"
    return None
