"""``auditor scan``: the lure rules over a text, a thread, a mail, a chat export or many texts."""

from __future__ import annotations

import sys
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from auditor.cli.exits import FINISHED, UNREADABLE, USAGE, Ended
from auditor.cli.options import config_option, format_option
from auditor.cli.packs import packs_of, rules_option

if TYPE_CHECKING:
    from auditor.model import Assessment, Finding, Message, Page, Refusal
    from auditor.rules.pack import Pack
    from auditor.rules.scan import Passage

PLAIN = frozenset({".txt", ".text", ".md", ""})
LINES = frozenset({".jsonl", ".ndjson"})
MAX_BYTES = 20 * 2**20
SUBJECT = "scan"


@click.command("scan")
@click.argument("file", type=click.Path(path_type=Path, allow_dash=True))
@format_option("text", "json", "ndjson")
@rules_option
@config_option
def COMMAND(file: Path, format: str, rules: tuple[Path, ...], config: Path | None) -> int:  # noqa: N802
    """Run the lure rules on one text or thread; ``-`` reads it from stdin.

    FILE is plain text (a message, or a thread with "Name:" before each message), a saved mail, a chat export or a saved
    page. A .jsonl file holds many texts, one {"id", "text"} a line, and each is answered on its own.
    """
    import orjson

    pack = packs_of(rules, config)
    if file.suffix.lower() in LINES:
        return _scan_lines(file, format, pack)
    document, text = _result(_passages(file), pack)
    if format == "text":
        click.echo(text)
    else:
        click.echo(orjson.dumps(document))
    return FINISHED


def _scan_lines(file: Path, format: str, pack: Pack) -> int:
    import orjson

    from auditor.rules.threads import thread_messages

    if format == "json":
        raise Ended(USAGE, f"{file} holds many texts: use --format ndjson")
    code = FINISHED
    for number, line in _numbered(file):
        try:
            entry = orjson.loads(line)
            id, words = entry["id"], entry["text"]
            if not isinstance(words, str):
                raise TypeError
        except (ValueError, TypeError, KeyError):
            click.echo(f'auditor: {file}:{number}: not {{"id": …, "text": "…"}}; left out', err=True)
            code = UNREADABLE
            continue
        document, _ = _result(_of_messages(thread_messages(words)), pack)
        if format == "ndjson":
            click.echo(orjson.dumps({"id": id, **document}))
        else:
            templates = ", ".join(template["title"] for template in document["templates"])
            click.echo(f"{id}  {document['level']}  {templates}".rstrip())
    return code


def _numbered(file: Path) -> Iterator[tuple[int, bytes]]:
    try:
        with file.open("rb") as stream:
            for number, line in enumerate(stream, 1):
                if line.strip():
                    yield number, line
    except OSError as error:
        raise Ended(USAGE, f"{file} cannot be read: {error.strerror}") from None


def _passages(file: Path) -> tuple[Passage, ...]:
    import hashlib

    from auditor.rules.threads import thread_messages

    if str(file) != "-" and file.suffix.lower() not in PLAIN:
        return _of_saved(file)
    data = _bytes(file)
    from auditor.containers.encoding import decoded

    return _of_messages(thread_messages(decoded(data), hashlib.sha256(data).hexdigest()))


def _bytes(file: Path) -> bytes:
    try:
        if str(file) == "-":
            data = sys.stdin.buffer.read(MAX_BYTES + 1)
        else:
            with file.open("rb") as stream:
                data = stream.read(MAX_BYTES + 1)
    except OSError as error:
        raise Ended(USAGE, f"{file} cannot be read: {error.strerror}") from None
    if len(data) > MAX_BYTES:
        raise Ended(USAGE, f"{file} is larger than {MAX_BYTES // 2**20} MiB: audit a folder of smaller files")
    return data


def _of_messages(messages: Iterable[Message]) -> tuple[Passage, ...]:
    from auditor.rules.scan import Passage

    return tuple(
        Passage("messages", message.text, message.at, message.by_subject, message.sent_at) for message in messages
    )


def _of_saved(file: Path) -> tuple[Passage, ...]:
    """A file that some container opens: the texts of the one page or thread in it."""
    from auditor.intake import Limits, MissingPath, pages, saved, units
    from auditor.markup import Document, Unreadable
    from auditor.model import Refusal as Refused
    from auditor.pages.reading import read
    from auditor.rules.scan import passages

    found: list[Page | Refusal] = []
    try:
        for unit in units((file,), Limits()):
            opened = saved(unit, Limits())
            found += [opened] if isinstance(opened, Refused) else list(pages(opened, Limits()))
    except MissingPath as error:
        raise Ended(USAGE, str(error)) from None
    refused = [page for page in found if isinstance(page, Refused)]
    readable = [page for page in found if not isinstance(page, Refused)]
    if len(readable) != 1:
        reason = refused[0].reason if refused and not readable else f"it holds {len(readable)} pages: use auditor audit"
        raise Ended(UNREADABLE, f"{file}: {reason}")
    try:
        return passages(read(Document(readable[0])))
    except (Unreadable, RecursionError) as error:
        raise Ended(UNREADABLE, f"{file}: {error}") from None


def _result(passages: tuple[Passage, ...], pack: Pack) -> tuple[dict[str, Any], str]:
    """The JSON document of a scan, and the same in words."""
    from auditor.document import finding_document, fingerprint, template_document
    from auditor.rules.levels import assess
    from auditor.rules.scan import about_lures, lure_findings

    findings = lure_findings(passages, pack)
    assessment = assess(findings, pack, about_lures=about_lures(passages, pack))
    ids = [fingerprint(finding, SUBJECT) for finding in findings]
    by_rule: dict[str, list[str]] = {}
    for finding, id in zip(findings, ids, strict=True):
        by_rule.setdefault(finding.rule, []).append(id)
    document = {
        "level": assessment.level,
        "about_lures": assessment.about_lures,
        "direct_requests": [id for rule in assessment.direct_requests for id in by_rule.get(rule, [])],
        "templates": [template_document(template, by_rule) for template in assessment.templates],
        "findings": [finding_document(finding, id) for finding, id in zip(findings, ids, strict=True)],
    }
    return document, _in_words(findings, assessment)


def _in_words(findings: tuple[Finding, ...], assessment: Assessment) -> str:
    lines = [f"Level: {assessment.level.replace('-', ' ')}"]
    if assessment.about_lures:
        lines.append("This text talks about lures; it is not scored as one.")
    lines += [f"Resembles: {template.title} ({template.level.replace('-', ' ')})" for template in assessment.templates]
    for finding in findings:
        quotes = " … ".join(f"“{' '.join(place.quote.split())}”" for place in finding.evidence)
        lines += [
            "",
            f"{finding.title}  [{finding.category}, {finding.strength}]",
            f"  {quotes}",
            f"  {finding.message}",
            f"  What else explains it: {' '.join(finding.alternatives)}",
        ]
        if finding.ask:
            lines.append(f"  What to check: {finding.ask}")
    if findings:
        lines += ["", "A pattern is a reason to ask, never a verdict on a person."]
    return "\n".join(lines)
