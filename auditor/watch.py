"""What changed about a watched profile between two captures, and why: only what a person would call a change.

Counters, dates that count on, the order of lists, addresses that are signed anew, pictures saved again in another
quality, and whatever a capture did not hold are no changes.  The cause is found by looking at the older capture with
today's rules and records: what differs there did not come from the page.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass, field, replace
from typing import Any, Literal
from urllib.parse import parse_qs, urlsplit

from auditor.addresses import parts_of
from auditor.alike import same_picture, same_text, shortened, words_of
from auditor.review import steady

Cause = Literal[
    "page-changed", "rules-changed", "record-changed", "known-changed", "other-page", "date-passed", "not-known"
]
CAUSES: Mapping[Cause, str] = {
    "page-changed": "the page changed",
    "rules-changed": "the rules or the program changed",
    "record-changed": "the recorded answer about a domain changed or is not there any more",
    "known-changed": "the library of known pictures, texts and domains changed",
    "other-page": "another page of the case takes part",
    "date-passed": "a date has passed",
    "not-known": "the older capture is gone, so page and rules cannot be told apart",
}

PICTURE_HASH = "phash256-v1"
LIBRARY_CHECKS = "known-"
"""How the ids of checks begin that hold pages against the known library."""
SHOWN, NOT_SHOWN = "this picture", "another picture"

BETWEEN_CAPTURES = "rewritten"
"""Check that compares captures as the watch list does; its notes would say every change twice."""

TEXTS = ("name", "headline", "location", "about")
LISTS = ("experience", "job descriptions", "education", "companies", "links", "emails", "phones", "verifications")


@dataclass(frozen=True, slots=True)
class Seen:
    """A finding as the watch list remembers it."""

    id: str
    rule: str
    field: str
    title: str
    strength: str
    quote: str
    key: tuple[str, ...]
    """Rule, field and the first quote, without what counts on by itself; what else bears it out may come and go."""
    outside: bool = False
    """Some evidence stands in a recorded answer."""
    others: bool = False
    """Other pages take part."""
    library: bool = False
    """It is about something of the known library."""


@dataclass(frozen=True, slots=True)
class State:
    """What a capture says, as far as changes are looked for; ``None`` where the capture did not hold it."""

    page: str
    texts: Mapping[str, str | None]
    lists: Mapping[str, tuple[str, ...] | None]
    picture: Mapping[str, str] | None
    records: Mapping[str, str]
    """By domain and kind of answer."""
    findings: tuple[Seen, ...]
    judged_by: str
    """Version and digests of the rules."""
    known_by: str = ""
    """Digest of the known library; empty for none."""
    known: Mapping[str, str] = field(default_factory=dict)
    """For each known picture that is watched for, whether the profile shows it; those that cannot be compared are left
    out."""


@dataclass(frozen=True, slots=True)
class Change:
    """One change."""

    kind: Literal["new", "gone", "field", "record", "known"]
    what: str
    """Id of the finding, name of the field, domain and kind of answer, or name of a known picture."""
    cause: Cause
    before: str | None
    after: str | None
    title: str = ""
    strength: str = ""


@dataclass(frozen=True, slots=True)
class PublicPage:
    """A page that may be asked for again, and what its server said of it the last time."""

    url: str
    right: str
    """Why it may be asked for, in the words of who added it."""
    sha256: str = ""
    """Of the bytes that came last; empty before the first time."""
    etag: str = ""
    modified: str = ""
    """``Last-Modified``."""


def is_of(given: str, subject: str | None, url: str | None) -> bool:
    """Whether a page is of the profile that was named by a handle or an address."""
    wanted, known = _named_profile(given), {_named_profile(one) for one in (subject, url) if one}
    if wanted in known:
        return True
    return ("/" in wanted) != any("/" in one for one in known) and wanted.rsplit("/", 1)[-1] in {
        one.rsplit("/", 1)[-1] for one in known
    }


def _named_profile(given: str) -> str:
    return (
        re.sub(r"^(https?://)?(www\.|m\.|[a-z]{2}\.(?=linkedin\.))?", "", given.strip().casefold())
        .rstrip("/")
        .lstrip("@")
    )


def state_of(
    profile: Mapping[str, Any],
    findings: Iterable[Mapping[str, Any]],
    records: Mapping[str, str],
    judged_by: str,
    known_by: str = "",
    known: Mapping[str, str] | None = None,
) -> State:
    """The state of a PROFILE with its FINDINGs."""
    fields, absent = profile["fields"], profile["absent"]

    def text(name: str) -> str | None:
        found = fields[name]
        return found["value"] if found else "" if absent.get(name) == "empty" else None

    def several(section: str, values: Iterable[str]) -> tuple[str, ...] | None:
        made = tuple(sorted({value for value in values if value}))
        return made if made or absent.get(section) == "empty" else None

    jobs, studies = fields["experience"], fields["education"]
    entries = (_line(job["title"], job["company"], _span(job, job["current"])) for job in jobs)
    lists = {
        "experience": several("experience", entries),
        "job descriptions": several("", (job["description"] or "" for job in jobs)),
        "education": several("education", (_line(one["school"], one["degree"], _span(one, False)) for one in studies)),
        "companies": several("", (one["value"] for one in fields["current_companies"])),
        "links": several("links", (_plain_address(one["value"]) for one in fields["links"])),
        **{
            name: several(name, (one["value"] for one in fields[name]))
            for name in ("emails", "phones", "verifications")
        },
    }
    if lists["experience"]:
        lists["companies"] = None  # they are read from the jobs, and would be said twice
    page = profile["source"]["sha256"]
    return State(
        page=profile["id"],
        texts={name: text(name) for name in TEXTS},
        lists=lists,
        picture=_picture(fields["avatar"]),
        records=dict(sorted(records.items())),
        findings=tuple(
            sorted(
                (_seen(finding, page) for finding in findings if finding["check"] != BETWEEN_CAPTURES),
                key=lambda seen: (seen.key, seen.id),
            )
        ),
        judged_by=judged_by,
        known_by=known_by,
        known=known or {},
    )


def _seen(finding: Mapping[str, Any], page: str) -> Seen:
    first = words_of(_plain_address(finding["evidence"][0]["quote"]))
    words: Sequence[str] = () if finding["field"] == "avatar" else steady([first])
    return Seen(
        id=finding["id"],
        rule=finding["rule"],
        field=finding["field"],
        title=finding["title"],
        strength=finding["strength"],
        quote=" … ".join(dict.fromkeys(shortened(at["quote"]) for at in finding["evidence"])),
        key=(finding["rule"], finding["field"], *words),
        outside=not finding["others"] and any(at["page"] != page for at in finding["evidence"]),
        others=bool(finding["others"]),
        library=finding["check"].startswith(LIBRARY_CHECKS),
    )


def _line(*parts: str | None) -> str:
    return " · ".join(part for part in parts if part)


def _span(entry: Mapping[str, Any], current: bool) -> str:
    end = "present" if current else entry["end"]
    return f"{entry['start'] or '?'} to {end or '?'}" if entry["start"] or entry["end"] else ""


def _plain_address(address: str) -> str:
    """An address without what a platform adds to follow clicks; any other text as it is."""
    if not address.startswith(("http://", "https://")):
        return address
    try:
        parts = urlsplit(address)
        for target in parse_qs(parts.query).get("url", ()):
            if target != address and target.startswith(("http://", "https://")):
                parts = urlsplit(target)
    except ValueError:
        return address
    return f"{parts.netloc.casefold()}{parts.path.rstrip('/')}"


def _picture(avatar: Mapping[str, Any]) -> Mapping[str, str] | None:
    if avatar["state"] == "embedded" and avatar["sha256"]:
        return {"sha256": avatar["sha256"], "hash": avatar["hashes"].get(PICTURE_HASH, "")}
    if avatar["state"] == "linked" and avatar["url"]:
        parts = parts_of(avatar["url"])
        return {"path": re.sub(r"_\d+_\d+", "", parts.path if parts else avatar["url"])}
    return None  # a place-holder, or none: it may be hidden from whoever saved the page


def carried_on(then: State, now: State) -> State:
    """What is known after a capture: what it did not hold stays as it was known."""
    return replace(
        now,
        texts={name: now.texts[name] if now.texts[name] is not None else then.texts.get(name) for name in TEXTS},
        lists={name: now.lists[name] if now.lists[name] is not None else then.lists.get(name) for name in LISTS},
        picture=now.picture if now.picture and ("sha256" in now.picture or not then.picture) else then.picture,
        records={**then.records, **now.records},
        known={**then.known, **now.known},
        findings=(*now.findings, *(seen for seen in then.findings if _unseen(seen, now))),
    )


def _unseen(seen: Seen, now: State) -> bool:
    """Whether the capture did not hold the field that the finding is about, so that nothing can be said of it."""
    if seen.key in {one.key for one in now.findings}:
        return False
    field = seen.field
    if field == "avatar":
        return now.picture is None
    known = now.texts.get(field) if field in now.texts else now.lists.get(field)
    return field in {*TEXTS, *LISTS} and known is None


def changes(then: State, old_page_now: State | None, now: State) -> tuple[Change, ...]:
    """What changed between two looks.

    ``old_page_now`` is the older capture as today's rules and records see it; ``None`` where it is gone.
    """
    other_rules = then.judged_by != now.judged_by
    other_records = then.records != now.records
    found: list[Change] = [
        Change("record", key, "record-changed", then.records.get(key), value)
        for key, value in now.records.items()
        if then.records.get(key) != value
    ]
    other_known = then.known_by != now.known_by
    middle = old_page_now or (then if not other_rules and not other_records and not other_known else None)
    same_page = then.page == now.page
    found += [
        Change("known", name, "known-changed" if name not in then.known or same_page else "page-changed", earlier, said)
        for name, said in now.known.items()
        if (earlier := then.known.get(name)) != said and (earlier or said == SHOWN)
    ]

    def cause(seen: Seen, differs_on_old_page: bool) -> Cause:
        if middle is None and not same_page:
            return "not-known"
        if not differs_on_old_page and not same_page:
            return "page-changed"
        if other_records and (seen.outside or not (other_rules or other_known)):
            return "record-changed"
        if other_known and (seen.library or not other_rules):
            return "known-changed"
        if other_rules:
            return "rules-changed"
        return "other-page" if seen.others else "date-passed"

    before = {seen.key: seen for seen in then.findings}
    after = {seen.key: seen for seen in now.findings}
    between = {seen.key for seen in middle.findings} if middle else set()
    for key in sorted({*before, *after}):
        if key in before and key in after:
            continue
        if key in after:
            seen = after[key]
            found.append(_finding("new", seen, cause(seen, key in between)))
        elif not _unseen(before[key], now):
            seen = before[key]
            found.append(_finding("gone", seen, cause(seen, key not in between)))
    found += _field_changes(then, middle, now, same_page)
    return tuple(found)


def _finding(kind: Literal["new", "gone"], seen: Seen, cause: Cause) -> Change:
    before, after = (seen.quote, None) if kind == "gone" else (None, seen.quote)
    return Change(kind, seen.id, cause, before, after, seen.title, seen.strength)


def _field_changes(then: State, middle: State | None, now: State, same_page: bool) -> list[Change]:
    found = []

    def cause(unchanged: Callable[[State], bool]) -> Cause:
        """A field that the older capture already gives as it is now was only read differently."""
        if same_page or (middle is not None and unchanged(middle)):
            return "rules-changed"
        return "not-known" if middle is None and then.judged_by != now.judged_by else "page-changed"

    for name in TEXTS:
        old, new = then.texts.get(name), now.texts.get(name)
        if old is not None and new is not None and not same_text(old, new):
            why = cause(lambda state, name=name, new=new: same_text(state.texts.get(name) or "", new))  # type: ignore[misc]
            found.append(Change("field", name, why, old, new))
    for name in LISTS:
        before, after = then.lists.get(name), now.lists.get(name)
        if before is None or after is None:
            continue
        gone, come = _without(before, after), _without(after, before)
        if gone or come:
            why = cause(lambda state, name=name, after=after: not _without(after, state.lists.get(name) or ()))  # type: ignore[misc]
            found.append(Change("field", name, why, "\n".join(gone) or None, "\n".join(come) or None))
    if then.picture and now.picture and not same_picture(then.picture, now.picture):
        why = cause(lambda state: bool(state.picture and now.picture and same_picture(state.picture, now.picture)))
        found.append(Change("field", "picture", why, _named(then.picture), _named(now.picture)))
    return found


def _named(picture: Mapping[str, str]) -> str:
    return f"sha256 {picture['sha256']}" if "sha256" in picture else picture["path"]


def _without(these: Iterable[str], those: Iterable[str]) -> list[str]:
    known = list(those)
    return [one for one in these if not any(same_text(one, other) for other in known)]


# ------------------------------------------------------------------ kept between two runs


def state_document(state: State) -> dict[str, Any]:
    """The state as JSON."""
    return asdict(state)


def state_from(value: Mapping[str, Any]) -> State:
    """The state again."""
    return State(
        page=value["page"],
        texts=value["texts"],
        lists={name: None if several is None else tuple(several) for name, several in value["lists"].items()},
        picture=value["picture"],
        records=value["records"],
        findings=tuple(Seen(**{**seen, "key": tuple(seen["key"])}) for seen in value["findings"]),
        judged_by=value["judged_by"],
        known_by=value.get("known_by", ""),
        known=value.get("known", {}),
    )
