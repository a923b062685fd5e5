"""What a real browser makes of a page: its MHTML and its PDF are read as the page that was shown."""

from __future__ import annotations

import base64
import hashlib
import re
from collections.abc import Iterator
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from io import BytesIO
from threading import Thread

import pytest
from browser import Browser, found_browser
from PIL import Image

from auditor.intake import Limits, Saved, pages
from auditor.markup import Document
from auditor.model import Page

PROGRAM = found_browser()
pytestmark = pytest.mark.skipif(PROGRAM is None, reason="no Chromium on this machine")

MARKUP = """<!DOCTYPE html><html lang="pl"><head><meta charset="utf-8"><title>Zofia Jabłońska</title></head><body>
<h1>Zofia Jabłońska</h1><p class="headline">Kuratorka — Muzeum Łódź, a=b &amp; 100%</p>
<img src="p/zofia.jpg?w=1&amp;v=2"><p><a href="https://pages.example/in/zofia?a=1&amp;b=2">profil</a></p></body></html>"""


class Quiet(SimpleHTTPRequestHandler):
    """Serves a folder without a word."""

    def log_message(self, format: str, *args: object) -> None:
        """Says nothing: stderr is not a log."""


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    root = tmp_path_factory.mktemp("site")
    (root / "zofia.html").write_text(MARKUP, encoding="utf-8")
    (root / "p").mkdir()
    out = BytesIO()
    Image.linear_gradient("L").resize((48, 48)).convert("RGB").save(out, "JPEG")
    (root / "p" / "zofia.jpg").write_bytes(out.getvalue())
    server = ThreadingHTTPServer(("127.0.0.1", 0), partial(Quiet, directory=str(root)))
    thread = Thread(target=server.serve_forever, daemon=True)
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}/zofia.html"
    server.shutdown()
    thread.join()
    server.server_close()


@pytest.fixture(scope="module")
def kept(site: str) -> dict[str, bytes]:
    assert PROGRAM is not None
    with Browser(PROGRAM) as browser:
        browser.ask("Page.navigate", {"url": site})
        browser.value("new Promise(done => document.readyState == 'complete' ? done() : onload = done)")
        mhtml = browser.ask("Page.captureSnapshot", {"format": "mhtml"})["data"]
        pdf = browser.ask("Page.printToPDF", {"displayHeaderFooter": True})["data"]
    return {"zofia.mhtml": mhtml.encode(), "zofia.pdf": base64.b64decode(pdf)}


def opened(name: str, data: bytes) -> Page:
    limits = Limits()
    (page,) = pages(Saved(name, data, hashlib.sha256(data).hexdigest(), {}, None, limits), limits)
    assert isinstance(page, Page)
    return page


def test_its_mhtml(site: str, kept: dict[str, bytes]) -> None:
    page = opened("zofia.mhtml", kept["zofia.mhtml"])
    assert (page.container, page.url, page.captured_at_basis) == ("mhtml", site, "embedded")
    read = Document(page)
    name, headline, photo = read.first("h1"), read.first(".headline"), read.first("img")
    assert name is not None
    assert headline is not None
    assert photo is not None
    assert name.text == "Zofia Jabłońska"
    assert headline.text == "Kuratorka — Muzeum Łódź, a=b & 100%"
    assert page.resources[photo.attr("src") or ""].startswith(b"\xff\xd8\xff")


def test_its_pdf(site: str, kept: dict[str, bytes]) -> None:
    page = opened("zofia.pdf", kept["zofia.pdf"])
    assert (page.container, page.url, page.captured_at_basis) == ("pdf", site, "embedded")
    read = Document(page)
    # the browser prints the title once more, small, in the margin
    lines = {line.text: line for line in reversed(read.all("p"))}
    assert float(lines["Zofia Jabłońska"].attr("data-size") or 0) == 24.0
    assert "data-bold" in lines["Zofia Jabłońska"].node.attributes
    assert "Kuratorka — Muzeum Łódź, a=b & 100%" in lines
    link, photo = read.first("a[href]"), read.first("img")
    assert link is not None
    assert photo is not None
    assert (link.attr("href"), link.attr("title")) == ("https://pages.example/in/zofia?a=1&b=2", "profil")
    assert page.resources[photo.attr("src") or ""].startswith(b"\xff\xd8\xff")
    assert re.match(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$", page.captured_at or "")
