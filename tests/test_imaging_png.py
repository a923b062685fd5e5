"""PNG in every depth, colour type and interlacing that the specification has, and damaged in the usual ways."""

from __future__ import annotations

import struct
import zlib

import numpy as np
import pytest
from PIL import Image

from auditor.imaging import Unusable, picture_features
from auditor.imaging.decoding import decoded
from fixtures.make.portraits import portrait

SIDE = 72
SOURCE = portrait("png forms").resize((SIDE, SIDE))
GRAY, COLOUR, PALETTE, GRAY_ALPHA, COLOUR_ALPHA = 0, 2, 3, 4, 6
DEPTHS = {
    GRAY: (1, 2, 4, 8, 16),
    COLOUR: (8, 16),
    PALETTE: (1, 2, 4, 8),
    GRAY_ALPHA: (8, 16),
    COLOUR_ALPHA: (8, 16),
}
FORMS = [(kind, depth, interlaced) for kind in DEPTHS for depth in DEPTHS[kind] for interlaced in (False, True)]
PASSES = ((0, 0, 8, 8), (0, 4, 8, 8), (4, 0, 8, 4), (0, 2, 4, 4), (2, 0, 4, 2), (0, 1, 2, 2), (1, 0, 2, 1))
"""Adam7: first row, first column, row step, column step."""


def chunk(kind: bytes, body: bytes) -> bytes:
    return struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body))


def samples(kind: int, depth: int) -> np.ndarray:
    """Shape ``(rows, columns, channels)``, as whole numbers of the depth."""
    gray = np.asarray(SOURCE.convert("L")).astype(np.int64)[..., None]
    colour = np.asarray(SOURCE).astype(np.int64)
    top = (1 << depth) - 1
    full = np.full_like(gray, 255)
    values = {
        GRAY: gray,
        COLOUR: colour,
        PALETTE: gray,
        GRAY_ALPHA: np.concatenate([gray, full], axis=2),
        COLOUR_ALPHA: np.concatenate([colour, full], axis=2),
    }[kind]
    return (values * top + 127) // 255


def rows(values: np.ndarray, depth: int) -> bytes:
    lines = []
    for row in values:
        flat = row.ravel()
        if depth == 16:
            packed = flat.astype(">u2").tobytes()
        elif depth == 8:
            packed = flat.astype(np.uint8).tobytes()
        else:
            bits = ((flat[:, None] >> np.arange(depth - 1, -1, -1)) & 1).astype(np.uint8)
            packed = np.packbits(bits.ravel()).tobytes()
        lines.append(b"\0" + packed)
    return b"".join(lines)


def png(kind: int, depth: int, interlaced: bool = False, *, packed: bytes | None = None, end: bool = True) -> bytes:
    values = samples(kind, depth)
    parts = [values[y::down, x::across] for y, x, down, across in PASSES] if interlaced else [values]
    data = packed if packed is not None else zlib.compress(b"".join(rows(part, depth) for part in parts if part.size))
    head = chunk(b"IHDR", struct.pack(">IIBBBBB", SIDE, SIDE, depth, kind, 0, 0, int(interlaced)))
    shades = 1 << min(depth, 8)
    palette = b"".join(bytes([n * 255 // (shades - 1)] * 3) for n in range(shades))
    plte = chunk(b"PLTE", palette) if kind == PALETTE else b""
    return b"\x89PNG\r\n\x1a\n" + head + plte + chunk(b"IDAT", data) + (chunk(b"IEND", b"") if end else b"")


@pytest.mark.parametrize(("kind", "depth", "interlaced"), FORMS)
def test_every_form_of_png_shows_the_same_picture(kind: int, depth: int, interlaced: bool) -> None:
    shown = np.asarray(decoded(png(kind, depth, interlaced)).gray).astype(int)
    wanted = np.asarray(SOURCE.convert("L")).astype(int)
    step = 255 // ((1 << min(depth, 8)) - 1)
    assert np.abs(shown - wanted).max() <= step // 2 + 3


@pytest.mark.parametrize(("kind", "depth", "interlaced"), FORMS)
def test_every_form_of_png_cut_off_is_refused(kind: int, depth: int, interlaced: bool) -> None:
    data = png(kind, depth, interlaced)
    with pytest.raises(Unusable, match="broken or cut off"):
        picture_features(data[: len(data) * 2 // 3])


DAMAGED = {
    "no data": png(COLOUR, 8, packed=b""),
    "nothing packed": png(COLOUR, 8, packed=zlib.compress(b"")),
    "not packed": png(COLOUR, 8, packed=b"not packed at all"),
    "no such filter": png(COLOUR, 8, packed=zlib.compress(b"\x09" * (SIDE * (3 * SIDE + 1)))),
    "no such header": png(COLOUR, 8).replace(b"IHDR", b"IHDX", 1),
    "header gone": png(COLOUR, 8)[:8] + png(COLOUR, 8)[33:],
    "no palette": png(PALETTE, 8).replace(b"PLTE", b"PLTX", 1),
    "no such colour type": png(COLOUR, 8).replace(bytes([8, 2, 0, 0, 0]), bytes([8, 7, 0, 0, 0]), 1),
    "no such depth": png(COLOUR, 8).replace(bytes([8, 2, 0, 0, 0]), bytes([3, 2, 0, 0, 0]), 1),
}


@pytest.mark.parametrize("data", DAMAGED.values(), ids=DAMAGED)
def test_damaged_files_end_in_a_reason(data: bytes) -> None:
    with pytest.raises(Unusable):
        picture_features(data)


def outcome(data: bytes) -> object:
    try:
        return picture_features(data).hashes
    except Unusable as error:
        return str(error)


def test_a_wrong_checksum_or_a_missing_end_loses_nothing_or_says_so() -> None:
    torn = bytearray(png(COLOUR, 8))
    torn[-14] ^= 1
    whole = picture_features(png(COLOUR, 8)).hashes
    for data in (bytes(torn), png(COLOUR, 8, end=False)):
        found = outcome(data)
        assert found == whole or (isinstance(found, str) and "broken or cut off" in found)


def test_a_colour_that_stands_for_nothing_lies_on_white() -> None:
    data = png(GRAY, 8)
    clear = chunk(b"tRNS", struct.pack(">H", int(samples(GRAY, 8)[0, 0, 0])))
    shown = decoded(data[:33] + clear + data[33:]).gray
    assert shown.getpixel((0, 0)) == 255
    assert isinstance(shown, Image.Image)
