"""The schema of the case file: one migration for every change, applied through sqlite-utils.

Every column that a person may want to filter is a column; what only programs read is JSON.  ``page.document`` is the
page's part of the JSON contract as it was read, so that a report never needs the page again.
"""

from __future__ import annotations

from sqlite_utils import Database
from sqlite_utils.migrations import Migrations

migrations = Migrations("auditor")


@migrations()
def first_release(db: Database) -> None:
    """Pages, what they state, what was found, links between them, and what people decided."""
    db.table("run").create(
        {
            "id": int,
            "as_of": str,
            "tool": str,
            "reading": str,
            "content": str,
            "state": str,
            "crashed": str,
            "kept": str,
        },
        pk="id",
        not_null={"as_of", "tool", "reading", "state"},
    )
    db.table("saved_file").create(
        {"id": int, "digest": str, "reading": str},
        pk="id",
        not_null={"digest", "reading"},
    )
    db.table("saved_file").create_index(["reading", "digest"], unique=True)
    db.table("refusal").create(
        {"id": int, "saved_file": int, "member": str, "reason": str},
        pk="id",
        foreign_keys=[("saved_file", "saved_file", "id")],
    )
    db.table("refusal").create_index(["saved_file"])
    db.table("sighting").create(
        {"run": int, "path": str, "saved_file": int, "reason": str},
        pk=("run", "path"),
        foreign_keys=[("run", "run", "id"), ("saved_file", "saved_file", "id")],
    )
    db.table("page").create(
        {
            "key": int,
            "saved_file": int,
            "member": str,
            "id": str,
            "sha256": str,
            "container": str,
            "page_kind": str,
            "status": str,
            "reason": str,
            "language": str,
            "url": str,
            "captured_at": str,
            "captured_at_basis": str,
            "level": str,
            "assessment": str,
            "own_level": str,
            "own_assessment": str,
            "document": str,
        },
        pk="key",
        foreign_keys=[("saved_file", "saved_file", "id")],
        not_null={"id", "sha256", "container", "status", "level", "document"},
    )
    db.table("page").create_index(["saved_file"])
    db.table("page").create_index(["id"])
    db.table("profile").create(
        {
            "page": int,
            "subject": str,
            "name": str,
            "headline": str,
            "location": str,
            "about": str,
            "handle": str,
            "url": str,
            "connections_or_followers": int,
            "account_created": str,
            "photo_uploaded": str,
            "avatar_state": str,
            "features": str,
            "sketch": bytes,
        },
        pk="page",
        foreign_keys=[("page", "page", "key")],
    )
    db.table("experience").create(
        {
            "page": int,
            "number": int,
            "title": str,
            "company": str,
            "company_url": str,
            "start": str,
            "end": str,
            "current": int,
            "location": str,
            "description": str,
        },
        pk=("page", "number"),
        foreign_keys=[("page", "page", "key")],
    )
    db.table("education").create(
        {"page": int, "number": int, "school": str, "degree": str, "start": str, "end": str},
        pk=("page", "number"),
        foreign_keys=[("page", "page", "key")],
    )
    db.table("message").create(
        {"page": int, "number": int, "sender": str, "sent_at": str, "by_subject": int, "text": str},
        pk=("page", "number"),
        foreign_keys=[("page", "page", "key")],
    )
    db.table("picture").create(
        {
            "page": int,
            "sha256": str,
            "width": int,
            "height": int,
            "hashes": str,
            "low_information": str,
            "views": bytes,
            "thumbnail": bytes,
        },
        pk="page",
        foreign_keys=[("page", "page", "key")],
    )
    db.table("picture").create_index(["sha256"])
    db.table("domain").create(
        {"page": int, "name": str},
        foreign_keys=[("page", "page", "key")],
    )
    db.table("domain").create_index(["page"])
    db.table("domain").create_index(["name"])
    db.table("domain_record").create(
        {
            "id": int,
            "run": int,
            "domain": str,
            "kind": str,
            "registered": str,
            "precision": str,
            "status": str,
            "asked_at": str,
            "warnings": str,
            "at": str,
        },
        pk="id",
        foreign_keys=[("run", "run", "id")],
    )
    db.table("domain_record").create_index(["domain"])
    db.table("finding").create(
        {
            "key": int,
            "page": int,
            "run": int,
            "id": str,
            "check": str,
            "rule": str,
            "rule_version": int,
            "strength": str,
            "weight": int,
            "category": str,
            "title": str,
            "message": str,
            "field": str,
            "alternatives": str,
            "references": str,
            "others": str,
            "ask": str,
        },
        pk="key",
        foreign_keys=[("page", "page", "key"), ("run", "run", "id")],
    )
    db.table("finding").create_index(["page"])
    db.table("finding").create_index(["id"])
    db.table("finding").create_index(["run"])
    db.table("evidence").create(
        {
            "finding": int,
            "number": int,
            "page_sha256": str,
            "selector": str,
            "quote": str,
            "start": int,
            "before": str,
            "after": str,
        },
        pk=("finding", "number"),
        foreign_keys=[("finding", "finding", "key")],
    )
    db.table("skip").create(
        {"page": int, "check": str, "reason": str, "crashed": int},
        foreign_keys=[("page", "page", "key")],
    )
    db.table("skip").create_index(["page"])
    db.table("link").create(
        {
            "id": int,
            "run": int,
            "kind": str,
            "a": str,
            "b": str,
            "distance": int,
            "method": str,
            "transform": str,
            "evidence": str,
        },
        pk="id",
        foreign_keys=[("run", "run", "id")],
    )
    db.table("link").create_index(["run"])
    db.table("finding_seen").create({"run": int, "id": str}, pk=("run", "id"), foreign_keys=[("run", "run", "id")])
    db.table("decision").create(
        {
            "id": str,
            "finding": str,
            "verdict": str,
            "reason": str,
            "person": str,
            "decided_at": str,
            "rule": str,
            "rule_version": int,
            "subject": str,
            "field": str,
            "title": str,
            "quotes": str,
            "upon": str,
        },
        pk="id",
        not_null={"finding", "verdict", "person", "decided_at", "rule", "subject", "quotes", "upon"},
    )
    db.table("decision").create_index(["finding"])
    db.table("watch").create(
        {"id": int, "subject": str, "folder": str, "domains": str, "added_at": str, "basis": str, "state": str},
        pk="id",
        not_null={"subject", "folder", "domains", "added_at"},
    )
    db.table("watch").create_index(["subject", "folder"], unique=True)
    db.table("watch_report").create(
        {"id": int, "watch": int, "made_at": str, "document": str},
        pk="id",
        foreign_keys=[("watch", "watch", "id")],
    )
    db.table("watch_report").create_index(["watch"])
    db.table("case_about").create(
        {"id": int, "purpose": str, "basis": str, "officer": str, "retain_until": str, "opened_at": str},
        pk="id",
        not_null={"purpose", "basis", "officer", "retain_until", "opened_at"},
    )
    db.table("known").create(
        {"id": int, "kind": str, "value": bytes, "source": str, "licence": str, "added_at": str, "expires_at": str},
        pk="id",
    )
    db.table("custody").create(
        {"id": int, "event": str, "subject": str, "digest": str, "happened_at": str, "chain": str},
        pk="id",
        not_null={"event", "subject", "digest", "happened_at", "chain"},
    )
    db.table("profile").enable_fts(["name", "headline", "about"], create_triggers=True)
    db.table("message").enable_fts(["text"], create_triggers=True)
    db.create_view(
        "finding_current",
        """
        select finding.id, finding.rule, finding.strength, finding.category, finding.title, finding.message,
               page.id as profile, profile.name as name, page.level, page.key as page
        from finding join page on page.key = finding.page left join profile on profile.page = page.key
        where page.saved_file in (select saved_file from sighting where run = (select max(id) from run))
          and (finding.run is null or finding.run = (select max(id) from run))
        """,
    )
    db.create_view(
        "profile_overview",
        """
        select page.id, profile.name, profile.headline, page.level, page.page_kind, page.container, page.captured_at,
               (select count(*) from finding_current where finding_current.page = page.key) as findings,
               (select count(*) from skip where skip.page = page.key) as not_looked_at
        from page join profile on profile.page = page.key
        where page.saved_file in (select saved_file from sighting where run = (select max(id) from run))
        """,
    )
    db.create_view(
        "shared_pictures",
        """
        select link.kind, link.distance, link.method, link.a, a.name as name_a, link.b, b.name as name_b
        from link
        left join (select page.id, min(profile.name) as name from page join profile on profile.page = page.key
                   group by page.id) as a on a.id = link.a
        left join (select page.id, min(profile.name) as name from page join profile on profile.page = page.key
                   group by page.id) as b on b.id = link.b
        where link.run = (select max(id) from run) and link.kind in ('same-avatar', 'near-avatar')
        """,
    )


@migrations()
def known_library(db: Database) -> None:
    """What an entry of the known library is called, how it was made and what it says as a whole."""
    known = db.table("known")
    for column in ("name", "method", "sha256", "hashes", "digest"):
        known.add_column(column, str)
    known.create_index(["digest"], unique=True)
    known.create_index(["kind"])


@migrations()
def linked_cases(db: Database) -> None:
    """Cases that are one matter, what else is watched of a profile, and the key of a case's pseudonyms."""
    db.table("case_link").create(
        {"id": int, "other": str, "reason": str, "person": str, "linked_at": str, "undone_at": str},
        pk="id",
        not_null={"other", "reason", "person", "linked_at"},
    )
    db.table("pseudonym_key").create({"id": int, "key": bytes}, pk="id", not_null={"key"})
    db.table("watch").add_column("pictures", str)
    db.table("watch").add_column("public_page", str)


@migrations()
def known_pictures_seen(db: Database) -> None:
    """Small copies of known pictures, and which of them the pages of a run show, as reports print them."""
    db.table("known").add_column("thumbnail", bytes)
    db.table("known_seen").create(
        {
            "id": int,
            "run": int,
            "page": int,
            "digest": str,
            "name": str,
            "source": str,
            "licence": str,
            "added_at": str,
            "expires_at": str,
            "method": str,
            "distance": int,
            "transform": str,
            "likeness": float,
            "views": bytes,
            "thumbnail": bytes,
        },
        pk="id",
        foreign_keys=[("run", "run", "id"), ("page", "page", "key")],
        not_null={"digest", "name", "source", "method"},
    )
    db.table("known_seen").create_index(["page"])


@migrations()
def marking(db: Database) -> None:
    """The traffic light under which a run came in from elsewhere: what is handed on is marked no lower."""
    db.table("run").add_column("marking", str)
