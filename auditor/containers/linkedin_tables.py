"""LinkedIn's data export: tables told apart by their column names, never by position or file name.

A table about the member gives its rows.  A table about others (contacts, endorsements) gives its columns and the number
of its rows only: they are bystanders.  Messages and invitations become threads.
"""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from auditor.containers.provenance import iso_date
from auditor.containers.threads import Said, Thread, owner_of
from auditor.markup import readable_html
from auditor.plugin import MIB

MAX_ROWS = 200_000
_ABOUT_THE_MEMBER = {
    "Profile": ("First Name", "Last Name", "Headline", "Summary"),
    "Profile Summary": ("Profile Summary",),
    "Positions": ("Company Name", "Title", "Started On"),
    "Education": ("School Name", "Degree Name"),
    "Skills": ("Name",),
    "Languages": ("Name", "Proficiency"),
    "Certifications": ("Name", "Authority"),
    "Projects": ("Title", "Description", "Started On"),
    "Publications": ("Name", "Published On", "Publisher"),
    "Registration": ("Registered At", "Subscription Types"),
    "Email Addresses": ("Email Address", "Confirmed", "Primary"),
    "PhoneNumbers": ("Extension", "Number", "Type"),
    "Whatsapp Phone Numbers": ("Number", "Extension", "Is_WhatsApp_Number"),
    "Verifications": ("Verification type", "Organization name"),
}
_ABOUT_OTHERS = {
    "messages": ("CONVERSATION ID", "FROM", "CONTENT"),
    "Invitations": ("From", "To", "Sent At", "Direction"),
    "Connections": ("First Name", "Last Name", "Connected On"),
    "Recommendations": ("First Name", "Last Name", "Text", "Status"),
    "Endorsements": ("Endorsement Date", "Skill Name"),
    "Company Follows": ("Organization", "Followed On"),
    "Comments": ("Date", "Link", "Message"),
    "Reactions": ("Date", "Type", "Link"),
    "Shares": ("Date", "ShareLink", "ShareCommentary"),
    "Job Applications": ("Application Date", "Company Name", "Job Title"),
}
_ORDER = (*_ABOUT_OTHERS.items(), *_ABOUT_THE_MEMBER.items())
_TAG = re.compile(r"</?[a-zA-Z][^<>]{0,500}>")
_BLANK_LINE = re.compile(r"\r?\n[ \t,]*\r?\n")


@dataclass(frozen=True, slots=True)
class Table:
    """One file of the export."""

    kind: str | None
    """Which table it is by its columns, or ``None``."""
    columns: tuple[str, ...]
    rows: tuple[Mapping[str, str], ...]

    @property
    def about_the_member(self) -> bool:
        """Whether its rows are the member's own."""
        return self.kind in _ABOUT_THE_MEMBER


def kind_of(head: str) -> str | None:
    """Which table a CSV's beginning is of, or ``None``."""
    return _kind(_columns(_without_notes(head)))


def table(text: str) -> Table:
    """A CSV file read by its header; rows that are longer or shorter than it keep what they have."""
    csv.field_size_limit(64 * MIB)
    reader = csv.reader(io.StringIO(_without_notes(text), newline=""))
    rows: list[dict[str, str]] = []
    columns: tuple[str, ...] = ()
    try:
        for cells in reader:
            if not columns:
                columns = tuple(cell.strip() for cell in cells)
            elif any(cells):
                rows.append({name: cell for name, cell in zip(columns, cells, strict=False) if cell})
            if len(rows) >= MAX_ROWS:
                break
    except csv.Error:
        pass  # a broken quote at the end costs the rest of the file, not what was read before it
    return Table(_kind(columns), columns, tuple(rows))


def summary(tables: Mapping[str, Table]) -> dict[str, object]:
    """The export as one JSON document: rows of the member's own tables, numbers of rows of the others."""
    return {
        "kind": "linkedin-export",
        "tables": [
            {
                "table": made.kind,
                "file": name,
                "columns": list(made.columns),
                "count": len(made.rows),
                **({"rows": [dict(row) for row in made.rows]} if made.about_the_member else {}),
            }
            for name, made in sorted(tables.items())
        ],
    }


def threads(made: Table, member: str | None = None) -> Iterator[tuple[str, Thread]]:
    """Threads of a table of messages or invitations, each with a name; the member's name where it is known."""
    if made.kind == "messages":
        yield from _conversations(made, member)
    elif made.kind == "Invitations":
        yield from _invitations(made, member)


def member_name(tables: Mapping[str, Table]) -> str | None:
    """The name in the export's own profile."""
    for made in tables.values():
        if made.kind == "Profile" and made.rows:
            row = made.rows[0]
            return " ".join(filter(None, (row.get("First Name"), row.get("Last Name")))).strip() or None
    return None


def _conversations(made: Table, member: str | None) -> Iterator[tuple[str, Thread]]:
    by_id: dict[str, list[Mapping[str, str]]] = {}
    for row in made.rows:
        if row.get("IS MESSAGE DRAFT", "").strip().lower() != "true":
            by_id.setdefault(row.get("CONVERSATION ID", ""), []).append(row)
    owner = member or owner_of(_people(rows) for rows in by_id.values())
    for number, rows in enumerate(by_id.values(), 1):
        messages = tuple(
            Said(
                sender=row.get("FROM"),
                sent_at=iso_date(row.get("DATE", "")),
                text=plain(row.get("CONTENT", "")),
                sender_url=row.get("SENDER PROFILE URL"),
                subject=row.get("SUBJECT"),
            )
            for row in _oldest_first(rows)
            if row.get("CONTENT")
        )
        if messages:
            title = next((row["CONVERSATION TITLE"] for row in rows if row.get("CONVERSATION TITLE")), None)
            yield f"conversation-{number:05}", Thread("linkedin", messages, title, owner)


def _oldest_first(rows: list[Mapping[str, str]]) -> list[Mapping[str, str]]:
    """The export lists the newest first, also among messages of the same second."""
    falling = rows[0].get("DATE", "") > rows[-1].get("DATE", "")
    return sorted(reversed(rows) if falling else rows, key=lambda row: row.get("DATE", ""))


def _people(rows: list[Mapping[str, str]]) -> Iterator[str]:
    for row in rows:
        if row.get("FROM"):
            yield row["FROM"]
        yield from filter(None, (name.strip() for name in row.get("TO", "").split(",")))


def _invitations(made: Table, member: str | None) -> Iterator[tuple[str, Thread]]:
    owner = member or owner_of((row.get("From", ""), row.get("To", "")) for row in made.rows)
    for number, row in enumerate(made.rows, 1):
        if row.get("Message"):
            said = Said(
                sender=row.get("From"),
                sent_at=iso_date(row.get("Sent At", "")) or None,
                text=plain(row["Message"]),
                sender_url=row.get("inviterProfileUrl"),
            )
            own = row.get("To") if row.get("Direction", "").upper() == "INCOMING" else row.get("From")
            yield f"invitation-{number:05}", Thread("linkedin", (said,), None, owner or own)


def plain(content: str) -> str:
    """A message's text; markup in it is read as a person would see it."""
    return readable_html(content) if _TAG.search(content) else content


def _without_notes(text: str) -> str:
    """The table without the paragraph of notes that stands above some of them."""
    start = text.lstrip("\ufeff \r\n\t")
    if start[:6].lower().startswith("notes:") and (end := _BLANK_LINE.search(start)):
        return start[end.end() :]
    return start


def _columns(text: str) -> tuple[str, ...]:
    line = text.partition("\n")[0].rstrip("\r")
    try:
        return tuple(cell.strip() for cell in next(csv.reader([line]), []))
    except csv.Error:
        return ()


def _kind(columns: tuple[str, ...]) -> str | None:
    present = frozenset(columns)
    for kind, needed in _ORDER:
        if present.issuperset(needed) and (len(needed) > 1 or len(columns) == 1):
            return kind
    return None
