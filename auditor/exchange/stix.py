"""A case as a STIX 2.1 bundle: what pages state, what was noted, what people decided.

A page is observed data with the account, the address, the domains and the files it refers to; the person whom it claims
to show is an identity labelled ``claimed-persona``.  A finding is a note, a decision an opinion about that note, a
published pattern a note that refers to attack patterns as suggestions.  There is never a threat actor, an indicator or
a campaign: those are for people to say.  Identifiers are deterministic, so that the same case gives the same bytes.
Source: OASIS, STIX Version 2.1 (10 June 2021).
"""

from __future__ import annotations

import uuid
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import UTC, datetime
from typing import Any

import stix2

from auditor.domains import domain_of
from auditor.exchange.suggestions import ATTACK, BY_CHECK, BY_TEMPLATE, Technique

Document = Mapping[str, Any]

NAMESPACE = uuid.UUID("5f1d7a2e-5a0c-5e55-9c64-6b7e6a6f6d0b")
MARKINGS = {
    "clear": stix2.TLP_WHITE,
    "green": stix2.TLP_GREEN,
    "amber": stix2.TLP_AMBER,
    "red": stix2.TLP_RED,
}
"""Traffic light protocol by its words today; STIX 2.1 knows version 1.0 of it."""
OPINIONS = {"confirm": "agree", "dismiss": "disagree", "unsure": "neutral"}
PLATFORMS = (
    "linkedin",
    "facebook",
    "twitter",
    "instagram",
    "github",
    "telegram",
    "tiktok",
    "mastodon",
    "xing",
    "bluesky",
)
CLAIMED = "As claimed on the saved page; nothing of it was confirmed."
CAUTION = "A pattern was matched, no person was identified."


def stix_objects(profiles: Iterable[Document], links: Sequence[Document], as_of: str, tlp: str) -> Iterator[Any]:
    """The objects of a case, in order; each profile's are complete before the next is read.

    ``as_of`` (``YYYY-MM-DD``) is when they are said to be made; ``tlp`` is a key of :data:`MARKINGS`.
    """
    maker = _Maker(as_of, MARKINGS[tlp])
    yield maker.marking
    yield maker.tool
    accounts: dict[str, str] = {}
    for profile in profiles:
        made = list(maker.profile(profile))
        accounts[profile["id"]] = next(one.id for one in made if one.type == "observed-data")
        yield from made
    yield from maker.techniques()
    for number, link in enumerate(links):
        if link["a"] in accounts and link["b"] in accounts:
            yield maker.link(number, link, accounts)
    if maker.referred:
        yield maker.grouping()


def bundle_id(content: str) -> str:
    """The id of a bundle with this content key."""
    return f"bundle--{uuid.uuid5(NAMESPACE, content)}"


class _Maker:
    def __init__(self, as_of: str, marking: Any) -> None:
        self._time = datetime.fromisoformat(as_of).replace(tzinfo=UTC)
        self.marking = marking
        self.tool = stix2.Identity(
            id=_id("identity", "tool"),
            created=self._time,
            modified=self._time,
            name="persona-auditor",
            identity_class="system",
            object_marking_refs=[marking.id],
        )
        self._suggested: dict[Technique, Any] = {}
        self.referred: dict[str, None] = {}

    def _said(self, kind: type[Any], key: str, **values: Any) -> Any:
        """A domain object of ours."""
        made = kind(
            id=_id(kind._type, key),
            created=self._time,
            modified=self._time,
            created_by_ref=self.tool.id,
            object_marking_refs=[self.marking.id],
            **{name: value for name, value in values.items() if value not in (None, [], "")},
        )
        self.referred[made.id] = None
        return made

    def profile(self, profile: Document) -> Iterator[Any]:
        fields, source = profile["fields"], profile["source"]
        seen = list(_observables(profile))
        yield from seen
        captured = _time(source["captured_at"]) if source["captured_at_basis"] != "file-date" else None
        at = captured or self._time
        observed = self._said(
            stix2.ObservedData,
            f"observed {profile['id']}",
            first_observed=at,
            last_observed=at,
            number_observed=1,
            object_refs=[one.id for one in seen],
        )
        yield observed
        about = [observed.id]
        name = fields["name"]
        if name:
            claimed = self._said(
                stix2.Identity,
                f"claimed {profile['id']}",
                name=name["value"],
                identity_class="individual",
                description=CLAIMED,
                labels=["claimed-persona"],
            )
            yield claimed
            about.append(claimed.id)
        for finding in profile["findings"]:
            yield from self._finding(profile["id"], finding, about)
        for template in profile["templates"]:
            yield self._template(profile["id"], template, about)

    def _finding(self, page: str, finding: Document, about: list[str]) -> Iterator[Any]:
        suggested = [self._technique(one) for one in BY_CHECK.get(finding["check"], ())]
        note = self._said(
            stix2.Note,
            f"finding {page} {finding['id']}",
            abstract=finding["title"],
            content=_content(finding),
            object_refs=[*about, *suggested],
            labels=[finding["strength"], finding["category"].replace(" ", "-").replace("/", "-")],
            external_references=_references(finding["references"]),
        )
        yield note
        decision = finding["decision"]
        if decision and decision["decided"] in OPINIONS:
            yield self._said(
                stix2.Opinion,
                f"decision {page} {finding['id']}",
                opinion=OPINIONS[decision["decided"]],
                explanation=decision["reason"],
                authors=[decision["person"]],
                object_refs=[note.id],
            )

    def _template(self, page: str, template: Document, about: list[str]) -> Any:
        suggested = [self._technique(one) for one in BY_TEMPLATE.get(template["id"], ())]
        return self._said(
            stix2.Note,
            f"pattern {page} {template['id']}",
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

    def link(self, number: int, link: Document, observed: Mapping[str, str]) -> Any:
        how = f"{link['kind'].replace('-', ' ')}: {link['method']}"
        if link["distance"]:
            how += f", distance {link['distance']}"
        return self._said(
            stix2.Note,
            f"link {number} {link['kind']} {link['a']} {link['b']} {link['method']}",
            abstract=f"Two pages share something: {link['kind'].replace('-', ' ')}",
            content=f"{how}. The same thing was used, not necessarily by the same person.",
            object_refs=list(dict.fromkeys((observed[link["a"]], observed[link["b"]]))),
            labels=["link", link["kind"]],
        )

    def grouping(self) -> Any:
        return self._said(
            stix2.Grouping,
            "case",
            name="Saved profile pages, read and compared",
            description=f"What saved pages state and how it compares with published accounts. {CAUTION}",
            context="suspicious-activity",
            object_refs=list(self.referred),
        )


def _observables(profile: Document) -> Iterator[Any]:
    fields, source, seen = profile["fields"], profile["source"], set()
    file = stix2.File(name=source["path"].rpartition("/")[2] or "page", hashes={"SHA-256": source["sha256"]})
    yield file
    address = fields["url"]["value"] if fields["url"] else source["url"]
    if address:
        yield stix2.URL(value=address)
    name = fields["name"]["value"] if fields["name"] else None
    handle = fields["handle"]["value"] if fields["handle"] else None
    if handle or name:
        told = {"account_login": handle, "account_type": platform(source["page_kind"]), "display_name": name}
        told["account_created"] = _time(fields["account_created"])
        if not handle:  # nothing that STIX makes an identifier from; a random one would be another each time
            key = uuid.uuid5(NAMESPACE, f"account {profile['id']}")
            told["id"] = f"user-account--{uuid.UUID(bytes=key.bytes, version=4)}"
        yield stix2.UserAccount(**{key: value for key, value in told.items() if value})
    for address in (*(field["value"] for field in fields["links"]), *(e["company_url"] for e in fields["experience"])):
        domain = domain_of(address) if address else None
        if domain and domain.reason is None and domain.name not in seen:
            seen.add(domain.name)
            yield stix2.DomainName(value=domain.name)
    if fields["avatar"]["sha256"]:
        yield stix2.File(name="picture of the page", hashes={"SHA-256": fields["avatar"]["sha256"]})


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


def _time(text: str | None) -> datetime | None:
    """A date or a time of a document; ``None`` where it states no day."""
    if not text or len(text) < len("YYYY-MM-DD"):
        return None
    try:
        found = datetime.fromisoformat(text)
    except ValueError:
        return None
    return found if found.tzinfo else found.replace(tzinfo=UTC)


def platform(page_kind: str | None) -> str | None:
    """The site that a kind of page belongs to, as account types name it; ``None`` for any other."""
    known = (page_kind or "").partition("-")[0]
    return known if known in PLATFORMS else None


def _phase(technique: Technique) -> str:
    return {"T1585": "resource-development", "T1583": "resource-development", "T1598": "reconnaissance"}.get(
        technique.id[:5], "initial-access"
    )
