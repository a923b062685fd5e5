"""Takes the pictures of the gallery: audits the bundled case and photographs its report in Chromium.

Run from anywhere with the project's interpreter: ``.venv/bin/python docs/gallery/make.py``.
"""

from __future__ import annotations

import json
import re
import sqlite3
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from io import BytesIO
from pathlib import Path
from typing import Any

from PIL import Image, ImageOps

HERE = Path(__file__).parent
ROOT = HERE.parent.parent
CASE = ROOT / "fixtures" / "cases" / "paid-reports"
AS_OF = "2026-11-21"
COLOURS = 96
KNOWN = "Sunny Aldara"
"""On whose page the known picture is."""

sys.path.insert(0, str(ROOT / "tests"))

from browser import Browser, found_browser  # noqa: E402 (the tests' browser is not installed with the package)


def audited(folder: Path) -> dict[str, Any]:
    """The audit of the bundled case as JSON; the report is in ``folder/report``.

    It is audited twice: in between, one of its pictures is noted as known, mirrored and cropped.
    """
    _audit(folder)
    with sqlite3.connect(folder / "case.db") as case:
        (small,) = case.execute(
            "select thumbnail from picture join profile on profile.page = picture.page where name = ?", (KNOWN,)
        ).fetchone()
    with Image.open(BytesIO(small)) as picture:
        known = ImageOps.mirror(picture).crop((6, 2, 180, 176))
    (folder / "list").mkdir()
    known.save(folder / "list" / "portrait 0417.jpg", quality=80)
    note = ("--source", "a photographer’s list of stolen portraits", "--licence", "for comparison only")
    command = (sys.executable, "-m", "auditor", "known", "add", str(folder / "list"), *note)
    subprocess.run([*command, "--case", str(folder / "case.db")], cwd=ROOT, stdout=subprocess.DEVNULL, check=True)  # noqa: S603
    return _audit(folder)


def _audit(folder: Path) -> dict[str, Any]:
    ran = subprocess.run(  # noqa: S603 (our own program)
        [
            *(sys.executable, "-m", "auditor", "audit", str(CASE), "--as-of", AS_OF, "--format", "json"),
            *("--case", str(folder / "case.db"), "--report", str(folder / "report"), "--no-progress"),
        ],
        cwd=ROOT,
        stdout=subprocess.PIPE,
        check=False,
    )
    if ran.returncode not in (0, 3):
        raise SystemExit(f"the audit of {CASE} ended with {ran.returncode}")
    audit: dict[str, Any] = json.loads(ran.stdout)
    return audit


def keep(name: str, png: bytes, height: int | None = None) -> None:
    """Writes a picture in few colours, cut to a height where one is given."""
    with Image.open(BytesIO(png)) as taken:
        picture = taken.convert("RGB")
    if height and picture.height > height:
        picture = picture.crop((0, 0, picture.width, height))
    picture.quantize(COLOURS, dither=Image.Dither.NONE).save(HERE / f"{name}.png", optimize=True)
    sys.stdout.write(f"{name}.png {picture.width} x {picture.height}\n")


def first(profiles: list[dict[str, Any]], wanted: str) -> str:
    """Id of the first profile that shows something."""
    tests = {
        "developed": lambda p: p["level"] == "developed-pattern",
        "thread": lambda p: p["level"] == "developed-pattern" and len(p["fields"]["messages"]) > 1,
        "nothing": lambda p: p["level"] == "none" and p["status"] == "profile" and len(p["fields"]["experience"]) > 2,
        "records": lambda p: (
            p["fields"]["experience"] and len({e["page"] for f in p["findings"] for e in f["evidence"]}) > 1
        ),
        "known": lambda p: any(f["check"] == "known-picture" for f in p["findings"]),
        "pictures": lambda p: any(f["check"] == "same-picture" for f in p["findings"]),
    }
    return str(next(profile["id"] for profile in profiles if tests[wanted](profile)))


@contextmanager
def served(case: Path) -> Iterator[str]:
    """The entrance of the review page of a case."""
    command = (sys.executable, "-m", "auditor", "serve", "--case", str(case), "--person", "reviewer")
    with subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, text=True) as server:  # noqa: S603
        assert server.stdout is not None  # noqa: S101
        try:
            yield next(found[0] for line in server.stdout if (found := re.search(r"http://\S+", line)))
        finally:
            server.terminate()


def main() -> None:
    program = found_browser()
    if program is None:
        raise SystemExit("no Chromium here; name one in the variable CHROMIUM")
    with tempfile.TemporaryDirectory() as made, Browser(program) as browser:
        profiles = audited(Path(made))["profiles"]
        report = Path(made) / "report"
        index = report / "index.html"

        def page(wanted: str) -> Path:
            return report / "profiles" / f"{first(profiles, wanted)}.html"

        browser.shape(1280, 900)
        browser.open(index)
        keep("overview", browser.picture(), 1500)
        if browser.value("!!document.querySelector('.network')"):
            keep("network", browser.clip("section:has(.network)"))
        browser.open(page("developed"))
        keep("developed-pattern", browser.picture(), 1500)
        browser.open(page("thread"))
        keep("findings", browser.clip(".finding"))
        keep("thread", browser.clip("section:has(> .thread)"))
        browser.open(page("nothing"))
        keep("nothing-noted", browser.picture())
        browser.open(page("records"))
        keep("timeline", browser.clip("section:has(> .timeline)"))
        browser.open(page("pictures"))
        keep("picture-comparison", browser.clip("section:has(.pictures)"))
        browser.open(page("known"))
        keep("known-picture", browser.clip("section[aria-labelledby=known]"))
        browser.shape(1280, 900, dark=True)
        browser.open(index)
        keep("overview-dark", browser.picture(), 1100)
        browser.shape(360, 780)
        browser.open(page("pictures"))
        keep("phone", browser.picture(), 1600)
        browser.shape(794, 1123, printed=True)
        browser.open(page("pictures"))
        keep("print", browser.picture(), 1123)
        browser.shape(1280, 900)
        with served(Path(made) / "case.db") as entrance:
            browser.visit(entrance)
            browser.visit(browser.value("document.querySelector('a[href*=finding]').href"))
            keep("review", browser.picture(whole=False))


if __name__ == "__main__":
    main()
