"""What the parser must not be given: its time is quadratic in nesting and in attributes a tag."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import islice

MAX_DEPTH = 2_000
MAX_ATTRIBUTES = 2_000
MANY_TAGS = 20_000
LONG_TAG = 8_000

_VOID = frozenset("area base br col embed hr img input link meta source track wbr".split())
_SELF_CLOSING = frozenset("p li dt dd tr td th option thead tbody tfoot colgroup".split())
_RAW = frozenset(("script", "style", "textarea", "title"))
_OPENS = re.compile(r"<[a-zA-Z]")
_ATTRIBUTE = re.compile(r"""[^\s"'>/=]+(?:\s*=\s*(?:"[^"]*"|'[^']*'|[^\s"'>]+))?""")
_TAG = re.compile(r"<(/?)([a-zA-Z][a-zA-Z0-9-]*)")


def refusal(markup: str, utf8: bytes | None = None) -> str | None:
    """Why this markup must not be given to the parser, or ``None``; ``utf8`` is the same markup, quicker to count in.

    The estimate is cheap and can be evaded; a page that evades it runs into the worker's time limit.
    """
    for start, end in _long_tags(markup):
        found = sum(1 for _ in islice(_ATTRIBUTE.finditer(markup, start, end), MAX_ATTRIBUTES + 2))
        if found > MAX_ATTRIBUTES + 1 and not _in_script(markup, start):
            return f"a tag with more than {MAX_ATTRIBUTES} attributes"
    tags = markup.count("<") if utf8 is None else _tags(utf8)
    if tags > MANY_TAGS and (depth := _depth(markup)) > MAX_DEPTH:
        return f"tags nested {depth} deep (limit {MAX_DEPTH})"
    return None


def _tags(utf8: bytes) -> int:
    """How many tags begin; counted by comparing whole blocks, since every hundredth byte begins one."""
    import numpy as np

    return int(np.count_nonzero(np.frombuffer(utf8, np.uint8) == ord("<")))


def _in_script(markup: str, at: int) -> bool:
    """Whether what looks like a tag is a comparison in a program."""
    return markup.rfind("<script", 0, at) > markup.rfind("</script", 0, at)


def _long_tags(markup: str) -> Iterator[tuple[int, int]]:
    """Start and end of tags with more than ``LONG_TAG`` characters after their first letter.

    Only a stretch of that length without a ``>`` can hold one: looking for the last ``>`` of each window finds the
    stretches without looking at every tag.
    """
    at, size = 0, len(markup)
    while at + LONG_TAG < size:
        end = markup.rfind(">", at, at + LONG_TAG)
        if end < 0:
            end = markup.find(">", at + LONG_TAG)
            end = size if end < 0 else end
            opening = _OPENS.search(markup, at, end)
            if opening and end - opening.end() >= LONG_TAG:
                yield opening.start(), end
        at = end + 1


def _depth(markup: str) -> int:
    depth = deepest = 0
    inside = ""
    for closing, name in _TAG.findall(markup):
        tag = name.lower()
        if inside:  # nothing is an element there: "i<length" in a program
            inside = "" if closing and tag == inside else inside
            continue
        if tag in _RAW and not closing:
            inside = tag
            continue
        if tag in _VOID or tag in _SELF_CLOSING:
            continue
        if not closing:
            depth += 1
            if depth > deepest:
                deepest = depth
        elif depth:
            depth -= 1
    return deepest
