"""The server: one socket on the loopback address, and no client that can hold it up."""

from __future__ import annotations

import asyncio
import socket
from typing import Any

import h11
import uvicorn
from uvicorn.protocols.http.h11_impl import H11Protocol

from auditor.serving.gate import LOOPBACK, App

HEAD_SECONDS = 10
"""Within which the head of a request has to be there."""
IDLE_SECONDS = 30
"""After which an unused connection is closed."""
MOST_HEAD = 16 * 1024
MOST_CONNECTIONS = 200
LEAVE_SECONDS = 2


class _Prompt(H11Protocol):
    """A connection whose client has to say within some seconds what it wants."""

    _waiting: asyncio.TimerHandle | None = None

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
        super().connection_made(transport)
        self._expect()

    def data_received(self, data: bytes) -> None:
        super().data_received(data)
        if self.conn.their_state is not h11.IDLE:
            self._stop_waiting()
        elif self._waiting is None:
            self._expect()

    def connection_lost(self, exc: Exception | None) -> None:
        self._stop_waiting()
        super().connection_lost(exc)

    def _expect(self) -> None:
        self._waiting = self.loop.call_later(HEAD_SECONDS, self._too_late)

    def _stop_waiting(self) -> None:
        if self._waiting is not None:
            self._waiting.cancel()
            self._waiting = None

    def _too_late(self) -> None:
        self._waiting = None
        if self.conn.their_state is h11.IDLE:
            self.transport.abort()


def bound(port: int) -> socket.socket:
    """A socket on the loopback address; port 0 takes any that is free.  Raises ``OSError``."""
    made = socket.socket(socket.AF_INET, socket.SOCK_STREAM)
    try:
        if hasattr(socket, "SO_EXCLUSIVEADDRUSE"):
            made.setsockopt(socket.SOL_SOCKET, socket.SO_EXCLUSIVEADDRUSE, 1)
        else:
            made.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        made.bind((LOOPBACK, port))
    except OSError:
        made.close()
        raise
    return made


def server(app: App) -> uvicorn.Server:
    """The server of an application; ``run(sockets=[...])`` serves until it is interrupted."""
    settings: dict[str, Any] = {
        "http": _Prompt,
        "ws": "none",
        "loop": "asyncio",
        "lifespan": "off",
        "log_config": None,
        "access_log": False,
        "proxy_headers": False,
        "server_header": False,
        "timeout_keep_alive": IDLE_SECONDS,
        "limit_concurrency": MOST_CONNECTIONS,
        "h11_max_incomplete_event_size": MOST_HEAD,
        "timeout_graceful_shutdown": LEAVE_SECONDS,
    }
    return uvicorn.Server(uvicorn.Config(app, **settings))
