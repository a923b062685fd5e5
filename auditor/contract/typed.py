"""Documents as typed objects, strictly: every key of the type and no other, every value of the type that is written."""

from __future__ import annotations

import types
from collections.abc import Callable, Mapping
from dataclasses import MISSING, Field, fields, is_dataclass, replace
from functools import cache
from typing import Any, Literal, TypeVar, Union, cast, get_args, get_origin, get_type_hints

from auditor.contract.types import Document, Page

T = TypeVar("T")
_Reader = Callable[[Any, str], Any]


class Mismatch(ValueError):
    """A document is not what the contract says; the message names the place and what would be right."""


def typed(kind: type[T], document: object, place: str = "") -> T:
    """The object that a document describes.  Raises :class:`Mismatch`."""
    reader = _reader(kind)  # type: ignore[arg-type]  # a class is hashable
    return cast("T", reader(document, place or kind.__name__))


def page_from(document: object, place: str = "page") -> Page:
    """A page whose findings, skips and picture say which page they belong to.  Raises :class:`Mismatch`."""
    page = typed(Page, document, place)
    return replace(
        page,
        fields=replace(page.fields, avatar=replace(page.fields.avatar, profile=page.id)),
        findings=tuple(replace(one, profile=page.id) for one in page.findings),
        skips=tuple(replace(one, profile=page.id) for one in page.skips),
    )


def document_of(value: Any) -> Any:
    """The document that an object was made from."""
    if is_dataclass(value):
        shown = [one for one in fields(value) if not one.metadata.get("own")]
        return {_key(one): document_of(getattr(value, one.name)) for one in shown}
    if isinstance(value, tuple):
        return [document_of(one) for one in value]
    if isinstance(value, Mapping):
        return {key: document_of(one) for key, one in value.items()}
    return value


def _key(one: Field[Any]) -> str:
    return str(one.metadata.get("key", one.name))


@cache
def _reader(kind: Any) -> _Reader:
    origin = get_origin(kind)
    if is_dataclass(kind):
        return _object(cast("type[Any]", kind))
    if origin in (Union, types.UnionType):
        (inner,) = (one for one in get_args(kind) if one is not type(None))
        return _optional(_reader(inner))
    if origin is tuple:
        return _several(_reader(get_args(kind)[0]))
    if origin is Literal:
        return _one_of(get_args(kind))
    if origin is not None:  # a mapping by name
        return _by_name(_reader(get_args(kind)[1]))
    return _plain(kind)


def _object(kind: type[Any]) -> _Reader:
    hints = get_type_hints(kind)
    wanted = [one for one in fields(kind) if not one.metadata.get("own")]
    readers = [(_key(one), _reader(hints[one.name])) for one in wanted]
    optional = {_key(one): one.default for one in wanted if one.default is not MISSING}
    names = frozenset(key for key, _ in readers)

    def read(value: Any, place: str) -> Any:
        if not isinstance(value, dict):
            raise Mismatch(f"{place} is no object")
        if odd := sorted(names.symmetric_difference(value) - (optional.keys() - value.keys()), key=str):
            raise Mismatch(f"{place}.{str(odd[0])[:80]} is {'not known' if odd[0] in value else 'missing'}")
        made = [reader(value[key], f"{place}.{key}") if key in value else optional[key] for key, reader in readers]
        try:
            return kind(**dict(zip((one.name for one in wanted), made, strict=True)))
        except ValueError as error:
            raise Mismatch(f"{place}: {error}") from None

    return read


def _optional(inner: _Reader) -> _Reader:
    return lambda value, place: None if value is None else inner(value, place)


def _several(inner: _Reader) -> _Reader:
    def read(value: Any, place: str) -> Any:
        if not isinstance(value, list):
            raise Mismatch(f"{place} is no list")
        return tuple(inner(one, f"{place}[{number}]") for number, one in enumerate(value))

    return read


def _by_name(inner: _Reader) -> _Reader:
    def read(value: Any, place: str) -> Any:
        if not isinstance(value, dict) or not all(isinstance(key, str) for key in value):
            raise Mismatch(f"{place} is no object")
        return {key: inner(one, f"{place}.{key}") for key, one in value.items()}

    return read


def _one_of(choices: tuple[Any, ...]) -> _Reader:
    def read(value: Any, place: str) -> Any:
        if value not in choices:
            raise Mismatch(f"{place} is {str(value)[:40]!r}; right would be one of {', '.join(choices)}")
        return value

    return read


def _plain(kind: type[Any]) -> _Reader:
    def read(value: Any, place: str) -> Any:
        if type(value) is not kind:
            raise Mismatch(f"{place} is of another type than {kind.__name__}")
        return value

    return read


__all__ = ["Document", "Mismatch", "document_of", "page_from", "typed"]
