"""Pictures beside each other: the page's, the one that is the same picture, and the two laid over each other."""

from __future__ import annotations

from dataclasses import dataclass

from auditor.report.overlay import Pictured, gray_copy, overlay
from auditor.report.passages import LINE, NAME, shown
from auditor.report.view import KnownView, ProfileView
from auditor.report.words import Words

MOST_OVERLAYS = 3
"""Pairs of pictures on a page that are laid over each other."""


@dataclass(frozen=True, slots=True)
class Together:
    """Two pictures brought together."""

    how: str
    aligned: bytes
    """The other picture as it lies on the page's."""
    difference: bytes


@dataclass(frozen=True, slots=True)
class KnownPicture:
    """An entry of the known library that shows the page's picture."""

    name: str
    source: str
    licence: str
    added_at: str
    expires_at: str
    method: str
    distance: int
    transform: str
    likeness: str
    """Two decimals; empty where no pixels were compared."""
    thumbnail: bytes | None
    small: bool
    """Whether only the gray copy of 48 pixels was kept."""
    together: Together | None


def together(own: Pictured | None, other: Pictured | None, words: Words) -> Together | None:
    """The two laid over each other; ``None`` where there is nothing to lay, or they are the very same."""
    if own is None or other is None or not own.thumbnail or own.thumbnail == other.thumbnail:
        return None
    made = overlay(own, other)
    if made is None:
        return None
    steps = [words("connection.mirrored")] if made.mirrored else []
    if made.cropped is not None:
        steps.append(words("connection.cropped_other" if made.cropped else "connection.cropped_this", share=made.share))
    if made.degrees:
        steps.append(words("connection.turned", degrees=made.degrees))
    if made.bordered:
        steps.append(words("connection.bordered"))
    return Together(words.listed(steps) or words("connection.as_they_are"), made.aligned, made.difference)


def known_pictures(view: ProfileView, left: int, words: Words) -> tuple[KnownPicture, ...]:
    """The entries that a page shows; ``left``: how many of them may still be laid over its picture."""
    own = Pictured(view.thumbnail, view.views) if view.thumbnail else None
    return tuple(_known(one, own if number < left else None, words) for number, one in enumerate(view.known))


def _known(one: KnownView, own: Pictured | None, words: Words) -> KnownPicture:
    other = Pictured(one.thumbnail or b"", one.views) if one.thumbnail or one.views else None
    return KnownPicture(
        shown(one.name, words, NAME),
        shown(one.source, words, LINE),
        shown(one.licence, words, LINE),
        shown(one.added_at, words),
        shown(one.expires_at, words),
        shown(one.method, words),
        one.distance,
        shown(one.transform, words),
        "" if one.likeness is None else f"{one.likeness:.2f}",
        one.thumbnail or (gray_copy(one.views) if one.views else None),
        not one.thumbnail and bool(one.views),
        together(own, other, words),
    )
