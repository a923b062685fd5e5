"""The report as one text and on paper: the same words as the pages, and nothing of a page becomes markup."""

from __future__ import annotations

from io import BytesIO
from pathlib import Path

import pytest
from browser import found_browser
from markdown_it import MarkdownIt
from pypdf import PdfReader
from report_pages import written
from report_sample import sample_case
from running import AS_OF, CASE, run
from test_report_html import HOSTILE, hostile_case

from auditor.engine.paper import NoBrowser, write_paper
from auditor.report.html import edition
from auditor.report.plain import FORMS, markdown, plain_report
from auditor.report.view import CaseView
from auditor.report.words import languages


def report(case: CaseView, form: str, language: str = "en") -> str:
    return "".join(plain_report(edition(case, language), form))


def tokens(text: str) -> list[tuple[str, str]]:
    """Kind and content of everything that Markdown makes of a text, the parts of a line among them."""
    found = []
    for block in MarkdownIt("commonmark").enable("table").enable("strikethrough").parse(text):
        found += [(part.type, part.content) for part in (block, *(block.children or ()))]
    return found


@pytest.mark.parametrize("form", FORMS)
def test_everything_a_finding_needs_is_in_the_text(form: str) -> None:
    case = sample_case()
    text = " ".join(report(case, form).replace("\\", "").replace("*", "").replace(">", "").split())
    for view in case.profiles():
        for finding in view.document["findings"]:
            needed = [finding["title"], *finding["alternatives"], *(one["publisher"] for one in finding["references"])]
            assert [part for part in needed if " ".join(part.split()) not in text.replace("*", "")] == []
        for skip in view.document["skips"]:
            assert " ".join(skip["reason"].split()) in text


@pytest.mark.parametrize("text", HOSTILE.values(), ids=HOSTILE.keys())
def test_nothing_on_a_page_becomes_markup(text: str) -> None:
    kinds = {kind for kind, _ in tokens(report(hostile_case(text), "md"))}
    assert kinds.isdisjoint({"html_block", "html_inline", "image", "link_open", "code_inline", "fence", "em_open"})
    assert "\x1b" not in report(hostile_case(text), "txt")


@pytest.mark.parametrize(
    "text",
    [
        *("# no heading", "1. no list", "- no list", "* no list", "`no` code", "<b>no</b> tag", "a\n===", "a\n---"),
        *("&lt; no <", "[no](http://link.example)", "![no](x)", "**no**", "_no_ emphasis", "> no quote", "~~no~~"),
        *("|a|b|\n|-|-|", "\\*"),
    ],
)
def test_text_in_markdown_is_that_text(text: str) -> None:
    inline = [content for kind, content in tokens(markdown(text)) if kind in ("text", "text_special")]
    breaks = {kind for kind, _ in tokens(markdown(text))}
    assert breaks <= {"paragraph_open", "inline", "text", "text_special", "softbreak", "paragraph_close"}
    assert "".join(inline) == text.replace("\n", "")


@pytest.mark.parametrize("language", languages())
def test_text_speaks_every_language(language: str) -> None:
    title = edition(sample_case(), language).words("case.title")
    assert report(sample_case(), "md", language).startswith(f"# {title}\n")
    assert report(sample_case(), "txt", language).startswith(f"{title}\n===")


def test_forms_are_written_beside_the_pages(tmp_path: Path) -> None:
    audit = ["audit", CASE, "--as-of", AS_OF, "--quiet", "--case", "c.db", "--report", "r"]
    assert run(*audit, cwd=tmp_path).returncode == 0
    for form in ("md", "txt", "json"):
        done = run("report", "--case", "c.db", "--report", "r", "--format", form, cwd=tmp_path)
        assert done.stdout.decode().strip() == str(Path("r") / f"report.{form}")
        assert b"Perpetua Lindholm" in (tmp_path / "r" / f"report.{form}").read_bytes()
    german = run("report", "--case", "c.db", "--report", "r", "--language", "de", cwd=tmp_path)
    assert german.returncode == 0
    assert '<html lang="de">' in (tmp_path / "r" / "index.html").read_text(encoding="utf-8")
    unknown = run("report", "--case", "c.db", "--report", "r", "--language", "xx", cwd=tmp_path)
    assert (unknown.returncode, b"no language 'xx'" in unknown.stderr) == (2, True)


def test_paper_has_every_page_and_its_headings_and_is_the_same_each_time(tmp_path: Path) -> None:
    try:
        pages = written(sample_case(), tmp_path)[:2]
        first, second = BytesIO(), BytesIO()
        write_paper(pages, "2026-05-31", first)
        write_paper(pages, "2026-05-31", second)
    except NoBrowser:
        assert found_browser() is None
        pytest.skip("no Chromium on this machine")
    assert first.getvalue() == second.getvalue()
    outline = [entry.title for entry in PdfReader(first).outline if not isinstance(entry, list)]
    assert len(outline) == 2
    words = "".join(page.extract_text() for page in PdfReader(first).pages)
    assert "What this report cannot say" in words


def test_a_machine_without_a_browser_says_what_to_do(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    monkeypatch.delenv("CHROMIUM", raising=False)
    with pytest.raises(NoBrowser, match="install it, or name it"):
        write_paper([tmp_path / "x.html"], "2026-05-31", BytesIO())


def test_a_browser_that_does_not_print_is_an_error(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("CHROMIUM", "/bin/false")
    with pytest.raises(OSError, match=r"did not print x\.html \(exit code 1\)"):
        write_paper([tmp_path / "x.html"], "2026-05-31", BytesIO())
