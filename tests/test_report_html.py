"""The report's files: complete, the same every time, and deaf to what the pages say."""

from __future__ import annotations

import hashlib
import json
import os
import re
import subprocess
import sys
from base64 import b64encode
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest
from report_sample import case_of, duval, marlow, not_profile, okafor, row, sample_case, with_text
from report_structure import structure

from auditor.report.html import report_files
from auditor.report.view import CaseView, ProfileView
from auditor.report.words import languages

HOSTILE = {
    "script": "</script><script>alert(1)</script>",
    "style": "</style><style>*{display:none}</style>",
    "picture": "<img src=https://outside.example/x onerror=alert(1)>",
    "attribute": '" onmouseover="alert(1)" x=\'y\' `',
    "entity": "&lt;script&gt; &amp; &#60;b&#62;",
    "comment": "<!-- --> <![CDATA[ ]]> <?php ?>",
    "template": "{{ 7*7 }} {% raw %} ${7*7} %(x)s {n} {text}",
    "address": "javascript:alert(1)",
    "svg": "<svg><a xlink:href='javascript:alert(1)'><animate onbegin=alert(1)>",
    "reordered": "abc \u202egnp.exe\u2066 \u2069\u202c \u200f",
    "controls": "a\x00b\x07c\x1bd\ud800e",
    "marks": "z\u0323\u0301\u0300" * 200,
    "long": "M" * 1_000_000,
    "words": "one two " * 40_000,
    "lines": "a\nb\n" * 5_000,
}
PLAIN = "plain"
ALLOWED_ADDRESS = re.compile(
    r"#[a-z0-9-]+|data:,|data:image/jpeg;base64,[A-Za-z0-9+/=]+"
    r"|(\.\./)?index(-\d+)?\.html|(profiles/)?p-[0-9a-f]{16}\.html"
)
NEVER_SAID = ("positive-asia", "spy", "spies", "fake person", "chinese", "suspect", "guilty", "probability of")


def files(case: CaseView) -> dict[str, bytes]:
    return dict(report_files(case))


def hostile_case(text: str) -> CaseView:
    """The sample with one text in every place that a page, a file name or a rule can fill."""
    views = [with_text(view, text) for view in (marlow(), duval(), okafor())]
    case = case_of(views, (replace(not_profile("x", "wall"), path=text, reason=text),), ())
    link = {"kind": text, "a": views[0].document["id"], "b": views[1].document["id"], "distance": 3, "method": text}
    return replace(case, links=(link,), skipped=({"path": text, "reason": text},))


@pytest.fixture(scope="module")
def report() -> dict[str, bytes]:
    return files(sample_case())


def test_report_has_an_overview_and_a_page_for_each_profile(report: dict[str, bytes]) -> None:
    assert sorted(report) == [
        "index.html",
        "profiles/p-253e43efb74ab74a.html",
        "profiles/p-2a1f0b59dd6dd62c.html",
        "profiles/p-80e4d1617020e166.html",
    ]


def test_report_equals_its_snapshot(report: dict[str, bytes], snapshot: Callable[[str, bytes], None]) -> None:
    for path, page in report.items():
        # The style and the script have files of their own, and JPEG coders differ from machine to machine.
        told = re.sub(rb"(<(style|script)>).*?(</\2>)", rb"\1\3", page, flags=re.S)
        snapshot(f"report/{path}", re.sub(rb"base64,[A-Za-z0-9+/=]+", b"base64,", told))


@pytest.mark.parametrize(
    "environment",
    [{"PYTHONHASHSEED": "1", "TZ": "Asia/Kathmandu"}, {"PYTHONHASHSEED": "2", "LC_ALL": "tr_TR.UTF-8"}],
    ids=["seed 1 east", "seed 2 turkish"],
)
def test_bytes_depend_on_the_case_only(report: dict[str, bytes], environment: dict[str, str]) -> None:
    program = (
        "import hashlib, report_sample; from auditor.report.html import report_files\n"
        "for path, page in report_files(report_sample.sample_case()): print(path, hashlib.sha256(page).hexdigest())"
    )
    path = str(Path(__file__).parent)
    ran = subprocess.run(
        [sys.executable, "-c", program],
        env={**os.environ, **environment, "PYTHONPATH": path},
        capture_output=True,
        text=True,
        check=True,
        timeout=60,
    )
    expected = [f"{path} {hashlib.sha256(page).hexdigest()}" for path, page in report.items()]
    assert ran.stdout.splitlines() == expected


def assert_closed(page: bytes) -> None:
    """Nothing on the page loads, runs or submits anything that is not in it."""
    seen = structure(page)
    for address in seen.addresses:
        assert ALLOWED_ADDRESS.fullmatch(address), address[:120]
    for name, attributes in seen.tags:
        assert name not in ("iframe", "object", "embed", "base", "form", "a:href", "audio", "video", "template"), name
        assert not [key for key in attributes if key.startswith("on") or key in ("style", "srcset", "ping")], attributes
    assert len(seen.raw["style"]) == 1
    kinds = [attributes.get("type", "text/javascript") for name, attributes in seen.tags if name == "script"]
    assert kinds.count("text/javascript") <= 1
    assert set(kinds) <= {"text/javascript", "application/json"}
    assert not re.search(r"url\(|@import|expression\(", seen.raw["style"][0])


def test_pages_refer_to_nothing_outside(report: dict[str, bytes]) -> None:
    for page in report.values():
        assert_closed(page)


def test_every_link_leads_somewhere(report: dict[str, bytes]) -> None:
    for path, page in report.items():
        seen = structure(page)
        ids = [attributes["id"] for _, attributes in seen.tags if "id" in attributes]
        assert len(set(ids)) == len(ids)
        for address in seen.addresses:
            if address.startswith("#"):
                assert address[1:] in ids, (path, address)
            elif address.endswith(".html"):
                assert os.path.normpath(os.path.join(os.path.dirname(path), address)) in report


def test_policy_allows_exactly_the_style_and_script_of_the_page(report: dict[str, bytes]) -> None:
    for page in report.values():
        seen = structure(page)
        policy = next(a["content"] for n, a in seen.tags if a.get("http-equiv") == "Content-Security-Policy")
        assert policy is not None
        digests = {
            kind: "'sha256-" + b64encode(hashlib.sha256(texts[0].encode()).digest()).decode() + "'"
            for kind, texts in seen.raw.items()
        }
        rules = dict(rule.strip().split(" ", 1) for rule in policy.split(";"))
        assert rules["style-src"] == digests["style"]
        assert rules["script-src"] == digests.get("script", rules["script-src"])
        assert rules == {
            "default-src": "'none'",
            "img-src": "data:",
            "style-src": rules["style-src"],
            "script-src": rules["script-src"],
            "base-uri": "'none'",
            "form-action": "'none'",
        }


@pytest.fixture(scope="module")
def plain_structure() -> dict[str, list[str]]:
    return {path: structure(page).names for path, page in files(hostile_case(PLAIN)).items()}


@pytest.mark.parametrize("text", HOSTILE.values(), ids=HOSTILE.keys())
def test_hostile_text_stays_text(text: str, plain_structure: dict[str, list[str]]) -> None:
    for path, page in files(hostile_case(text)).items():
        assert_closed(page)
        assert structure(page).names == plain_structure[path]


@pytest.mark.parametrize("text", HOSTILE.values(), ids=HOSTILE.keys())
def test_hostile_text_does_not_blow_up_the_report(text: str) -> None:
    assert max(len(page) for page in files(hostile_case(text)).values()) < 700_000


def test_reordering_controls_are_written_out() -> None:
    for page in files(hostile_case(HOSTILE["reordered"])).values():
        text = page.decode()
        assert "\u202e" not in text
        assert "[U+202E]" in text


def test_what_was_cut_is_said() -> None:
    page = files(hostile_case(HOSTILE["long"]))["profiles/p-2a1f0b59dd6dd62c.html"].decode()
    assert "more characters, not shown here" in page


def test_developed_pattern_says_what_was_seen_and_what_else_explains_it(report: dict[str, bytes]) -> None:
    text = structure(report["profiles/p-2a1f0b59dd6dd62c.html"]).text
    for said in (
        "Developed pattern",
        "7 findings in 7 categories",
        "It does not say who wrote the words or why",
        "the view from inside the ministry, things one does not read in the newspapers",
        "What matters to them is",
        "Agencies keep a client’s name until a first talk.",
        "Ask for the client in writing before any work.",
        "Wants somebody who is inside an institution",
        "The same picture, not necessarily the same person.",
        "https://guidance.example/think-before-you-link",
        "Registered: marlow-reyes.example",
        "the page gives the name in one place only",
        "Reviewer: dismissed. Reason: Said herself that she reads this account once a month.",
        "unchanged since it was read into this case",
    ):
        assert said in text, said


def test_page_without_findings_says_what_was_looked_at_and_what_not(report: dict[str, bytes]) -> None:
    text = structure(report["profiles/p-80e4d1617020e166.html"]).text
    assert "Nothing noted" in text
    assert "Read on this page: Name, Headline, Place, About text and 3 jobs." in text
    assert "Checks that ran: Company domain registered" in text
    assert "The same picture on several pages the page shows the site’s empty silhouette" in text
    assert "clean" not in text.casefold()


def test_overview_lists_what_was_not_read_with_its_reason(report: dict[str, bytes]) -> None:
    text = structure(report["index.html"]).text
    assert "pages/sign in.html a sign-in wall" in text
    assert "pages/broken.mhtml the file ends in the middle of its second part" in text
    assert "it cannot tell who is behind a page" in text
    assert "5 saved pages were read. 3 of them hold a profile or a thread of messages." in text


def test_no_verdict_on_a_person(report: dict[str, bytes]) -> None:
    for page in report.values():
        text = structure(page).text.casefold()
        for word in NEVER_SAID:
            assert word not in text, word


def test_missing_parts_are_named_without_blame(report: dict[str, bytes]) -> None:
    text = structure(report["profiles/p-253e43efb74ab74a.html"]).text
    assert "About text the page shows this part without an entry" in text
    assert "Education not in the saved file; it may well exist on the site" in text
    assert "Messages pages of this kind have no such part" in text


def many(number: int) -> CaseView:
    """A case of many profiles that say the same, of which the last has a page."""
    honest = okafor()
    line = row(honest)
    ids = [f"p-{n:016x}" for n in range(number)]
    case = case_of([])

    def view(id: str) -> ProfileView:
        return replace(honest, document={**honest.document, "id": id})

    return replace(
        case,
        counts={**case.counts, "pages": number, "profiles": number, "none": number},
        rows=lambda: (replace(line, id=id) for id in ids),
        profiles=lambda: (view(id) for id in ids[-1:]),
    )


def test_long_overview_is_cut_into_pages_that_lead_to_each_other() -> None:
    made = files(many(1_001))
    assert [path for path in made if path.startswith("index")] == ["index.html", "index-2.html", "index-3.html"]
    second = structure(made["index-2.html"])
    assert "Profiles 501 to 1,000 of 1,001" in second.text
    assert "Method and versions" not in second.text
    assert "profiles/p-00000000000003e8.html" in structure(made["index-3.html"]).addresses
    assert "../index-3.html" in structure(made["profiles/p-00000000000003e8.html"]).addresses


def test_page_without_a_name_is_called_by_its_file() -> None:
    view = okafor()
    document = {**view.document, "fields": {**view.document["fields"], "name": None}}
    made = files(case_of([replace(view, document=document)]))
    assert "Adaeze Okafor.html" in structure(made["index.html"]).text
    text = structure(made["profiles/p-80e4d1617020e166.html"]).text
    assert "Saved file that states no name Adaeze Okafor.html" in text


def test_pattern_with_too_little_behind_it_is_only_touched_on() -> None:
    view = marlow()
    template = {**view.document["templates"][0], "level": "observation"}
    document = {**view.document, "level": "observation", "templates": [template, {**template, "title": "Second"}]}
    text = structure(files(case_of([replace(view, document=document)]))["profiles/p-2a1f0b59dd6dd62c.html"]).text
    assert "They touch on the published patterns “Paid expert role offered by a recruiter” and “Second”" in text
    assert "Together they resemble" not in text


@pytest.mark.parametrize("text", HOSTILE.values(), ids=HOSTILE.keys())
def test_entries_of_the_search_stay_data(text: str) -> None:
    case = many(501)
    rows = [replace(line, name=text, headline=text, path=text, findings=(("weak", text),)) for line in case.rows()]
    page = files(replace(case, rows=lambda: iter(rows)))["index.html"]
    assert_closed(page)
    data, _ = structure(page).raw["script"]
    entries = json.loads(data)
    assert len(entries) == 501
    assert entries[-1][0] == "p-00000000000001f4"
    assert "<" not in data


def test_empty_case_is_a_report_too() -> None:
    text = structure(files(case_of([]))["index.html"]).text
    assert "No saved page of this case holds a profile or a thread of messages." in text


def test_unknown_language_is_refused() -> None:
    with pytest.raises(ValueError, match="no language 'xx'; right would be one of"):
        next(report_files(sample_case(), "xx"))


@pytest.mark.parametrize("language", languages())
def test_report_speaks_every_language(language: str) -> None:
    for path, page in report_files(sample_case(), language):
        assert_closed(page)
        seen = structure(page)
        assert seen.tags[0] == ("html", {"lang": language})
        marked = [attributes["lang"] for _, attributes in seen.tags[1:] if "lang" in attributes]
        if language == "fr" and "253e43efb74ab74a" in path:
            assert "fr" not in marked, "the page's language is the report's"
        assert ("en" in marked) is (language != "en"), "rules are written in English"


def test_language_of_a_page_is_taken_only_where_it_is_one() -> None:
    view = okafor()
    for told, attribute in (("pt-BR", "pt-BR"), ('en" onclick="x', None), ("", None), ("x" * 99, None)):
        source = {**view.document["source"], "language": told}
        page = dict(report_files(case_of([replace(view, document={**view.document, "source": source})])))
        marked = {a["lang"] for _, a in structure(page["profiles/p-80e4d1617020e166.html"]).tags[1:] if "lang" in a}
        assert marked == ({attribute} if attribute else set())
