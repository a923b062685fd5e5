"""Saved markup as located parts: every text that is taken from a page knows the way back to it.

A part is named by a *selector*, a chain of steps joined by `` >> ``:

========================  =====================================================================
step                      meaning
========================  =====================================================================
``section#about .text``   CSS: the first match inside the part so far
``nth=3``                 of the matches of the CSS step before it, the fourth
``@href``                 the value of an attribute
``comment``               the text of the first comment inside the element
``json=/included/0/name`` the text is JSON: follow this RFC 6901 pointer
``object``                of a script's text, the first JSON object: what is assigned or passed on
``html``                  the text is markup: what a reader would see of it
``text``                  the whole document as plain text
``container``             the lines of the container that the page's bytes contradict
========================  =====================================================================

The *reading* of an element is what a person sees: white space folded, a new line for each block, scripts left out.
:func:`reading_at` gives the reading of a selector again, so that a quote can be checked against the saved bytes.

The parser is Lexbor; :mod:`auditor.guard` looks at the markup first.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cached_property

from selectolax.lexbor import LexborHTMLParser, LexborNode, SelectolaxError

from auditor.embedded import STEP, Json, Unreadable, first_object, loaded_json, storable
from auditor.guard import refusal
from auditor.model import Field, Locator, Page
from auditor.readable import plain_text, readable, readable_html

__all__ = [
    "OPENING",
    "STEP",
    "Document",
    "Json",
    "Part",
    "Unreadable",
    "doubted",
    "loaded_json",
    "plain_text",
    "readable_html",
    "reading_at",
]

OPENING = 65_536
"""Characters at the start of a page that are searched for the hosts it loads from."""
_HOST = re.compile(r"//([a-zA-Z0-9-]+(?:\.[a-zA-Z0-9-]+)+)")


class Part:
    """An element of a page, with its selector."""

    __slots__ = ("_page", "node", "selector")

    def __init__(self, page: str, node: LexborNode, selector: str) -> None:
        self._page = page
        self.node = node
        self.selector = selector

    def first(self, css: str) -> Part | None:
        """The first element inside this one that matches, or ``None``."""
        node = self.node.css_first(css)
        return None if node is None else Part(self._page, node, self._below(css))

    def all(self, css: str) -> list[Part]:
        """All elements inside this one that match, in document order."""
        below = self._below(css)
        return [Part(self._page, node, f"{below}{STEP}nth={n}") for n, node in enumerate(self.node.css(css))]

    def _below(self, css: str) -> str:
        return f"{self.selector}{STEP}{css}" if self.selector else css

    @property
    def text(self) -> str:
        """The element's reading."""
        return readable(self.node)

    def attr(self, name: str) -> str | None:
        """An attribute's value without white space at its ends; ``None`` where missing or empty."""
        value = self.node.attributes.get(name)
        return (value.strip() or None) if value else None

    def classes(self) -> list[str]:
        """The element's class names."""
        return (self.node.attributes.get("class") or "").split()

    def field(self) -> Field | None:
        """The reading as a field, or ``None`` where it is empty."""
        text = self.text
        return Field(text, Locator(self._page, self.selector, text, 0)) if text else None

    def attr_field(self, name: str) -> Field | None:
        """An attribute's value as a field."""
        raw = self.node.attributes.get(name)
        value = raw.strip() if raw else ""
        if not raw or not value:
            return None
        return Field(value, Locator(self._page, f"{self.selector}{STEP}@{name}", value, raw.find(value)))

    def locator(self, quote: str | None = None, start: int = 0) -> Locator:
        """The place of a quote in the reading; of the whole reading where no quote is given."""
        if quote is None:
            return Locator(self._page, self.selector, self.text, 0)
        return Locator(self._page, self.selector, quote, start)

    def json(self) -> Json | None:
        """The element's text as JSON; ``None`` where it is none."""
        try:
            return Json(self._page, self.selector, loaded_json(self.node.text()))
        except Unreadable:
            return None

    def object_json(self) -> Json | None:
        """The first JSON object in the element's text, as scripts assign it; ``None`` where there is none."""
        text = first_object(self.node.text())
        try:
            return Json(self._page, f"{self.selector}{STEP}object", loaded_json(text)) if text else None
        except Unreadable:
            return None

    def comment_json(self) -> Json | None:
        """The JSON in the element's first comment; ``None`` where there is none."""
        text = _comment(self.node)
        try:
            return Json(self._page, f"{self.selector}{STEP}comment", loaded_json(text)) if text else None
        except Unreadable:
            return None


class Document(Part):
    """A page, parsed at first use."""

    def __init__(self, page: Page) -> None:
        self.page = page
        self._page = page.sha256
        self._said: dict[str, bool] = {}
        self.selector = ""

    @cached_property
    def node(self) -> LexborNode:  # type: ignore[override]  # parsed only when somebody looks inside
        text, utf8 = self.page.text, self.page.utf8
        if reason := refusal(text, utf8):
            raise Unreadable(reason)
        try:
            root = LexborHTMLParser(text if utf8 is None else utf8).root
        except SelectolaxError:
            raise Unreadable("parsing it takes more memory than one page may have (worker_memory_mib)") from None
        if root is None:
            raise Unreadable("no document")
        return root

    @cached_property
    def hosts(self) -> frozenset[str]:
        """Host names in the page's first 64 K characters: whose page it may be, before anything is parsed.

        What is not markup is nobody's page, whatever it names.
        One pass for all page kinds together: a search of the whole page for each would cost more than parsing it.
        """
        if self.page.media_type != "text/html":
            return frozenset()
        return frozenset(host.lower() for host in set(_HOST.findall(self.page.text, 0, OPENING)))

    def says(self, mark: str) -> bool:
        """Whether the page's source holds a mark; several kinds may ask for it, the page is searched once."""
        known = self._said.get(mark)
        if known is None:
            known = self._said[mark] = mark in self.page.text
        return known

    @cached_property
    def _data_tags(self) -> tuple[list[LexborNode], list[LexborNode]]:
        """Every ``meta`` element and every JSON-LD script, in one walk: a walk costs more than what it looks for."""
        metas, scripts = [], []
        for tag in self.node.css("meta, script"):
            if tag.tag == "meta":
                metas.append(tag)
            elif tag.attributes.get("type") == "application/ld+json":
                scripts.append(tag)
        return metas, scripts

    @cached_property
    def meta(self) -> dict[str, Field]:
        """``content`` of each ``meta`` element by its ``name`` or ``property``, the first one of a name."""
        found: dict[str, Field] = {}
        passed: dict[tuple[str, str], int] = {}
        for tag in self._data_tags[0]:
            attributes = tag.attributes
            content = attributes.get("content")
            for key in ("name", "property"):
                name = attributes.get(key)
                if not name or name in found or '"' in name or "\\" in name:
                    continue
                value = content.strip() if content else ""
                number = passed.get((key, name), 0)
                if not content or not value:
                    passed[key, name] = number + 1
                    continue
                nth = f"{STEP}nth={number}" if number else ""
                selector = f'meta[{key}="{name}"]{nth}{STEP}@content'
                found[name] = Field(value, Locator(self._page, selector, value, content.find(value)))
        return found

    @cached_property
    def ld_json(self) -> tuple[Json, ...]:
        """Every JSON-LD object of the page, the members of ``@graph`` one by one."""
        objects: list[Json] = []
        css = 'script[type="application/ld+json"]'
        for number, node in enumerate(self._data_tags[1]):
            root = Part(self._page, node, f"{css}{STEP}nth={number}").json()
            for item in root.items() if root else ():
                objects += item.items("@graph") if item.get("@graph") else [item]
        return tuple(objects)

    @cached_property
    def language(self) -> str | None:
        """The language that the page declares."""
        tag = self.node.css_first("html")
        return ((tag.attributes.get("lang") or "").strip() or None) if tag else None

    @property
    def markup(self) -> str:
        """The page's source text."""
        return self.page.text

    def plain(self) -> Field | None:
        """The whole document as plain text."""
        text = plain_text(self.page.text)
        return Field(text, Locator(self._page, "text", text, 0)) if text.strip() else None

    def root_json(self) -> Json:
        """The whole document as JSON.  Raises :class:`Unreadable`."""
        return Json(self._page, "", loaded_json(self.page.text))


def _comment(node: LexborNode) -> str | None:
    child = node.first_child
    while child is not None:
        if child.is_comment_node:
            return child.comment_content
        child = child.next
    return None


def reading_at(page: Page, selector: str, document: Document | None = None) -> str | None:
    """The text that a selector names on a page, or ``None`` where the page has no such part."""
    document = document or Document(page)
    node: LexborNode | None = None
    text: str | None = None
    steps = selector.split(STEP)
    for step, following in _paired(steps):
        if step == "text":
            text = plain_text(page.text)
        elif step == "container":
            text = "\n".join(doubt.quote for doubt in page.doubts or ())
        elif step == "comment":
            text = _comment(node) if node is not None else None
        elif step == "object":
            text = first_object(node.text()) if node is not None else None
        elif step == "html":
            text = readable_html(text) if text is not None else None
        elif step.startswith("json="):
            source = text if text is not None else node.text() if node is not None else page.text
            text = _at_pointer(source, step[5:])
        elif step.startswith("@"):
            text = node.attributes.get(step[1:]) if node is not None else None
        elif step.startswith("nth="):
            continue
        else:
            scope = node if node is not None else document.node
            number = int(following[4:]) if following.startswith("nth=") else 0
            matches = scope.css(step) if number else [scope.css_first(step)]
            node = matches[number] if number < len(matches) else None
            text = None
            if node is None:
                return None
    if text is not None:
        return text
    last = steps[-1]
    if node is None or last.startswith(("@", "json=")) or last in ("comment", "html", "object", "text"):
        return None
    return readable(node)


def doubted(page: Page) -> tuple[Field, ...] | None:
    """What the page's bytes contradict of what its container states, each quoting the container's line."""
    if page.doubts is None:
        return None
    found = []
    start = 0
    for doubt in page.doubts:
        found.append(Field(doubt.reason, Locator(page.sha256, "container", doubt.quote, start)))
        start += len(doubt.quote) + 1
    return tuple(found)


def _paired(steps: list[str]) -> Iterator[tuple[str, str]]:
    return zip(steps, [*steps[1:], ""], strict=True)


def _at_pointer(source: str, pointer: str) -> str | None:
    try:
        value = loaded_json(source)
    except Unreadable:
        return None
    for key in pointer.split("/")[1:]:
        key = key.replace("~1", "/").replace("~0", "~")
        if isinstance(value, dict) and key in value:
            value = value[key]
        elif isinstance(value, list) and key.isdigit() and int(key) < len(value):
            value = value[int(key)]
        else:
            return None
    return None if value is None or isinstance(value, dict | list) else storable(str(value))
