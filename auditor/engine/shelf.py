"""Window hashes of a large library on the disk, mapped into memory: only what a search looks at is read."""

from __future__ import annotations

import os
from collections.abc import Sequence
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING

from auditor.imaging.descriptor import VIEWS_BYTES
from auditor.library import KnownItem

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

TOGETHER = 4096
"""Descriptors turned into columns at a time."""


def shelf_of(case_file: Path) -> Path:
    """The folder beside a case file in which its library's window hashes are kept."""
    return case_file.with_name(f"{case_file.name}.known")


def clear_shelf(case_file: Path) -> None:
    """Removes what is kept there, and the folder.  Raises ``OSError``."""
    folder = shelf_of(case_file)
    for file in sorted(folder.glob("*.npy")):
        file.unlink()
    if folder.is_dir():
        folder.rmdir()


def mapped_views(pictures: Sequence[KnownItem], digest: str, folder: Path) -> NDArray[np.uint64]:
    """The window hashes of the pictures, shape ``(windows, pictures)``, from a file that is made where it is not there.

    ``digest`` is that of the pictures: files of other libraries in the folder are removed.  Raises ``OSError``.
    """
    import numpy as np

    from auditor.similarity.pictures import window_hashes

    shape = (VIEWS_BYTES // 8, len(pictures))
    file = folder / f"views-{digest[:32]}.npy"
    if not file.is_file():
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        part = folder / f".part-{os.getpid()}.npy"
        views = np.lib.format.open_memmap(part, mode="w+", dtype=np.uint64, shape=shape)
        values = (item.value for item in pictures)
        start = 0
        while some := list(islice(values, TOGETHER)):
            views[:, start : start + len(some)] = window_hashes(some)
            start += len(some)
        views.flush()
        del views
        part.chmod(0o600)
        part.replace(file)
        for old in sorted(folder.glob("views-*.npy")):
            if old != file:
                old.unlink()
    mapped: NDArray[np.uint64] = np.load(file, mmap_mode="r")
    if mapped.shape != shape:
        raise OSError(f"{file.name} does not belong to this library: remove it, it is made again")
    return mapped
