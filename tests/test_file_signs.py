"""What picture files say of themselves: marks in every form that carries them, and nothing where nothing is said."""

from __future__ import annotations

import io
import struct
import zlib

import pytest
from PIL import Image, PngImagePlugin

from auditor.imaging.file_signs import FileSigns, file_signs
from fixtures.make.picture_file import MAKE, MODEL, SOFTWARE, XMP
from fixtures.make.portraits import jpeg, portrait

PICTURE = portrait("file signs").resize((96, 96))
COMMENT = 0x9286
SETTINGS = "a harbour at dawn\nNegative prompt: boats\nSteps: 20, Sampler: Euler a, CFG scale: 7"
TRAINED = XMP.format("trainedAlgorithmicMedia")


def saved(form: str, **options: object) -> bytes:
    out = io.BytesIO()
    PICTURE.save(out, form, **options)
    return out.getvalue()


def exif(comment: bytes = b"", **words: str) -> Image.Exif:
    tags = Image.Exif()
    for name, said in words.items():
        tags[{"make": MAKE, "model": MODEL, "software": SOFTWARE}[name]] = said
    if comment:
        tags[0x8769] = {COMMENT: comment}
    return tags


def texts(**chunks: str) -> PngImagePlugin.PngInfo:
    info = PngImagePlugin.PngInfo()
    for name, said in chunks.items():
        info.add_text(name.replace("__", "-"), said, zip=len(said) > 90)
    return info


@pytest.mark.parametrize("form", ["JPEG", "WEBP"])
def test_a_source_type_is_read(form: str) -> None:
    assert file_signs(saved(form, xmp=TRAINED.encode())).generators == ("“DigitalSourceType: trainedAlgorithmicMedia”",)
    part = XMP.format("compositeWithTrainedAlgorithmicMedia").encode()
    assert "compositeWithTrained" in file_signs(saved(form, xmp=part)).generators[0]
    for other in ("digitalCapture", "algorithmicMedia", "untrainedAlgorithmicMediaX"):
        assert file_signs(saved(form, xmp=XMP.format(other).encode())).generators == ()


def test_a_source_type_of_a_png_is_read() -> None:
    info = PngImagePlugin.PngInfo()
    info.add_itxt("XML:com.adobe.xmp", TRAINED)
    assert file_signs(saved("PNG", pnginfo=info)).generators == ("“DigitalSourceType: trainedAlgorithmicMedia”",)


@pytest.mark.parametrize(
    ("chunks", "said"),
    [
        ({"parameters": SETTINGS}, "as Automatic1111 writes it: “a harbour at dawn Negative prompt"),
        ({"prompt": '{"3": {"class_type": "KSampler"}}'}, "as ComfyUI writes it"),
        ({"workflow": '{"nodes": []}'}, "as ComfyUI writes it"),
        ({"sd__metadata": '{"model": "x"}'}, "as InvokeAI writes it"),
        ({"Software": "NovelAI", "Comment": "{}"}, "Software: NovelAI"),
    ],
)
def test_settings_of_generators_are_read(chunks: dict[str, str], said: str) -> None:
    (mark,) = file_signs(saved("PNG", pnginfo=texts(**chunks))).generators
    assert said in mark


@pytest.mark.parametrize(
    "chunks",
    [
        {"parameters": "exposure 1/125, ISO 100"},
        {"prompt": "say cheese"},
        {"Software": "Adobe Photoshop 25.0"},
        {"Comment": "my midsummer journey"},
        {"Author": "Midjourney fan club"},
    ],
)
def test_other_texts_are_no_marks(chunks: dict[str, str]) -> None:
    assert file_signs(saved("PNG", pnginfo=texts(**chunks))) == FileSigns()


@pytest.mark.parametrize("form", ["JPEG", "PNG", "WEBP"])
def test_camera_and_software_of_exif_are_read(form: str) -> None:
    signs = file_signs(saved(form, exif=exif(make="Aldern", model="Box 2", software="Midjourney v6")))
    assert (signs.camera, signs.generators) == ("Aldern Box 2", ("“Software: Midjourney v6”",))
    assert file_signs(saved(form, exif=exif(make="Aldern", model="Aldern Box 2"))).camera == "Aldern Box 2"


@pytest.mark.parametrize(
    "comment", [b"UNICODE\0" + SETTINGS.encode("utf-16-be"), b"ASCII\0\0\0" + SETTINGS.encode()], ids=["wide", "ascii"]
)
def test_a_comment_with_settings_is_read(comment: bytes) -> None:
    (mark,) = file_signs(saved("JPEG", exif=exif(comment))).generators
    assert mark.startswith("a comment “a harbour at dawn Negative prompt: boats")


def with_segment(data: bytes, marker: int, body: bytes) -> bytes:
    return data[:2] + bytes([0xFF, marker]) + struct.pack(">H", len(body) + 2) + body + data[2:]


def test_content_credentials_are_seen_and_what_they_say_of_the_source() -> None:
    box = b"JP\0\1\0\0\0\1\0\0\0\x40jumb\0\0\0\x20jumdc2pa\0\x11\0\x10c2pa\0"
    plain = file_signs(with_segment(jpeg(PICTURE), 0xEB, box))
    assert (plain.credentials, plain.generators) == (True, ())
    told = file_signs(with_segment(jpeg(PICTURE), 0xEB, box + b"digitalsourcetype/trainedAlgorithmicMedia\0"))
    assert told.generators == ("“DigitalSourceType: trainedAlgorithmicMedia”",)
    data = saved("PNG")
    chunk = struct.pack(">I", len(box)) + b"caBX" + box + struct.pack(">I", zlib.crc32(b"caBX" + box))
    assert file_signs(data[:33] + chunk + data[33:]).credentials
    webp = saved("WEBP")
    assert file_signs(webp + b"C2PA" + struct.pack("<I", len(box)) + box).credentials


def test_unusual_tables_name_an_encoder() -> None:
    own = [[16 + n // 4 for n in range(64)], [17 + n // 3 for n in range(64)]]
    one, again, other = (saved("JPEG", qtables=tables) for tables in (own, own, own[::-1]))
    assert len(file_signs(one).encoder) == 16
    assert file_signs(one).encoder == file_signs(again).encoder != file_signs(other).encoder
    for quality in (1, 50, 75, 95, 100):
        assert file_signs(saved("JPEG", quality=quality)).encoder == ""


def test_broken_files_say_nothing_and_harm_nothing() -> None:
    tags = exif(b"UNICODE\0" + SETTINGS.encode("utf-16-be"), make="Aldern", software="Midjourney")
    for form in ("JPEG", "PNG", "WEBP"):
        data = saved(form, exif=tags)
        for length in range(0, min(len(data), 700), 3):
            assert isinstance(file_signs(data[:length]), FileSigns)
            torn = bytearray(data)
            torn[length : length + 4] = b"\xff\xff\xff\xff"
            assert isinstance(file_signs(bytes(torn)), FileSigns)
    assert file_signs(b"") == file_signs(b"GIF89a" + bytes(40)) == FileSigns()


def test_a_packed_text_that_unpacks_to_much_is_cut() -> None:
    body = b"parameters\0\0" + zlib.compress(bytes(50_000_000), 9)
    chunk = struct.pack(">I", len(body)) + b"zTXt" + body + struct.pack(">I", zlib.crc32(b"zTXt" + body))
    data = saved("PNG")
    assert file_signs(data[:33] + chunk + data[33:]) == FileSigns()
