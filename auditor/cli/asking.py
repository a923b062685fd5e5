"""Asking registries from the command line: who will see which name is shown and agreed to first, answers are kept.

Imported only where the network was asked for.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from urllib.parse import urlsplit

import click

from auditor.cli.exits import USAGE, Ended
from auditor.cli.options import now, today
from auditor.lookup.asking import UnansweredError
from auditor.lookup.bootstrap import Bootstrap, InvalidBootstrapError, bootstrap_from, packaged, usable
from auditor.lookup.fetching import Fetched, Question, Sources, fetched, is_fresh, questions
from auditor.lookup.reach import proxy_refusal
from auditor.lookup.recorded import records_from
from auditor.lookup.server_list import asked_list, kept_list
from auditor.model import DomainRecord

ONLY_REGISTRIES = Sources()
SERVERS = ".servers.json"
"""Where the list of servers is kept, beside the answers."""


@dataclass(frozen=True, slots=True)
class Asking:
    """How a command asks, and where it keeps the answers."""

    folder: Path
    """Answers are kept here."""
    proxy: str | None = None
    servers: str | None = None
    """File or address of a list of servers (RFC 9224) instead of the packaged one."""
    sources: Sources = ONLY_REGISTRIES
    again: bool = False
    """Ask even where a kept answer is recent."""
    contacts: bool = False
    yes: bool = False
    """Leave was given with the command."""


def ask(names: Iterable[str], asking: Asking, kept: Mapping[str, bytes], tell: Callable[[DomainRecord], None]) -> bool:
    """Asks about the names and keeps the answers; whether every name that can be asked about was answered.

    ``kept`` are the answers that there are, by name of their file: what they hold and is recent is not asked again.
    Ends with code 2 where proxy or servers cannot be used.  Without leave nothing is sent, and that is no failure.
    """
    if asking.proxy is not None and (unusable := proxy_refusal(asking.proxy)):
        raise Ended(USAGE, unusable)
    bootstrap = _bootstrap(asking)
    if bootstrap is None:
        return False
    asked, refused = questions(names, bootstrap, asking.sources)
    for refusal in refused:
        click.echo(f"{refusal.path}: {refusal.reason}", err=True)
    if not asking.again:
        records = records_from(kept)[0]
        recent = [question for question in asked if is_fresh(records, question, today())]
        for question in recent:
            click.echo(f"{question.domain}: a recent {question.kind} answer is kept", err=True)
        asked = tuple(question for question in asked if question not in recent)
    answered = not refused
    if not asked:
        return answered
    _announce(asked, bootstrap, asking.proxy)
    if not asking.yes and not _agreed():
        click.echo("auditor: nothing was sent", err=True)
        return answered
    for result in fetched(asked, bootstrap, now=now(), proxy=asking.proxy, contacts=asking.contacts):
        if result.record is None:
            click.echo(f"{result.question.domain}: {result.question.kind}: {result.reason}", err=True)
            answered = False
        else:
            _keep(result, asking.folder)
            tell(result.record)
    return answered


def _announce(asked: tuple[Question, ...], bootstrap: Bootstrap, proxy: str | None) -> None:
    through = f", through {proxy}" if proxy else ""
    click.echo(f"Servers as of {bootstrap.publication}. These parties will see these names{through}:", err=True)
    for party in sorted({question.party for question in asked}):
        seen = sorted({question.domain for question in asked if question.party == party})
        click.echo(f"  {party}: {', '.join(seen)}", err=True)


def _agreed() -> bool:
    try:
        return click.confirm("Send?", err=True)
    except click.Abort:  # nobody there to ask
        click.echo("auditor: --yes is needed where nobody can be asked", err=True)
        return False


def _keep(result: Fetched, folder: Path) -> None:
    if result.file is None or result.content is None:
        return
    folder.mkdir(parents=True, exist_ok=True)
    part = folder / f".part-{os.getpid()}"
    part.write_bytes(result.content)
    part.replace(folder / result.file)


def _bootstrap(asking: Asking) -> Bootstrap | None:
    if asking.servers is None:
        return packaged()
    if asking.servers.startswith(("https://", "http://")):
        return _listed(asking.servers, asking)
    try:
        return bootstrap_from(Path(asking.servers).read_bytes(), local=True)
    except OSError as error:
        raise Ended(USAGE, f"{asking.servers}: {error.strerror}") from None
    except InvalidBootstrapError as error:
        raise Ended(USAGE, f"{asking.servers}: {error}") from None


def _listed(url: str, asking: Asking) -> Bootstrap | None:
    """The list of servers at an address, the kept one while it has not expired; ``None`` where there is none."""
    if not usable(url, local=True):
        raise Ended(USAGE, f"{url}: right would be https://data.iana.org/rdap/dns.json")
    file = asking.folder / SERVERS
    at = datetime.now(UTC)
    if file.is_file() and (known := kept_list(file.read_bytes(), url, at)):
        return known
    click.echo(f"{urlsplit(url).hostname} is asked for the list of servers; it sees no name.", err=True)
    if not asking.yes and not _agreed():
        click.echo("auditor: nothing was sent", err=True)
        return None
    try:
        found = asked_list(url, at, asking.proxy)
    except UnansweredError as error:
        click.echo(f"{url}: {error}", err=True)
        return None
    asking.folder.mkdir(parents=True, exist_ok=True)
    file.write_bytes(found.content)
    return found.servers
