"""What is different since the last run, counted and named in the overview."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest
from bs4 import BeautifulSoup
from running import CASE, audited, run

LURE = "Messages with Sunny Aldara.txt"


@pytest.fixture(scope="module")
def twice(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A case audited, then again with a thread more and a thread less."""
    home = tmp_path_factory.mktemp("changes")
    pages = home / "pages"
    shutil.copytree(CASE, pages)
    (home / LURE).write_bytes((pages / LURE).read_bytes())
    (pages / LURE).unlink()
    audited(pages, cwd=home)
    assert section(home) is None, "a first run has nothing to compare with"
    shutil.copy(home / LURE, pages / LURE)
    (pages / "Messages with Castor Wynfield.txt").unlink()
    audited(pages, cwd=home)
    return home


def section(home: Path) -> BeautifulSoup | None:
    overview = BeautifulSoup((home / "reports" / "index.html").read_text(encoding="utf-8"), "html.parser")
    heading = overview.find(id="changes")
    return None if heading is None else heading.find_parent("section")  # type: ignore[return-value]


def test_new_and_gone_findings_are_counted_and_named(twice: Path) -> None:
    said = section(twice)
    assert said is not None
    words = " ".join(said.get_text(" ", strip=True).split())
    assert "spoke for 2026-05-31" in words
    rows = {row.find("td").get_text(strip=True): row for row in said.select("tbody tr")}  # type: ignore[union-attr]
    cells = {name: [cell.select("li") for cell in row.find_all("td")[1:]] for name, row in rows.items()}
    new, gone = cells["Sunny Aldara"]
    assert (len(new) >= 10, gone) == (True, [])
    new, gone = cells["Castor Wynfield"]
    assert (new, len(gone) >= 10) == ([], True)
    assert rows["Sunny Aldara"].find("a") is not None
    listed = sum(len(items) for both in cells.values() for items in both)
    counted = [int(word) for word in words.split("Profile")[0].split() if word.isdigit()]
    assert sum(counted) == listed


def test_asking_again_says_the_same(twice: Path) -> None:
    before = str(section(twice))
    audited(twice / "pages", cwd=twice)
    assert str(section(twice)) == before


def test_the_plain_forms_say_it_too(twice: Path) -> None:
    done = run("report", "--format", "md", cwd=twice)
    assert done.returncode == 0, done.stderr
    text = (twice / "reports" / "report.md").read_text(encoding="utf-8")
    assert "## Changes since the last run" in text
    assert "- Castor Wynfield; No longer seen: " in text
