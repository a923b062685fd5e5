"""What a browser would see of a report's file: tags, attributes, texts."""

from __future__ import annotations

from dataclasses import dataclass, field
from html.parser import HTMLParser


@dataclass
class Structure:
    """One parsed page."""

    tags: list[tuple[str, dict[str, str | None]]] = field(default_factory=list)
    closed: list[str] = field(default_factory=list)
    raw: dict[str, list[str]] = field(default_factory=dict)
    """Contents of ``style`` and ``script`` elements."""
    text: str = ""

    @property
    def names(self) -> list[str]:
        return [name for name, _ in self.tags]

    @property
    def addresses(self) -> list[str]:
        """All that a browser might load or go to."""
        wanted = ("src", "href", "srcset", "xlink:href", "action", "formaction", "data", "poster", "ping", "background")
        return [value or "" for _, attributes in self.tags for key, value in attributes.items() if key in wanted]


class _Reader(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.seen = Structure()
        self._inside: str | None = None
        self._texts: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        assert len({key for key, _ in attrs}) == len(attrs), f"an attribute twice in <{tag}>"
        self.seen.tags.append((tag, dict(attrs)))
        if tag in ("style", "script"):
            self._inside = tag
            self.seen.raw.setdefault(tag, []).append("")

    def handle_endtag(self, tag: str) -> None:
        self.seen.closed.append(tag)
        self._inside = None

    def handle_data(self, data: str) -> None:
        if self._inside:
            self.seen.raw[self._inside][-1] += data
        else:
            self._texts.append(data)

    def handle_comment(self, data: str) -> None:
        raise AssertionError(f"a comment in a report: {data[:80]!r}")


def structure(page: bytes) -> Structure:
    """The parsed form of a report's page."""
    reader = _Reader()
    reader.feed(page.decode())
    reader.close()
    reader.seen.text = " ".join(" ".join(reader._texts).split())
    return reader.seen
