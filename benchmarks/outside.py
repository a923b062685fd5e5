"""Other people's collections of odd input: ``python -m benchmarks.outside [--html5lib DIR] [--naughty DIR]``.

``--html5lib`` is a copy of html5lib-tests (MIT): every input of the tokenizer and serializer tests stands in a page and
is read; where the tests say which characters a reader gets, the reading has to hold their words in order; the encoding
tests say which encoding a page declares.  ``--naughty`` is a copy of the Big List of Naughty Strings (MIT): each string
is every field of a page, a message, and a file name, and all of it is audited, reported and exported at once.

Nothing of either is part of this repository.  Prints what differs and ends with 1 where something broke.
"""

from __future__ import annotations

import argparse
import csv
import hashlib
import io
import json
import os
import re
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from auditor.containers.encoding import decoded
from auditor.intake import Limits, Saved, pages
from auditor.markup import Document
from auditor.model import Page
from auditor.readable import UNSEEN
from benchmarks.fuzz.targets import TARGETS, complaints
from fixtures.hostile.injections import chat
from fixtures.hostile.pages import around, guest_page, own_page
from tests.report_structure import structure

SECONDS = 2.0
"""Of the processor for one input."""
_LEADS_OUT = re.compile(r"\s*(https?:|javascript:|//)", re.IGNORECASE)
ACTIVE = frozenset(("iframe", "object", "embed", "base", "applet", "audio", "video"))
_FORMULA = ("=", "+", "-", "@", "\t", "\r")
RAW = UNSEEN | {"textarea", "title", "xmp", "iframe", "noembed", "noframes", "plaintext", "select", "option"}
"""Elements that change how what follows is read, or where it may stand: the tests of the tokenizer do not say that."""


@dataclass(slots=True)
class Told:
    """What came out."""

    tried: int = 0
    broken: list[str] = field(default_factory=list)
    differs: list[str] = field(default_factory=list)
    """Not as the collection says, without anything being broken."""


def _page(data: bytes) -> Page | None:
    saved = Saved("page.html", data, hashlib.sha256(data).hexdigest(), {}, None, Limits())
    return next((page for page in pages(saved, Limits()) if isinstance(page, Page)), None)


def _try(told: Told, what: str, data: bytes) -> None:
    began = time.process_time()
    told.broken += [f"{what}: {complaint}" for complaint in complaints(TARGETS["pages"], data)]
    if time.process_time() - began > SECONDS:
        told.broken.append(f"{what}: {time.process_time() - began:.1f} s")
    told.tried += 1


def _unescaped(text: str) -> str:
    return re.sub(r"\\u([0-9a-fA-F]{4})", lambda found: chr(int(found[1], 16)), text)


def _inputs(folder: Path) -> Iterator[tuple[str, str, str | None]]:
    """Name, input, and the characters that a reader gets of it, where the test says so."""
    for file in sorted(folder.glob("tokenizer/*.test")):
        for test in json.loads(file.read_text("utf-8")).get("tests", ()):
            twice = bool(test.get("doubleEscaped"))
            text = _unescaped(test["input"]) if twice else test["input"]
            tokens = [token for token in test["output"] if isinstance(token, list)]
            states = test.get("initialStates", ["Data state"])
            tags = {token[1] for token in tokens if token[0] in ("StartTag", "EndTag")}
            plain = "Data state" in states and not tags & RAW
            said = "".join(token[1] for token in tokens if token[0] == "Character")
            yield f"{file.name}: {test['description']}", text, (_unescaped(said) if twice else said) if plain else None
    for file in sorted(folder.glob("serializer/*.test")):
        for test in json.loads(file.read_text("utf-8"))["tests"]:
            for text in test["expected"]:
                yield f"{file.name}: {test['description']}", text, None


def _words(text: str) -> list[str]:
    return "".join(character for character in text if character.isprintable() or character.isspace()).split()


def html5lib(folder: Path) -> Told:
    """The tokenizer's, serializer's and encoding's tests."""
    told = Told()
    for name, text, said in _inputs(folder):
        data = around(f"<div>{text}")
        _try(told, name, data)
        _try(told, f"{name} (alone)", b"<html>" + text.encode("utf-8", "replace"))
        page = _page(data)
        if said is None or page is None:
            continue
        main = Document(page).first("main")
        read = " ".join(_words(main.text if main else ""))
        missing = [word for word in _words(said.encode("utf-8", "replace").decode()) if word not in read]
        if missing:
            told.differs.append(f"{name}: {missing[:3]!r} is not in {read[-80:]!r}")
    for file in sorted(folder.glob("encoding/*.dat")):
        for test in re.split(rb"(?:^|\n)#data\n", file.read_bytes())[1:]:
            data, _, encoding = test.partition(b"\n#encoding\n")
            _try(told, f"{file.name}: {encoding[:20]!r}", data)
            label = encoding.strip().decode("ascii").lower()
            try:
                expected = data.decode(label, "replace")
            except LookupError:
                continue
            if decoded(data) != expected.replace("\0", "").removeprefix("\ufeff"):
                told.differs.append(f"{file.name}: not read as {label}: {data[:60]!r}")
    return told


def naughty(folder: Path) -> Told:
    """The list of strings, each in every field, in a message and in a file's name."""
    told = Told()
    strings = json.loads((folder / "blns.json").read_text("utf-8"))
    with tempfile.TemporaryDirectory() as home:
        root = Path(home)
        for number, text in enumerate(strings):
            stem = re.sub(r"[/\0]", "_", text)
            name = b"%03d " % number + stem.encode("utf-8", "surrogatepass")[:200] + b".html"
            for kind, data in ((b"own", own_page(text)), (b"guest", guest_page(text)), (b"chat", chat(text))):
                _try(told, f"{number} {kind.decode()}", data)
                place = os.fsencode(root) + b"/pages/" + kind
                os.makedirs(place, exist_ok=True)
                with open(place + b"/" + (name if kind != b"chat" else b"%03d.json" % number), "wb") as stream:
                    stream.write(data)
        _audited(told, root, len(strings))
    return told


def _audited(told: Told, root: Path, count: int) -> None:
    def run(*arguments: str) -> subprocess.CompletedProcess[bytes]:
        return subprocess.run([sys.executable, "-m", "auditor", *arguments], cwd=root, capture_output=True, check=False)

    os.environ["PYTHONPATH"] = str(Path(__file__).parent.parent)
    done = run("audit", "pages", "--format", "json", "--as-of", "2026-11-24", "--quiet")
    if done.returncode not in (0, 3):
        told.broken.append(f"audit ended with {done.returncode}: {done.stderr[-300:].decode('utf-8', 'replace')}")
        return
    document: dict[str, Any] = json.loads(done.stdout)
    told.broken += [f"{skip['path']}: {skip['reason']}" for skip in document["skipped"] if "crash" in skip["reason"]]
    told.broken += [
        f"{page['source']['path']}: {skip['check']}: {skip['reason']}"
        for page in document["profiles"]
        for skip in page["skips"]
        if skip["crashed"]
    ]
    print(f"{len(document['profiles'])} pages and {len(document['skipped'])} skips of {3 * count} files")
    for file in sorted((root / "reports").rglob("*.html")):
        seen = structure(file.read_bytes())
        told.tried += 1
        for tag, attributes in seen.tags:
            if tag in ACTIVE:
                told.broken.append(f"{file.name}: a <{tag}>")
            told.broken += [f"{file.name}: {key} on a <{tag}>" for key in attributes if key.startswith("on")]
        told.broken += [f"{file.name}: {address[:80]}" for address in seen.addresses if _LEADS_OUT.match(address)]
    table = run("export", "--format", "csv")
    rows = csv.reader(io.StringIO(table.stdout.decode(), newline=""))
    told.broken += [f"a formula: {cell[:60]!r}" for row in rows for cell in row if cell.startswith(_FORMULA)]


def main() -> None:
    """Runs what is asked for."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.outside")
    parser.add_argument("--html5lib", type=Path, help="a copy of html5lib-tests")
    parser.add_argument("--naughty", type=Path, help="a copy of the Big List of Naughty Strings")
    wanted = parser.parse_args()
    asked = (("html5lib-tests", wanted.html5lib, html5lib), ("naughty strings", wanted.naughty, naughty))
    complaints(TARGETS["pages"], around(""))  # the first page pays for the rules, and is no odd one
    broken = False
    for what, folder, run in asked:
        if folder is None:
            continue
        told = run(folder)
        print(f"{what}: {told.tried} tried, {len(told.broken)} broken, {len(told.differs)} not as said")
        for line in (*told.broken, *told.differs):
            print(f"  {line[:240]}")
        broken = broken or bool(told.broken)
    sys.exit(1 if broken else 0)


if __name__ == "__main__":
    main()
