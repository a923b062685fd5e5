"""The name beside what the account is called by: its address or handle, and its e-mail address."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import combinations
from urllib.parse import unquote, urlsplit

from auditor.checks.names import compared_names
from auditor.model import Field, Finding, Locator, Profile, Records, Reference, Skip
from auditor.plugin import profile_check

CHECK = "account-name"
_PARTS = re.compile(r"[._+~\s-]+")
SHORTEST = 3
"""Letters of a word that counts: initials and particles spell out no name."""
MOST = 4
"""Words of a name; what has more is a phrase."""

REFERENCES = (
    Reference(
        "Philip Ingram on his 2017 LinkedIn approach, after the MI5 alert (statements of one sender that disagree)",
        "Britbrief, November 2025",
        "https://britbrief.co.uk/politics/defence/mi5-warns-mps-of-chinese-espionage-threat.html",
    ),
)
ALTERNATIVES = (
    "The name was changed, and both addresses keep the one of the first day.",
    "A pen name, a stage name, or the name of a project is in use.",
    "A family, a team or an assistant uses the account and the mailbox.",
)


@dataclass(frozen=True, slots=True)
class Called:
    """What the account is called by in one place."""

    kind: str
    words: tuple[str, ...]
    at: Locator
    field: str


@profile_check(CHECK)
def check(profile: Profile, _records: Records) -> Iterable[Finding | Skip]:
    """A name that neither the account's address nor its e-mail address knows

    One of them alone says nothing: addresses keep the name of the first day, and many are no names at all. So the two
    must agree with each other in two whole words and share no part with the name on the page. Compared as the name
    check does: order, accents, particles, initials and short forms ignored; a name in a script that cannot be written
    over soundly is "not decidable". Words that the page uses for a job, a company or a site are no name. A married name
    shares the given name, a nickname the family name. The name under a message is the signature check's. A note: it
    never counts towards a pattern.
    """
    if profile.name is None:
        yield Skip(CHECK, "the page gives no name")
        return
    called = list(_called(profile))
    if len({one.kind for one in called}) < 2:
        yield Skip(CHECK, "the address or handle and an e-mail address do not both spell out a name")
        return
    for one, other in combinations(called, 2):
        if one.kind == other.kind or len(set(one.words) & set(other.words)) < 2:
            continue
        outcomes = {compared_names(profile.name.value, " ".join(words)) for words in (one.words, other.words)}
        if outcomes == {"differs"} and not set(one.words) & set(other.words) & _used(profile):
            yield _finding(profile.name, one, other)
            return
        if "not decidable" in outcomes:
            yield Skip(CHECK, f"“{one.at.quote}” cannot be compared soundly with “{profile.name.value}”")
            return


def _called(profile: Profile) -> Iterator[Called]:
    if profile.handle:
        yield from _spelt("address", profile.handle.value, profile.handle, "handle")
    elif profile.url:
        yield from _spelt("address", _last_part(profile.url.value), profile.url, "url")
    for field in profile.emails:
        yield from _spelt("e-mail address", field.value.rpartition("@")[0], field, "emails")


def _last_part(address: str) -> str:
    try:
        return urlsplit(address).path.rstrip("/").rpartition("/")[2]
    except ValueError:
        return ""


def _spelt(kind: str, said: str, field: Field, name: str) -> Iterator[Called]:
    """The words that are spelt out with a sign between them; "iweiler" and "quay81" are none."""
    parts = _PARTS.split(unquote(said).casefold().strip("@"))
    words = tuple(word for word in parts if len(word) >= SHORTEST and word.isalpha())
    if 2 <= len(words) <= MOST:
        yield Called(kind, words, field.at, name)


def _used(profile: Profile) -> frozenset[str]:
    """Words of the headline, the jobs, the companies and the sites: an account may be called by its trade."""
    texts = [profile.headline, *profile.current_companies, *profile.links]
    texts += [field for job in profile.experience for field in (job.title, job.company)]
    hosts = [field.value.rpartition("@")[2] for field in profile.emails]
    said = " ".join([*(field.value for field in texts if field), *hosts]).casefold()
    return frozenset(re.findall(r"[^\W\d_]+", said))


def _finding(name: Field, one: Called, other: Called) -> Finding:
    return Finding(
        check=CHECK,
        rule="self-contradiction",
        strength="weak",
        category="timeline/text",
        title="Two places call the account by another name",
        message=f"The page gives the name “{name.value}”. The {one.kind} “{one.at.quote}” and the {other.kind} "
        f"“{other.at.quote}” agree with each other and share no part with it.",
        evidence=(one.at, other.at, name.at),
        alternatives=ALTERNATIVES,
        references=REFERENCES,
        weight=0,
        field=one.field,
        ask="Ask which name is in use, and since when.",
    )
