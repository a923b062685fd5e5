"""A folder is a test: one recorded answer with a trap, and what has to be read from it."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from auditor.lookup.recorded import answer_page, parsed_answer
from auditor.markup import reading_at
from tests.running import ROOT

FOLDERS = sorted((ROOT / "fixtures" / "records").iterdir())


@pytest.mark.parametrize("folder", FOLDERS, ids=lambda folder: folder.name)
def test_a_recorded_answer_is_read_as_expected(folder: Path) -> None:
    (file,) = (path for path in folder.iterdir() if path.name != "expected.json")
    data = file.read_bytes()
    record = parsed_answer(data, file.name)
    read = {
        "domain": record.domain,
        "kind": record.kind,
        "registered": record.registered,
        "precision": record.precision,
        "status": record.status,
    }
    assert read == json.loads((folder / "expected.json").read_text())
    if record.registered is not None:
        assert record.at is not None
        reading = reading_at(answer_page(file.name, data), record.at.selector)
        assert reading is not None
        assert reading[record.at.start :].startswith(record.at.quote)
    elif record.status == "unreadable":
        assert record.warnings, "what cannot be read says why"
