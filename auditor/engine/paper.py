"""The report on paper: its pages printed by the Chromium of this machine and bound into one PDF with bookmarks.

The browser gets files of ours only, with scripts that may load nothing, and an empty profile of its own.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import tempfile
from collections.abc import Sequence
from pathlib import Path
from typing import IO

BROWSERS = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "chrome")
SECONDS = 120
"""For one page; a browser that takes longer hangs."""
ARGUMENTS = (
    "--headless",
    "--disable-gpu",
    "--disable-dev-shm-usage",
    "--disable-extensions",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--no-first-run",
    "--no-default-browser-check",
    "--no-pdf-header-footer",
    "--generate-pdf-document-outline",
)


class NoBrowser(Exception):
    """There is no browser that prints; the message says what to do."""


def found_browser() -> str:
    """Path of a Chromium; the variable ``CHROMIUM`` comes first.  Raises :class:`NoBrowser`."""
    named = os.environ.get("CHROMIUM")
    found = named or next((path for name in BROWSERS if (path := shutil.which(name))), None)
    if found is None:
        raise NoBrowser("a PDF needs Chromium: install it, or name it with the variable CHROMIUM")
    return found


def write_paper(pages: Sequence[Path], as_of: str, stream: IO[bytes]) -> None:
    """Writes the pages as one PDF, dated ``as_of`` (``YYYY-MM-DD``), a bookmark for each page and its headings.

    Raises :class:`NoBrowser`, and ``OSError`` where a page cannot be printed.
    """
    from pypdf import PdfReader, PdfWriter

    browser = found_browser()
    bound = PdfWriter()
    with tempfile.TemporaryDirectory(prefix="auditor-", ignore_cleanup_errors=True) as work:
        for number, page in enumerate(pages):
            sheet = Path(work) / f"{number}.pdf"
            _print(browser, page, sheet, Path(work) / "browser")
            with sheet.open("rb") as printed:
                reader = PdfReader(printed)
                title = reader.metadata.title if reader.metadata else None
                bound.append(reader, outline_item=title or page.stem)
            sheet.unlink()
    day = f"D:{as_of.replace('-', '')}000000Z"  # ISO 32000-1, 7.9.4; the clock would make every printing another file
    bound.metadata = None
    bound.add_metadata({"/Producer": "persona-auditor", "/CreationDate": day, "/ModDate": day})
    bound.write(stream)


def _print(browser: str, page: Path, sheet: Path, profile: Path) -> None:
    # a browser started by root refuses its own sandbox; the pages are ours and may load nothing
    alone = ("--no-sandbox",) if hasattr(os, "geteuid") and os.geteuid() == 0 else ()
    command = (browser, *ARGUMENTS, *alone, f"--user-data-dir={profile}", f"--print-to-pdf={sheet}")
    try:
        done = subprocess.run((*command, page.resolve().as_uri()), capture_output=True, timeout=SECONDS, check=False)  # noqa: S603
    except subprocess.TimeoutExpired:
        raise OSError(f"the browser did not print {page.name} within {SECONDS} s") from None
    if not sheet.is_file():
        raise OSError(f"the browser did not print {page.name} (exit code {done.returncode})")
