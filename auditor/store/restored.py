"""A case that came in from elsewhere, written to a case file: the same documents come out of it again.

Its files count as read by nobody here: an audit of the same files reads them again, and replaces what came in.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Sequence

import orjson

from auditor.contract.case import CaseOnItsWay, PageOnItsWay
from auditor.contract.typed import document_of
from auditor.contract.types import Finding, Page
from auditor.model import Avatar, Features
from auditor.store.case import CaseFile, SavedFileRows
from auditor.store.rows import FindingRows, PageRows, features_text, json_text

READING = "came in from elsewhere"
"""Stands for the rules and versions under which the pages were read."""
NO_PICTURE = "it came in from elsewhere without the picture itself"


def restore(case: CaseFile, whole: CaseOnItsWay) -> int:
    """Writes a case to a case file that holds none, and gives the number of its run.

    Raises ``sqlite3.Error``, and ``OverflowError`` for a number that no case file holds.
    """
    connection = case.connection
    tool = document_of(whole.tool)
    earlier = [one.id for page in whole.pages for one in page.page.findings if one.state == "continuing"]
    if earlier:  # a finding is continuing where an earlier run of other content has seen it
        before = case.begin(whole.as_of, tool, READING)
        with connection:
            connection.executemany(
                "insert or ignore into finding_seen (run, id) values (?, ?)", [(before, id) for id in earlier]
            )
            connection.execute(
                "update run set state = 'finished', content = ?, crashed = '[]' where id = ?",
                (f"before {whole.content}", before),
            )
    run = case.begin(whole.as_of, tool, READING)
    known: dict[str, int] = {}
    files = [SavedFileRows(one.page.source.path, one.page.source.sha256, (_rows(one),), ()) for one in whole.pages]
    again = [(path, one.page.source.sha256) for one in whole.pages for path in one.page.source.also_at]
    case.add(run, READING, known, files, (), ())
    case.add(run, READING, known, (), again, ())
    with connection:
        _add_refusals(connection, run, whole)
        connection.executemany(
            "insert into link (run, kind, a, b, distance, method, transform, evidence) values (?, ?, ?, ?, ?, ?, ?, ?)",
            [
                (run, one.kind, one.a, one.b, one.distance, one.method, one.transform, _text(one.evidence))
                for one in whole.links
            ],
        )
        connection.executemany(
            "insert into domain_record (run, domain, kind, registered, precision, status, asked_at, warnings, at)"
            " values (?, ?, ?, ?, ?, ?, ?, ?, ?)",
            [
                (
                    run,
                    one.domain,
                    one.kind,
                    one.registered,
                    one.precision,
                    one.status,
                    one.asked_at,
                    _text(one.warnings),
                    _text(one.at),
                )
                for one in whole.records
            ],
        )
        _add_decisions(connection, whole)
        connection.execute("insert into finding_seen (run, id) select distinct ?, finding.id from finding", (run,))
        connection.execute(
            "update run set state = 'finished', content = ?, crashed = ?, marking = ? where id = ?",
            (whole.content, _text(whole.crashed), whole.marking, run),
        )
    return run


def _text(value: object) -> str:
    return json_text(document_of(value))


def _add_refusals(connection: sqlite3.Connection, run: int, whole: CaseOnItsWay) -> None:
    """What could not be read: a file of its own, or, where the same path stands twice, a part of one without a name."""
    taken = {path for (path,) in connection.execute("select path from sighting where run = ?", (run,))}
    parts = []
    for one in whole.skipped:
        if one.path in taken or not one.path:
            parts.append(one)
            continue
        taken.add(one.path)
        connection.execute("insert into sighting (run, path, reason) values (?, ?, ?)", (run, one.path, one.reason))
    if parts:
        file = connection.execute("insert into saved_file (digest, reading) values ('', ?)", (READING,)).lastrowid
        connection.execute("insert into sighting (run, path, saved_file) values (?, '', ?)", (run, file))
        connection.executemany(
            "insert into refusal (saved_file, member, reason) values (?, ?, ?)",
            [(file, one.path, one.reason) for one in parts],
        )


def _add_decisions(connection: sqlite3.Connection, whole: CaseOnItsWay) -> None:
    connection.executemany(
        "insert into decision (id, finding, verdict, reason, person, decided_at, rule, rule_version, subject, field,"
        " title, quotes, upon) values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
        [
            (
                id,
                one.finding,
                one.verdict,
                one.reason,
                one.person,
                one.decided_at,
                one.rule,
                one.rule_version,
                one.subject,
                one.field,
                one.title,
                orjson.dumps(one.quotes).decode(),
                orjson.dumps(one.upon).decode(),
            )
            for id, one in whole.decisions
        ],
    )


def _rows(one: PageOnItsWay) -> PageRows:
    page, stored = one.page, one.stored
    source, fields = page.source, page.fields
    stated = document_of(page)
    told = {name: stated[name] for name in ("id", "source", "status", "reason", "fields", "absent")}
    told["source"] = {**told["source"], "path": None, "also_at": []}
    assessment = _assessment(page)
    rows = PageRows(
        page=(
            "",
            page.id,
            source.sha256,
            source.container,
            source.page_kind,
            page.status,
            page.reason,
            source.language,
            source.url,
            source.captured_at,
            source.captured_at_basis,
            page.level,
            assessment,
            page.level,
            assessment,
            json_text(told),
        ),
        findings=tuple(
            _finding(finding, kept.rule_version, kept.weight, kept.around)
            for finding, kept in zip(page.findings, stored.findings, strict=True)
        ),
        skips=tuple((skip.check, skip.reason, int(skip.crashed)) for skip in page.skips),
        domains=tuple((name,) for name in stored.domains),
    )
    if stored.subject is None:
        return rows
    picture = fields.avatar
    features = Features(
        profile=page.id,
        subject=stored.subject,
        name=fields.name.value if fields.name else None,
        url=fields.url.value if fields.url else None,
        avatar=Avatar(picture.state, picture.url, picture.at),
        picture=None,
        domains=stored.domains,
        sketch=b"",
        about=fields.about,
    )
    values = [getattr(fields, name) for name in ("name", "headline", "location", "about", "handle", "url")]
    return PageRows(
        page=rows.page,
        findings=rows.findings,
        skips=rows.skips,
        domains=rows.domains,
        profile=(
            stored.subject,
            *(value.value if value else None for value in values),
            fields.connections_or_followers,
            fields.account_created,
            fields.photo_uploaded,
            picture.state,
            features_text(features),
            b"",
        ),
        experience=tuple(
            (number, j.title, j.company, j.company_url, j.start, j.end, int(j.current), j.location, j.description)
            for number, j in enumerate(fields.experience)
        ),
        education=tuple((number, s.school, s.degree, s.start, s.end) for number, s in enumerate(fields.education)),
        messages=tuple(
            (number, m.sender, m.sent_at, int(m.by_subject), m.text) for number, m in enumerate(fields.messages)
        ),
        picture=(
            picture.sha256,
            None,
            None,
            json_text(dict(picture.hashes)),
            picture.low_information or NO_PICTURE,
            None,
            None,
        )
        if picture.sha256
        else None,
    )


def _assessment(page: Page) -> str:
    rules = {finding.id: finding.rule for finding in page.findings}
    return json_text(
        {
            "level": page.level,
            "templates": [{**document_of(one), "because": _rules(one.because, rules)} for one in page.templates],
            "direct_requests": _rules(page.direct_requests, rules),
            "about_lures": page.about_lures,
        }
    )


def _rules(findings: Sequence[str], rules: dict[str, str]) -> list[str]:
    return list(dict.fromkeys(rules[id] for id in findings if id in rules))


def _finding(one: Finding, version: int, weight: int, around: Sequence[Sequence[str]]) -> FindingRows:
    return FindingRows(
        (
            one.id,
            one.check,
            one.rule,
            version,
            one.strength,
            weight,
            one.category,
            one.title,
            one.message,
            one.field,
            _text(one.alternatives),
            json_text([{"title": r.title, "publisher": r.publisher, "url": r.url} for r in one.references]),
            _text(one.others),
            one.ask,
        ),
        tuple(
            (number, at.page, at.selector, at.quote, at.start, before, after)
            for number, (at, (before, after)) in enumerate(zip(one.evidence, around, strict=True))
        ),
    )
