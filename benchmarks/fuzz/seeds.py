"""Ordinary inputs that the fuzzer begins with: the invented fixtures of the tests."""

from __future__ import annotations

import io
import json
import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path

from auditor.rules.files import bundled_files
from fixtures.containers.pdf import Text, document
from fixtures.containers.wrappings import wrappings, zipped
from fixtures.make import portraits

FIXTURES = Path(__file__).parent.parent.parent / "fixtures"
MESSAGE_NAMES = (
    "message.txt",
    "mail.eml",
    "mail.mbox",
    "chat.json",
    "WhatsApp Chat with Ida.txt",
    "messages.csv",
    "Invitations.csv",
    "note.md",
)
TEXT = (
    "Dear Ida, we pay 300 euros for each report on trade policy. Could we talk on another channel? Ida writes for us."
)
_SCRIPT = re.compile(rb"<(script|code)\b[^>]*>(?:<!--)?\s*([{\[].*?[}\]])\s*(?:-->)?</\1>", re.DOTALL)
_ASSIGNED = re.compile(rb"<script\b[^>]*>[^<{]{1,80}(\{.*?\});?\s*</script>", re.DOTALL)
_MAIL = (
    "From: =?utf-8?Q?J=C3=B6rg?= <joerg@talent.example>\r\nTo: Ida <ida@museum.example>\r\nSubject: Offer\r\n"
    "Date: Tue, 3 Mar 2026 09:15:00 +0100\r\nMIME-Version: 1.0\r\n"
)
_THREADS = (
    "Jörg: Dear Ida, a paid report?\nIda: Which client?\nJörg: I cannot say.\n",
    "[03.03.26, 09:15:02] Jörg: Dear Ida\n[03.03.26, 09:17:00] Ida: Which client?\n",
    "3/3/26, 9:15 AM - Jörg: Dear Ida\n3/3/26, 9:17 AM - Ida: Which client?\nsecond line\n",
    "Jörg  9:15 AM\nDear Ida\nIda  9:17 AM\nWhich client?\n",
    "On Tue, Mar 3, 2026 at 9:15 AM Jörg <joerg@talent.example> wrote:\n> Dear Ida\nWhich client?\n",
)


def _pages() -> list[bytes]:
    return [file.read_bytes() for file in sorted((FIXTURES / "pages").glob("*/*/page.*"))]


@cache
def slots() -> tuple[tuple[bytes, bytes], ...]:
    """What stands before and behind each piece of JSON on the fixtures' pages."""
    return tuple((before, behind) for before, _, behind in _embedded())


def _embedded() -> Iterator[tuple[bytes, bytes, bytes]]:
    for page in _pages():
        if page[:1] in b"{[":
            yield b"", page, b""
            continue
        for found in _SCRIPT.finditer(page):
            yield page[: found.start(2)], found.group(2), page[found.end(2) :]
        for found in _ASSIGNED.finditer(page):
            yield page[: found.start(1)], found.group(1), page[found.end(1) :]


def embedded() -> Iterator[bytes]:
    """JSON of a page after the number of its slot, two bytes."""
    for number, (_, text, _) in enumerate(_embedded()):
        yield number.to_bytes(2, "big") + text


def markup() -> Iterator[bytes]:
    """A page of every kind."""
    return iter(_pages())


def containers() -> Iterator[bytes]:
    """A file of every container after its name."""
    for wrapping in wrappings():
        yield wrapping.file.encode() + b"\n" + wrapping.data
    lines = [Text(21.6, 737, 13, "Contact"), Text(223.6, 726, 26, "Ida Brandt"), Text(223.6, 652, 15.75, "Experience")]
    yield b"cv.pdf\n" + document([lines])
    yield b"pages.zip\n" + zipped({"a.html": b"<html><body><h1>Ida</h1></body></html>", "b/mail.eml": _MAIL.encode()})


def messages() -> Iterator[bytes]:
    """Mails, chats and tables after the number of their name, one byte."""
    alternative = (
        'Content-Type: multipart/alternative; boundary="b"\r\n\r\n'
        "--b\r\nContent-Type: text/plain\r\n\r\nDear Ida\r\n"
        "--b\r\nContent-Type: text/html\r\nContent-Transfer-Encoding: quoted-printable\r\n\r\n"
        "<p>Dear=20Ida</p>\r\n--b--"
    )
    for body in ("Content-Type: text/plain; charset=utf-8\r\n\r\nGuten Tag,\r\nIda.\r\n", alternative):
        yield b"\1" + (_MAIL + body).encode()
    yield b"\2From joerg Tue Mar  3 09:15:00 2026\n" + (_MAIL + "\r\nDear Ida\r\n").encode()
    for number, thread in enumerate(_THREADS):
        yield bytes([number % 2 * 4]) + thread.encode()
    message = {"id": 1, "type": "message", "date": "2026-03-03T09:15:00", "from": "Jörg", "text": "Dear Ida"}
    reply = {**message, "id": 2, "from": "Ida", "text": ["see ", {"type": "link", "text": "a.example"}]}
    telegram = {"name": "Jörg", "type": "personal_chat", "id": 7, "messages": [message, reply]}
    yield b"\3" + json.dumps(telegram).encode()
    people = "FROM,SENDER PROFILE URL,TO,RECIPIENT PROFILE URLS"
    head = f"CONVERSATION ID,CONVERSATION TITLE,{people},DATE,SUBJECT,CONTENT,FOLDER\n"
    row = '2-a,,Jörg,https://x.example/in/j,Ida,https://x.example/in/i,2026-03-03 09:15:00 UTC,,"<p>Dear</p>",INBOX\n'
    yield b"\5" + (head + row).encode()
    yield b'\6From,To,Sent At,Message,Direction\nIda,Jan,"3/3/26, 9:15 AM",Hello,OUTGOING\n'
    for page in sorted((FIXTURES / "pages" / "message-thread").glob("*/page.*")):
        yield (b"\3" if page.suffix == ".json" else b"\0") + page.read_bytes()


def packs() -> Iterator[bytes]:
    """Rules of the bundled pack."""
    for path, data in sorted(bundled_files().items()):
        if path.startswith("rules/"):
            yield data


def texts() -> Iterator[bytes]:
    """Honest messages, threads, and a text of everything that rules look for."""
    for line in (FIXTURES / "messages" / "honest.jsonl").read_bytes().splitlines()[:60]:
        yield json.loads(line)["text"].encode()
    yield from (thread.encode() for thread in _THREADS)
    for page in sorted((FIXTURES / "cases" / "paid-reports").glob("*.txt")):
        yield page.read_bytes()


def records() -> Iterator[bytes]:
    """Recorded answers after their file's name."""
    for folder in sorted((FIXTURES / "records").iterdir()):
        for file in sorted(folder.iterdir()):
            if file.name != "expected.json":
                yield file.name.encode() + b"\n" + file.read_bytes()


def pictures() -> Iterator[bytes]:
    """A drawn portrait in every format, and the drawn files with marks of cameras and programs."""
    drawn = portraits.portrait("fuzz").resize((40, 40))
    for format, options in (
        ("JPEG", {"quality": 60}),
        ("JPEG", {"quality": 60, "progressive": True}),
        ("PNG", {}),
        ("GIF", {}),
        ("WEBP", {}),
        ("AVIF", {}),
        ("BMP", {}),
    ):
        out = io.BytesIO()
        drawn.save(out, format, **options)
        yield out.getvalue()
    for mode in ("L", "1", "P", "RGBA", "LA", "I;16"):
        out = io.BytesIO()
        drawn.convert("I").convert("I;16").save(out, "PNG") if mode == "I;16" else drawn.convert(mode).save(out, "PNG")
        yield out.getvalue()
