"""The same search through faiss, where it is installed: exact as well, so that the answers are the same."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from auditor.imaging.descriptor import BITS, GRID_WINDOWS, MIDDLE_PLACES, mirror_mask, views_of
from auditor.similarity.pictures import RADIUS, PictureIndex, query_hashes

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray


class NoFaiss(ImportError):
    """faiss is not installed; the message says how to get it."""


class FaissIndex(PictureIndex):
    """Window hashes in two flat binary indexes; they are copied into memory, 440 bytes a picture."""

    def __init__(self, descriptors: Sequence[bytes], views: NDArray[np.uint64] | None = None, jobs: int = 1) -> None:
        """As :class:`PictureIndex`.  Raises :class:`NoFaiss`."""
        super().__init__(descriptors, views, jobs)
        self._faiss = _faiss()
        self._forward = self._flat(self._views[: len(GRID_WINDOWS) + 1])
        self._backward = self._flat(self._views[list(MIDDLE_PLACES)])

    def _flat(self, views: NDArray[np.uint64]) -> Any:
        index = self._faiss.IndexBinaryFlat(BITS)
        for row in views:
            index.add(_codes(row))
        return index

    def near(self, query: bytes, first: int = 0, jobs: int = 1) -> NDArray[np.intp]:
        """Places from ``first`` on whose best pair of windows lies within the radius, in order."""
        import numpy as np

        if not len(self):
            return np.empty(0, dtype=np.intp)
        grid = np.frombuffer(views_of(query), dtype=np.uint64)[: len(GRID_WINDOWS)]
        found = []
        for index, hashes in (
            (self._forward, query_hashes(query)),
            (self._backward, np.concatenate([grid, grid ^ mirror_mask()])),
        ):
            _, _, places = index.range_search(_codes(hashes), RADIUS + 1)
            found.append(places % len(self))
        places = np.unique(np.concatenate(found)).astype(np.intp)
        return places[places >= first]


def _codes(hashes: NDArray[np.uint64]) -> NDArray[np.uint8]:
    import numpy as np

    return np.ascontiguousarray(hashes).view(np.uint8).reshape(-1, BITS // 8)


def _faiss() -> Any:
    import importlib

    try:
        return importlib.import_module("faiss")
    except ImportError:
        raise NoFaiss("faiss is not installed: pip install 'persona-auditor[faiss]', or search without it") from None
