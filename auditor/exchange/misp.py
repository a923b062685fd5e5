"""A case as a MISP event: account, person and organizations as claimed, and a file, for each page; whois; annotations.

Nothing is marked for detection (``to_ids`` is off everywhere): these are observations, not indicators.  Tags are of the
taxonomies ``tlp``, ``estimative-language`` and ``admiralty-scale``; a saved page is a source that cannot be judged (F)
with information that cannot be judged (6).  How likely something is, is for a reviewer to say: of what nobody has
decided, only that confidence is low.  Source: MISP objects and taxonomies as they come with PyMISP.
"""

from __future__ import annotations

import uuid
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date
from typing import Any

from pymisp import MISPEvent, MISPObject

from auditor.exchange.observed import NAMESPACE, platform
from auditor.exchange.stix import CAUTION, CLAIMED, case_key

Document = Mapping[str, Any]

TAGS = ('admiralty-scale:source-reliability="f"', 'admiralty-scale:information-credibility="6"')
UNDECIDED = 'estimative-language:confidence-in-analytic-judgment="low"'
"""Of a finding that nobody has decided: a rule has matched, and nobody has judged it."""
TLP = {"clear": "tlp:clear", "green": "tlp:green", "amber": "tlp:amber", "red": "tlp:red"}


def misp_event(pages: Iterable[tuple[Document, Document]], case: Document, tlp: str) -> MISPEvent:
    """The event of a case, dated as its results are; known by the pages it holds, whatever judged them.

    ``pages`` are ``PROFILE`` and what the case file keeps besides, ``case`` is what a run says besides its pages.
    ``tlp`` is a key of :data:`TLP`.
    """
    event = MISPEvent()
    event.info = "Saved profile pages, read and compared"
    event.date = date.fromisoformat(case["as_of"])
    event.distribution = 0
    event.threat_level_id = 4
    event.analysis = 0
    for tag in (TLP[tlp], *TAGS):
        event.add_tag(tag)
    files: dict[str, MISPObject] = {}
    by_domain: dict[str, list[MISPObject]] = {}
    for profile, stored in pages:
        if profile["status"] != "profile":
            continue
        for made in _profile(profile):
            event.add_object(made)
            if made.name == "file" and profile["id"] not in files:
                files[profile["id"]] = made
                for domain in stored["domains"]:
                    by_domain.setdefault(domain, []).append(made)
    for record in case["records"]:
        if record["domain"] in by_domain:
            event.add_object(_recorded(record, by_domain[record["domain"]]))
    told: dict[str, int] = {}
    for link in case["links"]:
        if link["a"] in files and link["b"] in files:
            event.add_object(_link(link, files, told))
    event.uuid = str(uuid.uuid5(NAMESPACE, f"event {case_key(files)}"))
    return event


def _object(name: str, key: str) -> MISPObject:
    made = MISPObject(name, strict=True)
    made.uuid = str(uuid.uuid5(NAMESPACE, f"{name} {key}"))
    return made


def _add(made: MISPObject, relation: str, value: str | None) -> None:
    if value:
        number = len(made.attributes)
        made.add_attribute(
            relation,
            value=value,
            to_ids=False,
            disable_correlation=False,
            uuid=str(uuid.uuid5(NAMESPACE, f"{made.uuid} {number}")),
        )


def _profile(profile: Document) -> Iterator[MISPObject]:
    fields, source, id = profile["fields"], profile["source"], profile["id"]
    page = _object("file", f"page {id}")
    _add(page, "filename", source["path"].rpartition("/")[2])
    _add(page, "sha256", source["sha256"])
    _add(page, "text", f"Saved page, level: {profile['level'].replace('-', ' ')}. {CAUTION}")
    subjects = list(_subjects(profile))
    for subject in subjects:
        page.add_reference(subject.uuid, "related-to", uuid=str(uuid.uuid5(NAMESPACE, f"{page.uuid} {subject.uuid}")))
    yield page
    yield from subjects
    if fields["avatar"]["sha256"]:
        picture = _object("file", f"picture {id}")
        _add(picture, "sha256", fields["avatar"]["sha256"])
        _add(picture, "text", "Picture saved with the page")
        yield picture
    for finding in profile["findings"]:
        yield _finding(page, finding)


def _subjects(profile: Document) -> Iterator[MISPObject]:
    fields, id = profile["fields"], profile["id"]
    name, handle = (fields[key]["value"] if fields[key] else None for key in ("name", "handle"))
    if handle or name:
        account = _object("user-account", id)
        _add(account, "username", handle or name)
        _add(account, "display-name", name)
        _add(account, "account-type", platform(profile["source"]["page_kind"]))
        _add(account, "link", fields["url"]["value"] if fields["url"] else profile["source"]["url"])
        _add(account, "created", _day(fields["account_created"]))
        _add(account, "description", CLAIMED)
        yield account
    if name:
        person = _object("person", id)
        _add(person, "full-name", name)
        _add(person, "role", "Unknown")
        _add(person, "text", CLAIMED)
        yield person
    for number, company in enumerate(fields["current_companies"]):
        organization = _object("organization", f"{id} {number}")
        _add(organization, "name", company["value"])
        _add(organization, "description", CLAIMED)
        yield organization


def _finding(page: MISPObject, finding: Document) -> MISPObject:
    made = _object("annotation", f"{page.uuid} {finding['id']}")
    _add(made, "text", "\n".join(_words(finding)))
    _add(made, "type", "Other")
    for reference in finding["references"]:
        _add(made, "ref", reference["url"])
    decision = finding["decision"]
    if decision is None or decision["decided"] is None:
        made.attributes[0].add_tag(UNDECIDED)
    made.add_reference(page.uuid, "annotates", uuid=str(uuid.uuid5(NAMESPACE, f"{made.uuid} {page.uuid}")))
    return made


def _words(finding: Document) -> Iterator[str]:
    yield f"{finding['title']} ({finding['strength']}). {finding['message']}"
    for at in finding["evidence"]:
        yield f"“{at['quote']}” ({at['selector']}, page {at['page']}, from character {at['start']})"
    yield "What else explains it: " + " ".join(finding["alternatives"])
    if finding["ask"]:
        yield f"What to check next: {finding['ask']}"
    if decision := finding["decision"]:
        for one in decision["opinions"] or ([decision] if decision["decided"] else []):
            yield f"Reviewer {one['person']}: {one.get('decided', one['verdict'])}, {one['reason']}"
        if decision["look_again"]:
            yield f"To be looked at again: {decision['look_again'].replace('-', ' ')}"
        for one in decision["notes"]:
            yield f"Note of {one['person']}: {one['reason']}"
    yield f"Rule {finding['rule']}, finding {finding['id']}"


def _recorded(record: Document, pages: Sequence[MISPObject]) -> MISPObject:
    """A recorded answer about a domain that these pages claim."""
    asked = record["asked_at"] or "not recorded"
    made = _object("whois", " ".join(str(record[key]) for key in ("domain", "kind", "registered", "asked_at", "at")))
    _add(made, "domain", record["domain"])
    if record["precision"] == "day":
        _add(made, "creation-date", _day(record["registered"]))
    said = f"registered {record['registered']} ({record['precision']})" if record["registered"] else record["status"]
    quote = f"\n“{record['at']['quote']}”" if record["at"] else ""
    _add(made, "text", f"Recorded answer ({record['kind']}), asked {asked}: {said}.{quote}")
    for page in pages:
        made.add_reference(page.uuid, "related-to", uuid=str(uuid.uuid5(NAMESPACE, f"{made.uuid} {page.uuid}")))
    return made


def _link(link: Document, pages: Mapping[str, MISPObject], told: dict[str, int]) -> MISPObject:
    key = f"link {link['kind']} {link['a']} {link['b']} {link['method']} {link['transform'] or ''}"
    told[key] = number = told.get(key, 0) + 1
    made = _object("annotation", f"{key} {number}")
    distance = f", distance {link['distance']}" if link["distance"] else ""
    what = f"Two pages share something: {link['kind'].replace('-', ' ')} ({link['method']}{distance})."
    _add(made, "text", f"{what} The same thing was used, not necessarily by the same person.")
    for page in dict.fromkeys((pages[link["a"]].uuid, pages[link["b"]].uuid)):
        made.add_reference(page, "annotates", uuid=str(uuid.uuid5(NAMESPACE, f"{made.uuid} {page}")))
    return made


def _day(text: str | None) -> str | None:
    return text if text and len(text) >= len("YYYY-MM-DD") else None
