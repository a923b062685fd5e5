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
    """A face whose eyes lie where everybody's lie: strangers who resemble each other in the coarse."""
    dice = Dice("aligned", seed)
    picture = _coloured(*(0.2 + 0.6 * _rough(f"{seed}/wall/{n}", 1.6) for n in range(3)))
    face, mask = Image.new("RGB", (SIDE, SIDE)), Image.new("L", (SIDE, SIDE))
    draw, shape = ImageDraw.Draw(face), ImageDraw.Draw(mask)
    skin, wide, top, jaw = dice.number(110, 230), dice.number(78, 116), dice.number(66, 118), dice.number(284, 342)
    tone = (skin, skin * dice.number(76, 88) // 100, skin * dice.number(60, 76) // 100)
    dark = (tone[0] * 7 // 10, tone[1] * 7 // 10, tone[2] * 7 // 10)
    hair = (dice.number(15, 190), dice.number(15, 120), dice.number(10, 90))
    volume, fall = dice.number(8, 50), dice.number(150, 400)
    lock = (200 - wide - volume, top - dice.number(10, 40), 200 + wide + volume + dice.number(-10, 30), fall)
    neck = dice.number(34, 62)
    body = [(dice.number(0, 90), SIDE), (dice.number(90, 150), dice.number(325, 365))]
    body += [(dice.number(250, 310), dice.number(325, 365)), (dice.number(310, 400), SIDE)]
    for area in (draw, shape):
        area.ellipse(lock, fill=hair if area is draw else 255)
        area.rectangle((200 - neck, 270, 200 + neck, SIDE), fill=dark if area is draw else 255)
        area.polygon(body, fill=(dice.number(10, 240),) * 3 if area is draw else 255)
        area.ellipse((200 - wide, top, 200 + wide, jaw), fill=tone if area is draw else 255)
    fringe = dice.number(0, 45)
    draw.chord(
        (200 - wide, top - 10, 200 + wide, top + 2 * fringe), dice.number(150, 200), dice.number(340, 390), fill=hair
    )
    eye, open_by, brow, slant = dice.number(13, 25), dice.number(5, 12), dice.number(16, 34), dice.number(-7, 7)
    iris = (dice.number(20, 110), dice.number(20, 110), dice.number(20, 120))
    for side in (-1, 1):
        x = 200 + 50 * side
        draw.ellipse((x - eye, 191 - open_by, x + eye, 191 + open_by), fill=(240, 240, 238))
        draw.ellipse((x - open_by, 191 - open_by, x + open_by, 191 + open_by), fill=iris)
        line = (x - eye - 4, 191 - brow - side * slant, x + eye + 4, 191 - brow + side * slant)
        draw.line(line, fill=hair, width=dice.number(3, 10))
    tip, broad = dice.number(228, 252), dice.number(7, 20)
    draw.line((200 - broad // 2, 205, 200 - broad, tip, 200 + broad, tip + 2), fill=dark, width=dice.number(3, 7))
    mouth, lips, smile = dice.number(22, 48), dice.number(256, 280), dice.number(0, 1)
    box = (200 - mouth, lips - dice.number(8, 20), 200 + mouth, lips + dice.number(8, 20))
    draw.chord(box, 0 if smile else 190, 180 if smile else 350, fill=(dice.number(130, 210), 70, 70))
    if dice.chance(0.3):
        draw.chord((200 - wide, 210, 200 + wide, jaw + 6), 20, 160, fill=hair)
    soft = ImageFilter.GaussianBlur(dice.number(2, 4))
    picture.paste(face.filter(soft), (0, 0), mask.filter(soft))
    down, across = np.mgrid[0 : 1 : SIDE * 1j, 0 : 1 : SIDE * 1j]
    light = down * dice.number(-50, 50) / 100 + across * dice.number(-50, 50) / 100
    relief = _rough(f"{seed}/relief", 1.3) * 0.4 + (light - light.min()) + 0.5
    return Image.fromarray(np.clip(np.asarray(picture, dtype=np.float32) * relief[..., None], 0, 255).astype(np.uint8))


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
