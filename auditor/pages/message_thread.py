"""Messages: a thread out of an export, or a text that somebody pasted into a file."""

from __future__ import annotations

import re
from collections.abc import Iterator

from auditor.markup import Document, Json, Unreadable
from auditor.model import Field, Message, Profile
from auditor.pages.json_forms import json_form
from auditor.pages.reading import absences, finished, not_a_profile, source
from auditor.plugin import page_kind

ID = "message-thread"
_SPEAKER = re.compile(r"^(?P<by>[^\s:][^:\n]{0,39}):[ \t]+", re.MULTILINE)
_SELF = frozenset(
    "me you i myself ich ik moi je yo io eu ja jag jeg minä ben я мне 我 私 自分 나 저 أنا tú du vous tu вы ты".split()
)
_NOTHING = absences(
    experience="not-applicable", education="not-applicable", about="not-applicable", avatar="not-applicable"
)


def _claims(document: Document) -> bool:
    return document.page.media_type == "text/plain" or json_form(document) == "thread"


@page_kind(ID, claims=_claims)
def message_thread(document: Document) -> Profile:
    """Messages: ``{"kind": "thread", "owner", "messages": [...]}`` of an export or chat, or plain text.

    The subject is who wrote to the owner.  The owner's words are kept as such and never judged.  Plain text is one
    message, unless one of its two speakers is called "me".
    """
    if document.page.media_type == "text/plain":
        return _pasted(document)
    try:
        root = document.root_json()
    except Unreadable:
        return not_a_profile(document, ID, "unknown-data")
    items = root.items("messages")
    owner = root.text("owner")
    messages = tuple(message for item in items if (message := _message(item, owner)))
    if not messages:
        return not_a_profile(document, ID, "unknown-data")
    name, address = _other(items, owner)
    return finished(
        Profile(source(document, ID), "profile", name=name, url=address, messages=messages, absent=_NOTHING)
    )


def _message(item: Json, owner: str | None) -> Message | None:
    text = item.field("text")
    if text is None:
        return None
    sender = item.text("from")
    return Message(
        text=text.value,
        at=text.at,
        sender=sender,
        sent_at=item.text("sent_at"),
        by_subject=not _is_owner(sender, owner),
    )


def _is_owner(sender: str | None, owner: str | None) -> bool:
    if sender is None:
        return False
    return sender.casefold() in _SELF or (owner is not None and sender.casefold() == owner.casefold())


def _other(items: list[Json], owner: str | None) -> tuple[Field | None, Field | None]:
    """Name and address of the one who writes to the owner; where several do, nobody is the subject."""
    others: dict[str, Json] = {}
    for item in items:
        sender = item.text("from")
        if sender and not _is_owner(sender, owner):
            others.setdefault(sender.casefold(), item)
    told = owner is not None or any((item.text("from") or "").casefold() in _SELF for item in items)
    if len(others) != 1 or (not told and len({item.text("from") for item in items}) > 1):
        return None, None
    item = next(iter(others.values()))
    address = item.field("from_url")
    return item.field("from"), address if address and address.value.startswith("http") else None


def _pasted(document: Document) -> Profile:
    whole = document.plain()
    if whole is None:
        return not_a_profile(document, ID, "fragment")
    messages = tuple(_turns(whole)) or (Message(text=whole.value, at=whole.at),)
    return finished(
        Profile(source(document, ID), "profile", name=_speaker(whole, messages), messages=messages, absent=_NOTHING)
    )


def _speaker(whole: Field, messages: tuple[Message, ...]) -> Field | None:
    """The name of the other side, where it first stands."""
    sender = next((message.sender for message in messages if message.by_subject and message.sender), None)
    if sender is None:
        return None
    start = whole.value.index(sender)
    return Field(sender, whole.at.narrowed(start, start + len(sender)))


def _turns(whole: Field) -> Iterator[Message]:
    """The turns of a conversation of two, one of whom is "me"; nothing where the text has another form.

    Whoever speaks first besides "me" is the other; further words before a colon belong to what is said.
    """
    marks = list(_SPEAKER.finditer(whole.value))
    names = [mark["by"].strip().casefold() for mark in marks]
    other = next((name for name in names if name not in _SELF), None)
    if other is None or not _SELF & set(names) or whole.value[: marks[0].start()].strip():
        return
    turns = [mark for mark, name in zip(marks, names, strict=True) if name == other or name in _SELF]
    if turns[0] is not marks[0]:
        return
    ends = [mark.start() for mark in turns[1:]] + [len(whole.value)]
    for mark, end in zip(turns, ends, strict=True):
        text = whole.value[mark.end() : end].rstrip()
        if text:
            sender = mark["by"].strip()
            yield Message(
                text=text,
                at=whole.at.narrowed(mark.end(), mark.end() + len(text)),
                sender=sender,
                by_subject=sender.casefold() not in _SELF,
            )
