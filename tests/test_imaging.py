"""Picture bytes to hashes: every kind of file either gives all of it or a reason, and nothing else gets out."""

from __future__ import annotations

import contextlib
import io
import struct
import subprocess
import sys
import zlib
from random import Random

import imagehash
import numpy as np
import pytest
from PIL import Image, ImageCms, ImageDraw, ImageFilter, ImageFont

from auditor.imaging import Unusable, picture_features
from auditor.imaging.decoding import MAX_BYTES, MAX_SIDE, WORKING, decoded
from auditor.imaging.descriptor import PATCH, PATCH_BYTES, VIEWS_BYTES, is_current, patch_of, views_of
from fixtures.make.portraits import jpeg, portrait, silhouette

PORTRAIT = portrait("imaging")


def saved(picture: Image.Image, form: str, **options: object) -> bytes:
    out = io.BytesIO()
    picture.save(out, form, **options)
    return out.getvalue()


def apart(one: bytes, other: bytes, name: str = "phash64-v1") -> int:
    hashes = [imagehash.hex_to_hash(picture_features(data).hashes[name]) for data in (one, other)]
    return int(hashes[0] - hashes[1])


def test_a_picture_gives_everything() -> None:
    data = jpeg(PORTRAIT)
    features = picture_features(data)
    assert (features.width, features.height) == PORTRAIT.size
    assert features.low_information is None
    names = [f"{kind}{bits}-v1" for kind in ("dhash", "phash", "whash") for bits in (256, 64)]
    assert sorted(features.hashes) == sorted([*names, "pdq256-v1"])
    assert all(
        len(value) * 4 == int(name.removesuffix("-v1").lstrip("dhaspqw")) for name, value in features.hashes.items()
    )
    assert is_current(features.views)
    small = Image.open(io.BytesIO(features.thumbnail))
    assert (small.format, max(small.size), dict(small.getexif())) == ("JPEG", 192, {})


def test_the_same_bytes_give_the_same_features() -> None:
    data = jpeg(PORTRAIT)
    assert picture_features(data) == picture_features(data)


@pytest.mark.parametrize("side", [8, 16])
def test_standard_hashes_are_those_of_imagehash_at_full_size(side: int) -> None:
    data = saved(PORTRAIT, "PNG")
    ours, picture = picture_features(data).hashes, Image.open(io.BytesIO(data))
    allowed = side * side // 32
    for kind in ("dhash", "phash", "whash"):
        theirs = getattr(imagehash, kind)(picture, side)
        assert imagehash.hex_to_hash(ours[f"{kind}{side * side}-v1"]) - theirs <= allowed


@pytest.mark.parametrize(
    ("seed", "size", "reference"),
    [
        ("imaging", (300, 300), "34fb2a6b72db48ab0f6c565c4d983aea326bcdf5a9e4b2d45592558cb2848253"),
        ("pdq", (260, 380), "7b1e0c1c0c19331924fff0eaf365cd655742cfc6cbb67966349a1c1a1d0622f9"),
        ("other", (200, 200), "9377acc24ca7b30c7cc8cfbdd3302cd31ab45376bc48cdf4cb3030ce10c3ca2f"),
    ],
)
def test_pdq_is_that_of_its_makers(seed: str, size: tuple[int, int], reference: str) -> None:
    """The references were computed by the makers' own program (pdqhash 0.2.8) on the same pixels."""
    data = saved(portrait(seed).convert("L").resize(size), "PNG")
    ours = int(picture_features(data).hashes["pdq256-v1"], 16)
    assert (ours ^ int(reference, 16)).bit_count() <= 2


def test_what_is_stored_of_a_picture_is_small() -> None:
    noise = Image.frombytes("RGB", (400, 400), Random(1).randbytes(480_000))
    for picture in (PORTRAIT, noise, PORTRAIT.filter(ImageFilter.EDGE_ENHANCE_MORE)):
        features = picture_features(jpeg(picture))
        assert len(features.views) + sum(len(value) // 2 for value in features.hashes.values()) <= 1500
    assert len(picture_features(jpeg(PORTRAIT)).views) <= 2 + VIEWS_BYTES + PATCH_BYTES
    assert patch_of(features.views).size == (PATCH, PATCH)


def sixteen_bits(picture: Image.Image) -> Image.Image:
    return Image.fromarray((np.asarray(picture.convert("L")).astype(np.uint16)) * 257)


def see_through(picture: Image.Image) -> Image.Image:
    layer = picture.convert("RGBA")
    layer.putalpha(Image.new("L", picture.size, 255))
    return layer


@pytest.mark.parametrize(
    ("form", "change", "options"),
    [
        ("JPEG", lambda p: p.convert("CMYK"), {}),
        ("JPEG", lambda p: p.convert("L"), {}),
        ("JPEG", lambda p: p, {"progressive": True, "quality": 90}),
        ("PNG", lambda p: p.convert("P", palette=Image.Palette.ADAPTIVE), {}),
        ("PNG", lambda p: p.convert("LA"), {}),
        ("PNG", see_through, {}),
        ("PNG", sixteen_bits, {}),
        ("GIF", lambda p: p, {}),
        ("WEBP", lambda p: p, {"quality": 90}),
        ("AVIF", lambda p: p, {"quality": 90}),
        ("BMP", lambda p: p, {}),
    ],
    ids=["cmyk", "gray", "progressive", "palette", "gray-alpha", "alpha", "16-bit", "gif", "webp", "avif", "bmp"],
)
def test_every_form_shows_the_same_picture(form: str, change: object, options: dict[str, object]) -> None:
    assert callable(change)
    data = saved(change(PORTRAIT), form, **options)
    assert apart(saved(PORTRAIT, "PNG"), data) <= 6


def test_one_bit_pictures_are_read() -> None:
    picture = decoded(saved(PORTRAIT.convert("1"), "PNG"))
    assert (picture.width, picture.gray.mode) == (PORTRAIT.width, "L")


def test_transparency_lies_on_white() -> None:
    layer = PORTRAIT.convert("RGBA")
    layer.putalpha(Image.new("L", layer.size, 0))
    assert picture_features(saved(layer, "PNG")).low_information
    palette = PORTRAIT.resize((150, 150)).convert("P")
    shown = decoded(saved(palette, "PNG", transparency=palette.getpixel((0, 0)))).colour
    assert shown.getpixel((0, 0)) == (255, 255, 255)


def test_the_camera_s_turn_is_undone() -> None:
    exif = Image.Exif()
    exif[0x0112] = 6
    wide = PORTRAIT.crop((0, 0, 400, 320))
    turned = saved(wide.transpose(Image.Transpose.ROTATE_90), "JPEG", exif=exif, quality=95)
    features = picture_features(turned)
    assert (features.width, features.height) == (400, 320)
    assert apart(saved(wide, "PNG"), turned) <= 2


def test_a_large_jpeg_is_decoded_small() -> None:
    picture = decoded(jpeg(PORTRAIT, side=3000))
    assert (picture.width, picture.height) == (3000, 3000)
    assert WORKING <= picture.gray.width < 2 * WORKING
    assert apart(jpeg(PORTRAIT, side=3000), saved(PORTRAIT, "PNG")) <= 4


def test_a_colour_profile_and_metadata_are_left_behind() -> None:
    profile = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()
    exif = Image.Exif()
    exif[0x010E] = "secret place"
    features = picture_features(saved(PORTRAIT, "JPEG", icc_profile=profile, exif=exif))
    assert b"secret" not in features.thumbnail
    assert profile[:40] not in features.thumbnail


def animated(form: str) -> bytes:
    return saved(PORTRAIT, form, save_all=True, append_images=[portrait("other")], duration=100)


@pytest.mark.parametrize("form", ["GIF", "WEBP", "PNG"])
def test_moving_pictures_are_refused(form: str) -> None:
    with pytest.raises(Unusable, match=r"animated \(2 frames\)"):
        picture_features(animated(form))


def test_a_second_picture_inside_a_photo_does_not_make_it_move() -> None:
    data = saved(PORTRAIT, "MPO", save_all=True, append_images=[portrait("other")])
    assert apart(data, jpeg(PORTRAIT)) <= 4


def png_chunk(kind: bytes, body: bytes) -> bytes:
    return struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body))


def png(width: int, height: int, rows: bytes, *extra: bytes) -> bytes:
    header = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    body = png_chunk(b"IDAT", zlib.compress(rows, 9))
    return b"\x89PNG\r\n\x1a\n" + png_chunk(b"IHDR", header) + b"".join(extra) + body + png_chunk(b"IEND", b"")


def test_a_bomb_is_refused_from_its_header() -> None:
    with pytest.raises(Unusable, match="more than 50,000,000 pixels"):
        picture_features(png(20_000, 10_000, bytes(60_001)))
    with pytest.raises(Unusable, match=r"9000 x 9000 pixels \(limit 50,000,000"):
        picture_features(png(9_000, 9_000, bytes(27_001)))
    with pytest.raises(Unusable, match="limit 1,000 in all"):
        picture_features(jpeg(PORTRAIT), max_pixels=1_000)
    with pytest.raises(Unusable, match="pixels"):
        picture_features(png(MAX_SIDE + 1, 100, bytes(1000)))


def test_a_bomb_in_a_text_chunk_is_refused() -> None:
    text = b"comment\x00\x00" + zlib.compress(bytes(80_000_000), 9)
    rows = b"".join(b"\x00" + bytes(3 * 64) for _ in range(64))
    with pytest.raises(Unusable, match="broken or cut off"):
        picture_features(png(64, 64, rows, png_chunk(b"zTXt", text)))


def test_a_huge_file_is_refused_unread() -> None:
    with pytest.raises(Unusable, match="bytes"):
        picture_features(b"\xff\xd8" + bytes(MAX_BYTES))


@pytest.mark.parametrize("form", ["JPEG", "PNG", "GIF", "WEBP", "BMP", "AVIF"])
@pytest.mark.parametrize("share", [0.02, 0.3, 0.7, 0.97])
def test_a_file_cut_off_is_refused(form: str, share: float) -> None:
    data = saved(PORTRAIT, form)
    with pytest.raises(Unusable):
        picture_features(data[: int(len(data) * share)])


def test_rubbish_is_refused() -> None:
    for data in (b"", b"GIF89a", b"<svg xmlns='http://www.w3.org/2000/svg'/>", bytes(5000), b"\xff\xd8\xff\xe0" * 50):
        with pytest.raises(Unusable):
            picture_features(data)


@pytest.mark.parametrize("form", ["JPEG", "PNG", "GIF", "WEBP"])
def test_damage_anywhere_ends_in_features_or_a_reason(form: str) -> None:
    dice, data = Random(form), saved(PORTRAIT.resize((120, 120)), form)
    for _ in range(60):
        damaged = bytearray(data)
        for _ in range(dice.randint(1, 12)):
            damaged[dice.randrange(len(damaged))] = dice.randrange(256)
        with contextlib.suppress(Unusable):
            assert picture_features(bytes(damaged)).sha256


def test_other_formats_are_not_opened() -> None:
    for form in ("TIFF", "PPM", "EPS", "ICO"):
        with pytest.raises(Unusable, match="known format"):
            picture_features(saved(PORTRAIT, form))


def test_strips_and_dots_are_refused() -> None:
    with pytest.raises(Unusable, match="strip"):
        picture_features(saved(Image.new("RGB", (900, 20)), "PNG"))
    with pytest.raises(Unusable, match="only 1 x 1"):
        picture_features(saved(Image.new("RGB", (1, 1)), "GIF"))


def initials(words: str) -> Image.Image:
    picture = Image.new("RGB", (300, 300), (40, 90, 120))
    ImageDraw.Draw(picture).text((150, 150), words, fill="white", font=ImageFont.load_default(140), anchor="mm")
    return picture


@pytest.mark.parametrize(
    ("picture", "reason"),
    [
        (Image.new("RGB", (300, 300), "white"), "one shade"),
        (silhouette(), "flat shade"),
        (initials("AB"), "one flat shade"),
        (Image.linear_gradient("L").convert("RGB"), "hardly any detail"),
    ],
    ids=["white", "silhouette", "initials", "gradient"],
)
def test_plain_pictures_say_why_they_are_not_compared(picture: Image.Image, reason: str) -> None:
    features = picture_features(jpeg(picture, side=300))
    assert features.low_information is not None
    assert reason in features.low_information
    assert features.views == b""


def test_portraits_are_not_plain() -> None:
    reasons = {seed: picture_features(jpeg(portrait(f"plain {seed}"))).low_information for seed in range(40)}
    assert not any(reasons.values()), reasons


def test_a_border_is_taken_off_and_a_studio_wall_is_not() -> None:
    framed = Image.new("RGB", (480, 480), "white")
    framed.paste(PORTRAIT, (40, 40))
    plain, bordered = (picture_features(jpeg(p, side=400)).views for p in (PORTRAIT, framed))
    assert (plain[1], bordered[1]) == (0, 1)
    views = [np.frombuffer(views_of(one), dtype=np.uint64) for one in (plain, bordered)]
    assert int(np.bitwise_count(views[0] ^ views[1]).max()) <= 14
    wall = Image.new("RGB", (400, 400), (240, 240, 240))
    somebody = Image.new("L", (400, 400))
    ImageDraw.Draw(somebody).ellipse((120, 60, 280, 700), fill=255)
    wall.paste(PORTRAIT, (0, 0), somebody)
    assert picture_features(jpeg(wall)).views[1] == 0


def test_a_descriptor_of_another_version_is_not_compared() -> None:
    views = picture_features(jpeg(PORTRAIT)).views
    assert not is_current(b"\x01" + views[1:])
    assert not is_current(b"")
    with pytest.raises(ValueError, match="version"):
        views_of(views[:100])


def test_nothing_heavy_is_loaded_before_a_picture_comes() -> None:
    script = (
        "import sys, auditor.imaging, auditor.checks.same_picture;"
        "print([name for name in ('numpy', 'PIL', 'scipy', 'pywt', 'imagehash') if name in sys.modules])"
    )
    assert subprocess.run([sys.executable, "-c", script], check=True, capture_output=True).stdout.strip() == b"[]"
