"""What a saved page says about where and when it was saved, in the words of the program that saved it."""

from __future__ import annotations

import re
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime

from auditor.model import Doubt, Page
from auditor.plugin import Saved

_SAVED_FROM = re.compile(r"<!--\s*saved from url=\(\d{1,6}\)(\S{1,4000}?)\s*-->", re.IGNORECASE)
_BANNER = re.compile(r"<!--\s*Page saved with SingleFile\b(.{0,6000}?)-->", re.DOTALL)
_BANNER_URL = re.compile(r"^\s*url:\s*(\S+)", re.MULTILINE)
_BANNER_DATE = re.compile(
    r"^\s*saved date:\s*[A-Z][a-z]{2} ([A-Z][a-z]{2} \d{2} \d{4} \d{2}:\d{2}:\d{2}) GMT([+-]\d{4})", re.MULTILINE
)
_ISO = re.compile(r"(\d{4})-(\d{2})-(\d{2})[T ](\d{2}):(\d{2}):(\d{2})(?:\.\d+)?\s*(Z|UTC|[+-]\d{2}:?\d{2})?$")
HEAD = 10_000
"""How far into a page a note of the saving program is looked for, in characters."""


def saved_from(text: str) -> str | None:
    """The address in the comment that browsers write above a page saved complete; ``None`` for a local file."""
    found = _SAVED_FROM.search(text, 0, HEAD)
    return web_address(found.group(1)) if found else None


def singlefile_banner(text: str) -> tuple[str | None, str | None] | None:
    """Address and time (RFC 3339 UTC) in SingleFile's comment; ``None`` where the page has no such comment."""
    found = _BANNER.search(text, 0, HEAD)
    if not found:
        return None
    url, date = _BANNER_URL.search(found.group(1)), _BANNER_DATE.search(found.group(1))
    moment = None
    if date:
        try:
            moment = rfc3339(datetime.strptime(f"{date.group(1)} {date.group(2)}", "%b %d %Y %H:%M:%S %z"))
        except ValueError:
            moment = None
    return (web_address(url.group(1)) if url else None), moment


def web_address(text: str) -> str | None:
    """The text, if it is an address on the web."""
    text = text.strip()
    return text if text.lower().startswith(("http://", "https://")) and len(text) > 10 else None


def mail_date(text: str) -> str | None:
    """A mail header's date as RFC 3339 UTC, or ``None`` where it is none."""
    try:
        return rfc3339(parsedate_to_datetime(text.strip()))
    except (ValueError, TypeError, IndexError, OverflowError):
        return None


def iso_date(text: str) -> str | None:
    """An ISO 8601 time as RFC 3339 UTC, or ``None`` where it is none."""
    found = _ISO.match(text.strip())
    if not found:
        return None
    zone = found.group(7) or "+00:00"
    zone = "+00:00" if zone in ("Z", "UTC") else zone
    try:
        return rfc3339(datetime.fromisoformat("{}-{}-{}T{}:{}:{}".format(*found.groups()[:6]) + zone))
    except (ValueError, OverflowError):
        return None


def rfc3339(moment: datetime) -> str:
    """A time as RFC 3339 UTC to the second; a time without a zone counts as UTC.  Raises ``OverflowError``."""
    aware = moment if moment.tzinfo else moment.replace(tzinfo=UTC)
    return aware.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def capture(saved: Saved, embedded: str | None) -> tuple[str | None, str | None]:
    """When the page was captured and who says so: what is embedded before the date of the file."""
    if embedded:
        return embedded, "embedded"
    return (saved.modified, "file-date") if saved.modified else (None, None)


def markup_page(
    saved: Saved,
    container: str,
    text: str,
    *,
    url: str | None = None,
    at: str | None = None,
    resources: dict[str, bytes] | None = None,
    doubts: tuple[Doubt, ...] | None = None,
    utf8: bytes | None = None,
) -> Page:
    """A page of markup, with the address and time that its container states."""
    captured_at, basis = capture(saved, at)
    return Page(
        sha256=saved.sha256,
        path=saved.path,
        container=container,
        text=text,
        resources=resources or {},
        url=url,
        captured_at=captured_at,
        captured_at_basis=basis,
        doubts=doubts,
        utf8=utf8,
    )
