"""Pages that share something: groups, and a place for each page in a drawing.

Horizontal places are percentages and vertical ones pixels, as in the timeline: letters keep their size on any width.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from math import cos, pi, sin

from auditor.report.passages import short
from auditor.report.view import Document

MOST_DRAWN = 18
MOST_GROUPS = 24
LABEL = 20


def measured(kind: str) -> bool:
    """Whether links of a kind have a distance: pictures and texts do, domains and names are shared or not."""
    return kind.startswith("near-") or "avatar" in kind


@dataclass(frozen=True, slots=True)
class Node:
    """A page."""

    id: str
    label: str
    x: str
    y: int
    label_y: int


@dataclass(frozen=True, slots=True)
class Edge:
    """What two pages share."""

    x1: str
    y1: int
    x2: str
    y2: int
    kinds: tuple[str, ...]
    certain: bool
    """Whether one of the kinds is an exact match."""
    label_x: str
    label_y: int


@dataclass(frozen=True, slots=True)
class Group:
    """Pages joined by links, directly or through others."""

    number: int
    ids: tuple[str, ...]
    nodes: tuple[Node, ...]
    """Empty where there are too many to draw."""
    edges: tuple[Edge, ...]
    height: int


def _sets(links: Sequence[Document]) -> list[tuple[str, ...]]:
    parent: dict[str, str] = {}

    def root(id: str) -> str:
        parent.setdefault(id, id)
        while parent[id] != id:
            parent[id] = parent[parent[id]]
            id = parent[id]
        return id

    for link in links:
        a, b = sorted((root(link["a"]), root(link["b"])))
        parent[b] = a
    members: dict[str, list[str]] = defaultdict(list)
    for id in sorted(parent):
        members[root(id)].append(id)
    return sorted((tuple(ids) for ids in members.values()), key=lambda ids: (-len(ids), ids))


def groups(links: Sequence[Document], names: Mapping[str, str]) -> tuple[Group, ...]:
    """Groups of joined pages, largest first; pages stand on an ellipse, in the order of their ids."""
    made = []
    by_page: dict[str, list[Document]] = defaultdict(list)
    for link in links:
        by_page[link["a"]].append(link)
    for number, ids in enumerate(_sets(links)[:MOST_GROUPS], 1):
        if len(ids) > MOST_DRAWN:
            made.append(Group(number, ids, (), (), 0))
            continue
        pair = len(ids) == 2
        radius = 0 if pair else 46 + 12 * len(ids)
        middle = radius + (24 if pair else 34)
        places: dict[str, tuple[float, int]] = {}
        for index, id in enumerate(ids):
            angle = pi + 2 * pi * index / len(ids) if pair else -pi / 2 + 2 * pi * index / len(ids)
            places[id] = (50 + 30 * cos(angle), middle + round(radius * sin(angle)))
        nodes = tuple(
            Node(id, short(names.get(id), LABEL), f"{x:.2f}%", y, y + 26 if y >= middle else y - 14)
            for id, (x, y) in places.items()
        )
        kinds: dict[tuple[str, str], list[str]] = defaultdict(list)
        for id in ids:
            for link in by_page[id]:
                pair_ids = (link["a"], link["b"]) if link["a"] < link["b"] else (link["b"], link["a"])
                if link["kind"] not in kinds[pair_ids]:
                    kinds[pair_ids].append(link["kind"])
        edges = []
        for (a, b), shared in sorted(kinds.items()):
            (ax, ay), (bx, by) = places[a], places[b]
            edges.append(
                Edge(
                    f"{ax:.2f}%",
                    ay,
                    f"{bx:.2f}%",
                    by,
                    tuple(sorted(shared)),
                    any(kind.startswith("same") for kind in shared),
                    f"{(ax + bx) / 2:.2f}%",
                    (ay + by) // 2 - 8,
                )
            )
        made.append(Group(number, ids, nodes, tuple(edges), max(max(node.y, node.label_y) for node in nodes) + 16))
    return tuple(made)
