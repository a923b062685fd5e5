"""Company pages of a case and the people who say they work there, from the case file."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator, Sequence
from typing import Any

import orjson

from auditor.model import Field, Firm, Locator
from auditor.store.captures import captures_of
from auditor.store.load import SeenPage

CHUNK = 200
"""Pages read at once."""


def firms_of(connection: sqlite3.Connection, pages: Sequence[SeenPage]) -> tuple[Firm, ...]:
    """The company pages among these that say something of the company, and those who name it as their employer.

    Nothing where there is no such page.  Sorted as ``pages`` are.
    """
    companies = list(_company_pages(connection, pages))
    if not companies:
        return ()
    addresses = {company.address.value.casefold() for company in companies if company.address}
    names = {company.name.value.casefold() for company in companies if company.name}
    return (*companies, *_people(connection, pages, addresses, names))


def _company_pages(connection: sqlite3.Connection, pages: Sequence[SeenPage]) -> Iterator[Firm]:
    for page, document in _documents(connection, pages, "page.reason = 'company'"):
        facts = document["fields"]["company"]
        if "founded" in facts or "about" in facts:
            yield Firm(
                page.id,
                _field(facts.get("name")),
                _field(document["fields"]["url"]),
                True,
                _field(facts.get("website")),
                _field(facts.get("founded")),
                _field(facts.get("about")),
            )


def _people(
    connection: sqlite3.Connection, pages: Sequence[SeenPage], addresses: set[str], names: set[str]
) -> Iterator[Firm]:
    rows = connection.execute("select distinct page, company, company_url from experience where company is not null")
    keys = {
        page
        for page, company, url in rows
        if (url or "").casefold() in addresses or any(_begins(company.casefold(), name) for name in names)
    }
    chosen = [page for page in pages if page.key in keys]
    captured = {
        (key, job.title, job.company.value, job.start): job
        for key, capture in captures_of(connection, [page.key for page in chosen])
        for job in capture.jobs
    }
    for page, document in _documents(connection, chosen, "page.status = 'profile'"):
        in_use = _in_use(document)
        for job in document["fields"]["experience"]:
            if job["company"] is not None:
                known = captured.get((page.key, job["title"], job["company"], job["start"]))
                at = Locator(**job["at"])
                named = known.company if known else Field(job["company"], _within(at, job["company"]))
                address = Field(job["company_url"], at) if job["company_url"] else None
                dates = known.dates if known else None
                yield Firm(page.id, named, address, in_use=in_use, start=job["start"], dates=dates)


def _begins(company: str, name: str) -> bool:
    """Whether two names may be one with and without a legal form."""
    return company.startswith(name) or name.startswith(company)


def _documents(
    connection: sqlite3.Connection, pages: Sequence[SeenPage], which: str
) -> Iterator[tuple[SeenPage, dict[str, Any]]]:
    for start in range(0, len(pages), CHUNK):
        chunk = {page.key: page for page in pages[start : start + CHUNK]}
        marks = ", ".join("?" * len(chunk))
        found = dict(
            connection.execute(f"select key, document from page where key in ({marks}) and {which}", list(chunk))
        )
        for key, page in chunk.items():
            if key in found:
                yield page, orjson.loads(found[key])


def _field(stored: dict[str, Any] | None) -> Field | None:
    return Field(stored["value"], Locator(**stored["at"])) if stored else None


def _within(at: Locator, words: str) -> Locator:
    """The place of the words in an entry; the entry itself where they do not stand in it as they are."""
    start = at.quote.find(words)
    return at.narrowed(start, start + len(words)) if start >= 0 else at


def _in_use(document: dict[str, Any]) -> str | None:
    """The first day on which the page is known to be in use: a message of its subject, else its capture."""
    messages = [message for message in document["fields"]["messages"] if message["by_subject"]]
    days = [message["sent_at"][:10] for message in messages if message["sent_at"]]
    source = document["source"]
    if not days and source["captured_at"] and source["captured_at_basis"] in ("embedded", "page"):
        days.append(source["captured_at"][:10])
    return min(days, default=None)
