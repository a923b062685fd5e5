"""The application: which address leads to which page, behind the gate."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable

from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route, Router

from auditor.serving.case_desk import CaseDesk, NoRun, NotThere
from auditor.serving.gate import App, Gate, Keys
from auditor.serving.printing import served_house
from auditor.serving.reviewing import Reviewing
from auditor.serving.shelves import Shelves
from auditor.store.case import CaseError


def application(desk: CaseDesk, port: int, keys: Keys) -> App:
    """The review page of a case, for a port of the loopback address."""
    reviewing = Reviewing(desk, keys.form)
    shelves = Shelves(desk, reviewing)
    routes = [
        Route("/", reviewing.queue),
        Route("/index.html", reviewing.overview),
        Route("/index-{part:int}.html", reviewing.overview),
        Route("/profiles/finding", reviewing.finding),
        Route("/profiles/{id}.html", reviewing.profile),
        Route("/decisions", reviewing.decide, methods=["POST"]),
        Route("/captures", shelves.captures),
        Route("/captures/pair", shelves.captures),
        Route("/known", shelves.known),
        Route("/known/add", shelves.add, methods=["POST"]),
        Route("/known/remove", shelves.remove, methods=["POST"]),
    ]
    inside = Starlette(
        routes=routes,
        exception_handlers={
            404: _said(reviewing, "not-found", 404),
            NotThere: _said(reviewing, "not-found", 404),
            NoRun: _said(reviewing, "no-run", 503),
            CaseError: _said(reviewing, "no-case", 503),
            sqlite3.Error: _said(reviewing, "no-case", 503),
        },
    )
    assert isinstance(inside.router, Router)  # noqa: S101  # the type of the attribute says less
    inside.router.redirect_slashes = False
    return Gate(inside, port, keys, served_house().policy)


def _said(reviewing: Reviewing, what: str, status: int) -> Callable[[Request, Exception], Response]:
    def answer(_request: Request, _error: Exception) -> Response:
        return reviewing.said(what, status)

    return answer
