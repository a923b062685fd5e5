"""``auditor stamp``: time stamps by others over the manifest of the originals."""

from __future__ import annotations

import contextlib
import hashlib
import secrets
from collections.abc import Iterator
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING

import click

from auditor.cli.exits import FINISHED, INTEGRITY, UNEXPECTED, UNREADABLE, USAGE, Ended
from auditor.cli.options import case_option, config_option, format_option, now, settings_of

if TYPE_CHECKING:
    from auditor.engine.stamping import KeptStamp
    from auditor.lookup.asking import Asker
    from auditor.store.case import CaseFile
    from auditor.store.originals import Originals

ROOTS = click.option(
    "--roots",
    multiple=True,
    type=click.Path(path_type=Path, exists=True, dir_okay=False),
    help="Certificates (PEM) of time-stamping authorities that you trust.",
)
HEADERS = click.option(
    "--headers",
    multiple=True,
    type=click.Path(path_type=Path, exists=True, dir_okay=False),
    help="Bitcoin block headers that you trust, in hex, one a line.",
)


@click.group("stamp")
def COMMAND() -> None:  # noqa: N802
    """Have others stamp the manifest of the originals, and check what they stamped.

    A stamp shows that the listed bytes existed at a time, not that they are genuine. Nothing but the manifest's hash is
    stamped.
    """


@COMMAND.command("request")
@click.argument("file", type=click.Path(path_type=Path, dir_okay=False))
@case_option
@config_option
def request(file: Path, case_file: Path | None, config: Path | None) -> int:
    """Write a request (RFC 3161) to FILE, to be carried to an authority by other means; then `stamp attach`."""
    from auditor.stamps.authority import authority_request

    with _case(case_file, config) as (_, originals):
        manifest = _manifest(originals)
    try:
        file.write_bytes(authority_request(manifest))
    except OSError as error:
        raise Ended(UNEXPECTED, f"{file} cannot be written: {error.strerror}") from None
    click.echo(f"SHA-256 of the manifest: {hashlib.sha256(manifest).hexdigest()}")
    return FINISHED


@COMMAND.command("attach")
@click.argument("tokens", nargs=-1, required=True, type=click.Path(path_type=Path, exists=True, dir_okay=False))
@case_option
@config_option
def attach(tokens: tuple[Path, ...], case_file: Path | None, config: Path | None) -> int:
    """Keep tokens that were got elsewhere: answers of an authority (.tsr), or OpenTimestamps proofs (.ots)."""
    with _case(case_file, config) as (case, originals):
        for token in tokens:
            _say(_attached(case, originals, token.read_bytes(), str(token)))
    return FINISHED


@COMMAND.command("list")
@format_option("text", "json")
@ROOTS
@HEADERS
@case_option
@config_option
def list_stamps(
    format: str, roots: tuple[Path, ...], headers: tuple[Path, ...], case_file: Path | None, config: Path | None
) -> int:
    """List the stamps and check them, without a network. Ends with 4 where one is broken."""
    import orjson

    from auditor.engine.stamping import kept_stamps
    from auditor.stamps import EVIDENCE

    with _case(case_file, config) as (_, originals):
        found = kept_stamps(originals, *trusted(roots, headers))
    if format == "json":
        stamps = [{**asdict(one), "proves": EVIDENCE[one.stamp.state]} for one in found]
        click.echo(orjson.dumps({"schema": "auditor.stamps/1", "stamps": stamps}, option=orjson.OPT_INDENT_2))
    else:
        for one in found:
            _say(one)
    return INTEGRITY if any(one.stamp.state == "broken" for one in found) else FINISHED


@COMMAND.command("ask")
@click.option("--tsa", metavar="URL", help="Authority (RFC 3161) to be asked.")
@click.option("--calendar", "calendars", metavar="URL", multiple=True, help="OpenTimestamps calendar to be asked.")
@click.option("--allow-network", is_flag=True, help="Needed: the named servers see a hash, the time and your address.")
@click.option("--proxy", metavar="URL", help="Send everything through it, names unresolved: socks5h://127.0.0.1:9050.")
@case_option
@config_option
def ask(
    tsa: str | None,
    calendars: tuple[str, ...],
    allow_network: bool,
    proxy: str | None,
    case_file: Path | None,
    config: Path | None,
) -> int:
    """Ask an authority or calendars for a stamp over the manifest's hash, and keep it."""
    from auditor.lookup.asking import UnansweredError
    from auditor.stamps import BrokenStamp
    from auditor.stamps.authority import authority_request
    from auditor.stamps.proof import commitment, promised

    if not tsa and not calendars:
        raise Ended(USAGE, "nobody to ask: --tsa URL or --calendar URL")
    with _case(case_file, config) as (case, originals):
        manifest = _manifest(originals)
        with _asker([*([tsa] if tsa else []), *calendars], allow_network, proxy) as asker:
            try:
                if tsa:
                    raw = asker.post(tsa, authority_request(manifest), "application/timestamp-query")
                    _say(_attached(case, originals, raw.body, tsa))
                if calendars:
                    blind = secrets.token_bytes(16)
                    made = commitment(manifest, blind)
                    form = "application/x-www-form-urlencoded"
                    answers = [asker.post(f"{one.rstrip('/')}/digest", made, form).body for one in calendars]
                    proof = promised(manifest, blind, answers)
                    _say(_attached(case, originals, proof, "the calendars' answer"))
            except (UnansweredError, BrokenStamp) as error:
                raise Ended(UNREADABLE, f"no stamp: {error}") from None
    return FINISHED


@COMMAND.command("upgrade")
@click.option(
    "--calendar",
    "calendars",
    metavar="URL",
    multiple=True,
    help="Calendar that may be asked though it has no https address.",
)
@click.option("--allow-network", is_flag=True, help="Needed: the calendars see which stamp is asked for.")
@click.option("--proxy", metavar="URL", help="Send everything through it, names unresolved: socks5h://127.0.0.1:9050.")
@case_option
@config_option
def upgrade(
    calendars: tuple[str, ...], allow_network: bool, proxy: str | None, case_file: Path | None, config: Path | None
) -> int:
    """Ask calendars whether what they promised is in a block by now; a complete proof takes the place of a promise."""
    from auditor.engine.stamping import kept_stamps
    from auditor.lookup.asking import UnansweredError
    from auditor.stamps import BrokenStamp
    from auditor.stamps.proof import completed, open_promises

    waiting = 0
    with _case(case_file, config) as (case, originals):
        pending = [one.file for one in kept_stamps(originals) if one.stamp.state == "pending"]
        files = originals.stamp_files()
        named = {one.rstrip("/") for one in calendars}
        promises = {
            file: [
                (uri, made)
                for uri, made in open_promises(files[file])
                if uri.startswith("https://") or uri.rstrip("/") in named
            ]
            for file in pending
        }
        with _asker(sorted({uri for one in promises.values() for uri, _ in one}), allow_network, proxy) as asker:
            for file in pending:
                token = files[file]
                for uri, made in promises[file]:
                    try:
                        raw = asker.get(f"{uri.rstrip('/')}/timestamp/{made}")
                        token = completed(token, uri, made, raw.body) if raw.status == 200 else token
                    except (UnansweredError, BrokenStamp) as error:
                        click.echo(f"{uri}: {error}", err=True)
                if token == files[file]:
                    waiting += 1
                    continue
                _say(_attached(case, originals, token, file))
                originals.drop_token(file)
    if waiting:
        click.echo(f"{waiting} not in a block yet; ask again later")
    return FINISHED


def trusted(roots: tuple[Path, ...], headers: tuple[Path, ...]) -> tuple[list[bytes], list[bytes]]:
    """Certificates and block headers of these files.  Ends with code 2 where one cannot be read."""
    from auditor.stamps import BrokenStamp, block_headers

    try:
        return [one.read_bytes() for one in roots], [
            header for one in headers for header in block_headers(one.read_text(encoding="ascii"))
        ]
    except (BrokenStamp, UnicodeDecodeError, OSError) as error:
        raise Ended(USAGE, f"--headers: {error}") from None


def _say(one: KeptStamp) -> None:
    from auditor.stamps import EVIDENCE

    said = one.stamp
    click.echo(f"{one.file}: {said.state}, {said.time or 'time not known'}: {said.says}")
    click.echo(f"  {EVIDENCE[said.state]}; {one.kept} of the {one.listed} listed originals are kept")


def _attached(case: CaseFile, originals: Originals, token: bytes, origin: str) -> KeptStamp:
    from sqlite3 import Error

    from auditor.engine.keeping import note_head
    from auditor.engine.stamping import attach
    from auditor.stamps import BrokenStamp

    try:
        kept = attach(case, originals, token, now())
        note_head(case, originals)
    except BrokenStamp as error:
        raise Ended(INTEGRITY, f"{origin}: {error}; it was not kept") from None
    except (OSError, Error) as error:
        raise Ended(UNEXPECTED, f"{origin} cannot be kept: {error}") from None
    return kept


def _manifest(originals: Originals) -> bytes:
    from auditor.engine.stamping import stamped_manifest

    try:
        manifest = stamped_manifest(originals)
    except OSError as error:
        raise Ended(UNEXPECTED, f"the manifest cannot be kept: {error}") from None
    if not manifest:
        raise Ended(USAGE, "the case keeps no originals: auditor audit PATH --keep keeps them")
    return manifest


@contextlib.contextmanager
def _case(case_file: Path | None, config: Path | None) -> Iterator[tuple[CaseFile, Originals]]:
    from auditor.cli.output import existing_case
    from auditor.store.originals import Originals, originals_of

    file = case_file or Path(settings_of(config).case.file)
    with existing_case(file) as case:
        yield case, Originals(originals_of(file))


def _asker(urls: list[str], allow_network: bool, proxy: str | None) -> Asker:
    """Asks the named servers only.  Ends with code 2 where the network was not allowed."""
    from urllib.parse import urlsplit

    from auditor.lookup.asking import Asker
    from auditor.lookup.reach import proxy_refusal, reach_of

    hosts = sorted({urlsplit(url).hostname or url for url in urls})
    if not allow_network:
        raise Ended(USAGE, f"{', '.join(hosts) or 'nobody'} would be asked: --allow-network says that it may be")
    if proxy is not None and (unusable := proxy_refusal(proxy)):
        raise Ended(USAGE, unusable)
    for host in hosts:
        click.echo(
            f"{host} sees a hash{' through the proxy' if proxy else ', and the address of this machine'}", err=True
        )
    return Asker(reach_of(urls), proxy)
