"""Reading the case file again: what one run saw, in the order that reports print it."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import orjson

from auditor.model import Features, PictureFeatures
from auditor.review import Standing as Decision
from auditor.review import decision_document
from auditor.store.decisions import carried_decisions
from auditor.store.rows import features_from

Document = dict[str, Any]

CHUNK = 200
"""Pages read from the file at once; bounds the memory of a report."""


@dataclass(frozen=True, slots=True)
class SeenPage:
    """A page of a run: several files may hold the very same page, then the first path stands for all."""

    key: int
    id: str
    path: str
    also_at: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class StoredFinding:
    """A finding as stored, with what the report needs around it."""

    document: Document
    """``FINDING``."""
    contexts: tuple[tuple[str, str], ...]
    """Words before and after each quote."""
    weight: int


def last_run(connection: sqlite3.Connection) -> int | None:
    """Number of the newest finished run."""
    found = connection.execute("select max(id) from run where state = 'finished'").fetchone()
    return None if found is None or found[0] is None else int(found[0])


def run_document(connection: sqlite3.Connection, run: int) -> Document:
    """``as_of``, ``tool``, ``content``, ``crashed`` (case checks, as ``skips``) of a run."""
    as_of, tool, content, crashed = connection.execute(
        "select as_of, tool, content, crashed from run where id = ?", (run,)
    ).fetchone()
    return {
        "as_of": as_of,
        "tool": orjson.loads(tool),
        "content": content,
        "crashed": orjson.loads(crashed) if crashed else [],
    }


def seen_pages(connection: sqlite3.Connection, run: int) -> list[SeenPage]:
    """The pages of a run, sorted by id.  Small: key, id and paths only."""
    places: dict[str, list[tuple[str, int]]] = {}
    for id, path, key in connection.execute(
        "select page.id, sighting.path || page.member, page.key from sighting"
        " join page on page.saved_file = sighting.saved_file where sighting.run = ?",
        (run,),
    ):
        places.setdefault(id, []).append((path, key))
    pages = []
    for id in sorted(places):
        first, *rest = sorted(places[id])
        pages.append(SeenPage(first[1], id, first[0], tuple(path for path, _ in rest)))
    return pages


def skipped(connection: sqlite3.Connection, run: int) -> list[Document]:
    """Files and members that could not be read, ``{"path", "reason"}``, sorted by path."""
    found = connection.execute(
        "select path, reason from sighting where run = ?1 and reason is not null union all"
        " select sighting.path || refusal.member, refusal.reason from sighting"
        " join refusal on refusal.saved_file = sighting.saved_file where sighting.run = ?1 order by 1, 2",
        (run,),
    )
    return [{"path": path, "reason": reason} for path, reason in found]


def links(connection: sqlite3.Connection, run: int) -> list[Document]:
    """``links`` of the JSON contract, in the order they were written."""
    return [
        {
            "kind": kind,
            "a": a,
            "b": b,
            "distance": distance,
            "method": method,
            "transform": transform,
            "evidence": orjson.loads(evidence),
        }
        for kind, a, b, distance, method, transform, evidence in connection.execute(
            "select kind, a, b, distance, method, transform, evidence from link where run = ? order by id", (run,)
        )
    ]


def baseline(connection: sqlite3.Connection, run: int) -> int | None:
    """The last finished run that looked at something else.

    A run over the same input as the one before it is compared with what that one was compared with, so that asking
    twice gives the same answer.
    """
    found = connection.execute(
        "select max(id) from run where state = 'finished' and id < ?1"
        " and content <> (select content from run where id = ?1)",
        (run,),
    ).fetchone()[0]
    return None if found is None else int(found)


def seen_ids(connection: sqlite3.Connection, run: int | None) -> frozenset[str]:
    """Ids of the findings of a run; none where there is no run."""
    return frozenset(id for (id,) in connection.execute("select id from finding_seen where run = ?", (run,)))


def profile_documents(
    connection: sqlite3.Connection,
    run: int,
    pages: Sequence[SeenPage],
    decided: Mapping[str, Decision] | None = None,
) -> Iterator[tuple[SeenPage, Document, list[StoredFinding]]]:
    """``PROFILE`` of each page in order, with its findings; a chunk is in memory at a time.

    ``decided`` are the run's decisions where the caller has read them already.
    """
    before = seen_ids(connection, baseline(connection, run))
    if decided is None:
        decided = carried_decisions(connection, run).by_finding
    for start in range(0, len(pages), CHUNK):
        chunk = pages[start : start + CHUNK]
        keys = [page.key for page in chunk]
        rows = {
            key: rest
            for key, *rest in connection.execute(
                f"select key, document, level, assessment from page where key in ({_marks(keys)})", keys
            )
        }
        findings = _findings(connection, keys, run, before, decided)
        skips = _skips(connection, keys)
        for page in chunk:
            document, level, assessment = rows[page.key]
            own = findings.get(page.key, [])
            yield page, _profile(page, document, level, assessment, own, skips.get(page.key, [])), own


def _profile(
    page: SeenPage, document: str, level: str, assessment: str, findings: list[StoredFinding], skips: list[Document]
) -> Document:
    stated: Document = orjson.loads(document)
    stated["source"]["path"] = page.path
    stated["source"]["also_at"] = list(page.also_at)
    assessed = orjson.loads(assessment)
    by_rule: dict[str, list[str]] = {}
    for finding in findings:
        by_rule.setdefault(finding.document["rule"], []).append(finding.document["id"])
    stated["level"] = level
    stated["about_lures"] = assessed["about_lures"]
    stated["direct_requests"] = [id for rule in assessed["direct_requests"] for id in by_rule.get(rule, [])]
    stated["findings"] = [finding.document for finding in findings]
    stated["templates"] = [
        {**template, "because": [id for rule in template["because"] for id in by_rule.get(rule, [])]}
        for template in assessed["templates"]
    ]
    stated["skips"] = skips
    return stated


def _findings(
    connection: sqlite3.Connection,
    keys: Sequence[int],
    run: int,
    before: frozenset[str],
    decided: Mapping[str, Decision],
) -> dict[int, list[StoredFinding]]:
    evidence: dict[int, list[tuple[Document, tuple[str, str]]]] = {}
    for finding, page, selector, quote, start, left, right in connection.execute(
        "select finding, page_sha256, selector, quote, start, before, after from evidence where finding in"
        f" (select key from finding where page in ({_marks(keys)})) order by finding, number",
        keys,
    ):
        place = {"page": page, "selector": selector, "quote": quote, "start": start}
        evidence.setdefault(finding, []).append((place, (left or "", right or "")))
    found: dict[int, list[StoredFinding]] = {}
    for row in connection.execute(
        'select key, page, id, "check", rule, strength, weight, category, title, message, field, alternatives,'
        f' "references", others, ask from finding where page in ({_marks(keys)}) and (run is null or run = ?)',
        (*keys, run),
    ):
        key, page, id, check, rule, strength, weight, category, title, message, field, *lists, ask = row
        alternatives, references, others = (orjson.loads(text) for text in lists)
        places = evidence.get(key, [])
        document = {
            "id": id,
            "check": check,
            "rule": rule,
            "strength": strength,
            "category": category,
            "title": title,
            "message": message,
            "field": field,
            "evidence": [place for place, _ in places],
            "alternatives": alternatives,
            "references": references,
            "ask": ask,
            "others": others,
            "state": "continuing" if id in before else "new",
            "decision": decision_document(decided[id]) if id in decided else None,
        }
        found.setdefault(page, []).append(StoredFinding(document, tuple(around for _, around in places), weight))
    for several in found.values():
        several.sort(key=_order)
    return found


_BY_STRENGTH = {"strong": 0, "moderate": 1, "weak": 2}


def _order(finding: StoredFinding) -> tuple[Any, ...]:
    document = finding.document
    return (_BY_STRENGTH[document["strength"]], -finding.weight, document["check"], document["rule"], document["id"])


def _skips(connection: sqlite3.Connection, keys: Sequence[int]) -> dict[int, list[Document]]:
    found: dict[int, list[Document]] = {}
    for page, check, reason, crashed in connection.execute(
        f'select page, "check", reason, crashed from skip where page in ({_marks(keys)})'
        ' order by page, "check", reason',
        keys,
    ):
        found.setdefault(page, []).append({"check": check, "reason": reason, "crashed": bool(crashed)})
    return found


def _marks(keys: Sequence[int]) -> str:
    return ", ".join("?" * len(keys))


def case_features(connection: sqlite3.Connection, pages: Sequence[SeenPage]) -> Iterator[tuple[SeenPage, Features]]:
    """The compact features of every profile of a run, in the order of ``pages``."""
    for start in range(0, len(pages), CHUNK):
        chunk = pages[start : start + CHUNK]
        keys = [page.key for page in chunk]
        rows = {
            key: rest
            for key, *rest in connection.execute(
                "select profile.page, features, sketch, sha256, width, height, hashes, low_information, views"
                " from profile left join picture on picture.page = profile.page"
                f" where profile.page in ({_marks(keys)})",
                keys,
            )
        }
        for page in chunk:
            if page.key not in rows:
                continue
            text, sketch, sha256, width, height, hashes, low_information, views = rows[page.key]
            picture = (
                PictureFeatures(sha256, width, height, orjson.loads(hashes), low_information, views=views or b"")
                if sha256
                else None
            )
            yield page, features_from(page.id, text, sketch or b"", picture)


def thumbnails(connection: sqlite3.Connection, keys: Sequence[int]) -> dict[int, bytes]:
    """Small copies of the pictures of these pages."""
    return dict(connection.execute(f"select page, thumbnail from picture where page in ({_marks(keys)})", tuple(keys)))


def descriptors(connection: sqlite3.Connection, keys: Sequence[int]) -> dict[int, bytes | None]:
    """Descriptors of the pictures of these pages; ``None`` where a copy of the case keeps none."""
    return dict(connection.execute(f"select page, views from picture where page in ({_marks(keys)})", tuple(keys)))


def levels_of(connection: sqlite3.Connection, run: int) -> list[tuple[int, str, str]]:
    """Key, status and level of each page of a run, one for all files that hold the very same page; in no order."""
    return list(
        connection.execute(
            "select key, status, level from"  # beside min() SQLite takes the other columns from the row that has it
            " (select page.key, page.status, page.level, min(sighting.path || page.member) from sighting"
            " join page on page.saved_file = sighting.saved_file where sighting.run = ? group by page.id)",
            (run,),
        )
    )


@dataclass(frozen=True, slots=True)
class Standing:
    """How a page came out, without its text."""

    status: str
    level: str
    findings: int


def standing(connection: sqlite3.Connection, pages: Sequence[SeenPage]) -> dict[int, Standing]:
    """Status, level and number of findings of each page, by key."""
    found: dict[int, Standing] = {}
    for start in range(0, len(pages), CHUNK):
        keys = [page.key for page in pages[start : start + CHUNK]]
        for key, status, level, findings in connection.execute(
            "select key, status, level, (select count(*) from finding where finding.page = page.key) from page"
            f" where key in ({_marks(keys)})",
            keys,
        ):
            found[key] = Standing(status, level, findings)
    return found


def noted_pages(connection: sqlite3.Connection, pages: Sequence[SeenPage]) -> list[SeenPage]:
    """The pages of a run with a pattern or a direct request, developed patterns first."""
    level = dict(
        connection.execute(
            "select key, level from page where level in ('early-pattern', 'developed-pattern')"
            " or json_array_length(assessment, '$.direct_requests') > 0"
        )
    )
    order = {"developed-pattern": 0, "early-pattern": 1}
    return sorted((p for p in pages if p.key in level), key=lambda p: (order.get(level[p.key], 2), p.id))


def names(connection: sqlite3.Connection, pages: Sequence[SeenPage]) -> dict[str, str | None]:
    """The name that each page states, by profile id."""
    by_key = {page.key: page.id for page in pages}
    return {by_key[key]: name for key, name in connection.execute("select page, name from profile") if key in by_key}


def domain_records(connection: sqlite3.Connection, run: int, keys: Sequence[int]) -> dict[int, list[Document]]:
    """Recorded answers of the run about the domains of these pages, by page."""
    found: dict[int, list[Document]] = {}
    for page, domain, kind, registered, precision, status, asked_at, warnings, at in connection.execute(
        "select domain.page, domain_record.domain, kind, registered, precision, status, asked_at, warnings, at"
        f" from domain join domain_record on domain_record.domain = domain.name and domain_record.run = ?"
        f" where domain.page in ({_marks(keys)}) order by domain.page, domain_record.domain, domain_record.id",
        (run, *keys),
    ):
        found.setdefault(page, []).append(
            {
                "domain": domain,
                "kind": kind,
                "registered": registered,
                "precision": precision,
                "status": status,
                "asked_at": asked_at,
                "warnings": orjson.loads(warnings),
                "at": orjson.loads(at),
            }
        )
    return found


def any_crash(connection: sqlite3.Connection, run: int) -> bool:
    """Whether a check crashed on a page of the run."""
    found = connection.execute(
        "select 1 from skip join page on page.key = skip.page join sighting on sighting.saved_file = page.saved_file"
        " where sighting.run = ? and skip.crashed limit 1",
        (run,),
    ).fetchone()
    return found is not None
