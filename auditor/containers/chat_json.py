"""Chats exported as JSON by Telegram and by Meta's services."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from datetime import UTC, datetime
from typing import Any

from auditor.containers.encoding import decoded
from auditor.containers.provenance import iso_date, rfc3339
from auditor.containers.threads import Said, Thread, thread_page
from auditor.markup import Unreadable, loaded_json
from auditor.model import Page, Refusal
from auditor.plugin import Saved, container

_HEAD = 4_096
_TELEGRAM_CHAT = re.compile(rb'"type"\s*:\s*"(?:personal_chat|private_\w+|public_\w+|bot_chat|saved_messages)"')
_TELEGRAM_WHOLE = re.compile(rb'"personal_information"\s*:|"chats"\s*:\s*\{')
_META = re.compile(rb'^\s*\{\s*"participants"\s*:\s*\[')


def _recognises(saved: Saved) -> bool:
    head = saved.data[:_HEAD]
    if not head.lstrip(b"\xef\xbb\xbf \r\n\t").startswith(b"{"):
        return False
    telegram = _TELEGRAM_CHAT.search(head) or (_TELEGRAM_WHOLE.search(head) and b'"about"' in head)
    return bool(telegram or _META.match(head))


@container("chat-json", rank=35, recognises=_recognises)
def chat_json(saved: Saved) -> Iterator[Page | Refusal]:
    """A chat exported as JSON by Telegram (one chat or all of them) or by Messenger and Instagram: a thread each."""
    try:
        whole = loaded_json(decoded(saved.data))
    except Unreadable as error:
        yield Refusal(saved.path, f"a chat export that is {error}")
        return
    made = False
    if isinstance(whole, dict):
        for name, thread in _threads(whole):
            made = True
            yield thread_page(saved, "chat-json", thread, name=name)
    if not made:
        yield Refusal(saved.path, "a chat export without messages that have text")


def _threads(whole: Mapping[str, Any]) -> Iterator[tuple[str | None, Thread]]:
    if isinstance(whole.get("participants"), list):
        if messages := _of_meta(whole):
            yield None, Thread("meta", messages, _mended(_text(whole.get("title"))))
        return
    chats = whole.get("chats")
    if not isinstance(chats, Mapping):
        if messages := _of_telegram(whole):
            yield None, Thread("telegram", messages, _text(whole.get("name")))
        return
    owner = _owner(whole.get("personal_information"))
    listed = chats.get("list")
    for number, chat in enumerate(listed if isinstance(listed, list) else (), 1):
        if isinstance(chat, Mapping) and (messages := _of_telegram(chat)):
            yield f"chat-{number:05}", Thread("telegram", messages, _text(chat.get("name")), owner)


def _of_telegram(chat: Mapping[str, Any]) -> tuple[Said, ...]:
    messages = chat.get("messages")
    made = []
    for message in messages if isinstance(messages, list) else ():
        if not isinstance(message, Mapping) or message.get("type") != "message":
            continue
        text = _pieces(message.get("text"))
        if text.strip():
            sent_at = _moment(message.get("date_unixtime")) or _local_day(message.get("date"))
            made.append(Said(_text(message.get("from")), sent_at, text))
    return tuple(made)


def _of_meta(chat: Mapping[str, Any]) -> tuple[Said, ...]:
    messages = chat.get("messages")
    dated = []
    for message in messages if isinstance(messages, list) else ():
        if isinstance(message, Mapping) and (text := _mended(_text(message.get("content")))):
            stamp = message.get("timestamp_ms")
            seconds = stamp / 1000 if isinstance(stamp, int | float) else None
            sender = _mended(_text(message.get("sender_name")))
            dated.append((seconds or 0, Said(sender, _moment(seconds), text)))
    if dated and dated[0][0] > dated[-1][0]:
        dated.reverse()
    return tuple(said for _, said in dated)


def _pieces(text: object) -> str:
    """A message's text, which formatting splits into pieces."""
    if isinstance(text, str):
        return text
    if not isinstance(text, list):
        return ""
    pieces = (piece.get("text") if isinstance(piece, Mapping) else piece for piece in text)
    return "".join(piece for piece in pieces if isinstance(piece, str))


def _owner(person: object) -> str | None:
    if not isinstance(person, Mapping):
        return None
    return " ".join(filter(None, (_text(person.get("first_name")), _text(person.get("last_name"))))) or None


def _text(value: object) -> str | None:
    return value if isinstance(value, str) and value.strip() else None


def _mended(text: str | None) -> str | None:
    """Meta writes each byte of UTF-8 as a character of its own."""
    if text is None:
        return None
    try:
        return text.encode("latin-1").decode()
    except UnicodeError:
        return text


def _moment(stamp: object) -> str | None:
    try:
        seconds = float(stamp) if isinstance(stamp, str | int | float) else None
        return rfc3339(datetime.fromtimestamp(seconds, UTC)) if seconds else None
    except (ValueError, OverflowError, OSError):
        return None


def _local_day(text: object) -> str | None:
    """The day of a time whose zone is not stated."""
    moment = iso_date(text) if isinstance(text, str) else None
    return moment[:10] if moment else None
