"""Saved pages kept as tests: a folder holds the page, mostly ``page.html``, and ``expected.json``, what it states."""

from __future__ import annotations

import hashlib
import json
from pathlib import Path
from typing import Any, Literal

from auditor.document import fields_document
from auditor.model import Page, Profile

PAGES = Path(__file__).parent.parent / "fixtures" / "pages"
FORMS: dict[str, Literal["text/html", "application/json", "text/plain"]] = {
    ".html": "text/html",
    ".json": "application/json",
    ".txt": "text/plain",
}


def folders(*kinds: str) -> list[Path]:
    """The folders of these page kinds."""
    return sorted(path.parent for kind in kinds for path in (PAGES / kind).glob("*/page.*"))


def name(folder: Path) -> str:
    """``kind/what``."""
    return f"{folder.parent.name}/{folder.name}"


def opened(folder: Path) -> Page:
    """The folder's page as a container hands it over."""
    file = next(folder.glob("page.*"))
    data = file.read_bytes()
    sha256 = hashlib.sha256(data).hexdigest()
    return Page(sha256, f"{name(folder)}/{file.name}", "html", data.decode(), FORMS[file.suffix])


def told(profile: Profile) -> str:
    """What a profile states, without places, as the text of ``expected.json``."""
    source = profile.source
    document = {
        "kind": source.page_kind,
        "language": source.language,
        "captured": [source.captured_at, source.captured_at_basis],
        "status": profile.status,
        "reason": profile.reason,
        "fields": _plain(fields_document(profile)),
        "names elsewhere": [field.value for field in profile.name_elsewhere],
        "absent": dict(sorted(profile.absent.items())),
    }
    return json.dumps(document, ensure_ascii=False, indent=1) + "\n"


def _plain(value: Any) -> Any:
    if isinstance(value, dict):
        if set(value) == {"value", "at"}:
            return value["value"]
        return {key: _plain(item) for key, item in value.items() if key != "at" and item not in (None, [], {})}
    return [_plain(item) for item in value] if isinstance(value, list) else value
