"""HAR: what a browser's network panel recorded of a visit."""

from __future__ import annotations

import binascii
import hashlib
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Any

from auditor.containers.encoding import decoded
from auditor.containers.names import shown
from auditor.containers.provenance import iso_date, markup_page, web_address
from auditor.containers.resources import used
from auditor.containers.signatures import is_picture
from auditor.markup import Unreadable, loaded_json
from auditor.model import Page, Refusal
from auditor.plugin import Saved, container

_STARTS = re.compile(rb'\s*\{\s*"log"\s*:\s*\{')
_MARKUP = ("text/html", "application/xhtml+xml")


@dataclass(frozen=True, slots=True)
class _Answer:
    url: str
    kind: str
    body: bytes | str
    """Text as the browser decoded it, or the bytes of what is no text."""
    at: str | None
    document: bool | None
    """Whether the browser says it was the page itself; ``None`` where it says nothing."""


def _recognises(saved: Saved) -> bool:
    return bool(_STARTS.match(saved.data.removeprefix(b"\xef\xbb\xbf")[:1_024]))


@container("har", rank=30, recognises=_recognises)
def har(saved: Saved) -> Iterator[Page | Refusal]:
    """A visit recorded as HAR: each page of it, with the pictures that were loaded.

    Without any page, the answers of the site's web API are read.  Address and time are the request's.
    """
    try:
        whole = loaded_json(decoded(saved.data))
    except Unreadable as error:
        yield Refusal(saved.path, f"a HAR file that is {error}; it may be cut off, export it again")
        return
    answers = list(_answers(whole))
    pages = [answer for answer in answers if answer.kind in _MARKUP]
    if any(answer.document for answer in pages):
        pages = [answer for answer in pages if answer.document]
    media = "text/html"
    if not pages:
        pages = [answer for answer in answers if "json" in answer.kind]
        media = "application/json"
    pictures = {answer.url: answer.body for answer in answers if _picture(answer)}
    if not pages:
        yield Refusal(saved.path, "a HAR file without the content of any page; export it with content")
        return
    for number, answer in enumerate(pages, 1):
        text = answer.body if isinstance(answer.body, str) else decoded(answer.body)
        member = Saved(
            path=f"{saved.path}!/{number:03}-{shown(answer.url)[:200]}",
            data=b"",
            sha256=hashlib.sha256(text.encode("utf-8", "replace")).hexdigest(),
            siblings={},
            modified=saved.modified,
        )
        resources = used(answer.url, text, {url: body for url, body in pictures.items() if isinstance(body, bytes)})
        page = markup_page(member, "har", text, url=web_address(answer.url), at=answer.at, resources=resources)
        yield page if media == "text/html" else replace(page, media_type="application/json")


def _answers(whole: object) -> Iterator[_Answer]:
    log = whole.get("log") if isinstance(whole, Mapping) else None
    entries = log.get("entries") if isinstance(log, Mapping) else None
    for entry in entries if isinstance(entries, list) else ():
        if isinstance(entry, Mapping) and (answer := _answer(entry)):
            yield answer


def _answer(entry: Mapping[str, Any]) -> _Answer | None:
    request, response = entry.get("request"), entry.get("response")
    if not isinstance(request, Mapping) or not isinstance(response, Mapping):
        return None
    content, url = response.get("content"), request.get("url")
    status = response.get("status")
    if (
        not isinstance(content, Mapping)
        or not isinstance(url, str)
        or not isinstance(status, int)
        or 300 <= status < 400
    ):
        return None
    text = content.get("text")
    if not isinstance(text, str) or not text:
        return None
    body: str | bytes = text.encode("utf-8", "replace").decode().replace("\0", "")
    kind = str(content.get("mimeType") or "").partition(";")[0].strip().lower()
    if content.get("encoding") == "base64":
        try:
            body = binascii.a2b_base64(text)
        except (binascii.Error, ValueError):
            return None
    resource = entry.get("_resourceType")
    started = entry.get("startedDateTime")
    return _Answer(
        url=url.encode("utf-8", "replace").decode(),
        kind=kind,
        body=body,
        at=iso_date(started) if isinstance(started, str) else None,
        document=resource == "document" if isinstance(resource, str) else None,
    )


def _picture(answer: _Answer) -> bool:
    return isinstance(answer.body, bytes) and is_picture(answer.body)
