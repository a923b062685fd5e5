"""A reading as rows of the case file; made in the worker, so that the writer only adds keys."""

from __future__ import annotations

from base64 import b64decode, b64encode
from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any

import orjson

from auditor.document import (
    field_document,
    fingerprint,
    locator_document,
    profile_document,
    source_document,
)
from auditor.markup import Document, reading_at
from auditor.model import Assessment, Avatar, Features, Field, Finding, Locator, Page, Passage, PictureFeatures, Reading
from auditor.store.captures import capture_text

AROUND = 200
"""Characters of context kept on each side of a quote."""

Row = tuple[Any, ...]


@dataclass(frozen=True, slots=True)
class FindingRows:
    """One finding and its evidence, without keys."""

    finding: Row
    evidence: tuple[Row, ...]


@dataclass(frozen=True, slots=True)
class PageRows:
    """All rows of one page, without the page's key."""

    page: Row
    profile: Row | None = None
    experience: tuple[Row, ...] = ()
    education: tuple[Row, ...] = ()
    messages: tuple[Row, ...] = ()
    picture: Row | None = None
    domains: tuple[Row, ...] = ()
    findings: tuple[FindingRows, ...] = ()
    skips: tuple[Row, ...] = ()


def json_text(value: Any) -> str:
    """Compact JSON."""
    return orjson.dumps(value).decode()


def _value(field: Field | None) -> str | None:
    return None if field is None else field.value


def assessment_text(assessment: Assessment) -> str:
    """An assessment as JSON; findings are named by rule, since ids are known only to the store."""
    return json_text(
        {
            "level": assessment.level,
            "templates": [
                {
                    "id": t.id,
                    "title": t.title,
                    "level": t.level,
                    "because": list(t.because),
                    "missing": list(t.missing),
                    "ask": list(t.ask),
                    "note": t.note,
                }
                for t in assessment.templates
            ],
            "direct_requests": list(assessment.direct_requests),
            "about_lures": assessment.about_lures,
        }
    )


def features_text(features: Features) -> str:
    """The parts of the features that have no column of their own."""
    return json_text(
        {
            "subject": features.subject,
            "name": features.name,
            "url": features.url,
            "avatar": {
                "state": features.avatar.state,
                "url": features.avatar.url,
                "at": locator_document(features.avatar.at) if features.avatar.at else None,
            },
            "domains": list(features.domains),
            "about": field_document(features.about),
            "contacts": [field_document(contact) for contact in features.contacts],
            "passages": [
                [one.field, field_document(one.text), b64encode(one.sketch).decode(), one.employer]
                for one in features.passages
            ],
            "capture": capture_text(features.capture) if features.capture else None,
        }
    )


def features_from(profile: str, text: str, sketch: bytes, picture: PictureFeatures | None) -> Features:
    """The features again, as a case check sees them; without their capture, which few need."""
    stored = orjson.loads(text)
    at = stored["avatar"]["at"]
    about = stored["about"]
    return Features(
        profile=profile,
        subject=stored["subject"],
        name=stored["name"],
        url=stored["url"],
        avatar=Avatar(stored["avatar"]["state"], stored["avatar"]["url"], Locator(**at) if at else None),
        picture=picture,
        domains=tuple(stored["domains"]),
        sketch=sketch,
        about=Field(about["value"], Locator(**about["at"])) if about else None,
        contacts=tuple(Field(contact["value"], Locator(**contact["at"])) for contact in stored.get("contacts", ())),
        passages=tuple(
            Passage(kind, Field(text["value"], Locator(**text["at"])), b64decode(sketch), employer)
            for kind, text, sketch, employer in stored.get("passages", ())
        ),
    )


def finding_rows(
    finding: Finding, subject: str, document: Document | None, versions: Mapping[str, int] = MappingProxyType({})
) -> FindingRows:
    """A finding's rows; the words around each quote come from ``document`` where the quote stands on that page.

    ``versions`` are those of rules by id; what a check decides by itself is of version 1.
    """
    return FindingRows(
        (
            fingerprint(finding, subject),
            finding.check,
            finding.rule,
            versions.get(finding.rule, 1),
            finding.strength,
            finding.weight,
            finding.category,
            finding.title,
            finding.message,
            finding.field,
            json_text(finding.alternatives),
            json_text([{"title": r.title, "publisher": r.publisher, "url": r.url} for r in finding.references]),
            json_text(finding.others),
            finding.ask,
        ),
        tuple(_evidence(number, at, document) for number, at in enumerate(finding.evidence)),
    )


def _evidence(number: int, at: Locator, document: Document | None) -> Row:
    before = after = ""
    if document is not None and at.page == document.page.sha256:
        reading = reading_at(document.page, at.selector, document) or ""
        before = reading[max(0, at.start - AROUND) : at.start]
        after = reading[at.start + len(at.quote) :][:AROUND]
    return (number, at.page, at.selector, at.quote, at.start, before, after)


def page_rows(
    page: Page, member: str, reading: Reading, document: Document | None, versions: Mapping[str, int]
) -> PageRows:
    """All rows of one page that was read; ``member`` is its place inside an archive, else empty."""
    profile, source = reading.profile, reading.profile.source
    assessment = assessment_text(reading.assessment)
    stated = profile_document(profile, reading.picture)
    stated["source"] = {**source_document(source), "path": None, "also_at": []}
    level = reading.assessment.level
    rows = PageRows(
        page=(
            member,
            profile.id,
            page.sha256,
            source.container,
            source.page_kind,
            profile.status,
            profile.reason,
            source.language,
            source.url,
            source.captured_at,
            source.captured_at_basis,
            level,
            assessment,
            level,
            assessment,
            json_text(stated),
        ),
        findings=tuple(finding_rows(f, profile.subject, document, versions) for f in reading.findings),
        skips=tuple((s.check, s.reason, int(s.crashed)) for s in reading.skips),
    )
    if reading.features is None:
        return rows
    picture = reading.picture
    return PageRows(
        page=rows.page,
        findings=rows.findings,
        skips=rows.skips,
        profile=(
            profile.subject,
            _value(profile.name),
            _value(profile.headline),
            _value(profile.location),
            _value(profile.about),
            _value(profile.handle),
            _value(profile.url),
            profile.connections_or_followers,
            profile.account_created,
            profile.photo_uploaded,
            profile.avatar.state,
            features_text(reading.features),
            reading.features.sketch,
        ),
        experience=tuple(
            (
                number,
                _value(p.title),
                _value(p.company),
                _value(p.company_url),
                p.start,
                p.end,
                int(p.current),
                _value(p.location),
                _value(p.description),
            )
            for number, p in enumerate(profile.experience)
        ),
        education=tuple(
            (number, _value(s.school), _value(s.degree), s.start, s.end) for number, s in enumerate(profile.education)
        ),
        messages=tuple(
            (number, m.sender, m.sent_at, int(m.by_subject), m.text) for number, m in enumerate(profile.messages)
        ),
        picture=None
        if picture is None
        else (
            picture.sha256,
            picture.width,
            picture.height,
            json_text(dict(sorted(picture.hashes.items()))),
            picture.low_information,
            picture.views,
            picture.thumbnail,
        ),
        domains=tuple((name,) for name in reading.features.domains),
    )
