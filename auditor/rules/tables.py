"""Typed reading of a pack's TOML files, with the line and a remedy in every complaint."""

from __future__ import annotations

import tomllib
from collections.abc import Callable, Iterable
from typing import Any, TypeVar

T = TypeVar("T")


class InvalidPack(ValueError):
    """A rule pack that cannot be used: which file, which line, what is wrong, what would be right."""

    def __init__(self, file: str, line: int, reason: str, remedy: str) -> None:
        super().__init__(f"{file}:{line}: {reason}; {remedy}")
        self.file = file
        self.line = line
        self.reason = reason
        self.remedy = remedy


class Table:
    """One TOML table; every key must be asked for, or :meth:`closed` complains."""

    def __init__(self, file: str, source: str, values: dict[str, Any], start: int = 0) -> None:
        self.file = file
        self.source = source
        self.values = values
        self.start = start
        """Offset in the source from which lines are looked for."""
        self._asked: set[str] = set()

    @classmethod
    def parsed(cls, file: str, data: bytes) -> Table:
        """The file's top table.  Raises :class:`InvalidPack`."""
        try:
            source = data.decode("utf-8")
            return cls(file, source, tomllib.loads(source))
        except UnicodeDecodeError as error:
            raise InvalidPack(
                file, data.count(b"\n", 0, error.start) + 1, "not UTF-8", "save the file as UTF-8"
            ) from None
        except tomllib.TOMLDecodeError as error:
            text = str(error)
            at = text.rpartition("line ")[2].split(",")[0].strip(" )")
            line = int(at) if at.isdigit() else source.count("\n") + 1
            raise InvalidPack(file, line, f"not TOML: {text}", "correct the syntax") from None

    def line(self, needle: str | None = None) -> int:
        """The line of a key or of a quoted value, counted from 1."""
        place = self.start
        if needle:
            for form in (f"\n{needle} ", f"\n{needle}=", f'"{needle}"', f"'{needle}'", needle):
                found = self.source.find(form, max(0, self.start - 1))
                if found >= 0:
                    place = found + (1 if form[0] == "\n" else 0)
                    break
        return self.source.count("\n", 0, place) + 1

    def wrong(self, key: str | None, reason: str, remedy: str) -> InvalidPack:
        """A complaint about this table."""
        return InvalidPack(self.file, self.line(key), reason, remedy)

    def text(self, key: str, default: str | None = None) -> str:
        """A non-empty string."""
        value = self._value(key, default)
        if not isinstance(value, str) or (not value.strip() and default is None):
            raise self.wrong(key, f"{key!r} is not a text", f'write {key} = "…"')
        return value.strip()

    def number(self, key: str, low: int, high: int, default: int | None = None) -> int:
        """A whole number within bounds."""
        value = self._value(key, default)
        if isinstance(value, bool) or not isinstance(value, int) or not low <= value <= high:
            raise self.wrong(key, f"{key!r} is not a whole number from {low} to {high}", f"write {key} = {low}")
        return value

    def flag(self, key: str, default: bool) -> bool:
        """True or false."""
        value = self._value(key, default)
        if not isinstance(value, bool):
            raise self.wrong(key, f"{key!r} is neither true nor false", f"write {key} = true")
        return value

    def choice(self, key: str, options: Iterable[str], default: str | None = None) -> str:
        """One of some words."""
        value = self.text(key, default)
        if value not in (known := tuple(options)):
            raise self.wrong(key, f"{key!r} is {value!r}", f"choose one of: {', '.join(known)}")
        return value

    def texts(self, key: str, *, least: int = 0) -> tuple[str, ...]:
        """A list of strings."""
        value = self._value(key, [])
        if not isinstance(value, list) or not all(isinstance(item, str) and item.strip() for item in value):
            raise self.wrong(key, f"{key!r} is not a list of texts", f'write {key} = ["…"]')
        if len(value) < least:
            raise self.wrong(key, f"{key!r} has {len(value)} entries", f"give at least {least}")
        return tuple(value)

    def groups(self, key: str) -> tuple[tuple[str, ...], ...]:
        """A list of strings (one group), or a list of such lists."""
        value = self._value(key, [])
        if isinstance(value, list) and value and all(isinstance(item, str) for item in value):
            return (tuple(value),)
        if not isinstance(value, list) or not all(
            isinstance(group, list) and group and all(isinstance(item, str) for item in group) for group in value
        ):
            raise self.wrong(
                key, f"{key!r} is neither a list of texts nor a list of such lists", f'write {key} = ["…"]'
            )
        return tuple(tuple(group) for group in value)

    def tables(self, key: str, *, least: int = 0) -> list[Table]:
        """An array of tables."""
        value = self._value(key, [])
        if not isinstance(value, list) or not all(isinstance(item, dict) for item in value):
            raise self.wrong(key, f"{key!r} is not an array of tables", f"write [[{key}]]")
        if len(value) < least:
            raise self.wrong(key, f"there is no [[{key}]]", f"give at least {least}")
        found: list[Table] = []
        at = 0
        for item in value:
            at = max(self.source.find(f"[[{key}]]", at), 0)
            found.append(Table(self.file, self.source, item, at))
            at += 1
        return found

    def table(self, key: str) -> Table:
        """A table inside this one; empty where missing."""
        value = self._value(key, {})
        if not isinstance(value, dict):
            raise self.wrong(key, f"{key!r} is not a table", f"write [{key}]")
        return Table(self.file, self.source, value, max(self.source.find(f"[{key}]"), 0))

    def closed(self) -> None:
        """Complains about a key that nobody asked for."""
        for key in self.values:
            if key not in self._asked:
                raise self.wrong(key, f"unknown key {key!r}", f"known keys here: {', '.join(sorted(self._asked))}")

    def read(self, key: str, reader: Callable[[str], T], values: Iterable[str]) -> tuple[T, ...]:
        """Each value through a reader whose ``ValueError`` becomes a complaint at the value's line."""
        found: list[T] = []
        for value in values:
            try:
                found.append(reader(value))
            except ValueError as error:
                escaped = value.replace("\\", "\\\\")
                needle = value if value in self.source else escaped
                raise InvalidPack(self.file, self.line(needle), f"{key}: {value[:80]!r}", str(error)) from None
        return tuple(found)

    def _value(self, key: str, default: Any) -> Any:
        self._asked.add(key)
        if key in self.values:
            return self.values[key]
        if default is None:
            raise self.wrong(None, f"{key!r} is missing", f"add {key} = …")
        return default
