"""What is handed out redacted holds no name, account, address, contact or picture: the bytes are searched."""

from __future__ import annotations

import base64
import csv
import io
import json
import shutil
import sqlite3
import zipfile
from pathlib import Path
from typing import Any

import pytest
from PIL import Image

from auditor.redaction import Redactor, Secrets, found_in
from tests.inside import run
from tests.running import AS_OF, CASE

PAGE = "Castor Wynfield - Executive Search Partner.html"
OTHER = "Perpetua Lindholm _ LinkedIn"
THREAD = "Messages with Castor Wynfield.txt"
WALL = "Sign Up _ LinkedIn.html"
KEY = bytes(32)
SECRETS = Secrets(
    names=frozenset({"Zoë Wynfield", "Jonas van der Quay", "王小明"}),
    handles=frozenset({"zoe-wynfield-example"}),
    links=frozenset({"https://www.linkedin.com/in/zoe-wynfield-example"}),
    phones=frozenset({"+48 555 100 200"}),
    words=frozenset({"Ottoline"}),
)


def _text(text: str) -> str:
    return Redactor(KEY, SECRETS).text(text)


@pytest.mark.parametrize(
    "text",
    [
        "Zoë Wynfield",
        "ZOE WYNFIELD's firm",
        "zoe_wynfield.html",
        "Zoe%20Wynfield - LinkedIn.html",
        "wynfield, ZOË",
        "www.zoewynfield.example",
        "Dear Zoë,",
        "at https://www.linkedin.com/in/zoe-wynfield-example?x=1",
        "zoe-wynfield-example",
        "mail z.w@wynfield.example",
        "call +48555100200 or 0048 555-100-200",
        "我叫王小明，",
        "van der Quay",
        "thank you, ottoline",
        "see data:image/png;base64,iVBORw0KGgo",
        "jonas  van der   quay",
    ],
)
def test_a_name_is_found_however_it_is_written(text: str) -> None:
    plain = _text(text).casefold()
    for secret in ("zoë", "zoe", "wynfield", "quay", "jonas", "王小明", "ottoline", "555", "ivbor", "z.w@"):
        assert secret not in plain, plain


def test_words_of_a_language_stay_and_pseudonyms_are_the_same_everywhere() -> None:
    assert _text("der Hafen, van Amsterdam, 2004-05-06") == "der Hafen, van Amsterdam, 2004-05-06"
    first, second = _text("Zoë Wynfield wrote"), _text("To ZOE  WYNFIELD")
    assert first.removesuffix(" wrote") == second.removeprefix("To ")
    assert Redactor(b"1" * 32, SECRETS).text("Zoë Wynfield") != first.removesuffix(" wrote"), "keyed by the case"
    assert _text("p-0123456789abcdef") != "p-0123456789abcdef"
    assert _text("0123456789abcdef" * 4)[:16] == _text("p-0123456789abcdef")[2:], (
        "a page keeps the digest it is named for"
    )


def test_what_is_left_is_found_in_every_form() -> None:
    for data in (
        b"x Zo\xc3\xab Wynfield",
        "ZOË WYNFIELD".encode("utf-16-le"),
        b'"zo\\u00eb wynfield"',
        b"Zo%C3%AB%20Wynfield",
        b"zo\xc3\xab-wynfield",
    ):
        assert found_in(data, SECRETS) == ("Zoë Wynfield",), data
    assert found_in(b"nobody of note", SECRETS) == ()
    picture = bytes(range(256)) * 4
    for data in (picture, base64.b64encode(picture)):
        assert len(found_in(data, Secrets(thumbnails=(picture,)))) == 1


# ------------------------------------------------------------------ on a real case


@pytest.fixture(scope="module")
def case(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("handed")
    pages = folder / "pages"
    pages.mkdir()
    for name in (PAGE, THREAD, f"{OTHER}.html", WALL):
        shutil.copy(CASE / name, pages)
    shutil.copytree(CASE / f"{OTHER}_files", pages / f"{OTHER}_files")
    shutil.copytree(CASE / "records", pages / "records")
    assert run("case", "init", "--purpose", "p", "--basis", "b", "--officer", "Ines Harbourmaster",
               "--retain-until", "2027-01-01", cwd=folder).returncode == 0  # fmt: skip
    assert run("audit", "pages", "--keep", "--as-of", AS_OF, cwd=folder).returncode == 0
    finding = run("findings", "list", cwd=folder).stdout.decode().split()[0]
    reason = "Castor Wynfield says so himself"
    assert run("review", "confirm", finding, "--reason", reason, "--person", "jonas.quay", cwd=folder).returncode == 0
    assert run("watch", "add", "castor-wynfield-example", "pages", cwd=folder).returncode == 0
    return folder


def _needles(case: Path) -> list[bytes]:
    """What must be nowhere: taken from the pages themselves, not from what the program takes for a secret."""
    words = "castor wynfield perpetua lindholm edgar pellworth harbourmaster quay".split()
    needles = [word.encode(encoding) for word in words for encoding in ("utf-8", "utf-16-le")]
    with sqlite3.connect(case / "reports" / "case.db") as connection:
        for thumbnail, views in connection.execute("select thumbnail, views from picture"):
            needles += [
                thumbnail[-80:-20].lower(),
                base64.b64encode(thumbnail[:300])[200:260].lower(),
                views[:40].lower(),
            ]
        for (hashes,) in connection.execute("select hashes from picture"):
            needles += [one.encode() for one in json.loads(hashes).values()]
        needles += [sha.encode() for (sha,) in connection.execute("select sha256 from page")]
        needles += [id.encode() for (id,) in connection.execute("select id from page")]
    connection.close()
    return needles


def _exported(case: Path, format: str, target: Path, *more: str, code: int = 0) -> bytes:
    done = run("export", "--format", format, "--redact", "--output", target, *more, cwd=case)
    assert done.returncode == code, done.stderr.decode()
    return target.read_bytes() if target.exists() else done.stderr


@pytest.mark.parametrize("format", ["json", "ndjson", "csv", "stix", "misp", "bundle"])
def test_no_byte_of_a_person_is_in_what_is_handed_out(case: Path, tmp_path: Path, format: str) -> None:
    plain = run("export", "--format", format, "--output", tmp_path / "plain", cwd=case)
    assert plain.returncode == 0
    needles = _needles(case)
    before = (tmp_path / "plain").read_bytes().lower()
    data = _exported(case, format, tmp_path / "redacted").lower()
    assert sum(needle in before for needle in needles) >= 8, "they are there without redaction"
    assert [needle for needle in needles if needle in data] == []
    assert _exported(case, format, tmp_path / "again").lower() == data, "the same case, the same bytes"


def test_a_redacted_bundle_holds_database_and_report_and_nothing_of_the_originals(case: Path, tmp_path: Path) -> None:
    _exported(case, "bundle", tmp_path / "case.zip")
    with zipfile.ZipFile(tmp_path / "case.zip") as bundle:
        names = bundle.namelist()
        (tmp_path / "case.db").write_bytes(bundle.read("case.db"))
        pages = [bundle.read(name).decode() for name in names if name.startswith("report/profiles/")]
    assert not any(name.startswith("originals/") for name in names)
    assert len(pages) >= 3
    assert all("Name-" in page for page in pages)
    with sqlite3.connect(tmp_path / "case.db") as connection:
        assert connection.execute("pragma integrity_check").fetchone() == ("ok",)
        for table in ("watch", "known", "custody", "pseudonym_key"):
            assert connection.execute(f"select count(*) from {table}").fetchone() == (0,)
        boxes = {bytes(one) for (one,) in connection.execute("select thumbnail from picture")}
        (officer,) = connection.execute("select officer from case_about").fetchone()
        names_found = {name for (name,) in connection.execute("select name from profile") if name}
    connection.close()
    assert len(boxes) == 1
    colours = Image.open(io.BytesIO(boxes.pop())).convert("RGB").getextrema()
    assert all(low == high for low, high in colours), "a box of one colour, nothing blurred"
    assert officer.startswith("Name-")
    assert all(name.startswith("Name-") for name in names_found)
    refused = run("import", "case.zip", "--case", "mine.db", cwd=tmp_path)
    assert refused.returncode == 4


def test_one_person_has_one_pseudonym_in_page_thread_and_decision(case: Path, tmp_path: Path) -> None:
    profiles: list[dict[str, Any]] = json.loads(_exported(case, "json", tmp_path / "a.json"))["profiles"]
    stated = {one["fields"]["name"]["value"] for one in profiles if one["fields"]["name"]}
    senders = {message["from"] for one in profiles for message in one["fields"]["messages"]}
    assert len(stated & senders) == 1
    rows = list(csv.DictReader(io.StringIO(_exported(case, "csv", tmp_path / "a.csv").decode())))
    reasons = {row["reason"] for row in rows} - {""}
    assert reasons == {f"{(stated & senders).pop()} says so himself"}
    assert run("verify", "--jobs", "1", cwd=case).returncode == 0, "the case itself is untouched"
    with sqlite3.connect(case / "reports" / "case.db") as connection:
        events = [event for (event,) in connection.execute("select event from custody order by id")]
    connection.close()
    assert "redact" in events


def test_a_name_that_only_people_know_is_hidden_by_hand(case: Path, tmp_path: Path) -> None:
    assert b"Ottoline" in _exported(case, "json", tmp_path / "a.json")
    assert b"ttoline" not in _exported(case, "json", tmp_path / "b.json", "--hide", "Ottoline")
    assert run("export", "--hide", "Ottoline", cwd=case).returncode == 2


def test_nothing_is_written_where_a_name_is_left(case: Path, tmp_path: Path) -> None:
    shutil.copytree(case / "reports", tmp_path / "reports")
    with sqlite3.connect(tmp_path / "reports" / "case.db") as connection:
        connection.execute("update run set tool = replace(tool, '\"lures\"', '\"rules of Castor Wynfield\"')")
    connection.close()
    said = _exported(tmp_path, "json", tmp_path / "a.json", code=4)
    assert b"still found, so nothing was written: 'Castor Wynfield'" in said
    assert not (tmp_path / "a.json").exists()
