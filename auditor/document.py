"""Types as plain JSON values: the shapes that scripts rely on, kept apart from the types inside.

A missing value is ``None``; a list that has nothing is empty; keys come in a fixed order.
"""

from __future__ import annotations

import hashlib
import unicodedata
from collections.abc import Iterator, Mapping
from dataclasses import fields, is_dataclass
from typing import Any

from auditor.model import (
    Avatar,
    Field,
    Finding,
    Locator,
    Message,
    PictureFeatures,
    Position,
    Profile,
    Skip,
    Source,
    Study,
    TemplateMatch,
)

JSON_VERSION = "1.0.0"
"""Semantic version of what ``auditor audit --format json`` prints."""
SCHEMA = f"auditor.audit/{JSON_VERSION.partition('.')[0]}"

Document = dict[str, Any]


def locator_document(at: Locator) -> Document:
    """``LOCATOR``."""
    return {"page": at.page, "selector": at.selector, "quote": at.quote, "start": at.start}


def field_document(field: Field | None) -> Document | None:
    """``FIELD`` or null."""
    return None if field is None else {"value": field.value, "at": locator_document(field.at)}


def _value(field: Field | None) -> str | None:
    return None if field is None else field.value


def source_document(source: Source) -> Document:
    """The ``source`` object of a profile."""
    return {
        "path": source.path,
        "sha256": source.sha256,
        "container": source.container,
        "page_kind": source.page_kind,
        "language": source.language,
        "captured_at": source.captured_at,
        "captured_at_basis": source.captured_at_basis,
        "url": source.url,
        "url_basis": source.url_basis,
        "also_at": list(source.also_at),
        "doubts": None if source.doubts is None else [field_document(doubt) for doubt in source.doubts],
    }


def _position(position: Position) -> Document:
    return {
        "title": _value(position.title),
        "company": _value(position.company),
        "company_url": _value(position.company_url),
        "start": position.start,
        "end": position.end,
        "current": position.current,
        "location": _value(position.location),
        "description": _value(position.description),
        "at": locator_document(position.at),
    }


def _study(study: Study) -> Document:
    return {
        "school": _value(study.school),
        "degree": _value(study.degree),
        "start": study.start,
        "end": study.end,
        "at": locator_document(study.at),
    }


def _message(message: Message) -> Document:
    return {
        "from": message.sender,
        "sent_at": message.sent_at,
        "text": message.text,
        "by_subject": message.by_subject,
        "at": locator_document(message.at),
    }


def _avatar(avatar: Avatar, picture: PictureFeatures | None) -> Document:
    return {
        "state": avatar.state,
        "url": avatar.url,
        "sha256": picture.sha256 if picture else None,
        "hashes": dict(sorted(picture.hashes.items())) if picture else {},
        "low_information": picture.low_information if picture else None,
        "at": locator_document(avatar.at) if avatar.at else None,
    }


def fields_document(profile: Profile, picture: PictureFeatures | None = None) -> Document:
    """The ``fields`` object of a profile."""
    return {
        "name": field_document(profile.name),
        "headline": field_document(profile.headline),
        "location": field_document(profile.location),
        "about": field_document(profile.about),
        "handle": field_document(profile.handle),
        "url": field_document(profile.url),
        "current_companies": [field_document(f) for f in profile.current_companies],
        "experience": [_position(p) for p in profile.experience],
        "education": [_study(s) for s in profile.education],
        "links": [field_document(f) for f in profile.links],
        "emails": [field_document(f) for f in profile.emails],
        "phones": [field_document(f) for f in profile.phones],
        "messages": [_message(m) for m in profile.messages],
        "avatar": _avatar(profile.avatar, picture),
        "connections_or_followers": profile.connections_or_followers,
        "account_created": profile.account_created,
        "photo_uploaded": profile.photo_uploaded,
        "dated_facts": [{"kind": d.kind, "date": d.date, "at": locator_document(d.at)} for d in profile.dated],
        "verifications": [field_document(f) for f in profile.verifications],
        "company": {key: field_document(profile.company[key]) for key in sorted(profile.company)},
    }


def profile_document(profile: Profile, picture: PictureFeatures | None = None) -> Document:
    """What one page states: the part of ``PROFILE`` that is known before any check has looked."""
    return {
        "id": profile.id,
        "source": source_document(profile.source),
        "status": profile.status,
        "reason": profile.reason,
        "fields": fields_document(profile, picture),
        "absent": {key: profile.absent[key] for key in sorted(profile.absent)},
    }


def rules_document(profile: Profile) -> list[Document]:
    """For every value and every part of one, the selector that found it: what to mend when a site changes its pages."""
    return [{"field": path, "quote": at.quote, "selector": at.selector} for path, at in _located(profile, "")]


def _located(value: object, path: str) -> Iterator[tuple[str, Locator]]:
    if isinstance(value, Locator):
        yield path, value
    elif isinstance(value, Field):
        yield path, value.at
    elif is_dataclass(value) and not isinstance(value, type):
        for part in fields(value):
            yield from _located(getattr(value, part.name), f"{path}.{part.name}" if path else part.name)
    elif isinstance(value, Mapping):
        for key in sorted(value):
            yield from _located(value[key], f"{path}[{key}]")
    elif isinstance(value, tuple):
        for number, item in enumerate(value):
            yield from _located(item, f"{path}[{number}]")


def finding_document(finding: Finding, id: str, state: str = "new", decision: Document | None = None) -> Document:
    """``FINDING``."""
    return {
        "id": id,
        "check": finding.check,
        "rule": finding.rule,
        "strength": finding.strength,
        "category": finding.category,
        "title": finding.title,
        "message": finding.message,
        "field": finding.field,
        "evidence": [locator_document(at) for at in finding.evidence],
        "alternatives": list(finding.alternatives),
        "references": [{"title": r.title, "publisher": r.publisher, "url": r.url} for r in finding.references],
        "ask": finding.ask,
        "others": list(finding.others),
        "state": state,
        "decision": decision,
    }


def skip_document(skip: Skip) -> Document:
    """One entry of ``skips``."""
    return {"check": skip.check, "reason": skip.reason, "crashed": skip.crashed}


def template_document(template: TemplateMatch, ids_by_rule: dict[str, list[str]]) -> Document:
    """One entry of ``templates``; ``because`` names findings by id."""
    return {
        "id": template.id,
        "title": template.title,
        "level": template.level,
        "because": [id for rule in template.because for id in ids_by_rule.get(rule, [])],
        "missing": list(template.missing),
        "ask": list(template.ask),
        "note": template.note,
    }


def normalised_quote(quote: str) -> str:
    """A quote as it enters a fingerprint: compatibility forms, case and white space do not count."""
    return " ".join(unicodedata.normalize("NFKC", quote).casefold().split())


def fingerprint(finding: Finding, subject: str) -> str:
    """Identity of a finding: rule, subject, field and the quoted words; never a position.

    An edit elsewhere on the page neither loses a decision nor makes a new finding.
    """
    parts = [finding.rule, subject, finding.field, *sorted({normalised_quote(at.quote) for at in finding.evidence})]
    return "f-" + hashlib.sha256("\x1f".join(parts).encode("utf-8", "surrogatepass")).hexdigest()[:16]
