"""Fetching again the public pages of a watch list, where somebody said that they may, and only when told to."""

from __future__ import annotations

import os
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

import click

from auditor.cli.exits import UNEXPECTED, USAGE, Ended
from auditor.cli.options import now

if TYPE_CHECKING:
    from auditor.store.case import CaseFile
    from auditor.store.watchlist import Watched
    from auditor.watch import PublicPage


def may_be_fetched(page: str | None, right: str | None) -> PublicPage | None:
    """The page that somebody says they may fetch.  Ends with code 2 where it never is, or no reason is given."""
    from auditor.lookup.public_page import page_refusal
    from auditor.watch import PublicPage

    if page is None:
        if right is not None:
            raise Ended(USAGE, "--right without --page: a right to which page?")
        return None
    if refusal := page_refusal(page):
        raise Ended(USAGE, f"{page}: {refusal}")
    if right is None or not right.strip():
        raise Ended(USAGE, "--page without --right: say in a sentence why you may fetch it")
    return PublicPage(page, right.strip())


def fetch(items: Sequence[Watched], case: CaseFile, proxy: str | None) -> bool:
    """Asks again for every page that may be asked for, into its profile's folder; whether all were answered.

    Which server sees what is printed first.
    """
    from auditor.lookup.asking import Asker
    from auditor.lookup.public_page import LIMITS, asked_again
    from auditor.lookup.reach import proxy_refusal, reach_of
    from auditor.store.watchlist import set_public_page

    pages = [(item, item.public_page) for item in items if item.public_page is not None and os.path.isdir(item.folder)]
    if proxy is not None and (unusable := proxy_refusal(proxy)):
        raise Ended(USAGE, unusable)
    also = "through the proxy" if proxy else "from the address of this machine"
    for _, page in pages:
        click.echo(f"{urlsplit(page.url).hostname} sees that {page.url} is asked for {also}", err=True)
    answered = True
    with Asker(reach_of(page.url for _, page in pages), proxy, LIMITS) as asker:
        for item, page in pages:
            at = now()
            again = asked_again(page, asker, at)
            if again.reason is not None:
                click.echo(f"{page.url}: {again.reason}", err=True)
                answered = False
                continue
            if again.record is not None:
                _save(Path(item.folder) / f"fetched-{at[:19].replace(':', '')}Z.warc", again.record)
            set_public_page(case.connection, item.id, again.page)
    return answered


def _save(target: Path, data: bytes) -> None:
    part = target.with_name(f".part-{os.getpid()}-{target.name}")
    try:
        part.write_bytes(data)
        part.replace(target)
    except OSError as error:
        part.unlink(missing_ok=True)
        raise Ended(UNEXPECTED, f"{target} cannot be written: {error.strerror}") from None
