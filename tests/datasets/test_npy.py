from __future__ import annotations

import io
import struct
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest

from signdesk.datasets.files import FolderFiles
from signdesk.datasets.npy import read_labels_array, read_pictures_array
from signdesk.errors import DatasetError

Read = Callable[[object], np.ndarray]


def saved(array: np.ndarray, allow_pickle: bool = False) -> bytes:
    file = io.BytesIO()
    np.save(file, array, allow_pickle=allow_pickle)
    return file.getvalue()


@pytest.fixture
def read(folder: Callable[..., Path]) -> Read:
    def reader(content: object) -> np.ndarray:
        data = saved(content) if isinstance(content, np.ndarray) else content
        return read_pictures_array(FolderFiles(folder({"X.npy": data})), "X.npy")

    return reader


GREY = (np.arange(5 * 8 * 9) % 256).astype(np.uint8).reshape(5, 8, 9)


@pytest.mark.parametrize(
    "array",
    [
        GREY,
        GREY[..., None],
        np.asfortranarray(GREY),
        GREY.astype(np.int64),
        GREY.astype(np.float32),
        GREY.astype(np.float64) / 255,
        (GREY / 255).astype(np.float32),
        GREY.astype(">f4") / 255,
    ],
    ids=["uint8", "one channel", "Fortran", "int64", "0 to 255", "0 to 1", "float32", "big-endian"],
)
def test_any_way_to_keep_grey_pictures_gives_the_same(read: Read, array: np.ndarray) -> None:
    pictures = read(array)
    assert pictures.dtype == np.uint8
    assert (pictures == GREY).all()


def test_colour_pictures_stay_in_colour(read: Read) -> None:
    colour = np.stack([GREY, GREY[::-1], GREY * 0], axis=-1)
    assert (read(colour) == colour).all()


def test_arrays_larger_than_a_block_come_whole(read: Read, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("signdesk.datasets.npy.BLOCK", 100)
    assert (read((GREY / 255).astype(np.float32)) == GREY).all()


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (saved(np.array([object()]), allow_pickle=True), "dtype object"),
        (saved(np.array(["a"])), "not numbers"),
        (saved(GREY.astype(complex)), "not numbers"),
        (saved(GREY[0]), "shape (8, 9)"),
        (saved(np.zeros((5, 8, 9, 4), np.uint8)), "shape (5, 8, 9, 4)"),
        (saved(np.zeros((0, 8, 9), np.uint8)), "shape (0, 8, 9)"),
        (saved(np.zeros((5, 2062), np.uint8)), "shape (5, 2062)"),
        (saved(GREY - 1.0), "values from -1 to"),
        (saved(GREY * 2.0), "values from 0 to 510"),
        (saved(np.full((2, 8, 8), np.nan)), "no numbers"),
        (saved(GREY)[:-1], "cut off"),
        (saved(GREY)[:20], "no NumPy array"),
        (b"", "no NumPy array"),
        (b"PK\x03\x04 not an array", "no NumPy array"),
        (b"\x93NUMPY\x01\x00" + struct.pack("<H", 12) + b"__import__()", "no NumPy array"),
        (saved(GREY).replace(b"(5, 8, 9)", b"(-5,8,-9)"), "cut off"),
        (saved(GREY).replace(b"(5, 8, 9), }         ", b"(9999999, 8, 9999), }"), "cut off"),
    ],
)
def test_what_is_no_list_of_pictures_is_said(read: Read, content: bytes, message: str) -> None:
    with pytest.raises(DatasetError, match=r"X\.npy") as caught:
        read(content)
    assert message in str(caught.value)


def test_labels_keep_their_shape(folder: Callable[..., Path]) -> None:
    for array in (np.eye(10), np.asfortranarray(np.arange(6).reshape(2, 3)), np.arange(4, dtype=np.int8)):
        files = FolderFiles(folder({"Y.npy": saved(array)}))
        assert (read_labels_array(files, "Y.npy") == array).all()
