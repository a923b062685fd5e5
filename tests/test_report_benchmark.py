"""The program that measures reports measures one with everything in it."""

from __future__ import annotations

from pathlib import Path

import pytest
from running import run

from auditor.store.case import opened_case
from benchmarks.report import FINDINGS, main, write_case


def test_the_measured_report_holds_what_it_says(tmp_path: Path) -> None:
    write_case(tmp_path / "case.db", 24)
    with opened_case(tmp_path / "case.db") as case:
        assert case.connection.execute("select count(*) from finding").fetchone() == (24 * FINDINGS,)
    done = run("report", "--case", "case.db", "--report", "report", cwd=tmp_path)
    assert done.returncode == 0, done.stderr.decode()
    pages = sorted((tmp_path / "report" / "profiles").iterdir())
    assert len(pages) == 24
    for page in pages:
        text = page.read_text(encoding="utf-8")
        assert text.count('<article class="finding"') == FINDINGS
        assert text.count('<li class="said') == 8
        assert 'id="records"' in text


def test_the_table_has_a_line_for_each_size(capsys: pytest.CaptureFixture[str]) -> None:
    main(["--count", "6", "--repeats", "1", "--jobs", "1", "--no-browser"])
    told = capsys.readouterr().out.splitlines()
    assert told[0].startswith("12 findings a profile, 1 jobs")
    assert [line.split("|")[1].strip() for line in told[2:]] == ["profiles", "---", "6"]
    assert float(told[-1].split("|")[3]) > 0
