"""Pages of the review from the templates of the report: one policy, one style, one script."""

from __future__ import annotations

from functools import cache
from typing import Any

from markupsafe import Markup
from starlette.responses import HTMLResponse

from auditor.report.desk_view import Desk
from auditor.report.press import ROOM, House, digest_of, house, press


@cache
def served_house() -> House:
    """What all pages of the review share; forms may be sent to ourselves, and nothing may be loaded."""
    style = str(house().style) + (ROOM / "review.css").read_text(encoding="utf-8")
    script = str(house().script) + (ROOM / "review.js").read_text(encoding="utf-8")
    policy = (
        "default-src 'none'; img-src data:; "
        f"style-src 'sha256-{digest_of(style)}'; script-src 'sha256-{digest_of(script)}'; "
        "base-uri 'none'; form-action 'self'"
    )
    return House(Markup(style), Markup(script), policy)  # noqa: S704 (our own files)


def page(language: str, template: str, desk: Desk, status: int = 200, **values: Any) -> HTMLResponse:
    """A page of the review."""
    made = press(language).get_template(template)
    return HTMLResponse(made.render(desk=desk, house=served_house(), **values), status)
