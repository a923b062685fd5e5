"""The files of a rule pack, and what can be said of them before they are read: cheap, nothing is compiled."""

from __future__ import annotations

import hashlib
import re
import tomllib
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Any

BUNDLED = "lures"
"""Name of the pack that comes with the program."""


@cache
def bundled_files() -> Mapping[str, bytes]:
    """The files of the bundled pack, by path relative to its folder, sorted."""
    folder = Path(__file__).parent / BUNDLED
    return {file.relative_to(folder).as_posix(): file.read_bytes() for file in sorted(folder.rglob("*.toml"))}


def pack_digest(files: Mapping[str, bytes]) -> str:
    """SHA-256 (hex) over paths and bytes; line ends do not count."""
    digest = hashlib.sha256()
    for path in sorted(files):
        digest.update(path.encode() + b"\0" + files[path].replace(b"\r\n", b"\n") + b"\0")
    return digest.hexdigest()


@cache
def bundled_digest() -> str:
    """Digest of the bundled pack."""
    return pack_digest(bundled_files())


def pack_description(files: Mapping[str, bytes], name: str) -> dict[str, Any]:
    """``{"pack", "version", "sha256"}`` of the JSON contract."""
    try:
        head = tomllib.loads(files.get("pack.toml", b"").decode("utf-8", "replace"))
    except tomllib.TOMLDecodeError:  # reading the pack says where it is wrong
        head = {}
    return {
        "pack": str(head.get("name", name)),
        "version": str(head.get("version", "")),
        "sha256": pack_digest(files),
    }


_NAMED = re.compile(rb"^(?:id|title) *= *\"[^\n]*\"[ \r]*$", re.MULTILINE)


def rule_titles(files: Mapping[str, bytes]) -> dict[str, str]:
    """Titles of a pack's rules by id; what is no rule is left out: reading the pack says what is wrong with it.

    Only two lines of a rule's own table are read: a report needs the titles of rules whose patterns it never compiles.
    """
    titles: dict[str, str] = {}
    for path in sorted(files):
        if not path.startswith("rules/"):
            continue
        try:
            rule = tomllib.loads(b"\n".join(_NAMED.findall(files[path].split(b"\n[", 1)[0])).decode("utf-8", "replace"))
        except tomllib.TOMLDecodeError:
            continue
        if "id" in rule and "title" in rule:
            titles[rule["id"]] = rule["title"]
    return titles


def bundled_description() -> dict[str, Any]:
    """The description of the bundled pack."""
    return {**pack_description(bundled_files(), BUNDLED), "sha256": bundled_digest()}
