"""What a first attempt looks like: ``python -m benchmarks.naive PAGES --jobs 2 --case FILE``.

The common tools in the common way: BeautifulSoup with Python's own parser, one regular expression a rule, imagehash
over every embedded picture.  The same pages and phrases as the floor, in as many processes.
"""

from __future__ import annotations

import base64
import hashlib
import re
from functools import cache
from io import BytesIO
from pathlib import Path

import imagehash
from bs4 import BeautifulSoup
from PIL import Image

from benchmarks.floor import TEXT, Row, arguments, run
from benchmarks.phrases import phrases


@cache
def _rules() -> tuple[re.Pattern[str], ...]:
    return tuple(re.compile(rf"\b{first}\s+(?:\S+\s+)?{second}\b", re.IGNORECASE) for first, second in phrases())


def page_row(path: Path) -> Row:
    """The row of one page."""
    data = path.read_bytes()
    digest = hashlib.sha256(data).hexdigest()
    soup = BeautifulSoup(data.decode("utf-8", "replace"), "html.parser")
    hashes = []
    for picture in soup.find_all("img", src=re.compile("^data:image/")):
        _, _, body = str(picture["src"]).partition(",")
        try:
            with Image.open(BytesIO(base64.b64decode(body))) as opened:
                hashes.append(str(imagehash.phash(opened)))
        except (OSError, ValueError):
            continue
    for sibling in sorted(path.parent.glob(f"{path.stem}_files/*.jp*g")):
        with Image.open(sibling) as opened:
            hashes.append(str(imagehash.phash(opened)))
    for hidden in soup(["script", "style"]):
        hidden.decompose()
    text = soup.get_text(" ", strip=True)[:TEXT]
    hits = sum(1 for rule in _rules() if rule.search(text))
    return digest, soup.title.get_text() if soup.title else "", hits, text, " ".join(hashes).encode()


def main() -> None:
    """Runs the naive program."""
    wanted = arguments("python -m benchmarks.naive")
    print(run(wanted.pages, wanted.case, wanted.jobs, page_row))


if __name__ == "__main__":
    main()
