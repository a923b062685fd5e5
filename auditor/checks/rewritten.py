"""What one profile states otherwise in another capture of it."""

from __future__ import annotations

import unicodedata
from collections.abc import Callable, Iterator
from itertools import pairwise

from auditor.checks.founding import company_words
from auditor.checks.names import compared_names
from auditor.dates import Interval, interval
from auditor.imaging.descriptor import is_current
from auditor.model import Capture, CapturedJob, Features, Finding, Locator, Reference
from auditor.plugin import CaseFinding, case_check
from auditor.similarity.pictures import picture_matches

CHECK = "rewritten"
RULE = "rewritten-page"
MOVED = 366
"""Days by which a date must have moved: months are put right every day."""
PICTURE_HASH = "phash256-v1"
OTHER_PICTURE = 64
"""Bits of 256 by which two pictures must differ: savings of one picture differ in up to 24."""
ALIKE = 50
"""RapidFuzz ratio from which two companies may be spellings of one name."""
SHOWN = 200
"""Characters of an entry that a message quotes."""

REFERENCES = (
    Reference(
        "Network of front companies targeting laid-off US federal workers",
        "FDD (M. Lesser), read in Cybersecurity Dive, May 2025",
        "https://www.cybersecuritydive.com/news/china-espionage-campaign-laid-off-workers/748607",
    ),
    Reference(
        "README: LinkedIn red flags",
        "GitHub: xndbogdan/malicious-repositories, 2025",
        "https://github.com/xndbogdan/malicious-repositories",
    ),
)
OTHER_NAME = (
    "The name was changed: by marriage, by choice, for safety, or to another spelling.",
    "A shared or company account was given to somebody else.",
    "One of the captures was read wrongly: look at both.",
)
OTHER_DATE = (
    "A mistake was put right: people correct old entries.",
    "An earlier or later stay at the same company was joined with the entry, or parted from it.",
    "One of the captures was read wrongly: look at both.",
)
OTHER_COMPANY = (
    "The company was renamed, sold or merged: networks then change the name on everybody's page.",
    "The entry was joined to the company's page, or names the group, the brand or the agency now.",
    "The company may no longer be named, and another word stands for it.",
)
OTHER_PICTURES = (
    "A new photo: people change them.",
    "The picture was changed for safety, for a campaign, or by an employer.",
)


Key = tuple[str, ...]


@case_check(CHECK)
def check(profiles: tuple[Features, ...]) -> Iterator[CaseFinding]:
    """What two captures of one profile state differently

    Pages of one network with the same handle or address are captures of one profile; each is compared with the one
    saved before it. Noted are: two names that share no part; a job whose beginning or end moved by more than a year
    while company, title and the other date stayed; a job whose title and dates stayed while the company became another
    one; another picture. Counters, texts, new and missing entries, an end that was added, months put right, a job in
    another language's page, the same company page under a new name, and what a capture did not hold are no changes. A
    note: it never counts towards a pattern.
    """
    captures: dict[tuple[str, str], list[tuple[Capture, Features]]] = {}
    for features in profiles:
        if features.capture:
            captures.setdefault((features.subject, features.capture.network), []).append((features.capture, features))
    for key in sorted(captures):
        several = sorted(captures[key], key=lambda pair: (pair[0].day or "", pair[1].profile))
        for (before, first), (after, second) in pairwise(several):
            for finding in _differences(before, first, after, second):
                yield CaseFinding(second.profile, finding)


def _differences(before: Capture, first: Features, after: Capture, second: Features) -> Iterator[Finding]:
    said = _captured(before, after)
    if before.name and after.name and compared_names(before.name.value, after.name.value) == "differs":
        yield _finding(
            "The profile has another name in another capture",
            f"This capture gives the name “{after.name.value}”; {said} “{before.name.value}”: they share no part.",
            (after.name.at, before.name.at),
            OTHER_NAME,
            "name",
            first,
        )
    if before.language == after.language:
        yield from _jobs(before, after, first, said)
    yield from _pictures(first, second, said)


def _captured(before: Capture, after: Capture) -> str:
    if before.day and after.day and before.day != after.day:
        return f"the one of {before.day} gave"
    return "another one gives"


def _jobs(before: Capture, after: Capture, first: Features, said: str) -> Iterator[Finding]:
    for old, new in _same(before, after, _post):
        moved = _moved(old, new)
        if moved:
            yield _finding(
                "A job has other dates in another capture",
                f"This capture dates “{_shown(new)}” {_span(new)}; {said} {_span(old)}: the {moved} moved by more than "
                "a year.",
                (new.dates, old.dates),
                OTHER_DATE,
                "experience",
                first,
            )
    known_before = {_company(job) for job in before.jobs}
    known_after = {_company(job) for job in after.jobs}
    for old, new in _same(before, after, _time):
        if _company(old) in known_after or _company(new) in known_before or not _other_company(old, new):
            continue
        yield _finding(
            "A job is at another company in another capture",
            f"This capture states “{_shown(new)}”; {said} “{_shown(old)}” for the same title and dates.",
            (new.company.at, old.company.at),
            OTHER_COMPANY,
            "experience",
            first,
        )


def _same(
    before: Capture, after: Capture, key_of: Callable[[CapturedJob], Key | None]
) -> Iterator[tuple[CapturedJob, CapturedJob]]:
    """Jobs with the same key, where each capture has one such job only."""
    old, new = _only(before, key_of), _only(after, key_of)
    return ((old[key], new[key]) for key in sorted(old) if key in new)


def _only(capture: Capture, key_of: Callable[[CapturedJob], Key | None]) -> dict[Key, CapturedJob]:
    found: dict[Key, CapturedJob] = {}
    several: set[Key] = set()
    for job in capture.jobs:
        key = key_of(job)
        if key in found:
            several.add(key)
        elif key:
            found[key] = job
    return {key: job for key, job in found.items() if key not in several}


def _post(job: CapturedJob) -> Key:
    return (_company(job), _title(job))


def _time(job: CapturedJob) -> Key | None:
    """Title and dates; a year alone is too little to know a job by."""
    if not job.start or len(job.start) < 7 or not (job.current or (job.end and len(job.end) >= 7)):
        return None
    return (_title(job), job.start, "" if job.current else job.end or "")


def _company(job: CapturedJob) -> str:
    return " ".join(company_words(job.company.value))


def _title(job: CapturedJob) -> str:
    return " ".join(job.title.casefold().split())


def _moved(old: CapturedJob, new: CapturedJob) -> str | None:
    """Which of the dates moved while the other stayed."""
    starts, ends = (_interval(old.start), _interval(new.start)), (_interval(old.end), _interval(new.end))
    same_end = old.current == new.current and old.end == new.end
    if same_end and _apart(*starts):
        return "beginning"
    if old.start == new.start and old.start and not old.current and not new.current and _apart(*ends):
        return "end"
    return None


def _apart(one: Interval | None, other: Interval | None) -> bool:
    return bool(one and other and max(one.days_before(other), other.days_before(one)) > MOVED)


def _interval(text: str | None) -> Interval | None:
    try:
        return interval(text) if text else None
    except ValueError:
        return None


def _other_company(old: CapturedJob, new: CapturedJob) -> bool:
    """Whether the two names share nothing: no word, no page on the network, no likeness.  Scripts must be the same."""
    first, second = _company(old), _company(new)
    if not first or not second or (old.company_url and old.company_url == new.company_url):
        return False
    return _scripts(first) == _scripts(second) and not _alike(first, second)


def _scripts(text: str) -> set[str]:
    return {unicodedata.name(letter, "").partition(" ")[0] for letter in text if letter.isalpha()}


def _alike(first: str, second: str) -> bool:
    """Whether two companies share a word, are alike as a whole, or one is the other's initials."""
    from rapidfuzz.fuzz import ratio

    initials = ("".join(word[0] for word in first.split()), "".join(word[0] for word in second.split()))
    return bool(
        set(first.split()) & set(second.split())
        or initials[0] in second.split()
        or initials[1] in first.split()
        or ratio(first, second) >= ALIKE
    )


def _pictures(first: Features, second: Features, said: str) -> Iterator[Finding]:
    old, new = first.picture, second.picture
    here, there = second.avatar.at, first.avatar.at
    if not (old and new and here and there and here.quote and there.quote) or old.sha256 == new.sha256:
        return
    if old.low_information or new.low_information or not (is_current(old.views) and is_current(new.views)):
        return
    hashes = old.hashes.get(PICTURE_HASH), new.hashes.get(PICTURE_HASH)
    if not all(hashes) or (int(hashes[0] or "", 16) ^ int(hashes[1] or "", 16)).bit_count() < OTHER_PICTURE:
        return
    if not picture_matches([old.views, new.views]):
        yield _finding(
            "The profile has another picture in another capture",
            f"This capture shows another picture than the other: {said} the one that is quoted second.",
            (here, there),
            OTHER_PICTURES,
            "avatar",
            first,
        )


def _shown(job: CapturedJob) -> str:
    return " ".join(f"{job.title}, {job.company.value}".split())[:SHOWN]


def _span(job: CapturedJob) -> str:
    return f"{job.start or '?'} to {'present' if job.current else job.end or '?'}"


def _finding(
    title: str, message: str, evidence: tuple[Locator, ...], alternatives: tuple[str, ...], field: str, other: Features
) -> Finding:
    return Finding(
        check=CHECK,
        rule=RULE,
        strength="weak",
        category="timeline/text",
        title=title,
        message=message,
        evidence=evidence,
        alternatives=alternatives,
        references=REFERENCES,
        weight=0,
        field=field,
        others=(other.profile,),
        ask="Look at both captures side by side, and ask what was changed.",
    )
