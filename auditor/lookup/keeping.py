"""How an answer is kept: wrapped with where it came from, and without what it says about people."""

from __future__ import annotations

import hashlib
import json
import re
from typing import Any

from auditor.model import DomainRecord

_KEPT_LINES = re.compile(
    r"^[\s*%#>\[]*(?:domain|registr(?:ar|y)\b|sponsoring registrar|status|name ?server|nserver|dnssec|whois server)",
    re.IGNORECASE,
)
_ABOUT_PEOPLE = re.compile(
    r"contact|abuse|phone|fax|e-?mail|@|street|address|registry (?:reg|admin|tech)", re.IGNORECASE
)


def kept(
    data: bytes,
    record: DomainRecord,
    *,
    contacts: bool = False,
    url: str | None = None,
    asked_at: str | None = None,
    status: int | None = None,
) -> tuple[str, bytes]:
    """File name and content under which an answer is kept; ``data`` is the answer as it came, ``record`` its reading.

    ``sha256`` in it is of the answer as it came, so that a copy kept elsewhere can be compared.
    """
    sha256 = hashlib.sha256(data).hexdigest()
    text = data.decode("utf-8-sig", "replace")
    if _is_kept(text):
        return f"{record.domain}.{record.kind}.{sha256[:12]}.json", data
    body = text if contacts else _without_people(text, record)
    wrapped = {
        "auditor-answer": 1,
        "kind": record.kind,
        "name": record.domain,
        "url": url,
        "asked_at": asked_at or record.asked_at,
        "status": status,
        "sha256": sha256,
        "contacts": contacts,
        "body": body,
    }
    content = json.dumps(wrapped, ensure_ascii=False, indent=1).encode("utf-8", "surrogatepass") + b"\n"
    return f"{record.domain}.{record.kind}.{sha256[:12]}.json", content


def _is_kept(text: str) -> bool:
    return '"auditor-answer"' in text[:200]


def _without_people(text: str, record: DomainRecord) -> str:
    if record.kind == "whois":
        return _whois_without_people(text, record)
    if record.kind == "rdap" and text.lstrip()[:1] == "{":
        return json.dumps(_rdap_without_people(json.loads(text, strict=False)), ensure_ascii=False)
    if record.kind == "ct" and "@" in text:
        return json.dumps(_certificates_without_people(json.loads(text, strict=False)), ensure_ascii=False)
    return text


def _certificates_without_people(rows: Any) -> Any:
    """The rows without the e-mail addresses that certificates for mail are made out to; a row's place stays."""
    if not isinstance(rows, list):
        return rows
    return [
        {key: _without_addresses(value) if isinstance(value, str) else value for key, value in row.items()}
        if isinstance(row, dict)
        else row
        for row in rows
    ]


def _without_addresses(names: str) -> str:
    return "\n".join(name for name in names.split("\n") if "@" not in name) if "@" in names else names


def _whois_without_people(text: str, record: DomainRecord) -> str:
    """The lines about name, registrar, status and servers, and the line that states the date."""
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    at = record.at.start if record.at else -1
    lines, offset = [], 0
    for line in text.split("\n"):
        states = offset <= at <= offset + len(line)
        if states or (_KEPT_LINES.match(line) and not _ABOUT_PEOPLE.search(line)):
            lines.append(line)
        offset += len(line) + 1
    return "\n".join(lines) + "\n"


def _rdap_without_people(value: Any) -> Any:
    """The answer without its contacts: of a registrar name and number stay, of everybody else only the role."""
    if isinstance(value, list):
        return [_rdap_without_people(item) for item in value]
    if not isinstance(value, dict):
        return value
    kept_value = {key: _rdap_without_people(item) for key, item in value.items() if key not in _PERSONAL}
    if isinstance(value.get("entities"), list):
        kept_value["entities"] = [_entity_without_people(entity) for entity in value["entities"]]
    return kept_value


def _entity_without_people(entity: Any) -> Any:
    if not isinstance(entity, dict):
        return None
    roles = entity.get("roles")
    is_registrar = isinstance(roles, list) and "registrar" in roles
    kept_value = {key: entity[key] for key in (_OF_REGISTRARS if is_registrar else _OF_OTHERS) if key in entity}
    if is_registrar and (name := _full_name(entity.get("vcardArray"))):
        kept_value["vcardArray"] = ["vcard", [["version", {}, "text", "4.0"], ["fn", {}, "text", name]]]
    return kept_value


_PERSONAL = frozenset({"vcardArray", "jscard", "jscontact", "jscontact_card", "remarks"})
_OF_REGISTRARS = ("objectClassName", "handle", "roles", "publicIds", "status")
_OF_OTHERS = ("objectClassName", "roles")


def _full_name(card: Any) -> str | None:
    rows = card[1] if isinstance(card, list) and len(card) > 1 and isinstance(card[1], list) else []
    for row in rows:
        if isinstance(row, list) and len(row) > 3 and row[0] == "fn" and isinstance(row[3], str):
            return row[3]
    return None
