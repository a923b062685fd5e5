"""Shared by all tests: no socket outside the loopback, and snapshots that are accepted on purpose."""

from __future__ import annotations

import socket
from collections.abc import Callable
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
SNAPSHOTS = Path(__file__).parent / "snapshots"


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--accept", action="store_true", help="write what is produced now as the new snapshots")


class NetworkUsedError(AssertionError):
    """A test reached for the network."""


@pytest.fixture(autouse=True)
def _loopback_only(monkeypatch: pytest.MonkeyPatch) -> None:
    connect = socket.socket.connect

    def guarded(self: socket.socket, address: object) -> None:
        if self.family in (socket.AF_INET, socket.AF_INET6):
            host = address[0] if isinstance(address, tuple) else ""
            if host not in ("127.0.0.1", "::1", "localhost"):
                raise NetworkUsedError(f"a test tried to connect to {address!r}")
        connect(self, address)  # type: ignore[arg-type]

    monkeypatch.setattr(socket.socket, "connect", guarded)


@pytest.fixture
def accepted(request: pytest.FixtureRequest) -> Callable[[Path, str | bytes], None]:
    """``accepted(file, produced)``: the file holds what is produced; ``pytest --accept`` writes it."""
    accept = request.config.getoption("--accept")

    def compare(file: Path, produced: str | bytes) -> None:
        data = produced.encode() if isinstance(produced, str) else produced
        if accept:
            file.parent.mkdir(parents=True, exist_ok=True)
            file.write_bytes(data)
        assert file.exists(), f"there is no {file.name}: look at what is produced, then run pytest --accept"
        assert data == file.read_bytes(), f"{file.name} differs: if that is meant, run pytest --accept"

    return compare


@pytest.fixture
def snapshot(accepted: Callable[[Path, str | bytes], None]) -> Callable[[str, str | bytes], None]:
    """``snapshot(name, produced)``: the same for a file in ``tests/snapshots``."""
    return lambda name, produced: accepted(SNAPSHOTS / name, produced)
