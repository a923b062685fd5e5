"""LinkedIn's data export as it is downloaded: a ZIP of tables."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from auditor.containers.archive import opened
from auditor.containers.encoding import decoded
from auditor.containers.linkedin_tables import Table, member_name, summary, table, threads
from auditor.containers.provenance import markup_page
from auditor.containers.threads import encoded, thread_page
from auditor.model import Page, Refusal
from auditor.plugin import Saved, container

_SIGNS = (b"Profile.csv", b"Connections.csv", b"messages.csv", b"Registration.csv", b"Ad_Targeting.csv")
_REACH = 1 << 20


def _recognises(saved: Saved) -> bool:
    if not saved.data.startswith(b"PK\x03\x04"):
        return False
    # the directory at the end names all members
    ends = (saved.data[:_REACH], saved.data[-_REACH:])
    return sum(any(sign in end for end in ends) for sign in _SIGNS) > 1


@container("linkedin-export", rank=18, recognises=_recognises)
def linkedin_export(saved: Saved) -> Iterator[Page | Refusal]:
    """LinkedIn's data export (ZIP): one page for the member's own tables, and one for each thread of messages.

    Tables about others are counted, not read; articles are the member's own posts and are not read.
    """
    archive = opened(saved)
    if isinstance(archive, Refusal):
        yield archive
        return
    yield from archive.refusals
    tables: dict[str, Table] = {}
    for name in archive.members:
        if not name.lower().endswith(".csv"):
            continue
        data = archive.read(name, saved.limits)
        if isinstance(data, Refusal):
            yield data
            continue
        made = table(decoded(data))
        if made.kind is not None:
            tables[name] = made
    page = markup_page(saved, "linkedin-export", encoded(summary(tables)))
    yield replace(page, media_type="application/json")
    member = member_name(tables)
    for name, made in sorted(tables.items()):
        for thread_name, thread in threads(made, member):
            yield thread_page(saved, "linkedin-export", thread, name=f"{name}#{thread_name}")
