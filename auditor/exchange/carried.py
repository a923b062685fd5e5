"""What a STIX bundle carries beside its objects so that ``auditor import`` loses nothing: the JSON contract, as text.

STIX knows neither nulls nor empty lists, and platforms drop them; a text in a property of ours comes back as it left.
Source: OASIS, STIX Version 2.1 (10 June 2021), 7.3 Extension Definition.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import orjson

from auditor.contract.case import CaseOnItsWay, PageOnItsWay, Stored, ToolUsed
from auditor.contract.typed import page_from, typed
from auditor.contract.types import Link, Record, Refusal, Skip
from auditor.review import Event, decisions_from

EXTENSION = "extension-definition--c1f6f0a3-6d1f-5a38-9a52-4b7f5f6f2f1e"
VERSION = "1.0.0"
SCHEMA = (
    "On observed-data: document, a text holding JSON with profile (PROFILE of auditor.audit/1) and stored (what the"
    " case file keeps of it besides). On grouping: document, a text holding JSON with case and with the pages that are"
    " no profile."
)
TLP = {
    "613f2e26-407d-48c7-9eca-b8e91df99dc9": "clear",
    "34098fce-860f-48ae-8e50-ebd3cc5e41da": "green",
    "f88d31f6-486f-44da-b317-01333bde0b82": "amber",
    "5e57c739-391a-4eb3-b6be-7d15ca92d5ed": "red",
}
"""Traffic lights by the id of the marking that STIX 2.1 itself defines for each (7.2.1.4)."""


class NotOurs(ValueError):
    """A bundle that this program did not write, or that was changed; the message says where."""


def extension_of(document: Mapping[str, Any]) -> dict[str, Any]:
    """The ``extensions`` of an object that carries a document."""
    return {EXTENSION: {"extension_type": "property-extension", "document": orjson.dumps(document).decode()}}


def case_from(data: bytes) -> CaseOnItsWay:
    """The case that a STIX bundle of ours carries.  Raises :class:`NotOurs`."""
    try:
        bundle = orjson.loads(data)
    except ValueError as error:
        raise NotOurs(f"it is no JSON: {error}") from None
    objects = bundle.get("objects") if isinstance(bundle, dict) and bundle.get("type") == "bundle" else None
    if not isinstance(objects, list) or not all(isinstance(one, dict) for one in objects):
        raise NotOurs("it is no STIX bundle")
    groupings = [one for one in objects if one.get("type") == "grouping" and _extended(one)]
    if len(groupings) != 1:
        raise NotOurs("it carries no case: only what auditor export --format stix has written comes back")
    whole = _carried(groupings[0])
    pages = [_carried(one) for one in objects if one.get("type") == "observed-data" and _extended(one)]
    try:
        return _case(whole, pages, _marking(groupings[0]))
    except NotOurs:
        raise
    except ValueError as error:
        raise NotOurs(str(error)) from None


def _extended(made: Mapping[str, Any]) -> bool:
    extensions = made.get("extensions")
    return isinstance(extensions, dict) and EXTENSION in extensions


def _carried(made: Mapping[str, Any]) -> dict[str, Any]:
    extension = made["extensions"][EXTENSION]
    text = extension.get("document") if isinstance(extension, dict) else None
    try:
        document = orjson.loads(text) if isinstance(text, str) else None
    except ValueError:
        document = None
    if not isinstance(document, dict):
        raise NotOurs(f"what {str(made.get('id'))[:80]} carries is no JSON object")
    return document


def _marking(grouping: Mapping[str, Any]) -> str:
    references = grouping.get("object_marking_refs")
    for one in references if isinstance(references, list) else ():
        if (found := TLP.get(str(one).removeprefix("marking-definition--"))) is not None:
            return found
    raise NotOurs("its grouping has no traffic light")


def _case(whole: Mapping[str, Any], pages: Sequence[Mapping[str, Any]], marking: str) -> CaseOnItsWay:
    case = _part(whole, "case", dict)
    decisions = [_part({"decision": one}, "decision", dict) for one in _part(case, "decisions", list)]
    return CaseOnItsWay(
        as_of=_part(case, "as_of", str),
        content=_part(case, "content", str),
        marking=marking,
        tool=typed(ToolUsed, case.get("tool"), "tool"),
        crashed=_several(Skip, case, "crashed"),
        skipped=_several(Refusal, case, "skipped"),
        links=_several(Link, case, "links"),
        records=_several(Record, case, "records"),
        decisions=tuple((_part(one, "id", str), _event(one)) for one in decisions),
        pages=tuple(_page(one) for one in (*pages, *_part(whole, "pages", list))),
    )


def _several(kind: type[Any], case: Mapping[str, Any], name: str) -> tuple[Any, ...]:
    return tuple(typed(kind, one, f"{name}[{number}]") for number, one in enumerate(_part(case, name, list)))


def _event(stored: Mapping[str, Any]) -> Event:
    line = orjson.dumps({key: value for key, value in stored.items() if key != "id"}).decode()
    (event,) = decisions_from(line)
    return event


def _page(carried: object) -> PageOnItsWay:
    if not isinstance(carried, dict):
        raise NotOurs("a page that it carries is no JSON object")
    page = page_from(carried.get("profile"))
    stored = typed(Stored, carried.get("stored"), f"{page.id} stored")
    return PageOnItsWay(page, stored)


def _part(whole: Mapping[str, Any], name: str, kind: type[Any]) -> Any:
    value = whole.get(name)
    if not isinstance(value, kind):
        raise NotOurs(f"{name} is missing from what it carries, or of another type")
    return value
