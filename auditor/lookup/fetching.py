"""Which questions a look-up asks, of whom, and what is kept of the answers.

RDAP goes to the registry and never to the registrar, whose date is that of a transfer.  Certificate logs, the web
archive and WHOIS each need their own opt-in.  Who is asked learns the name; the subject of a page is never asked.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Literal
from urllib.parse import quote, urlsplit

from auditor.domains import domain_of
from auditor.lookup.asking import Asker, Limits, RateLimitedError, UnansweredError
from auditor.lookup.bootstrap import Bootstrap
from auditor.lookup.keeping import kept
from auditor.lookup.port43 import PORT, whois_server, whois_text
from auditor.lookup.reach import Reach, reach_of
from auditor.lookup.recorded import parsed_answer
from auditor.model import DomainRecord, RecordKind, Refusal

FRESH_DAYS = 30
"""A registration date does not move; the status does."""
FRESH_NOT_FOUND_DAYS = 1

Via = Literal["https", "port 43"]


@dataclass(frozen=True, slots=True)
class Sources:
    """Which sources may be asked besides the registry's RDAP server."""

    whois: bool = False
    certificates: bool = False
    archive: bool = False


@dataclass(frozen=True, slots=True)
class Question:
    """One question: who learns which name."""

    domain: str
    kind: RecordKind
    url: str
    """Address, or ``whois://host`` for port 43."""

    @property
    def party(self) -> str:
        """The host that learns the name."""
        return urlsplit(self.url).hostname or ""


@dataclass(frozen=True, slots=True)
class Fetched:
    """What came of one question."""

    question: Question
    file: str | None = None
    content: bytes | None = None
    record: DomainRecord | None = None
    reason: str | None = None
    """Why there is no record."""


def questions(
    names: Iterable[str], bootstrap: Bootstrap, sources: Sources
) -> tuple[tuple[Question, ...], tuple[Refusal, ...]]:
    """The questions for these names, sorted by name, and the names that are not asked about, with the reason."""
    asked: dict[tuple[str, str], Question] = {}
    refused: list[Refusal] = []
    for name in names:
        domain = domain_of(name)
        if domain is None or domain.reason is not None:
            reason = domain.reason if domain and domain.reason else "not a domain; right would be harbour.example"
            refused.append(Refusal(name, reason))
            continue
        made = list(_questions_about(domain.name, bootstrap, sources))
        for question in made:
            asked[(question.domain, question.kind)] = question
        if not any(question.kind in ("rdap", "whois") for question in made):
            ending = domain.name.rsplit(".", 1)[-1]
            refused.append(Refusal(domain.name, f"no server is known that answers for .{ending}"))
    return tuple(asked[key] for key in sorted(asked)), tuple(refused)


def _questions_about(domain: str, bootstrap: Bootstrap, sources: Sources) -> Iterator[Question]:
    server = bootstrap.server_for(domain)
    if server:
        yield Question(domain, "rdap", f"{server}domain/{domain}")
    elif sources.whois and (host := whois_server(domain)):
        yield Question(domain, "whois", f"whois://{host}")
    if sources.certificates:
        yield Question(domain, "ct", f"{bootstrap.certificates}?q={quote(domain)}&output=json")
    if sources.archive:
        query = f"url={quote(domain)}&matchType=domain&output=json&limit=1&filter=statuscode:200"
        yield Question(domain, "wayback", f"{bootstrap.archive}cdx/search/cdx?{query}")


def reach_for(asked: Iterable[Question], bootstrap: Bootstrap) -> Reach:
    """The servers that these questions may reach, redirects among them included."""
    addresses = [*bootstrap.servers.values()]
    places = set(reach_of([*addresses, *(q.url for q in asked if not q.url.startswith("whois://"))]).places)
    places |= {("whois", q.party, PORT) for q in asked if q.url.startswith("whois://")}
    return Reach(frozenset(places))


def is_fresh(records: Mapping[str, tuple[DomainRecord, ...]], question: Question, today: str) -> bool:
    """Whether a kept answer to the question is recent enough not to be asked for again."""
    for record in records.get(question.domain, ()):
        if record.kind == question.kind and record.asked_at:
            age = (date.fromisoformat(today) - date.fromisoformat(record.asked_at[:10])).days
            if 0 <= age <= (FRESH_NOT_FOUND_DAYS if record.status == "not-found" else FRESH_DAYS):
                return True
    return False


def fetched(
    asked: Iterable[Question],
    bootstrap: Bootstrap,
    *,
    now: str,
    proxy: str | None = None,
    limits: Limits | None = None,
    contacts: bool = False,
) -> Iterator[Fetched]:
    """Asks the questions one after the other and yields what came of each.

    ``now`` (RFC 3339 UTC) is written down as the time of asking.  Nothing is sent but through the proxy, where one is
    given; questions that cannot go through it are not asked.
    """
    every = tuple(asked)
    limits = limits or Limits()
    reach = reach_for(every, bootstrap)
    resting: set[str] = set()
    with Asker(reach, proxy, limits) as asker:
        for question in every:
            if question.party in resting:
                yield Fetched(question, reason=f"not asked: {question.party} is rate limited")
                continue
            try:
                status, body = _answer(question, asker, reach, limits, proxy)
            except UnansweredError as error:
                if isinstance(error, RateLimitedError):
                    resting.add(question.party)
                yield Fetched(question, reason=str(error))
                continue
            yield _kept(question, status, body, now, contacts)


def _answer(
    question: Question, asker: Asker, reach: Reach, limits: Limits, proxy: str | None
) -> tuple[int | None, bytes]:
    if question.url.startswith("whois://"):
        if proxy is not None:
            raise UnansweredError("not asked: WHOIS cannot go through the proxy")
        return None, whois_text(question.party, question.domain, reach, limits)
    raw = asker.get(question.url)
    if raw.status not in (200, 404) or (raw.status == 404 and question.kind != "rdap"):
        raise UnansweredError(f"the server answered {raw.status}")
    return raw.status, raw.body


def _kept(question: Question, status: int | None, body: bytes, now: str, contacts: bool) -> Fetched:
    if status == 404:
        record = DomainRecord(question.domain, question.kind, None, status="not-found", asked_at=now)
    else:
        record = parsed_answer(body, question.domain, kind=question.kind)
        if record.status == "unreadable" or record.kind != question.kind:
            reason = "; ".join(record.warnings) or f"an answer of the kind {record.kind}"
            return Fetched(question, reason=f"an answer that cannot be used: {reason}")
    file, content = kept(body, record, contacts=contacts, url=question.url, asked_at=now, status=status)
    return Fetched(question, file, content, parsed_answer(content, file))
