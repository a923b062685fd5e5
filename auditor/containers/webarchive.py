"""Safari's web archive: a property list of a page and its files."""

from __future__ import annotations

import plistlib
from collections.abc import Iterator, Mapping
from xml.parsers.expat import ExpatError

from auditor.containers.damage import OVER_DAMAGE
from auditor.containers.encoding import decoded
from auditor.containers.provenance import markup_page, web_address
from auditor.containers.resources import used
from auditor.containers.signatures import is_picture
from auditor.model import Page, Refusal
from auditor.plugin import Saved, container

_MAIN = b"WebMainResource"
_REACH = 4_096
_DAMAGED = "a web archive of Safari that is damaged or cut off; save the page again"
_BROKEN: tuple[type[Exception], ...] = (ExpatError, *OVER_DAMAGE)


def _recognises(saved: Saved) -> bool:
    if saved.data.startswith(b"bplist00"):
        return saved.path.lower().endswith(".webarchive") or _MAIN in saved.data[:_REACH]
    head = saved.data[:_REACH]
    return head.startswith(b"<?xml") and b"<plist" in head and _MAIN in head


@container("webarchive", rank=28, recognises=_recognises)
def webarchive(saved: Saved) -> Iterator[Page | Refusal]:
    """A page saved by Safari as a web archive (``.webarchive``), with the pictures that were loaded.

    The address is the page's; the archive does not say when it was made, so the time is the file's.
    """
    try:
        whole = plistlib.loads(saved.data)
    except _BROKEN:
        yield Refusal(saved.path, _DAMAGED)
        return
    main = whole.get("WebMainResource") if isinstance(whole, Mapping) else None
    data = main.get("WebResourceData") if isinstance(main, Mapping) else None
    if not isinstance(main, Mapping) or not isinstance(data, bytes) or not data.strip():
        yield Refusal(saved.path, "a web archive of Safari without a page")
        return
    url, charset = main.get("WebResourceURL"), main.get("WebResourceTextEncodingName")
    text = decoded(data, charset if isinstance(charset, str) else None)
    address = web_address(url) if isinstance(url, str) else None
    yield markup_page(saved, "webarchive", text, url=address, resources=used(address, text, dict(_pictures(whole))))


def _pictures(whole: Mapping[str, object]) -> Iterator[tuple[str, bytes]]:
    files = whole.get("WebSubresources")
    for file in files if isinstance(files, list) else ():
        if isinstance(file, Mapping):
            url, data = file.get("WebResourceURL"), file.get("WebResourceData")
            if isinstance(url, str) and isinstance(data, bytes) and is_picture(data):
                yield url, data
