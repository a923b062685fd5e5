"""People whom a page only suggests are in no table, index or report of a case: only the originals have them."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest

from tests.inside import run
from tests.running import AS_OF, CASE


def _suggested(names: set[str]) -> set[str]:
    """Accounts that the bundled pages link to without being theirs."""
    found: set[str] = set()
    for page in (*CASE.glob("*.html"), *CASE.glob("*.mhtml")):
        text = page.read_text(encoding="utf-8", errors="replace").replace("=\n", "").replace("=\r\n", "")
        found |= set(re.findall(r"/in/([a-z0-9-]{8,}-example)", text))
    return {one for one in found if one not in names}


@pytest.fixture(scope="module")
def case(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("bystanders")
    assert run("audit", CASE, "--keep", "--as-of", AS_OF, "--quiet", cwd=folder).returncode == 0
    return folder


def test_who_is_only_suggested_is_stored_nowhere(case: Path) -> None:
    profiles = json.loads(run("export", cwd=case).stdout)["profiles"]
    stated = [one["source"]["url"] or "" for one in profiles]
    stated += [one["fields"]["handle"]["value"] for one in profiles if one["fields"]["handle"]]
    subjects = set(re.findall(r"[a-z0-9-]+-example", " ".join(stated)))
    names = {"Anggun Lestarining", "Evanthia Vounelli", "Khoa Tôn"}
    suggested = _suggested(subjects)
    assert len(suggested) > 30
    needles = [one.encode() for one in (*suggested, *names)]
    originals = case / "reports" / "case.db.originals"
    held = {needle for file in originals.glob("??/*") for needle in needles if needle in file.read_bytes()}
    assert {name.encode() for name in names} <= held, "the kept originals are what was saved, and are not changed"
    everything = [file for file in case.rglob("*") if file.is_file() and originals not in file.parents]
    assert len(everything) > 20
    found = {(file.name, needle) for file in everything for needle in needles if needle in file.read_bytes()}
    assert found == set()
