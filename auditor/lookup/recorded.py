"""Recorded answers of registries, certificate logs and archives, read.

A file holds one answer: RDAP or certificate JSON, a capture index, or WHOIS text.  It may be wrapped the way this
program keeps what it asked itself: ``{"auditor-answer": 1, "kind": …, "name": …, "asked_at": …, "status": …, "body":
…}``.  The domain is read from the answer, else from the file's name.  Bytes in, records out; nothing is asked.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from auditor.domains import domain_of
from auditor.lookup import captures, certificates, rdap
from auditor.lookup.answers import Answer, stamped_day
from auditor.lookup.floors import floored
from auditor.lookup.registrars import bounded
from auditor.lookup.whois import whois_answer
from auditor.markup import STEP, Unreadable, loaded_json, plain_text
from auditor.model import DomainRecord, Page, RecordKind, Records, Refusal

MAX_ANSWER = 4 * 1024 * 1024
"""Bytes; a registry's answer has a few kilobytes, a certificate log's a few megabytes."""
_SUFFIXES = (".json", ".txt", ".whois", ".rdap", ".ct", ".crtsh", ".cdx", ".wayback", ".log", ".html")


def answer_page(path: str, data: bytes) -> Page:
    """A recorded file as a page, so that a record's place can be looked up again in the file's bytes."""
    return Page(hashlib.sha256(data).hexdigest(), path, "record", _decoded(data), "text/plain")


def parsed_answer(data: bytes, name: str, tld: str | None = None, kind: str | None = None) -> DomainRecord:
    """One recorded answer.

    ``name`` is the file's name, or the domain that was asked about; ``tld`` and ``kind`` help where the answer does not
    say.  Never raises on what the bytes hold: what cannot be read is a record with the status ``unreadable``.
    """
    sha256 = hashlib.sha256(data).hexdigest()
    asked = _asked_name(name)
    text = _decoded(data) if len(data) <= MAX_ANSWER else ""
    if not text.strip():
        reason = "longer than an answer can be" if text == "" and data else "an empty answer"
        return Answer(_kind(kind) or "rdap", asked, status="unreadable", warnings=(reason,)).record(sha256, asked or "")
    answer = _answer(text, asked, tld, kind)
    stated = domain_of(answer.domain) if answer.domain else None
    domain = stated.name if stated and stated.kind != "not-public" else None
    about = domain or (answer.domain.casefold().rstrip(".") if answer.domain else None)
    if asked and about and about != asked:
        answer = _refused(answer, f"the answer is about {about}, not about {asked}")
    found = asked or domain or (answer.domain or "").casefold()
    if answer.given_by is not None:
        answer = bounded(answer, found)
    return floored(answer.record(sha256, found))


def records_from(files: Mapping[str, bytes]) -> tuple[Records, tuple[Refusal, ...]]:
    """All records of recorded files, by domain, and the files that are none, with the reason.

    The keys of ``files`` are paths for messages and names; the order does not matter.
    """
    found: dict[str, dict[tuple[str, str, str], DomainRecord]] = {}
    refusals = []
    for path in sorted(files):
        record = parsed_answer(files[path], path.rsplit("/", 1)[-1])
        if record.status == "unreadable":
            refusals.append(Refusal(path, "; ".join(record.warnings) or "not an answer about a domain"))
            continue
        if "." not in record.domain:
            refusals.append(Refusal(path, "it names no domain: name the file after the domain that was asked about"))
            continue
        key = (record.kind, record.registered or "", record.at.page if record.at else path)
        found.setdefault(record.domain, {})[key] = record
    return {domain: tuple(found[domain][key] for key in sorted(found[domain])) for domain in sorted(found)}, tuple(
        refusals
    )


def _refused(answer: Answer, reason: str) -> Answer:
    return replace(answer, registered=None, status="unreadable", quote="", warnings=(*answer.warnings, reason))


def _decoded(data: bytes) -> str:
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError:
        return data.decode("latin-1")


def _asked_name(name: str) -> str | None:
    """The registrable domain that a file's name gives: ``harbour.example.rdap.json`` is ``harbour.example``."""
    stem = name.casefold().strip()
    while stem.endswith(_SUFFIXES):
        stem = stem.rsplit(".", 1)[0]
    found = domain_of(stem)
    return found.name if found and found.kind not in ("not-public", "address") else None


def _kind(kind: str | None) -> RecordKind | None:
    return kind if kind in ("rdap", "whois", "ct", "wayback") else None  # type: ignore[return-value]  # one of the literals


def _answer(text: str, asked: str | None, tld: str | None, kind: str | None) -> Answer:
    if text.lstrip()[:1] not in "{[" or kind == "whois":
        return _text_answer(plain_text(text), asked, tld)
    try:
        value = loaded_json(text)
    except Unreadable as error:
        return Answer(_kind(kind) or "rdap", None, status="unreadable", warnings=(str(error),))
    if isinstance(value, dict) and "auditor-answer" in value:
        return _kept_answer(value, asked, tld)
    return _json_answer(value, asked, "", kind)


def _kept_answer(value: dict[str, Any], asked: str | None, tld: str | None) -> Answer:
    body, asked_at, name = value.get("body"), value.get("asked_at"), value.get("name")
    kind = _kind(value.get("kind")) or "rdap"
    day = stamped_day(asked_at) if isinstance(asked_at, str) else None
    named = _asked_name(name) if isinstance(name, str) else asked
    if value.get("status") == 404:
        return Answer(kind, named, status="not-found", asked_at=day, selector="json=/status", quote="404")
    if not isinstance(body, str) or not body.strip():
        return Answer(kind, named, status="unreadable", warnings=("a kept answer without a body",))
    root = f"json=/body{STEP}"
    try:
        inner = loaded_json(body) if body.lstrip()[:1] in "{[" else None
    except Unreadable as error:
        return Answer(kind, named, status="unreadable", warnings=(str(error),))
    answer = _text_answer(body, named, tld) if inner is None else _json_answer(inner, named, root, kind)
    if inner is None and answer.quote:
        answer = replace(answer, selector="json=/body")
    return replace(answer, domain=answer.domain or named, asked_at=day or answer.asked_at)


def _json_answer(value: Any, asked: str | None, root: str, kind: str | None) -> Answer:
    if rdap.recognised(value):
        return rdap.rdap_answer(value, root)
    if certificates.recognised(value):
        about = asked or certificates.only_domain(value)
        if about is None:
            return Answer(
                "ct", None, status="unreadable", warnings=("name the file after the domain: certificates name many",)
            )
        return certificates.certificate_answer(value, about, root)
    if captures.recognised(value):
        return captures.capture_answer(value, root)
    if value == [] and asked:
        return Answer(_kind(kind) or "ct", asked, status="no-date", warnings=("an empty list: nothing on file there",))
    return Answer("rdap", None, status="unreadable", warnings=("JSON, but neither RDAP, certificates nor captures",))


def _text_answer(text: str, asked: str | None, tld: str | None) -> Answer:
    if captures.recognised_text(text):
        return captures.capture_text_answer(text)
    if text.lstrip()[:1] == "<":
        return Answer("rdap", None, status="unreadable", warnings=("a web page, not an answer",))
    return whois_answer(text, asked, tld)
