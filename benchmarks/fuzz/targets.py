"""What is fed with anything, and what has to hold whatever it was fed with.

A target takes bytes and gives complaints.  There are none where every input ended as it may: a page, a profile, or a
refusal with a reason, in bounded time, with every quote at the place that it names.  Nothing here needs the fuzzer, so
the tests hold the same targets against the inputs that once had complaints.
"""

from __future__ import annotations

import hashlib
import re
import time
import traceback
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, fields, is_dataclass
from functools import cache
from pathlib import Path

from auditor.containers.signatures import dimensions, is_picture
from auditor.imaging import Unusable, picture_features
from auditor.imaging.file_signs import file_signs
from auditor.intake import Limits, Saved
from auditor.intake import pages as pages_of
from auditor.judging import Bench, reading_of
from auditor.lookup.recorded import answer_page, parsed_answer
from auditor.markup import Document, Unreadable, reading_at
from auditor.model import Finding, Locator, Page, Profile, Refusal
from auditor.pages.reading import read
from auditor.rules.kinds import Pack
from auditor.rules.levels import assess
from auditor.rules.pack import InvalidPack, bundled_pack, load_pack, merged
from auditor.rules.scan import Passage, about_lures, lure_findings
from auditor.rules.threads import thread_messages
from auditor.store.rows import page_rows
from benchmarks.fuzz import seeds
from tests.locating import located

SECONDS = 5.0
"""Of the processor for one input; the fuzzer's own bookkeeping takes part of them."""
LIMITS = Limits(max_unpacked_bytes=64 << 20, max_members=500)
SHORTEST = 10
"""Characters that a reason has at least."""


@dataclass(frozen=True, slots=True)
class Target:
    """A way into the program."""

    id: str
    complaints: Callable[[bytes], Iterable[str]]
    """What is wrong with how an input ended; may raise, which is a complaint too."""
    seeds: Callable[[], Iterable[bytes]]
    """Ordinary inputs to begin with."""


def complaints(target: Target, data: bytes) -> tuple[str, ...]:
    """All that is wrong with how an input ended, an exception and too much time included."""
    began = time.process_time()
    found: list[str] = []
    try:
        found += target.complaints(data)
    except Exception as error:
        found.append(_raised(error))
    spent = time.process_time() - began
    if spent > SECONDS:
        found.append(f"slow: {spent:.0f} s of the processor")
    return tuple(found)


def _raised(error: Exception) -> str:
    """Type and place of an exception: the last line of ours that it passed."""
    frames = [frame for frame in traceback.extract_tb(error.__traceback__) if "/auditor/" in frame.filename]
    place = f"{Path(frames[-1].filename).name}, {frames[-1].name}" if frames else "the target"
    return f"{type(error).__name__} out of {place}: {str(error)[:200]}"


def _saved(name: str, data: bytes) -> Saved:
    return Saved(name, data, hashlib.sha256(data).hexdigest(), {}, "2026-04-01", LIMITS)


def _misplaced(page: Page, value: Profile | tuple[Finding, ...], document: Document) -> Iterator[str]:
    for path, at in located(value):
        found = reading_at(page, at.selector, document)
        if at.page != page.sha256 or not at.quote or found is None or not found.startswith(at.quote, at.start):
            yield f"misplaced {re.sub(r'[0-9]+', 'N', path)}: {at.quote[:80]!r} is not at {at.start} of {at.selector!r}"


def _opened(name: str, data: bytes) -> Iterator[Page | str]:
    """The pages of a file, and complaints about the refusals."""
    some = False
    for page in pages_of(_saved(name, data), LIMITS):
        some = True
        if isinstance(page, Refusal):
            if "crashed" in page.reason or len(page.reason) < SHORTEST:
                yield f"refusal: {page.reason}"
            _storable(page.path, page.reason)
        else:
            yield page
    if not some:
        yield "no page and no reason"


def _storable(*texts: str | None) -> None:
    """Raises ``UnicodeEncodeError`` on what no database could hold."""
    for text in texts:
        if text is not None:
            text.encode()


def _containers(data: bytes) -> Iterator[str]:
    name, _, rest = data.partition(b"\n")
    for page in _opened(name[:200].decode("utf-8", "replace").replace("\0", "") or "page.html", rest):
        if isinstance(page, str):
            yield page
        else:
            _storable(page.path, page.text, page.url, page.captured_at, *page.resources)


def _whole(name: str, data: bytes) -> Iterator[str]:
    """A file opened, read and judged."""
    for page in _opened(name, data):
        if isinstance(page, str):
            yield page
            continue
        document = Document(page)
        try:
            profile = read(document)
        except (Unreadable, RecursionError):
            continue
        if profile.status != "profile":
            if not profile.reason:
                yield f"{profile.status} without a reason"
            continue
        yield from _misplaced(page, profile, document)
        reading = reading_of(document, _bench())
        if isinstance(reading, Refusal):
            yield f"read once, refused the second time: {reading.reason}"
            continue
        yield from _misplaced(page, reading.findings, document)
        yield from (f"{skip.check}: {skip.reason}" for skip in reading.skips if skip.crashed)
        _storable(*_texts(page_rows(page, page.path, reading, document, {})))


def _texts(value: object) -> Iterator[str]:
    """Every text inside rows."""
    if isinstance(value, str):
        yield value
    elif is_dataclass(value) and not isinstance(value, type):
        for part in fields(value):
            yield from _texts(getattr(value, part.name))
    elif isinstance(value, Mapping):
        for key in value:
            yield from _texts(key)
            yield from _texts(value[key])
    elif isinstance(value, tuple | list):
        for one in value:
            yield from _texts(one)


@cache
def _bench() -> Bench:
    return Bench(bundled_pack())


def _pages(data: bytes) -> Iterator[str]:
    return _whole("page.html", data)


def _embedded(data: bytes) -> Iterator[str]:
    slots = seeds.slots()
    before, behind = slots[int.from_bytes(data[:2], "big") % len(slots)]
    return _whole("page.html", before + data[2:] + behind)


def _messages(data: bytes) -> Iterator[str]:
    names = seeds.MESSAGE_NAMES
    return _whole(names[data[0] % len(names)], data[1:]) if data else iter(())


def _records(data: bytes) -> Iterator[str]:
    name, _, answer = data.partition(b"\n")
    file = name[:200].decode("utf-8", "replace")
    record = parsed_answer(answer, file)
    _storable(record.domain, record.registered, *record.warnings)
    if record.status == "unreadable" and not record.warnings:
        yield "unreadable without a warning"
    if record.registered and not re.fullmatch(r"\d{4}(-\d\d(-\d\d)?)?", record.registered):
        yield f"no date: {record.registered!r}"
    if record.at is not None:
        reading = reading_at(answer_page(file, answer), record.at.selector)
        if reading is None or not reading.startswith(record.at.quote, record.at.start):
            yield f"misplaced: {record.at.quote[:80]!r} is not at {record.at.start} of {record.at.selector!r}"


def _pictures(data: bytes) -> Iterator[str]:
    file_signs(data)
    if is_picture(data):
        dimensions(data)
    try:
        picture = picture_features(data, 4_000_000)
    except Unusable as error:
        if len(str(error)) < SHORTEST:
            yield f"no reason: {error}"
        return
    _storable(picture.low_information, *picture.hashes, *picture.hashes.values())


def _rules(data: bytes) -> Iterator[str]:
    text = data.decode("utf-8", "replace")
    alone = (Passage("about", text, Locator("0" * 64, "text", text, 0)),)
    thread = tuple(Passage("messages", one.text, one.at, one.by_subject, one.sent_at) for one in thread_messages(text))
    for passages in (alone, thread):
        about = about_lures(passages, bundled_pack())
        findings = lure_findings(passages, bundled_pack())
        assess(findings, bundled_pack(), about_lures=about)
        for finding in findings:
            for at in finding.evidence:
                if not at.quote or not text.startswith(at.quote, at.start):
                    yield f"misplaced {finding.rule}: {at.quote[:80]!r} is not at {at.start}"


def _packs(data: bytes) -> Iterator[str]:
    """A rule of somebody else's pack, and what it makes of a text."""
    files = {"pack.toml": b'name = "odd"\nversion = "1"\n', "rules/odd.toml": data}
    try:
        pack: Pack = merged([bundled_pack(), load_pack(files, "odd")])
    except InvalidPack as error:
        if len(str(error)) < SHORTEST:
            yield f"no reason: {error}"
        return
    lure_findings((Passage("about", seeds.TEXT, Locator("0" * 64, "text", seeds.TEXT, 0)),), pack)


TARGETS = {
    target.id: target
    for target in (
        Target("containers", _containers, seeds.containers),
        Target("embedded", _embedded, seeds.embedded),
        Target("messages", _messages, seeds.messages),
        Target("packs", _packs, seeds.packs),
        Target("pages", _pages, seeds.markup),
        Target("pictures", _pictures, seeds.pictures),
        Target("records", _records, seeds.records),
        Target("rules", _rules, seeds.texts),
    )
}
