"""An e-mail saved as a file."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterator, Mapping
from email.errors import HeaderParseError
from email.header import decode_header
from email.utils import parseaddr

from auditor.containers.encoding import decoded, known_encoding
from auditor.containers.mime import Part, headers_of, leaves, parameter
from auditor.containers.provenance import mail_date
from auditor.containers.threads import Said, Thread, thread_page
from auditor.markup import readable_html
from auditor.model import Page, Refusal
from auditor.plugin import Saved, container

_HEAD = 65_536
_BEGINS = re.compile(rb"(?:From [^\r\n]{1,300}\r?\n|\xef\xbb\xbf)?[A-Za-z][A-Za-z0-9-]{1,60}:[ \t]")
_ENVELOPE = re.compile(rb"(?:\A|(?<=\n\n)|(?<=\n\r\n))From [^\r\n]{1,300}\r?\n(?=[A-Za-z-]{1,60}:[ \t])")
_OF_MAIL = ("to", "received", "delivered-to", "return-path", "message-id", "subject", "x-mailer")


def _recognises(saved: Saved) -> bool:
    if not _BEGINS.match(saved.data):
        return False
    read = headers_of(_after_envelope(saved.data[:_HEAD]))
    named = saved.path.lower().endswith((".eml", ".emlx", ".mbox"))
    if read is None:
        return named
    headers = read[0]
    return "from" in headers and (named or ("date" in headers and any(name in headers for name in _OF_MAIL)))


@container("e-mail", rank=55, recognises=_recognises)
def email_message(saved: Saved) -> Iterator[Page | Refusal | Saved]:
    """An e-mail saved as ``.eml``, as a thread of one message; a mail box, a thread for each message.

    The plain-text body is read, else the HTML body as a person would see it; attachments are not opened.
    """
    letters = list(_ENVELOPE.finditer(saved.data)) if saved.data.startswith(b"From ") else []
    if len(letters) > 1:
        ends = [letter.start() for letter in letters[1:]] + [len(saved.data)]
        for number, (letter, end) in enumerate(zip(letters, ends, strict=True), 1):
            data = saved.data[letter.end() : end]
            path = f"{saved.path}!/message-{number:05}.eml"
            yield Saved(path, data, hashlib.sha256(data).hexdigest(), {}, saved.modified, saved.limits)
        return
    data = _after_envelope(saved.data)
    read = headers_of(data)
    if read is None:
        yield Refusal(saved.path, "an e-mail that ends inside its headers; save it again")
        return
    headers, body_at = read
    text = _body(list(leaves(headers, data[body_at:], saved.limits.max_members)))
    if not text:
        yield Refusal(saved.path, "an e-mail without text; its attachments are not opened")
        return
    name, address = parseaddr(worded(headers.get("from", "")))
    sent_at = mail_date(headers.get("date", ""))
    said = Said(
        sender=name or address or None,
        sent_at=sent_at,
        text=text,
        sender_url=f"mailto:{address}" if "@" in address else None,
        subject=worded(headers.get("subject", "")) or None,
    )
    owner = parseaddr(worded(headers.get("to", "")))
    thread = Thread("e-mail", (said,), said.subject, owner[0] or owner[1] or None)
    yield thread_page(saved, "e-mail", thread, at=sent_at)


def worded(value: str) -> str:
    """A header's value with its encoded words decoded; as it stands where they are broken."""
    if "=?" not in value:
        return value
    try:
        pieces = decode_header(value)
    except (HeaderParseError, ValueError):
        return value
    made = []
    for piece, charset in pieces:
        if isinstance(piece, bytes):
            made.append(piece.decode(known_encoding(charset) or "utf-8", "replace"))
        else:
            made.append(piece)
    return " ".join("".join(made).split())


def _after_envelope(data: bytes) -> bytes:
    """Without the line that mail boxes put above a message."""
    return data[data.find(b"\n") + 1 :] if data.startswith(b"From ") else data


def _body(parts: list[Part]) -> str:
    shown = [part for part in parts if not _attached(part.headers)]
    for kind in ("text/plain", "text/html"):
        texts = []
        for part in shown:
            if part.media_type != kind:
                continue
            data = part.decoded()
            if data is not None:
                texts.append(decoded(data, parameter(part.headers.get("content-type"), "charset")))
        joined = "\n".join(texts).replace("\r\n", "\n").strip()
        if joined:
            return readable_html(joined) if kind == "text/html" else joined
    return ""


def _attached(headers: Mapping[str, str]) -> bool:
    return headers.get("content-disposition", "").strip().lower().startswith("attachment")
