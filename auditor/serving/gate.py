"""Who may talk to the review page: one browser on this machine, from pages of ours, and nobody else.

Every request must name our own host (so that no foreign name can be pointed at the loopback address), carry the cookie
that only the printed address sets, and, where it changes something, come from a page of ours and bring that page's
token.  Whatever asks for anything else is refused before the case file is touched.
"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, MutableMapping
from dataclasses import dataclass, field
from hmac import compare_digest
from secrets import token_urlsafe
from typing import Any
from urllib.parse import parse_qsl

from starlette.datastructures import Headers, MutableHeaders
from starlette.responses import PlainTextResponse, RedirectResponse, Response

Scope = MutableMapping[str, Any]
Message = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[Message]]
Send = Callable[[Message], Awaitable[None]]
App = Callable[[Scope, Receive, Send], Awaitable[None]]

LOOPBACK = "127.0.0.1"
MOST_BODY = 64 * 1024
"""Bytes of a form."""
MOST_FIELDS = 40
BODY_SECONDS = 15
ENTRANCE = "/enter/"
FORM = "application/x-www-form-urlencoded"


@dataclass(frozen=True, slots=True)
class Keys:
    """The secrets of one sitting; made anew whenever the page is started."""

    entrance: str = field(default_factory=lambda: token_urlsafe(32))
    """Stands in the printed address."""
    cookie: str = field(default_factory=lambda: token_urlsafe(32))
    form: str = field(default_factory=lambda: token_urlsafe(32))


class Gate:
    """Lets through what comes from our own pages, as an ASGI application around another one."""

    def __init__(self, app: App, port: int, keys: Keys, policy: str) -> None:
        self._app = app
        self._keys = keys
        self._hosts = (f"{LOOPBACK}:{port}", f"localhost:{port}")
        self._cookie = f"auditor-{port}"
        self._headers = {
            "Content-Security-Policy": f"{policy}; frame-ancestors 'none'",
            "X-Frame-Options": "DENY",
            "X-Content-Type-Options": "nosniff",
            "Referrer-Policy": "same-origin",
            "Cache-Control": "no-store",
            "Cross-Origin-Opener-Policy": "same-origin",
            "Cross-Origin-Resource-Policy": "same-origin",
            "Cross-Origin-Embedder-Policy": "require-corp",
            "Permissions-Policy": "camera=(), microphone=(), geolocation=(), payment=(), usb=()",
        }

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """One request."""
        if scope["type"] != "http":
            return

        async def sent(message: Message) -> None:
            if message["type"] == "http.response.start":
                MutableHeaders(scope=message).update(self._headers)
            await send(message)

        headers = Headers(scope=scope)
        answer = self._refusal(scope, headers) or self._entered(scope) or self._stranger(headers)
        if answer is None and scope["method"] == "POST":
            answer = await self._unfit_form(scope, receive, headers)
        await (answer or self._app)(scope, receive, sent)

    def _refusal(self, scope: Scope, headers: Headers) -> Response | None:
        if headers.getlist("host") not in [[host] for host in self._hosts]:
            return PlainTextResponse("This page answers to its own address only.", 403)
        if scope["method"] not in ("GET", "HEAD", "POST"):
            return PlainTextResponse("Only GET, HEAD and POST.", 405, headers={"Allow": "GET, HEAD, POST"})
        if scope["method"] == "POST" and not self._from_here(headers):
            return PlainTextResponse("Refused: this was sent from somewhere else.", 403)
        return None

    def _from_here(self, headers: Headers) -> bool:
        """Whether the browser says that a page of this very address sends the form; it must say so."""
        origins, sites = headers.getlist("origin"), headers.getlist("sec-fetch-site")
        if any(origin != f"http://{headers['host']}" for origin in origins):
            return False
        if any(site != "same-origin" for site in sites):
            return False
        return bool(origins or sites)

    def _entered(self, scope: Scope) -> Response | None:
        if scope["method"] != "GET" or not scope["path"].startswith(ENTRANCE):
            return None
        if not _same(scope["path"].removeprefix(ENTRANCE), self._keys.entrance):
            return PlainTextResponse("This address is not the one that was printed.", 403)
        answer = RedirectResponse("/", 303)
        answer.set_cookie(self._cookie, self._keys.cookie, path="/", httponly=True, samesite="strict")
        return answer

    def _stranger(self, headers: Headers) -> Response | None:
        given = [
            value
            for pair in ";".join(headers.getlist("cookie")).split(";")
            for name, _, value in [pair.strip().partition("=")]
            if name == self._cookie
        ]
        if len(given) == 1 and _same(given[0], self._keys.cookie):
            return None
        return PlainTextResponse("Open the address that auditor serve has printed.", 403)

    async def _unfit_form(self, scope: Scope, receive: Receive, headers: Headers) -> Response | None:
        """Reads the form into ``scope["form"]``; what cannot be a form of ours is refused."""
        if headers.get("content-type", "").partition(";")[0].strip().lower() != FORM:
            return PlainTextResponse("Only forms of this page.", 415)
        length = headers.get("content-length", "0")
        if not length.isdecimal() or int(length) > MOST_BODY:
            return PlainTextResponse("The form is too long.", 413, headers={"Connection": "close"})
        try:
            async with asyncio.timeout(BODY_SECONDS):
                body = await _body(receive)
        except TimeoutError:
            return PlainTextResponse("The form did not arrive.", 408, headers={"Connection": "close"})
        if body is None:
            return PlainTextResponse("The form is too long.", 413, headers={"Connection": "close"})
        try:
            pairs = parse_qsl(body.decode("ascii"), keep_blank_values=True, errors="strict", max_num_fields=MOST_FIELDS)
        except ValueError:
            return PlainTextResponse("The form cannot be read.", 400)
        form = dict(pairs)
        if len(form) != len(pairs) or any("\0" in value for value in form.values()):
            return PlainTextResponse("The form cannot be read.", 400)
        if not _same(form.pop("csrf", ""), self._keys.form):
            return PlainTextResponse("Refused: the form is not one of this sitting. Load the page again.", 403)
        scope["form"] = form
        return None


async def _body(receive: Receive) -> bytes | None:
    """The whole body; ``None`` where it is too long or the other side has gone."""
    made = bytearray()
    while True:
        message = await receive()
        if message["type"] != "http.request":
            return None
        made += message.get("body", b"")
        if len(made) > MOST_BODY:
            return None
        if not message.get("more_body", False):
            return bytes(made)


def _same(given: str, wanted: str) -> bool:
    return compare_digest(given.encode("utf-8", "replace"), wanted.encode())
