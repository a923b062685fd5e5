"""Conditions that a rule names where words alone would be clumsy.  Each is a small pure function.

A condition sees the thread, the evidence of the rules decided so far and what the page states beside its texts.  It
answers with evidence; empty: not seen.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from datetime import date

from auditor.model import Field, Locator, Profile
from auditor.rules.view import Facts, View

Places = Mapping[str, tuple[Locator, ...]]
Condition = Callable[[View, Places, Facts], tuple[Locator, ...]]

PUBLIC_REQUESTS = (
    "small-favour-first",
    "paid-report-commission",
    "trial-report",
    "paid-expert-call",
    "part-time-think-tank-role",
    "fee-per-report",
    "policy-collection-list",
    "generic-analyst-advert",
    "paid-talk-invite",
)
RESTRICTED_REQUESTS = (
    "non-public-insight",
    "documents-wanted",
    "person-profiling-task",
    "clearance-access-probe",
    "proprietary-tech-questions",
    "network-mapping",
    "insider-status-wanted",
)
OFFERS = (
    "part-time-think-tank-role",
    "paid-report-commission",
    "trial-report",
    "generic-analyst-advert",
    "no-vetting-quick-hire",
    "run-code-test-task",
    "lookalike-assessment-portal",
    "macro-or-locked-document",
    "special-viewer-required",
)
"""Of work or money: a question alone needs no firm behind it."""
PRESSED = (*OFFERS, "insider-status-wanted", "non-public-insight", "network-mapping")
FOLLOW_UPS = 3
FOLLOW_UP_DAYS = 10
MANY_CONNECTIONS = 500
LONG_MESSAGE = 8_000
"""Characters."""

_ASKED = re.compile(
    r"\b(?:could|can|would|will|may) you\b|\bplease\b|\bplz\b|\?|\bwe (?:need|would like|want)\b"
    r"|\b(?:send|write|explain|tell|draft|prepare|give) (?:me|us|an?|the|some)\b",
    re.IGNORECASE,
)
_FREE_MAIL = "gmail|googlemail|outlook|hotmail|yahoo|proton|protonmail|gmx|163|126|qq|icloud|aol|mail|live"
_ADDRESSABLE = re.compile(
    rf"https?://|www\.|[\w.-]+@(?!(?:{_FREE_MAIL})\.)[\w-]+\.\w"
    r"|\b[\w-]+\.(?:com|org|net|eu|edu|gov|io|example|co\.[a-z]{2}|[a-z]{2})/?\S*(?=[\s,;)]|$)"
    r"|\b(?:ltd|limited|gmbh|inc|llc|plc|s\.?a\.?r\.?l|sas|srl|b\.?v|oyj?|pty|corp|co-?op)\b",
    re.IGNORECASE,
)
_CAPITAL = (
    "".join(c for c in map(chr, range(0x530)) if c.isupper()) + "\u0531-\u0556\u0590-\u10ff\u1200-\u1fff\u3040-\uffdc"
)
"""Letters that a name may begin with: capitals, and letters of scripts and blocks that have none or mix them."""
_NAME = rf"[{_CAPITAL}][\w'’-]+"
_NAMED = re.compile(
    r"\b(?:at|with|from|for|of|by|join|joined|is|called|named|represent|bei|von|chez|de|en)\s+(?:the\s+|our\s+)?"
    rf"(?:{_NAME}(?:\s+(?:&|and|of|for|the|de|und)\s+|\s+)){{0,4}}(?:{_NAME}\s+)?"
    r"(?:University|College|Institute|Institut|Bank|Group|Partners|Consulting|Council|Foundation|Association|Ministry"
    r"|Advisory|Insights|Associates|School|Hospital|Capital|Ventures|Holding|Society|Agency|Gazette|Times|Journal|Centre|Center"
    r"|Labs?)\b"
    r"|\b(?:I am|I'm|I’m|we are|we're|we’re|I work|recruiter|consultant|partner|associate|analyst|manager|hiring"
    r"|roles?|jobs?)"
    rf"\s+(?:\w+\s+){{0,2}}?(?:at|with|from|for)\s+(?:the\s+)?{_NAME}(?:\s+(?:&|and)\s+{_NAME}|\s+{_NAME})?"
)
_LEARNT = re.compile(
    r"\b(?:studied|studying|graduated?|graduate|degree|diploma|alumn\w+|student|educated)\b[^.;\n]{0,60}", re.IGNORECASE
)
"""Where somebody learnt says nothing of who employs them now."""
_SELF = (
    (re.compile(r"\bmy name is (?:dr\.? |mr\.? |ms\.? )?(?P<value>[^\W\d_]+)", re.IGNORECASE), "my name is"),
    (re.compile(r"\bi live in (?P<value>[^\W\d_]+(?: [A-Z][^\W\d_]+)?)", re.IGNORECASE), "i live in"),
    (re.compile(r"\bi am based in (?P<value>[^\W\d_]+(?: [A-Z][^\W\d_]+)?)", re.IGNORECASE), "i am based in"),
    (
        re.compile(
            r"\bthe (?:fee|honorarium|pay|payment|rate) (?:is|will be) (?P<value>[$£€]?\s?\d[\d.,]*)\s?(?:\w+ )?"
            r"(?:per|for each|a) (?:report|paper|page)",
            re.IGNORECASE,
        ),
        " per report",
    ),
)
"""What a sender says of themself or of a price, and words without which the pattern need not be tried."""
_CORRECTED = re.compile(
    r"\b(?:correction|sorry|typo|meant|mistake|changed|moved|now|instead|increase[ds]?|raise[ds]?"
    rf"|new(?!(?-i:\s+[{_CAPITAL}])))\b",
    re.IGNORECASE,
)


def requests_escalate(view: View, places: Places, _facts: Facts) -> tuple[Locator, ...]:
    """An earlier message asks for something public, a later one for something that is not."""
    if len(view.messages) < 2:
        return ()
    earliest: dict[int, Locator] = {}
    for rule in PUBLIC_REQUESTS:
        for place in places.get(rule, ()):
            _keep(earliest, view, place)
    for index in view.messages:
        asked = _ASKED.search(view.passages[index].text)
        if asked is not None and index not in earliest:
            start, end = asked.span()
            earliest[index] = view.passages[index].at.narrowed(start, end)
    later: dict[int, Locator] = {}
    for rule in RESTRICTED_REQUESTS:
        for place in places.get(rule, ()):
            _keep(later, view, place)
    for index in sorted(later):
        before = [first for first in sorted(earliest) if first < index and first not in later]
        if before:
            return (earliest[before[0]], later[index])
    return ()


def _keep(kept: dict[int, Locator], view: View, place: Locator) -> None:
    index = view.passage_of(place)
    if index is not None and index in view.messages:
        kept.setdefault(index, place)


def follow_ups_without_answer(view: View, places: Places, _facts: Facts) -> tuple[Locator, ...]:
    """An offer, and more than three messages on different days of one and a half weeks without a word from the reader.

    The same over months, or with nothing on offer, is a correspondent who is not answered, and no pressure.
    """
    if not any(places.get(rule) for rule in PRESSED):
        return ()
    days: list[tuple[str, Locator]] = []
    for passage in view.passages:
        if not passage.is_message:
            continue
        if not passage.by_subject:
            days = []
            continue
        if passage.sent_at and (not days or days[-1][0] != passage.sent_at[:10]):
            words = passage.text[:80]
            days.append((passage.sent_at[:10], passage.at.narrowed(0, len(words))))
            run = days[-FOLLOW_UPS - 1 :]
            if len(run) > FOLLOW_UPS and 0 < _days_between(run[0][0], run[-1][0]) <= FOLLOW_UP_DAYS:
                return (run[1][1], run[-1][1])
    return ()


def _days_between(first: str, last: str) -> int:
    """Days from one day to another; 0 where one of them is less than a day."""
    try:
        return (date.fromisoformat(last) - date.fromisoformat(first)).days
    except ValueError:
        return 0


def employer_cannot_be_checked(view: View, places: Places, _facts: Facts) -> tuple[Locator, ...]:
    """An offer in short messages that name no firm, no address on the web and no mail domain of their own."""
    offers = [place for rule in OFFERS for place in places.get(rule, ()) if view.is_message_place(place)]
    if not offers:
        return ()
    for index in view.messages:
        text = _LEARNT.sub(" ", view.passages[index].text)
        if len(text) > LONG_MESSAGE or _ADDRESSABLE.search(text) or _NAMED.search(text):
            return ()
    return (offers[0],)


def statements_disagree(view: View, _places: Places, _facts: Facts) -> tuple[Locator, ...]:
    """The sender gives two names, two places of living or two prices for the same thing, and corrects neither."""
    for pattern, hint in _SELF:
        if not any(hint in view.bare[index].text for index in view.messages):
            continue
        said: dict[str, Locator] = {}
        for index in view.messages:
            passage = view.passages[index]
            for match in pattern.finditer(passage.text):
                value = "".join(match.group("value").casefold().split()).strip(".,")
                around = passage.text[max(0, match.start() - 60) : match.end() + 60]
                if said and value not in said and not _CORRECTED.search(around):
                    return (next(iter(said.values())), passage.at.narrowed(*match.span()))
                said.setdefault(value, passage.at.narrowed(*match.span()))
    return ()


def thin_profile(_view: View, _places: Places, facts: Facts) -> tuple[Locator, ...]:
    """A profile whose sections were all seen and are all empty.  A hidden, masked or unsaved section never counts.

    One with many connections is told as such: an empty profile is one fact and is noted once.
    """
    profile = facts.profile
    if profile is None or profile.status != "profile" or not _is_bare(profile) or _has_many(profile):
        return ()
    return _shown(profile)


def contacts_without_activity(_view: View, _places: Places, facts: Facts) -> tuple[Locator, ...]:
    """Many connections, and every section that was saved is empty."""
    profile = facts.profile
    if profile is None or not _has_many(profile) or not _is_bare(profile):
        return ()
    return _shown(profile)


def _has_many(profile: Profile) -> bool:
    return (profile.connections_or_followers or 0) >= MANY_CONNECTIONS


def _is_bare(profile: Profile) -> bool:
    return (
        not (profile.experience or profile.education or profile.about or profile.messages or profile.links)
        and profile.absent.get("experience") == "empty"
        and profile.absent.get("education") == "empty"
    )


def _shown(profile: Profile) -> tuple[Locator, ...]:
    shown: Field | None = profile.headline or profile.name
    return (shown.at,) if shown is not None and shown.at.quote else ()


CONDITIONS: Mapping[str, Condition] = {
    condition.__name__: condition
    for condition in (
        contacts_without_activity,
        employer_cannot_be_checked,
        follow_ups_without_answer,
        requests_escalate,
        statements_disagree,
        thin_profile,
    )
}
"""Conditions by name, in the order in which they are decided."""
