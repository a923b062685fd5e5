"""axe-core and an HTML checker, both from packages, for every page that we make."""

from __future__ import annotations

from importlib.util import find_spec
from pathlib import Path
from typing import Any

from browser import Browser
from turbohtml import parse
from turbohtml.conformance import check_html

RUN = """axe.run(document, {resultTypes: ['violations']}).then((found) => found.violations.map((one) =>
  [one.id, one.impact, one.nodes.slice(0, 3).map((node) => node.html.slice(0, 200))]))"""


def _axe() -> str:
    """axe-core as the package carries it; the package itself is never imported."""
    found = find_spec("axe_playwright_python")
    assert found is not None
    assert found.submodule_search_locations is not None
    return (Path(found.submodule_search_locations[0]) / "axe.min.js").read_text(encoding="utf-8")


AXE = _axe()


def violations(browser: Browser) -> list[Any]:
    """What axe-core has to say against the page that is shown: rule, impact, first places."""
    browser.value(f"{AXE};0")
    found: list[Any] = browser.value(RUN)
    return found


def invalid(page: str) -> list[str]:
    """What the HTML standard has to say against a page: errors of its syntax and of its structure."""
    errors = [f"{error.code} at line {error.line}, column {error.col}" for error in parse(page).errors]
    told = [f"{one.code}: {one.message}" for one in check_html(page).messages if one.severity != "info"]
    return [*errors, *told]
