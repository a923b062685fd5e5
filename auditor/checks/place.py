"""The place that a page states, beside its phone number and its own words."""

from __future__ import annotations

from collections.abc import Iterable

from auditor.checks.places import country_called, country_named, own_place
from auditor.checks.texts import own_texts
from auditor.model import Field, Finding, Profile, Records, Reference, Skip
from auditor.plugin import profile_check

CHECK = "place"
REFERENCES = (
    Reference(
        "Network of front companies targeting laid-off US federal workers",
        "FDD (M. Lesser), read in Cybersecurity Dive, May 2025",
        "https://www.cybersecuritydive.com/news/china-espionage-campaign-laid-off-workers/748607",
    ),
)
ALTERNATIVES = (
    "The person has moved, and one part of the page is older.",
    "Work from another country, a posting, a long journey, or a family in two places.",
    "A number that was kept from a former home, or that a firm gave.",
)


@profile_check(CHECK)
def check(profile: Profile, _records: Records) -> Iterable[Finding | Skip]:
    """A stated place that two other statements of the page do not fit

    A note, made only where two independent statements agree with each other and not with the stated place: a phone
    number with the prefix of one country, and the subject's own words ("I am based in …") naming the same country. One
    of them alone is what migrants, travellers and remote workers have, and says nothing. Only equality is asked: no
    country means anything, none is guessed from a name or a language, and prefixes that countries share are left out. A
    text that names two places is "not decidable". A note never counts towards a pattern.
    """
    stated = country_named(profile.location.value) if profile.location else None
    if profile.location is None or stated is None:
        yield Skip(CHECK, "the page states no place whose country it names")
        return
    called = [(field, code) for field in profile.phones if (code := country_called(field.value))]
    if not called or any(code == stated for _, code in called):
        if not called:
            yield Skip(CHECK, "the page states no phone number whose prefix is one country's")
        return
    said = [(name, field, found) for name, field in own_texts(profile) if (found := own_place(field.at.quote))]
    if not said:
        yield Skip(CHECK, "the subject's own words name no place to compare with")
        return
    if any(found[2] == stated for _, _, found in said):
        return
    for name, field, (start, end, code) in said:
        number = next((phone for phone, other in called if other == code), None)
        if number:
            yield _finding(
                name, profile.location, number, Field(field.at.quote[start:end], field.at.narrowed(start, end))
            )
            return


def _finding(name: str, place: Field, number: Field, words: Field) -> Finding:
    return Finding(
        check=CHECK,
        rule="location-contradiction",
        strength="weak",
        category="persona biography",
        title="Two statements agree on another place than the page states",
        message=(
            f"The page states “{place.value}”. Its own words, “{words.value}”, and its phone number, {number.value}, "
            "name another country, the same one."
        ),
        evidence=(words.at, number.at, place.at),
        alternatives=ALTERNATIVES,
        references=REFERENCES,
        weight=0,
        field=name,
        ask="Ask where the person is at the moment.",
    )
