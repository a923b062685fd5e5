"""The reading of markup: what a person sees, white space folded, a new line for each block, scripts left out."""

from __future__ import annotations

from collections.abc import Iterator
from warnings import catch_warnings, simplefilter

from selectolax.lexbor import LexborNode

BLOCKS = frozenset(
    "address article aside blockquote br dd details dialog div dl dt fieldset figcaption figure footer form h1 h2 h3"
    " h4 h5 h6 header hgroup hr li main nav ol option p pre section summary table tbody td tfoot th thead title tr"
    " ul".split()
)
UNSEEN = frozenset("script style template noscript head".split())


def folded(text: str) -> str:
    """White space runs as one space, none at the ends."""
    return " ".join(text.split())


def readable(node: LexborNode) -> str:
    """What a person reads of an element: one line a block, white space folded inside a line."""
    child = node.first_child
    if child is None or (child.next is None and child.is_text_node):
        return folded(node.text(deep=False))
    pieces: list[str] = []
    _gather(node, pieces)
    lines = (" ".join(line.split()) for line in "".join(pieces).split("\n"))
    return "\n".join(line for line in lines if line)


def _gather(node: LexborNode, pieces: list[str]) -> None:
    """Text of the node's content in order; a block is fenced by new lines.  Depth is bounded by the guard."""
    child = node.first_child
    while child is not None:
        if child.is_text_node:
            text = child.text(deep=False)
            pieces.append(text.replace("\n", " ") if "\n" in text else text)
        elif child.is_element_node:
            tag = child.tag or ""
            if tag in BLOCKS:
                pieces.append("\n")
                _gather(child, pieces)
                pieces.append("\n")
            elif tag not in UNSEEN:
                _gather(child, pieces)
        child = child.next


def readable_html(markup: str) -> str:
    """What a person reads of a fragment of markup inside a text field."""
    if "<" not in markup and "&" not in markup:
        return "\n".join(line for line in map(folded, markup.split("\n")) if line)
    return "\n".join(line for line in map(folded, "".join(_pieces(markup)).split("\n")) if line)


def _pieces(markup: str) -> Iterator[str]:
    """Texts of a fragment in order, a new line before and behind each block.

    Without recursion and without changing the tree: fragments come with thousands of elements, in a row or nested.
    """
    from bs4 import BeautifulSoup, Tag  # a fragment is broken more often than not, and the slow parser mends it best
    from bs4.element import CData, NavigableString

    with catch_warnings():
        simplefilter("ignore")  # that it looks like an address or like XML: it is whatever a page says
        waiting: list[object] = [BeautifulSoup(markup, "html.parser")]
    while waiting:
        node = waiting.pop()
        if isinstance(node, Tag):
            if node.name in UNSEEN:
                continue
            if node.name in BLOCKS:
                yield "\n"
                waiting.append("\n")
            waiting.extend(reversed(node.contents))
        elif type(node) in (str, NavigableString, CData):  # not its kinds for comments, declarations and the like
            yield str(node)


def plain_text(text: str) -> str:
    """A text document with line feeds as line ends and no byte order mark."""
    return text.lstrip("\ufeff").replace("\r\n", "\n").replace("\r", "\n")
