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
    return text


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
    """The answer without contact cards; of a registrar its name stays."""
    if isinstance(value, list):
        return [_rdap_without_people(item) for item in value]
    if not isinstance(value, dict):
        return value
    kept_value = {key: _rdap_without_people(item) for key, item in value.items() if key not in _PERSONAL}
    roles = value.get("roles")
    if isinstance(roles, list) and "registrar" in roles and (name := _full_name(value.get("vcardArray"))):
        kept_value["vcardArray"] = ["vcard", [["version", {}, "text", "4.0"], ["fn", {}, "text", name]]]
    return kept_value


_PERSONAL = frozenset({"vcardArray", "jscard", "jscontact", "jscontact_card", "remarks"})


def _full_name(card: Any) -> str | None:
    rows = card[1] if isinstance(card, list) and len(card) > 1 and isinstance(card[1], list) else []
    for row in rows:
        if isinstance(row, list) and len(row) > 3 and row[0] == "fn" and isinstance(row[3], str):
            return row[3]
    return None
