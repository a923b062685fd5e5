"""``auditor extract``: what pages state, from where, how sure; and the rule behind every value."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from auditor.document import rules_document
from auditor.markup import reading_at
from auditor.pages.reading import read
from fixtures.containers.wrappings import INFO, record
from tests.page_folders import PAGES, opened
from tests.running import run

MEMBER = PAGES / "linkedin-member-2022" / "grouped-roles-and-contact-details"


def stated(*arguments: str | Path, cwd: Path) -> list[dict[str, Any]]:
    answer = run("extract", *map(str, arguments), "--format", "ndjson", cwd=cwd)
    return [json.loads(line) for line in answer.stdout.splitlines()]


def test_every_rule_finds_what_it_is_said_to_find() -> None:
    page = opened(MEMBER)
    rules = rules_document(read(page))
    assert {"name", "experience[0].title", "experience[0].company", "education[0].school", "avatar.at"} <= {
        rule["field"] for rule in rules
    }
    for rule in rules:
        assert rule["quote"] in (reading_at(page, rule["selector"]) or ""), rule


def test_rules_are_told_on_demand_only(tmp_path: Path) -> None:
    (plain,) = stated(MEMBER / "page.html", cwd=tmp_path)
    (told,) = stated(MEMBER / "page.html", "--explain", cwd=tmp_path)
    assert told.pop("rules")
    assert plain == told


def test_a_person_reads_source_values_and_rules(tmp_path: Path) -> None:
    text = run("extract", str(MEMBER / "page.html"), "--explain", "--quiet", cwd=tmp_path).stdout.decode()
    assert "profile, read as linkedin-member-2022" in text
    assert "name: Leocadia Ferrant\n      found at section.artdeco-card:has(h1) >> h1\n" in text
    assert "      company found at section:has(> div.pv-profile-card__anchor#experience)" in text
    assert "found at" not in run("extract", str(MEMBER / "page.html"), "--quiet", cwd=tmp_path).stdout.decode()


def test_address_and_time_say_who_states_them(tmp_path: Path) -> None:
    markup = (MEMBER / "page.html").read_bytes()
    (tmp_path / "a.warc").write_bytes(INFO + record("text/html; charset=utf-8", "https://www.example/in/x", markup))
    (tmp_path / "b.html").write_bytes(markup)
    (tmp_path / "c.html").write_bytes(
        b"<html><head><title>Opening hours</title></head><body><p>Nine to five</p></body></html>"
    )
    recorded, whole, bare = (page["source"] for page in stated("a.warc", "b.html", "c.html", cwd=tmp_path))
    assert (recorded["url_basis"], recorded["captured_at_basis"]) == ("embedded", "embedded")
    assert (whole["url_basis"], whole["captured_at_basis"]) == ("page", "address-expiry")
    assert (bare["url"], bare["url_basis"], bare["captured_at_basis"]) == (None, None, "file-date")
    text = run("extract", "a.warc", "b.html", "c.html", "--quiet", cwd=tmp_path).stdout.decode()
    assert "(stated by the program that saved it)" in text
    assert "(stated by the page itself)" in text
    assert "(not later than this: an address on the page ends then)" in text
    assert "(the date of the file, which may be of a copy)" in text
