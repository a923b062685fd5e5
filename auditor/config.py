"""``config.toml`` as typed settings; an unknown key or a wrong type is refused with its place."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass, fields, replace
from pathlib import Path
from typing import Any


class InvalidConfig(ValueError):
    """The configuration cannot be used; the message says where and what would be right."""


@dataclass(frozen=True, slots=True)
class CaseSettings:
    """``[case]``."""

    file: str = "reports/case.db"


@dataclass(frozen=True, slots=True)
class ReportSettings:
    """``[report]``."""

    directory: str = "reports"
    language: str = "en"


@dataclass(frozen=True, slots=True)
class RunSettings:
    """``[run]``."""

    jobs: int = 0
    seconds_per_page: int = 10
    worker_memory_mib: int = 2048


@dataclass(frozen=True, slots=True)
class LimitSettings:
    """``[limits]``."""

    page_mib: int = 20
    document_mib: int = 64
    archive_mib: int = 512
    picture_megapixels: int = 50


@dataclass(frozen=True, slots=True)
class CheckSettings:
    """``[checks]``."""

    off: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class RuleSettings:
    """``[rules]``."""

    directories: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class RecordSettings:
    """``[records]``."""

    directories: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Settings:
    """All of ``config.toml``."""

    case: CaseSettings = CaseSettings()
    report: ReportSettings = ReportSettings()
    run: RunSettings = RunSettings()
    limits: LimitSettings = LimitSettings()
    checks: CheckSettings = CheckSettings()
    rules: RuleSettings = RuleSettings()
    records: RecordSettings = RecordSettings()


def settings_from(text: str, name: str = "config.toml") -> Settings:
    """Settings stated in a TOML text, defaults for the rest.

    Raises :class:`InvalidConfig`.
    """
    try:
        tables = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise InvalidConfig(f"{name}: not TOML: {error}") from None
    settings = Settings()
    known = {field.name: getattr(settings, field.name) for field in fields(settings)}
    for table, values in tables.items():
        if table not in known:
            raise InvalidConfig(f"{name}: [{table}] is not known; known are {', '.join(sorted(known))}")
        if not isinstance(values, dict):
            raise InvalidConfig(f"{name}: {table} is a table: write [{table}]")
        known[table] = _table(known[table], values, f"{name}: [{table}]")
    return Settings(**known)


def _table(defaults: Any, values: dict[str, Any], place: str) -> Any:
    changes: dict[str, Any] = {}
    keys = {field.name for field in fields(defaults)}
    for key, value in values.items():
        if key not in keys:
            raise InvalidConfig(f"{place} {key} is not known; known are {', '.join(sorted(keys))}")
        changes[key] = _typed(getattr(defaults, key), value, f"{place} {key}")
    return replace(defaults, **changes)


def _typed(default: Any, value: Any, place: str) -> Any:
    if isinstance(default, tuple):
        if not isinstance(value, list) or not all(isinstance(item, str) for item in value):
            raise InvalidConfig(f"{place} = {value!r}: a list of strings would be right")
        return tuple(value)
    if isinstance(default, int):
        if not isinstance(value, int) or isinstance(value, bool) or value < 0:
            raise InvalidConfig(f"{place} = {value!r}: a whole number, 0 or more, would be right")
        return value
    if not isinstance(value, str) or not value:
        raise InvalidConfig(f"{place} = {value!r}: a text would be right")
    return value


def settings_at(file: Path) -> Settings:
    """Settings of a file.  Raises :class:`InvalidConfig` where it cannot be read or used."""
    try:
        text = file.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise InvalidConfig(f"{file.name} cannot be read: {error}") from None
    return settings_from(text, file.name)
