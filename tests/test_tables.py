"""Every table goes out as CSV, JSON lines and Parquet: the same rows in each, filtered, redacted and decided alike."""

from __future__ import annotations

import base64
import csv
import io
import json
import shutil
import sqlite3
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from pyarrow import parquet

from auditor.exchange.tabular import ROWS, write_csv, write_ndjson, write_parquet
from tests.inside import run
from tests.running import AS_OF, CASE

PAGES = ("Castor Wynfield - Executive Search Partner.html", "Messages with Castor Wynfield.txt", "ilka-n.html")
STATED = (
    "run page profile experience education picture domain domain_record message finding evidence link decision watch"
    " known custody"
).split()
"""The tables that scripts rely on."""


def ok(*arguments: str | Path, cwd: Path) -> bytes:
    done = run(*arguments, cwd=cwd)
    assert done.returncode == 0, done.stderr.decode()
    return done.stdout


@pytest.fixture(scope="module")
def case(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("tables")
    pages = folder / "pages"
    pages.mkdir()
    for name in PAGES:
        shutil.copy(CASE / name, pages)
    shutil.copytree(CASE / "records", pages / "records")
    (pages / "empty.html").write_bytes(b"")
    done = run("audit", "pages", "--as-of", AS_OF, "--no-report", "--quiet", cwd=folder)
    assert done.returncode in (0, 3), done.stderr.decode()
    id = ok("findings", "list", cwd=folder).decode().split()[0]
    ok("review", "dismiss", id, "--reason", "=known to us", "--person", "ada", cwd=folder)
    for form in ("csv", "ndjson", "parquet"):
        ok("export", "--format", form, "--table", "all", "--output", form, cwd=folder)
    return folder


def read(folder: Path, form: str, table: str) -> list[dict[str, Any]]:
    """The rows of a table; bytes as base64."""
    file = folder / form / f"{table}.{form}"
    if form == "ndjson":
        return [json.loads(line) for line in file.read_bytes().splitlines()]
    if form == "csv":
        return list(csv.DictReader(io.StringIO(file.read_bytes().decode(), newline="")))
    rows: list[dict[str, Any]] = parquet.read_table(file).to_pylist()
    return [{key: _plain(value) for key, value in row.items()} for row in rows]


def _plain(value: Any) -> Any:
    return base64.b64encode(value).decode() if isinstance(value, bytes) else value


def _cell(value: Any) -> str:
    text = "" if value is None else str(value)
    return f"'{text}" if isinstance(value, str) and text.startswith(("=", "+", "-", "@", "\t", "\r")) else text


def test_every_table_is_there_in_every_form_with_the_same_rows(case: Path) -> None:
    names = sorted(path.stem for path in (case / "ndjson").iterdir())
    assert set(STATED) <= set(names)
    assert "pseudonym_key" not in names
    filled = []
    for name in names:
        rows = read(case, "ndjson", name)
        assert read(case, "parquet", name) == rows, name
        assert read(case, "csv", name) == [{key: _cell(value) for key, value in row.items()} for row in rows], name
        filled += [name] if rows else []
    assert set(filled) >= set(STATED) - {"watch", "known", "link", "custody"} | {"skip", "sighting"}


def test_the_rows_are_those_of_the_case_file(case: Path) -> None:
    with sqlite3.connect(case / "reports" / "case.db") as connection:
        connection.row_factory = sqlite3.Row
        for name in ("page", "profile", "experience", "message", "evidence", "skip", "picture", "domain"):
            found = connection.execute(f"select * from {name}").fetchall()
            rows = [dict(zip(row.keys(), map(_plain, row), strict=True)) for row in found]
            assert read(case, "ndjson", name) == rows, name
    connection.close()


def test_parquet_knows_its_types(case: Path) -> None:
    schema = parquet.read_schema(case / "parquet" / "profile.parquet")
    assert {name: str(schema.field(name).type) for name in ("page", "name", "sketch")} == {
        "page": "int64",
        "name": "string",
        "sketch": "binary",
    }
    assert str(parquet.read_schema(case / "parquet" / "known_seen.parquet").field("likeness").type) == "double"


def test_findings_say_how_they_stand(case: Path) -> None:
    told = json.loads(ok("export", cwd=case))
    right = {
        (profile["id"], finding["id"]): (finding["decision"] or {"verdict": None})["verdict"]
        for profile in told["profiles"]
        for finding in profile["findings"]
    }
    rows = read(case, "ndjson", "finding")
    assert {(row["profile"], row["id"]): row["verdict"] for row in rows} == right
    assert set(right.values()) == {None, "dismiss"}
    assert [row["reason"] for row in read(case, "csv", "finding") if row["verdict"]] == ["'=known to us"]


def test_filters_leave_out_findings_and_what_belongs_to_them(case: Path, tmp_path: Path) -> None:
    filters = ("--decision", "dismiss")
    ok("export", "--format", "ndjson", "--table", "all", *filters, "--output", tmp_path / "ndjson", cwd=case)
    (finding,) = read(tmp_path, "ndjson", "finding")
    (listed,) = json.loads(ok("findings", "list", *filters, "--format", "json", cwd=case))["findings"]
    assert (finding["id"], finding["profile"]) == (listed["id"], listed["profile"])
    assert {row["finding"] for row in read(tmp_path, "ndjson", "evidence")} == {finding["key"]}
    assert {row["key"] for row in read(tmp_path, "ndjson", "page")} == {finding["page"]}
    for name in ("message", "experience", "skip", "profile", "picture", "domain"):
        assert {row["page"] for row in read(tmp_path, "ndjson", name)} <= {finding["page"]}, name
    assert {row["finding"] for row in read(tmp_path, "ndjson", "decision")} == {finding["id"]}
    rows = list(csv.DictReader(io.StringIO(ok("export", "--format", "csv", *filters, cwd=case).decode())))
    assert [row["finding"] for row in rows] == [finding["id"]]
    (profile,) = (json.loads(line) for line in ok("export", "--format", "ndjson", *filters, cwd=case).splitlines())
    assert [one["id"] for one in profile["findings"]] == [finding["id"]]
    assert ok("export", "--format", "ndjson", "--table", "finding", "--rule", "none", cwd=case) == b""


def test_what_could_not_be_read_is_told_unless_it_is_filtered(case: Path) -> None:
    paths = {row["path"]: row["reason"] for row in read(case, "ndjson", "sighting")}
    assert any(path.endswith("empty.html") for path in paths)
    told = json.loads(ok("export", "--level", "observation", cwd=case))
    assert [one["path"] for one in told["skipped"]] == [path for path, reason in paths.items() if reason]


def test_the_findings_as_parquet_are_the_findings_as_csv(case: Path, tmp_path: Path) -> None:
    ok("export", "--format", "parquet", "--output", tmp_path / "f.parquet", cwd=case)
    rows = parquet.read_table(tmp_path / "f.parquet").to_pylist()
    table = list(csv.DictReader(io.StringIO(ok("export", "--format", "csv", cwd=case).decode())))
    assert [{key: _cell(value) for key, value in row.items()} for row in rows] == table
    assert all(isinstance(row["start"], int) for row in rows)


def test_redacted_tables_name_nobody(case: Path, tmp_path: Path) -> None:
    for form in ("csv", "ndjson", "parquet"):
        done = run("export", "--format", form, "--table", "all", "--redact", "--output", tmp_path / form, cwd=case)
        assert done.returncode == 0, done.stderr.decode()
        data = b"".join(file.read_bytes() for file in sorted((tmp_path / form).iterdir())).lower()
        assert [word for word in (b"castor", b"wynfield") if word in data] == [], form
        assert read(tmp_path, form, "custody") == [] == read(tmp_path, form, "watch")
    plain = b"".join(file.read_bytes() for file in sorted((case / "csv").iterdir())).lower()
    assert b"wynfield" in plain
    assert [row["verdict"] for row in read(tmp_path, "parquet", "finding") if row["verdict"]] == ["dismiss"]


def test_the_same_case_gives_the_same_bytes(case: Path, tmp_path: Path) -> None:
    ok("export", "--format", "parquet", "--table", "page", "--output", tmp_path / "page.parquet", cwd=case)
    assert (tmp_path / "page.parquet").read_bytes() == (case / "parquet" / "page.parquet").read_bytes()


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        (("--format", "csv", "--table", "nobody"), b"there is no table nobody: all, case_about"),
        (("--format", "csv", "--table", "pseudonym_key"), b"there is no table pseudonym_key"),
        (("--format", "csv", "--table", "all"), b"--output tables"),
        (("--format", "csv", "--table", "all", "--output", "pages"), b"pages is there already"),
        (("--format", "csv", "--output", "pages"), b"pages is a folder"),
        (("--format", "stix", "--table", "page"), b"--table is for csv, ndjson, parquet"),
        (("--format", "bundle", "--output", "b.zip", "--new"), b"a bundle is the whole case"),
    ],
)
def test_what_does_not_go_together_is_said(case: Path, arguments: tuple[str, ...], says: bytes) -> None:
    before = sorted(case.iterdir())
    done = run("export", *arguments, cwd=case)
    assert done.returncode == 2
    assert says in done.stderr
    assert sorted(case.iterdir()) == before


def test_without_pyarrow_the_remedy_is_said(case: Path) -> None:
    program = "import sys; sys.modules['pyarrow'] = None; from auditor.cli import main; sys.exit(main(sys.argv[1:]))"
    done = subprocess.run(
        [sys.executable, "-c", program, "export", "--format", "parquet", "--output", "f.parquet"],
        cwd=case,
        capture_output=True,
        timeout=60,
        check=False,
    )
    assert done.returncode == 1
    assert done.stderr == b"auditor: pyarrow is not installed: pip install 'persona-auditor[parquet]'\n"
    assert not (case / "f.parquet").exists()


def test_odd_values_go_out_in_every_form() -> None:
    columns = (("a", "text"), ("b", "blob"), ("c", "integer"), ("d", "real"))
    rows = [("=1+1", b"\x00\xff", 2**62, 0.5), (None, None, None, None), ("two\nlines, “quoted”", b"", -1, 1e300)]
    out = {form: io.BytesIO() for form in ("csv", "ndjson", "parquet")}
    write_csv(out["csv"], columns, rows)
    write_ndjson(out["ndjson"], columns, rows)
    write_parquet(out["parquet"], columns, rows)
    assert parquet.read_table(io.BytesIO(out["parquet"].getvalue())).to_pylist() == [
        dict(zip("abcd", row, strict=True)) for row in rows
    ]
    assert out["csv"].getvalue().decode().splitlines(keepends=True)[1] == "'=1+1,AP8=,4611686018427387904,0.5\r\n"
    assert json.loads(out["ndjson"].getvalue().splitlines()[2])["a"] == "two\nlines, “quoted”"


def test_many_rows_are_several_groups() -> None:
    out = io.BytesIO()
    write_parquet(out, (("n", "integer"),), ((number,) for number in range(ROWS * 2 + 1)))
    file = parquet.ParquetFile(io.BytesIO(out.getvalue()))
    assert file.num_row_groups == 3
    assert file.read().column("n").to_pylist() == list(range(ROWS * 2 + 1))
