"""A copy of the case file without names, contacts and pictures: redacted in the data, before anything is rendered."""

from __future__ import annotations

import io
import re
import secrets
import sqlite3
from collections.abc import Iterable, Iterator
from typing import Any

import orjson

from auditor.addresses import parts_of
from auditor.redaction import PICTURE, Redactor, Secrets
from auditor.store.decisions import decision_events
from auditor.store.erasure import sweep

DROPPED = ("watch_report", "watch", "known_seen", "known", "case_link", "pseudonym_key", "custody")
"""Tables of which a redacted copy has no row: what stays at home, and what would say who took part."""
KEPT_AS_THEY_ARE = ("_sqlite_migrations", "run")
"""Tables that say what judged, and of nobody."""
NOBODY = frozenset(
    "you me i we them ich du sie wir yo tú usted moi vous je tu io lei eu você я вы мы 我 你 您 나 私".split()
)
"""How a conversation names its two sides where it names nobody."""
SHORTEST = 3
_ACCOUNT = re.compile(r"(?:/(?:in|u|user|users|people|profile|pub)/|/@)([^/]{3,})")
"""The name of an account in the address of a page that was not a profile after all, as a wall is none."""


def pseudonym_key(connection: sqlite3.Connection) -> bytes:
    """The case's own key of its pseudonyms, made when it is first asked for."""
    row = connection.execute("select key from pseudonym_key where id = 1").fetchone()
    if row is not None:
        return bytes(row[0])
    with connection:
        connection.execute("insert into pseudonym_key (id, key) values (1, ?)", (secrets.token_bytes(32),))
    return pseudonym_key(connection)


def case_secrets(connection: sqlite3.Connection, words: Iterable[str] = ()) -> Secrets:
    """What the case knows of people: names, handles, addresses, contacts, pictures; ``words`` are given by hand."""
    names: set[str] = set()
    handles: set[str] = set()
    links: set[str] = set()
    mails: set[str] = set()
    phones: set[str] = set()
    pictures: set[str] = set()
    hosts: set[str] = set()
    for name, handle, subject, url in connection.execute("select name, handle, subject, url from profile"):
        names |= {name} if name else set()
        links |= {url} if url else set()
        parts = parts_of(url) if url else None
        hosts |= {parts.hostname or ""} if parts else set()
        for account in (handle, subject):
            if account and not account.startswith("p-"):
                (links if "/" in account else handles).add(account)
    names |= {sender for (sender,) in connection.execute("select distinct sender from message") if sender}
    for (url,) in connection.execute("select distinct url from page where url is not null"):
        links.add(url)
        parts = parts_of(url)
        handles |= {account[1] for account in [_ACCOUNT.search(parts.path if parts else url)] if account}
    for (text,) in connection.execute("select document from page"):
        fields = orjson.loads(text)["fields"]
        mails |= {one["value"] for one in fields["emails"]}
        phones |= {one["value"] for one in fields["phones"]}
        links |= {one["value"] for one in fields["links"]}
        avatar = fields["avatar"]
        pictures |= {one for one in (avatar["url"], (avatar["at"] or {}).get("quote")) if one and one[:5] != "data:"}
    names |= {event.person for event in decision_events(connection)}
    names |= {officer for (officer,) in connection.execute("select officer from case_about")}
    thumbnails = connection.execute("select distinct thumbnail from picture where thumbnail is not null")
    return Secrets(
        names=frozenset(one for one in _long(names) if one.casefold() not in NOBODY),
        handles=_long(handles),
        links=frozenset(one for one in _long(links) if not _is_root(one, hosts)),
        mails=_long(mails),
        phones=frozenset(one for one in phones if sum(c.isdigit() for c in one) >= 7),
        pictures=_long(pictures),
        words=frozenset(word for word in words if word.strip()),
        thumbnails=tuple(sorted(bytes(one) for (one,) in thumbnails)),
    )


def _long(texts: Iterable[str]) -> frozenset[str]:
    return frozenset(text for text in texts if len(text.strip()) >= SHORTEST)


def _is_root(address: str, hosts: set[str]) -> bool:
    """The address of a whole network, which names nobody."""
    parts = parts_of(address)
    return parts is not None and (parts.hostname or "") in hosts and not parts.path.strip("/") and not parts.query


def redact(connection: sqlite3.Connection, redactor: Redactor) -> None:
    """Redacts every row of a copy of a case file; no byte of what was taken out stays in it."""
    connection.execute("pragma foreign_keys = off")
    connection.execute("pragma secure_delete = on")
    box = _box()
    with connection:
        for table in DROPPED:
            connection.execute(f"delete from {table}")
        connection.execute("update run set kept = null, content = 'redacted ' || id")
        connection.execute(
            "update evidence set quote = ?1, before = '', after = '' where finding in"
            " (select key from finding where field = 'avatar')",
            (PICTURE,),
        )
        connection.execute("update picture set thumbnail = ?, views = null, hashes = '{}'", (box,))
        connection.execute("update profile set features = '{}', sketch = null")
        for table in _tables(connection):
            _redact_table(connection, table, redactor)
    sweep(connection)


def _tables(connection: sqlite3.Connection) -> list[str]:
    found = connection.execute("select name from sqlite_master where type = 'table' order by name")
    names = [name for (name,) in found if "_fts" not in name and not name.startswith("sqlite_")]
    return [name for name in names if name not in (*DROPPED, *KEPT_AS_THEY_ARE)]


def _redact_table(connection: sqlite3.Connection, table: str, redactor: Redactor) -> None:
    columns = [row[1] for row in connection.execute(f"pragma table_info({table})")]
    changed = []
    listed = ", ".join(f'"{column}"' for column in columns)
    for key, *row in connection.execute(f"select rowid, {listed} from {table}"):
        made = [_cell(table, column, value, redactor) for column, value in zip(columns, row, strict=True)]
        if made != row:
            changed.append((*made, key))
    settings = ", ".join(f'"{column}" = ?' for column in columns)
    connection.executemany(f"update {table} set {settings} where rowid = ?", changed)


def _cell(table: str, column: str, value: Any, redactor: Redactor) -> Any:
    if not isinstance(value, str) or not value:
        return value
    if (table, column) in (("sighting", "path"), ("page", "member"), ("refusal", "member")):
        return redactor.file(value)
    if value[0] in "[{":
        try:
            return orjson.dumps(redactor.value(_without_pictures(orjson.loads(value)))).decode()
        except ValueError:
            return redactor.text(value)
    return redactor.text(value)


def _without_pictures(value: Any) -> Any:
    """The same without what leads to a picture: hashes, address, and the quote of the place it stands at."""
    if isinstance(value, list):
        return [_without_pictures(one) for one in value]
    if not isinstance(value, dict):
        return value
    if "low_information" in value and "hashes" in value:
        at = {**value["at"], "quote": PICTURE} if value["at"] else None
        return {**value, "url": PICTURE if value["url"] else None, "hashes": {}, "at": at}
    return {key: _without_pictures(one) for key, one in value.items()}


def _box() -> bytes:
    """A solid grey box in place of every picture."""
    from PIL import Image

    out = io.BytesIO()
    Image.new("RGB", (96, 96), (128, 128, 128)).save(out, "JPEG")
    return out.getvalue()


def texts_of(connection: sqlite3.Connection) -> Iterator[str]:
    """Every text of a copy, those inside JSON each for itself, for searching."""
    for table in _tables(connection):
        for row in connection.execute(f"select * from {table}"):
            for value in row:
                if isinstance(value, str):
                    yield from _inside(value)


def _inside(text: str) -> Iterator[str]:
    if text[:1] not in ("[", "{"):
        yield text
        return
    try:
        waiting = [orjson.loads(text)]
    except ValueError:
        yield text
        return
    while waiting:
        value = waiting.pop()
        if isinstance(value, str):
            yield value
        elif isinstance(value, dict):
            waiting += value.values()
        elif isinstance(value, list):
            waiting += value
