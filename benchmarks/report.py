"""What a report costs: ``python -m benchmarks.report [--count 500 10000] [--jobs 2] [--repeats 3]``.

Fills case files with invented profiles of twelve findings each (texts, jobs, a thread, small pictures, recorded
answers, links), writes the report of each with ``auditor report`` as a process of its own, timed from outside (wall,
CPU and memory of all processes, as :mod:`benchmarks.whole` measures them), and opens the overview in Chromium where
there is one: the time until it has loaded, and until a word typed into its search has changed what it shows.  Prints a
table in Markdown for ``docs/performance.md``.
"""

from __future__ import annotations

import argparse
import hashlib
import importlib
import os
import platform
import statistics
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path

from auditor.imaging import picture_features
from auditor.model import (
    Assessment,
    Avatar,
    DatedFact,
    DomainRecord,
    Features,
    Field,
    Finding,
    Link,
    Locator,
    Message,
    Page,
    PictureFeatures,
    Position,
    Profile,
    Reading,
    Reference,
    Skip,
    Source,
    Study,
    TemplateMatch,
    profile_id,
)
from auditor.store.case import CaseFile, SavedFileRows, opened_case
from auditor.store.rows import PageRows, page_rows
from benchmarks.whole import Measured, measured, processor
from fixtures.make.portraits import jpeg, portrait

ROOT = Path(__file__).parent.parent
FINDINGS = 12
FACES = 8
"""Different pictures; a report's time does not depend on how many there are."""
TOGETHER = 250
"""Profiles written to the case file at once."""
KINDS = (
    ("offer", "An easy side role for an expert", "about", "moderate"),
    ("payment", "A fee for each report", "messages", "moderate"),
    ("employer front", "The client is not named", "messages", "weak"),
    ("information sought", "Asks for what is not public", "messages", "strong"),
    ("channel shift", "Suggests another channel early", "messages", "weak"),
    ("urgency", "An answer is wanted at once", "messages", "weak"),
    ("secrecy", "Asks to keep the talk to oneself", "messages", "moderate"),
    ("travel", "A trip with all expenses paid", "messages", "moderate"),
    ("timeline/text", "The company’s domain is younger than the job", "experience", "strong"),
    ("network", "More contacts than the account’s age explains", "connections_or_followers", "weak"),
    ("text", "The about text is that of another page", "about", "moderate"),
    ("approach", "The contact begins with praise for a career", "messages", "weak"),
)
MESSAGE = (
    "These words stand where the quotation says. Words like them also occur in published accounts of approaches that "
    "turned out not to be what they said, and in a great many honest ones, of which nobody publishes an account."
)
ALTERNATIVES = (
    "Agencies and consultancies write like this every day, and are what they say.",
    "The sender may have copied the sentence from somebody who meant it.",
    "A word was read without what was said before it.",
)
REFERENCES = (
    Reference("Think before you link", "National protective security authority", "https://guidance.example/think"),
    Reference("Statement of facts in a paid-report case", "A federal court"),
)
SENTENCES = (
    "I was impressed by your work on port policy in the north and would like to hear more about it.",
    "Our client pays 1,200 euros for each report of six pages and prefers to stay unnamed for the moment.",
    "What matters to them is the view from inside, things that one does not read in the newspapers.",
    "Shall we move to another messenger, where I am easier to reach in the evening?",
    "The trip is paid for, and you may bring somebody; please do not mention it to colleagues yet.",
    "Could you let me know today, because the budget closes at the end of the week?",
)


@dataclass(frozen=True, slots=True)
class Opened:
    """How long the browser took, in seconds."""

    loaded: float
    usable: float


@cache
def _face(number: int) -> PictureFeatures:
    return picture_features(jpeg(portrait(f"report {number}")))


def _reading(number: int) -> Reading:
    """A profile with everything that a report prints, twelve findings among it."""
    sha256 = hashlib.sha256(f"report page {number}".encode()).hexdigest()
    name, firm = f"Person {number % 977} Example {number}", f"Firm {number % 331} Partners"
    about = " ".join(SENTENCES[(number + n) % len(SENTENCES)] for n in range(5))

    def place(selector: str, text: str, quote: str | None = None) -> Locator:
        quoted = text if quote is None else quote
        return Locator(sha256, selector, quoted, text.index(quoted))

    def field(selector: str, text: str) -> Field:
        return Field(text, place(selector, text))

    messages = tuple(
        Message(text, place(f"ol.thread > li:nth-child({n}) p", text), name if n % 3 else "Viewer", f"2026-09-{n:02}")
        for n, text in enumerate((SENTENCES[(number + n) % len(SENTENCES)] for n in range(8)), 1)
    )
    jobs = tuple(
        Position(
            place(f"section.experience li:nth-child({n})", f"Partner · {firm} · {2004 + n} to {2006 + n}"),
            field("h3", f"Partner {n}"),
            field("h4", firm),
            start=str(2004 + n),
            end=str(2006 + n) if n > 1 else None,
            current=n == 1,
            description=field(f"section.experience li:nth-child({n}) p", about[: 90 * n]),
        )
        for n in range(1, 6)
    )
    picture = _face(number % FACES) if number % 5 else None
    at = place("img.portrait >> @src", f"{number}.jpg")
    avatar = Avatar("embedded" if picture else "linked", f"{number}.jpg", at)
    profile = Profile(
        Source(f"pages/{number}.html", sha256, "singlefile", "network-member", "en", None, "2026-10-02", "embedded"),
        "profile",
        name=field("h1", name),
        headline=field("h1 + div", f"Partner at {firm} | policy, shipping and search"),
        location=field(".place", "Harbour Town"),
        about=field("section.about p", about),
        handle=field("link >> @href", f"person-{number}"),
        experience=jobs,
        education=(Study(place("section.education li", "University · 1995 to 1999"), field("h3", "University")),),
        links=(field("a.site", f"https://firm-{number % 331}.example/"),),
        messages=messages,
        avatar=avatar,
        connections_or_followers=200 + number % 900,
        account_created="2026-08-21",
        dated=(DatedFact("account-created", "2026-08-21", place("code", "1787270400000")),),
        absent={"phones": "masked", "verifications": "not-captured"},
    )
    findings = []
    for n, (category, title, where, strength) in enumerate(KINDS):
        quoted = messages[n % len(messages)].at if where == "messages" else place("section.about p", about, about[:60])
        findings.append(
            Finding(
                f"benchmark-{n % 4}",
                f"benchmark-{n}",
                strength,  # type: ignore[arg-type]
                category,
                title,
                MESSAGE,
                (replace(quoted, quote=quoted.quote[5:45], start=quoted.start + 5),),
                ALTERNATIVES,
                REFERENCES,
                weight=n % 5,
                field=where,
                ask="Ask for the name of the party that pays, and for a contract.",
            )
        )
    rules = tuple(finding.rule for finding in findings[:5])
    pattern = TemplateMatch("paid-reports", "Paid expert role offered by a recruiter", "early-pattern", rules)
    domains = (f"firm-{number % 331}.example",)
    features = Features(profile.id, profile.subject, name, None, avatar, picture, domains, b"", profile.about)
    skips = (Skip("company-page", "no page of the company was saved"), Skip("same-picture", "too few pages"))
    level = Assessment(("observation", "early-pattern")[number % 3 == 0], (pattern,))
    return Reading(profile, tuple(findings), skips, picture, features, level)


def _rows(number: int) -> PageRows:
    reading = _reading(number)
    source = reading.profile.source
    rows = page_rows(Page(source.sha256, source.path, "singlefile", ""), "", reading, None, {})
    around = (SENTENCES[0], SENTENCES[1])
    findings = tuple(
        replace(finding, evidence=tuple((*evidence[:5], *around) for evidence in finding.evidence))
        for finding in rows.findings
    )
    return replace(rows, findings=findings)


def _links(count: int) -> Iterator[Link]:
    """Every tenth profile shares its text with the next; every twentieth a picture."""
    for number in range(0, count - 1, 10):
        a, b = sorted(profile_id(_reading(n).profile.source.sha256) for n in (number, number + 1))
        at = _reading(number).profile.avatar.at
        yield Link("near-text", a, b, 9, "minhash")
        if number % 20 == 0:
            yield Link("near-avatar", a, b, 4, "views64-v2", (at,) if at else (), "cropped to 90%")


def write_case(file: Path, count: int) -> None:
    """A case file of a finished run over as many invented profiles."""
    with opened_case(file) as case:
        tool = {"version": "benchmark", "rules": []}
        run = case.begin("2026-11-24", tool, "benchmark")
        known: dict[str, int] = {}
        for first in range(0, count, TOGETHER):
            numbers = range(first, min(first + TOGETHER, count))
            saved = [SavedFileRows(f"pages/{n}.html", f"{n:064x}", (_rows(n),), ()) for n in numbers]
            case.add(run, "benchmark", known, saved, (), ())
        _finish(case, run, count)


def _finish(case: CaseFile, run: int, count: int) -> None:
    records = [DomainRecord(f"firm-{n}.example", "rdap", "2026-08-30", asked_at="2026-10-02") for n in range(331)]
    case.add_records(run, records)
    case.finish(run, f"benchmark {count}", {}, {}, tuple(_links(count)), ())


def opened(index: Path) -> Opened | None:
    """How long Chromium takes to show an overview and to answer in its search; ``None`` where there is no Chromium."""
    sys.path.insert(0, str(ROOT / "tests"))
    driven = importlib.import_module("browser")  # the tests' own, which is not installed with the package
    program = driven.found_browser()
    if program is None:
        return None
    with driven.Browser(program) as browser:
        browser.shape(1280, 900)
        browser.open(index)  # once before, as a person's browser has shown pages before
        began = time.monotonic()
        browser.ask("Page.navigate", {"url": index.resolve().as_uri()})
        browser.value(
            "new Promise(done => document.readyState === 'complete' ? done() : addEventListener('load', done))"
        )
        browser.value("new Promise(done => requestAnimationFrame(() => requestAnimationFrame(() => done())))")
        loaded = time.monotonic() - began
        before = browser.value("document.getElementById('shown').textContent")
        browser.value(
            "new Promise(done => { const s = document.getElementById('search'); s.value = 'example 7';"
            " s.dispatchEvent(new Event('input'));"
            " requestAnimationFrame(() => requestAnimationFrame(() => done())); })"
        )
        if browser.value("document.getElementById('shown').textContent") == before:
            raise RuntimeError("the search of the overview changes nothing")
        return Opened(loaded, time.monotonic() - began)


def _line(count: int, runs: Sequence[Measured], size: int, seen: Opened | None) -> str:
    wall, cpu, memory = (statistics.median(getattr(one, part) for one in runs) for part in ("wall", "cpu", "memory"))
    cells = [f"{count:,}", f"{wall:.2f}", f"{cpu:.2f}", f"{1000 * cpu / count:.2f}", f"{memory:.0f}"]
    cells += [f"{size / 2**20:.1f}", *((f"{seen.loaded:.2f}", f"{seen.usable:.2f}") if seen else ("", ""))]
    return f"| {' | '.join(cells)} |"


def main(arguments: Sequence[str] | None = None) -> None:
    """Prints the table."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.report")
    parser.add_argument("--count", type=int, nargs="+", default=[500, 10_000], help="profiles in each report")
    parser.add_argument("--jobs", type=int, default=2, help="worker processes")
    parser.add_argument("--repeats", type=int, default=3, help="rounds; the median is printed")
    parser.add_argument("--no-browser", action="store_true", help="do not open the overview in Chromium")
    wanted = parser.parse_args(arguments)
    machine = f"Python {platform.python_version()}, {os.cpu_count()} cores, {processor()}"
    print(f"{FINDINGS} findings a profile, {wanted.jobs} jobs, {machine}\n")
    print("| profiles | wall, s | CPU, s | CPU a profile, ms | memory, MiB | MiB written | loaded, s | usable, s |")
    print("| --- | --- | --- | --- | --- | --- | --- | --- |")
    for count in wanted.count:
        with tempfile.TemporaryDirectory() as made:
            folder = Path(made)
            write_case(folder / "case.db", count)
            (folder / "config.toml").write_text(f"[run]\njobs = {wanted.jobs}\n")
            command = [sys.executable, "-m", "auditor", "report", "--case", "case.db", "--config", "config.toml"]
            runs = [measured([*command, "--report", f"report{n}"], folder) for n in range(wanted.repeats)]
            report = folder / "report0"
            size = sum(file.stat().st_size for file in report.rglob("*.html"))
            seen = None if wanted.no_browser else opened(report / "index.html")
            print(_line(count, runs, size, seen), flush=True)


if __name__ == "__main__":
    main()
