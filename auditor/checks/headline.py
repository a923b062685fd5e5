"""The employer that the headline names, beside the jobs of the same page."""

from __future__ import annotations

import re
from collections.abc import Iterable

from auditor.checks.founding import company_words
from auditor.dates import Interval, interval
from auditor.model import Field, Finding, Locator, Position, Profile, Records, Reference, Skip
from auditor.plugin import profile_check

CHECK = "headline"
_AT = re.compile(r"(?:\s(?:at|@|bei|chez|presso|bij|hos|på|w|в|en|em|na|no|la|ved|hos)\s|\s?@\s?)", re.IGNORECASE)
"""Words for "at" in headlines; what follows counts only where it is a company that the page itself lists."""
_PAST = re.compile(
    r"\b(?:ex|former(?:ly)?|previous(?:ly)?|past|alum(?:ni|na|nus)?|retired|until|was|left|ehemals?|ehemalige\w*|früher\w*|"
    r"ancien(?:ne)?s?|retraité\w*|anterior\w*|antigu[oa]|jubilad[oa]|ex-|già|voormalig\w*|tidigare|tidl|były|była|dawniej|"
    r"бывш\w*|экс|eski)\b|[前元]",
    re.IGNORECASE,
)
_BREAK = re.compile(r"[|·•,;/–—\n]|\s-\s")
LONGEST = 500
"""Characters of a headline that are looked at; platforms allow 220."""

REFERENCES = (
    Reference(
        "README: LinkedIn red flags",
        "GitHub: xndbogdan/malicious-repositories, 2025",
        "https://github.com/xndbogdan/malicious-repositories",
    ),
)
ALTERNATIVES = (
    "The headline is older than the last change of job: most people forget it.",
    "The work goes on in another form, as an adviser, a contractor or an owner, and is not listed.",
    "Another firm of the same name, or the same firm after a sale, is meant.",
)


@profile_check(CHECK)
def check(profile: Profile, _records: Records) -> Iterable[Finding | Skip]:
    """A headline that names an employer whom the page's own jobs have ended

    Compared word for word with the companies that the page lists, so that no language has to be understood: where the
    headline says "at" a company, every job there has ended before the page was saved, and the headline does not speak
    of the past, it is noted. Nothing is said of titles: a translated title, a slogan or "open to work" contradicts
    nothing. A headline that names no listed company is "not decidable". A note: it never counts towards a pattern.
    """
    headline, jobs = profile.headline, [job for job in profile.experience if job.company]
    if headline is None or not jobs:
        yield Skip(CHECK, "the page has no headline" if headline is None else "the page lists no jobs with a company")
        return
    if profile.absent.get("experience") or (profile.source.page_kind or "").startswith("linkedin-recruiter"):
        yield Skip(CHECK, "not all jobs of the page were saved")
        return
    named = _named(headline, jobs)
    if not named:
        yield Skip(CHECK, "the headline names no company that the page lists")
        return
    today = _interval(profile.source.captured_at) if profile.source.captured_at_basis == "embedded" else None
    if today is None:
        yield Skip(CHECK, "the saved file does not hold the day of capture: whether a job had ended is not known")
        return
    current = [" ".join(company_words(field.value)) for field in profile.current_companies]
    for company, start, end in named:
        there = [job for job in jobs if _company(job) == company]
        ended = [job for job in there if _ended(job, today)]
        if len(ended) == len(there) and not any(_alike(company, one) for one in current):
            last = max(ended, key=lambda job: job.end or "")
            yield _finding(headline, start, end, last)


def _named(headline: Field, jobs: list[Position]) -> list[tuple[str, int, int]]:
    """Companies that the headline says "at" of, each with the words from "at" to its end."""
    found: list[tuple[str, int, int]] = []
    companies = {company for job in jobs if (company := _company(job))}
    text, begin = headline.value[:LONGEST], 0
    for part in [*_BREAK.finditer(text), None]:
        end = part.start() if part else len(text)
        at = _AT.search(text, begin, end)
        if at and not _PAST.search(text, begin, end):
            said = " ".join(company_words(text[at.end() : end])) if text[at.end() : end].strip() else ""
            if said in companies:
                part_begin = begin + len(text[begin:end]) - len(text[begin:end].lstrip())
                found.append((said, part_begin, begin + len(text[begin:end].rstrip())))
        begin = part.end() if part else end
    return found


def _company(job: Position) -> str:
    return " ".join(company_words(job.company.value)) if job.company else ""


def _alike(a: str, b: str) -> bool:
    return f" {a} " in f" {b} " or f" {b} " in f" {a} "


def _interval(text: str | None) -> Interval | None:
    try:
        return interval(text[:10]) if text else None
    except ValueError:
        return None


def _ended(job: Position, today: Interval) -> bool:
    """Whether the job is certainly over: it states an end that lies before the capture."""
    end = _interval(job.end)
    return not job.current and end is not None and end.certainly_before(today)


def _finding(headline: Field, start: int, end: int, job: Position) -> Finding:
    said = headline.at.narrowed(start, end) if headline.verbatim else headline.at
    place: Locator = job.dates or job.at
    company = job.company.value if job.company else ""
    return Finding(
        check=CHECK,
        rule="self-contradiction",
        strength="weak",
        category="timeline/text",
        title="The headline names a job that has ended",
        message=(
            f"The headline says “{said.quote}”; the jobs at {company} on the same page have ended, the last one with "
            f"“{place.quote[:200]}”."
        ),
        evidence=(said, place),
        alternatives=ALTERNATIVES,
        references=REFERENCES,
        weight=0,
        field="headline",
        ask="Ask where the person works now.",
    )
