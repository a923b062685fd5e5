"""What a case hands on to another case file besides its pages' documents, and the light that it came in under."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict
from typing import Any

import orjson

from auditor.contract.case import LIGHTS
from auditor.store import chosen, load
from auditor.store.chosen import Choice
from auditor.store.decisions import decision_rows
from auditor.store.load import SeenPage, StoredFinding

Document = dict[str, Any]


def marking_of(connection: sqlite3.Connection) -> str | None:
    """The strictest traffic light under which any run of the case came in from elsewhere."""
    found = {light for (light,) in connection.execute("select distinct marking from run where marking is not null")}
    return max(found & set(LIGHTS), key=LIGHTS.index, default=None)


def case_document(connection: sqlite3.Connection, choice: Choice) -> Document:
    """What a run says besides its pages: date, tool, links, decisions, recorded answers, what was not read."""
    run, ids = choice.run, choice.findings
    about = load.run_document(connection, run)
    return {
        "as_of": about["as_of"],
        "content": about["content"],
        "tool": about["tool"],
        "crashed": about["crashed"],
        "skipped": load.skipped(connection, run),
        "links": chosen.links(connection, choice),
        "records": recorded_answers(connection, run),
        "decisions": [
            {"id": id, **asdict(event)}
            for id, event in decision_rows(connection)
            if ids is None or event.finding in ids
        ],
    }


def recorded_answers(connection: sqlite3.Connection, run: int) -> list[Document]:
    """The recorded answers about domains that a run used, in the order they were written."""
    rows = connection.execute(
        "select domain, kind, registered, precision, status, asked_at, warnings, at from domain_record"
        " where run = ? order by id",
        (run,),
    )
    names = ("domain", "kind", "registered", "precision", "status", "asked_at", "warnings", "at")
    return [
        dict(zip(names, (*plain, orjson.loads(warnings), orjson.loads(at)), strict=True))
        for *plain, warnings, at in rows
    ]


def stored_documents(
    connection: sqlite3.Connection, pages: Sequence[tuple[SeenPage, Sequence[StoredFinding]]]
) -> Mapping[int, Document]:
    """By key of the page: subject, domains, and of each finding in order its rule's version, weight and context."""
    keys = [page.key for page, _ in pages]
    marks = ", ".join("?" * len(keys))
    subjects = dict(connection.execute(f"select page, subject from profile where page in ({marks})", keys))
    domains = _grouped(
        connection.execute(f"select page, name from domain where page in ({marks}) order by rowid", keys)
    )
    versions = {
        (page, id): version
        for page, id, version in connection.execute(
            f"select page, id, rule_version from finding where page in ({marks})", keys
        )
    }
    return {
        page.key: {
            "subject": subjects.get(page.key),
            "domains": domains.get(page.key, []),
            "findings": [
                {
                    "rule_version": versions[page.key, one.document["id"]],
                    "weight": one.weight,
                    "around": [list(around) for around in one.contexts],
                }
                for one in findings
            ],
        }
        for page, findings in pages
    }


def _grouped(rows: Iterable[tuple[int, str]]) -> dict[int, list[str]]:
    found: dict[int, list[str]] = {}
    for page, name in rows:
        found.setdefault(page, []).append(name)
    return found
