"""The report's own sentences, by key and language: one TOML file a language in ``languages/``."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from functools import cache
from importlib.resources import files
from typing import Any

ROOM = files("auditor.report") / "languages"


class Words:
    """The sentences of one language.  ``words("key", n=3)`` chooses between ``key.one`` and ``key.other``."""

    __slots__ = ("_texts", "language")

    def __init__(self, texts: Mapping[str, str]) -> None:
        self._texts = texts
        self.language = texts["lang"]

    def __call__(self, key: str, **values: Any) -> str:
        """The sentence under a key, its placeholders filled in.  Raises ``KeyError`` on a key that is not there."""
        if not values:
            return self._texts[key]
        if "n" in values:
            number = values["n"]
            text = self._texts.get(f"{key}.one" if number == 1 else f"{key}.other") or self._texts[key]
            values["n"] = self.number(number)
        else:
            text = self._texts[key]
        return text.format_map(values)

    def __contains__(self, key: str) -> bool:
        return key in self._texts

    def or_plain(self, room: str, word: str | None) -> str:
        """The sentence for a word of the data (``fact``, ``photo-uploaded``); an unknown word as it is, readable."""
        if not word:
            return self._texts["not_stated"]
        return self._texts.get(f"{room}.{word}") or word.replace("-", " ").replace("_", " ")

    def number(self, value: int) -> str:
        """A whole number with the language's thousands mark."""
        return f"{value:,}".replace(",", self._texts["thousands"])

    def listed(self, words: list[str] | tuple[str, ...]) -> str:
        """``a, b and c``."""
        if len(words) < 2:
            return "".join(words)
        return ", ".join(words[:-1]) + self._texts["list_and"] + words[-1]


def _flat(tree: Mapping[str, Any], prefix: str = "") -> dict[str, str]:
    flat: dict[str, str] = {}
    for key, value in tree.items():
        if isinstance(value, Mapping):
            flat.update(_flat(value, f"{prefix}{key}."))
        else:
            flat[prefix + key] = value
    return flat


def languages() -> tuple[str, ...]:
    """The languages that there is a file for, sorted."""
    return tuple(sorted(entry.name[:-5] for entry in ROOM.iterdir() if entry.name.endswith(".toml")))


@cache
def catalogue(language: str = "en") -> Words:
    """The sentences of a language.  Raises ``ValueError`` for a language without a file."""
    if language not in languages():
        raise ValueError(f"the report has no language {language!r}; right would be one of {', '.join(languages())}")
    return Words(_flat(tomllib.loads((ROOM / f"{language}.toml").read_text(encoding="utf-8"))))
