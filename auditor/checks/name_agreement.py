"""The subject's name, as different parts of one page give it."""

from __future__ import annotations

from collections.abc import Iterable

from auditor.checks.names import compared_names
from auditor.model import Field, Finding, Profile, Records, Reference, Skip
from auditor.plugin import profile_check

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
    "One part of the page is older: the name was changed, and titles and previews follow late.",
    "A stage name, pen name, religious name or name in another language is in use.",
    "The page was given a new owner, as a shared or company account is.",
    "The name was read from the wrong part of the page: look at both places.",
)

MAX_NAME = 80
"""Characters; what is longer is a headline or a sentence."""


@profile_check("name-agreement")
def check(profile: Profile, _records: Records) -> Iterable[Finding | Skip]:
    """Different names in different parts of one page

    Compares the name with the one in the title, the preview data and the structured data of the same page: as sets of
    words, order, accents, particles and titles ignored, an initial standing for any word that begins with it, Cyrillic
    and Greek written over in Latin. A finding is made only where both have two words or more and share none. A changed
    family name shares the given name, a name cut to an initial shares both; single words, and names in scripts that
    cannot be written over soundly, are "not decidable". The address and the handle are not compared: they
    keep the name of the day of registration. Nothing is said about what kind of name it is.
    """
    if profile.name is None:
        yield Skip("name-agreement", "the page gives no name")
        return
    others = [other for other in profile.name_elsewhere if len(other.value) <= MAX_NAME]
    if not others:
        yield Skip("name-agreement", "only one part of the page gives the name")
        return
    different: dict[str, Field] = {}
    for other in others:
        outcome = compared_names(profile.name.value, other.value)
        if outcome == "not decidable":
            yield Skip("name-agreement", f"“{other.value}” cannot be compared soundly with “{profile.name.value}”")
        elif outcome == "differs":
            different.setdefault(other.value, other)
    if different:
        said = ", ".join(f"“{value}”" for value in different)
        yield Finding(
            check="name-agreement",
            rule="self-contradiction",
            strength="weak",
            category="timeline/text",
            title="Two names on one page",
            message=f"The page gives the name “{profile.name.value}”, and elsewhere {said}: they share no part.",
            evidence=(profile.name.at, *(other.at for other in different.values())),
            alternatives=ALTERNATIVES,
            references=REFERENCES,
            weight=1,
            field="name",
            ask="Look at both places, and ask which name is in use.",
        )
