"""The same picture on several pages of a case."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import combinations, product

from auditor.checks.names import compared_names
from auditor.imaging.descriptor import is_current
from auditor.model import Features, Finding, Link, Locator, Reference
from auditor.plugin import CaseFinding, case_check
from auditor.similarity.captures import next_captures, worth_joining
from auditor.similarity.chance import expected_by_chance
from auditor.similarity.hamming import groups
from auditor.similarity.picture_ids import picture_id
from auditor.similarity.pictures import METHOD, PictureMatch, picture_matches

CHECK = "same-picture"
RULE = "photo-reused-across-names"
SAME_FILE = "the very same file"
MANY = 10
"""Subjects with one picture above which it is a default picture or a logo rather than a reused photo."""

ALTERNATIVES = (
    "One person with two accounts: a pen name, a former name, a private and a professional page.",
    "A picture from an agency, a photographer's catalogue or a stock library that both bought or were given.",
    "One of the two copied the other's picture: either page may be the original, and the person pictured the victim.",
)
REFERENCES = (
    Reference(
        "A Chinese spy used fake LinkedIn profiles to target officials",
        "Business Insider on The Times, 23 Aug 2023",
        "https://www.businessinsider.com/chinese-spy-fake-linkedin-profiles-to-offer-money-for-secrets-2023-8?amp",
    ),
)


@case_check(CHECK)
def same_picture(case: tuple[Features, ...]) -> Iterator[CaseFinding | Link]:
    """The same picture on several pages

    Compares the pictures saved with the pages: byte for byte, then by what is left of them after cropping, mirroring,
    framing and saving again.  Where a page only links its picture, the addresses are compared: one stored picture has
    one id in them, whatever its size.  Says "the same picture", never "the same person".

    A finding is made for both pages when accounts whose names cannot be one person's show one picture.  Pictures with
    little in them (one shade, a drawn silhouette, initials, most logos) are not compared.  A picture on the pages of
    more than ten accounts is reported once, as a group: it is a default picture or a logo rather than a reused photo.
    Of one account's captures each is linked to the next.
    """
    yield from _same_address(case)
    holders: dict[str, list[Features]] = {}
    for features in case:
        picture = features.picture
        if picture is not None and picture.low_information is None and is_current(picture.views):
            holders.setdefault(picture.sha256, []).append(features)
    pictures = list(holders.values())
    near: dict[int, list[PictureMatch]] = {}
    for match in picture_matches([_views(pages[0]) for pages in pictures]):
        near.setdefault(match.a, []).append(match)
    joined = [(match.a, match.b) for matches in near.values() for match in matches]
    for group in groups([*((number, number) for number in range(len(pictures))), *joined]):
        pages = sorted((f for number in group for f in pictures[number]), key=lambda f: f.profile)
        if len({f.subject for f in pages}) > MANY:
            yield from _one_group(pages)
            continue
        pairs = [pair for number in group for pair in _twins(pictures[number])]
        pairs += [pair for number in group for match in near.get(number, ()) for pair in _relatives(match, pictures)]
        following = next_captures(pages)
        pairs = [pair for pair in pairs if worth_joining(pair.one, pair.other, following)]
        yield from (pair.link for pair in pairs)
        yield from _findings(pages, pairs, len(pictures) * (len(pictures) - 1) // 2)


@dataclass(frozen=True, slots=True)
class _Pair:
    """Two pages that show one picture."""

    one: Features
    other: Features
    link: Link
    how: str


def _twins(pages: list[Features]) -> Iterator[_Pair]:
    for one, other in combinations(pages, 2):
        link = Link("same-avatar", one.profile, other.profile, 0, "sha256", _evidence(one, other))
        yield _Pair(one, other, link, SAME_FILE)


def _relatives(match: PictureMatch, pictures: list[list[Features]]) -> Iterator[_Pair]:
    kind = "near-avatar" if match.transform else "same-avatar"
    for pair in product(pictures[match.a], pictures[match.b]):
        one, other = sorted(pair, key=lambda f: f.profile)
        evidence = _evidence(one, other)
        link = Link(kind, one.profile, other.profile, match.distance, METHOD, evidence, match.transform)
        how = f"{match.transform or 'saved again'}; distance {match.distance} of 64 by {METHOD}, "
        yield _Pair(one, other, link, f"{how}likeness {match.likeness:.2f}; {_size(one)} and {_size(other)} pixels")


def _one_group(pages: list[Features], method: str = METHOD) -> Iterator[Link]:
    """One link from the first page to each other one, instead of one for each pair."""
    for other in pages[1:]:
        yield Link("avatar-group", pages[0].profile, other.profile, 0, method, _evidence(pages[0], other))


def _findings(pages: list[Features], pairs: list[_Pair], compared: int) -> Iterator[CaseFinding]:
    others: dict[str, list[tuple[Features, str]]] = {}
    for pair in pairs:
        if pair.one.subject != pair.other.subject and _differ(pair.one.name, pair.other.name):
            others.setdefault(pair.one.profile, []).append((pair.other, pair.how))
            others.setdefault(pair.other.profile, []).append((pair.one, pair.how))
    for features in pages:
        at = features.avatar.at
        if features.profile in others and at is not None and at.quote:
            yield CaseFinding(features.profile, _finding(at, others[features.profile], compared))


def _size(features: Features) -> str:
    return f"{features.picture.width} × {features.picture.height}" if features.picture else ""


def _sha256(features: Features) -> str:
    return features.picture.sha256 if features.picture else ""


def _views(features: Features) -> bytes:
    return features.picture.views if features.picture else b""


def _same_address(case: tuple[Features, ...]) -> Iterator[Link]:
    """Links between pages whose addresses name one stored picture; weaker than pixels, so never a finding."""
    by_id: dict[str, list[Features]] = {}
    for features in case:
        if features.avatar.state in ("linked", "embedded") and features.avatar.url:
            name = picture_id(features.avatar.url)
            if name:
                by_id.setdefault(name, []).append(features)
    for sharing in by_id.values():
        if len({f.subject for f in sharing}) > MANY:
            yield from _one_group(sharing, "address")
            continue
        following = next_captures(sharing)
        for one, other in combinations(sharing, 2):
            if not worth_joining(one, other, following):
                continue
            if not _sha256(one) or _sha256(one) != _sha256(other):
                yield Link("same-avatar", one.profile, other.profile, 0, "address", _evidence(one, other))


def _finding(at: Locator, others: list[tuple[Features, str]], compared: int) -> Finding:
    shown = ", ".join(f"“{other.name}” ({how})" for other, how in others)
    chance = "" if all(how == SAME_FILE for _, how in others) else f" {expected_by_chance(compared)}"
    return Finding(
        check=CHECK,
        rule=RULE,
        strength="strong",
        category="avatar",
        title="Same picture under different names",
        message=f"The picture of this page is the same picture as on the page of {shown}. It is the same picture, "
        f"which does not mean the same person.{chance}",
        evidence=(at,),
        alternatives=ALTERNATIVES,
        references=REFERENCES,
        weight=4,
        field="avatar",
        others=tuple(sorted({other.profile for other, _ in others})),
        ask="Which of the accounts had the picture first, and does the person pictured know of the other?",
    )


def _evidence(*pages: Features) -> tuple[Locator, ...]:
    return tuple(f.avatar.at for f in pages if f.avatar.at is not None)


def _differ(one: str | None, other: str | None) -> bool:
    return bool(one and other) and compared_names(one or "", other or "") == "differs"
