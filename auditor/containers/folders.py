"""The folder that a browser saves beside a page: its name, its pictures, and how the page speaks of them."""

from __future__ import annotations

import html
import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from pathlib import PurePosixPath
from urllib.parse import quote, unquote_to_bytes

from auditor.containers.signatures import is_picture

PAGE_SUFFIXES = frozenset((".html", ".htm", ".xhtml", ".xht", ".shtml", ".php", ".asp", ".aspx"))
"""Endings under which browsers save markup."""

_ENDINGS = """
_files .files -files _file -file _Dateien -Dateien _fichiers -fichiers .fichiers _archivos -archivos _arquivos
_ficheiros _bestanden -bestanden -filer _filer _pliki _soubory _subory _elemei _tiedostot _dosyalar _datoteke
_datoteky _fitxers _fitxategiak _fails _failid _bylos _fajlovi _fisiere _fișiere _αρχεία _файлы _файли _файлове
_文件 _檔案 _ファイル _파일 _ไฟล์ _קבצים _ملفات
"""
SUFFIXES = tuple(_ENDINGS.split())
"""How browsers in many languages end the folder's name."""

_OTHER_FILES = """
.js .mjs .css .html .htm .xhtml .json .map .txt .xml .svg .woff .woff2 .ttf .otf .eot .mp4 .webm .mp3 .ogg .wasm
.download .pdf .zip .md
"""
NOT_PICTURES = frozenset(_OTHER_FILES.split())
"""Endings of files that are not looked into for a picture."""

_PICTURES = frozenset((".jpg", ".jpeg", ".png", ".gif", ".webp", ".avif", ".jfif", ".bmp", ".jxl", ".heic"))
_BESIDE_PICTURES = _PICTURES | {".css", ".js", ".svg", ".woff", ".woff2", ".ttf", ".ico"}

_LOOSE = re.compile(rb"[\"'/<>?#]+")
_TIGHT = re.compile(rb"[\"'/<>?#()\s=,;]+")
_FOLDED_SUFFIXES = tuple(suffix.casefold() for suffix in SUFFIXES)
_SAFE = "!$'()*+,;=:@~"


def stem_of(folder: str) -> str | None:
    """The page's name without ending, where the folder's name ends as browsers end it; else ``None``."""
    folded = folder.casefold()
    for suffix in _FOLDED_SUFFIXES:
        if folded.endswith(suffix) and len(folder) > len(suffix):
            return folder[: -len(suffix)]
    return None


def folders_by_page(pages: Iterable[str], folders: Iterable[str]) -> dict[str, str]:
    """Which folder belongs to which page, by name; both lie in one folder, a page is given with its ending.

    Where ``X.html`` and ``X.htm`` stand beside one ``X_files``, the first in order has it.
    """
    by_stem: dict[str, str] = {}
    for folder in sorted(folders):
        stem = stem_of(folder)
        if stem is not None:
            by_stem.setdefault(stem, folder)
    claimed: dict[str, str] = {}
    for page in sorted(pages):
        name = PurePosixPath(page)
        if name.suffix.lower() in PAGE_SUFFIXES and name.stem in by_stem:
            claimed[page] = by_stem.pop(name.stem)
    return claimed


def claimed_folders(
    pages: Sequence[str],
    folders: Sequence[str],
    names_of: Callable[[str], Iterable[str] | None],
    markup_of: Callable[[str], bytes],
) -> dict[str, str]:
    """Which folder was saved with which page, by name and by what pages speak of; both lie in one folder, sorted.

    ``names_of`` gives the names in a folder, hidden ones left out (``None`` where it cannot be listed), ``markup_of`` a
    page's bytes; they are asked only where names alone do not tell.
    """
    if not folders:
        return {}
    claimed = folders_by_page(pages, folders)
    taken = frozenset(claimed.values())
    # a page that was renamed, or saved by a program with its own names, still speaks of its folder
    odd = [name for name in folders if name not in taken and (stem_of(name) or _only_pictures(names_of(name)))]
    for page in pages if odd else ():
        if page in claimed:
            continue
        markup = markup_of(page)
        folder = next((name for name in odd if spoken_of(name, markup)), None)
        if folder is not None:
            claimed[page] = folder
    return claimed


def _only_pictures(names: Iterable[str] | None) -> bool:
    endings = [PurePosixPath(name).suffix.lower() for name in names or ()]
    return any(ending in _PICTURES for ending in endings) and all(ending in _BESIDE_PICTURES for ending in endings)


def spoken_of(folder: str, markup: bytes) -> bool:
    """Whether a page's bytes refer to files of a folder of this name."""
    return any((spelling + "/").encode("utf-8", "surrogateescape") in markup for spelling in _spellings(folder))


def names_in(markup: bytes) -> frozenset[bytes]:
    """Last parts of everything in a page that could be an address, percent-encoding undone."""
    found: set[bytes] = set()
    for separators in (_LOOSE, _TIGHT):
        for piece in separators.split(markup):
            if (2 < len(piece) < 300 and b"." in piece) or 2 < len(piece) < 80:
                found.add(unquote_to_bytes(piece) if b"%" in piece else piece)
    return frozenset(found)


def addresses(path: str) -> tuple[str, ...]:
    """The addresses that a page may use for a file saved with it, its path being relative to the page's folder."""
    return tuple(sorted({dot + spelling for spelling in _spellings(path) for dot in ("", "./")}))


def _spellings(path: str) -> tuple[str, ...]:
    clean = path.encode("utf-8", "surrogateescape").decode("utf-8", "replace")
    percent = quote(path, safe="/" + _SAFE, errors="surrogateescape")
    strict = quote(path, safe="/", errors="surrogateescape")
    spaces = clean.replace(" ", "%20")
    return tuple(dict.fromkeys((clean, spaces, percent, strict, html.escape(clean, quote=False))))


def pictures(siblings: Mapping[str, bytes]) -> dict[str, bytes]:
    """The pictures among the files saved with a page, by each address the page may use for them."""
    found: dict[str, bytes] = {}
    for path in sorted(siblings):
        if is_picture(siblings[path]):
            for address in addresses(path):
                found.setdefault(address, siblings[path])
    return found
