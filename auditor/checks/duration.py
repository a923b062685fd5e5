"""How long a job is said to have lasted, beside its own dates."""

from __future__ import annotations

from collections.abc import Iterable

from auditor.checks.durations import Stated, most_months, stated_duration
from auditor.dates import Interval, interval
from auditor.model import Finding, Position, Profile, Records, Reference, Skip
from auditor.plugin import profile_check

CHECK = "duration"
ROUNDING = 2
"""Months by which platforms and people round: both end months counted, neither counted, a month begun."""

REFERENCES = (
    Reference(
        "Philip Ingram on his 2017 LinkedIn approach, after the MI5 alert (statements of one sender that disagree)",
        "Britbrief, November 2025",
        "https://britbrief.co.uk/politics/defence/mi5-warns-mps-of-chinese-espionage-threat.html",
    ),
    Reference(
        "README: LinkedIn red flags",
        "GitHub: xndbogdan/malicious-repositories, 2025",
        "https://github.com/xndbogdan/malicious-repositories",
    ),
)
ALTERNATIVES = (
    "A slip of the pen in one of the dates, or in the duration.",
    "An earlier stay at the same company is counted in, and its dates are not shown.",
    "The dates were put right and the duration was forgotten.",
    "The line was read wrongly: look at it.",
)


@profile_check(CHECK)
def check(profile: Profile, _records: Records) -> Iterable[Finding | Skip]:
    """A stated duration that the dates beside it do not give

    "3 yrs 2 mos" beside dates that give one year. Dates are intervals ("2019" is January to December 2019), years
    without months may be rounded by eleven, and two months are left to the rounding of platforms and people; what is
    still impossible is quoted with both passages. Only what is longer than the dates allow is looked for: a leave, a
    season or an illness that was left out makes it shorter, and so does a page that was never brought up to date. A job
    that is still held is compared with the day of capture that the saved file itself holds; without one it is "not
    decidable".
    """
    stated = [(job, said) for job in profile.experience if job.dates and (said := stated_duration(job.dates.quote))]
    if not stated:
        yield Skip(CHECK, "no duration is stated beside a job's dates")
        return
    captured = _interval(profile.source.captured_at) if profile.source.captured_at_basis == "embedded" else None
    open_ends = 0
    for job, said in stated:
        start, end = _interval(job.start), _interval(job.end)
        if start is None or (end is None and (captured is None or not job.current)):
            open_ends += 1
            continue
        until = end or captured or start
        most = most_months(start, until)
        if said.least > most + ROUNDING and not until.certainly_before(start):  # that the timeline check tells
            yield _finding(job, said, most)
    if open_ends:
        yield Skip(CHECK, f"{open_ends} stated duration(s) run up to a day that the saved file does not hold")


def _interval(text: str | None) -> Interval | None:
    try:
        return interval(text[:10]) if text else None
    except ValueError:
        return None


def _finding(job: Position, said: Stated, most: int) -> Finding:
    place = job.dates or job.at
    duration = place.narrowed(said.start, said.end)
    dates = place.narrowed(0, len(place.quote[: said.start].rstrip(" ·•(（|,-\n")))
    until = "" if job.end else ", up to the day on which the page was saved"
    return Finding(
        check=CHECK,
        rule="self-contradiction",
        strength="weak",
        category="timeline/text",
        title="A duration that its own dates do not give",
        message=(
            f"“{dates.quote}” is at most {most} months{until}; the page states “{duration.quote}” for it, longer than "
            "any days within these dates allow."
        ),
        evidence=(dates, duration),
        alternatives=ALTERNATIVES,
        references=REFERENCES,
        weight=1,
        field="experience",
        ask="Ask which of the two is right; an honest slip is put right at once.",
    )
