"""One table of LinkedIn's data export."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from auditor.containers.encoding import decoded
from auditor.containers.linkedin_tables import kind_of, summary, table, threads
from auditor.containers.provenance import markup_page
from auditor.containers.signatures import form_of
from auditor.containers.threads import encoded, thread_page
from auditor.model import Page
from auditor.plugin import Saved, container

_HEAD = 4_096


def _recognises(saved: Saved) -> bool:
    if form_of(saved.data) is not None or saved.data[:1] in (b"<", b"{", b"["):
        return False
    return kind_of(decoded(saved.data[:_HEAD])) is not None


@container("linkedin-csv", rank=45, recognises=_recognises)
def linkedin_csv(saved: Saved) -> Iterator[Page]:
    """One CSV file of LinkedIn's data export, known by its columns.

    Its own page is a JSON document of the member's own rows; of tables about others it has only the number of rows.
    Messages and invitations follow as one thread each.
    """
    made = table(decoded(saved.data))
    name = saved.path.rpartition("/")[2]
    page = markup_page(saved, "linkedin-csv", encoded(summary({name: made})))
    yield replace(page, media_type="application/json")
    for thread_name, thread in threads(made):
        yield thread_page(saved, "linkedin-csv", thread, name=thread_name)
