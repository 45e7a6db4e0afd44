"""Arrays in ``.npy`` files from anywhere: never a pickle, never more memory than the file's own size warrants."""

from __future__ import annotations

import math
from collections.abc import Iterator
from typing import IO, Any

import numpy as np
from numpy.typing import NDArray

from signdesk.datasets.files import READ_ERRORS, Files, reason
from signdesk.errors import DatasetError

__all__ = ["read_labels_array", "read_pictures_array"]

BLOCK = 1 << 22
_LARGEST_LABELS = 1 << 30


class _Header:
    """What stands at the beginning of a ``.npy`` file."""

    def __init__(self, file: IO[bytes], name: str, size: int) -> None:
        try:
            version = np.lib.format.read_magic(file)
            reader = np.lib.format.read_array_header_1_0 if version[0] == 1 else np.lib.format.read_array_header_2_0
            self.shape, self.fortran, self.dtype = reader(file)
        except (ValueError, TypeError, SyntaxError, RecursionError, MemoryError) as error:
            raise DatasetError(f"{name} is no NumPy array, or damaged. Save it again with numpy.save.") from error
        if self.dtype.hasobject:
            raise DatasetError(
                f"{name} holds Python objects (dtype object), which could run code and are not read. "
                "Save it as an array of numbers."
            )
        if math.prod(self.shape) * self.dtype.itemsize > size - file.tell() or any(n < 0 for n in self.shape):
            raise DatasetError(f"{name} is cut off: it is shorter than it says. Copy or download it again.")


def read_pictures_array(files: Files, name: str) -> NDArray[np.uint8]:
    """The pictures in ``name``, n × H × W or n × H × W × 3, as uint8.

    Floats count from 0 to 1, or from 0 to 255 when one is larger than 1. `DatasetError` when they are no pictures.
    """
    try:
        with files.open(name) as file:
            header = _Header(file, name, files.size(name))
            shape = _picture_shape(header, name)
            low, high = _bounds(_blocks(file, header))
        _check_values(low, high, name)
        scale = 255.0 if header.dtype.kind == "f" and high <= 1 else 1.0
        pictures = np.empty(math.prod(shape), np.uint8)
        with files.open(name) as file:
            _Header(file, name, files.size(name))
            done = 0
            for block in _blocks(file, header):
                pictures[done : done + len(block)] = np.rint(block * scale) if scale != 1 else np.rint(block)
                done += len(block)
    except READ_ERRORS as error:
        raise DatasetError(f"Can't read {name} of {files.title}: {reason(error)}.") from error
    return pictures.reshape(shape, order="F" if header.fortran else "C")


def read_labels_array(files: Files, name: str) -> NDArray[Any]:
    """The array in ``name`` as it is; `DatasetError` when it can't be read."""
    try:
        size = files.size(name)
        if size > _LARGEST_LABELS:
            raise DatasetError(f"{name} is too large for an array of labels.")
        with files.open(name) as file:
            header = _Header(file, name, size)
            data = file.read(math.prod(header.shape) * header.dtype.itemsize)
    except READ_ERRORS as error:
        raise DatasetError(f"Can't read {name} of {files.title}: {reason(error)}.") from error
    return np.frombuffer(data, header.dtype).reshape(header.shape, order="F" if header.fortran else "C")


def _picture_shape(header: _Header, name: str) -> tuple[int, ...]:
    shape = header.shape
    if header.dtype.kind not in "uif":
        raise DatasetError(f"{name} holds {header.dtype.name}, not numbers. Save the pictures as uint8 or float.")
    if len(shape) == 4 and shape[3] == 1:
        shape = shape[:3]
    if not (len(shape) == 3 or (len(shape) == 4 and shape[3] == 3)) or min(shape) < 1 or min(shape[1:3]) < 8:
        raise DatasetError(
            f"{name} has the shape {header.shape}, which is no list of pictures. It must be n × height × width, "
            "or n × height × width × 3."
        )
    return shape


def _blocks(file: IO[bytes], header: _Header) -> Iterator[NDArray[Any]]:
    left = math.prod(header.shape) * header.dtype.itemsize
    step = BLOCK // header.dtype.itemsize * header.dtype.itemsize
    while left:
        data = file.read(min(step, left))
        if len(data) < min(step, left):
            raise EOFError
        left -= len(data)
        yield np.frombuffer(data, header.dtype)


def _bounds(blocks: Iterator[NDArray[Any]]) -> tuple[float, float]:
    """The least and the largest value; NaN when there is one."""
    pairs = [(float(block.min()), float(block.max())) for block in blocks]
    low, high = np.array(pairs).T
    return float(low.min()), float(high.max())


def _check_values(low: float, high: float, name: str) -> None:
    if not (np.isfinite(low) and np.isfinite(high)):
        raise DatasetError(f"{name} holds values that are no numbers (NaN or infinite). Pixels go from 0 to 1 or 255.")
    if low < 0 or high > 255:
        raise DatasetError(f"{name} holds values from {low:g} to {high:g}. Pixels go from 0 to 1, or from 0 to 255.")
