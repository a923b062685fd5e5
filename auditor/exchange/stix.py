"""A case as a STIX 2.1 bundle: what pages state, what was noted, what people decided.

A page is observed data with the account, the address, the domains and the files it refers to; the person whom it claims
to show is an identity labelled ``claimed-persona``.  A finding is a note, a decision an opinion about that note, a
published pattern a note that refers to attack patterns as suggestions.  There is never a threat actor, an indicator or
a campaign: those are for people to say.

Identifiers are deterministic: the same page, finding, decision is the same object whichever run and whoever exports
it.  What is said of a page is created when the page was saved and modified on the date that the results speak for, as
versions of one object must agree about when it was created.  Source: OASIS, STIX Version 2.1 (10 June 2021), 3.6.
"""

from __future__ import annotations

import hashlib
import uuid
from collections.abc import Iterable, Iterator, Mapping
from datetime import UTC, datetime
from typing import Any

import stix2

from auditor.exchange.carried import EXTENSION, SCHEMA, VERSION, extension_of
from auditor.exchange.observed import NAMESPACE, moment, observables
from auditor.exchange.suggestions import ATTACK, BY_CHECK, BY_TEMPLATE, Technique

Document = Mapping[str, Any]

MARKINGS = {
    "clear": stix2.TLP_WHITE,
    "green": stix2.TLP_GREEN,
    "amber": stix2.TLP_AMBER,
    "red": stix2.TLP_RED,
}
"""Traffic light protocol by its words today; STIX 2.1 knows version 1.0 of it."""
OPINIONS = {"confirm": "agree", "dismiss": "disagree", "unsure": "neutral"}
CLAIMED = "As claimed on the saved page; nothing of it was confirmed."
CAUTION = "A pattern was matched, no person was identified."
_OURS = datetime(2026, 1, 1, tzinfo=UTC)
"""When what is the same in every bundle (the tool, the extension, the techniques) is said to be made."""


def stix_bundle(pages: Iterable[tuple[Document, Document]], case: Document, tlp: str, carry: bool) -> Iterator[bytes]:
    """A bundle in pieces, an object a line; its id is made from what it holds.

    ``pages`` are ``PROFILE`` and what the case file keeps besides, in order; ``case`` is what a run says besides its
    pages.  ``tlp`` is a key of :data:`MARKINGS`.  With ``carry``, the bundle holds what ``auditor import`` reads.
    """
    digest = hashlib.sha256()
    seen: set[str] = set()
    yield b'{"type": "bundle", "objects": ['
    for one in stix_objects(pages, case, tlp, carry):
        if one.id not in seen:  # the same address or domain stands on several pages
            line = one.serialize(sort_keys=True).encode()
            digest.update(line)
            yield (b",\n" if seen else b"\n") + line
            seen.add(one.id)
    yield f'],\n"id": "bundle--{uuid.uuid5(NAMESPACE, digest.hexdigest())}"}}\n'.encode()


def stix_objects(pages: Iterable[tuple[Document, Document]], case: Document, tlp: str, carry: bool) -> Iterator[Any]:
    """The objects of a case, in order; each page's are complete before the next is read."""
    maker = _Maker(case["as_of"], MARKINGS[tlp], carry)
    yield maker.marking
    yield maker.tool
    if carry:
        yield maker.extension
    no_profiles = []
    for profile, stored in pages:
        if profile["status"] == "profile":
            yield from maker.page(profile, stored)
        else:
            no_profiles.append({"profile": profile, "stored": stored})
    yield from maker.techniques()
    for link in case["links"]:
        if link["a"] in maker.observed and link["b"] in maker.observed:
            yield maker.link(link)
    yield maker.grouping({"case": case, "pages": no_profiles})


class _Maker:
    def __init__(self, as_of: str, marking: Any, carry: bool) -> None:
        self._as_of = datetime.fromisoformat(as_of).replace(tzinfo=UTC)
        self._carry = carry
        self.marking = marking
        ours = {"created": _OURS, "modified": _OURS, "object_marking_refs": [stix2.TLP_WHITE.id]}
        self.tool = stix2.Identity(id=_id("identity", "tool"), name="persona-auditor", identity_class="system", **ours)
        self.extension = stix2.ExtensionDefinition(
            id=EXTENSION,
            created_by_ref=self.tool.id,
            name="persona-auditor case",
            description="What auditor import reads a case from.",
            schema=SCHEMA,
            version=VERSION,
            extension_types=["property-extension"],
            **ours,
        )
        self._suggested: dict[Technique, Any] = {}
        self._told: dict[str, int] = {}
        self._referred: dict[str, None] = {}
        self.observed: dict[str, tuple[str, datetime]] = {}
        """Of each page its observed data, and when what is said of it is created."""

    def _said(self, kind: type[Any], key: str, created: datetime, **values: Any) -> Any:
        """A domain object of ours."""
        made = kind(
            id=_id(kind._type, key),
            created=created,
            modified=max(created, self._as_of),
            created_by_ref=self.tool.id,
            object_marking_refs=[self.marking.id],
            **{name: value for name, value in values.items() if value not in (None, [], {}, "")},
        )
        self._referred[made.id] = None
        return made

    def page(self, profile: Document, stored: Document) -> Iterator[Any]:
        source = profile["source"]
        seen = list(observables(profile))
        yield from seen
        created = moment(source["captured_at"]) or self._as_of
        at = created if source["captured_at_basis"] != "file-date" else self._as_of
        observed = self._said(
            stix2.ObservedData,
            f"observed {profile['id']}",
            created,
            first_observed=at,
            last_observed=at,
            number_observed=1,
            object_refs=[one.id for one in seen],
            extensions=extension_of({"profile": profile, "stored": stored}) if self._carry else None,
        )
        yield observed
        self.observed[profile["id"]] = (observed.id, created)
        about = [observed.id]
        name = profile["fields"]["name"]
        if name:
            claimed = self._said(
                stix2.Identity,
                f"claimed {profile['id']}",
                created,
                name=name["value"],
                identity_class="individual",
                description=CLAIMED,
                labels=["claimed-persona"],
            )
            yield claimed
            about.append(claimed.id)
        for finding in profile["findings"]:
            yield from self._finding(profile["id"], finding, about, created)
        for template in profile["templates"]:
            yield self._template(profile["id"], template, about, created)

    def _finding(self, page: str, finding: Document, about: list[str], created: datetime) -> Iterator[Any]:
        suggested = [self._technique(one) for one in BY_CHECK.get(finding["check"], ())]
        note = self._said(
            stix2.Note,
            f"finding {page} {finding['id']}",
            created,
            abstract=finding["title"],
            content=_content(finding),
            object_refs=[*about, *suggested],
            labels=[finding["strength"], finding["category"].replace(" ", "-").replace("/", "-")],
            external_references=_references(finding["references"]),
        )
        yield note
        if decision := finding["decision"]:
            yield from self._decided(note, decision, created)

    def _decided(self, note: Any, decision: Document, created: datetime) -> Iterator[Any]:
        """An opinion for each word that counts, a note for each note; where two people disagree, both."""
        again = ["look-again", decision["look_again"]] if decision["look_again"] else []
        for one in decision["opinions"] or ([decision] if decision["decided"] else []):
            verdict = one.get("decided", one["verdict"])
            yield self._said(
                stix2.Opinion,
                f"{_word(note, verdict, one)}",
                moment(one["decided_at"]) or created,
                opinion=OPINIONS[verdict],
                explanation=one["reason"],
                authors=[one["person"]],
                object_refs=[note.id],
                labels=again,
            )
        for one in decision["notes"]:
            yield self._said(
                stix2.Note,
                f"{_word(note, 'note', one)}",
                moment(one["decided_at"]) or created,
                content=one["reason"] or "Looked at.",
                authors=[one["person"]],
                object_refs=[note.id],
                labels=["reviewer-note"],
            )

    def _template(self, page: str, template: Document, about: list[str], created: datetime) -> Any:
        suggested = [self._technique(one) for one in BY_TEMPLATE.get(template["id"], ())]
        return self._said(
            stix2.Note,
            f"pattern {page} {template['id']}",
            created,
            abstract=f"{template['title']}: {template['level'].replace('-', ' ')}",
            content=f"Findings of this page resemble the published pattern “{template['title']}”. {CAUTION}"
            " Techniques are suggestions: the findings are consistent with them.",
            object_refs=[*about, *suggested],
            labels=["published-pattern", template["level"]],
        )

    def _technique(self, technique: Technique) -> str:
        if technique not in self._suggested:
            reference = {"source_name": technique.framework, "external_id": technique.id}
            if technique.url:
                reference["url"] = technique.url
            self._suggested[technique] = self._said(
                stix2.AttackPattern,
                f"technique {technique.framework} {technique.id}",
                _OURS,
                name=technique.name,
                description="A suggestion: findings of this case are consistent with it.",
                external_references=[reference],
                labels=["suggestion"],
                kill_chain_phases=[{"kill_chain_name": "mitre-attack", "phase_name": _phase(technique)}]
                if technique.framework == ATTACK
                else None,
            )
        return str(self._suggested[technique].id)

    def techniques(self) -> Iterator[Any]:
        yield from self._suggested.values()

    def link(self, link: Document) -> Any:
        how = f"{link['kind'].replace('-', ' ')}: {link['method']}"
        if link["distance"]:
            how += f", distance {link['distance']}"
        (first, one), (second, other) = self.observed[link["a"]], self.observed[link["b"]]
        key = f"link {link['kind']} {link['a']} {link['b']} {link['method']} {link['transform'] or ''}"
        self._told[key] = number = self._told.get(key, 0) + 1
        return self._said(
            stix2.Note,
            f"{key} {number}",
            max(one, other),
            abstract=f"Two pages share something: {link['kind'].replace('-', ' ')}",
            content=f"{how}. The same thing was used, not necessarily by the same person.",
            object_refs=list(dict.fromkeys((first, second))),
            labels=["link", link["kind"]],
        )

    def grouping(self, carried: Document) -> Any:
        """The case: known by the pages it holds, so that two cases are never one object on a platform."""
        return self._said(
            stix2.Grouping,
            f"case {case_key(self.observed)}",
            min((created for _, created in self.observed.values()), default=self._as_of),
            name="Saved profile pages, read and compared",
            description=f"What saved pages state and how it compares with published accounts. {CAUTION}",
            context="unspecified",
            object_refs=list(self._referred) or [self.tool.id],
            extensions=extension_of(carried) if self._carry else None,
        )


def case_key(profiles: Iterable[str]) -> str:
    """Key of a case: the pages of profiles that it holds, whatever judged them."""
    return hashlib.sha256("\n".join(sorted(profiles)).encode()).hexdigest()


def _word(note: Any, verdict: str, one: Document) -> str:
    return f"decision {note.id} {verdict} {one['person']} {one['decided_at']} {one['reason']}"


def _content(finding: Document) -> str:
    """A finding in words: what was seen, the quotes with their places, what else explains it, what to check."""
    quotes = [f"“{at['quote']}” ({at['selector']}, page {at['page'][:12]})" for at in finding["evidence"]]
    parts = [finding["message"], *quotes, "What else explains it: " + " ".join(finding["alternatives"])]
    if finding["ask"]:
        parts.append("What to check next: " + finding["ask"])
    return "\n".join([*parts, f"Rule {finding['rule']}, finding {finding['id']}."])


def _references(references: Iterable[Document]) -> list[dict[str, str]]:
    made = []
    for one in references:
        reference = {"source_name": one["publisher"] or one["title"], "description": one["title"]}
        if one["url"]:
            reference["url"] = one["url"]
        made.append(reference)
    return made


def _id(kind: str, key: str) -> str:
    return f"{kind}--{uuid.uuid5(NAMESPACE, f'{kind} {key}')}"


def _phase(technique: Technique) -> str:
    return {"T1585": "resource-development", "T1583": "resource-development", "T1598": "reconnaissance"}.get(
        technique.id[:5], "initial-access"
    )
