"""Pictures of a recorded visit: which of them a page uses, and under which addresses."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from urllib.parse import urljoin, urlsplit


def addresses_on(page: str | None, location: str) -> Iterator[str]:
    """The addresses that a page may use for a file recorded under an address, absolute or relative to the page's."""
    yield location
    if page is None:
        return
    try:
        whole = urljoin(page, location)
        here, there = urlsplit(page), urlsplit(whole)
    except ValueError:
        return
    if whole != location:
        yield whole
    if here.netloc != there.netloc:
        yield f"//{there.netloc}{_file(there.path, there.query)}"
        return
    # the page may name a file of its own site by its path only
    yield _file(there.path, there.query)
    folder = here.path.rpartition("/")[0] + "/"
    if there.path.startswith(folder) and len(there.path) > len(folder):
        yield _file(there.path[len(folder) :], there.query)


def used(page: str | None, text: str, recorded: Mapping[str, bytes]) -> dict[str, bytes]:
    """Of the recorded pictures, by absolute address, those that the page's text names, by each address it may use."""
    found: dict[str, bytes] = {}
    for location in sorted(recorded):
        # a long address is named by its path; in markup its ampersands may be references
        path = location.partition("?")[0].rpartition("/")[2] or location
        if path in text:
            for address in addresses_on(page, location):
                found.setdefault(address, recorded[location])
    return found


def _file(path: str, query: str) -> str:
    return f"{path}?{query}" if query else path
