"""One question to one server: paced, capped in size and time, redirects checked, one retry, rate limits obeyed."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from urllib.parse import urljoin, urlsplit

import httpx

from auditor import __version__
from auditor.lookup.reach import CheckedTransport, Deadline, Reach, Resolver, resolved

HEADERS = {
    "User-Agent": f"persona-auditor/{__version__}",
    "Accept": "application/rdap+json, application/json, text/plain;q=0.5",
    "Accept-Encoding": "identity",
}


class UnansweredError(Exception):
    """No usable answer came; the message says why."""


class RateLimitedError(UnansweredError):
    """The server wants to be left alone for longer than is waited here."""


@dataclass(frozen=True, slots=True)
class Limits:
    """Seconds and bytes."""

    connect: float = 5
    read: float = 10
    whole: float = 15
    body: int = 1024 * 1024
    redirects: int = 2
    longest_wait: float = 30
    """The longest "Retry-After" that is waited for."""
    apart: float = 1
    """Least time between two questions to one host."""


@dataclass(frozen=True, slots=True)
class Raw:
    """An answer as it came."""

    url: str
    status: int
    body: bytes
    expires: str | None = None
    """The header "Expires", as it stands."""
    headers: Mapping[str, str] = field(default_factory=dict)
    """Names in small letters."""


@dataclass(slots=True)
class Asker:
    """Asks one server at a time.  Use it as a context manager."""

    reach: Reach
    proxy: str | None = None
    limits: Limits = field(default_factory=Limits)
    sleep: Callable[[float], None] = time.sleep
    resolve: Resolver = resolved
    _deadline: Deadline = field(default_factory=Deadline)
    _client: httpx.Client | None = None
    _last: dict[str, float] = field(default_factory=dict)

    def __enter__(self) -> Asker:
        transport = CheckedTransport(self.reach, self._deadline, self.proxy, self.resolve)
        timeout = httpx.Timeout(self.limits.read, connect=self.limits.connect)
        self._client = httpx.Client(
            transport=transport, timeout=timeout, follow_redirects=False, trust_env=False, headers=HEADERS
        )
        return self

    def __exit__(self, *_: object) -> None:
        if self._client is not None:
            self._client.close()

    def get(self, url: str, headers: dict[str, str] | None = None) -> Raw:
        """The answer of a listed server.  Raises :class:`UnansweredError`."""
        for attempt in (1, 2):
            try:
                raw = self._followed(url, headers)
            except (httpx.TimeoutException, httpx.RemoteProtocolError) as error:
                if attempt == 2:
                    raise UnansweredError(f"no answer in time ({type(error).__name__})") from None
                continue
            except httpx.HTTPError as error:
                raise UnansweredError(f"not reached: {error}") from None
            if raw.status < 500 or attempt == 2:
                return raw
        raise UnansweredError("no answer")

    def post(self, url: str, body: bytes, kind: str) -> Raw:
        """What a listed server answers to bytes of a kind; sent once, redirects are not followed.

        Raises :class:`UnansweredError`.
        """
        if refusal := self.reach.refusal(url):
            raise UnansweredError(f"not asked: {refusal}")
        try:
            response, answer = self._one(url, body, {"Content-Type": kind, "Accept": "*/*"})
        except httpx.HTTPError as error:
            raise UnansweredError(f"not reached: {error or type(error).__name__}") from None
        return Raw(url, response.status_code, answer)

    def _followed(self, url: str, headers: dict[str, str] | None) -> Raw:
        asked = url
        for _ in range(self.limits.redirects + 1):
            if refusal := self.reach.refusal(asked):
                raise UnansweredError(f"not asked: {refusal}")
            response, body = self._one(asked, headers=headers)
            if response.status_code in (301, 302, 303, 307, 308) and "location" in response.headers:
                asked = urljoin(asked, response.headers["location"])
                continue
            if response.status_code == 429:
                wait = _retry_after(response.headers.get("retry-after"))
                if wait is None or wait > self.limits.longest_wait:
                    raise RateLimitedError("rate limited: ask again later")
                self.sleep(wait)
                response, body = self._one(asked, headers=headers)
                if response.status_code == 429:
                    raise RateLimitedError("rate limited: ask again later")
            return Raw(asked, response.status_code, body, response.headers.get("expires"), dict(response.headers))
        raise UnansweredError(f"more than {self.limits.redirects} redirects")

    def _one(
        self, url: str, body: bytes | None = None, headers: dict[str, str] | None = None
    ) -> tuple[httpx.Response, bytes]:
        if self._client is None:
            raise UnansweredError("not asked: the connection is not open")
        host = urlsplit(url).netloc
        since = time.monotonic() - self._last.get(host, float("-inf"))
        if since < self.limits.apart:
            self.sleep(self.limits.apart - since)
        self._deadline.at = time.monotonic() + self.limits.whole
        try:
            method = "GET" if body is None else "POST"
            with self._client.stream(method, url, content=body, headers=headers) as response:
                if response.headers.get("content-encoding", "identity") != "identity":
                    raise UnansweredError("a packed answer, which was not asked for")
                return response, b"".join(self._capped(response))
        finally:
            self._deadline.at = float("inf")
            self._last[host] = time.monotonic()

    def _capped(self, response: httpx.Response) -> Iterator[bytes]:
        size = 0
        for chunk in response.iter_raw():
            size += len(chunk)
            if size > self.limits.body:
                raise UnansweredError(f"an answer of more than {self.limits.body} bytes")
            yield chunk


def _retry_after(text: str | None) -> float | None:
    """Seconds to wait, of a number of seconds or a date; ``None`` where it is neither."""
    if text is None:
        return None
    if text.strip().isdigit():
        return float(text)
    try:
        then = parsedate_to_datetime(text)
    except (TypeError, ValueError):
        return None
    aware = then if then.tzinfo else then.replace(tzinfo=UTC)
    return max(0.0, (aware - datetime.now(UTC)).total_seconds())
