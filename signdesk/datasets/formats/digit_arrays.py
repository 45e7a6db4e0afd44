"""Sign language digits as arrays: ``X.npy`` (pictures) and ``Y.npy`` (one-hot or whole numbers), as on Kaggle.

The column of Kaggle's Y is not the digit: its classes were numbered in the order in which their folders happened to
be listed. Nothing in the file says so, but the original is known by how many pictures each of its columns has, also
with its rows shuffled. In any other Y the column is taken to be the digit.
"""

from __future__ import annotations

from pathlib import PurePosixPath
from typing import Any

import numpy as np
from numpy.typing import NDArray

from signdesk.datasets.files import Files
from signdesk.datasets.formats.format import Format
from signdesk.datasets.formats.sign_digits import NAME
from signdesk.datasets.npy import read_labels_array, read_pictures_array
from signdesk.datasets.samples import Progress, Samples
from signdesk.datasets.stores import ArrayImages
from signdesk.datasets.tables import read_table
from signdesk.errors import DatasetError

__all__ = ["FORMAT", "partner"]

PICTURES, LABELS, ROWS = "X.npy", "Y.npy", "rows.csv"

_KAGGLE_DIGITS = np.array([9, 0, 7, 6, 1, 8, 4, 3, 2, 5])
_KAGGLE_COUNTS = (204, 205, 206, 207, 206, 208, 207, 206, 206, 207)

# Two pictures of the original lie in the folder of another digit than the one they show.
_MISFILED = {"3/IMG_5108.JPG": "7", "2/IMG_5176.JPG": "3"}


def partner(name: str) -> str | None:
    """The file that belongs to ``name``: Y.npy to X.npy and the other way round; None for any other name."""
    return {"x.npy": LABELS, "y.npy": PICTURES}.get(name.lower())


def _find(files: Files, wanted: str) -> str | None:
    return next((name for name in files.names if name.lower() == wanted.lower()), None)


def _matches(files: Files) -> bool:
    return any(PurePosixPath(name).suffix.lower() == ".npy" for name in files.names) and not files.pictures


def _read(files: Files, progress: Progress | None) -> Samples:
    pictures, labels = _find(files, PICTURES), _find(files, LABELS)
    if pictures is None or labels is None:
        present = pictures or labels
        missing = LABELS if pictures else PICTURES
        raise DatasetError(
            f"{present} needs {missing} beside it: X.npy holds the pictures, Y.npy their labels."
            if present
            else f"{files.title} holds arrays, but no pair X.npy (pictures) and Y.npy (labels). Name them so."
        )
    digits = _digits(read_labels_array(files, labels), labels)
    if progress:
        progress(0, len(digits))
    array = read_pictures_array(files, pictures)
    if len(array) != len(digits):
        raise DatasetError(
            f"{pictures} holds {len(array)} pictures, but {labels} {len(digits)} labels. They do not belong together."
        )
    if progress:
        progress(len(digits), len(digits))
    return _samples(files, ArrayImages(array), digits)


def _samples(files: Files, images: ArrayImages, digits: NDArray[np.intp]) -> Samples:
    n = len(digits)
    labels = digits.astype(np.str_)
    signers, names = np.full(n, ""), np.array([f"row {row}" for row in range(n)])
    if ROWS in files:
        table = read_table(files, ROWS, ("row", "file", "digit", "student"))
        rows = table.numbers(("row", "digit"))
        if not np.array_equal(rows, np.stack([np.arange(n), digits], axis=1)):
            raise DatasetError(f"{ROWS} does not describe the rows of {LABELS}. Remove it, or get the right one.")
        signers = np.array([f"student {student}" for student in table.text("student")])
        labels = np.array([_MISFILED.get(file, label) for file, label in zip(table.text("file"), labels, strict=True)])
    return Samples(
        name=NAME if signers.any() or _is_kaggle(digits) else files.stem,
        images=images,
        labels=labels,
        signers=signers,
        parts=np.full(n, ""),
        boxes=np.full((n, 4), np.nan, np.float32),
        keypoints=np.full((n, 21, 2), np.nan, np.float32),
        names=names,
    )


def _digits(array: NDArray[Any], name: str) -> NDArray[np.intp]:
    """The digit of each row of Y."""
    if array.dtype.kind not in "uifb":
        raise DatasetError(f"{name} holds {array.dtype.name}, not numbers. It must be one-hot or whole numbers.")
    if array.ndim == 2 and array.shape[1] == 10:
        if not (((array == 0) | (array == 1)).all() and (array.sum(axis=1) == 1).all()):
            raise DatasetError(f"{name} is not one-hot: each row must hold a single 1 and nine 0.")
        return _unpermuted(array.argmax(axis=1))
    if array.ndim == 2 and array.shape[1] == 1:
        array = array[:, 0]
    if array.ndim != 1 or not array.size:
        raise DatasetError(
            f"{name} has the shape {array.shape}, which is no list of digits. It must be n × 10 (one-hot) or n."
        )
    if not np.isin(array, np.arange(10)).all():
        raise DatasetError(f"{name} holds labels that are no digit. They must be whole numbers from 0 to 9.")
    return _unpermuted(array.astype(np.intp))


def _unpermuted(classes: NDArray[np.intp]) -> NDArray[np.intp]:
    counts = tuple(np.bincount(classes, minlength=10).tolist())
    return _KAGGLE_DIGITS[classes] if counts == _KAGGLE_COUNTS else classes


def _is_kaggle(digits: NDArray[np.intp]) -> bool:
    counts = np.bincount(digits, minlength=10)
    return tuple(counts[_KAGGLE_DIGITS].tolist()) == _KAGGLE_COUNTS


FORMAT = Format(f"{NAME} arrays", _matches, _read)
