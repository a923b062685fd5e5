"""``auditor domain``: recorded answers about domains, kept and read; asking is the only thing that uses the network."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from auditor.cli.exits import FINISHED, UNREADABLE, USAGE, Ended
from auditor.cli.options import config_option, format_option, settings_of, today

if TYPE_CHECKING:
    from auditor.lookup.bootstrap import Bootstrap
    from auditor.lookup.fetching import Question
    from auditor.model import DomainRecord

RECORDS = Path("records")

records_option = click.option(
    "--records",
    "folder",
    type=click.Path(path_type=Path, file_okay=False),
    help="Folder of the kept answers. [default: the first of records.directories, else records/]",
)


@click.group("domain")
def COMMAND() -> None:  # noqa: N802
    """Recorded answers about domains: parse, import, show, fetch.

    A registration date is the start of the current unbroken registration, not of a firm. Four dates are kept apart:
    registration, first certificate, first capture, and a registry's own first day.
    """


@COMMAND.command("parse")
@click.argument("file", type=click.Path(path_type=Path, allow_dash=True))
@click.option("--tld", help="Top-level domain of the name, where the answer does not say.")
@click.option("--kind", type=click.Choice(["rdap", "whois", "ct", "wayback"]), help="Kind of the answer.")
@click.option("--name", help="Domain that was asked about. [default: from the answer, else the file's name]")
@format_option("text", "json", "ndjson")
def parse(file: Path, tld: str | None, kind: str | None, name: str | None, format: str) -> int:
    """Read one recorded answer; with ndjson, FILE has lines {"id", "tld", "kind", "text"}."""
    import orjson

    from auditor.lookup.recorded import parsed_answer

    data = _bytes(file)
    if format == "ndjson":
        for number, line in enumerate(data.splitlines(), 1):
            if line.strip():
                sys.stdout.buffer.write(orjson.dumps(_parsed_line(line, file, number)) + b"\n")
        return FINISHED
    record = parsed_answer(data, name or file.name, tld, kind)
    if format == "json":
        sys.stdout.buffer.write(orjson.dumps(_document(record)) + b"\n")
    else:
        click.echo("\n".join(_lines(record)))
    return UNREADABLE if record.status == "unreadable" else FINISHED


def _parsed_line(line: bytes, file: Path, number: int) -> dict[str, Any]:
    import orjson

    from auditor.lookup.recorded import parsed_answer

    try:
        asked = orjson.loads(line)
        text = asked["text"].encode("utf-8", "surrogatepass")
    except (ValueError, TypeError, KeyError, AttributeError):
        raise Ended(USAGE, f"{file}: line {number} is not an object with a text") from None
    record = parsed_answer(text, str(asked.get("name") or ""), asked.get("tld"), asked.get("kind"))
    return {"id": asked.get("id"), **_document(record)}


@COMMAND.command("import")
@click.argument("files", nargs=-1, required=True, type=click.Path(path_type=Path, exists=True, dir_okay=False))
@records_option
@config_option
@click.option("--with-contacts", is_flag=True, help="Keep names and addresses of contacts too.")
def import_(files: tuple[Path, ...], folder: Path | None, config: Path | None, with_contacts: bool) -> int:
    """Keep recorded RDAP, WHOIS, certificate and capture answers for audits.

    What an answer says about people is left out unless --with-contacts is given.
    """
    from auditor.lookup.keeping import kept
    from auditor.lookup.recorded import parsed_answer

    target = _folder(folder, config)
    refused = False
    for file in sorted(files):
        data = file.read_bytes()
        record = parsed_answer(data, file.name)
        if record.status == "unreadable" or "." not in record.domain:
            click.echo(f"{file}: {'; '.join(record.warnings) or 'names no domain'}", err=True)
            refused = True
            continue
        name, content = kept(data, record, contacts=with_contacts)
        target.mkdir(parents=True, exist_ok=True)
        (target / name).write_bytes(content)
        click.echo(f"{target / name}: {record.domain} {record.registered or record.status}")
    return UNREADABLE if refused else FINISHED


@COMMAND.command("show")
@click.argument("name")
@records_option
@config_option
@format_option("text", "json", "ndjson")
def show(name: str, folder: Path | None, config: Path | None, format: str) -> int:
    """Show what the kept answers say about a domain, clock by clock."""
    import orjson

    from auditor.domains import domain_of
    from auditor.lookup.recorded import records_from

    asked = domain_of(name)
    if asked is None:
        raise Ended(USAGE, f"{name!r} is not a domain; right would be harbour.example")
    target = _folder(folder, config)
    records = records_from(files_of(target))[0].get(asked.name, ())
    documents = [_document(record) for record in records]
    if format == "json":
        about = {"schema": "auditor.domain/1", "domain": asked.name, "kind": asked.kind, "reason": asked.reason}
        sys.stdout.buffer.write(orjson.dumps({**about, "records": documents}) + b"\n")
    elif format == "ndjson":
        sys.stdout.buffer.write(b"".join(orjson.dumps(document) + b"\n" for document in documents))
    else:
        click.echo(f"{asked.name}: {asked.reason or 'may be a company’s domain'}")
        for record in records:
            click.echo("\n".join(f"  {line}" for line in _lines(record)))
        if not records:
            click.echo(f"  no kept answer in {target}: not checked")
    return FINISHED


@COMMAND.command("fetch")
@click.argument("names", nargs=-1, required=True, metavar="NAME...")
@records_option
@config_option
@click.option("--certificates", is_flag=True, help="Ask the certificate log too (crt.sh sees the names).")
@click.option("--archive", is_flag=True, help="Ask the web archive too (web.archive.org sees the names).")
@click.option("--whois", is_flag=True, help="Ask over port 43 where a registry has no RDAP server.")
@click.option("--proxy", metavar="URL", help="Send everything through it, names unresolved: socks5h://127.0.0.1:9050.")
@click.option(
    "--servers", type=click.Path(path_type=Path), help="Bootstrap file (RFC 9224) instead of the packaged one."
)
@click.option("--again", is_flag=True, help="Ask even where a kept answer is recent.")
@click.option("--with-contacts", is_flag=True, help="Keep names and addresses of contacts too.")
@click.option("--yes", is_flag=True, help="Do not ask before sending.")
def fetch(
    names: tuple[str, ...],
    folder: Path | None,
    config: Path | None,
    certificates: bool,
    archive: bool,
    whois: bool,
    proxy: str | None,
    servers: Path | None,
    again: bool,
    with_contacts: bool,
    yes: bool,
) -> int:
    """Ask the registries about domains and keep the answers.

    Uses the network. Who will see which name is printed first. The subject of a page is never asked.
    """
    from auditor.lookup.fetching import Sources, fetched, is_fresh, questions
    from auditor.lookup.reach import proxy_refusal
    from auditor.lookup.recorded import records_from

    if proxy is not None and (unusable := proxy_refusal(proxy)):
        raise Ended(USAGE, unusable)
    bootstrap = _bootstrap(servers)
    asked, refused = questions(names, bootstrap, Sources(whois, certificates, archive))
    for refusal in refused:
        click.echo(f"{refusal.path}: {refusal.reason}", err=True)
    target = _folder(folder, config)
    if not again:
        records = records_from(files_of(target))[0]
        recent = [question for question in asked if is_fresh(records, question, today())]
        for question in recent:
            click.echo(f"{question.domain}: a recent {question.kind} answer is kept; --again asks again", err=True)
        asked = tuple(question for question in asked if question not in recent)
    if asked:
        announced(asked, bootstrap)
        if not yes and not click.confirm("Send?", err=True):
            raise Ended(FINISHED, "nothing was sent")
    failed = bool(refused)
    for result in fetched(asked, bootstrap, now=_now(), proxy=proxy, contacts=with_contacts):
        if result.file is None or result.content is None or result.record is None:
            click.echo(f"{result.question.domain}: {result.question.kind}: {result.reason}", err=True)
            failed = True
            continue
        target.mkdir(parents=True, exist_ok=True)
        (target / result.file).write_bytes(result.content)
        click.echo("\n".join(_lines(result.record)))
    return UNREADABLE if failed else FINISHED


def announced(asked: tuple[Question, ...], bootstrap: Bootstrap) -> None:
    """Says who will learn which name."""
    click.echo(f"Servers as of {bootstrap.publication}. These parties will see these names:", err=True)
    for party in sorted({question.party for question in asked}):
        seen = sorted({question.domain for question in asked if question.party == party})
        click.echo(f"  {party}: {', '.join(seen)}", err=True)


def _now() -> str:
    from datetime import UTC, datetime

    return datetime.now(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def _bootstrap(servers: Path | None) -> Bootstrap:
    from auditor.lookup.bootstrap import InvalidBootstrapError, bootstrap_from, packaged

    if servers is None:
        return packaged()
    try:
        return bootstrap_from(_bytes(servers), local=True)
    except InvalidBootstrapError as error:
        raise Ended(USAGE, f"{servers}: {error}") from None


def files_of(folder: Path) -> dict[str, bytes]:
    """The kept answers of a folder by name."""
    if not folder.is_dir():
        return {}
    return {path.name: path.read_bytes() for path in sorted(folder.iterdir()) if path.is_file()}


def _folder(folder: Path | None, config: Path | None) -> Path:
    if folder is not None:
        return folder
    directories = settings_of(config).records.directories
    return Path(directories[0]) if directories else RECORDS


def _bytes(file: Path) -> bytes:
    if str(file) == "-":
        return sys.stdin.buffer.read()
    try:
        return file.read_bytes()
    except OSError as error:
        raise Ended(USAGE, f"{file}: {error.strerror}") from None


def _document(record: DomainRecord) -> dict[str, Any]:
    return {
        "domain": record.domain or None,
        "registered": record.registered,
        "precision": record.precision,
        "kind": record.kind,
        "status": record.status,
        "warnings": list(record.warnings),
        "asked_at": record.asked_at,
    }


def _lines(record: DomainRecord) -> Iterator[str]:
    clock = {"rdap": "registered", "whois": "registered", "ct": "first certificate", "wayback": "first capture"}
    when = record.registered or record.status
    bound = " or before" if record.registered and record.precision == "not-later-than" else ""
    yield f"{record.domain or 'no name'}: {clock[record.kind]} {when}{bound} ({record.kind})"
    if record.at is not None:
        yield f"  “{record.at.quote}” at {record.at.selector}"
    for warning in record.warnings:
        yield f"  {warning}"
