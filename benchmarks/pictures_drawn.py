"""Drawn pictures to measure with: portraits, portraits of one alignment, scenes and flat avatars, all from seeds."""

from __future__ import annotations

import zlib
from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageDraw, ImageFilter

from fixtures.make.dice import Dice
from fixtures.make.portraits import portrait

SIDE = 400


def _rough(seed: str, slope: float) -> NDArray[np.float32]:
    """Values from 0 to 1 whose spectrum falls as in photos: ``1 / frequency ** slope``."""
    chance = np.random.default_rng(zlib.crc32(seed.encode()))
    waves = np.fft.rfft2(chance.standard_normal((SIDE, SIDE)))
    down, across = np.fft.fftfreq(SIDE)[:, None], np.fft.rfftfreq(SIDE)[None, :]
    field = np.fft.irfft2(waves / np.maximum(np.hypot(down, across), 1 / SIDE) ** slope, s=(SIDE, SIDE))
    low, high = np.percentile(field, (1, 99))
    spread: NDArray[np.float32] = np.clip((field - low) / (high - low), 0, 1).astype(np.float32)
    return spread


def _coloured(*channels: NDArray[np.float32]) -> Image.Image:
    return Image.fromarray((np.stack(channels, axis=-1) * 255).astype(np.uint8))


def scene(seed: str) -> Image.Image:
    """Something like a landscape or a texture."""
    dice = Dice("scene", seed)
    slope = 1.0 + dice.number(0, 10) / 10
    base = _rough(f"{seed}/base", slope)
    picture = _coloured(*(np.clip(0.75 * base + 0.25 * _rough(f"{seed}/{n}", 1.8), 0, 1) for n in range(3)))
    if dice.chance(0.5):
        draw = ImageDraw.Draw(picture)
        for _ in range(dice.number(3, 12)):
            x, y, size = dice.number(0, SIDE), dice.number(0, SIDE), dice.number(20, 160)
            colour = (dice.number(0, 255), dice.number(0, 255), dice.number(0, 255))
            draw.ellipse((x, y, x + size, y + size * dice.number(30, 150) // 100), fill=colour)
        picture = picture.filter(ImageFilter.BoxBlur(2))
    return picture


def aligned(seed: str) -> Image.Image:
    """A face whose eyes, nose and mouth lie where everybody's lie: strangers who resemble each other in the coarse."""
    dice = Dice("aligned", seed)
    picture = _coloured(*(0.2 + 0.6 * _rough(f"{seed}/wall/{n}", 1.6) for n in range(3)))
    face = Image.new("RGB", (SIDE, SIDE))
    draw = ImageDraw.Draw(face)
    skin = dice.number(120, 225)
    tone = (skin, skin * 82 // 100, skin * 68 // 100)
    wide, jaw = dice.number(88, 104), dice.number(300, 325)
    hair = (dice.number(15, 110),) * 3
    draw.ellipse((200 - wide - 24, 60, 200 + wide + 24, dice.number(300, 400)), fill=hair)
    draw.rectangle((150, 280, 250, 400), fill=tuple(value * 85 // 100 for value in tone))
    draw.ellipse((200 - wide, 90, 200 + wide, jaw), fill=tone)
    for x in (150, 250):
        draw.ellipse((x - 19, 182, x + 19, 200), fill=(240, 240, 238))
        draw.ellipse((x - 9, 182, x + 9, 200), fill=(dice.number(20, 110), dice.number(20, 90), dice.number(20, 90)))
        draw.line((x - 24, 168, x + 24, 165), fill=hair, width=dice.number(4, 9))
    draw.line((198, 200, 190, 238, 208, 240), fill=tuple(value * 70 // 100 for value in tone), width=5)
    draw.chord((166, 255, 234, 255 + dice.number(18, 34)), 0, 180, fill=(170, 80, 80))
    draw.polygon([(40, 400), (120, 340), (280, 340), (360, 400)], fill=(dice.number(10, 240),) * 3)
    mask = Image.new("L", (SIDE, SIDE))
    shape = ImageDraw.Draw(mask)
    shape.ellipse((200 - wide - 24, 60, 200 + wide + 24, 380), fill=255)
    shape.polygon([(30, 400), (120, 335), (280, 335), (370, 400)], fill=255)
    picture.paste(face.filter(ImageFilter.GaussianBlur(3)), (0, 0), mask.filter(ImageFilter.GaussianBlur(3)))
    relief = _rough(f"{seed}/relief", 1.3)[..., None] * 0.5 + 0.75
    lit = np.asarray(picture, dtype=np.float32) * relief
    return Image.fromarray(np.clip(lit, 0, 255).astype(np.uint8))


def avatar(seed: str) -> Image.Image:
    """A drawing of flat shapes with soft shading."""
    dice = Dice("avatar", seed)

    def colour() -> tuple[int, int, int]:
        return dice.number(20, 250), dice.number(20, 250), dice.number(20, 250)

    picture = Image.new("RGB", (SIDE, SIDE), colour())
    draw = ImageDraw.Draw(picture)
    for _ in range(dice.number(6, 14)):
        x, y, wide, high = (dice.number(-40, 300), dice.number(-40, 300), dice.number(30, 220), dice.number(30, 220))
        shape = dice.one((draw.ellipse, draw.rectangle))
        shape((x, y, x + wide, y + high), fill=colour())
    shade = _rough(f"{seed}/shade", 2.2)[..., None] * 0.3 + 0.8
    return Image.fromarray(np.clip(np.asarray(picture, dtype=np.float32) * shade, 0, 255).astype(np.uint8))


KINDS: tuple[tuple[str, Callable[[str], Image.Image]], ...] = (
    ("portrait", portrait),
    ("aligned", aligned),
    ("scene", scene),
    ("avatar", avatar),
)


def drawn(number: int, seed: str) -> tuple[str, Image.Image]:
    """The picture of a number and its kind: the kinds come in turn."""
    kind, draw = KINDS[number % len(KINDS)]
    return kind, draw(f"{seed}/{number}")
