"""Pictures of pages that are pictures of the known library."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from auditor.imaging.descriptor import is_current
from auditor.library import KnownItem, KnownMatch, Library, Values
from auditor.model import Features, Finding, Locator, PictureFeatures, Reference, Strength
from auditor.plugin import CaseFinding, library_check
from auditor.similarity.chance import expected_by_chance
from auditor.similarity.effort import effort
from auditor.similarity.hamming import bits_apart, packed
from auditor.similarity.pictures import METHOD, PictureIndex

CHECK = "known-picture"
RULE = "stolen-or-stock-photo"
SHOWN = 3
"""Entries of the library that a finding names; the others are counted."""
KEPT = 6
"""Entries of the library that are kept for the report, beside a page's picture."""
LIMITS: Mapping[str, int] = {"sha256": 0, "dhash64": 2, "phash64": 3, "pdq256": 31, "dhash256": 35, "phash256": 48}
"""Bits by which a picture's hash may differ from a listed one.

Of 21.7 million pairs of strangers none came as near, but for the 64-bit dHash: up to one in a million did.  31 is what
the makers of PDQ use.  Wavelet and average hashes are not here: strangers' are alike to the bit.
"""

ALTERNATIVES = (
    "The page belongs to the person pictured, and the library holds a copy of their own picture.",
    "A stock, agency or press picture that anybody may buy or was given, for privacy or for want of a better one.",
    "The person pictured knows nothing of the page: they are the one whose picture was taken.",
)
REFERENCES = (
    Reference("On the LinkedIn profile “Laeticia Chen”", "Krone.at, December 2017", "http://www.krone.at/602917"),
    Reference(
        "A Chinese spy used fake LinkedIn profiles to target officials",
        "Business Insider on The Times, 23 Aug 2023",
        "https://www.businessinsider.com/chinese-spy-fake-linkedin-profiles-to-offer-money-for-secrets-2023-8?amp",
    ),
)


@dataclass(frozen=True, slots=True)
class Seen:
    """An entry of the library that shows a picture."""

    item: KnownItem
    how: str
    rank: float
    """Smaller is surer; 0 for the very same file."""
    method: str
    distance: int
    transform: str = ""
    likeness: float | None = None


@library_check(CHECK)
def known_picture(case: tuple[Features, ...], library: Library) -> Iterator[CaseFinding | KnownMatch]:
    """A picture that somebody noted as stolen, as stock or as known otherwise

    Compares the pictures saved with the pages with the pictures of the known library, byte for byte and by what is left
    after cropping, mirroring, framing and saving again, and with the hashes of imported lists. Each finding names the
    entry, its source and its licence. Says "the same picture", never "the same person". Entries that have expired are
    not used.
    """
    holders: dict[str, list[Features]] = {}
    for features in case:
        if features.picture is not None and features.picture.low_information is None:
            holders.setdefault(features.picture.sha256, []).append(features)
    pictures = [picture for pages in holders.values() if (picture := pages[0].picture)]
    compared = len(pictures) * len(library.pictures)
    for sha256, found in seen_in_library(pictures, library).items():
        for features in holders[sha256]:
            for one in found[:KEPT]:
                yield KnownMatch(features.profile, one.item, one.method, one.distance, one.transform, one.likeness)
            at = features.avatar.at
            if at is not None and at.quote:
                yield CaseFinding(features.profile, _finding(at, found, compared))


def seen_in_library(pictures: Sequence[PictureFeatures], library: Library) -> dict[str, list[Seen]]:
    """The entries that show the pictures, the surest first, by the SHA-256 of the picture's file."""
    seen: dict[str, list[Seen]] = {}
    _same_picture(pictures, library, seen)
    _same_hash(pictures, library.hashes, seen)
    for found in seen.values():
        found.sort(key=lambda one: (one.rank, one.item.name, one.item.source))
    return seen


def _same_picture(pictures: Sequence[PictureFeatures], library: Library, seen: dict[str, list[Seen]]) -> None:
    asked = [(n, picture.views) for n, picture in enumerate(pictures) if is_current(picture.views)]
    if not library.pictures or not asked:
        return
    index = PictureIndex(Values(library.pictures), library.views, effort().jobs)
    for match in index.matches(asked):
        item, picture = library.pictures[match.b], pictures[match.a]
        if item.sha256 == picture.sha256:
            found = Seen(item, "the very same file", 0.0, "sha256", 0)
        else:
            undone = match.transform or "saved again"
            how = f"{undone}; distance {match.distance} of 64 by {METHOD}, likeness {match.likeness:.2f}"
            how = f"{how}, {picture.width} × {picture.height} pixels here"
            found = Seen(item, how, 1 - match.likeness, METHOD, match.distance, match.transform, match.likeness)
        seen.setdefault(picture.sha256, []).append(found)


def _same_hash(pictures: Sequence[PictureFeatures], listed: Sequence[KnownItem], seen: dict[str, list[Seen]]) -> None:
    by_method: dict[str, list[KnownItem]] = {}
    for item in listed:
        by_method.setdefault(item.method, []).append(item)
    for method in sorted(by_method):
        limit = LIMITS.get(method)
        if limit is None:
            continue
        items = by_method[method]
        table = packed([item.value for item in items])
        for picture in pictures:
            own = picture.sha256 if method == "sha256" else _hash(picture, method)
            if own is None:
                continue
            distances = bits_apart(table, bytes.fromhex(own))
            for place in (distances <= limit).nonzero()[0].tolist():
                bits = int(distances[place])
                how = f"{method}, {bits} of {8 * len(items[place].value)} bits differ (limit {limit})"
                seen.setdefault(picture.sha256, []).append(Seen(items[place], how, 2.0 + bits, method, bits))


def _hash(picture: PictureFeatures, method: str) -> str | None:
    return next((value for name, value in picture.hashes.items() if name.rpartition("-")[0] == method), None)


def _finding(at: Locator, found: Sequence[Seen], compared: int) -> Finding:
    shown = "; ".join(f"{one.item.shown}: {one.how}" for one in found[:SHOWN])
    more = f"; and {len(found) - SHOWN} more entries" if len(found) > SHOWN else ""
    surest = found[0].rank
    chance = f" {expected_by_chance(compared)}" if 0 < surest < 2 else ""
    strength: Strength = "strong" if surest < 2 else "moderate"
    return Finding(
        check=CHECK,
        rule=RULE,
        strength=strength,
        category="avatar",
        title="Picture known from elsewhere",
        message=f"The picture of this page is the same picture as in the known library {shown}{more}. It is the same "
        f"picture, which does not mean the same person.{chance}",
        evidence=(at,),
        alternatives=ALTERNATIVES,
        references=REFERENCES,
        weight=3,
        field="avatar",
        ask="What does the source of the entry say about the picture, and is it still so?",
    )
