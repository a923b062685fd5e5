"""Dates on one page that cannot be true together."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import lru_cache

from auditor.checks.founding import company_names, company_words, foundings
from auditor.dates import Interval, interval
from auditor.model import Finding, Locator, Position, Profile, Records, Reference, Skip, Strength, Study
from auditor.plugin import profile_check

CAREER = "seniority-timeline-mismatch"
CONTRADICTION = "self-contradiction"
LATER_THAN_CAPTURE = 365
"""Days: a post that is already agreed is entered before it begins, seldom a year before."""
PREDECESSOR = 366
"""Days: firms are often entered in a register some months after the work began."""

_GUIDANCE = Reference(
    "SyI Quarterly 7, page 51: What should you do to be less susceptible? (the four Rs of Think Before You Link)",
    "CPNI/NPSA, printed by The Security Institute, first quarter 2021",
    "https://security-institute.org/syi-q1-2021/files/basic-html/page51.html",
)
_RED_FLAGS = Reference(
    "README: LinkedIn red flags",
    "GitHub: xndbogdan/malicious-repositories, 2025",
    "https://github.com/xndbogdan/malicious-repositories",
)
_INGRAM = Reference(
    "Philip Ingram on his 2017 LinkedIn approach, after the MI5 alert",
    "Britbrief, November 2025",
    "https://britbrief.co.uk/politics/defence/mi5-warns-mps-of-chinese-espionage-threat.html",
)
_SINCE = re.compile(
    r"\b(?:since|seit|depuis|desde|sinds|sedan)\s+(?P<year>(?:19[5-9]\d|20\d\d))(?![\d])", re.IGNORECASE
)
_ANY_YEAR = re.compile(r"(?:19[5-9]|20[0-9])[0-9]")
_WORD = re.compile(r"[^\W_]+")


@dataclass(frozen=True, slots=True)
class Job:
    """A job with its dates as intervals."""

    position: Position
    start: Interval | None
    end: Interval | None
    company: str
    """The company's words, case-folded; empty where the page names none."""


@profile_check("timeline")
def check(profile: Profile, _records: Records) -> Iterable[Finding | Skip]:
    """Dates that cannot be true

    Stated dates only, as intervals ("2019" is January to December 2019); a contradiction must hold for every day
    inside them. Looked for: an end before its beginning; a job that begins more than a year after the page was saved
    (only where the saved file itself holds the day); a job at a company that the same page says was founded later; two
    founding years of one company; "at X since 2012" against dates at X that begin later. Jobs that overlap, gaps, short
    stays, "20 years of experience" beside fewer listed jobs, degrees taken late or after a career are no findings: all
    of them are ordinary. Age is never inferred.
    """
    jobs = [_job(position) for position in profile.experience]
    dated = [job for job in jobs if job.start or job.end]
    if not dated and not any(study.start or study.end for study in profile.education):
        yield Skip("timeline", "no dated job or study on the page")
        return
    yield from _backwards(profile)
    if profile.source.captured_at and profile.source.captured_at_basis == "embedded":
        yield from _not_yet(dated, interval(profile.source.captured_at[:10]))
    else:
        yield Skip("timeline", "the saved file does not hold the day of capture: later dates were not compared with it")
    yield from _companies(profile, dated)


def _job(position: Position) -> Job:
    company = " ".join(company_words(position.company.value)) if position.company else ""
    return Job(position, _interval(position.start), _interval(position.end), company)


def _interval(text: str | None) -> Interval | None:
    try:
        return interval(text) if text else None
    except ValueError:
        return None


def _backwards(profile: Profile) -> Iterator[Finding]:
    entries: tuple[Position | Study, ...] = (*profile.experience, *profile.education)
    for entry in entries:
        start, end = _interval(entry.start), _interval(entry.end)
        if start and end and end.certainly_before(start):
            place = entry.dates or entry.at
            yield _finding(
                CAREER,
                "moderate",
                "Ends before it begins",
                f"An entry ends ({entry.end}) before it begins ({entry.start}): “{place.quote[:200]}”.",
                (place,),
                (
                    "A slip of the pen: the two dates were exchanged, or a digit is wrong.",
                    "The page was saved or read wrongly.",
                ),
                "education" if isinstance(entry, Study) else "experience",
            )


def _not_yet(dated: list[Job], captured: Interval) -> Iterator[Finding]:
    for job in dated:
        if job.start and captured.days_before(job.start) > LATER_THAN_CAPTURE:
            place = job.position.dates or job.position.at
            yield _finding(
                CAREER,
                "weak",
                "A job that begins long after the page was saved",
                f"The page was saved on {captured.first.isoformat()} and states a job that begins in "
                f"{job.position.start} (“{place.quote[:200]}”).",
                (place,),
                (
                    "The post is already agreed and begins later.",
                    "A slip of the pen in the year.",
                    "The clock of the computer that saved the page was wrong.",
                ),
                "experience",
            )


def _companies(profile: Profile, dated: list[Job]) -> Iterator[Finding]:
    if not _states_a_year(profile):
        return
    for company in sorted({job.company for job in dated if job.company}):
        own = [job for job in dated if job.company == company]
        name = own[0].position.company
        starts = [(job.start, number) for number, job in enumerate(own) if job.start]
        if name is None or not starts:
            continue
        began = own[min(starts)[1]]
        entries = [
            number for number, entry in enumerate(profile.experience) if any(entry is job.position for job in own)
        ]
        founded = [
            year
            for number in entries
            for year in foundings(profile, name.value, "\0", number)
            if _says_founded(year.at.quote)
        ]
        founded = list({year.at: year for year in founded}.values())
        place = began.position.dates or began.position.at
        for year in founded:
            if began.start and began.start.days_before(year.year) > PREDECESSOR:
                yield _finding(
                    CAREER,
                    "moderate",
                    "A job at a company that was founded later",
                    f"The page says “{year.at.quote}” of {name.value}, and states a job there that begins in "
                    f"{began.position.start} (“{place.quote[:200]}”).",
                    (place, year.at),
                    (
                        "The company had a predecessor, or another name, before.",
                        "It was founded formally after its people had begun to work.",
                        "A slip of the pen in one of the years.",
                    ),
                    "experience",
                )
                break
        years = sorted(founded, key=lambda year: year.year)
        if len(years) > 1 and years[0].year.certainly_before(years[-1].year):
            yield _finding(
                CONTRADICTION,
                "weak",
                "Two founding years for one company",
                f"The page says “{years[0].at.quote}” and “{years[-1].at.quote}” of {name.value}.",
                (years[0].at, years[-1].at),
                ("One year is of a branch, a brand or a predecessor.", "A slip of the pen in one of the years."),
                years[0].field,
            )
        yield from _since(profile, name.value, began)


def _states_a_year(profile: Profile) -> bool:
    """Whether any text could speak of a company's founding: most pages have none that does."""
    texts = [profile.headline, profile.about, *(entry.description for entry in profile.experience)]
    return "founded" in profile.company or any(text and _ANY_YEAR.search(text.value) for text in texts)


def _says_founded(quote: str) -> bool:
    return _SINCE.search(quote) is None


def _since(profile: Profile, name: str, began: Job) -> Iterator[Finding]:
    """The headline or about says "at X since 2012", the earliest entry at X begins later."""
    names = tuple(f" {words}" for words in company_names(name))
    for field_name, field in (("headline", profile.headline), ("about", profile.about)):
        for start, end, before, year in _sinces(field.value) if field else ():
            if field and began.start and f" {before}".endswith(names) and year.certainly_before(began.start):
                at = field.at.narrowed(start, end) if field.verbatim else field.at
                place = began.position.dates or began.position.at
                yield _finding(
                    CONTRADICTION,
                    "weak",
                    "Two beginnings at one company",
                    f"The {field_name} says “{field.value[start:end]}” of the work at {name}; the earliest entry there "
                    f"begins in {began.position.start} (“{place.quote[:200]}”).",
                    (at, place),
                    (
                        "An earlier post there is not listed.",
                        "The first years were spent there as a trainee, contractor or volunteer.",
                        "A slip of the pen in one of the years.",
                    ),
                    field_name,
                )
                return


@lru_cache(maxsize=256)
def _sinces(text: str) -> tuple[tuple[int, int, str, Interval], ...]:
    """Each "since 2012" with the words right before it, case-folded."""
    if not _ANY_YEAR.search(text):
        return ()
    found = []
    for match in _SINCE.finditer(text):
        before = " ".join(_WORD.findall(text[max(0, match.start() - 120) : match.start()].casefold()))
        found.append((match.start(), match.end(), before, interval(match["year"])))
    return tuple(found)


def _finding(
    rule: str,
    strength: Strength,
    title: str,
    message: str,
    evidence: tuple[Locator, ...],
    alternatives: tuple[str, ...],
    field: str,
) -> Finding:
    return Finding(
        check="timeline",
        rule=rule,
        strength=strength,
        category="persona biography" if rule == CAREER else "timeline/text",
        title=title,
        message=message,
        evidence=evidence,
        alternatives=alternatives,
        references=(_GUIDANCE, _RED_FLAGS) if rule == CAREER else (_INGRAM, _RED_FLAGS),
        weight=2 if strength == "moderate" else 1,
        field=field,
        ask="Ask which of the two is right; an honest slip is put right at once.",
    )
