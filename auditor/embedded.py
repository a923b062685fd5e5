"""JSON inside pages, each value with the pointer that leads to it."""

from __future__ import annotations

import json
from typing import Any

import orjson

from auditor.model import Field, Locator
from auditor.readable import readable_html

STEP = " >> "
"""Between two steps of a selector."""


class Unreadable(ValueError):
    """The text cannot be read as what it claims to be; the message says why."""


def loaded_json(text: str) -> Any:
    """Embedded JSON; raw line breaks inside strings are tolerated, as real pages have them.

    Raises :class:`Unreadable`.
    """
    try:
        return orjson.loads(text)
    except ValueError:
        pass
    try:
        return json.loads(text, strict=False)
    except RecursionError:
        raise Unreadable("not JSON that can be read: nested too deep") from None
    except ValueError as error:
        raise Unreadable(f"not JSON: {error}") from None


def first_object(script: str) -> str | None:
    """The first JSON object in a script's text, whatever stands before and behind it."""
    start = script.find("{")
    if start < 0:
        return None
    end = script.rfind("}") + 1
    try:
        orjson.loads(script[start:end])
    except ValueError:
        try:
            _, end = json.JSONDecoder(strict=False).raw_decode(script, start)
        except (ValueError, RecursionError):
            return None
    return script[start:end]


def storable(text: str) -> str:
    """The text without lone surrogates, which no file and no database can hold; JSON escapes may smuggle them in."""
    return text if text.isascii() else text.encode("utf-8", "replace").decode("utf-8")


class Json:
    """A value inside embedded JSON, with its pointer."""

    __slots__ = ("_page", "_root", "pointer", "value")

    def __init__(self, page: str, root: str, value: Any, pointer: str = "") -> None:
        self._page = page
        self._root = root
        self.value = value
        self.pointer = pointer

    def get(self, *keys: str | int) -> Json | None:
        """The value under these keys, or ``None`` where one is missing."""
        value, pointer = self.value, self.pointer
        for key in keys:
            if isinstance(value, dict):
                if key not in value:
                    return None
                value = value[key]
            elif isinstance(value, list) and isinstance(key, int):
                if not -len(value) <= key < len(value):
                    return None
                key %= len(value)
                value = value[key]
            else:
                return None
            pointer += "/" + str(key).replace("~", "~0").replace("/", "~1")
        return Json(self._page, self._root, value, pointer)

    def text(self, *keys: str | int) -> str | None:
        """The non-empty string (or number, as text) under these keys."""
        part = self.get(*keys)
        if part is None or isinstance(part.value, bool) or not isinstance(part.value, str | int | float):
            return None
        return storable(str(part.value)).strip() or None

    def items(self, *keys: str | int) -> list[Json]:
        """The elements of the list under these keys; a single value counts as a list of one, a missing one as none."""
        part = self.get(*keys)
        if part is None or part.value is None:
            return []
        if not isinstance(part.value, list):
            return [part]
        return [Json(self._page, self._root, value, f"{part.pointer}/{n}") for n, value in enumerate(part.value)]

    def field(self, *keys: str | int, markup: bool = False) -> Field | None:
        """The string under these keys as a located field; ``markup`` reads tags in it away."""
        part = self.get(*keys)
        if part is None or isinstance(part.value, bool) or not isinstance(part.value, str | int | float):
            return None
        raw = storable(str(part.value))
        reading = readable_html(raw) if markup else raw
        value = reading.strip()
        if not value:
            return None
        return Field(
            value, Locator(self._page, part.selector + (STEP + "html" if markup else ""), value, reading.find(value))
        )

    @property
    def selector(self) -> str:
        """The selector of this value."""
        return f"{self._root}{STEP if self._root else ''}json={self.pointer}"

    def locator(self, quote: str, start: int = 0) -> Locator:
        """A quote from this value."""
        return Locator(self._page, self.selector, quote, start)
