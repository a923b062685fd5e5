"""What takes long to make from the bundled pack is kept beside the bytecode of this program, made once.

``__pycache__`` is where Python itself keeps what it has made of these sources: whoever can write there can change the
program already, so that reading a pickle from it gives nobody more.  Nothing of a page, a case or somebody else's pack
is ever kept so.  The key holds everything that the result depends on; what does not fit is made anew, and where nothing
may be written, nothing is.
"""

from __future__ import annotations

import hashlib
import os
import pickle
import sys
from collections.abc import Callable
from contextlib import suppress
from functools import cache
from pathlib import Path
from typing import TypeVar

from auditor.rules.files import bundled_digest

T = TypeVar("T")

FOLDER = Path(__file__).parent / "__pycache__"
_DIGEST = hashlib.sha256().digest_size


def stored(name: str, make: Callable[[], T]) -> T:
    """What ``make`` gives, from the last time where nothing has changed since.

    Written down unless Python is told to write no bytecode.
    """
    file = FOLDER / f"{name}.{_key()}.{sys.implementation.cache_tag}.pickle"
    with suppress(Exception):  # whatever is wrong with the file, what it holds can be made
        data = file.read_bytes()
        if hashlib.sha256(data[_DIGEST:]).digest() == data[:_DIGEST]:
            found: T = pickle.loads(data[_DIGEST:])  # noqa: S301  # beside the bytecode, and as trusted
            return found
    made = make()
    if not sys.dont_write_bytecode:
        with suppress(OSError):
            _write(file, name, pickle.dumps(made, pickle.HIGHEST_PROTOCOL))
    return made


def _write(file: Path, name: str, data: bytes) -> None:
    FOLDER.mkdir(exist_ok=True)
    part = file.with_suffix(f".{os.getpid()}")
    part.write_bytes(hashlib.sha256(data).digest() + data)
    part.replace(file)
    for old in FOLDER.glob(f"{name}.*.{sys.implementation.cache_tag}.pickle"):
        if old != file:
            old.unlink(missing_ok=True)


@cache
def _key() -> str:
    """Over the pack and the sources that read and compile it."""
    digest = hashlib.sha256(bundled_digest().encode())
    rules = Path(__file__).parent
    for source in (*sorted(rules.glob("*.py")), rules.parent / "model.py", rules.parent / "text.py"):
        digest.update(source.name.encode() + b"\0" + source.read_bytes() + b"\0")
    return digest.hexdigest()[:16]
