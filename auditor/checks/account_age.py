"""When the account and its picture were made, beside what the page says was done with it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from auditor.dates import Interval, interval
from auditor.model import DatedFact, Finding, Locator, Profile, Records, Reference, Skip
from auditor.plugin import profile_check

CHECK = "account-age"
TIME_ZONES = 2
"""Days left to clocks: a platform's day and a writer's day differ."""
SHORTLY = 31
"""Days from the making of an account to its first contact that count as "shortly before"."""
CAREER = 5 * 365
"""Days by which a stated career must have begun before the account."""

REFERENCES = (
    Reference(
        "Nation State Recruiting via Fraudulent LinkedIn Profiles",
        "Health-ISAC, 14 October 2020",
        "http://h-isac.org/nation-state-recruiting-via-fraudulent-linkedin-profiles/",
    ),
    Reference(
        "New LinkedIn profile features help verify identity, detect and remove fake accounts",
        "LinkedIn, 25 October 2022",
        "https://blog.linkedin.com/2022/october/25/new-linkedin-profile-features-help-verify-identity--detect-and-r",
    ),
)
NEWCOMER = (
    "Somebody who has just joined: after years without such an account, at a new job or out of work.",
    "A former account was lost, locked or deleted, and this one replaces it.",
    "A second account of the same person, for another language or another trade.",
)
MOVED = (
    "The account was made again, merged or renamed, and older posts were taken along.",
    "The date is of what was shared, not of the sharing.",
    "A clock or an export was wrong.",
)


@dataclass(frozen=True, slots=True)
class _Act:
    """Something that the page says was done, and when."""

    day: Interval
    at: Locator
    field: str


@profile_check(CHECK)
def check(profile: Profile, _records: Records) -> Iterable[Finding | Skip]:
    """The account's own dates beside what was done with it

    Two things are noted. A post or message of the subject that is dated more than two days before the account was made.
    And an account that was made and given all its dated pictures within a day, at most a month before its first dated
    message or post (else before the day on which the page was saved), while the page states a career that began five
    years earlier. Joining late is ordinary, and a new picture on an old account is no sign at all, so both only add to
    what is noted elsewhere: a note never counts towards a pattern. Dates are compared only where the page holds them;
    no date is guessed from a number or a picture.
    """
    made = next((fact for fact in profile.dated if fact.kind == "account-created"), None)
    born = _day(made.date) if made else None
    if made is None or born is None:
        yield Skip(CHECK, "the page does not hold the day on which the account was made")
        return
    acts = sorted(_acts(profile), key=lambda act: act.day)
    if acts and acts[0].day.days_before(born) > TIME_ZONES:
        yield _before(made, acts[0])
        return
    yield from _all_at_once(profile, made, born, acts)


def _day(text: str | None) -> Interval | None:
    try:
        return interval(text[:10]) if text else None
    except ValueError:
        return None


def _acts(profile: Profile) -> Iterator[_Act]:
    for fact in profile.dated:
        if fact.kind == "post" and (day := _day(fact.date)):
            yield _Act(day, fact.at, "dated")
    for message in profile.messages:
        if message.by_subject and (day := _day(message.sent_at)):
            yield _Act(day, message.at.narrowed(0, min(80, len(message.at.quote))), "messages")


def _all_at_once(profile: Profile, made: DatedFact, born: Interval, acts: list[_Act]) -> Iterator[Finding | Skip]:
    pictures = [fact for fact in profile.dated if fact.kind == "photo-uploaded"]
    photo = min(pictures, key=lambda fact: fact.date, default=None)
    saved = _day(profile.source.captured_at) if profile.source.captured_at_basis in ("embedded", "page") else None
    contact = acts[0].day if acts else saved
    if photo is None or contact is None:
        yield Skip(CHECK, "the page holds no day of the picture" if photo is None else "no day of a contact is known")
        return
    days = [_day(fact.date) for fact in pictures]
    if any(day is None or abs((day.first - born.first).days) > 1 for day in days):
        return
    if born.days_before(contact) > SHORTLY:
        return
    began = [(start, job) for job in profile.experience if (start := _day(job.start))]
    if not began:
        yield Skip(CHECK, "the page states no dated career to compare with")
        return
    start, job = min(began, key=lambda pair: pair[0])
    if start.days_before(born) > CAREER:
        first = (acts[0].at,) if acts else ()
        used = "its first dated message or post is of" if acts else "the page was saved on"
        yield _finding(
            "recent-account",
            "An account that is as new as its picture and its first contact",
            f"The account was made on {made.date} and its picture uploaded on {photo.date}; {used} "
            f"{contact.first.isoformat()}. The page states a career since {job.start}.",
            (made.at, photo.at, job.dates or job.at, *first),
            NEWCOMER,
            "account_created",
        )


def _before(made: DatedFact, act: _Act) -> Finding:
    return _finding(
        "self-contradiction",
        "Something was done with the account before it was made",
        f"The page dates “{act.at.quote[:80]}” to {act.day.first.isoformat()}; the account was made on {made.date}.",
        (act.at, made.at),
        MOVED,
        act.field,
    )


def _finding(
    rule: str, title: str, message: str, evidence: tuple[Locator, ...], alternatives: tuple[str, ...], field: str
) -> Finding:
    return Finding(
        check=CHECK,
        rule=rule,
        strength="weak",
        category="timeline/text",
        title=title,
        message=message,
        evidence=evidence,
        alternatives=alternatives,
        references=REFERENCES,
        weight=0,
        field=field,
        ask="Ask since when the account is in use, and compare with what the platform says about it.",
    )
