"""Pictures and texts of a folder, to be compared with a picture or a text at hand."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from auditor.containers.signatures import is_picture
from auditor.imaging import picture_features
from auditor.imaging.decoding import Unusable
from auditor.intake import Limits, Place, pages, saved, units
from auditor.markup import Document, Unreadable
from auditor.model import Page, PictureFeatures, Profile, Refusal
from auditor.pages.reading import read


@dataclass(frozen=True, slots=True)
class HeldPicture:
    """A picture file, or the picture that a saved page shows of its subject."""

    path: str
    features: PictureFeatures


@dataclass(frozen=True, slots=True)
class HeldText:
    """The about text of a saved page, or a text file."""

    path: str
    text: str


def pictures(paths: Sequence[Place], limits: Limits, max_pixels: int) -> Iterator[HeldPicture | Refusal]:
    """Every picture under the paths; what cannot be compared says why.  A page that shows no picture is passed over."""
    for unit in units(paths, limits):
        file = saved(unit, limits)
        if isinstance(file, Refusal):
            yield file
            continue
        if is_picture(file.data):
            yield _picture(unit.path, file.data, max_pixels)
            continue
        for page in pages(file, limits):
            if not isinstance(page, Page):
                yield page
                continue
            profile = _read(page)
            if isinstance(profile, Refusal):
                yield profile
            elif profile.avatar.data:
                yield _picture(page.path, profile.avatar.data, max_pixels)


def _read(page: Page) -> Profile | Refusal:
    try:
        return read(Document(page))
    except (Unreadable, RecursionError) as error:
        return Refusal(page.path, str(error) or "nested too deep")


def _picture(path: str, data: bytes, max_pixels: int) -> HeldPicture | Refusal:
    try:
        features = picture_features(data, max_pixels)
    except Unusable as error:
        return Refusal(path, str(error))
    return Refusal(path, features.low_information) if features.low_information else HeldPicture(path, features)


def texts(paths: Sequence[Path], limits: Limits) -> Iterator[HeldText | Refusal]:
    """Every about text and every message of the other side under the paths."""
    for unit in units(paths, limits):
        file = saved(unit, limits)
        if isinstance(file, Refusal):
            yield file
            continue
        for page in pages(file, limits):
            profile = _read(page) if isinstance(page, Page) else page
            if isinstance(profile, Refusal):
                yield profile
                continue
            said = [profile.about.value] if profile.about else []
            said += [message.text for message in profile.messages if message.by_subject]
            for text in said:
                yield HeldText(page.path, text)
