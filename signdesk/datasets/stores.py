"""Where the pictures of a dataset come from: files that are read when asked for, or an array in memory."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from signdesk.datasets.files import Files
from signdesk.errors import ImageError
from signdesk.vision.image import Image, read_image

__all__ = ["ArrayImages", "FileImages", "ImageStore", "JoinedImages"]


class ImageStore(Protocol):
    """A sequence of pictures, not all in memory."""

    def __len__(self) -> int: ...

    def __getitem__(self, i: int, /) -> Image:
        """Picture ``i``, H × W × 3; `ImageError` when it can't be read."""
        ...

    def subset(self, rows: NDArray[np.intp], /) -> ImageStore:
        """The pictures with these indices, in that order."""
        ...

    def content(self, i: int, /) -> bytes:
        """The bytes of picture ``i`` as they are kept, for a fingerprint; empty when they can't be read."""
        ...


class FileImages:
    """Pictures in files of a folder or of a zip."""

    def __init__(self, files: Files, names: Sequence[str]) -> None:
        self._files = files
        self._names = names

    def __len__(self) -> int:
        return len(self._names)

    def __getitem__(self, i: int) -> Image:
        return read_image(self._files.picture(self._names[i]))

    def subset(self, rows: NDArray[np.intp]) -> FileImages:
        return FileImages(self._files, [self._names[i] for i in rows])

    def content(self, i: int) -> bytes:
        try:
            source = self._files.picture(self._names[i])
            return source if isinstance(source, bytes) else source.read_bytes()
        except (ImageError, OSError):
            return b""


class ArrayImages:
    """Pictures of one size in an array: n × H × W (grey) or n × H × W × 3, uint8."""

    def __init__(self, array: NDArray[np.uint8], rows: NDArray[np.intp] | None = None) -> None:
        if array.dtype != np.uint8 or not (array.ndim == 3 or (array.ndim == 4 and array.shape[3] == 3)):
            raise ValueError(f"pictures must be n × H × W or n × H × W × 3 uint8, not {array.shape} {array.dtype}")
        self._array = array
        self._rows = np.arange(len(array)) if rows is None else rows

    def __len__(self) -> int:
        return len(self._rows)

    def __getitem__(self, i: int) -> Image:
        picture: NDArray[np.uint8] = self._array[self._rows[i]]
        return picture.copy() if picture.ndim == 3 else np.repeat(picture[:, :, None], 3, axis=2)

    def subset(self, rows: NDArray[np.intp]) -> ArrayImages:
        return ArrayImages(self._array, self._rows[rows])

    def content(self, i: int) -> bytes:
        content: bytes = self._array[self._rows[i]].tobytes()
        return content

    def pixels(self) -> NDArray[np.uint8]:
        """All pictures at once, as the array keeps them (grey stays n × H × W)."""
        whole = len(self._rows) == len(self._array) and bool((np.diff(self._rows) == 1).all())
        chosen: NDArray[np.uint8] = self._array if whole else self._array[self._rows]
        return chosen


class JoinedImages:
    """Several stores, one after the other."""

    def __init__(self, stores: Sequence[ImageStore], store: NDArray[np.intp], row: NDArray[np.intp]) -> None:
        self._stores = stores
        self._store = store
        self._row = row

    @classmethod
    def of(cls, stores: Sequence[ImageStore]) -> JoinedImages:
        """All pictures of ``stores``."""
        sizes = [len(store) for store in stores]
        rows = [np.arange(size) for size in sizes]
        return cls(stores, np.repeat(np.arange(len(stores)), sizes), np.concatenate(rows))

    def __len__(self) -> int:
        return len(self._row)

    def __getitem__(self, i: int) -> Image:
        return self._stores[int(self._store[i])][int(self._row[i])]

    def subset(self, rows: NDArray[np.intp]) -> JoinedImages:
        return JoinedImages(self._stores, self._store[rows], self._row[rows])

    def content(self, i: int) -> bytes:
        return self._stores[int(self._store[i])].content(int(self._row[i]))
