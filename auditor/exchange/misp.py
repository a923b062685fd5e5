"""A case as a MISP event: an account, a person as claimed and a file for each page, an annotation for each finding.

Nothing is marked for detection (``to_ids`` is off everywhere): these are observations, not indicators.  Tags are of the
taxonomies ``tlp``, ``estimative-language`` and ``admiralty-scale``; a saved page is a source that cannot be judged (F)
with information that cannot be judged (6).  Source: MISP objects and taxonomies as they come with PyMISP.
"""

from __future__ import annotations

import uuid
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date
from typing import Any

from pymisp import MISPEvent, MISPObject

from auditor.exchange.stix import CAUTION, CLAIMED, NAMESPACE, platform

Document = Mapping[str, Any]

TAGS = ('admiralty-scale:source-reliability="f"', 'admiralty-scale:information-credibility="6"')
LIKELIHOOD = 'estimative-language:likelihood-probability="roughly-even-chance"'
"""Of a finding that nobody has decided: a rule has matched, which makes nothing likely."""
TLP = {"clear": "tlp:clear", "green": "tlp:green", "amber": "tlp:amber", "red": "tlp:red"}


def misp_event(profiles: Iterable[Document], links: Sequence[Document], as_of: str, tlp: str) -> MISPEvent:
    """The event of a case, dated ``as_of`` (``YYYY-MM-DD``); ``tlp`` is a key of :data:`TLP`."""
    event = MISPEvent()
    event.uuid = str(uuid.uuid5(NAMESPACE, "event"))
    event.info = "Saved profile pages, read and compared"
    event.date = date.fromisoformat(as_of)
    event.distribution = 0
    event.threat_level_id = 4
    event.analysis = 0
    for tag in (TLP[tlp], *TAGS):
        event.add_tag(tag)
    accounts: dict[str, MISPObject] = {}
    for profile in profiles:
        for made in _profile(profile):
            event.add_object(made)
            if made.name == "file" and profile["id"] not in accounts:
                accounts[profile["id"]] = made
    for number, link in enumerate(links):
        if link["a"] in accounts and link["b"] in accounts:
            event.add_object(_link(number, link, accounts))
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
        made.attributes[0].add_tag(LIKELIHOOD)
    made.add_reference(page.uuid, "annotates", uuid=str(uuid.uuid5(NAMESPACE, f"{made.uuid} {page.uuid}")))
    return made


def _words(finding: Document) -> Iterator[str]:
    yield f"{finding['title']} ({finding['strength']}). {finding['message']}"
    for at in finding["evidence"]:
        yield f"“{at['quote']}” ({at['selector']}, page {at['page']}, from character {at['start']})"
    yield "What else explains it: " + " ".join(finding["alternatives"])
    if finding["ask"]:
        yield f"What to check next: {finding['ask']}"
    if finding["decision"] and finding["decision"]["decided"]:
        decision = finding["decision"]
        yield f"Reviewer {decision['person']}: {decision['decided']}, {decision['reason']}"
    yield f"Rule {finding['rule']}, finding {finding['id']}"


def _link(number: int, link: Document, pages: Mapping[str, MISPObject]) -> MISPObject:
    made = _object("annotation", f"link {number} {link['kind']} {link['a']} {link['b']}")
    distance = f", distance {link['distance']}" if link["distance"] else ""
    what = f"Two pages share something: {link['kind'].replace('-', ' ')} ({link['method']}{distance})."
    _add(made, "text", f"{what} The same thing was used, not necessarily by the same person.")
    for page in dict.fromkeys((pages[link["a"]].uuid, pages[link["b"]].uuid)):
        made.add_reference(page, "annotates", uuid=str(uuid.uuid5(NAMESPACE, f"{made.uuid} {page}")))
    return made


def _day(text: str | None) -> str | None:
    return text if text and len(text) >= len("YYYY-MM-DD") else None
