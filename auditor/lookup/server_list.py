"""The list of RDAP servers, asked for where the packaged one is too old: kept until it expires, at most a week."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime

from auditor.lookup.asking import Asker, Limits, Raw, UnansweredError
from auditor.lookup.bootstrap import Bootstrap, InvalidBootstrapError, bootstrap_from
from auditor.lookup.reach import reach_of

LONGEST = timedelta(days=7)
SHORTEST = timedelta(hours=1)


@dataclass(frozen=True, slots=True)
class ServerList:
    """A list of servers and the bytes under which it is kept."""

    servers: Bootstrap
    content: bytes


def kept_list(content: bytes, url: str, now: datetime) -> Bootstrap | None:
    """The kept list, where it came from this address and has not expired."""
    try:
        value = json.loads(content)
        if value["url"] != url or datetime.fromisoformat(value["expires_at"]) <= now:
            return None
        return bootstrap_from(value["body"].encode(), local=True)
    except (ValueError, KeyError, TypeError, AttributeError, InvalidBootstrapError):
        return None


def asked_list(url: str, now: datetime, proxy: str | None = None, limits: Limits | None = None) -> ServerList:
    """Asks for the list.  Raises :class:`UnansweredError`."""
    with Asker(reach_of([url]), proxy, limits or Limits()) as asker:
        raw = asker.get(url)
    if raw.status != 200:
        raise UnansweredError(f"the server answered {raw.status}")
    try:
        body = raw.body.decode()
        servers = bootstrap_from(raw.body, local=True)
    except (UnicodeDecodeError, InvalidBootstrapError) as error:
        raise UnansweredError(f"an answer that is no list of servers: {error}") from None
    expires = _expires_at(raw, now)
    kept = {"url": url, "asked_at": now.isoformat(), "expires_at": expires.isoformat(), "body": body}
    return ServerList(servers, json.dumps(kept, ensure_ascii=False).encode())


def _expires_at(raw: Raw, now: datetime) -> datetime:
    try:
        stated = parsedate_to_datetime(raw.expires or "")
    except (TypeError, ValueError):
        return now + SHORTEST
    aware = stated if stated.tzinfo else stated.replace(tzinfo=UTC)
    return min(max(aware, now + SHORTEST), now + LONGEST)
