"""The known library: what is added, what pages are held against, what has expired, what a finding says of it."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from auditor.cli import main
from auditor.engine.known import Note, known_hashes, library_of
from auditor.engine.known_kept import library_bytes, library_from
from auditor.engine.shelf import clear_shelf
from auditor.imaging import picture_features
from auditor.library import KnownItem, Library
from auditor.model import Refusal
from auditor.plugin import CaseFinding
from auditor.similarity.pictures import METHOD
from auditor.store.case import opened_case
from auditor.store.known import add_known, expired, known_items, remove_known
from auditor.store.known_seen import known_seen
from fixtures.make.portraits import cropped, jpeg, mirrored, portrait, silhouette
from tests.running import ROOT

FOLDER = ROOT / "fixtures" / "checks" / "same-picture" / "miss-two-people"
FACE = portrait("same-picture one")
"""The picture on the first page of the folder."""
NOTE = Note("a list for tests", "none", "2026-01-02", None)
LURE = (
    "We are looking for experts in your field and pay well for two pages about what colleagues expect of the coming "
    "budget talks. Please answer to my private mail box and do not copy your office."
)


@pytest.fixture
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "stock").mkdir()
    (tmp_path / "stock" / "model.jpg").write_bytes(jpeg(mirrored(cropped(FACE, 5, 4, 4, 5)), quality=70))
    (tmp_path / "stock" / "stranger.jpg").write_bytes(jpeg(portrait("somebody else")))
    return tmp_path


def audited(capsys: pytest.CaptureFixture[str], *arguments: str) -> dict[str, Any]:
    capsys.readouterr()
    assert main(["audit", str(FOLDER), "--no-report", "--quiet", "--jobs", "1", "--format", "json", *arguments]) == 0
    parsed: dict[str, Any] = json.loads(capsys.readouterr().out)
    return parsed


def findings(document: dict[str, Any], check: str) -> list[dict[str, Any]]:
    return [one for profile in document["profiles"] for one in profile["findings"] if one["check"] == check]


def test_a_page_with_a_known_picture_says_whose_list_it_is_on(here: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["known", "add", "stock", "--source", "catalogue 7", "--licence", "one use"]) == 0
    assert capsys.readouterr().out == "2 added, 0 were there already\n"
    document = audited(capsys)
    (found,) = findings(document, "known-picture")
    assert "“stock/model.jpg” (source: catalogue 7, licence: one use): mirrored" in found["message"]
    assert "does not mean the same person" in found["message"]
    assert "million pairs of strangers" in found["message"]
    assert (found["rule"], found["strength"], found["category"]) == ("stolen-or-stock-photo", "strong", "avatar")
    assert len(found["alternatives"]) == 3
    assert found["references"]
    assert found["evidence"][0]["quote"]
    (library,) = [pack for pack in document["tool"]["rules"] if pack["pack"] == "known library"]
    assert library["version"] == "2 entries"
    again = audited(capsys)
    assert again["tool"] == document["tool"]
    assert main(["known", "remove", "1"]) == 0
    emptier = audited(capsys)
    assert findings(emptier, "known-picture") == []
    assert emptier["tool"]["rules"][-1]["sha256"] != library["sha256"]


def test_the_very_same_file_needs_no_rate(here: Path, capsys: pytest.CaptureFixture[str]) -> None:
    document = audited(capsys)
    (page,) = [one for one in document["profiles"] if one["fields"]["avatar"]["sha256"]][:1]
    (here / "list.txt").write_text(page["fields"]["avatar"]["sha256"] + "\n")
    assert main(["known", "add", "--hash-list", "list.txt", "--method", "sha256", "--source", "police list"]) == 0
    found = findings(audited(capsys), "known-picture")
    assert [one["strength"] for one in found] == ["moderate"]
    assert "sha256, 0 of 256 bits differ" in found[0]["message"]


def test_folders_are_held_against_without_being_kept(here: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (here / "stock" / "flat.png").write_bytes(jpeg(silhouette()))
    document = audited(capsys, "--known", "stock")
    assert len(findings(document, "known-picture")) == 1
    assert main(["known", "list"]) == 0
    assert capsys.readouterr().out == "The library holds nothing of this.\n"


def test_what_a_page_shows_of_the_library_is_kept_with_the_run_and_leaves_with_the_entry(
    here: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["known", "add", "stock", "--source", "catalogue 7", "--licence", "one use"]) == 0
    assert main(["known", "add", "stock", "--source", "hashes of it", "--no-thumbnail"]) == 0
    audited(capsys)
    with opened_case(here / "reports" / "case.db") as case:
        (key,) = [key for (key,) in case.connection.execute("select distinct page from known_seen")]
        one, other = known_seen(case.connection, [key])[key]
        assert (one.name, one.source, one.licence, one.method) == ("stock/model.jpg", "catalogue 7", "one use", METHOD)
        assert one.transform.startswith("mirrored")
        assert one.thumbnail[:2] == b"\xff\xd8"
        assert (other.source, other.thumbnail, other.views) == ("hashes of it", b"", one.views)
        assert remove_known(case.connection, [1, 2]) == 2
        assert [left.source for left in known_seen(case.connection, [key])[key]] == ["hashes of it"]
    audited(capsys, "--as-of", "2026-05-05")
    with opened_case(here / "reports" / "case.db") as case:
        assert len(known_seen(case.connection, [key])[key]) == 1


def test_a_report_shows_the_known_picture_beside_the_page_s_own(here: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Given for one run, from the library with a small copy, and from the library with hashes only."""
    shown: list[str] = []
    for arguments in ([], ["--no-thumbnail"], None):
        case = ["--case", f"{len(shown)}.db"]
        if arguments is not None:
            assert main(["known", "add", "stock", "--source", "catalogue <7>", *arguments, *case]) == 0
        known = ["--known", "stock"] if arguments is None else []
        folder = f"report-{len(shown)}"
        assert main(["audit", str(FOLDER), "--report", folder, "--quiet", "--jobs", "1", *case, *known]) == 0
        (page,) = [p for p in (here / folder / "profiles").iterdir() if b'id="known"' in p.read_bytes()]
        section = page.read_text().partition('<section aria-labelledby="known">')[2].partition("</section>")[0]
        assert section.count("<img") == 4
        assert page.read_text().count('href="#known"') == 2, "in the contents and beside the finding"
        assert "mirrored" in section
        assert "this one cut to" in section or "the other one cut to" in section
        shown.append(section)
    assert "catalogue &lt;7&gt;" in shown[0]
    assert "gray copy of 48 pixels" in shown[1]
    assert "gray copy of 48 pixels" not in shown[0]
    assert "stock" in shown[2]
    assert shown[0].split("base64,")[2] == shown[2].split("base64,")[2] != shown[1].split("base64,")[2]


def test_the_hashes_of_a_library_are_a_list_for_other_libraries(here: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["known", "add", "stock", "--source", "=catalogue, 7", "--licence", "one use"]) == 0
    capsys.readouterr()
    assert main(["known", "list", "--format", "csv"]) == 0
    written = capsys.readouterr().out
    lines = written.splitlines()
    assert lines[0] == "hash_type,hash,source,licence,expires_at"
    assert len(lines) == 1 + 2 * 6
    assert lines[3].startswith("pdq,")
    assert lines[3].endswith(""","'=catalogue, 7",one use,""")
    (here / "list.csv").write_text(written)
    assert main(["known", "add", "--hash-list", "list.csv", "--source", "another case", "--case", "other.db"]) == 0
    assert capsys.readouterr().out == "12 added, 0 were there already\n"
    found = findings(audited(capsys, "--case", "other.db"), "known-picture")
    assert found == [], "mirrored and cropped: hashes of lists do not find it, the picture itself does"
    assert main(["known", "list", "--format", "csv", "--case", "other.db"]) == 0
    again = [line.split(",")[:2] for line in capsys.readouterr().out.splitlines()[1:]]
    assert again == [line.split(",")[:2] for line in lines[1:]]


def test_what_has_expired_is_not_used_and_named(here: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["known", "add", "stock", "--source", "catalogue 7", "--expires", "2026-03-01"]) == 0
    assert len(findings(audited(capsys, "--as-of", "2026-03-01"), "known-picture")) == 1
    arguments = ["audit", str(FOLDER), "--no-report", "--jobs", "1", "--no-progress", "--as-of", "2026-03-02"]
    assert main([*arguments, "--format", "json"]) == 0
    said = capsys.readouterr()
    assert findings(json.loads(said.out), "known-picture") == []
    assert "not used, because over: stock/model.jpg (until 2026-03-01), stock/stranger.jpg" in said.err
    assert main(["known", "list", "--expired", "--as-of", "2026-03-02", "--format", "ndjson"]) == 0
    listed = [json.loads(line) for line in capsys.readouterr().out.splitlines()]
    assert [(one["name"], one["expired"]) for one in listed] == [
        ("stock/model.jpg", True),
        ("stock/stranger.jpg", True),
    ]
    assert "pdq256-v1" in listed[0]["hashes"]
    assert main(["known", "remove", "--expired", "--as-of", "2026-03-02"]) == 0
    assert "2 removed" in capsys.readouterr().out


def test_pictures_of_an_earlier_version_are_named(here: Path, capsys: pytest.CaptureFixture[str]) -> None:
    with opened_case(here / "reports" / "case.db") as case:
        add_known(case.connection, [KnownItem("picture", "old.jpg", "views64-v1", b"\x01", "s")])
    assert main(["audit", str(FOLDER), "--no-report", "--jobs", "1", "--no-progress", "--format", "ndjson"]) == 0
    assert "1 known pictures were added by an earlier version" in capsys.readouterr().err


def test_a_published_text_is_known_again_without_its_sentences(here: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (here / "lure.txt").write_text(LURE)
    (here / "sent.txt").write_text("Anna Reed:\n" + LURE.replace("two pages", "three pages") + "\n")
    publication = ["--publisher", "Harbour Gazette", "--title", "The letter", "--date", "2026-02-01"]
    assert main(["known", "add", "--text", "lure.txt", *publication]) == 0
    assert b"colleagues" not in (here / "reports" / "case.db").read_bytes()
    capsys.readouterr()
    assert main(["known", "add", "--text", "lure.txt", *publication]) == 0
    assert capsys.readouterr().out == "0 added, 1 were there already\n"
    main(["audit", "sent.txt", "--no-report", "--quiet", "--jobs", "1", "--format", "json"])
    document = json.loads(capsys.readouterr().out)
    assert [one["rule"] for profile in document["profiles"] for one in profile["findings"]].count(
        "published-lure-text"
    ) == 1
    assert "known texts" in [pack["pack"] for pack in document["tool"]["rules"]]


@pytest.mark.parametrize(
    "arguments",
    [
        [],
        ["stock"],
        ["--domain", "harbour.example"],
        ["--text", "short.txt"],
        ["--text", "short.txt", "--publisher", "P", "--title", "T", "--date", "2026"],
        ["nowhere", "--source", "s"],
        ["--hash-list", "nowhere", "--source", "s"],
    ],
)
def test_what_is_missing_is_a_usage_error(here: Path, arguments: list[str]) -> None:
    (here / "short.txt").write_text("too short")
    assert main(["known", "add", *arguments]) == 2


def test_numbers_that_are_not_there_remove_nothing(here: Path) -> None:
    assert main(["known", "add", "stock", "--source", "s"]) == 0
    assert main(["known", "remove", "1", "9"]) == 2
    assert main(["known", "remove"]) == 2
    with opened_case(here / "reports" / "case.db") as case:
        assert [item.name for _, item in known_items(case.connection)] == ["stock/model.jpg", "stock/stranger.jpg"]


def test_what_cannot_be_added_is_named(here: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (here / "stock" / "flat.png").write_bytes(jpeg(silhouette()))
    arguments = ["--domain", "gmail.com", "--domain", "harbour-line.example"]
    assert main(["known", "add", "stock", *arguments, "--source", "s"]) == 3
    said = capsys.readouterr()
    assert said.out == "3 added, 0 were there already\n"
    assert "not added: stock/flat.png: " in said.err
    assert "not added: gmail.com: " in said.err


PDQ = "f8f8f0cee0f4a84f06370a22038f63f0b36e2ed596621e1d33e6b39c4e9c9b22"


@pytest.mark.parametrize(
    ("text", "method", "methods"),
    [
        (f"{PDQ}\n{PDQ.upper()}\n", "pdq256", ["pdq256"]),
        (f"signal_type,value,tags\npdq,{PDQ},a\nPDQ,{PDQ[::-1]},b\n", None, ["pdq256", "pdq256"]),
        (f"indicator\ttype\n{PDQ}\tHASH_PDQ\n", None, ["pdq256"]),
        ("# phash of another tool\n0xd1c3b0f0e0c08186\n\n", "phash64", ["phash64"]),
        (f"hash,type\n{PDQ},sha256\nd1c3b0f0e0c08186,dhash\n", None, ["sha256", "dhash64"]),
        (f"\ufeff{PDQ}\r\n", "phash256", ["phash256"]),
    ],
    ids=["plain", "threatexchange csv", "tsv", "prefixed", "two kinds", "byte order mark"],
)
def test_lists_of_other_tools_are_read(text: str, method: str | None, methods: list[str]) -> None:
    made = list(known_hashes(text, "list", method, NOTE))
    assert [one.method for one in made if isinstance(one, KnownItem)] == methods
    assert not [one for one in made if isinstance(one, Refusal)]


def test_lines_that_hold_no_hash_say_so() -> None:
    made = list(known_hashes(f"name\nnothing here\n{PDQ}\nd1c3b0f0e0c08186\n", "list", "pdq256", NOTE))
    assert [one.path for one in made if isinstance(one, Refusal)] == ["list, line 2", "list, line 4"]
    (unsaid,) = known_hashes(PDQ, "list", None, NOTE)
    assert isinstance(unsaid, Refusal)
    assert "--method" in unsaid.reason


def item(seed: str, **other: Any) -> KnownItem:
    features = picture_features(jpeg(portrait(seed)))
    return KnownItem(
        "picture", seed, METHOD, features.views, "s", sha256=features.sha256, hashes=features.hashes, **other
    )


def test_many_pictures_are_mapped_from_a_file_and_found_alike(tmp_path: Path) -> None:
    with opened_case(tmp_path / "case.db") as case:
        assert add_known(case.connection, [item(f"mapped {n}") for n in range(5)]) == 5
        assert add_known(case.connection, [item("mapped 3")]) == 0
        plain, mapped = (library_of(case.connection, "2026-01-01", many=many) for many in (100, 3))
        (file,) = (tmp_path / "case.db.known").iterdir()
        assert mapped.digest == plain.digest
        assert mapped.views is not None
        assert [one.name for one in mapped.pictures] == [one.name for one in plain.pictures]
        before = found_in(plain)
        assert found_in(mapped) == before
        assert before
        assert remove_known(case.connection, [2]) == 1
        again = library_of(case.connection, "2026-01-01", many=3)
        assert [one.name for one in (tmp_path / "case.db.known").iterdir()] != [file.name]
        assert again.digest != mapped.digest
    clear_shelf(tmp_path / "case.db")
    assert not (tmp_path / "case.db.known").exists()


def found_in(library: Library) -> list[str]:
    from auditor.checks.known_picture import known_picture
    from tests.test_check_same_picture import page

    features = picture_features(jpeg(mirrored(portrait("mapped 1"))))
    made = known_picture.run((page(1, "Mira Castell", features),), library)
    return [one.finding.message for one in made if isinstance(one, CaseFinding)]


def test_a_library_that_was_kept_is_the_same_again(tmp_path: Path) -> None:
    with opened_case(tmp_path / "case.db") as case:
        add_known(case.connection, [item("kept", expires_at="2027-01-01"), item("over", expires_at="2020-01-01")])
        add_known(
            case.connection, [one for one in known_hashes(PDQ, "l", "pdq256", NOTE) if isinstance(one, KnownItem)]
        )
        library = library_of(case.connection, "2026-01-01")
        assert expired(case.connection, "2026-01-01") == [("over", "2020-01-01")]
    again = library_from(library_bytes(library))
    assert len(again) == len(library) == 2
    assert again.digest == library.digest
    assert library_from(b"") == Library()


def test_listed_hashes_are_compared_within_their_limits() -> None:
    from auditor.checks.known_picture import LIMITS, known_picture
    from tests.test_check_same_picture import page

    features = picture_features(jpeg(portrait("listed")))
    for method in sorted(set(LIMITS) - {"sha256"}):
        bits = int(features.hashes[f"{method}-v1"], 16)
        length = len(features.hashes[f"{method}-v1"]) // 2
        for wrong, hit in ((0, True), (LIMITS[method], True), (LIMITS[method] + 1, False)):
            value = (bits ^ ((1 << wrong) - 1)).to_bytes(length, "big")
            library = Library(hashes=(KnownItem("hash", value.hex(), method, value, "s"),), digest="d")
            made = list(known_picture.run((page(1, "Mira Castell", features),), library))
            assert bool(made) is hit, (method, wrong)


def test_a_domain_like_a_known_firm_s_is_noted_weakly() -> None:
    from dataclasses import replace

    from auditor.checks.known_domain import known_domain
    from auditor.model import Field, Locator
    from tests.test_check_same_picture import page

    library = Library(domains=(KnownItem("domain", "harbourline.example", "domain", b"", "register"),), digest="d")

    def stating(*names: str) -> list[str]:
        at = Locator(f"{1:064x}", "a", names[0], 0)
        contacts = tuple(Field(f"domain {name}", at) for name in names)
        features = replace(page(1, "Mira", None), domains=names, contacts=contacts)
        made = known_domain.run((features,), library)
        return [one.finding.message for one in made if isinstance(one, CaseFinding)]

    assert "harb0urline.example" in stating("harb0urline.example")[0]
    assert "one letter changed" in stating("harbourlime.example")[0]
    assert "register" in stating("harbourlime.example")[0]
    assert stating("harbourline.example") == []
    assert stating("harb0urline.example", "harbourline.example") == []
    assert stating("harbourline-careers.example") == []
    assert stating("mountainview.example") == []
