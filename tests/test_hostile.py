"""Bad files among good ones: the good ones are audited, each bad one is a skip with its reason, in bounded time."""

from __future__ import annotations

import struct
import time
import zlib
from pathlib import Path

import pytest

from tests.running import CASE, audited


def _png(width: int, height: int) -> bytes:
    """A picture whose header and packed data claim ``width`` x ``height``; a few kilobytes."""

    def chunk(kind: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    packer = zlib.compressobj(9)
    row = b"\0" + b"\0" * ((width + 7) // 8)
    data = b"".join(packer.compress(row) for _ in range(height)) + packer.flush()
    header = struct.pack(">IIBBBBB", width, height, 1, 0, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + chunk(b"IDAT", data) + chunk(b"IEND", b"")


def _bad_files(folder: Path) -> dict[str, str]:
    """Writes the bad files; gives words that each one's reason must hold."""
    nested = "<html><body>" + "<div>" * 50_000 + "deep" + "</div>" * 50_000
    attributes = "<html><body " + " ".join(f"a{n}=1" for n in range(200_000)) + ">x</body></html>"
    mhtml = (
        b"From: <Saved by Blink>\r\nSnapshot-Content-Location: https://network.example/in/x\r\nSubject: x\r\n"
        b"Date: Mon, 2 Nov 2026 10:00:00 -0000\r\nMIME-Version: 1.0\r\nContent-Type: multipart/related;\r\n"
        b'\ttype="text/html";\r\n\tboundary="----MultipartBoundary--abc----"\r\n\r\n'
        b"------MultipartBoundary--abc----\r\nContent-Type: text/html\r\nContent-ID: <frame-1@mhtml.blink>\r\n"
        b"Content-Transfer-Encoding: quoted-printable\r\nContent-Location: https://network.example/in/x\r\n\r\n<html><bo"
    )
    files: dict[str, tuple[bytes, str]] = {
        "nested.html": (nested.encode(), "nested"),
        "attributes.html": (attributes.encode(), "attributes"),
        "picture.png": (_png(20_000, 10_000), "200.0 megapixels"),
        "truncated.mhtml": (mhtml, ""),
        "rubbish.html": (bytes(range(256)) * 400, ""),
        "empty.html": (b"", "empty"),
    }
    for name, (data, _) in files.items():
        (folder / name).write_bytes(data)
    return {f"mixed/{name}": words for name, (_, words) in files.items()}


@pytest.fixture
def mixed(tmp_path: Path) -> tuple[Path, dict[str, str], int]:
    folder = tmp_path / "mixed"
    folder.mkdir()
    good = [page for page in sorted(CASE.glob("*.html")) if b"\0" not in page.read_bytes()[:200]][:4]
    for page in good:
        (folder / page.name).write_bytes(page.read_bytes())
    return folder, _bad_files(folder), len(good)


def test_each_bad_file_is_a_skip_with_its_reason(mixed: tuple[Path, dict[str, str], int], tmp_path: Path) -> None:
    folder, bad, good = mixed
    began = time.monotonic()
    document = audited(folder, cwd=tmp_path, code=3)
    assert time.monotonic() - began < 60
    reasons = {skip["path"]: skip["reason"] for skip in document["skipped"]}
    assert set(reasons) == set(bad)
    for path, words in bad.items():
        assert words in reasons[path], (path, reasons[path])
        assert len(reasons[path]) > 10
    assert len(document["profiles"]) == good


def test_the_neighbours_come_out_as_they_do_alone(mixed: tuple[Path, dict[str, str], int], tmp_path: Path) -> None:
    folder, bad, _ = mixed
    among = audited(folder, cwd=tmp_path, code=3)["profiles"]
    for path in bad:
        (tmp_path / path).unlink()
    alone = audited(folder, "--case", "alone.db", cwd=tmp_path)["profiles"]
    assert among == alone
