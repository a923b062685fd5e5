"""What people do to a picture before it becomes another profile's avatar: eighteen transforms, offsets from a seed."""

from __future__ import annotations

import io
import math
from collections.abc import Callable, Mapping
from random import Random

from PIL import Image, ImageDraw, ImageEnhance, ImageFont, ImageOps

SIDE = 400
WHITE = (255, 255, 255)
Picture = Image.Image


def jpeg(picture: Picture, quality: int = 85) -> bytes:
    """JPEG bytes."""
    out = io.BytesIO()
    picture.save(out, "JPEG", quality=quality)
    return out.getvalue()


def _resized(picture: Picture, side: int) -> Picture:
    return picture.resize((side, side), Image.Resampling.BICUBIC)


def cropped(picture: Picture, share: float, dice: Random) -> Picture:
    """Without ``share`` of both axes, at a random place, back at the old size."""
    keep = round(SIDE * (1 - share))
    left, top = (round(dice.random() * (SIDE - keep)) for _ in range(2))
    return _resized(picture.crop((left, top, left + keep, top + keep)), SIDE)


def bordered(picture: Picture) -> Picture:
    """A white border of 8 %."""
    edge = round(SIDE * 0.08)
    return _resized(ImageOps.expand(picture, edge, WHITE), SIDE)


def brighter(picture: Picture) -> Picture:
    """Brightness and contrast x 1.25."""
    return ImageEnhance.Contrast(ImageEnhance.Brightness(picture).enhance(1.25)).enhance(1.25)


def warm(picture: Picture) -> Picture:
    """A warm filter and a vignette."""
    red, green, blue = picture.split()
    tinted = Image.merge("RGB", (red.point(lambda v: min(255, v * 1.12 + 8)), green, blue.point(lambda v: v * 0.82)))
    dark = ImageOps.invert(Image.radial_gradient("L").resize(picture.size)).point(lambda v: 90 + v * 165 // 255)
    return Image.composite(tinted, Image.new("RGB", picture.size), dark)


def circled(picture: Picture) -> Picture:
    """Cut to a circle on white."""
    mask = Image.new("L", (SIDE * 4, SIDE * 4))
    ImageDraw.Draw(mask).ellipse((0, 0, SIDE * 4 - 1, SIDE * 4 - 1), fill=255)
    return Image.composite(picture, Image.new("RGB", picture.size, WHITE), _resized(mask, SIDE))


def badged(picture: Picture, dice: Random) -> Picture:
    """A round badge in a corner and words across the bottom."""
    shown = picture.copy()
    draw = ImageDraw.Draw(shown)
    colour = tuple(int(dice.random() * 200) for _ in range(3))
    size = int(SIDE * (0.16 + dice.random() * 0.06))
    left = 12 if dice.random() < 0.5 else SIDE - 12 - size
    draw.ellipse((left, 12, left + size, 12 + size), fill=colour, outline=WHITE, width=4)
    draw.rectangle((0, SIDE - 56, SIDE, SIDE), fill=colour)
    draw.text((SIDE // 2, SIDE - 28), "HIRING NOW", fill=WHITE, font=ImageFont.load_default(38), anchor="mm")
    return shown


def ringed(picture: Picture, dice: Random) -> Picture:
    """A green ring with words on its lower arc, as networks draw around people who look for work."""
    scale = 2
    shown = picture.resize((SIDE * scale, SIDE * scale))
    draw = ImageDraw.Draw(shown)
    green = (60 + int(dice.random() * 60), 120 + int(dice.random() * 40), 50 + int(dice.random() * 40))
    width = int(SIDE * scale * (0.075 + dice.random() * 0.03))
    draw.ellipse((0, 0, SIDE * scale - 1, SIDE * scale - 1), outline=green, width=width)
    font = ImageFont.load_default(width * 0.6)
    radius = SIDE * scale / 2 - width / 2
    for number, letter in enumerate("#OPENTOWORK"):
        angle = math.radians(150 - number * 12)
        place = (SIDE * scale / 2 - radius * math.cos(angle) * -1, SIDE * scale / 2 + radius * math.sin(angle))
        draw.text(place, letter, fill=WHITE, font=font, anchor="mm")
    return _resized(shown, SIDE)


def rotated_black(picture: Picture, dice: Random) -> Picture:
    """Turned by 5 degrees, black corners."""
    return picture.rotate(5 if dice.random() < 0.5 else -5, Image.Resampling.BICUBIC)


def rotated_inside(picture: Picture, dice: Random) -> Picture:
    """Turned by 5 degrees and cropped to what is still picture."""
    turned = rotated_black(picture, dice)
    angle = math.radians(5)
    keep = SIDE / (math.cos(angle) + math.sin(angle))
    edge = (SIDE - keep) / 2 + 1
    return _resized(turned.crop((round(edge), round(edge), round(SIDE - edge), round(SIDE - edge))), SIDE)


def screenshot(picture: Picture, dice: Random) -> bytes:
    """Shown larger, cut by hand (3 pixels more or less), saved small."""
    shown = _resized(picture, round(SIDE * 1.37))
    cut = [round(dice.random() * 6 - 3) for _ in range(4)]
    box = (cut[0], cut[1], shown.width + cut[2], shown.height + cut[3])
    page = Image.new("RGB", (shown.width + 8, shown.height + 8), WHITE)
    page.paste(shown, (4, 4))
    return jpeg(_resized(page.crop((box[0] + 4, box[1] + 4, box[2] + 4, box[3] + 4)), 183), 75)


def combination(picture: Picture, dice: Random) -> bytes:
    """Cropped by 10 %, mirrored, 200 pixels, warm, quality 40."""
    return jpeg(_resized(warm(ImageOps.mirror(cropped(picture, 0.1, dice))), 200), 40)


def _always(change: Callable[[Picture], Picture], quality: int = 85) -> Callable[[Picture, Random], bytes]:
    return lambda picture, _: jpeg(change(picture), quality)


def _by_chance(change: Callable[[Picture, Random], Picture]) -> Callable[[Picture, Random], bytes]:
    return lambda picture, dice: jpeg(change(picture, dice))


TRANSFORMS: Mapping[str, Callable[[Picture, Random], bytes]] = {
    "re-encode q75": _always(lambda picture: picture, 75),
    "jpeg q30": _always(lambda picture: picture, 30),
    "100 px": _always(lambda picture: _resized(picture, 100)),
    "crop 10": _by_chance(lambda picture, dice: cropped(picture, 0.1, dice)),
    "crop 20": _by_chance(lambda picture, dice: cropped(picture, 0.2, dice)),
    "mirror": _always(ImageOps.mirror),
    "border": _always(bordered),
    "bright": _always(brighter),
    "gray": _always(lambda picture: picture.convert("L").convert("RGB")),
    "warm": _always(warm),
    "circle": _always(circled),
    "logo+text": _by_chance(badged),
    "ring": _by_chance(ringed),
    "ring+circle": _by_chance(lambda picture, dice: circled(ringed(picture, dice))),
    "rot5 black": _by_chance(rotated_black),
    "rot5 crop": _by_chance(rotated_inside),
    "screenshot": screenshot,
    "combo": combination,
}
"""By name, in the order of the tables: a picture of ``SIDE`` pixels and a source of chance to JPEG bytes."""


def transformed(picture: Picture, name: str, seed: str) -> bytes:
    """The picture after a transform; the same for the same seed."""
    return TRANSFORMS[name](picture, Random(f"{seed}/{name}"))
