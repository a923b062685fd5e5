"""Answers of LinkedIn's web API: flat lists of entities that name each other by id.

A saved member page of 2017 to 2021 keeps each answer in a ``code`` element with a twin that holds the request.  An
answer is picked by its request, never by its place: the viewer's own data and other people's lie beside the subject's.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from urllib.parse import parse_qs, unquote

from auditor.markup import Document, Json


@dataclass(frozen=True, slots=True)
class Answer:
    """One answer of the web API inside a page, not yet parsed."""

    request: str
    """Path and query, percent-decoded."""
    body: str
    """Id of the ``code`` element that holds the answer."""


_TWINS = 'code[id^="datalet-bpr-guid-"]'
_ID = re.compile(r"[\w-]+")
_PATH_SLUG = re.compile(r"/identity/profiles/([^/?]+)/(\w+)")


def answers(document: Document) -> tuple[Answer, ...]:
    """Every answer of the page, in the page's order."""
    found = []
    for twin in document.all(_TWINS):
        note = twin.json()
        request, body = (note.text("request"), note.text("body")) if note else (None, None)
        if request and body and _ID.fullmatch(body):
            found.append(Answer(unquote(request), body))
    return tuple(found)


def parsed(document: Document, answer: Answer) -> Json | None:
    """The answer's JSON; ``None`` where the page has none or it is broken."""
    part = document.first(f"code#{answer.body}")
    return part.json() if part else None


def asked_profile(request: str) -> tuple[str, str] | None:
    """Whose profile a request asks for (slug or member hash) and for what part of it."""
    if match := _PATH_SLUG.search(request):
        return match[1], match[2]
    path, _, tail = request.partition("?")
    if path.endswith("/identity/dash/profiles"):
        query = parse_qs(tail)
        who = query.get("memberIdentity", [""])[0]
        decoration = query.get("decorationId", [""])[0].rsplit(".", 1)[-1]
        return (who, decoration.split("-")[0] or "profiles") if who else None
    return None


class Entities:
    """The entities of some answers, found by id or by type."""

    __slots__ = ("_by_id", "_by_type")

    def __init__(self, roots: Iterable[Json]) -> None:
        self._by_id: dict[str, Json] = {}
        self._by_type: dict[str, list[Json]] = {}
        for root in roots:
            for entity in root.items("included"):
                value = entity.value
                if not isinstance(value, dict):
                    continue
                for key in ("entityUrn", "$id"):
                    if isinstance(name := value.get(key), str):
                        self._by_id.setdefault(name, entity)
                if isinstance(kind := value.get("$type"), str):
                    self._by_type.setdefault(kind.rsplit(".", 1)[-1], []).append(entity)

    def __bool__(self) -> bool:
        return bool(self._by_type)

    def of_type(self, name: str) -> list[Json]:
        """All entities whose type ends in this name, in the page's order."""
        return self._by_type.get(name, [])

    def named(self, id: str | None) -> Json | None:
        """The entity with this id."""
        return self._by_id.get(id) if id else None

    def follow(self, entity: Json | None, *keys: str) -> Json | None:
        """The entity or value under these keys; a string on the way that is an entity's id is followed.

        A reference is written as ``*key`` or as ``key``, depending on the release.
        """
        part = entity
        for key in keys:
            if part is None:
                return None
            step = part.get("*" + key) or part.get(key)
            if step is not None and isinstance(step.value, str) and (target := self.named(step.value)):
                step = target
            part = step
        return part

    def members(self, entity: Json | None, *keys: str) -> list[Json]:
        """The entities that the collection under these keys lists, in its order."""
        collection = self.follow(entity, *keys)
        if collection is None:
            return []
        listed = collection.items("*elements") or collection.items("elements")
        found = []
        for item in listed:
            if isinstance(item.value, str):
                if target := self.named(item.value):
                    found.append(target)
            elif isinstance(item.value, dict):
                found.append(item)
        return found


def subject_ids(answer: Json) -> Iterator[str]:
    """Ids of the profiles that the answer is about: its own elements, never what is merely included."""
    waiting: list[tuple[Json, int]] = [(data, 0)] if (data := answer.get("data")) else []
    while waiting:
        part, depth = waiting.pop(0)
        for key in ("*elements", "*profile", "profile"):
            for item in part.items(key):
                if isinstance(item.value, str):
                    yield item.value
        if depth < 3 and isinstance(part.value, dict):
            waiting += [
                (below, depth + 1)
                for key, value in part.value.items()
                if isinstance(value, dict) and (below := part.get(key))
            ]
