"""``auditor domain``: recorded answers about domains, kept and read; asking is the only thing that uses the network."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from auditor.cli.exits import FINISHED, UNREADABLE, USAGE, Ended
from auditor.cli.options import config_option, format_option, kept_answers, network_options, settings_of

if TYPE_CHECKING:
    from auditor.model import DomainRecord

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
@click.option("--founded", metavar="DATE", help="Also say what that means for a firm said to be founded then.")
@click.option("--left", metavar="DATE", help="Also say what that means for a job said to have ended then.")
@click.option("--contact", metavar="DATE", help="Day on which the firm was first met.")
@records_option
@config_option
@format_option("text", "json", "ndjson")
def show(
    name: str,
    founded: str | None,
    left: str | None,
    contact: str | None,
    folder: Path | None,
    config: Path | None,
    format: str,
) -> int:
    """Show what the kept answers say about a domain, clock by clock, and to a claim about its firm.

    A date is YYYY, YYYY-MM or YYYY-MM-DD.
    """
    import orjson

    from auditor.domains import domain_of
    from auditor.lookup.recorded import records_from

    asked = domain_of(name)
    if asked is None:
        raise Ended(USAGE, f"{name!r} is not a domain; right would be harbour.example")
    target = _folder(folder, config)
    records = records_from(files_of(target))[0].get(asked.name, ())
    documents = [_document(record) for record in records]
    claims = _claims(records, {"founded": founded, "ended job": left}, contact)
    if format == "json":
        about = {"schema": "auditor.domain/1", "domain": asked.name, "kind": asked.kind, "reason": asked.reason}
        sys.stdout.buffer.write(orjson.dumps({**about, "records": documents, "claims": claims}) + b"\n")
    elif format == "ndjson":
        sys.stdout.buffer.write(b"".join(orjson.dumps(document) + b"\n" for document in documents))
    else:
        click.echo(f"{asked.name}: {asked.reason or 'may be a company’s domain'}")
        for record in records:
            click.echo("\n".join(f"  {line}" for line in _lines(record)))
        if not records:
            click.echo(f"  no kept answer in {target}: not checked")
        for claim in claims:
            click.echo(f"{claim['claim']} {claim['date']}: {claim['strength'] or 'no signal'}. {claim['says']}")
            for alternative in claim["alternatives"]:
                click.echo(f"  {alternative}")
    return FINISHED


def _claims(
    records: tuple[DomainRecord, ...], stated: dict[str, str | None], contact: str | None
) -> list[dict[str, Any]]:
    """What the answers say to each claim that was brought along."""
    from auditor.checks.stated_claim import answered

    told = []
    for kind, when in stated.items():
        if when is None:
            continue
        try:
            said = answered(records, kind, when, contact)
        except ValueError:
            raise Ended(USAGE, f"{when} or {contact} is no date; right would be 2004 or 2004-05-06") from None
        told.append(
            {
                "claim": kind,
                "date": when,
                "strength": said.strength,
                "says": said.says,
                "alternatives": list(said.alternatives),
            }
        )
    return told


@COMMAND.command("fetch")
@click.argument("names", nargs=-1, required=True, metavar="NAME...")
@records_option
@config_option
@click.option("--certificates", is_flag=True, help="Ask the certificate log too (crt.sh sees the names).")
@click.option("--archive", is_flag=True, help="Ask the web archive too (web.archive.org sees the names).")
@click.option("--whois", is_flag=True, help="Ask over port 43 where a registry has no RDAP server.")
@click.option("--again", is_flag=True, help="Ask even where a kept answer is recent.")
@click.option("--with-contacts", is_flag=True, help="Keep names and addresses of contacts too.")
@network_options
def fetch(
    names: tuple[str, ...],
    folder: Path | None,
    config: Path | None,
    certificates: bool,
    archive: bool,
    whois: bool,
    proxy: str | None,
    servers: str | None,
    again: bool,
    with_contacts: bool,
    yes: bool,
) -> int:
    """Ask the registries about domains and keep the answers.

    Uses the network. Who will see which name is printed first. The subject of a page is never asked.
    """
    from auditor.cli.asking import Asking, ask
    from auditor.lookup.fetching import Sources

    target = _folder(folder, config)
    sources = Sources(whois, certificates, archive)
    asking = Asking(target, proxy, servers, sources, again, with_contacts, yes)
    answered = ask(names, asking, files_of(target), lambda record: click.echo("\n".join(_lines(record))))
    return FINISHED if answered else UNREADABLE


def files_of(folder: Path) -> dict[str, bytes]:
    """The kept answers of a folder by name."""
    if not folder.is_dir():
        return {}
    return {path.name: path.read_bytes() for path in sorted(folder.iterdir()) if path.is_file() and path.name[0] != "."}


def _folder(folder: Path | None, config: Path | None) -> Path:
    return folder if folder is not None else kept_answers((), settings_of(config))


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
