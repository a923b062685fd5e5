"""`auditor match`: the same picture under a folder of pages and files; near copies of a text."""

from __future__ import annotations

import json
from pathlib import Path

from auditor.imaging import picture_features
from auditor.similarity.pictures import METHOD
from fixtures.make.portraits import cropped, jpeg, mirrored, portrait, silhouette
from tests.running import ROOT, run

FOLDER = ROOT / "fixtures" / "checks" / "same-picture"


def test_a_cropped_and_mirrored_picture_is_found_on_pages_and_in_files(tmp_path: Path) -> None:
    library = tmp_path / "library"
    library.mkdir()
    face = portrait("same-picture one")
    (library / "face.jpg").write_bytes(jpeg(face))
    (library / "stranger.jpg").write_bytes(jpeg(portrait("somebody else")))
    (library / "page.html").write_bytes((FOLDER / "miss-two-people" / "a.html").read_bytes())
    (tmp_path / "query.jpg").write_bytes(jpeg(mirrored(cropped(face, 5, 4, 4, 5)), quality=70))
    done = run("match", "image", "query.jpg", "--against", "library", "--format", "ndjson", cwd=tmp_path)
    assert done.returncode == 0, done.stderr.decode()
    found = [json.loads(line) for line in done.stdout.splitlines()]
    assert {(one["query"], one["match"]) for one in found} == {
        ("query.jpg", "library/face.jpg"),
        ("query.jpg", "library/page.html"),
    }
    assert [one["distance"] for one in found] == sorted(one["distance"] for one in found)
    assert all("mirrored" in one["transform"] and one["method"] and one["distance"] >= 0 for one in found)


def test_the_very_same_file_is_at_distance_nought(tmp_path: Path) -> None:
    (tmp_path / "a.jpg").write_bytes(jpeg(portrait("same-picture one")))
    done = run("match", "image", "a.jpg", "--against", "a.jpg", "--format", "json", cwd=tmp_path)
    assert json.loads(done.stdout)["matches"] == [
        {"query": "a.jpg", "match": "a.jpg", "distance": 0, "method": "sha256", "transform": None}
    ]


def test_the_known_library_is_looked_through_too(tmp_path: Path) -> None:
    (tmp_path / "stock").mkdir()
    face = portrait("same-picture one")
    (tmp_path / "stock" / "model.jpg").write_bytes(jpeg(face))
    (tmp_path / "stock" / "over.jpg").write_bytes(jpeg(face, quality=60))
    (tmp_path / "query.jpg").write_bytes(jpeg(mirrored(face), quality=80))
    listed = picture_features((tmp_path / "query.jpg").read_bytes()).hashes["phash64-v1"]
    (tmp_path / "list.txt").write_text(listed)
    added = ["known", "add", "stock/model.jpg", "--source", "catalogue 7", "--licence", "one use"]
    assert run(*added, cwd=tmp_path).returncode == 0
    assert (
        run("known", "add", "stock/over.jpg", "--source", "s", "--expires", "2026-01-01", cwd=tmp_path).returncode == 0
    )
    more = ["--hash-list", "list.txt", "--method", "phash64", "--source", "a list"]
    assert run("known", "add", *more, cwd=tmp_path).returncode == 0
    asked = ["match", "image", "query.jpg", "--known", "--as-of", "2026-01-02"]
    done = run(*asked, "--format", "ndjson", cwd=tmp_path)
    assert done.returncode == 0, done.stderr.decode()
    assert b"not used, because over: over.jpg" in done.stderr
    found = [json.loads(line) for line in done.stdout.splitlines()]
    one, other = sorted(found, key=lambda line: line["method"], reverse=True)
    assert (one["match"], one["method"], one["transform"]) == ("model.jpg", METHOD, "mirrored")
    assert one["known"] == {"source": "catalogue 7", "licence": "one use", "expires_at": None}
    assert (other["match"], other["method"], other["distance"]) == (listed, "phash64", 0)
    both = run(*asked, "--against", "stock", cwd=tmp_path)
    assert len(both.stdout.splitlines()) == 4
    assert b"known library: catalogue 7, licence: one use" in both.stdout
    assert run("match", "image", "query.jpg", cwd=tmp_path).returncode == 2
    assert run("match", "image", "query.jpg", "--known", "--case", "none.db", cwd=tmp_path).returncode == 2


def test_what_cannot_be_compared_is_named(tmp_path: Path) -> None:
    (tmp_path / "a.jpg").write_bytes(jpeg(silhouette()))
    (tmp_path / "b.jpg").write_bytes(jpeg(portrait("same-picture one"))[:900])
    done = run("match", "image", "a.jpg", "b.jpg", "--against", "a.jpg", "--format", "json", cwd=tmp_path)
    assert done.returncode == 3
    assert json.loads(done.stdout)["matches"] == []
    assert b"a.jpg" in done.stderr
    assert b"b.jpg" in done.stderr


def test_a_near_copy_of_a_text_is_found(tmp_path: Path) -> None:
    folder = tmp_path / "texts"
    folder.mkdir()
    text = (
        "For twenty years I have helped small harbours plan repairs, find money for them and keep their boats at work."
    )
    (tmp_path / "query.txt").write_text(text)
    (folder / "near.txt").write_text(text.replace("twenty", "fifteen").replace("money", "funds"))
    (folder / "far.txt").write_text("I teach the history of theatre at an evening school and write about masks.")
    done = run("match", "text", "query.txt", "--against", "texts", "--format", "ndjson", cwd=tmp_path)
    assert done.returncode == 0, done.stderr.decode()
    assert [json.loads(line)["match"] for line in done.stdout.splitlines()] == ["texts/near.txt"]


def test_a_path_that_is_not_there_is_a_usage_error(tmp_path: Path) -> None:
    done = run("match", "image", "none.jpg", "--against", ".", cwd=tmp_path)
    assert done.returncode == 2
    assert b"none.jpg" in done.stderr
